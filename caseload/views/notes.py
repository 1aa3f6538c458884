"""Writing a note on an account, and opening a sensitive one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from caseload import notes
from caseload.forms_notes import NoteForm, ReasonForm
from caseload.sent_once import once
from caseload.views.account import account_page
from caseload.views.acts import account_to_work
from staff.clock import today
from staff.http import StaffRequest
from tenancies.models import RentAccount


@require_POST
@once
def note(request: StaffRequest, pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            notes.write_note(account=account, by=request.user, on=today(), at=timezone.now(), **form.cleaned_data)
        except notes.CannotWriteNote as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, f"The note on {account} is kept.")
            return redirect(account)
    return account_page(request, account, act="note", form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def sensitive_note(request: StaffRequest, pk: int, note_pk: int) -> HttpResponse:
    """Ask why, log it, then show the words: they have no address of their own."""
    account = get_object_or_404(RentAccount.objects.openable_by(request.user).for_list(), pk=pk)
    found = get_object_or_404(account.notes.select_related("by"), pk=note_pk, sensitive=True)
    form = ReasonForm(request.POST or None)
    shown = ""
    if form.is_valid():
        shown = notes.open_sensitive(note=found, by=request.user, reason=form.cleaned_data["reason"])
    context = {"account": account, "note": found, "form": form, "shown": shown}
    return render(request, "caseload/sensitive_note.html", context, status=422 if form.errors else 200)
