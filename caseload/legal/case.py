"""One legal case: its ladder, the one permitted next step, what is in the way of it, its days, references and costs.

Everything is read; what is done with a case is in legal/ and in the areas beside this one. Other areas draw their own
parts of the page: see parts.py.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from caseload.handover import owners_of
from caseload.legal.blockers import Blocker, blockers
from caseload.legal.deadlines import Deadline
from caseload.legal.every_deadline import of_cases
from caseload.legal.where import STAGES, Where, where_all
from legal import evictions, gates, homes, notices, protocol_sheet, protocol_steps
from legal.accounts import main_accounts
from legal.appeals import PUT_OFF
from legal.claim_file import notice_window
from legal.claims import NOTHING_OWED
from legal.models import ClaimCost, DecisionRecord, Eviction, Notice, PossessionClaim, PossessionOrder
from legal.notice_reviews import extension_of, review_of
from legal.rules import equality, protocol, routes
from legal.rules.checks import Obstacle, Step, done_of
from legal.rules.notices import NoticeState
from legal.rules.reviews import Extension, ExtensionState, Review
from recovery.account_facts import of_account
from recovery.rules.facts import AccountFacts
from recovery.rules.gates import Act
from staff.models import User
from staff.ui.words import counted, long_day, pounds
from tenancies.models import Person, RentAccount, Tenancy


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One stage of the ladder. `state`: reached, passed (with nothing on record of it), here or ahead."""

    code: str
    name: str
    state: str
    lines: list[str]


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """The one step that is permitted next. `url`: blank where nothing can be pressed; a blank `label`: it waits for
    somebody."""

    label: str
    url: str
    says: str


