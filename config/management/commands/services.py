"""`manage.py services start|stop|status`: the embedded PostgreSQL and Valkey of this checkout."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config import services


class Command(BaseCommand):
    help = "Start, stop or look at the embedded PostgreSQL and Valkey. They outlive the command that starts them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["start", "stop", "status"])

    def handle(self, *, verb: str, **_: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError("DATABASE_URL and REDIS_URL are set: there is no embedded pair to look after.")
        pair = services.pair()
        try:
            if verb == "start":
                pair.start()
            elif verb == "stop":
                pair.stop()
        except services.ServiceFailed as failure:
            raise CommandError(str(failure)) from failure
        for name, running in pair.status().items():
            self.stdout.write(f"{name}: {'running' if running else 'stopped'}")
        self.stdout.write(f"State folder: {pair.home}")
