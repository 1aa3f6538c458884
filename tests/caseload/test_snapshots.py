"""A snapshot adds up to the ledger, patch by patch and officer by officer, against a computation of its own."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import holidays
import pytest
from django.db import connections
from django.db.models import Sum

from caseload import snapshots
from caseload.council.maker import make_council
from caseload.council.options import Options
from caseload.figures import FIGURES
from caseload.load import load
from caseload.models import AccountFigures, Recommendation, Snapshot, Step, WeeksOwed
from caseload.performance import COLUMNS, Report, Scope, week_told, weeks_collected
from recovery.account_facts import gather_facts
from staff.models import Cover, PatchAssignment, User
from tenancies.models import AccountPosition, Handover, RentAccount
from tests.caseload.snapshot_oracle import Council, Desk
from tests.caseload.sweeping import MONDAY, sweep
from tests.databases import clone_in_use
from tests.factories.people import OfficerFactory, household
from tests.factories.tenancies import LedgerEntryFactory, RentAccountFactory
from tests.recovery.figures_oracle import Files
from welfare.models import CoveredDebt, Hold, Marker

COUNCILS = {
    "52 weeks, two advisors": {"as_of": date(2026, 11, 20), "seed": 21},
    "48 weeks from Wednesdays, one advisor": {
        "as_of": date(2026, 8, 27),
        "seed": 22,
        "charge_weeks": 48,
        "rent_week_start": "wed",
    },
    "in the first week of the rent year": {"as_of": date(2027, 4, 8), "seed": 23},
}


@pytest.fixture(scope="module", params=COUNCILS)
def council(request: Any, tmp_path_factory: Any, django_db_setup: Any, django_db_blocker: Any) -> Iterator[Council]:
    """A council loaded and swept twice, with work done at the desk between, and its snapshot taken."""
    folder: Path = tmp_path_factory.mktemp("council")
    options = Options(**{"tenancies": 620, "weeks": 80, **COUNCILS[request.param]}, out=folder)
    make_council(options)
    on = options.as_of
    shared = dict(connections["default"].settings_dict)
    with django_db_blocker.unblock(), clone_in_use(shared, name=f"{shared['NAME']}_snapshots"):
        assert load(folder, today=on).refusals == []
        sweep(on - timedelta(days=8))
        if "one advisor" in request.param:
            User.objects.filter(pk=User.objects.filter(role="income_advisor").latest("pk").pk).update(is_active=False)
        desk = work_at_the_desk(on)
        sweep(on)
        desk.waiting = {
            row.account.account_ref: (row.first_on, row.minutes)
            for row in Recommendation.objects.filter(lapsed_on=None).exclude(action="none").select_related("account")
        }
        desk.advisors = [*User.objects.filter(role="income_advisor", is_active=True).values_list("username", flat=True)]
        snapshots.take(on=on)
        bank_holidays = set(holidays.country_holidays("GB", subdiv="ENG", years=range(2014, 2031)))
        yield Council(Files(folder), desk, as_of=on, bank_holidays=bank_holidays)


def work_at_the_desk(on: date) -> Desk:
    """Holds, hand-overs, steps and a cover, some of them over or taken back."""
    desk = Desk()
    officers = list(User.objects.filter(role="income_officer").order_by("pk"))
    accounts = list(RentAccount.objects.order_by("pk"))
    former = next(a for a in reversed(accounts[60:-9]) if a.kind == "former_tenant")
    at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
    for account, to in [(accounts[3], officers[0]), (accounts[-5], officers[-1]), (former, officers[0])]:
        Handover.objects.create(account=account, to=to, reason="knows them", by=officers[0], at=at)
        desk.handed_to[account.account_ref] = to.username
    Handover.objects.create(account=accounts[8], to=officers[0], reason="over", by=officers[0], at=at, ended_at=at)
    for account in accounts[10:14]:
        Hold.objects.create(account=account, reason="benefit", from_on=on, last_day=on, set_by=officers[0])
        desk.held.add(account.account_ref)
    Hold.objects.create(account=accounts[14], reason="benefit", from_on=on, last_day=on, set_by=officers[0],
                        lifted_on=on, lifted_by=officers[0])  # fmt: skip
    for number, account in enumerate(accounts[20:40]):
        step(account, "done", on - timedelta(days=number))
        step(account, "done", on - timedelta(days=number + 1))
        if number <= 7:
            desk.done.add(account.account_ref)
    for account in accounts[50:53]:
        step(account, "overridden", on - timedelta(days=2))
        desk.overridden.add(account.account_ref)
    step(accounts[54], "overridden", on - timedelta(days=2), undone_at=at)
    desk.frozen = freeze(on, by=officers[0])
    absent = Cover.objects.create(absent=officers[0], covering=officers[-1], starts_on=on, made_by=officers[0],
                                  ends_on=on + timedelta(days=5), made_at=at)  # fmt: skip
    for patch in officers[0].patch_assignments.all():
        if patch.patch_id not in officers[-1].patch_assignments.values_list("patch", flat=True):
            PatchAssignment.objects.create(user=officers[-1], patch=patch.patch, starts_on=on, cover=absent)
    return desk


def freeze(on: date, *, by: User) -> dict[str, Decimal]:
    """£20.00 of two accounts is covered, of a third by a moratorium that is over, of a fourth more than it owes.

    Each of every tenant: what is covered of one alone a joint tenant still owes (rulebook INS-3).
    """
    frozen = {}
    owing = RentAccount.objects.filter(position__balance__gt=0).order_by("pk").select_related("position")
    for number, account in enumerate(owing[:4]):
        over, amount = number == 2, account.position.balance + 5 if number == 3 else Decimal("20.00")
        for tenant in account.tenancy.people.filter(role="tenant"):
            marker = Marker.objects.create(
                kind="breathing_space",
                person_id=tenant.person_id,
                from_on=on - timedelta(days=70),
                last_day=on - timedelta(days=1) if over else None,
                owner=by,
            )
            CoveredDebt.objects.create(marker=marker, account=account, as_at=on - timedelta(days=71), amount=amount)
        if not over:
            frozen[account.account_ref] = amount
    return frozen


def step(account: RentAccount, outcome: str, on: date, **known: Any) -> Step:
    by = User.objects.filter(role="income_officer").first()
    return Step.objects.create(
        account=account, action="letter_1", rule="r", outcome=outcome, reason="as agreed", on=on, by=by, **known
    )


def kept(**which: Any) -> dict[tuple[str, str | None], Counter[str]]:
    """The snapshot's cells, named as the oracle names them."""
    found: dict[tuple[str, str | None], Counter[str]] = {}
    for row in Snapshot.objects.filter(**which).select_related("patch", "officer"):
        cell = Counter({name: getattr(row, name) for name in COLUMNS})
        cell.update({f"band_{name}": number for name, number in row.by_weeks_owed.items()})
        found[row.patch.code, row.officer.username if row.officer else None] = cell
    return found


