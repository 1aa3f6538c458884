"""What Django is to say at an upgrade: a policy of the council's that names what is no longer kept."""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import connection

from recovery import policies
from recovery.models import PolicyVersion
from staff.clock import today


@checks.register(checks.Tags.database)
def policies_are_whole(databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """The policy in force and those to come, asked before `migrate` and by `check --database default`."""
    if not databases or PolicyVersion._meta.db_table not in connection.introspection.table_names():
        return []
    on = today()
    coming = PolicyVersion.objects.filter(in_force_from__gt=on).order_by("number").values_list("number", flat=True)
    numbers = [policies.number_in_force(on=on), *coming]
    said = [policies.trouble(number) for number in numbers]
    return [checks.Warning(each, id="recovery.W001") for each in said if each]
