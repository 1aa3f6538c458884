"""Template filters for sums and days; see staff/ui/words.py. An empty value stays empty."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from staff import clock
from staff.ui import words

register = template.Library()


@register.filter
def pounds(amount: Decimal | None) -> str:
    return "" if amount is None else words.pounds(Decimal(amount))


@register.filter
def owed(balance: Decimal | None) -> str:
    """An account on which nothing was ever posted has no position: nothing is owed."""
    return words.owed(Decimal(balance or 0))


@register.filter
def day(value: dt.date | str | None) -> str:
    """14 March 2027; the words of a blank that waits for its day stand as they are."""
    if isinstance(value, str):
        return value
    return "" if value is None else words.long_day(value)


@register.filter
def day_by(moment: dt.datetime | None, on: dt.date) -> str:
    """The day of something that was done, on a training site no later than its own day: see staff/clock.py."""
    return "" if moment is None else words.long_day(clock.day_of(moment, on=on))


@register.filter
def short_day(value: dt.date | None) -> str:
    return "" if value is None else words.short_day(value)


@register.filter
def time_needed(minutes: int) -> str:
    """'3 hours 20 minutes'; 'no time' for none."""
    return words.time_needed(minutes) if minutes else "no time"


@register.filter
def listed(names: Iterable[object]) -> str:
    return words.listed([str(name) for name in names])


@register.filter
def one_stop(text: str) -> str:
    return words.one_stop(text)


@register.filter
def breakable(address: str) -> SafeString:
    """An e-mail address that may go on in the next line after its @, nowhere else unless it must."""
    name, at, host = address.partition("@")
    return format_html("{}{}<wbr>{}", name, at, host)


@register.filter
def counted(number: int, noun: str) -> str:
    """`{{ 3|counted:"account" }}` is '3 accounts'; give both words as 'entry,entries' where the plural is odd."""
    one, _, many = noun.partition(",")
    return words.counted(number, one, many)
