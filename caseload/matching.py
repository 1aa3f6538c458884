"""What each word of a filter asks of an account: conditions that one statement can hold together."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import DecimalField, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Greatest, NullIf, Round

from caseload.coverage import longest_unseen
from caseload.filters import MINE, Filter
from caseload.queue import LIGHT, TODAY
from recovery import policies
from recovery.models import ContactAttempt
from recovery.rules.actions import Action
from recovery.rules.signs import Sign
from staff.models import PatchAssignment, User
from tenancies.models import AccountEvent, AccountKind, DataFault, RentAccount, TenancyType
from tenancies.models.accounts import former
from welfare.models import BenefitClaim

MONEY = DecimalField(max_digits=12, decimal_places=2)
SOON = timedelta(days=7)
JUST_MOVED_IN = timedelta(days=14)
SUB_ACCOUNTS = [
    AccountKind.GARAGE,
    AccountKind.SERVICE_CHARGE,
    AccountKind.COURT_COSTS,
    AccountKind.WATER,
    AccountKind.HEATING,
    AccountKind.ELECTRICITY,
]


def seen_by(user: User, *, mine: bool, on: date) -> QuerySet[RentAccount]:
    """Every account of this person's lists, or only those that are her work, each with what filters ask about.

    `now` is what is decided for it; none where no sweep has looked at it yet.
    """
    accounts = RentAccount.objects.owned_by(user, on=on) if mine else RentAccount.objects.visible_to(user)
    zero = Value(Decimal(0), output_field=MONEY)
    owed = Coalesce(F("position__balance"), zero)
    weekly = NullIf(Cast(KeyTextTransform("weekly_charge", "now__facts"), MONEY), zero)
    gross = Round(Greatest(owed, zero) / weekly, precision=2, output_field=MONEY)
    return accounts.alias(now=FilteredRelation("recommendations", condition=Q(recommendations__lapsed_on=None))).alias(
        owed=owed,
        gross_weeks=gross,
        weeks=Coalesce(Cast(KeyTextTransform("weeks_collectable", "now__facts"), MONEY), gross),
    )


def listed(wanted: Filter, *, user: User, on: date) -> QuerySet[RentAccount]:
    """The accounts that the sentence asks for, without an order."""
    return seen_by(user, mine=wanted.of == MINE, on=on).filter(matching(wanted, user=user, on=on))


def contacts() -> QuerySet[ContactAttempt]:
    return ContactAttempt.objects.filter(direction="out", taken_back_at=None, not_sent_since=None)


def matching(wanted: Filter, *, user: User, on: date) -> Q:
    """The condition on an account of `seen_by`, which has seen to ‘mine’ already."""
    asked = Q()
    for name, value in (*wanted.said().items(), ("unit", wanted.unit)):
        if name in CONDITIONS:
            asked &= CONDITIONS[name](wanted, value, user, on)
    return asked


def _of(wanted: Filter, value: str, user: User, on: date) -> Q:
    if value == MINE:
        return Q()
    kind, _, number = value.partition("-")
    if kind == "patch":
        return Q(tenancy__home__patch=int(number))
    officers = User.objects.filter(pk=int(number)) if kind == "officer" else User.objects.filter(team=int(number))
    patches = PatchAssignment.objects.filter(user__in=officers, ends_on=None, cover=None)
    if kind == "team":
        return Q(tenancy__home__patch__in=patches.values("patch"))
    return Q(pk__in=RentAccount.objects.owned_by(officers.get(), on=on).order_by().values("pk"))


def _money(wanted: Filter, value: str, user: User, on: date) -> Q:
    return {"arrears": Q(owed__gt=0), "credit": Q(owed__lt=0), "clear": Q(owed=0)}[value]


def _between(wanted: Filter, value: str, user: User, on: date) -> Q:
    figure = {"weeks": "weeks", "gross": "gross_weeks", "pounds": "owed"}[wanted.unit]
    asked = Q()
    if wanted.over is not None:
        asked &= Q(**{f"{figure}__gt": wanted.over})
    if wanted.upto is not None:
        asked &= Q(**{f"{figure}__lte": wanted.upto})
    return asked


def _plan(wanted: Filter, value: str, user: User, on: date) -> Q:
    if value in {"any", "none"}:
        has = Q(now__facts__has_key="agreement")
        return has if value == "any" else ~has
    return Q(now__facts__agreement=value)


def _quiet(wanted: Filter, value: str, user: User, on: date) -> Q:
    since = on - timedelta(days=int(value))
    return Q(~Exists(contacts().filter(tenancy=OuterRef("tenancy"), on__gt=since)))


def _idle(wanted: Filter, value: str, user: User, on: date) -> Q:
    since = on - timedelta(days=int(value))
    touched = AccountEvent.objects.filter(account=OuterRef("pk"), by__isnull=False, on__gt=since)
    return Q(owed__gt=0) & Q(~Exists(touched)) & _quiet(wanted, value, user, on)


def _kind(wanted: Filter, value: str, user: User, on: date) -> Q:
    if value == "sub":
        return Q(kind__in=SUB_ACCOUNTS)
    if value == "pitch":
        return Q(kind=AccountKind.PITCH_FEE) | Q(tenancy__tenancy_type=TenancyType.PITCH)
    return Q(kind=value)


def _step(wanted: Filter, value: str, user: User, on: date) -> Q:
    if value == "in-missing":
        return Q(now__pk=None)
    if value == "none":
        return Q(now__action=Action.NONE)
    if value == "any":
        return Q(now__pk__isnull=False) & ~Q(now__action=Action.NONE)
    if value == "low":
        return Q(now__action__in=LIGHT, weeks__lt=policies.in_force(on=on).low_level_weeks)
    how, _, code = value.partition("-")
    if how == "by":
        return Q(now__action__in=[action.value for action in Action if action.channel == code])
    return Q(now__action=code) if how == "do" else Q(now__bucket=code)


def _benefit(wanted: Filter, value: str, user: User, on: date) -> Q:
    live = BenefitClaim.objects.filter(status="live", not_sent_since=None, from_on__lte=on)
    live = live.filter(Q(last_day=None) | Q(last_day__gte=on))
    if value == "none":
        return Q(~Exists(live.filter(account=OuterRef("pk"))))
    return Q(Exists(live.filter(account=OuterRef("pk"), kind=value)))


def _held(wanted: Filter, value: str, user: User, on: date) -> Q:
    held = Q(now__facts__has_key="held_until")
    return held if value == "yes" else ~held


def _tenancy(wanted: Filter, value: str, user: User, on: date) -> Q:
    return former(on=on) if value == "former" else ~former(on=on)


def _needs(wanted: Filter, value: str, user: User, on: date) -> Q:
    return ~Q(now__facts__has_key="needs") if value == "none" else Q(now__facts__needs=value)


def _sign(wanted: Filter, value: str, user: User, on: date) -> Q:
    return Q(now__facts__has_key="signs") if value == "any" else Q(now__facts__signs__contains=value)


def _fault(wanted: Filter, value: str, user: User, on: date) -> Q:
    faults = DataFault.objects.filter(account__isnull=False, mended_on=None)
    return Q(pk__in=(faults if value == "any" else faults.filter(kind=value)).values("account"))


def _attention(wanted: Filter, value: str, user: User, on: date) -> Q:
    reasons = attention(on=on)
    if value != "any":
        return reasons[value]
    asked = Q()
    for reason in reasons.values():
        asked |= reason
    return asked


def attention(*, on: date) -> dict[str, Q]:
    """Why an account needs a look, strongest first: a row names the first that holds (duty S1-09)."""
    return {
        "breached": Q(now__action__in=[Action.AGREEMENT_BROKEN, Action.AGREEMENT_SLIPPING, Action.ORDER_BREACH]),
        "expiring": Q(now__action__in=[Action.NOTICE_LAPSING, Action.TRIAL_DECISION])
        | Q(now__facts__held_until__lte=(on + SOON).isoformat())
        | Q(now__facts__signs__contains=Sign.BENEFIT_ENDING),
        "due": Q(now__urgency__lte=TODAY) & ~Q(now__action=Action.NONE),
        "new": Q(now__first_on=on) & ~Q(now__action=Action.NONE) | Q(tenancy__starts_on__gt=on - JUST_MOVED_IN),
    }


def _oldest(wanted: Filter, value: str, user: User, on: date) -> Q:
    mine = RentAccount.objects.visible_to(user)
    return Q(pk__in=list(longest_unseen(mine).values_list("pk", flat=True)[: int(value)]))


CONDITIONS: dict[str, Callable[[Filter, str, User, date], Q]] = {
    "of": _of,
    "money": _money,
    "unit": _between,
    "plan": _plan,
    "quiet": _quiet,
    "idle": _idle,
    "kind": _kind,
    "step": _step,
    "benefit": _benefit,
    "held": _held,
    "tenancy": _tenancy,
    "needs": _needs,
    "sign": _sign,
    "fault": _fault,
    "attention": _attention,
    "oldest": _oldest,
}
