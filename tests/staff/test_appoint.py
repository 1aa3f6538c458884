"""Roles are given by hand: an extract never changes one."""

import pytest
from django.core.management import CommandError, call_command

from staff.models import Role, User

pytestmark = pytest.mark.django_db


def test_a_person_whom_an_extract_brought_is_made_administrator():
    User.objects.create_user("sward", name="Steve Ward")

    call_command("appoint", "SWard", "administrator")

    assert User.objects.get(username="sward").role == Role.ADMINISTRATOR


def test_a_new_person_needs_a_name_and_has_no_password_yet():
    with pytest.raises(CommandError, match="Give --name"):
        call_command("appoint", "njones", "finance")

    call_command("appoint", "njones", "finance", name="Nia Jones")

    assert not User.objects.get(username="njones").has_usable_password()
