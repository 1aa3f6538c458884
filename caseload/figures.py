"""Every figure of Team: its name, how it is counted and from what source, its value, and the accounts behind it.

One list for the page, the difference to the week before, the list that each number opens, and the tests. A sum stands
in a column of the snapshot and of each account's figures; a share is one sum over another; a count is so many accounts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Q

from caseload.models import Stage, WeeksOwed

Totals = Mapping[str, Any]  # a snapshot's columns added up, and `by_weeks_owed` by band
OVER_7 = (WeeksOwed.UP_TO_13, WeeksOwed.UP_TO_26, WeeksOwed.OVER_26)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """`behind` picks the accounts that make it up; `column` is what each of them adds, for a sum or a share."""

    name: str
    label: str
    definition: str
    source: str
    behind: Q
    column: str = ""
    over: str = ""  # a share: the column that it is a share of
    work: bool = False  # not known of days before the first sweep

    @property
    def kind(self) -> str:
        return "share" if self.over else "money" if self.column else "count"

    def value(self, totals: Totals) -> Decimal | int | None:
        """Pounds, per cent to one place, or a count; None where there is nothing to divide by."""
        if self.over:
            return percent(totals[self.column], totals[self.over])
        if self.name == "over_7":
            deep: int = sum(totals["by_weeks_owed"].get(band, 0) for band in OVER_7)
            return deep
        found: Decimal | int = totals[self.column or self.name]
        return found


def percent(part: Decimal, whole: Decimal) -> Decimal | None:
    """A share in per cent, to one place, half up; None of nothing."""
    return (100 * part / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else None


def _money(column: str, label: str, definition: str, source: str) -> Figure:
    behind = Q(**{f"{column}__gt": 0})
    return Figure(name=column, label=label, definition=definition, source=source, behind=behind, column=column)


def _stage(name: str, stage: Stage, definition: str) -> Figure:
    return Figure(name=name, label=stage.label, definition=definition, source=LAW, behind=Q(stage=stage))


HOUSE = "Quarterday's figures, one definition each"
KPI = "HouseMark and BVPI 66, as councils report them"
LAW = "Notices, claims and orders as recorded; a notice's state is worked out from its service"
HOMES = "a home's current accounts: rent, pitch fee, use and occupation and the service charges beside them"

MONEY = [
    _money("gross", "Gross arrears", "The balances that are owed, added up: every account, credits left out.", HOUSE),
    _money(
        "technical",
        "Technical arrears",
        "The part of gross arrears that Housing Benefit or Universal Credit not yet due in explains.",
        "Rulebook R-6",
    ),
    _money(
        "covered",
        "Covered by breathing space or insolvency",
        "What was owed before a moratorium or insolvency that runs, as far as it is still owed and benefit does not "
        "explain it. Nobody is asked for it: it is never collectable.",
        "Rulebook BS-3 and INS-3",
    ),
    _money(
        "collectable",
        "Collectable arrears",
        "Gross arrears less technical arrears, less what breathing space or insolvency covers: what is chased.",
        HOUSE,
    ),
    _money("credits", "Credits", "The balances that are in credit, added up.", HOUSE),
    _money("current_arrears", "Current arrears of homes", f"Gross arrears of {HOMES}.", KPI),
    _money(
        "former_arrears",
        "Former tenants' arrears",
        "Gross arrears of former accounts: the tenancy has ended and nobody stays on.",
        KPI,
    ),
    _money(
        "annual_debit",
        "Annual rent debit",
        f"One charge week of {HOMES}, times the charge weeks of the rent year. Empty homes have no account.",
        KPI,
    ),
    Figure(
        name="arrears_share",
        label="Arrears as a share of the annual debit",
        definition="Current arrears of homes ÷ annual rent debit, on the same accounts.",
        source=KPI,
        column="current_arrears",
        over="annual_debit",
        behind=Q(current_arrears__gt=0),
    ),
    Figure(
        name="collection_year",
        label="Collection rate, rent year to date",
        definition="Payments, Housing Benefit, Universal Credit paid to us and deductions, less what was reversed, ÷ "
        f"rent and service charge that fell due, on {HOMES}, from the first day of the rent year to last Sunday. "
        "Arrears brought forward are left out.",
        source=KPI,
        column="received_year",
        over="charged_year",
        behind=~Q(charged_year=0) | ~Q(received_year=0),
    ),
    Figure(
        name="collection_week",
        label="Collection rate, last whole week",
        definition="The same for the last whole week, Monday to Sunday. Monthly payers make single weeks jump.",
        source=KPI,
        column="received_week",
        over="charged_week",
        behind=~Q(charged_week=0) | ~Q(received_week=0),
    ),
]

ACCOUNTS = [
    Figure(name="accounts", label="Accounts", definition="Every account, closed ones too.", source=HOUSE, behind=Q()),
    Figure(
        name="in_arrears",
        label="Accounts in arrears",
        definition="Accounts with a balance that is owed, be it a penny.",
        source=HOUSE,
        behind=Q(gross__gt=0),
    ),
    Figure(
        name="over_7",
        label="Owing more than 7 weeks",
        definition="Accounts whose gross arrears are more than seven weeks of their charge now in force.",
        source="BVPI 66b",
        behind=Q(band__in=OVER_7),
    ),
]

WORK = [
    Figure(
        name="recommended",
        label="Recommended",
        definition="Accounts on which a next step waited when the night's sweep had ended.",
        source=HOUSE,
        behind=Q(recommended=1),
        work=True,
    ),
    Figure(
        name="overdue",
        label="Overdue",
        definition="Recommended for more than 7 days, with nothing done, overridden, put off or held since.",
        source="The weekly contract: every recommendation is answered within a week",
        behind=Q(overdue=1),
        work=True,
    ),
    Figure(
        name="done",
        label="Done",
        definition="Accounts on which a recommended step was done in the seven days before. Steps taken back are left "
        "out, here and in the next.",
        source=HOUSE,
        behind=Q(done=1),
        work=True,
    ),
    Figure(
        name="overridden",
        label="Overridden",
        definition="Accounts on which an officer said ‘not this’, with a reason, in the seven days before.",
        source=HOUSE,
        behind=Q(overridden=1),
        work=True,
    ),
    Figure(
        name="held",
        label="Held",
        definition="Accounts on which an officer's hold was running.",
        source=HOUSE,
        behind=Q(held=1),
        work=True,
    ),
]

AGREEMENTS = [
    Figure(
        name=f"agreements_{state}",
        label=f"Agreements {state}",
        definition=definition,
        source=HOUSE,
        behind=Q(agreement=state),
    )
    for state, definition in {
        "kept": "Live repayment agreements that are short by no more than £1.00, three days of grace given.",
        "slipping": "Live agreements that are short, but by less than two payments.",
        "broken": "Live agreements that are short by two payments or more.",
    }.items()
]

LEGAL = [
    _stage("notices", Stage.NOTICE, "Homes whose furthest step is a notice that is in force."),
    _stage("claims", Stage.CLAIM, "Homes with a possession claim issued and not yet decided."),
    _stage("orders", Stage.ORDER, "Homes under a suspended, postponed, outright or consent order, without a warrant."),
    _stage("warrants", Stage.WARRANT, "Homes with a warrant issued and no eviction booked."),
    _stage("evictions_booked", Stage.EVICTION, "Homes with a day booked for the eviction."),
    Figure(
        name="evictions",
        label="Evictions this rent year",
        definition="Evictions carried out since the rent year began.",
        source="BVPI 66d",
        behind=Q(evicted=1),
    ),
]

FIGURES = {figure.name: figure for figure in [*MONEY, *ACCOUNTS, *WORK, *AGREEMENTS, *LEGAL]}
