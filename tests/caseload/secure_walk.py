"""A secure tenancy from the first protocol steps to an eviction, one stage a function, over the real pages.

£900.00 was owed on Monday 16 November 2026 and £104.50 falls due every Monday after it. The days, worked by hand:
notice by hand on Monday 23 November 2026, so not before Monday 21 December, and a claim from Tuesday 22 December;
issued on Wednesday 23 December, so heard from 21 January 2027; order on Tuesday 9 February; notice of eviction
delivered on Monday 22 March 2027, so from Tuesday 6 April.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse

from caseload.tasks_bundles import build_bundle
from legal import statutory
from legal.enforcing import ONLY_ON_RECORD
from legal.models import Bundle, Eviction, Notice
from legal.rules.enforcement import CHECKS
from staff.models import Role, User
from tenancies.models import LedgerEntry, Person
from tests.caseload.walking import Walker
from tests.factories.people import Household, OfficerFactory, household
from tests.legal.enforcing import ANSWERS

NOTICE = date(2026, 11, 23)
CLAIM = date(2026, 12, 22)
ISSUED = date(2026, 12, 23)
HEARING = date(2027, 2, 9)
WARNED = date(2027, 3, 2)
BREACH = date(2027, 3, 17)
WARRANT = date(2027, 3, 18)
BOOKED = date(2027, 3, 22)
EVICTION = date(2027, 4, 8)
# Checked by hand: the others a record shows.
BY_HAND = [code for code, _, _ in CHECKS if code not in ONLY_ON_RECORD | {"vulnerability", "homelessness"}]
WEIGHED = ["disability", "link", "support", "proportionate"]
IN_FULL = [*WEIGHED, "aim", "alternatives", "impact"]


class Case(Walker):
    """The walker with the people of one patch."""

    def __init__(self, home: Household) -> None:
        super().__init__(home)
        patches = [home.account.tenancy.home.patch]
        self.leader: User = OfficerFactory(name="Mabel Osei", role=Role.TEAM_LEADER, patches=patches)
        self.manager: User = OfficerFactory(name="Pat Walker", role=Role.INCOME_MANAGER, patches=patches)
        self.legal: User = OfficerFactory(name="Ruth Bell", role=Role.LEGAL)

    def rent_until(self, day: date) -> None:
        """A debit every Monday that has come."""
        last = LedgerEntry.objects.filter(account=self.home.account, kind="rent_debit").latest("effective_on")
        monday = last.effective_on + timedelta(days=7)
        while monday <= day:
            self.posted("104.50", on=monday)
            monday += timedelta(days=7)

    @property
    def key(self) -> int:
        return self.home.account.pk

    @property
    def notice_url(self) -> str:
        """Of the newest notice."""
        return reverse("legal_notice", args=[Notice.objects.latest("pk").pk])

    def account(self) -> str:
        return self.open(self.home.account.get_absolute_url())

    def case(self) -> str:
        return self.open(reverse("legal_case", args=[self.key]))

    def waits_for_bundle(self) -> None:
        """It is built as a worker builds it."""
        build_bundle(Bundle.objects.latest("pk").job_id)
        self.open(self.address)

    def case_on(self, day: date) -> str:
        with self.day(day, at="15:00"):
            return self.case()

    def signs_form_off(self, form: str) -> None:
        """The council's own lawyer signs a wording off, which a live council needs before a notice is served."""
        self.signs_in(self.legal)
        self.goes("Legal")
        self.follow("Statutory forms")
        self.follow_to(reverse("legal_form", args=[form]))
        held = list(statutory.forms()[form].must_hold)
        ticked = {"held": held} if held else {}
        self.press("Sign this wording off", name="Ruth Bell", position="Solicitor", **ticked)
        self.signs_in(self.home.officer)

    def weighs(self, stage: str, *, approver: User | None = None) -> None:
        """The record from the case's page; approved by another where it is a full one."""
        self.case()
        self.follow_to(reverse("legal_decision", args=[self.key, stage]))
        codes = IN_FULL if approver else WEIGHED
        self.press("Keep the record", **{code: f"Asked, and none is known: {code}." for code in codes})
        if approver:
            self.signs_in(approver)
            self.case()
            self.press("Approve this record")
            self.signs_in(self.home.officer)

    def decides(self, who: User, title: str, *, button: str = "Approve:", said: str = "") -> str:
        """Finds it among the approvals, opens it and presses."""
        self.signs_in(who)
        self.goes("Approvals")
        self.follow(title)
        answer = self.press(button, said=said)
        self.signs_in(self.home.officer)
        return answer

    def asks_needs(self, *, on: date) -> None:
        """Each tenant is asked about needs, from the account's page of needs and holds."""
        for person in self.home.tenants:
            self.account()
            self.follow("Needs and holds")
            self.follow_to(reverse("care_add", args=[self.key, "asked"]) + f"?who={person.pk}")
            self.press("Record what they said", person=person.pk, channel="phone", answer="none", asked_on=said(on))

    def records(self, step: str, *, on: date, person: Person | None = None, how: str = "By letter") -> None:
        """A step of the protocol by hand."""
        if self.address != reverse("legal_protocol", args=[self.key]):
            self.case()
            self.follow("Protocol sheet")
        self.press("Record it", step=step, person=person.pk if person else "", done_on=said(on), how=how)


