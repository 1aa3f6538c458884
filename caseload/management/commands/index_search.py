from typing import Any

from django.core.management.base import BaseCommand

from caseload import search
from staff.clock import today


class Command(BaseCommand):
    help = "Write again the words by which every account is found. Loads and the minute run keep them otherwise."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{search.index_all(on=today()):,} accounts written; the others were right already.")
