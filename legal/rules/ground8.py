"""Ground 8: serious arrears of an assured tenancy, at the notice and at the hearing (Housing Act 1988, Sch. 2)."""

from dataclasses import dataclass
from decimal import Decimal

from legal.rules.checks import Obstacle
from staff.ui.words import pounds
from tenancies.rules.money import to_pence

EIGHT_WEEKS = 8
MONTHS = {"monthly": 2, "quarterly": 3, "yearly": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground8:
    """Where Ground 8 stands. `at_hearing` is None until the hearing's figure is known."""

    needed: Decimal
    at_notice: bool
    at_hearing: bool | None
    says: str

    @property
    def met(self) -> bool:
        return self.at_notice and self.at_hearing is True


def needed(*, weekly_rent: Decimal, period: str, charge_weeks: int = 52) -> Decimal:
    """The least rent unpaid that makes Ground 8: 8 weeks' where rent is weekly or fortnightly, two months' where it is
    monthly, three months' where quarterly or yearly (rulebook ASD-3).

    Four-weekly rent is not named in the Schedule: two months', the more that either reading asks for. A month's rent is
    a twelfth of the year's charge weeks (rulebook R-3).
    """
    if period in {"weekly", "fortnightly"}:
        return EIGHT_WEEKS * weekly_rent
    return to_pence(weekly_rent * charge_weeks * MONTHS.get(period, 2) / 12)


def notice_obstacles(*, weekly_rent: Decimal, period: str, arrears: Decimal, charge_weeks: int = 52) -> list[Obstacle]:
    """Why a notice cannot plead Ground 8: it must be met on the day of the notice too (rulebook ASD-3)."""
    stands = judged(weekly_rent=weekly_rent, period=period, arrears_at_notice=arrears, charge_weeks=charge_weeks)
    do = "Take Ground 8 out; Grounds 10 and 11 may stand."
    return [] if stands.at_notice else [Obstacle(says=stands.says, do=do, rule="ASD-3")]


def approval_needed(*, benefit_late: bool) -> str:
    """Why a manager must agree to Ground 8; blank where nobody need. Benefit that is late is not the tenant's doing,
    though the ground does not ask: the council's rule (rulebook ASD-3)."""
    return "Benefit is late: only the income manager can agree to plead Ground 8." if benefit_late else ""


def judged(
    *,
    weekly_rent: Decimal,
    period: str,
    arrears_at_notice: Decimal,
    arrears_at_hearing: Decimal | None = None,
    charge_weeks: int = 52,
) -> Ground8:
    """Whether rent arrears reach Ground 8 on the day of the notice and again on that of the hearing (rulebook ASD-3).

    Arrears are rent lawfully due and unpaid: no court costs, nothing barred. Benefit that is late does not lessen them
    (North British v Matthews [2004] EWCA Civ 1736).
    """
    least = needed(weekly_rent=weekly_rent, period=period, charge_weeks=charge_weeks)
    first = arrears_at_notice >= least
    second = None if arrears_at_hearing is None else arrears_at_hearing >= least
    if not first:
        says = f"Ground 8 is not made out at the notice: {pounds(arrears_at_notice)} owed, {pounds(least)} needed."
    elif arrears_at_hearing is None:
        says = f"Ground 8 was met at the notice; at the hearing {pounds(least)} must still be owed."
    elif second:
        says = f"Ground 8 is met at the notice and at the hearing: {pounds(arrears_at_hearing)} owed."
    else:
        says = (
            f"Ground 8 is lost: {pounds(arrears_at_hearing)} is owed at the hearing, {pounds(least)} needed. "
            "Grounds 10 and 11 remain, where they are pleaded."
        )
    return Ground8(needed=least, at_notice=first, at_hearing=second, says=says)
