"""Papers about one account, made when they are asked for: case at a glance, rent statement, story for the court."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from caseload import papers
from caseload.forms_papers import StatementForm
from caseload.statement import statement
from caseload.views.files import csv_file, pdf_file
from caseload.whole_account import WholeAccount, whole_account
from staff.clock import today
from staff.http import StaffRequest
from tenancies.models import RentAccount


@require_safe
def glance(request: StaffRequest, pk: int) -> HttpResponse:
    """The case on one page, to read and to print."""
    whole = _whole(request, pk)
    context = papers.glance(whole, user=request.user)
    links = {"legal": f"{whole.account.get_absolute_url()}?show=legal#timeline"}
    links["contact"] = f"{whole.account.get_absolute_url()}?show=contact#timeline"
    return render(request, "caseload/glance.html", {**context, "links": links})


@require_safe
def glance_pdf(request: StaffRequest, pk: int) -> HttpResponse:
    whole = _whole(request, pk)
    return pdf_file(papers.glance_pdf(whole, user=request.user), name=f"glance-{whole.account.account_ref}")


@require_safe
def story_pdf(request: StaffRequest, pk: int) -> HttpResponse:
    whole = _whole(request, pk)
    return pdf_file(papers.story_pdf(whole), name=f"story-{whole.account.account_ref}")


@require_safe
def story_csv(request: StaffRequest, pk: int) -> HttpResponse:
    """The table beside the story, month by month: what was charged and credited, and the balance at the end."""
    whole = _whole(request, pk)
    head = ["month", "charged", "paid_by_tenant", "benefit_and_deductions", "other_credits", "balance_at_end"]
    rows = [
        (f"{each.first:%Y-%m}", each.charged, each.tenant, each.benefit, each.other, each.balance)
        for each in (whole.story.months if whole.story else [])
    ]
    return csv_file(head, rows, name=f"story-{whole.account.account_ref}.csv")


@require_safe
def statement_pdf(request: StaffRequest, pk: int) -> HttpResponse:
    """The statement from a day to a day; days that cannot be read bring the form back with what was typed."""
    account = get_object_or_404(RentAccount.objects.openable_by(request.user).for_list(), pk=pk)
    on = today()
    form = StatementForm(request.GET or None, on=on)
    if not form.is_valid():
        status = 422 if request.GET else 200
        return render(request, "caseload/statement.html", {"account": account, "form": form}, status=status)
    names = account.tenancy.people.tenants(on=min(on, account.tenancy.last_day or on)).select_related("person")
    made = statement(
        account,
        tenants=[tenant.person for tenant in names.order_by("pk")],
        first=form.cleaned_data["first"],
        last=form.cleaned_data["last"],
        by=request.user,
        on=on,
    )
    return pdf_file(papers.statement_pdf(made), name=f"statement-{account.account_ref}")


def _whole(request: StaffRequest, pk: int) -> WholeAccount:
    account = get_object_or_404(RentAccount.objects.openable_by(request.user).for_list(), pk=pk)
    return whole_account(account, user=request.user, on=today(), shown=request.GET.get("story", ""))
