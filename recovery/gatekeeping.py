"""Passing the gates: who set what stands in the way, what is brought to it, and the line on the timeline.

Every act on an account or a person comes through here, or through recovery.actions and recovery.messages, which do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Q

from recovery.models import RepaymentAgreement
from recovery.rules.facts import AccountFacts, TenantFacts
from recovery.rules.gates import Act, Gate, Given, Level, Refused, Want, blocking, gates_for, sentence
from staff.models import Role, User
from tenancies import timeline
from tenancies.models import AccountEvent, RentAccount
from welfare.models import Hold, Marker

NUDGED_ONCE_IN = timedelta(days=28)  # product 7.2
# The markers that raise a flag, by kind.
MARKERS = {
    "crisis": ["crisis"],
    "breathing_space": ["breathing_space"],
    "disputed": ["dispute"],
    "safe_contact": ["safe_contact"],
    "capacity": ["capacity"],
    "case_open": ["complaint", "asb", "dispute"],
    "insolvency": ["insolvency"],
    "iva_not_advised": ["insolvency"],
    "risk": ["risk"],
    "compassion": ["compassion"],
}


@dataclass(frozen=True, kw_only=True)
class Brings:
    """What somebody brings to the gates: words, who goes along, the income manager who says yes (who may be the one
    who acts), legal's advice. A reason is the plan as well, where no other is given."""

    reason: str = ""
    plan: str = ""
    second_person: User | None = None
    manager: User | None = None
    legal: str = ""

    def given(self, *, by: User) -> Given:
        """As the gates ask it: the second person is somebody else, the manager really one."""
        second, manager = self.second_person, self.manager
        return Given(
            reason=self.reason,
            plan=self.plan or self.reason,
            second_person=second is not None and second.is_active and second != by,
            manager=manager is not None and manager.is_active and manager.role == Role.INCOME_MANAGER,
            legal=self.legal,
        )

    @property
    def words(self) -> str:
        said = [("Reason", self.reason), ("Plan", self.plan), ("Legal’s advice", self.legal)]
        parts = [f"{what}: {text.strip().rstrip('.')}." for what, text in said if text.strip()]
        parts += [f"With {self.second_person.name}."] if self.second_person else []
        parts += [f"The income manager’s yes: {self.manager.name}."] if self.manager else []
        return " ".join(parts)


def pass_gates(
    *,
    act: Act,
    account: RentAccount,
    facts: AccountFacts,
    by: User,
    on: date,
    at: datetime,
    brings: "Brings",
    tenant: TenantFacts | None = None,
) -> list[Gate]:
    """Do this act's gates open to what is brought? Each that was passed is written on the timeline, as it was shown.

    Call it in the act's own transaction, with the account locked and its facts gathered there. Answers every gate that
    was asked, notes too. Raises gates.Refused.
    """
    found = gates_for(act, facts=facts, tenant=tenant, user_id=by.pk)
    check(found, account=account, given=brings.given(by=by), on=on)
    note_passed(found, act=act, account=account, brought=brings.words, by=by, on=on, at=at)
    note_nudges(found, act=act, account=account, by=by, on=on, at=at)
    return found


def check(found: Iterable[Gate], *, account: RentAccount, given: Given, on: date) -> None:
    """Raises gates.Refused, with who set each, where one does not open."""
    if stops := blocking(found, given=given):
        raise Refused(named(stops, account=account, on=on))


def note_passed(
    found: Iterable[Gate], *, act: Act, account: RentAccount, brought: str, by: User, on: date, at: datetime
) -> None:
    """Write down each gate that was passed, with the words shown and what was brought."""
    for gate in named([gate for gate in found if gate.level == Level.GATE], account=account, on=on):
        _note(account, f"{act.label} all the same. {sentence(gate)} {brought}", about="", by=by, on=on, at=at)


def note_nudges(found: Iterable[Gate], *, act: Act, account: RentAccount, by: User, on: date, at: datetime) -> None:
    """Write down the nudges that this account is shown for the first time in 28 days."""
    for gate in nudges(found, account=account, on=on):
        about = f"{_nudge(gate)}{on.isoformat()}"
        _note(account, f"{act.label}: reminded. {sentence(gate)}", about=about, by=by, on=on, at=at)


def nudges(found: Iterable[Gate], *, account: RentAccount, on: date) -> list[Gate]:
    """The nudges that this account was not shown for 28 days."""
    due = [gate for gate in found if gate.level == Level.NUDGE]
    if not due:
        return []
    written = AccountEvent.objects.filter(
        account=account, what=AccountEvent.What.GATE, on__gt=on - NUDGED_ONCE_IN, about__startswith="nudge:"
    ).values_list("about", flat=True)
    shown = {about.rpartition(":")[0] + ":" for about in written}
    return [gate for gate in due if _nudge(gate) not in shown]


def _nudge(gate: Gate) -> str:
    return f"nudge:{gate.flag}:"


def named(found: Sequence[Gate], *, account: RentAccount, on: date) -> list[Gate]:
    """The same gates with who set each, where that is known."""
    if not found:
        return []
    authors = _authors({gate.flag for gate in found}, account=account, on=on)
    return [replace(gate, set_by=authors.get(gate.flag, "")) for gate in found]


def _authors(flags: set[str], *, account: RentAccount, on: date) -> dict[str, str]:
    authors = {}
    if wanted := flags & MARKERS.keys():
        kinds = {kind for flag in wanted for kind in MARKERS[flag]}
        here = Q(tenancy=account.tenancy_id) | Q(person__tenancies__tenancy=account.tenancy_id)
        live = Marker.objects.live(on=on).filter(here, kind__in=kinds, owner__isnull=False)
        owners = dict(live.order_by("from_on", "pk").values_list("kind", "owner__name"))
        for flag in wanted:
            authors[flag] = next((owners[kind] for kind in MARKERS[flag] if kind in owners), "")
    if "held" in flags:
        hold = Hold.objects.filter(account=account, lifted_on=None, from_on__lte=on, last_day__gte=on)
        authors["held"] = hold.order_by("-last_day", "-pk").values_list("set_by__name", flat=True).first() or ""
    if "agreement_kept" in flags:
        agreed = RepaymentAgreement.objects.filter(account=account, status="live", made_by__isnull=False)
        authors["agreement_kept"] = agreed.order_by("-pk").values_list("made_by__name", flat=True).first() or ""
    return authors


def _note(account: RentAccount, said: str, *, about: str, by: User, on: date, at: datetime) -> None:
    what = AccountEvent.What.GATE
    timeline.record(account=account, what=what, on=on, by=by, at=at, summary=said.strip(), about=about)


def wanted_of(found: Iterable[Gate]) -> set[Want]:
    """What must be brought for all of these to open."""
    return {want for gate in found if gate.level == Level.GATE for want in gate.wants}
