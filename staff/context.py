"""What every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """The day a training site takes as today, for the banner; None on a real one."""
    return {"training_day": settings.TRAINING_DAY}