def filled(cell: Counter[str]) -> dict[str, Any]:
    return {name: value for name, value in cell.items() if value}


def test_every_figure_of_every_patch_and_officer_is_as_worked_out_from_the_files(council: Council) -> None:
    worked_out = council.cells()

    cells = kept(on=council.as_of)

    assert cells.keys() == worked_out.keys()
    for name, cell in cells.items():
        assert filled(cell) == filled(worked_out[name]), name


def test_the_council_shows_every_kind_of_figure(council: Council) -> None:
    """So that the test above compares something: over the three councils, no column is always nought."""
    shown = filled(sum(council.cells().values(), Counter()))

    never = {name for name in COLUMNS if name not in shown}
    rare = {"warrants", "evictions", "evictions_booked", "claims", "orders", "overdue"}  # not in every council
    first_week = {"charged_year", "received_year"} if council.as_of.month == 4 else set()
    assert never <= rare | first_week


def test_patches_add_up_to_the_council_and_so_do_officers_with_what_is_nobodys(council: Council) -> None:
    on = council.as_of
    whole = Report(scope=Scope(words="all"), on=on)

    for parts in (whole.by_officer(), whole.by_patch()):
        for name in COLUMNS:
            assert sum(row[name] for _, row in parts) == whole.totals[name], name
    assert whole.totals["accounts"] == RentAccount.objects.count()
    assert sum(whole.totals["by_weeks_owed"].values()) == whole.totals["in_arrears"]


