"""The pages of one paper of a bundle: looked at, and boxes that are blacked out when it is built."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from caseload.forms_bundles import BoxForm
from caseload.legal.bundles import layout, snapshot
from caseload.legal.bundles.door import item_of
from caseload.legal.door import may_work_for_court, to_work_for_court
from caseload.views.files import pdf_file
from legal import bundles
from legal.bundles import CannotBundle
from legal.models import BundleItem
from legal.pdf import join, redact, tidy
from legal.pdf.redact import Box
from staff.clock import today
from staff.http import StaffRequest, number_in
from staff.models import User
from tenancies.models import RentAccount
from tenancies.storage import DocumentDamaged

SCREEN_DPI = 96


@require_http_methods(["GET", "HEAD", "POST"])
def black_out(request: StaffRequest, pk: int) -> HttpResponse:
    """One page of a paper with its boxes; one more box, or one less."""
    item, account = item_of(request.user, pk)
    pdf = _plain(item)
    pages = join.count(pdf)
    number = number_in(request.GET.get("page", "1")) or 1
    if not 1 <= number <= pages:
        raise Http404("The paper has no such page.")
    boxes = redact.as_boxes(item.redactions)
    form = BoxForm(request.POST if request.method == "POST" and "take_off" not in request.POST else None)
    if request.method == "POST":
        to_work_for_court(request)
        try:
            if "take_off" in request.POST:
                gone = number_in(request.POST["take_off"])
                bundles.redact(item, boxes=[box for at, box in enumerate(boxes) if at != gone], by=request.user)
            elif form.is_valid():
                bundles.redact(item, boxes=[*boxes, Box(page=number, **form.cleaned_data)], by=request.user)
        except CannotBundle as refusal:
            if form.is_bound:
                form.add_error(None, str(refusal))
            else:
                messages.warning(request, str(refusal))
        if not form.errors:
            return redirect(f"{reverse('redact_paper', args=[item.pk])}?page={number}")
    context = {
        "item": item,
        "bundle": item.bundle,
        "account": account,
        "form": form,
        "number": number,
        "pages": pages,
        "boxes": [(at, box) for at, box in enumerate(boxes) if box.page == number],
        "marked": sorted({box.page for box in boxes}),
        "may_change": may_work_for_court(request.user) and item.bundle.state in {"draft", "built"},
        "page_size": [round(each) for each in join.A4],
    }
    return render(request, "caseload/legal/bundles/redact.html", context, status=422 if form.errors else 200)


@require_safe
def page_picture(request: StaffRequest, pk: int, page_number: int) -> HttpResponse:
    """One page as a picture, its boxes black."""
    item, _ = item_of(request.user, pk)
    boxes = [box for box in redact.as_boxes(item.redactions) if box.page == page_number]
    try:
        picture = redact.png_of(_plain(item), page_number, dpi=SCREEN_DPI, boxes=boxes)
    except IndexError:
        raise Http404("The paper has no such page.") from None
    return HttpResponse(picture, content_type="image/png")


@require_safe
def paper(request: StaffRequest, pk: int) -> HttpResponse:
    """One paper as it would stand in the bundle; a part of Quarterday's own as its records are now."""
    item, account = item_of(request.user, pk)
    try:
        if item.part:
            content = _part(item, account, by=request.user)
        else:
            content = layout.paper_pdf(snapshot.item_of(item))
    except (tidy.CannotUse, DocumentDamaged) as refusal:
        return HttpResponse(str(refusal), status=422, content_type="text/plain; charset=utf-8")
    return pdf_file(content, name=f"paper-{item.pk}-{account.account_ref}")


def _part(item: BundleItem, account: RentAccount, *, by: User) -> bytes:
    struck = snapshot.strike(item.bundle, by=by, on=today(), at=timezone.now(), only=item)
    return join.join(
        [join.Paper(pdfs=layout.part_pdfs(item.part, snapshot.thawed(struck)), title=item.title)],
        title=f"{item.title}, {account.account_ref}",
    )


def _plain(item: BundleItem) -> bytes:
    """The paper before anything is blacked out. A part of Quarterday's own is not here."""
    if item.part:
        raise Http404("This part is laid out from the records.")
    try:
        return layout.plain_pdf(snapshot.item_of(item))
    except (tidy.CannotUse, DocumentDamaged) as refusal:
        raise Http404(str(refusal)) from refusal
