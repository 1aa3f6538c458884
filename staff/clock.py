"""What day it is. Only views, commands and the first task of a run ask; everything below is given the day."""

import datetime as dt

from django.conf import settings
from django.utils import timezone


def today() -> dt.date:
    """Today in Europe/London; on a training site the day that QUARTERDAY_TODAY sets."""
    training_day: dt.date | None = settings.TRAINING_DAY
    return training_day or timezone.localdate()


def day_of(moment: dt.datetime, *, on: dt.date) -> dt.date:
    """The local day of something that was done; on a training site, whose day `on` stands still, no later than that."""
    return min(timezone.localdate(moment), on)


def local_now() -> dt.datetime:
    """The time in London, on the day it is taken to be."""
    return dt.datetime.combine(today(), timezone.localtime().time(), tzinfo=timezone.get_current_timezone())
