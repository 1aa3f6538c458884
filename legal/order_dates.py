"""The days that an order sets running, kept with it as they were worked out when it was written down."""

from datetime import date
from typing import Any

from legal.models import PossessionOrder
from legal.rules import orders, replies
from legal.rules.worked import Worked, kept
from tenancies import bank_holidays


def of_order(
    *, kind: str, made_on: date, section_89: bool, possession_on: date | None, by: str, words: str
) -> dict[str, Any]:
    """What an order keeps: the days of section 89, from when a warrant needs permission, the last day to appeal.

    A day for possession past the fourteen of section 89 is the court's, in exceptional hardship: it stands in place of
    them, as written down by `by` in the court's own `words`.
    """
    possession = orders.possession_by(kind=kind, made_on=made_on, section_89=section_89)
    if possession.strict and possession_on and possession_on > possession.strict:
        possession = possession.overridden(
            on=possession_on, by=by, why=words.strip() or "The court ordered it, in exceptional hardship."
        )
    hardship = orders.hardship_max(kind=kind, made_on=made_on, section_89=section_89)
    return {"dates": kept([possession, hardship, *_from_its_day(kind, made_on)])}


def shown(order: PossessionOrder, *, put_right_by: Worked | None) -> dict[str, Any]:
    """The days kept with an order, and until when its breach may be put right as the warnings have it now; of the
    housing system's, which keeps none, those too that hang on its day alone."""
    own = _from_its_day(order.kind, order.made_on) if order.source_ref else []
    dates: dict[str, Any] = order.worked_out.get("dates", {})
    return kept(own) | dates | kept([put_right_by] if put_right_by else [])


def _from_its_day(kind: str, made_on: date) -> list[Worked]:
    return [
        orders.permission_from(kind=kind, made_on=made_on),
        orders.permission_alarm_on(kind=kind, made_on=made_on),
        replies.appeal_by(decided_on=made_on, bank_holidays=bank_holidays.around(made_on)),
    ]


def keep_warning(order: PossessionOrder, put_right_by: Worked | None) -> None:
    """Keep the last day to put a breach right; None: not every tenant was warned, and no time runs (rulebook ORD-6)."""
    dates = {name: row for name, row in order.worked_out.get("dates", {}).items() if name != "put_right_by"}
    found = kept([put_right_by]) if put_right_by else {}
    order.worked_out = order.worked_out | {"dates": dates | found}
    order.save(update_fields=["worked_out"])
