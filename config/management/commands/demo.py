"""`manage.py demo`: a council at work on this machine, in the foreground. `make demo` sets up and calls it."""

import socket
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from config import demo, services
from config.supervisor import ProcessEnded, Supervisor, Told
from staff.clock import today


class Command(BaseCommand):
    help = "Make, load and sweep a demo council if there is none yet, then serve web, worker and beat until Ctrl-C."
    requires_system_checks: list[str] = []

    def handle(self, **_: Any) -> None:
        if not (settings.EMBEDDED_DATABASE and settings.EMBEDDED_BROKER):
            raise CommandError(
                "The demo gives everyone a known password: it runs on the embedded pair alone. "
                "Remove DATABASE_URL and REDIS_URL."
            )
        try:
            with demo.only_one(settings.HOME), Supervisor(logs=settings.HOME / "logs") as supervisor:
                self.serve(supervisor)
        except (demo.CannotStart, ProcessEnded, services.ServiceFailed) as failure:
            raise CommandError(str(failure)) from failure
        except Told:
            self.say("Stopped.")

    def serve(self, supervisor: Supervisor) -> None:
        if port_is_taken(settings.PORT):
            raise demo.CannotStart(f"Port {settings.PORT} is in use by another program: set PORT to a free one.")
        started = services.start_if_embedded()
        try:
            self.prepare_and_run(supervisor)
        finally:
            supervisor.stop_all()
            connection.close()
            if started:
                services.pair().stop()

    def prepare_and_run(self, supervisor: Supervisor) -> None:
        extract = self.migrate_and_choose()
        day = demo.day_to_show(extract)
        environment = demo.environment_for(day)
        if extract:
            self.say(f"Loading {'a council made for the demo' if extract != settings.EXTRACT else extract}")
            demo.load(extract, day, environment)
        password = demo.give_password()
        demo.start_worker(supervisor, environment)
        self.say("Deciding every account")
        demo.sweep(supervisor, day)
        demo.start_web_and_beat(supervisor, environment)
        self.welcome(password, supervisor.logs)
        supervisor.wait_for_ever()

    def migrate_and_choose(self) -> Path | None:
        demo.manage(demo.environment_for(today()), "migrate", "-v0")
        return demo.extract_to_load()

    def welcome(self, password: str, logs: Path) -> None:
        self.say(f"\nQuarterday is at {demo.address()}\n\nSign in as any of these, password {password}\n")
        for username, name, role in demo.who_may_sign_in():
            self.say(f"  {username:<16} {name:<24} {role}")
        self.say(f"\nLogs are in {logs}. Ctrl-C stops everything.")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def port_is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
