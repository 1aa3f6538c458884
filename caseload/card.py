"""The next-step card: what is suggested, what would go out, and what stands in its way. Pages only show the answer."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.safestring import SafeString

from caseload import desk, manager_yes
from caseload.whole_account import WholeAccount
from recovery import gatekeeping, policies
from recovery.actions import CannotSendLetter, draft_letters
from recovery.documents import preview_html
from recovery.drafts import Draft
from recovery.rules import gates, newer_rent
from recovery.rules.actions import Action
from recovery.rules.decide import Decision
from recovery.rules.facts import AccountFacts, TenantFacts
from recovery.rules.policy import Policy
from recovery.rules.words import Explanation
from staff.models import CASEWORK_ROLES, User
from tenancies import bank_holidays
from tenancies.rules.calendar import next_contact_time

ANY_REASON = "given"  # asks what would still refuse once the officer has given a reason
WAYS = {way: way for way in ("letter", "call", "visit", "none")}


@dataclass(frozen=True, kw_only=True)
class Preview:
    """One letter as it will read, or one text as it will arrive."""

    name: str
    way: str  # by post, by e-mail, by text
    html: str | SafeString = ""
    text: str = ""
    note: str = ""  # why it does not go the way they prefer

    @property
    def kind(self) -> str:
        return "text" if self.text else "letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureStep:
    """One rung of the procedure. `state`: taken, now (what the card suggests) or ahead."""

    name: str
    state: str


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A visit, suggested or not."""

    refused: dict[int, str]  # tenants who may not be visited, with why
    reason_wanted: str  # the gates that open only to a reason; blank: none
    pair_wanted: bool  # whether a second person must go along


@dataclass(frozen=True, kw_only=True)
class Card:
    explanation: Explanation
    way: str  # letter, call, visit, done (work that is recorded as done) or none
    may_act: bool
    previews: list[Preview]
    stops: list[gates.Gate]  # in place of the button: why, who set it, until when, what instead
    refusals: list[str]  # the same where no gate says it: nobody is left to write to
    nudges: list[gates.Gate]  # shown once in 28 days
    visit: Visit
    yes_wanted: bool  # whether what stops it would open to the income manager's yes, which may be asked for here
    left_out: list[str]  # tenants whom the letter does not go to, and why
    reason_wanted: str  # the gate that opens only to a reason; blank: none
    speak_of: list[str]  # where debt is covered: what alone a call or message may be about
    calls_refused: dict[int, str]  # tenants who may not be telephoned, with why
    calls_from: dt.datetime | None  # when the council telephones people again; None: now is within its hours
    procedure: list[ProcedureStep]
    universal_credit: bool  # claimed or paid

    @property
    def why(self) -> str:
        """The reason, without the step that stands above it as a heading."""
        return self.explanation.why.removeprefix(f"{self.explanation.action.label}. ")

    @property
    def why_not(self) -> str:
        """Why nothing is due, or nothing stronger."""
        said = self.explanation.why_not.removeprefix("No step: ").removeprefix("Not a notice because ")
        return said[:1].upper() + said[1:]

    @property
    def why_not_label(self) -> str:
        notice = self.explanation.why_not.startswith("Not a notice because ")
        return "Not a notice because" if notice else "Why not something else"

    @property
    def cannot_see(self) -> str:
        """What Quarterday has no sight of: the journal, only where Universal Credit is in play."""
        return self.explanation.cannot_see if self.universal_credit else ""

    @property
    def takes_enter(self) -> bool:
        """Harmful buttons never take Enter, nor does a button that still wants a reason."""
        return self.explanation.action.channel != "legal" and not self.reason_wanted and not self.shut

    @property
    def shut(self) -> bool:
        return bool(self.refusals or self.stops)


def card(whole: WholeAccount, *, user: User) -> Card:
    explanation, facts, tenants = whole.explanation, whole.facts, whole.tenants
    act = gates.act_of(explanation.action)
    way = WAYS.get(explanation.action.channel, "done")
    found = _gates(whole, way, user=user)
    brought = desk.brings(user, second_person=way == "visit")
    stops = gates.blocking(found, given=brought)
    reason_wanted = " ".join(gates.sentence(gate) for gate in gates.blocking(found) if gate not in stops)
    letters = Letters()
    if way == "letter" and not stops:
        letters = _letters(whole, user=user, reason_given=ANY_REASON if reason_wanted else "")
    refusals = letters.refusals
    calls_refused = _calls_refused(facts, tenants, user=user)
    if way == "call" and tenants and len(calls_refused) == len(tenants):
        refusals = list(calls_refused.values())
    return Card(
        explanation=explanation,
        way=way,
        may_act=user.role in CASEWORK_ROLES,
        previews=letters.previews,
        stops=gatekeeping.named(stops, account=whole.account, on=whole.on),
        refusals=refusals,
        nudges=_nudges(act, whole) if not stops else [],
        visit=_visit(facts, tenants, user=user),
        yes_wanted=manager_yes.opens_to_manager(found, given=brought),
        left_out=letters.left_out,
        reason_wanted=reason_wanted,
        speak_of=_speak_of(facts, tenants),
        calls_refused=calls_refused,
        calls_from=calls_from(on=whole.on, policy=policies.numbered(explanation.policy_number)),
        procedure=procedure(explanation.decision, facts),
        universal_credit=any(c.kind == "uc" and c.status in {"live", "claimed"} for c in whole.record.benefits),
    )


