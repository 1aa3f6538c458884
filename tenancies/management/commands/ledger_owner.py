from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from tenancies.models import AccountKind, AccountKindSetting, LedgerOwner


class Command(BaseCommand):
    help = "Say who owns the ledger of a kind of account, the housing system or Quarterday; without words, list them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", nargs="?", choices=AccountKind.values)
        parser.add_argument("owner", nargs="?", choices=LedgerOwner.values)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["kind"] and options["owner"]:
            AccountKindSetting.objects.filter(kind=options["kind"]).update(ledger_owner=options["owner"])
        for setting in AccountKindSetting.objects.order_by("priority"):
            if options["kind"] in (None, setting.kind):
                self.stdout.write(f"{setting.get_kind_display()}: {setting.get_ledger_owner_display()}")
