"""Something came in from a tenant: recorded with its paper; papers that came in, opened."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from caseload.forms_replies import ReplyForm
from caseload.printing import replies
from caseload.views.acts import account_to_work
from caseload.views.call_in import people_of
from staff.clock import today
from staff.http import StaffRequest
from tenancies import received, storage
from tenancies.models import ReceivedDocument, RentAccount


@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: StaffRequest, pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    people = people_of(account)
    form = ReplyForm(request.POST or None, request.FILES or None, people=people, on=today())
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        who = data.pop("who")
        person = next((each.person for each in people if str(each.person_id) == who), None)
        try:
            replies.record(account=account, person=person, by=request.user, on=today(), at=timezone.now(), **data)
        except replies.CannotRecordReply as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"What {person or 'somebody else'} sent is on {account}.")
            return redirect(account)
    context = {"account": account, "form": form}
    return render(request, "caseload/printing/reply.html", context, status=422 if form.errors else 200)


@require_safe
def paper(request: StaffRequest, pk: int) -> HttpResponse:
    """A paper as it came. A restricted one is opened where it is kept, with a reason."""
    theirs = ReceivedDocument.objects.filter(account__in=RentAccount.objects.openable_by(request.user))
    found = get_object_or_404(theirs, pk=pk, restricted=False)
    name = received.file_name(found)
    return HttpResponse(
        storage.kept(found.sha256),
        content_type=found.content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )
