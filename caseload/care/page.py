"""What protects a household, for its page: needs, holds, risks, moratoria, deaths, disputes, and what they stop."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from caseload.care import deaths, disputes
from caseload.case_file import LANGUAGES
from caseload.models import Note
from legal import after_death
from legal.rules.checks import Obstacle
from recovery.account_facts import of_account, tenants_of
from recovery.models import OutboxMessage
from recovery.rules.facts import AccountFacts, TenantFacts
from recovery.rules.gates import Act, Gate, Level, gates_for
from recovery.rules.gates.matrix import COLUMNS
from staff.models import CASEWORK_ROLES, LEADING_ROLES, User
from staff.ui import words
from tenancies import bank_holidays
from tenancies.models import Person, ReceivedDocument, RentAccount, TenancyPerson, TenancyRole
from welfare import cases, needs, protection
from welfare.models import (
    Adjustment,
    BreathingSpace,
    DeclaredInterest,
    Estate,
    Hold,
    Insolvency,
    Marker,
    NeedsAsked,
    PersonNeeds,
    Representative,
)
from welfare.protection import RISKS
from welfare.rules import moratoria
from welfare.rules.needs import adjustments
from welfare.solvency import live_markers, without_papers

Kind = Marker.Kind
STATES = {
    "known": "Needs are known",
    "none": "Asked, and has none",
    "asked": "Asked without answer: tries on two days, one of them a visit",
    "tried": "Tried, not yet asked: tries on two days, one of them a visit, are needed",
    "never": "Never asked",
}
LEVELS = {Level.NOTE: "note", Level.NUDGE: "reminder", Level.GATE: "asks", Level.STOP: "stopped"}
ABOUT_PEOPLE = {Kind.VULNERABILITY, Kind.SAFE_CONTACT, Kind.CAPACITY, Kind.CRISIS, Kind.COMPASSION}


@dataclass(frozen=True, kw_only=True)
class Cared:
    """One person of the household, with what is known of their needs and who acts for them."""

    person: Person
    is_tenant: bool
    facts: TenantFacts | None
    state: str
    told: list[str]
    tries: list[NeedsAsked]
    markers: list[Marker]
    adjustments: list[tuple[Adjustment, str]]
    representatives: list[Representative]


@dataclass(frozen=True, kw_only=True)
class Moratorium:
    """A breathing space with the days that matter, and what it stopped."""

    space: BreathingSpace
    days: moratoria.Days
    odd: str  # what is odd about its last day; blank: nothing
    midway_due: bool


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What one flag makes of each act."""

    reason: str
    until: date | None
    ends: str  # what ends its stops, where no day is known
    cells: list[tuple[str, str, str]]  # act, level for the eye, words
    instead: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CarePage:
    """The whole page."""

    account: RentAccount
    on: date
    facts: AccountFacts
    people: list[Cared]
    holds: list[Hold]
    coming: list[Hold]
    risks_of_people: list[tuple[Marker, str]]
    risks_of_home: list[tuple[Marker, str]]
    moratoria: list[Moratorium]
    past_moratoria: list[BreathingSpace]
    insolvencies: list[Insolvency]
    still_liable: list[str]  # tenants whom nothing covers, beside one whom something does
    unsplit: list[Marker]  # insolvencies that the housing system marks; what they cover is not on record
    past_insolvencies: list[Insolvency]
    estates: list[Estate]
    estate_letters: list[OutboxMessage]
    after_death: list[Obstacle]  # what the law asks once no tenant lives
    disputes: list[Marker]
    proofs: list[ReceivedDocument]
    dispute_letters: list[OutboxMessage]
    cases: list[tuple[Marker, str]]
    interests: list[DeclaredInterest]
    sensitive: list[Note]
    effects: list[Effect]
    columns: list[Act]
    may_act: bool
    leads: bool


def people_on(account: RentAccount, *, on: date) -> list[tuple[Person, bool]]:
    """Tenants first, then the household, living or not; with whether each is a tenant."""
    day = min(on, account.tenancy.last_day or on)
    roles = [TenancyRole.TENANT, TenancyRole.HOUSEHOLD]
    running = TenancyPerson.objects.filter(Q(last_day=None) | Q(last_day__gte=day), from_on__lte=day)
    found = running.filter(tenancy=account.tenancy_id, role__in=roles, not_sent_since=None)
    kept: dict[Person, bool] = {}
    for each in found.select_related("person").order_by("-role", "person_id"):
        kept.setdefault(each.person, each.role == TenancyRole.TENANT)
    return list(kept.items())