@dataclass(frozen=True, kw_only=True)
class Case:
    """A tenancy's case on a day. `account` is its main account."""

    account: RentAccount
    on: dt.date
    facts: AccountFacts
    home: routes.Home
    where: Where
    tenants: list[Person]  # the living ones, each of whom is served
    notices: list[Notice]  # the newest first
    claims: list[PossessionClaim]  # the newest first
    decisions: list[DecisionRecord]  # the newest first
    costs: list[ClaimCost]
    steps: list[Step]  # of the protocol
    override: protocol.Override | None
    owner: User | None
    deadlines: list[Deadline]

    @property
    def tenancy(self) -> Tenancy:
        return self.account.tenancy

    @property
    def stage(self) -> str:
        return self.where.stage

    @property
    def needed(self) -> routes.NoticeForm | None:
        """The notice for arrears that this tenancy needs; None: none is given here."""
        return routes.notice_for(self.home, on=self.on)

    @cached_property
    def notice(self) -> Notice | None:
        """The notice that a claim would rest on: the one in force, else the newest that was served."""
        return notices.relied_on(self.notices, tenancy=self.tenancy, tenants=self.tenants, on=self.on)

    @cached_property
    def extension(self) -> Notice | None:
        found = (each for each in self.notices if each.kind == notices.EXTENSION)
        return next((each for each in found if each.status in {"draft", "served"}), None)

    @cached_property
    def trial(self) -> Extension | None:
        """The extension of an introductory trial; None: there is no trial."""
        return extension_of(self.extension, tenancy=self.tenancy, on=self.on)

    @property
    def in_extension(self) -> bool:
        """Whether the extension of the trial, served and not yet over, is what the case goes by."""
        return self.stage in {"", "notice"} and self.where.draft is None and bool(self.trial and self.trial.follows)

    @property
    def _ended(self) -> bool:
        """Whether the tenancy ended with an order that was carried out (rulebook SEC-7)."""
        return bool(self.where.law["order_executed"])

    @property
    def _nothing_to_begin(self) -> bool:
        """Whether no case was begun and nothing is owed: then no notice for arrears is given (rulebook SEC-5)."""
        return not self.stage and self.where.draft is None and self.facts.balance <= 0

    @property
    def drafts(self) -> list[Notice]:
        return [each for each in self.notices if each.status == "draft" and not each.source_ref]

    @property
    def claim(self) -> PossessionClaim | None:
        """The newest claim for possession."""
        return next((each for each in self.claims if each.route != PossessionClaim.Route.MONEY_CLAIM), None)

    @property
    def order(self) -> PossessionOrder | None:
        return self.where.order

    @cached_property
    def review(self) -> Review | None:
        return review_of(self.notice) if self.notice else None

    @cached_property
    def claim_obstacles(self) -> list[Obstacle]:
        """Why no claim may be issued on this day: notice, review, protocol, decision record, gates (rulebook 1, 3)."""
        nothing_owed = NOTHING_OWED if self.notice else Obstacle(says="Nothing is owed.", rule="SEC-4")
        found = [] if self.facts.balance > 0 else [nothing_owed]
        found += notice_window(self.home, self.notice, facts=self.facts, on=self.on)
        found += protocol.issue_obstacles(self.steps, override=self.override)
        found += equality.obstacles(notices.record_for(self.tenancy, stage="claim"), stage="claim", on=self.on)
        return found + gates.shut(Act.CLAIM, self.facts)

    @cached_property
    def notice_obstacles(self) -> list[Obstacle]:
        """Why the notice that this tenancy needs may not be given on this day."""
        if self.needed is None:
            return [
                Obstacle(says="No notice for arrears is given on this tenancy here.", do="Ask legal.", rule="SEC-1")
            ]
        return notices.obstacles(self.tenancy, kind=self.needed.kind, facts=self.facts, on=self.on)

    @cached_property
    def blockers(self) -> list[Blocker]:
        """What stands in the way of the next step, each with where it is cleared."""
        weighed_for, draft = "claim", self.where.draft
        if self._looks_to_the_claim:
            found = self.claim_obstacles
        elif self.in_extension or self._nothing_to_begin or self._ended:
            found = []
        elif self.stage in {"", "notice"}:
            found = self._notice_blockers()
            weighed_for = notices.weighed_for(draft.kind) if draft else "notice"
        elif self.stage == "eviction" and self.order and (live := evictions.live_of(self.order)):
            found, weighed_for = self._before_eviction(live), "eviction"
        else:
            enforced = self.stage in {"order", "breach", "warrant", "eviction"}
            found = gates.shut(Act.WARRANT if enforced else Act.CLAIM, self.facts)
        return blockers(
            found,
            account=self.account,
            weighed_for=weighed_for,
            notice=self.notice,
            order=self.order,
            to_replace=self.stage == "notice" and bool(self.where.failed),
        )

    @property
    def _looks_to_the_claim(self) -> bool:
        in_force = self.stage == "notice" and self.where.law["notice_state"] == NoticeState.IN_FORCE
        return self.stage in {"protocol", "approval"} or (in_force and self.where.draft is None)

    def _before_eviction(self, live: Eviction) -> list[Obstacle]:
        """What is missing before it may be confirmed ready; nothing once it is."""
        if live.state != Eviction.State.BOOKED:
            return []
        return evictions.ready_obstacles(live, account=self.account, facts=self.facts, on=self.on)

    def _notice_blockers(self) -> list[Obstacle]:
        draft = self.where.draft
        found = list(self.notice_obstacles) if draft is None or draft.kind != notices.EXTENSION else []
        if draft:
            found += notices.decision_obstacles(self.tenancy, kind=draft.kind, on=self.on)
            found += notices.serving_obstacles(draft, on=self.on)
        return found

    @property
    def next_step(self) -> NextStep:
        """The one step that is permitted now, or the day from which it will be."""
        says, key = self.where.next, self.account.pk
        draft = self.where.draft
        if self.stage in {"", "notice"} and draft:
            return self._next_of_draft(draft)
        if self._looks_to_the_claim and self.stage != "approval" and self.notice and self.facts.balance <= 0:
            page = reverse("legal_notice", args=[self.notice.pk])
            return NextStep(label="See the notice", url=page, says=str(NOTHING_OWED))
        if self.stage == "notice" and self.where.law["notice_state"] == NoticeState.IN_FORCE:
            return NextStep(
                label="Do the steps of the protocol",
                url=reverse("legal_protocol", args=[key]),
                says=says,
            )
        if self.in_extension and self.trial and self.extension:
            reviewed = self.trial.state is ExtensionState.UNDER_REVIEW
            page = reverse("legal_notice", args=[self.extension.pk])
            return NextStep(label="See to the review" if reviewed else "", url=page, says=self.trial.follows)
        if self._ended:
            return NextStep(label="No step", url="", says="The tenancy ended when the order was carried out.")
        if self._nothing_to_begin:
            return NextStep(label="No step", url="", says="Nothing is owed: no notice for arrears is given.")
        if self.stage in {"", "notice"}:
            name = routes.NAMES[self.needed.kind] if self.needed else "notice"
            url = "" if self.notice_obstacles else reverse("legal_notice_new", args=[key])
            return NextStep(label=f"Prepare the {name}", url=url, says=says if self.stage else "")
        if self.stage == "protocol":
            if protocol.holding_back(self.steps, override=self.override):
                label, url = "Do the steps of the protocol", reverse("legal_protocol", args=[key])
                says = self.where.until
            else:
                label, url = "Prepare the claim", "" if self.claim_obstacles else "#claim"
            return NextStep(label=label, url=url, says=says)
        if self.stage == "claim" and self.claim and self.claim.status in PUT_OFF:
            return NextStep(label="Restore the claim", url=reverse("restore_claim", args=[self.claim.pk]), says=says)
        if self.stage in {"breach", "warrant"} and 0 < (self.facts.order_shortfall or 0) <= self.facts.benefit_due:
            says = TECHNICAL
        label, anchor = AFTER[self.stage]
        return NextStep(label=label, url=self._page_of_stage() or f"#{anchor}", says=says)

    def _page_of_stage(self) -> str:
        """Where a later stage is worked, where that is a page of its own; else blank."""
        match self.stage:
            case "approval":
                return reverse("legal_claim", args=[self.account.pk])
            case "claim" if self.claim:
                return reverse("claim_record", args=[self.claim.pk])
            case "order" | "breach" if self.order:
                return reverse("court_order", args=[self.order.pk])
            case "warrant":
                return reverse("warrant", args=[self.account.pk])
        return ""

    def _next_of_draft(self, draft: Notice) -> NextStep:
        page, name = reverse("legal_notice", args=[draft.pk]), routes.NAMES[draft.kind]
        newest = notices.request_of(draft)
        if newest and newest.approved is None:
            return NextStep(label="", url=page, says=f"The {name} waits for a leader’s yes.")
        if newest and newest.approved:
            return NextStep(label="Record how it was served", url=f"{page}#serve", says=self.where.next)
        if notices.decision_obstacles(self.tenancy, kind=draft.kind, on=self.on):
            url = reverse("legal_decision", args=[self.account.pk, notices.weighed_for(draft.kind)])
            return NextStep(label="Weigh equality and proportionality", url=url, says=self.where.next)
        return NextStep(label="Ask for approval", url=f"{page}#ask", says=self.where.next)

    @property
    def rungs(self) -> list[Rung]:
        lines = self._lines()
        order = list(STAGES)
        here = order.index(self.stage) if self.stage else -1
        return [
            Rung(
                code=code,
                name=STAGES[code][0],
                state=_state(place, here, known=bool(lines.get(code))),
                lines=lines.get(code, []),
            )
            for place, code in enumerate(order)
        ]

    def _lines(self) -> dict[str, list[str]]:
        law, claim, order = self.where.law, self.claim, self.order
        lines: dict[str, list[str]] = {
            "notice": self._notice_lines(),
            "protocol": [done_of(self.steps)],
            "approval": [f"Claim {self.where.pack.get_state_display().lower()}"] if self.where.pack else [],
        }
        if claim:
            pack = getattr(claim, "pack", None)  # those of the housing system have none
            if pack and not self.where.pack:
                lines["approval"] = [f"Approved by {pack.approved_by.name}"]
            lines["claim"] = [f"Issued {long_day(claim.issued_on)} for {pounds(claim.arrears_at_issue)}"]
            lines["claim"] += [text for text in (claim.claim_number, claim.get_status_display()) if text]
            if claim.hearing_on:
                at = f" at {claim.hearing_at:%H:%M}" if claim.hearing_at else ""
                lines["hearing"] = [f"{long_day(claim.hearing_on)}{at}"]
        if order:
            lines["order"] = [f"{order.get_kind_display()}, {long_day(order.made_on)}"]
            if self.where.shortfall:
                lines["breach"] = [f"{pounds(self.where.shortfall)} short of its terms"]
        if law["warrant_requested_on"] or law["warrant_issued_on"]:
            said = [("Asked for", law["warrant_requested_on"]), ("Issued", law["warrant_issued_on"])]
            lines["warrant"] = [f"{what} {long_day(day)}" for what, day in said if day]
        if law["eviction_on"]:
            lines["eviction"] = [long_day(law["eviction_on"])]
        return lines

    def _notice_lines(self) -> list[str]:
        facts = self.facts
        lines = [f"{each.get_kind_display()}: being prepared" for each in self.drafts]
        if facts.notice_kind and self.notice:
            state = {"in_force": "in force", "defective": "defective", "expired": "lapsed"}[facts.notice_state]
            lines.append(f"{routes.NAMES[facts.notice_kind].capitalize()}: {state}")
        if facts.notice_first_issue_on and facts.notice_state == "in_force":
            lines.append(f"Issue from {long_day(facts.notice_first_issue_on)}")
        if facts.notice_last_issue_on and facts.notice_state == "in_force":
            lines.append(f"and by {long_day(facts.notice_last_issue_on)}")
        return lines

    @property
    def time_in_stage(self) -> str:
        days = self.where.days
        return "" if days is None else counted(days, "day")

    @property
    def references(self) -> list[tuple[str, str]]:
        """What the court and the bailiffs call it."""
        claim, order = self.claim, self.order
        found = [("Tenancy", self.tenancy.tenancy_ref)]
        found += [("Claim", claim.claim_number), ("Court", claim.court)] if claim else []
        found += [("Warrant", order.warrant_number)] if order else []
        return [(what, text) for what, text in found if text]


