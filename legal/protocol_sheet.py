"""The protocol sheet of a tenancy, filled from what is on record already: contact, letters, budgets, statements, needs.

Steps that no other record shows are recorded by hand (legal.protocol_steps). The number of queries is fixed, whatever
the household.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Max, Q

from legal import homes
from legal.models import ClaimPack, OtherWay, PossessionClaim, ProtocolStep
from legal.rules import protocol
from legal.rules.checks import Step, StepState
from legal.rules.protocol_facts import BenefitFacts, Part3Facts, ProtocolFacts, TenantFacts
from recovery.models import ContactAttempt, ProposedAgreement, RepaymentAgreement
from recovery.rules.facts import AccountFacts
from staff.clock import day_of
from tenancies.models import AccountEvent, Person, Tenancy
from welfare.models import BenefitClaim, IncomeAndExpenditure, NeedsAsked

What, Purpose, Outcome = AccountEvent.What, ContactAttempt.Purpose, ContactAttempt.Outcome
ANSWER_WITHIN = timedelta(days=14)  # the council's own time to tell circumstances, Part 3
NOT_REACHED = {Outcome.RETURNED_MAIL, Outcome.BOUNCED, Outcome.WRONG_NUMBER}
SPOKEN = {Outcome.SPOKE, Outcome.PROMISED, Outcome.SEEN}
NOT_ABOUT_ARREARS = {Purpose.STATEMENT, Purpose.WELFARE, Purpose.REFUND}
# Our letters of these kinds carry the paragraph on free debt advice (templates/documents/parts/help.html).
WITH_ADVICE = {Purpose.REMINDER, Purpose.LETTER_1, Purpose.LETTER_2, Purpose.PRE_NOTICE, Purpose.DEBT_ADVICE}
STATES = {  # as papers print them
    StepState.DONE: "Done",
    StepState.MISSING: "Not done",
    StepState.STOP: "Not done",
    StepState.NOT_NEEDED: "Not needed",
}


@dataclass
class _Done:
    """The latest day of each thing done with one tenant."""

    days: dict[str, date] = field(default_factory=dict)
    tries: set[date] = field(default_factory=set)

    def note(self, what: str, on: date) -> None:
        self.days[what] = max(on, self.days.get(what, on))


def sheet(tenancy: Tenancy, *, facts: AccountFacts, served_on: date | None, mandatory: bool, on: date) -> list[Step]:
    """Every step with what shows it, as it stands on a day (rulebook 3)."""
    return protocol.steps(facts_of(tenancy, facts=facts, served_on=served_on, mandatory=mandatory, on=on), on=on)


def facts_of(
    tenancy: Tenancy, *, facts: AccountFacts, served_on: date | None, mandatory: bool, on: date
) -> ProtocolFacts:
    """All that the protocol asks about a tenancy."""
    people = homes.living_tenants(tenancy, on=on)
    done = {person.pk: _Done() for person in people}
    steps = list(ProtocolStep.objects.filter(tenancy=tenancy, taken_back_at=None, done_on__lte=on).order_by("done_on"))
    ours = {step.step: step for step in steps if step.person_id is None}
    whole = _contacts(tenancy, done, people, on=on)
    _needs(tenancy, done, on=on)
    for step in steps:
        if step.person_id in done:
            _by_hand(done[step.person_id], step)
    latest = {code: step.done_on for code, step in ours.items()}
    budget = IncomeAndExpenditure.objects.filter(account__tenancy=tenancy, taken_back_at=None, on__lte=on)
    live = BenefitClaim.objects.filter(account__tenancy=tenancy, not_sent_since=None, status="live")
    paid = live.aggregate(
        uc=Max("from_on", filter=~Q(kind="hb") & (Q(managed_payment=True) | Q(deduction__gt=0))),
        hb=Max("from_on", filter=Q(kind="hb")),
    )
    friend = _litigation_friend(tenancy)
    return ProtocolFacts(
        tenants=tuple(_tenant(person, done[person.pk], facts=facts, friend=friend, on=on) for person in people),
        served_on=served_on,
        mandatory=mandatory,
        affordability_on=_last(budget.aggregate(day=Max("on"))["day"], latest.get("affordability")),
        offer_on=_last(_offered_on(tenancy, on=on), latest.get("offer")),
        statement_on=_last(whole.get("statement"), latest.get("statement")),
        dwp_on=latest.get("dwp"),
        uc_paid_from=paid["uc"],
        hb_paid_from=paid["hb"],
        dwp_why_not=ours["dwp_why_not"].how if "dwp_why_not" in ours else "",
        benefit_help_on=_last(whole.get("benefit_help"), latest.get("benefit_help")),
        benefit=BenefitFacts(
            pending=facts.benefit_pending,
            all_evidence_given="benefit_evidence" in ours,
            expected_to_qualify="benefit_expected" in ours,
            pays_the_rest="benefit_pays_rest" in ours,
        ),
        agreement_state=facts.agreement_state or "",
        breathing_space=facts.in_breathing_space,
        breathing_space_until=facts.breathing_space_until,
        adr_on=OtherWay.objects.filter(tenancy=tenancy, offered_on__lte=on).aggregate(day=Max("offered_on"))["day"],
        part3=_part3(latest),
    )


def _offered_on(tenancy: Tenancy, *, on: date) -> date | None:
    """The last day on which an agreement was made, one was put to a leader, or an offer was sent."""
    agreed = RepaymentAgreement.objects.filter(account__tenancy=tenancy, made_on__lte=on).aggregate(day=Max("made_on"))
    asked = ProposedAgreement.objects.filter(account__tenancy=tenancy).aggregate(at=Max("asked_at"))["at"]
    offered = AccountEvent.objects.filter(account__tenancy=tenancy, what=What.OFFER, on__lte=on)
    return _last(agreed["day"], day_of(asked, on=on) if asked else None, offered.aggregate(day=Max("on"))["day"])


def _litigation_friend(tenancy: Tenancy) -> str:
    """Of the claim, or of the pack that is prepared; blank where there is none."""
    claims = PossessionClaim.objects.filter(tenancy=tenancy).exclude(litigation_friend="")
    named = claims.values_list("litigation_friend", flat=True).first() or ""
    pack = ClaimPack.objects.filter(tenancy=tenancy, state__in=["draft", "asked", "approved"]).first()
    return named or (pack.fields.get("litigation_friend", "") if pack else "")


def _part3(latest: dict[str, date]) -> Part3Facts:
    invited = latest.get("part3_invited")
    return Part3Facts(
        invited_on=invited,
        answer_by=invited + ANSWER_WITHIN if invited else None,
        considered_on=latest.get("part3_considered"),
        reasons_sent_on=latest.get("part3_reasons"),
        in_claim="part3_summary" in latest,
    )


def _last(*days: date | None) -> date | None:
    return max((day for day in days if day), default=None)


def _contacts(tenancy: Tenancy, done: dict[int, _Done], people: Sequence[Person], *, on: date) -> dict[str, date]:
    """Fill in each tenant's contact; answers what was done for the household. What names nobody counts for a sole
    tenant alone: joint tenants are written to separately (rulebook P-2.1, SRV-2)."""
    whole: dict[str, date] = {}
    found = ContactAttempt.objects.filter(tenancy=tenancy, on__lte=on, taken_back_at=None, not_sent_since=None)
    for each in found.order_by("on"):
        if each.outcome in NOT_REACHED:
            continue
        if each.purpose in {Purpose.STATEMENT, Purpose.BENEFIT_HELP}:
            whole[each.purpose] = each.on
        person = each.person_id or (people[0].pk if len(people) == 1 else None)
        if person not in done:
            continue
        mine = done[person]
        if each.direction == "out" and each.purpose not in NOT_ABOUT_ARREARS:
            mine.tries.add(each.on)
        arrived = each.channel in {"letter", "email", "sms"} or each.direction == "in" or each.outcome in SPOKEN
        if arrived and each.purpose not in NOT_ABOUT_ARREARS:
            mine.note("contact", each.on)
        if each.purpose in WITH_ADVICE and arrived:
            mine.note("debt_advice", each.on)
        if each.purpose == Purpose.AGREEMENT_WARN and arrived and each.direction == "out":
            mine.note("agreement_warned", each.on)
    return whole


def _needs(tenancy: Tenancy, done: dict[int, _Done], *, on: date) -> None:
    """Needs that were asked for and answered; or tried for on two days, one of them a visit (rulebook P-1)."""
    tries: dict[int, list[NeedsAsked]] = defaultdict(list)
    asked = NeedsAsked.objects.filter(person__in=list(done), taken_back_at=None, on__lte=on).order_by("on")
    for each in asked:
        tries[each.person_id].append(each)
        if each.answer != NeedsAsked.Answer.NO_ANSWER:
            done[each.person_id].note("vulnerability", each.on)
    for person, made in tries.items():
        if len({each.on for each in made}) > 1 and any(each.channel == "visit" for each in made):
            done[person].note("vulnerability", made[-1].on)


def _by_hand(mine: _Done, step: ProtocolStep) -> None:
    if step.step == "post_notice_try":
        mine.tries.add(step.done_on)
    else:
        mine.note(step.step, step.done_on)


def _tenant(person: Person, mine: _Done, *, facts: AccountFacts, friend: str, on: date) -> TenantFacts:
    made_on, warned_on = facts.agreement_made_on, mine.days.get("agreement_warned")
    of_this_one = bool(made_on and warned_on and warned_on >= made_on)  # an earlier warning was of another agreement
    return TenantFacts(
        name=str(person),
        contacted_on=mine.days.get("contact"),
        vulnerability_reviewed_on=mine.days.get("vulnerability"),
        debt_advice_on=mine.days.get("debt_advice"),
        protocol_sent_on=mine.days.get("protocol_sent"),
        agreement_warned_on=warned_on if of_this_one else None,
        tries_after_notice=tuple(sorted(mine.tries)),
        under_18=homes.is_child(person, on=on),
        capacity_in_doubt=facts.capacity_in_doubt,
        litigation_friend=friend,
    )