def care_page(account: RentAccount, *, user: User, on: date) -> CarePage:
    """Everything, as at a day. A question a kind, however many people there are."""
    people = people_on(account, on=on)
    persons = [person for person, _ in people]
    facts, tenants = of_account(account, as_of=on), tenants_of(account, as_of=on)
    markers = live_markers(persons, account, on=on)
    risks = [
        (marker, RISKS.get(marker.detail, needs.name_of(marker.detail)))
        for marker in markers
        if marker.kind == Kind.RISK
    ]
    holds = list(
        account.holds.filter(lifted_on=None, last_day__gte=on).select_related("set_by").order_by("from_on", "pk")
    )
    spaces, insolvencies = _spaces(persons), _insolvencies(persons)
    live = {marker.pk for marker in markers}
    return CarePage(
        account=account,
        on=on,
        facts=facts,
        people=_cared(people, tenants=tenants, markers=markers, on=on),
        holds=[hold for hold in holds if hold.from_on <= on],
        coming=[hold for hold in holds if hold.from_on > on],
        risks_of_people=[pair for pair in risks if pair[0].person_id],
        risks_of_home=[pair for pair in risks if not pair[0].person_id],
        moratoria=[_moratorium(each, on=on) for each in spaces if _runs(each, live=live, on=on)],
        past_moratoria=[each for each in spaces if not _runs(each, live=live, on=on)],
        insolvencies=[each for each in insolvencies if each.marker_id in live],
        still_liable=[
            each.name for each in tenants if facts.covered_of_somebody and not (each.covered_debt or each.died_on)
        ],
        unsplit=without_papers(persons, on=on),
        past_insolvencies=[each for each in insolvencies if each.marker_id not in live],
        estates=list(Estate.objects.filter(person__in=persons).select_related("person", "by")),
        estate_letters=list(deaths.letters_of_death(account)),
        after_death=after_death.obstacles(account.tenancy, on=on),
        disputes=[m for m in markers if m.kind == Kind.DISPUTE and m.detail == "balance"],
        proofs=_proofs(account),
        dispute_letters=list(disputes.answers_to(account)),
        cases=[(marker, said) for marker in markers if (said := cases.said(marker, on=on))],
        interests=list(
            DeclaredInterest.objects.filter(account__tenancy=account.tenancy_id, ended_at=None).select_related("user")
        ),
        sensitive=list(account.notes.filter(sensitive=True, taken_back_at=None).select_related("by").order_by("-at")),
        effects=effects(facts, user=user),
        columns=list(COLUMNS),
        may_act=user.role in CASEWORK_ROLES and not protection.interest_of(user, account=account),
        leads=user.role in LEADING_ROLES,
    )


def _proofs(account: RentAccount) -> list[ReceivedDocument]:
    kept = ReceivedDocument.objects.filter(account=account, kind=ReceivedDocument.Kind.PROOF_OF_PAYMENT)
    return list(kept.filter(restricted=False).order_by("-at", "-pk")[:10])


def _cared(
    people: Sequence[tuple[Person, bool]], *, tenants: Sequence[TenantFacts], markers: Sequence[Marker], on: date
) -> list[Cared]:
    persons = [person for person, _ in people]
    told = {each.person_id: each for each in PersonNeeds.objects.filter(person__in=persons)}
    tries = (
        NeedsAsked.objects.filter(person__in=persons, taken_back_at=None).select_related("by").order_by("-on", "-pk")
    )
    tried: dict[int, list[NeedsAsked]] = {}
    for each in tries:
        tried.setdefault(each.person_id, []).append(each)
    running = Adjustment.objects.filter(Q(ended_on=None) | Q(ended_on__gt=on), person__in=persons).order_by("pk")
    acting = needs.acting_for(persons, on=on)
    by_person = {tenant.person_id: tenant for tenant in tenants}
    return [
        Cared(
            person=person,
            is_tenant=is_tenant,
            facts=by_person.get(person.pk),
            state=STATES[_state(markers, person=person, told=told.get(person.pk), tries=tried.get(person.pk, []))],
            told=[
                *(needs.told_words(told[person.pk], languages=LANGUAGES) if person.pk in told else []),
                *needs.sent_words(person, told.get(person.pk)),
            ],
            tries=tried.get(person.pk, []),
            markers=[m for m in markers if m.person_id == person.pk and m.kind in ABOUT_PEOPLE],
            adjustments=[
                (each, adjustments()[each.code].name if each.code in adjustments() else each.code)
                for each in running
                if each.person_id == person.pk
            ],
            representatives=[each for each in acting if each.person_id == person.pk],
        )
        for person, is_tenant in people
    ]


