"""Keyset pages: the next page starts after the last row shown, so page 1,000 costs what page 1 costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import Http404

OTHER_LIST = "That page's address belongs to another list."
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Page(Generic[M]):
    """Rows of one page. `next_mark` goes into the link to the next page; None on the last."""

    rows: Sequence[M]
    next_mark: str | None


def page(rows: QuerySet[M], *, by: Sequence[str], mark: str | None, size: int = 50) -> Page[M]:
    """One page of `rows`, ordered by the fields of `by`; '-' before a name: falling. The last must be unique."""
    rows = rows.order_by(*by)
    if mark:
        try:
            rows = rows.filter(_after(by, _read(mark, len(by))))
        except (ValidationError, ValueError):
            raise Http404(OTHER_LIST) from None
    found = list(rows[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Page(found[:size], _mark(last, by) if last else None)


def _after(by: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows after one with these values: (a > x) or (a = x and b > y) or …"""
    after = Q()
    same = Q()
    for name, value in zip(by, values, strict=True):
        field = name.lstrip("-")
        comparison = "lt" if name.startswith("-") else "gt"
        after |= same & Q(**{f"{field}__{comparison}": value})
        same &= Q(**{field: value})
    return after


def _mark(row: Model, by: Sequence[str]) -> str:
    values = []
    for name in by:
        value: Any = row
        for part in name.lstrip("-").split("__"):
            value = getattr(value, part)
        values.append(str(value))
    return signing.dumps(values, salt="page")


def _read(mark: str, fields: int) -> list[str]:
    try:
        values: list[str] = signing.loads(mark, salt="page")
    except signing.BadSignature:
        raise Http404("That page's address is not whole.") from None
    if len(values) != fields:
        raise Http404(OTHER_LIST)
    return values
