"""The claim of a tenancy as it stands on a day: what the record answers of the court's questions, and what was entered.

The fields are those of legal.rules.claim_fields. What an officer entered stands before what the record says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from legal import claim_answers, homes, notices, protocol_sheet, protocol_steps
from legal.accounts import main_account
from legal.claim_answers import Fields
from legal.models import ClaimPack, Notice, NoticeService, PossessionClaim
from legal.notice_reviews import review_of
from legal.rules import (
    claim_fields,
    claim_schedule,
    fees,
    flexible_end,
    issue_routes,
    issuing,
    particulars,
    protocol,
    routes,
)
from legal.rules.checks import Obstacle, Step
from legal.rules.claim_schedule import Schedule
from legal.rules.issuing import NoticeFacts
from legal.term_end import end_of_term
from recovery.rules.facts import ZERO, AccountFacts
from staff.models import User
from tenancies.models import LedgerEntry, Person, RentAccount, Tenancy

RENT_ARREARS = "rent_arrears"  # the ground of a claim that rests on no numbered one


@dataclass(frozen=True, kw_only=True)
class Part:
    """A sum owed by the household. `why_not`: why it is left out of the claim; blank: it is claimed."""

    what: str
    amount: Decimal
    why_not: str = ""


@dataclass(frozen=True, kw_only=True)
class ClaimFile:
    """Everything about a claim on a day. `data`: each field's answer, by code."""

    tenancy: Tenancy
    account: RentAccount
    on: date
    facts: AccountFacts
    home: routes.Home
    notice: Notice | None
    services: list[NoticeService]
    people: list[Person]
    steps: list[Step]
    override: protocol.Override | None
    schedule: Schedule
    parts: list[Part]
    data: Fields
    route: str

    @property
    def claimed(self) -> Decimal:
        """The arrears claimed: every part that is not left out."""
        return sum((part.amount for part in self.parts if not part.why_not), ZERO)

    @property
    def asked(self) -> issue_routes.Claim:
        """The claim as the rules of the court's services read it."""
        data = self.data
        return issue_routes.Claim(
            home=self.home,
            on=self.on,
            grounds=tuple(ground for ground in data["grounds"] if ground != RENT_ARREARS),
            other_remedy=data.get("demotion") == "yes",
            postcode=data["property_postcode"],
            child_defendant=any(homes.is_child(person, on=self.on) for person in self.people),
            protected_party=self.facts.capacity_in_doubt,
            litigation_friend=data.get("litigation_friend", ""),
            solicitor_acts=data.get("truth_by") == "legal_representative",
        )

    @property
    def gaps(self) -> list[claim_fields.Gap]:
        """What is missing or wrong, in the order of the court's questions, each with where it is entered."""
        return claim_fields.check(self.data, on=self.on)

    @property
    def route_obstacles(self) -> list[Obstacle]:
        """Why the route chosen does not take this claim, and why no route does: a party without a friend."""
        asked = self.asked
        found = issue_routes.routes(asked).get(issue_routes.Route(self.route), [])
        return [*found, *issue_routes.party_obstacles(asked)]

    @property
    def schedule_faults(self) -> list[Obstacle]:
        """Where the schedule does not foot to the ledger, to the penny."""
        return claim_schedule.foots(self.schedule, balance=self.facts.balance)

    @property
    def opening_obstacles(self) -> list[Obstacle]:
        """Why no claim may be prepared on this day: the notice's dates, its review, the protocol (rulebook 1, 3)."""
        return [
            *notice_window(self.home, self.notice, facts=self.facts, on=self.on),
            *protocol.issue_obstacles(self.steps, override=self.override),
        ]


def notice_window(home: routes.Home, notice: Notice | None, *, facts: AccountFacts, on: date) -> list[Obstacle]:
    """Why a claim may not be issued on a day, as far as the notice goes: its kind, state, dates and review; at
    the end of a flexible term both its notices (rulebook FLX-2)."""
    known = None
    if facts.notice_kind:
        known = NoticeFacts(
            kind=facts.notice_kind,
            state=facts.notice_state,
            first_issue_on=facts.notice_first_issue_on,
            last_issue_on=facts.notice_last_issue_on,
            complied_with=facts.notice_kind == Notice.Kind.NOTICE_TO_REMEDY and facts.balance <= 0,
        )
    found = issuing.issue_obstacles(home, known, on=on, review=review_of(notice) if notice else None)
    if notice and notice.kind == Notice.Kind.FLEXIBLE_POSSESSION:
        term = end_of_term(notice.tenancy, found=notices.of_tenancy(notice.tenancy))
        found += flexible_end.obstacles(term, on=on) if term else []
    return found


