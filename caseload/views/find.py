"""Finding an account, or a page, from anywhere. What is typed may be a name: it is posted and never in an address."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseload import search
from caseload.commands import SIGN, Command, meant, named
from caseload.views.guards import for_who_sees_accounts
from staff.clock import today
from staff.http import StaffRequest
from staff.models import CASEWORK_ROLES

WHILE_TYPING = 8
KEPT = "searches"  # in the session, by number: a results page can be come back to, and its address tells nothing
MOST_KEPT = 10


@require_http_methods(["GET", "HEAD", "POST"])
@for_who_sees_accounts
def find(request: StaffRequest) -> HttpResponse:
    """What was typed: straight to a page or a reference, else the accounts found."""
    typed = _typed(request)
    answer = _search(request, typed)
    if command := _page_meant(request, typed, answer):
        return redirect(command.url)
    return _answer(request, typed, answer, number=_keep(request, typed) if typed else 0)


@require_safe
@for_who_sees_accounts
def found_before(request: StaffRequest, number: int) -> HttpResponse:
    """One of the last searches since signing in, done again."""
    typed = request.session.get(KEPT, {}).get(str(number))
    if typed is None:
        raise Http404
    return _answer(request, typed, _search(request, typed), number=number)


@require_POST
@for_who_sees_accounts
def while_typing(request: StaffRequest) -> HttpResponse:
    """The first few, as a fragment of the list under the search box."""
    typed = _typed(request)
    answer = _search(request, typed, most=WHILE_TYPING)
    context = {
        "answer": answer,
        "commands": meant(typed, user=request.user),
        "named": _page_meant(request, typed, answer),
        "exact": typed.upper(),
    }
    return render(request, "caseload/parts/found_list.html", context)


def _search(request: StaffRequest, typed: str, *, most: int = search.MOST_FOUND) -> search.Answer:
    """The accounts that answer; what begins with > is a page."""
    if typed.startswith(SIGN):
        return search.Answer(rows=[])
    return search.search(typed, user=request.user, on=today(), most=most)


def _page_meant(request: StaffRequest, typed: str, answer: search.Answer) -> Command | None:
    """The page named outright; without > only where no tenant is called so: people are named Day and Court."""
    if answer.rows and not answer.alike:
        return None
    return named(typed, user=request.user)


def _typed(request: StaffRequest) -> str:
    return " ".join(request.POST.get("words", "").replace("\x00", " ").split())


def _keep(request: StaffRequest, typed: str) -> int:
    """The number by which this search is come back to."""
    kept: dict[str, str] = request.session.get(KEPT, {})
    number = max(map(int, kept), default=0) + 1
    kept[str(number)] = typed[: search.LONGEST + 1]
    request.session[KEPT] = {key: kept[key] for key in sorted(kept, key=int)[-MOST_KEPT:]}
    return number


def _answer(request: StaffRequest, typed: str, answer: search.Answer, *, number: int) -> HttpResponse:
    if request.method == "POST" and len(answer.rows) == 1 and answer.rows[0].inside and not answer.alike:
        only = answer.rows[0].account
        if typed.casefold() == only.account_ref.casefold():
            return redirect(only)
    context = {
        "answer": answer,
        "looked_up": typed,
        "commands": meant(typed, user=request.user) if typed else [],
        "may_open": request.user.role in CASEWORK_ROLES,
        "address": reverse("found_before", args=[number]) if number else "",
        "nothing_to_find": not answer.rows and search.is_empty(),
    }
    return render(request, "caseload/find.html", context, status=422 if answer.trouble else 200)
