"""The statutory forms: each with its words as they print, and who checked them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from caseload.forms import line_field
from caseload.legal import notice_papers
from caseload.views.files import pdf_file
from legal import statutory
from legal.models import FormSignOff
from legal.statutory import SIGNING_ROLES, CannotSignOff, Form
from staff.clock import today
from staff.http import StaffRequest
from staff.models import CASEWORK_ROLES, WHOLE_BOROUGH_ROLES

READING_ROLES = SIGNING_ROLES | CASEWORK_ROLES | WHOLE_BOROUGH_ROLES


class SignForm(forms.Form):
    name = line_field("Who checked the wording", length=120, missing="Enter the name of who checked the wording.")
    position = line_field("Their position", length=120, missing="Enter their position, such as Solicitor.")
    held = forms.MultipleChoiceField(required=False, label="They found in it", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, form: Form, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held: Any = self.fields["held"]
        held.choices = [(words, words) for words in form.must_hold]


def _form(request: StaffRequest, code: str) -> Form:
    _read(request)
    found = statutory.forms().get(code)
    if found is None:
        raise Http404
    return found


def _read(request: StaffRequest) -> None:
    if request.user.role not in READING_ROLES:
        raise PermissionDenied("Your role reads no legal forms.")


@require_safe
def legal_forms(request: StaffRequest) -> HttpResponse:
    _read(request)
    rows = [(form, statutory.signed_off(form)) for form in statutory.forms().values()]
    context = {"rows": rows, "training": statutory.training(), "on": today()}
    return render(request, "caseload/legal/forms.html", context)


@require_safe
def legal_form(request: StaffRequest, form: str) -> HttpResponse:
    found = _form(request, form)
    return _page(request, found, SignForm(form=found))


@require_safe
def form_sample(request: StaffRequest, form: str) -> HttpResponse:
    """The form as it prints, with blanks for what a case fills in."""
    found = _form(request, form)
    return pdf_file(notice_papers.sample_pdf(found, on=today()), name=f"sample-{found.code}")


def _page(request: StaffRequest, form: Form, sign: SignForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "sign": sign,
        "signed": statutory.signed_off(form),
        "earlier": FormSignOff.objects.filter(form=form.code).select_related("by").order_by("-on", "-pk"),
        "may_sign": request.user.role in SIGNING_ROLES,
        "training": statutory.training(),
    }
    return render(request, "caseload/legal/form.html", context, status=status)


@require_POST
def sign_form(request: StaffRequest, form: str) -> HttpResponse:
    """Sign the wording off, or take the sign-off back."""
    found = _form(request, form)
    if request.user.role not in SIGNING_ROLES:
        raise PermissionDenied("Legal or an administrator signs forms off.")
    sign = SignForm(request.POST, form=found)
    try:
        if request.POST.get("do") == "withdraw":
            statutory.withdraw_sign_off(found, by=request.user, on=today())
            messages.success(request, "The sign-off is withdrawn: no notice is served on this form until it is given.")
            return redirect("legal_form", found.code)
        if sign.is_valid():
            statutory.sign_off(found, **sign.cleaned_data, by=request.user, on=today())
            messages.success(request, f"‘{found.title}’ is signed off as it stands.")
            return redirect("legal_form", found.code)
    except CannotSignOff as refusal:
        sign.add_error(None, str(refusal))
    return _page(request, found, sign, status=422)