Looking = Callable[[Case], Case]  # who goes on with a case; see the fixture of this name


def said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def begins(*people: dict[str, Any]) -> Case:
    return Case(household(*people, owes=Decimal("900.00")))


# -------------------------------------------------------------------------------------------- one stage after another


def served(walk: Case, form: str = "nosp_part_1", **chosen: Any) -> Notice:
    """Prepared, weighed, asked, approved by the leader, and handed to each tenant, all on the Monday."""
    approved(walk, form, **chosen)
    with walk.day(NOTICE, at="15:00"):
        for person in walk.home.tenants:
            hands_over(walk, person, on=NOTICE)
    return Notice.objects.get(status="served")


def approved(walk: Case, form: str = "nosp_part_1", **chosen: Any) -> Notice:
    """Prepared, weighed, asked, and approved by the leader."""
    walk.rent_until(NOTICE)
    with walk.day(NOTICE):
        walk.signs_form_off(form)
        for person in walk.home.tenants:
            for step in ("contact", "debt_advice"):
                walk.records(step, on=NOTICE, person=person)
        walk.asks_needs(on=NOTICE)
        walk.case()
        walk.follow("Prepare the")
        walk.press("Prepare it", serve_on=said(NOTICE), method="hand", **chosen)
        walk.weighs("notice")
        walk.follow("Ask for approval")
        walk.press("Ask a leader", note="Letters and calls brought no answer.")
        walk.decides(walk.leader, ": the yes to serve")
    return Notice.objects.latest("pk")


def hands_over(walk: Case, person: Person, *, on: date, status: int = 200, **given: str) -> str:
    walk.case()
    walk.follow("Record how it was served")
    return walk.press(
        "Record the service", status=status, person=person.pk, method="hand", done_on=said(on), done_at="09:40",
        place="3 Mill Lane", handed_to=str(person), **given,
    )  # fmt: skip


def protocol_done(walk: Case) -> None:
    """What stands between notice and claim, recorded step by step as it is done."""
    tries = (date(2026, 12, 1), date(2026, 12, 8))
    for day in tries:
        walk.rent_until(day)
        with walk.day(day):
            for person in walk.home.tenants:
                walk.records("post_notice_try", on=day, person=person)
    with walk.day(date(2026, 12, 15)):
        walk.rent_until(date(2026, 12, 15))
        for person in walk.home.tenants:
            walk.records("protocol_sent", on=date(2026, 12, 15), person=person)
        for step in ("affordability", "offer", "statement", "dwp", "benefit_help"):
            walk.records(step, on=date(2026, 12, 15))


def asked_for(walk: Case) -> None:
    """The pack entered and with the income manager, on the first day that the notice allows."""
    walk.rent_until(CLAIM)
    with walk.day(CLAIM):
        walk.weighs("claim", approver=walk.leader)
        walk.case()
        walk.press("Prepare the claim")
        walk.press(
            "Keep what is entered", agreement_copy="no", agreement_why_not="Lost in a fire", notice_copy="yes",
            claimant_circumstances="A council that houses", truth_position="Income officer",
            schedule_sent_on=said(CLAIM),
        )  # fmt: skip
        walk.press("Ask for the yes", note="Nothing else has worked.")


def issued(walk: Case) -> None:
    with walk.day(CLAIM, at="14:00"):
        walk.decides(walk.manager, "Possession claim: the yes to issue")
    with walk.day(ISSUED):
        walk.case()
        walk.follow("Claim pack")
        walk.press("Record the claim", **court_says())


