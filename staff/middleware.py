"""What every page owes its reader: nothing of it is left on the machine, and signing in goes on where one was."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase

READING = {"GET", "HEAD", "OPTIONS"}
KEPT_OFFLINE = "kept_offline"  # in the session: this browser may hold pages of a day
SIGNED_OUT = "You were signed out before this was sent. Nothing was done: sign in, then press again."


class NothingLeftBehind:
    """Pages of somebody signed in are not stored by the browser, and signing out empties what it stored before.

    The browser's storage is left alone while it holds nothing but whether this person wants single keys (WCAG 2.1.4);
    once it may hold the pages of a court or eviction day, it is emptied too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        was_signed_in = request.user.is_authenticated
        kept_offline = was_signed_in and request.session.get(KEPT_OFFLINE, False)
        response = self.get_response(request)
        if was_signed_in or request.user.is_authenticated:
            response["Cache-Control"] = "no-store, private"
        if was_signed_in and not request.user.is_authenticated:
            response["Clear-Site-Data"] = '"cache", "storage"' if kept_offline else '"cache"'
        return response


class SignInAndGoOn(LoginRequiredMiddleware):
    """A press after the session ended: sign-in returns to the page it was made on, for what was pressed has no page."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        if request.method in READING:
            return super().handle_no_permission(request, view_func)
        came_from = urlsplit(request.headers.get("Referer", ""))
        path = came_from._replace(scheme="", netloc="").geturl() if came_from.netloc == request.get_host() else "/"
        if request.headers.get("X-Requested-With") != "fetch":  # a script says it on the page, where the text is
            messages.warning(request, SIGNED_OUT)
        return redirect_to_login(path, self.get_login_url(view_func), self.get_redirect_field_name(view_func))