def _state(place: int, here: int, *, known: bool) -> str:
    if place == here:
        return "here"
    if place > here:
        return "ahead"
    return "reached" if known else "passed"


# What is done next at each later stage, and where on the page.
TECHNICAL = "Hold: benefit for weeks already run covers what is short of the order (ORD-5)."
AFTER = {
    "approval": ("Go on with the claim", "claim"),
    "claim": ("Record the hearing", "claim"),
    "hearing": ("Prepare the hearing", "hearings"),
    "order": ("See the order", "order"),
    "breach": ("Deal with the breach", "order"),
    "warrant": ("Go on with the warrant", "warrant"),
    "eviction": ("Get ready for the eviction", "eviction"),
}


def case_of(account: RentAccount, *, on: dt.date) -> Case:
    """The case of an account's tenancy, which may not have begun. The number of queries does not depend on it."""
    main = main_accounts([account.tenancy_id])[account.tenancy_id]
    tenancy = main.tenancy
    facts = of_account(main, as_of=on)
    home = homes.home_of(tenancy)
    [where] = where_all([main], on=on)
    tenants = homes.living_tenants(tenancy, on=on)
    found = notices.of_tenancy(tenancy)
    served = notices.relied_on(found, tenancy=tenancy, tenants=tenants, on=on)
    grounds, kind = (served.ground_numbers, served.kind) if served else ((), "")
    claims = PossessionClaim.objects.filter(tenancy=tenancy, not_sent_since=None).select_related("pack__approved_by")
    return Case(
        account=main,
        on=on,
        facts=facts,
        home=home,
        where=where,
        tenants=tenants,
        notices=found,
        claims=list(claims.prefetch_related("orders").order_by("-issued_on", "-pk")),
        decisions=list(
            DecisionRecord.objects.filter(tenancy=tenancy)
            .select_related("author", "approved_by")
            .order_by("-on", "-pk")
        ),
        costs=list(ClaimCost.objects.filter(claim__tenancy=tenancy).order_by("on", "pk")),
        steps=protocol_sheet.sheet(
            tenancy,
            facts=facts,
            served_on=served_on(served),
            mandatory=routes.is_mandatory_type(home, grounds=grounds, on=on, notice_kind=kind),
            on=on,
        ),
        override=protocol_steps.override_of(tenancy),
        owner=owners_of([main]).get(main.pk),
        deadlines=of_cases([where], on=on),
    )


def served_on(notice: Notice | None) -> dt.date | None:
    """The day on which the last tenant was given a notice: what the protocol wants after the notice comes after it."""
    days: Iterable[dt.date] = (each.done_on for each in notice.services.all()) if notice else ()
    return max(days, default=None)
