"""The policy in force on a day: the council's newest published one, or the one that ships with Quarterday."""

from datetime import date
from functools import lru_cache

from recovery.models import PolicyVersion
from recovery.rules import policy
from recovery.rules.policy import Policy
from staff.asking import rows

# Asked by every page.
IN_FORCE = """
    SELECT number FROM recovery_policyversion WHERE in_force_from <= %(on)s
    ORDER BY in_force_from DESC, number DESC LIMIT 1
"""


def in_force(*, on: date) -> Policy:
    """The policy by which accounts are decided on a day. Number 0 is the shipped one."""
    found = rows(IN_FORCE, on=on)
    return numbered(found[0]["number"] if found else 0)


def newest_number() -> int:
    """The policy that was published last, in force already or not yet; 0 before the first."""
    number = PolicyVersion.objects.order_by("-number").values_list("number", flat=True).first()
    return number or 0


def numbered(number: int) -> Policy:
    """A policy by its number. Raises PolicyVersion.DoesNotExist."""
    return _published(number) if number else _shipped()


def publication(number: int) -> PolicyVersion | None:
    """When and by whom a policy was published; None for the shipped one, and for a number that never was."""
    return PolicyVersion.objects.select_related("published_by").filter(number=number).first()


@lru_cache(maxsize=1)
def _shipped() -> Policy:
    return policy.default_policy()


@lru_cache(maxsize=8)
def _published(number: int) -> Policy:
    """A published policy never changes, so it is read once."""
    return policy.read(PolicyVersion.objects.get(number=number).text, number=number)
