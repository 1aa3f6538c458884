"""‘This looks wrong’ on a card, ‘suggest a change’ on any page, and the owner's answers to both."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseload import suggestions
from caseload.forms_reminders import AnswerForm, LooksWrongForm, SuggestForm
from caseload.sent_once import once
from caseload.views.account import account_page
from caseload.views.acts import account_to_work, advance
from caseload.views.reminders import seen
from recovery import policies
from staff.clock import today
from staff.http import StaffRequest
from staff.models import LEADING_ROLES
from staff.ui import words
from staff.ui.paging import page

PAGE = 20


@require_POST
@once
def looks_wrong(request: StaffRequest, pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    form = LooksWrongForm(request.POST)
    on = today()
    if form.is_valid():
        try:
            _, stays = suggestions.looks_wrong(
                account=account, by=request.user, on=on, at=timezone.now(), **form.cleaned_data
            )
        except suggestions.CannotSuggest as refusal:
            form.add_error(None, str(refusal))
        else:
            if stays:
                messages.success(request, "Sent to the owner of the policy. The answer comes back to you.")
                messages.warning(request, f"The step stays on your list: {stays}")
                return redirect(account)
            until = words.long_day(on + suggestions.PUT_OFF)
            return advance(request, account, f"Sent to the owner of the policy. {account} rests until {until}.")
    return account_page(request, account, act="looks_wrong", form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: StaffRequest) -> HttpResponse:
    """Suggest a change from any page: its name, and the rule and kind of account it showed, go along."""
    if request.method != "POST":
        about = {name: request.GET.get(name, "")[:60] for name in ("page", "rule", "account_kind")}
        return _suggest_page(request, SuggestForm(initial=_known(about)))
    form = SuggestForm(request.POST)
    if not form.is_valid():
        return _suggest_page(request, form, status=422)
    about = _known({name: form.cleaned_data[name] for name in ("page", "rule", "account_kind")})
    suggestions.suggest_change(text=form.cleaned_data["text"], by=request.user, at=timezone.now(), **about)
    messages.success(request, "Sent. What becomes of it is shown here.")
    return redirect("my_suggestions")


def _known(about: dict[str, str]) -> dict[str, str]:
    """What the address says of the page, as far as it names things that exist."""
    rule = policies.in_force(on=today()).rule(about["rule"])
    return {
        "page": suggestions.page_name(about["page"]),
        "rule": rule.code if rule else "",
        "account_kind": suggestions.known_kind(about["account_kind"]),
    }


def _suggest_page(request: StaffRequest, form: SuggestForm, *, status: int = 200) -> HttpResponse:
    rule = policies.in_force(on=today()).rule(str(form["rule"].value() or ""))
    return render(request, "caseload/help/suggest.html", {"form": form, "rule": rule}, status=status)


@require_safe
def my_suggestions(request: StaffRequest) -> HttpResponse:
    """What this person suggested, and what became of it."""
    shown = page(suggestions.made_by(request.user), by=["-at", "-pk"], mark=request.GET.get("after"), size=PAGE)
    policy = policies.in_force(on=today())
    context = {"rows": suggestions.in_words(shown.rows, policy), "next_mark": shown.next_mark}
    return render(request, "caseload/help/my_suggestions.html", context)


@require_safe
def suggestion_list(request: StaffRequest) -> HttpResponse:
    """For the policy's owners: what waits for an answer, and which rules are questioned most."""
    _owners_only(request)
    policy = policies.in_force(on=today())
    waiting = suggestions.to_answer(request.user).select_related("by", "account")
    shown = page(waiting, by=["at", "pk"], mark=request.GET.get("after"), size=PAGE)
    context = {
        "rows": suggestions.in_words(shown.rows, policy),
        "next_mark": shown.next_mark,
        "rules": suggestions.by_rule(policy, at=timezone.now()),
        "quick": suggestions.QUICK_ANSWERS,
    }
    return render(request, "caseload/desk/suggestions.html", context)


@require_POST
def answer(request: StaffRequest, pk: int) -> HttpResponse:
    _owners_only(request)
    suggestion = get_object_or_404(suggestions.to_answer(request.user), pk=pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            suggestions.answer(
                suggestion=suggestion, answer=form.cleaned_data["said"], by=request.user, at=timezone.now()
            )
        except suggestions.CannotSuggest as refusal:
            form.add_error("answer", str(refusal))
        else:
            messages.success(request, f"The answer is with {suggestion.by.name}.")
            return redirect("suggestions")
    context = {"form": form, "asked": suggestion.text or suggestion.reason, "action": request.path}
    return render(request, "caseload/desk/answer.html", context, status=422)


@require_POST
def see_reply(request: StaffRequest, pk: int) -> HttpResponse:
    suggestions.see(pk=pk, by=request.user, at=timezone.now())
    return seen(request)


def _owners_only(request: StaffRequest) -> None:
    if request.user.role not in LEADING_ROLES:
        raise PermissionDenied("Suggestions are answered by team leaders and income managers.")
