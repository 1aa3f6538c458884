from typing import Any

from django.core.management.base import BaseCommand, CommandError

from staff.clock import today
from tenancies import proof


class Command(BaseCommand):
    help = "Prove that every account's balance is the sum of its entries. Exit 1 and a list where one is not."

    def handle(self, *args: Any, **options: Any) -> None:
        found = proof.prove(on=today())
        if found:
            for each in found:
                self.stderr.write(f"Account {each.account_id}: balance {each.balance}, entries {each.entries}.")
            raise CommandError(f"{len(found)} balances are not proved. What harms those tenants is locked.")
        entries, total = proof.ledger_total()
        self.stdout.write(f"Every balance is proved: {entries:,} entries come to {total:,.2f}.")