def test_the_whole_equals_the_ledger(council: Council) -> None:
    found = Report(scope=Scope(words="all"), on=council.as_of).totals

    owed = AccountPosition.objects.filter(balance__gt=0).aggregate(sum=Sum("balance"))["sum"]
    credit = AccountPosition.objects.filter(balance__lt=0).aggregate(sum=Sum("balance"))["sum"]
    assert (found["gross"], found["credits"]) == (owed, -credit)
    assert found["gross"] == found["technical"] + found["covered"] + found["collectable"]


def test_each_account_has_the_figures_of_its_card(council: Council) -> None:
    tenancies = [*RentAccount.objects.values_list("tenancy_id", flat=True).distinct()]
    said = {row.account_id: row for row in AccountFigures.objects.all()}

    for facts in gather_facts(as_of=council.as_of, tenancy_ids=tenancies):
        row = said[facts.account_id]
        assert row.gross == facts.gross_arrears
        assert row.technical == facts.technical_arrears
        assert row.covered == min(facts.covered_debt, facts.gross_arrears - facts.technical_arrears)
        assert row.collectable == facts.collectable_arrears
        assert row.weeks_owed == facts.weeks_owed
        assert row.agreement == (facts.agreement_state or "")
        if facts.weekly_charge:
            change = (facts.balance - facts.balance_4_weeks_ago) / facts.weekly_charge
            assert row.trend is not None
            assert abs(row.trend - change) <= Decimal("0.005")


def test_each_figure_opens_as_many_accounts_as_it_counts_and_adds_up_to_its_sum(council: Council) -> None:
    totals = Report(scope=Scope(words="all"), on=council.as_of).totals

    for figure in FIGURES.values():
        behind = AccountFigures.objects.filter(figure.behind)
        if figure.kind == "count":
            assert behind.count() == figure.value(totals), figure.name
        for column in filter(None, (figure.column, figure.over)):
            counted = behind.aggregate(sum=Sum(column, default=Decimal(0)))["sum"]
            if column != "annual_debit" or not figure.over:  # a share's list is of those who owe
                assert counted == totals[column], figure.name


def test_the_year_before_the_first_snapshot_is_known_by_its_collection(council: Council) -> None:
    weeks = weeks_collected(Scope(words="all"), on=council.as_of)

    assert len(weeks) == 52
    for week in weeks[::5]:
        sunday = week.monday + timedelta(days=6)
        worked_out = [
            council.collected(account, week.monday, sunday)
            for account in council.files.accounts
            if council.home_current(account, sunday)
        ]
        charged, received = (sum(column, Decimal(0)) for column in zip(*worked_out, strict=True))
        assert (week.charged, week.received) == (charged, received), week.monday


def test_taken_again_it_is_the_same(council: Council) -> None:
    before, accounts = kept(on=council.as_of), list(AccountFigures.objects.order_by("pk").values())

    snapshots.take(on=council.as_of)

    assert kept(on=council.as_of) == before
    assert list(AccountFigures.objects.order_by("pk").values()) == accounts


def test_an_earlier_day_taken_later_leaves_the_newest_accounts_alone(council: Council) -> None:
    accounts = list(AccountFigures.objects.order_by("pk").values())

    snapshots.take(on=council.as_of - timedelta(days=3))

    assert Snapshot.objects.filter(on=council.as_of - timedelta(days=3), whole=True).exists()
    assert list(AccountFigures.objects.order_by("pk").values()) == accounts


