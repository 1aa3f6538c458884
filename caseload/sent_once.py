"""A form that is sent twice, by a second press or by Back, is done once; without the cache it is done as it comes."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import UUID

from django.contrib import messages
from django.core.cache import cache
from django.http.response import HttpResponseBase, HttpResponseRedirectBase
from django.shortcuts import redirect
from redis import RedisError

from staff.http import StaffRequest

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

REMEMBERED = 12 * 60 * 60  # seconds: a working day, after which no page stands open unread
ALREADY = "That was sent already. Nothing was done twice."


def once(view: View) -> View:
    """An act on an account whose form names its page (`once`): done again, it leads where the first time led.

    A form that was refused may be sent again: nothing was done.
    """

    @wraps(view)
    def guarded(request: StaffRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = _key(request)
        if not key:
            return view(request, pk, *args, **kwargs)
        try:
            if not cache.add(key, "", timeout=REMEMBERED):
                messages.info(request, ALREADY)
                led = cache.get(key)
                return redirect(led) if led else redirect("account", pk)
        except RedisError:
            return view(request, pk, *args, **kwargs)
        led = ""
        try:
            answer = view(request, pk, *args, **kwargs)
            led = answer.url if isinstance(answer, HttpResponseRedirectBase) else ""
        finally:
            _keep(key, led)
        return answer

    return cast(View, guarded)


def _key(request: StaffRequest) -> str:
    """Whose form of which page it is; blank where nothing is sent, or the page gave it no name."""
    try:
        page = UUID(request.POST.get("once", ""))
    except ValueError:
        return ""
    return f"once:{request.user.pk}:{request.path}:{page}"


def _keep(key: str, led: str) -> None:
    """Where the act led; what was refused is forgotten."""
    try:
        if led:
            cache.set(key, led, timeout=REMEMBERED)
        else:
            cache.delete(key)
    except RedisError:
        return