def gather(tenancy: Tenancy, *, pack: ClaimPack | None, facts: AccountFacts, by: User, on: date) -> ClaimFile:
    """The claim on a day, in a fixed number of queries. `by`: whose telephone and e-mail the court is given."""
    account = main_account(tenancy.pk)
    home = homes.home_of(tenancy)
    people = homes.living_tenants(tenancy, on=on)
    notice = notices.relied_on(notices.of_tenancy(tenancy), tenancy=tenancy, tenants=people, on=on)
    services = sorted(notice.services.all(), key=lambda each: (each.done_on, each.pk)) if notice else []
    grounds = notice.ground_numbers if notice else ()
    steps = protocol_sheet.sheet(
        tenancy,
        facts=facts,
        served_on=services[-1].done_on if services else None,
        mandatory=routes.is_mandatory_type(home, grounds=grounds, on=on, notice_kind=notice.kind if notice else ""),
        on=on,
    )
    stated = notices.particulars_of(account, facts=facts, on=on)
    data = {
        **claim_answers.council(tenancy, by),
        **claim_answers.home_and_people(tenancy, people, facts=facts, home=home, on=on),
        "grounds": list(grounds) or [RENT_ARREARS],
        **claim_answers.before_action(tenancy, steps),
        **claim_answers.notice(notice, services),
        **claim_answers.rent(tenancy, facts),
        **claim_answers.drafted(tenancy, notice, services, facts=facts, by=by, on=on),
        "rent_statement": "attached",
        "arrears_total": str(stated.amount),
        **{code: value for code, value in (pack.fields if pack else {}).items() if value not in claim_fields.BLANK},
    }
    return ClaimFile(
        tenancy=tenancy,
        account=account,
        on=on,
        facts=facts,
        home=home,
        notice=notice,
        services=services,
        people=people,
        steps=steps,
        override=protocol_steps.override_of(tenancy),
        schedule=schedule_of(account, on=on),
        parts=parts_of(account, stated=stated),
        data=data,
        route=pack.route if pack else "",
    )


def schedule_of(account: RentAccount, *, on: date) -> Schedule:
    """The two-year schedule of the rent account on a day (PD 55A, para 2.3)."""
    entries = LedgerEntry.objects.filter(account=account, posted_on__lte=on).order_by("effective_on", "posted_on", "pk")
    rows = [
        claim_schedule.Entry(on=each.effective_on, what=each.get_kind_display(), amount=each.amount) for each in entries
    ]
    return claim_schedule.schedule(rows, issued_on=on)


def parts_of(account: RentAccount, *, stated: particulars.Particulars) -> list[Part]:
    """All that the household owes: the arrears claimed, and what is not claimed with its reason (rulebook SEC-5)."""
    found = [Part(what="Arrears of rent", amount=stated.amount)]
    for why, amount in stated.left_out:
        found.append(Part(what="In the rent account’s balance", amount=amount, why_not=_sentence(why)))
    others = RentAccount.objects.filter(tenancy=account.tenancy_id, position__balance__gt=0).exclude(pk=account.pk)
    for other in others.select_related("position").order_by("pk"):
        found.append(
            Part(
                what=f"{other.get_kind_display()}, {other.account_ref}",
                amount=other.position.balance,
                why_not="It is no rent under this tenancy: it has an account of its own, and is recovered apart.",
            )
        )
    return found


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def costs_on(day: date) -> list[fees.Fee]:
    """The court's fee and the fixed costs that a claim issued on a day asks for, apart from the arrears."""
    return [fees.fee("possession_claim", on=day), fees.fee("fixed_costs_on_issue", on=day)]


def live_claim(tenancy: Tenancy) -> PossessionClaim | None:
    """The claim for possession that is not disposed of."""
    found = PossessionClaim.objects.filter(tenancy=tenancy, not_sent_since=None).exclude(status__in=homes.DISPOSED)
    return found.exclude(route=homes.MONEY).order_by("-issued_on", "-pk").first()


def entered(typed: Mapping[str, Any]) -> Fields:
    """What an officer typed, as a pack keeps it: days as ISO text, blanks left out."""
    return {
        code: value.isoformat() if isinstance(value, date) else value
        for code, value in typed.items()
        if value not in claim_fields.BLANK
    }
