from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from staff.models import Role, User


class Command(BaseCommand):
    help = (
        "Give a member of staff a role, which an extract never changes; a new person needs --name. "
        "Set the password with `manage.py changepassword`."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("--name", help="The name of a person whom no extract has brought.")

    def handle(self, *args: Any, **options: Any) -> None:
        username, role = options["username"].lower(), Role(options["role"])
        user = User.objects.filter(username=username).first()
        if user is None:
            if not options["name"]:
                raise CommandError(f"There is nobody called {username}. Give --name to bring in a new person.")
            user = User.objects.create_user(username, name=options["name"])
        user.role = role
        user.is_active = True
        user.save(update_fields=["role", "is_active"])
        self.stdout.write(f"{user.name} is now {role.label.lower()}.")