def court_says(**changes: str) -> dict[str, str]:
    usual = {
        "claim_number": "M50WX111", "court": "County Court at Ottersby", "issued_on": said(ISSUED), "fee": "415.00",
        "fixed_costs": "69.50", "hearing_on": said(HEARING), "hearing_at": "10:30",
    }  # fmt: skip
    return usual | changes


def bundled(walk: Case) -> Bundle:
    """The bundle of the hearing is begun from its page, built, and read back."""
    day = date(2027, 1, 25)
    walk.rent_until(day)
    with walk.day(day):
        walk.case()
        walk.follow("First hearing")
        walk.press("Build the bundle")
        walk.waits_for_bundle()
    return Bundle.objects.get()


def suspended(walk: Case) -> str:
    """The suspended order, at court, in six presses at most; what the page says then."""
    walk.rent_until(HEARING)
    with walk.day(HEARING, at="11:05"):
        walk.goes("Court")
        before = walk.presses
        walk.follow("10:30")
        page = walk.press(
            "Save", outcome="suspended", possession_on="9 March 2027", instalment_amount="10.00", frequency="weekly",
            first_due_on="15 February 2027", current_rent="on",
        )  # fmt: skip
        assert walk.presses - before <= 6
        return page


def warned(walk: Case) -> None:
    """Each tenant is told what is short: fourteen days to put it right, up to 16 March."""
    walk.rent_until(WARNED)
    with walk.day(WARNED):
        for person in walk.home.tenants:
            walk.case()
            walk.follow("The order, its payments and its end")
            walk.press(
                "Note the warning", person=person.pk, channel="visit", warned_on=said(WARNED), said="Nothing came in."
            )


def warranted(walk: Case) -> None:
    """Warned; checks, risks, panel and referrals; asked, approved, sent; issued on the next day."""
    warned(walk)
    walk.rent_until(BREACH)
    with walk.day(BREACH):
        walk.asks_needs(on=BREACH)
        walk.weighs("warrant", approver=walk.manager)
        walk.case()
        walk.follow("Checks, risks and request of a warrant")
        walk.press("Prepare a warrant")
        walk.press("Keep", having="homelessness", why="They agree to be referred")
        for code in BY_HAND:
            walk.press("Checked", having=code, how="Looked at today")
        walk.press("Keep", **{f"risk_{code}": answer for code, answer in ANSWERS.items()}, panel_on=said(BREACH))
        walk.press("Ask the income manager", note="Nothing was paid since the order.")
        walk.decides(walk.manager, "Warrant")
        walk.case()
        walk.follow("Go on with the warrant")
        walk.press("Record it", having="sent", sent_on=said(BREACH))
    with walk.day(WARRANT):
        walk.case()
        walk.follow("Go on with the warrant")
        walk.press("Record it", having="issued", issued_on=said(WARRANT), number="W12345", fee="148.00")


def booked(walk: Case) -> Eviction:
    walk.rent_until(BOOKED)
    with walk.day(BOOKED):
        walk.case()
        walk.follow("Book the bailiff’s appointment")
        walk.press("Book it", on=said(EVICTION), at="10:30", bailiff="Ms Firth", notice_delivered_on=said(BOOKED))
        walk.press("Keep", attends=walk.home.officer.pk, locksmith="Keys Ltd", storage="The depot")
        walk.press("I will attend")
        walk.press("Ask the income manager", note="Nothing else is left.")
        walk.decides(walk.manager, "Eviction")
    return Eviction.objects.get()


def possession(walk: Case) -> None:
    walk.rent_until(EVICTION)
    with walk.day(EVICTION, at="08:30"):
        walk.case()
        walk.follow("8 April 2027")
        walk.press("Confirm ready")
    with walk.day(EVICTION, at="10:50"):
        walk.goes("Evictions")
        walk.follow(walk.home.account.account_ref)
        walk.follow("Record outcome")
        walk.press("Save", outcome="possession", belongings="A bed and a table", note="Locks changed.")


# -------------------------------------------------------------------------------------------- several stages together


def to_claim(walk: Case) -> None:
    served(walk)
    protocol_done(walk)
    asked_for(walk)
    issued(walk)


def to_order(walk: Case) -> None:
    to_claim(walk)
    suspended(walk)


def to_warrant(walk: Case) -> None:
    """To the page of the warrant."""
    walk.case()
    walk.follow("Checks, risks and request of a warrant")


def to_eviction(walk: Case) -> Eviction:
    to_order(walk)
    warranted(walk)
    return booked(walk)
