"""Income and expenditure: monthly sums, totals, what is safe to offer (rulebook 10). Sums worked by hand."""

from decimal import Decimal

import pytest

from welfare.rules import budget
from welfare.rules.budget import HouseholdSize, Line

D = Decimal


def line(category: str, amount: str, frequency: str = "monthly", **known: str) -> Line:
    return Line(category=category, amount=D(amount), frequency=frequency, **known)


@pytest.mark.parametrize(
    ("amount", "frequency", "by_month"),
    [
        ("100.00", "weekly", "433.33"),  # 100 × 52 / 12 = 433.333…
        ("118.37", "weekly", "512.94"),  # rulebook R-3
        ("200.00", "fortnightly", "433.33"),
        ("100.00", "four_weekly", "108.33"),  # 100 × 13 / 12
        ("512.94", "monthly", "512.94"),
        ("0.00", "weekly", "0.00"),
    ],
)
def test_s3_21_a_weeks_sum_is_fifty_two_twelfths_of_it_a_month(amount: str, frequency: str, by_month: str) -> None:
    assert budget.monthly(D(amount), frequency) == D(by_month)


@pytest.mark.parametrize(
    ("by_month", "frequency", "each"),
    [
        ("43.33", "weekly", "9.99"),  # 43.33 × 12 / 52 = 9.9992…: never rounded up
        ("43.34", "weekly", "10.00"),
        ("43.33", "fortnightly", "19.99"),
        ("43.33", "four_weekly", "39.99"),
        ("43.33", "monthly", "43.33"),
    ],
)
def test_what_is_safe_each_time_is_rounded_down(by_month: str, frequency: str, each: str) -> None:
    assert budget.each_time(D(by_month), frequency) == D(each)


def test_s4_17_the_safe_offer_is_what_is_left_after_rent_essentials_savings_and_other_priority_debts() -> None:
    found = budget.figures(
        [
            line("earnings", "300.00", "weekly"),  # 1,300.00
            line("child_benefit", "100.00", "four_weekly"),  # 108.33
            line("rent", "104.50", "weekly"),  # 452.83
            line("council_tax", "120.00"),
            line("food", "90.00", "weekly"),  # 390.00
            line("personal", "60.00"),
            line("council_tax_arrears", "40.00"),
            line("cards_and_loans", "75.00"),  # comes after rent: lowers nothing
        ]
    )

    assert found.totals == {
        "income": D("1408.33"),
        "fixed": D("572.83"),
        "flexible": D("450.00"),
        "priority": D("40.00"),
        "other_debts": D("75.00"),
    }
    assert found.savings == D("20.00")  # a tenth of 385.50 is 38.55: twenty pounds at most
    assert found.left == D("325.50")  # 1,408.33 − 572.83 − 450.00 − 20.00 − 40.00
    assert (found.to_rent, found.safe) == (D("452.83"), D("325.50"))


def test_savings_are_a_tenth_of_what_is_available_where_that_is_less_than_twenty_pounds() -> None:
    found = budget.figures([line("earnings", "500.00"), line("food", "400.00")])

    assert (found.savings, found.safe) == (D("10.00"), D("90.00"))


def test_current_rent_comes_first_and_nothing_is_asked_where_nothing_is_left() -> None:
    found = budget.figures([line("earnings", "600.00"), line("rent", "450.00"), line("food", "300.00")])

    assert found.left == D("-150.00")
    assert (found.savings, found.to_rent, found.safe) == (D("0.00"), D("300.00"), D("0.00"))
    assert budget.in_words(found).startswith("Current rent is £150.00 a month short. Nothing is left for arrears.")


def test_spending_above_the_councils_guideline_is_found_and_below_it_is_not_queried() -> None:
    table = {("food", "adult"): D("200.00"), ("food", "child_under_16"): D("100.00"), ("personal", "adult"): D("50.00")}
    size = HouseholdSize(adults=1, children_under_16=2)
    lines = [line("food", "400.01"), line("personal", "49.00"), line("communications", "900.00")]

    [(over, figure)] = budget.above_guideline(lines, size=size, table=table)

    assert (over.category, figure) == ("food", D("400.00"))


def test_no_guideline_figure_is_shipped() -> None:
    lines = [line(each.code, "999.00") for each in budget.categories().values() if not each.quick]

    assert budget.above_guideline(lines, size=HouseholdSize(), table={}) == []


def test_less_than_nothing_and_a_slip_of_the_finger_are_said_in_words() -> None:
    assert budget.problem_with(line("gas", "-5.00")) == (
        "Gas: enter what is paid, £0.00 or more. A sum cannot be less than nothing."
    )
    assert "is more than £100,000.00 a month" in budget.problem_with(line("gas", "100000.01"))
    assert budget.problem_with(line("gas", "55.00", "fortnightly")) == ""


def test_every_line_belongs_to_a_part_and_each_part_has_lines() -> None:
    assert {each.group for each in budget.categories().values()} == set(budget.groups())
    assert {each.code for each in budget.categories().values() if each.quick} == {
        "quick_income",
        "quick_spending",
        "quick_debts",
    }
