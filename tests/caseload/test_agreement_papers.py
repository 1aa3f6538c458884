"""Papers of agreements: income and expenditure, filled and blank, and what an employer is told."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from page import validate_pdf_bytes
from pypdf import PdfReader

from caseload.agreements.papers import BudgetPaper, EmployerLetter, Row, budget_pdf, employer_pdf
from welfare.rules import budget as rules
from welfare.rules.budget import Line

WAGES = Line(category="earnings", amount=Decimal("1200.00"), frequency="monthly", evidence="Payslip", note="")
FOOD = Line(category="food", amount=Decimal("60.00"), frequency="weekly", evidence="", note="For two")
EMPLOYER = EmployerLetter(
    council="Ottersby Borough Council",
    employer="Mill Bakery",
    address_lines=("1 High Street", "Ottersby"),
    contact="Payroll",
    dated=date(2026, 11, 23),
    reference="A0001",
    worker="Ms Amina Yusuf",
    payroll_ref="P77",
    amount=Decimal("15.00"),
    each_time="a week",
    first_on=date(2026, 12, 4),
    authority_signed_on=date(2026, 11, 20),
    stopped_on=None,
    officer_name="Nadia Rahman",
    officer_phone="01632 960010",
    officer_email="nrahman@example.com",
)


def form(*, blank: bool = False, large_print: bool = False) -> BudgetPaper:
    lines = [] if blank else [WAGES, FOOD]
    figures = None if blank else rules.figures(lines)
    parts = tuple(
        (
            title,
            tuple(
                Row(name=each.name, hint=each.hint, line=next((x for x in lines if x.category == each.code), None))
                for each in rules.lines_of(group)
            ),
            figures.totals[group] if figures else None,
        )
        for group, title in rules.groups().items()
    )
    return BudgetPaper(
        council="Ottersby Borough Council", reference="A0001", name="Ms Amina Yusuf", dated=date(2026, 11, 23),
        parts=parts, figures=figures, size="", note="", signed_on=None, by="Nadia Rahman", large_print=large_print,
    )  # fmt: skip


def smallest(pdf: bytes) -> float:
    """The smallest type on its pages, in points."""
    found: list[float] = []
    for page in PdfReader(BytesIO(pdf)).pages:
        page.extract_text(
            visitor_text=lambda text, matrix, _t, _f, size: found.append(size * matrix[0]) if text.strip() else None
        )
    return round(min(found), 1)


def test_the_form_in_large_print_has_no_small_type() -> None:
    ordinary, large = budget_pdf(form()), budget_pdf(form(large_print=True))

    assert smallest(ordinary) == 10.0  # the foot of a page
    assert smallest(large) == 16.0


@pytest.mark.slow
@pytest.mark.parametrize("large_print", [False, True])
@pytest.mark.parametrize("blank", [False, True])
def test_income_and_expenditure_passes_every_rule_of_pdf_ua(blank: bool, large_print: bool) -> None:
    report = validate_pdf_bytes(budget_pdf(form(blank=blank, large_print=large_print)), profile="ua1")

    assert report.is_compliant, [(failure.rule_id, failure.message) for failure in report.failures]


@pytest.mark.slow
@pytest.mark.parametrize("stopped_on", [None, date(2026, 12, 1)])
def test_what_an_employer_is_told_passes_every_rule_of_pdf_ua(stopped_on: date | None) -> None:
    report = validate_pdf_bytes(employer_pdf(replace(EMPLOYER, stopped_on=stopped_on)), profile="ua1")

    assert report.is_compliant, [(failure.rule_id, failure.message) for failure in report.failures]
