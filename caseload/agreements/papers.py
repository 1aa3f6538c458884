"""Papers of income and expenditure and of wages: the form filled and blank, what the employer is told. Tagged PDFs."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from recovery.documents import sheet_pdf
from recovery.models import WageDeduction
from recovery.rules.plans import EVERY
from staff.council import council_name
from staff.models import User
from tenancies.models import RentAccount
from welfare import budgets
from welfare.models import IncomeAndExpenditure
from welfare.rules import budget as rules
from welfare.rules.budget import Figures, Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the form on paper; blank sums are for a pen."""

    name: str
    hint: str
    line: Line | None

    @property
    def each_time(self) -> str:
        return EVERY[self.line.frequency] if self.line else ""


@dataclass(frozen=True, kw_only=True)
class BudgetPaper:
    """An income and expenditure form: filled from the record, or blank to be filled by hand."""

    council: str
    reference: str
    name: str
    dated: date
    parts: tuple[tuple[str, tuple[Row, ...], Decimal | None], ...]
    figures: Figures | None
    size: str
    note: str
    signed_on: date | None
    by: str
    large_print: bool

    @property
    def said(self) -> str:
        return rules.in_words(self.figures) if self.figures else ""


def budget_paper(
    account: RentAccount,
    budget: IncomeAndExpenditure | None,
    *,
    name: str,
    by: User,
    on: date,
    large_print: bool = False,
) -> BudgetPaper:
    """The newest form, or without one the blank form."""
    lines = rules.by_category(budgets.lines_of(budget)) if budget else {}
    figures = rules.figures(lines.values()) if budget else None
    parts = []
    for group, title in rules.groups().items():
        asked = rules.lines_of(group)
        if budget:
            asked = [each for each in rules.categories().values() if each.group == group and each.code in lines]
        rows = tuple(Row(name=each.name, hint=each.hint, line=lines.get(each.code)) for each in asked)
        parts.append((title, rows, figures.totals[group] if figures else None))
    return BudgetPaper(
        council=council_name(),
        reference=account.account_ref,
        name=name,
        dated=budget.on if budget else on,
        parts=tuple(parts),
        figures=figures,
        size=rules.size_in_words(budgets.size_of(budget)) if budget else "",
        note=budget.note if budget else "",
        signed_on=budget.signed_on if budget else None,
        by=(budget.by.name if budget else by.name),
        large_print=large_print,
    )


def budget_pdf(paper: BudgetPaper) -> bytes:
    title = f"Income and expenditure {paper.reference}"
    return sheet_pdf(
        "documents/budget.html", {"paper": paper}, title=title, dated=paper.dated, large_print=paper.large_print
    )


@dataclass(frozen=True, kw_only=True)
class EmployerLetter:
    """What an employer is asked to deduct, or to stop deducting, by the worker's own authority."""

    council: str
    employer: str
    address_lines: tuple[str, ...]
    contact: str
    dated: date
    reference: str
    worker: str
    payroll_ref: str
    amount: Decimal
    each_time: str
    first_on: date
    authority_signed_on: date
    stopped_on: date | None  # None: it asks to begin
    officer_name: str
    officer_phone: str
    officer_email: str

    @property
    def heading(self) -> str:
        return "Please stop a deduction from wages" if self.stopped_on else "A voluntary deduction from wages"


def employer_letter(deduction: WageDeduction, *, by: User, on: date) -> EmployerLetter:
    employer = deduction.employer
    return EmployerLetter(
        council=council_name(),
        employer=employer.name,
        address_lines=tuple(line.strip() for line in employer.address.replace("\r", "").split("\n") if line.strip()),
        contact=employer.contact,
        dated=on,
        reference=deduction.account.account_ref,
        worker=str(deduction.person),
        payroll_ref=deduction.payroll_ref,
        amount=deduction.amount,
        each_time=EVERY[deduction.frequency],
        first_on=deduction.first_on,
        authority_signed_on=deduction.authority_signed_on,
        stopped_on=deduction.stopped_on,
        officer_name=by.name,
        officer_phone=by.phone,
        officer_email=by.email,
    )


def employer_pdf(letter: EmployerLetter) -> bytes:
    return sheet_pdf("documents/employer.html", {"letter": letter}, title=letter.heading, dated=letter.dated)
