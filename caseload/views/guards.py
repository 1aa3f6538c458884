"""Who may open a page at all; which accounts it shows is for `visible_to`."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.http.response import HttpResponseBase

from caseload.access import openable
from caseload.context import sees_accounts
from staff.http import StaffRequest
from tenancies.models import RentAccount

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def account_or_404(request: StaffRequest, pk: int) -> RentAccount:
    """The account, where this person may open it: with what its page needs (caseload.access.openable)."""
    found = openable(pk, user=request.user)
    if found is None:
        raise Http404("There is no such account, or it is not yours to open.")
    return found


def for_who_sees_accounts(view: View) -> View:
    """A page of case records: refused for administrators, and for whoever has no role yet."""

    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not sees_accounts(request.user):
            raise PermissionDenied("Your role sees no accounts.")
        return view(request, *args, **kwargs)

    return cast(View, guarded)
