"""`manage.py check_documents`: is every issued document in storage, exactly as it went out?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tenancies import proof
from tenancies.models import IssuedDocument


class Command(BaseCommand):
    help = "Compare the documents in storage with what was issued. Names each that is missing or changed."

    def handle(self, **_: Any) -> None:
        faults = 0
        for fault in proof.documents_not_as_issued():
            faults += 1
            self.stdout.write(fault)
        if faults:
            raise CommandError(f"{faults} documents are not as issued: bring them back from a backup.")
        self.stdout.write(f"All {IssuedDocument.objects.count()} documents are as issued.")
