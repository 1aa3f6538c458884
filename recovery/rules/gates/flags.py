"""What raises each flag of the table, and its words: for one tenant where one is asked about, else for the home."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from recovery.rules.facts import AccountFacts, AgreementState, NeedsState, TenantFacts
from recovery.rules.gates.gate import Act
from staff.ui.words import long_day

INSOLVENCY_NAMES = {
    "bankruptcy": "bankruptcy",
    "dro": "a debt relief order",
    "iva": "an individual voluntary arrangement",
}

UNSAFE_WAYS = {Act.LETTER: "Letters", Act.TEXT: "Texts", Act.CALL: "Telephone calls"}


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Whom the gates are asked about, and who asks. Without a tenant: the household."""

    act: Act
    facts: AccountFacts
    tenant: TenantFacts | None = None
    user_id: int | None = None

    @property
    def legal_advised(self) -> bool:
        """Whether legal said what an insolvency covers: of the tenant, else of everybody insolvent here."""
        return (self.tenant or self.facts).insolvency_advised

    @property
    def way_unsafe(self) -> bool:
        """Whether this way is unsafe for the tenant. E-mail has a gate of its own (letters.py)."""
        if self.tenant is None or self.act not in UNSAFE_WAYS:
            return False
        return self.tenant.letter_unsafe if self.act is Act.LETTER else self.tenant.phone_unsafe

    def says(self, sentence: str, *, everybody: str = "A tenant") -> str:
        """The sentence about the tenant by name, or about somebody of the household."""
        return f"{self.tenant.name if self.tenant else everybody} {sentence}"


