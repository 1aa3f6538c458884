"""Write docs/rules.md: which function holds each rule of law, and which tests try it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from legal import rules_page


class Command(BaseCommand):
    help = "Write docs/rules.md from docstrings and tests. --check only says whether it is up to date and whole."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="Write nothing; fail if the page is stale.")

    def handle(self, *args: Any, **options: Any) -> None:
        problems = rules_page.untried()
        text = rules_page.page()
        stale = not rules_page.PAGE.exists() or rules_page.PAGE.read_text("utf-8") != text
        if options["check"] and stale:
            problems.append("docs/rules.md is out of date: run manage.py rules_page.")
        if not options["check"]:
            rules_page.PAGE.write_text(text, "utf-8")
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write("Every rule is held and tried.")
