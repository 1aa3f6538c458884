"""Who may open a page at all; which accounts it shows is for `visible_to`."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase

from caseload.context import sees_accounts
from staff.http import StaffRequest

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def for_who_sees_accounts(view: View) -> View:
    """A page of case records: refused for administrators, and for whoever has no role yet."""

    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not sees_accounts(request.user):
            raise PermissionDenied("Your role sees no accounts.")
        return view(request, *args, **kwargs)

    return cast(View, guarded)