@pytest.mark.django_db
def test_a_charge_that_was_reversed_did_not_fall_due_and_a_payment_that_was_did_not_come_in() -> None:
    home = household(owes=Decimal("100.00"), on=date(2026, 11, 16))
    wrong = LedgerEntryFactory(account=home.account, amount=Decimal("30.00"), effective_on=date(2026, 11, 17))
    paid = LedgerEntryFactory(
        account=home.account, kind="payment", amount=Decimal("-40.00"), effective_on=date(2026, 11, 17)
    )
    for entry in (wrong, paid):
        LedgerEntryFactory(
            account=home.account, kind="reversal", amount=-entry.amount, effective_on=date(2026, 11, 19), reverses=entry
        )
    LedgerEntryFactory(account=home.account, kind="hb", amount=Decimal("-25.00"), effective_on=date(2026, 11, 18))

    snapshots.take(on=MONDAY)

    row = Snapshot.objects.get(on=MONDAY)
    assert (row.charged_week, row.received_week) == (Decimal("100.00"), Decimal("25.00"))


@pytest.mark.django_db
def test_garages_and_court_costs_are_no_rent_but_they_are_arrears() -> None:
    home = household(owes=Decimal("100.00"), on=date(2026, 11, 16))
    for kind in ("garage", "court_costs"):
        beside = RentAccountFactory(tenancy=home.account.tenancy, kind=kind)
        LedgerEntryFactory(account=beside, amount=Decimal("10.00"), effective_on=date(2026, 11, 16))

    snapshots.take(on=MONDAY)

    row = Snapshot.objects.get(on=MONDAY)
    assert (row.gross, row.current_arrears, row.charged_week) == (
        Decimal("120.00"),
        Decimal("100.00"),
        Decimal("100.00"),
    )


@pytest.mark.django_db
def test_weeks_owed_of_exactly_seven_are_not_more_than_seven() -> None:
    household(owes=Decimal("731.50"))  # 7 × £104.50
    household(owes=Decimal("732.60"))  # 7.01

    snapshots.take(on=MONDAY)

    found = Report(scope=Scope(words="all"), on=MONDAY).totals["by_weeks_owed"]
    assert (found[WeeksOwed.UP_TO_7], found[WeeksOwed.UP_TO_13]) == (1, 1)


@pytest.mark.django_db
def test_of_two_officers_in_a_patch_the_one_who_has_had_it_longer_owns_it_until_she_leaves() -> None:
    home = household()
    newer = OfficerFactory()
    PatchAssignment.objects.create(user=newer, patch=home.account.tenancy.home.patch, starts_on=date(2026, 1, 1))

    snapshots.take(on=MONDAY)
    longer = AccountFigures.objects.get().officer
    home.officer.is_active = False
    home.officer.save(update_fields=["is_active"])
    snapshots.take(on=MONDAY)

    assert longer == home.officer
    assert AccountFigures.objects.get().officer == newer


@pytest.mark.django_db
def test_of_two_decisions_that_stood_on_a_day_the_newer_counts() -> None:
    """As on a training site, where a sweep of a later day may come before one of an earlier."""
    home = household()
    for lapsed_on, minutes in ((MONDAY + timedelta(days=2), 5), (None, 9)):
        Recommendation.objects.create(
            account=home.account,
            first_on=MONDAY,
            lapsed_on=lapsed_on,
            action="letter_1",
            rule="reminder",
            bucket="recommended",
            urgency=5,
            minutes=minutes,
            next_look_on=MONDAY,
        )

    snapshots.take(on=MONDAY)

    row = Snapshot.objects.get(on=MONDAY)
    assert (row.accounts, row.recommended, row.minutes_due) == (1, 1, 9)


@pytest.mark.parametrize(
    ("day", "monday"),
    [
        pytest.param(date(2026, 11, 23), date(2026, 11, 16), id="on a Monday the week that ended yesterday"),
        pytest.param(date(2026, 11, 22), date(2026, 11, 9), id="on a Sunday the week before: this one is not over"),
        pytest.param(date(2026, 11, 20), date(2026, 11, 9), id="on a Friday"),
    ],
)
def test_a_snapshot_tells_of_the_last_whole_week(day: date, monday: date) -> None:
    assert week_told(day) == monday
