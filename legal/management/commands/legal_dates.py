import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from legal.rules.calculations import CALCULATIONS, work_out
from legal.rules.given import CannotReadGiven
from tenancies import bank_holidays

WRONG_USE = 2


class Command(BaseCommand):
    help = (
        "Work out dates that the law gives, with their reasons: one JSON object. Nothing is recorded. "
        "Example: legal_dates notice --json kind=nosp period=weekly period_starts=monday service=2026-09-08:hand"
    )

    requires_system_checks = ()  # it asks nothing of the database or the pages

    def add_arguments(self, parser: ArgumentParser) -> None:
        keys = "; ".join(f"{each.name}: {', '.join(each.keys)}" for each in CALCULATIONS.values())
        parser.add_argument("calculation", nargs="*", metavar="CALC KEY=VALUE", help=f"The keys of each. {keys}.")
        parser.add_argument(
            "--json", nargs="*", action="extend", default=[], metavar="KEY=VALUE", help="One JSON object (the default)."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        name, *pairs = [*options["calculation"], *options["json"]] or [""]
        try:
            answer = work_out(name, _read(pairs), bank_holidays=bank_holidays.between)
        except CannotReadGiven as refusal:
            raise CommandError(str(refusal), returncode=WRONG_USE) from None
        self.stdout.write(json.dumps(answer.as_json(), ensure_ascii=False))


def _read(pairs: list[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for pair in pairs:
        key, is_pair, value = pair.partition("=")
        if not is_pair:
            raise CannotReadGiven(pair, "give KEY=VALUE, such as kind=nosp.")
        if key in values:
            raise CannotReadGiven(key, "given twice. Give it once.")
        values[key] = value
    return values