def _state(markers: Sequence[Marker], *, person: Person, told: PersonNeeds | None, tries: Sequence[NeedsAsked]) -> str:
    """The state of one person. See also welfare/tenants.py, which says the same in SQL for tenants."""
    answered = next((each.answer for each in tries if each.answer != NeedsAsked.Answer.NO_ANSWER), "")
    has_marker = any(m.person_id == person.pk and m.kind == Kind.VULNERABILITY for m in markers)
    fmt = told.format_needed if told and told.format_needed else person.format_needed
    if has_marker or answered == NeedsAsked.Answer.NEEDS or fmt not in {"", "none"} or (told and told.interpreter):
        return "known"
    if answered == NeedsAsked.Answer.NONE or fmt == "none":
        return "none"
    if len({each.on for each in tries}) >= needs.TRIES and any(each.channel == "visit" for each in tries):
        return "asked"
    return "tried" if tries else "never"


def _spaces(persons: Sequence[Person]) -> list[BreathingSpace]:
    found = BreathingSpace.objects.filter(marker__person__in=persons).select_related("marker__person", "by")
    return list(found.prefetch_related("marker__covered_debts__account").order_by("-starts_on", "-pk"))


def _runs(space: BreathingSpace, *, live: set[int], on: date) -> bool:
    return space.marker_id in live or (space.marker.lifted_on is None and space.starts_on > on)


def _moratorium(space: BreathingSpace, *, on: date) -> Moratorium:
    days = moratoria.days(
        kind=space.kind,
        starts_on=space.starts_on,
        notified_on=space.notified_on,
        bank_holidays=bank_holidays.around(space.notified_on),
    )
    return Moratorium(
        space=space,
        days=days,
        odd=moratoria.odd_end(kind=space.kind, starts_on=space.starts_on, ends_on=space.ends_on),
        midway_due=space.kind == "standard" and space.midway_reviewed_on is None and on >= days.midway_from,
    )


def _insolvencies(persons: Sequence[Person]) -> list[Insolvency]:
    found = Insolvency.objects.filter(marker__person__in=persons).select_related("marker__person", "by")
    return list(found.prefetch_related("marker__covered_debts__account").order_by("-effective_on", "-pk"))


def effects(facts: AccountFacts, *, user: User) -> list[Effect]:
    """The effect matrix: each flag that is raised here, and what it makes of each act, for this person."""
    found: dict[str, dict[Act, Gate]] = {}
    for act in COLUMNS:
        for gate in gates_for(act, facts=facts, user_id=user.pk):
            found.setdefault(gate.flag, {})[act] = gate
    return [_effect(gates) for gates in found.values()]


def _effect(gates: dict[Act, Gate]) -> Effect:
    first = next(iter(gates.values()))
    cells = []
    for act in COLUMNS:
        gate = gates.get(act)
        level = LEVELS[gate.level] if gate else ""
        said = f"asks for {gate.wanted}" if gate and level == "asks" and gate.wanted else level
        cells.append((act.label, level, said))
    ends = next((gate.ends for gate in gates.values() if gate.ends), "")
    return Effect(reason=first.reason, until=first.until, ends=ends, cells=cells, instead=first.instead)


def made_for(*, user: User, reason: str, on: date) -> str:
    """The line that goes on every controlled copy: who made it, when, and what for."""
    return f"{user.name}, {words.long_day(on)}, for: {reason}"