def _nobody(about: About) -> date | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One flag. `ends`: what ends it, after ‘until’, where no day is known; blank: nothing does.

    `personal`: of one person, so that a joint tenant without it is written to and called.
    """

    name: str
    raised: Callable[[About], bool]
    reason: Callable[[About], str]
    instead: tuple[str, str]
    instead_of: Mapping[Act, tuple[str, str]] = field(default_factory=dict)  # where another act asks for other words
    until: Callable[[About], date | None] = _nobody
    ends: str = ""
    personal: bool = False


def _of_home(
    name: str,
    raised: Callable[[AccountFacts], bool],
    reason: str,
    *,
    instead: tuple[str, str],
    instead_of: Mapping[Act, tuple[str, str]] | None = None,
    ends: str = "",
) -> Flag:
    """A flag of the whole household, said in the same words of whomever is asked about."""
    return Flag(
        name=name,
        raised=lambda about: raised(about.facts),
        reason=lambda about: reason,
        instead=instead,
        instead_of=instead_of or {},
        ends=ends,
    )


# Of an agency and a write-off: tries open neither, only an answer.
TRACED = "Where they cannot be found, have them traced, and ask there."
ASK_FIRST = ("Ask now, and record the answer.", TRACED)
ASK_AGAIN = ("Ask once more, another way: an answer opens this, tries alone do not.", TRACED)


def _person(fact: str) -> Callable[[About], bool]:
    """True of the tenant asked about, else of any."""
    return lambda about: bool(getattr(about.tenant or about.facts, fact))


def _insolvent(about: About) -> str:
    return about.tenant.insolvency if about.tenant else about.facts.insolvency


def _capacity(about: About) -> bool:
    if about.tenant:
        return about.tenant.capacity_in_doubt and not about.tenant.has_appointee
    return about.facts.capacity_in_doubt


def _benefit_reason(about: About) -> str:
    stopped = about.facts.benefit_stopped_on
    if about.facts.benefit_pending or not stopped:
        return "A benefit decision is awaited"
    return f"Benefit stopped on {long_day(stopped)}"


def _unsafe_reason(about: About) -> str:
    name = about.tenant.name if about.tenant else "a tenant"
    return (
        f"{UNSAFE_WAYS[about.act]} are unsafe for {name}" if about.way_unsafe else f"Contact with {name} must be safe"
    )


def _lapse_reason(about: About) -> str:
    if about.facts.notice_lapses_soon and about.facts.notice_last_issue_on:
        return f"The notice lapses: a claim may be issued on it until {long_day(about.facts.notice_last_issue_on)}"
    return "Part of this debt nears six years, after which it cannot be claimed (Limitation Act 1980, s.19)"


def _stale_reason(about: About) -> str:
    as_at = about.facts.data_as_at
    if as_at is None:
        return "The figures are too old to act on"
    return f"The last extract is {(about.facts.as_of - as_at).days} days old ({long_day(as_at)})"


FLAGS: dict[str, Flag] = {
    "crisis": Flag(
        name="Crisis open",
        raised=lambda about: about.facts.in_crisis or bool(about.tenant and about.tenant.in_crisis),
        reason=lambda about: (
            f"{about.tenant.name} is in crisis"
            if about.tenant and about.tenant.in_crisis
            else "Someone on this account is in crisis"
        ),
        instead=("Speak to your team leader.", "Keep to the contact that was agreed, and ask for nothing."),
        ends="whoever leads on it ends the crisis",
    ),
    "breathing_space": Flag(
        name="Breathing space",
        raised=_person("in_breathing_space"),
        reason=lambda about: about.says("is in breathing space"),
        until=lambda about: (about.tenant or about.facts).breathing_space_until,
        instead=("You may write to the debt adviser.", "You may ask for the current rent alone, never for arrears."),
        personal=True,
        ends="the moratorium is recorded as ended",
    ),
    "deceased": Flag(
        name="Deceased",
        raised=lambda about: bool(about.tenant.died_on) if about.tenant else about.facts.all_died,
        reason=lambda about: about.says("has died", everybody="Every tenant"),
        instead=(
            "Write to the personal representatives, never to the person.",
            "Speak with whoever deals with the estate, and write down who that was.",
        ),
        personal=True,
    ),
    "disputed": _of_home(
        "Balance disputed, proof received",
        lambda facts: facts.disputed,
        "The balance is disputed",
        instead=("Answer the dispute first.", "Ask finance to check the proof of payment."),
        ends="the dispute is answered",
    ),
    "benefit": Flag(
        name="Benefit decision pending or stopped",
        raised=lambda about: about.facts.benefit_pending or about.facts.benefit_stopped_on is not None,
        reason=_benefit_reason,
        instead=("Help with the claim, and note what evidence was given.", "Ask the benefits team for the decision."),
    ),
    "agreement_kept": _of_home(
        "Agreement being kept",
        lambda facts: facts.agreement_state == AgreementState.KEPT,
        "The repayment agreement is being kept",
        instead=("Leave it to run.", "Vary the agreement where their money has changed."),
        ends="the agreement is completed, ended or broken",
    ),
    "needs_known": _of_home(
        "Needs known",
        lambda facts: facts.needs == NeedsState.KNOWN,
        "Needs are recorded here",
        instead=("Read the adjustments, and say how this step meets them.", "Ask whether the needs have changed."),
        ends="no need is recorded any more",
    ),
    "never_asked": _of_home(
        "Needs never asked",
        lambda facts: facts.needs == NeedsState.NEVER_ASKED,
        "Somebody here was never asked about needs",
        instead=("Ask now, and record the answer.", "Record the tries: on two days at least, one of them a visit."),
        instead_of=dict.fromkeys((Act.AGENCY, Act.WRITE_OFF), ASK_FIRST),
        ends="everybody here has been asked",
    ),
    "asked_no_answer": _of_home(
        "Needs asked, no answer",
        lambda facts: facts.needs == NeedsState.ASKED_NO_ANSWER,
        "Needs were asked about, and nobody has answered",
        instead=("Try once more, another way.", "Put it to the income manager with the dated tries."),
        instead_of=dict.fromkeys((Act.AGENCY, Act.WRITE_OFF), ASK_AGAIN),
        ends="somebody answers",
    ),
    "safe_contact": Flag(
        name="Domestic abuse, safe contact",
        raised=_person("contact_must_be_safe"),
        reason=_unsafe_reason,
        instead=("Use their safe contact.", "Ask a senior before anything that others in the home would see."),
        personal=True,
        ends="the safe way of contact changes",
    ),
    "no_calls": Flag(
        name="Asked for no calls",
        raised=lambda about: about.tenant is not None and about.tenant.no_calls,
        reason=lambda about: about.says("is not telephoned: that was agreed as an adjustment"),
        instead=("Write or text, the way they prefer.", "End the adjustment where they now want calls."),
        personal=True,
        ends="that adjustment ends",
    ),
    "capacity": Flag(
        name="Mental capacity doubt",
        raised=_capacity,
        reason=lambda about: (
            f"It is in doubt whether {about.tenant.name if about.tenant else 'a tenant'} can deal with this, "
            "and there is no appointee"
        ),
        instead=("Take advice on capacity.", "Find who may act for them."),
        personal=True,
        ends="somebody may act for them, or the doubt is settled",
    ),
    "case_open": _of_home(
        "Open complaint, disrepair, ASB case",
        lambda facts: facts.complaint_open,
        "A complaint, disrepair or anti-social behaviour case is open on this home",
        instead=("Read the case and say why this step is right while it is open.", "Speak to whoever has the case."),
    ),
    "insolvency": Flag(
        name="Insolvency",
        raised=lambda about: bool(_insolvent(about)) and not _iva_open(about),
        reason=lambda about: _insolvent_reason(about),
        instead=("Ask legal which part of the debt is covered.", "Ask only for rent that fell due after its day."),
        personal=True,
        ends="the insolvency is over, or for a letter until it is recorded which part of the debt it covers",
    ),
    "iva_not_advised": Flag(
        name="Insolvency: voluntary arrangement, before advice",
        raised=lambda about: _iva_open(about),
        reason=lambda about: _insolvent_reason(about),
        instead=(
            "Ask legal whether the arrangement binds this debt.",
            "Ask only for rent that fell due after its day.",
        ),
        personal=True,
        ends="legal has said what the arrangement covers",
    ),
    "review_open": _of_home(
        "Introductory review open",
        lambda facts: facts.review_open,
        "A review of the notice was asked for, and its outcome has not been told",
        instead=("Wait for the outcome of the review.", "Give the reviewing officer what they need."),
        ends="the tenant is told the outcome",
    ),
    "lapse_near": Flag(
        name="Limitation or notice lapse near",
        raised=lambda about: about.facts.limitation_near,
        reason=_lapse_reason,
        instead=("Settle with legal what is claimed and when.", "Plan a new notice in time."),
    ),
    "risk": _of_home(
        "Risk marker",
        lambda facts: facts.risk,
        "A risk to visitors is marked here",
        instead=("Go with a second person.", "Meet at the office, or telephone."),
    ),
    "interest": Flag(
        name="Officer has declared interest",
        raised=lambda about: about.user_id is not None and about.user_id in about.facts.interest_of,
        reason=lambda about: "You declared an interest in this household, so you do nothing here",
        instead=("Hand the account over.", "Ask a team leader to give it to a colleague."),
        ends="the interest that you declared is ended",
    ),
    "blackout": Flag(
        name="Blackout dates",
        raised=lambda about: about.facts.blackout_until is not None,
        reason=lambda about: "The council keeps these days free of such steps",
        until=lambda about: about.facts.blackout_until,
        instead=("Do it after that day.", "Put it to the income manager."),
    ),
    "stale": Flag(
        name="Data stale or ledger import failed",
        raised=lambda about: about.facts.data_stale,
        reason=_stale_reason,
        instead=("Load a newer extract.", "Until then speak with the tenant, and write down what was said."),
    ),
    "balance_mismatch": _of_home(
        "Balance differs from the housing system’s",
        lambda facts: facts.balance_mismatch,
        "The balance here differs from the housing system's",
        instead=("Ask finance to reconcile the account.", "Until then speak with the tenant about other things."),
        ends="the two balances agree",
    ),
    "compassion": _of_home(
        "Compassion",
        lambda facts: facts.compassion,
        "Compassion is shown here after a death or a grave illness",
        instead=("Ask the manager for the plan.", "Help with what they need, and let the arrears wait."),
        ends="the manager ends it",
    ),
    "held": Flag(
        name="Held by an officer",
        raised=lambda about: about.facts.held_until is not None,
        reason=lambda about: f"This account is held ({about.facts.held_why})",
        until=lambda about: about.facts.held_until,
        instead=("Lift the hold first.", "Speak with whoever set it."),
    ),
    "leasehold": Flag(
        name="Lease",
        raised=lambda about: about.facts.tenancy_type == "leasehold",
        reason=lambda about: "This is a lease: no tenancy notice, claim or warrant for rent arrears can be made on it",
        instead=(
            "Ask legal.",
            "A service charge must be admitted or determined before forfeiture (Housing Act 1996, s.81).",
        ),
    ),
}


def _iva_open(about: About) -> bool:
    """A voluntary arrangement of which legal has not yet said what it covers (rulebook INS-4)."""
    return _insolvent(about) == "iva" and not about.legal_advised


def _insolvent_reason(about: About) -> str:
    what = INSOLVENCY_NAMES[_insolvent(about)]
    return f"{about.tenant.name if about.tenant else 'A tenant'}’s insolvency ({what}) may cover this debt"