def _gates(whole: WholeAccount, way: str, *, user: User) -> list[gates.Gate]:
    """What stands before the suggested letter or work; a call is asked of each tenant apart."""
    action = whole.explanation.action
    if way == "letter" or (way != "call" and gates.act_of(action) in desk.GATED_WHEN_DONE):
        return gates.account_gates(action=action, facts=whole.facts, user_id=user.pk)
    return []


@dataclass(frozen=True, kw_only=True)
class Letters:
    """The suggested letter as it would go to each tenant, who is left out and why, or why none can go."""

    previews: list[Preview] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)


def _letters(whole: WholeAccount, *, user: User, reason_given: str) -> Letters:
    action, facts, tenants = whole.explanation.action, whole.facts, whole.tenants
    try:
        drafts = draft_letters(
            account=whole.account,
            action=action,
            facts=facts,
            tenants=tenants,
            by=user,
            on=whole.on,
            reason_given=reason_given,
        )
    except (gates.Refused, CannotSendLetter) as refusal:
        return Letters(refusals=[str(refusal)])
    written_to = {draft.tenant.person_id for draft in drafts}
    others = [tenant for tenant in tenants if tenant.person_id not in written_to]
    return Letters(previews=[_preview(draft) for draft in drafts], left_out=_left_out(action, facts, others))


def _calls_refused(facts: AccountFacts, tenants: Sequence[TenantFacts], *, user: User) -> dict[int, str]:
    """The tenants who may not be telephoned whatever the reason, each with why."""
    refused = {}
    for tenant in tenants:
        found = gates.for_call(facts=facts, tenant=tenant, user_id=user.pk)
        if shut := gates.blocking(found, reason_given=ANY_REASON):
            refused[tenant.person_id] = " ".join(gates.sentence(stop) for stop in shut)
    return refused


def _visit(facts: AccountFacts, tenants: Sequence[TenantFacts], *, user: User) -> Visit:
    brought, refused, asked = desk.brings(user, second_person=True), {}, []
    for tenant in tenants:
        found = gates.gates_for(gates.Act.VISIT, facts=facts, tenant=tenant, user_id=user.pk)
        if shut := gates.blocking(found, given=brought):
            refused[tenant.person_id] = " ".join(gates.sentence(stop) for stop in shut)
        else:
            asked += gates.blocking(found)
    wants = gatekeeping.wanted_of(asked)
    reasons = [gates.sentence(gate) for gate in asked if gate.wants - {gates.Want.PAIR}]
    return Visit(refused=refused, reason_wanted=" ".join(dict.fromkeys(reasons)), pair_wanted=gates.Want.PAIR in wants)


def _speak_of(facts: AccountFacts, tenants: Sequence[TenantFacts]) -> list[str]:
    said = [newer_rent.to_speak_of(facts, tenant) for tenant in tenants if not tenant.died_on]
    return [each for each in dict.fromkeys(said) if each]


def _nudges(act: gates.Act | None, whole: WholeAccount) -> list[gates.Gate]:
    found = gates.household_gates(act, facts=whole.facts) if act else []
    return gatekeeping.nudges(found, account=whole.account, on=whole.on)


# The rungs in order, each with how far the facts must have come for it to be taken.
PROCEDURE: list[tuple[Action, str, Callable[[AccountFacts], bool]]] = [
    (Action.REMINDER, "Reminder", lambda facts: facts.stage >= 1),
    (Action.LETTER_1, "Letter 1", lambda facts: facts.stage >= 2),
    (Action.LETTER_2, "Letter 2", lambda facts: facts.stage >= 3),
    (Action.PRE_NOTICE, "Letter before notice", lambda facts: facts.stage >= 4),
    (Action.FORMER_LETTER_1, "Letter 1", lambda facts: facts.former_letters >= 1),
    (Action.FORMER_LETTER_2, "Letter 2", lambda facts: facts.former_letters >= 2),
    (Action.SERVE_NOTICE, "Notice", lambda facts: facts.notice_in_force),
    (Action.REFER_TO_COURT, "Claim", lambda facts: bool(facts.claim_status)),
    (Action.REQUEST_WARRANT, "Warrant", lambda facts: bool(facts.warrant_issued_on)),
    (Action.AGENCY_REVIEW, "Agency", lambda facts: False),
    (Action.WRITE_OFF_REVIEW, "Write-off", lambda facts: False),
]


def procedure(decision: Decision, facts: AccountFacts) -> list[ProcedureStep]:
    """The rungs of this account's own ladder, with those taken and the one suggested; empty where it has none."""
    on_ladder = {check.rule.action for check in decision.trace}
    return [
        ProcedureStep(name=name, state="now" if action == decision.action else "taken" if taken(facts) else "ahead")
        for action, name, taken in PROCEDURE
        if action in on_ladder
    ]


def calls_from(*, on: dt.date, policy: Policy) -> dt.datetime | None:
    """When people may be telephoned again, by the policy's contact hours; None while they may be."""
    now = dt.datetime.combine(on, timezone.localtime().time(), tzinfo=timezone.get_current_timezone())
    free = next_contact_time(now, bank_holidays=bank_holidays.around(on), hours=policy.contact)
    return free if free > now else None


def _preview(draft: Draft) -> Preview:
    html = "" if draft.text else preview_html(draft.letter)
    return Preview(name=draft.tenant.name, way=draft.way, html=html, text=draft.text, note=draft.note)


def _left_out(action: Action, facts: AccountFacts, tenants: Sequence[TenantFacts]) -> list[str]:
    return [
        " ".join(gates.sentence(stop) for stop in stops)
        for tenant in tenants
        if (
            stops := gates.blocking(
                gates.tenant_gates(action=action, facts=facts, tenant=tenant), reason_given=ANY_REASON
            )
        )
    ]
