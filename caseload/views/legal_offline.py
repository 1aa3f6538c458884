"""What works without a connection: the service worker, a fresh token, and the door for outcomes kept on a device."""

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from caseload.legal import offline
from staff.clock import today
from staff.http import StaffRequest
from staff.middleware import KEPT_OFFLINE

WORKER = Path(settings.BASE_DIR) / "static" / "js" / "offline-worker.js"
POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'"


@require_safe
@login_not_required
def service_worker(request: StaffRequest) -> HttpResponse:
    """At the root of the site, so that it may serve court and eviction days. It holds no data."""
    answer = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    answer["Service-Worker-Allowed"] = "/"
    answer["Content-Security-Policy"] = POLICY
    answer["Cache-Control"] = "no-cache"
    return answer


@require_safe
def offline_token(request: StaffRequest) -> HttpResponse:
    """A fresh token for what a device has kept: that of a page a day old may be nobody's any more."""
    return JsonResponse({"token": get_token(request), "by": request.user.pk})


@require_POST
def offline_sync(request: StaffRequest) -> HttpResponse:
    """Save one outcome kept on a device. Sent twice it is saved once."""
    typed = request.POST
    found = offline.save(
        typed.get("kind", ""), typed.get("target", ""), typed, by=request.user, on=today(), at=timezone.now()
    )
    if found.saved:
        messages.success(request, found.says)  # the page that comes next says what follows from it
    return JsonResponse({"saved": found.saved, "says": found.says, "url": found.url})


def keeps_offline(request: StaffRequest) -> None:
    """This browser may keep pages of a day: signing out empties its storage as well."""
    if not request.session.get(KEPT_OFFLINE):
        request.session[KEPT_OFFLINE] = True
