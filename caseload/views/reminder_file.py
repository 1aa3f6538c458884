"""One's reminders taken out as a file and read back: what it would do is shown first."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from caseload import reminder_file
from caseload.forms_practice import FileForm
from staff.clock import today
from staff.http import StaffRequest
from staff.models import CASEWORK_ROLES
from staff.ui import words
from tenancies.models import RentAccount


@require_safe
def reminders_csv(request: StaffRequest) -> HttpResponse:
    _casework_only(request)
    answer = HttpResponse(reminder_file.as_csv(request.user), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="reminders-{today().isoformat()}.csv"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def reminders_from_file(request: StaffRequest) -> HttpResponse:
    """Choose the file; see what it would do; do it. What was shown comes back with the press, so nothing is kept."""
    _casework_only(request)
    text = request.POST.get("text", "")
    form = FileForm(request.POST, request.FILES) if request.method == "POST" and not text else FileForm()
    trial = None
    if form.is_valid():
        text = form.cleaned_data["file"]
    if text:
        act = reminder_file.apply if "press" in request.POST else None
        try:
            if act:
                done = act(text, by=request.user, on=today(), at=timezone.now())
                return _done(request, done)
            trial = reminder_file.read(text, by=request.user, on=today())
        except (reminder_file.CannotRead, RentAccount.DoesNotExist) as refusal:
            form = FileForm(request.POST, request.FILES)
            form.errors.clear()
            form.add_error(
                "file", str(refusal) or "An account of the file is no longer yours. Take the file out again."
            )
    context = {
        "form": form,
        "trial": trial,
        "text": text,
        "columns": reminder_file.HEAD,
        "most": reminder_file.MOST_LINES,
    }
    return render(request, "caseload/practice/reminder_file.html", context, status=422 if form.errors else 200)


def _done(request: StaffRequest, done: reminder_file.Trial) -> HttpResponse:
    left = f" {words.counted(len(done.refused), 'line was', 'lines were')} left out." if done.refused else ""
    messages.success(
        request,
        f"{words.counted(len(done.changes), 'reminder')} changed or made; {done.same} stayed as they were.{left}",
    )
    return redirect("reminders")


def _casework_only(request: StaffRequest) -> None:
    if request.user.role not in CASEWORK_ROLES:
        raise PermissionDenied("Reminders are for those who work accounts.")
