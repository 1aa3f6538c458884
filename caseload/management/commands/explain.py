import json
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from caseload.explain import explain_tenancies
from recovery.rules.policy import FACTS
from recovery.rules.words import Explanation
from staff.clock import today
from tenancies.models import RentAccount

AT_A_TIME = 2_000


class Command(BaseCommand):
    help = "Say for accounts what is suggested, why, and why not: one JSON object a line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("accounts", nargs="*", metavar="ACCOUNT_REF")
        parser.add_argument("--all", action="store_true", help="Every account.")
        parser.add_argument("--as-of", type=date.fromisoformat, help="The end of this day counts; today unless said.")
        parser.add_argument("--json", action="store_true", help="One JSON object a line (the default).")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = options["accounts"]
        if bool(wanted) == options["all"]:
            raise CommandError("Name the accounts, or say --all.")
        as_of = options["as_of"] or today()
        accounts = RentAccount.objects.order_by("tenancy_id")
        if wanted:
            accounts = accounts.filter(account_ref__in=wanted)
            if missing := set(wanted) - set(accounts.values_list("account_ref", flat=True)):
                raise CommandError(f"There is no account {', '.join(sorted(missing))}.")
        tenancy_ids = list(accounts.values_list("tenancy_id", flat=True).distinct())
        for start in range(0, len(tenancy_ids), AT_A_TIME):
            for answer in _answers(tenancy_ids[start : start + AT_A_TIME], as_of=as_of):
                if options["all"] or answer["account"] in wanted:
                    self.stdout.write(json.dumps(answer))


def _answers(tenancy_ids: Sequence[int], *, as_of: date) -> Iterator[dict[str, Any]]:
    """One answer an account. A household whose facts cannot be gathered says so and does not stop the others."""
    try:
        found = list(explain_tenancies(tenancy_ids, as_of=as_of))
    except OperationalError:
        raise  # the database's trouble, not a household's
    except Exception as error:
        if len(tenancy_ids) > 1:
            middle = len(tenancy_ids) // 2
            yield from _answers(tenancy_ids[:middle], as_of=as_of)
            yield from _answers(tenancy_ids[middle:], as_of=as_of)
            return
        for ref in RentAccount.objects.filter(tenancy__in=tenancy_ids).values_list("account_ref", flat=True):
            yield {"account": ref, "as_of": as_of.isoformat(), "error": f"Its facts cannot be gathered: {error}"}
    else:
        yield from map(as_json, found)


def as_json(explanation: Explanation) -> dict[str, Any]:
    """The answer as it goes out: money as text with two places, dates as ISO text."""
    facts = explanation.facts
    return {
        "account": facts.account_ref,
        "as_of": facts.as_of.isoformat(),
        "facts": {
            name: _plain(getattr(facts, name)) for name in sorted(FACTS) if name not in {"account_id", "tenancy_id"}
        },
        "action": explanation.action.value,
        "rule": explanation.rule,
        "bucket": explanation.bucket,
        "why": explanation.why,
        "why_not": explanation.why_not,
        "would_change": explanation.would_change,
        "also_fired": [code for code, _ in explanation.also_fired],
        "policy": explanation.policy_number,
        "next_look_on": explanation.next_look_on.isoformat(),
    }


def _plain(value: Any) -> Any:
    match value:
        case Enum():
            return value.value
        case Decimal():
            return f"{value:.2f}"
        case date():
            return value.isoformat()
        case tuple():
            return [_plain(each) for each in value]
    return value
