"""The policy in force on a day: the council's newest published one, or the one that ships with Quarterday."""

from datetime import date
from functools import lru_cache

from recovery.models import PolicyVersion
from recovery.rules import policy
from recovery.rules.policy import Policy, WrongPolicy
from staff.asking import rows
from staff.ui import words

# Asked by every page.
IN_FORCE = """
    SELECT number FROM recovery_policyversion WHERE in_force_from <= %(on)s
    ORDER BY in_force_from DESC, number DESC LIMIT 1
"""


def in_force(*, on: date) -> Policy:
    """The policy by which accounts are decided on a day. Number 0 is the shipped one."""
    return numbered(number_in_force(on=on))


def number_in_force(*, on: date) -> int:
    found = rows(IN_FORCE, on=on)
    return found[0]["number"] if found else 0


def newest_number() -> int:
    """The policy that was published last, in force already or not yet; 0 before the first."""
    number = PolicyVersion.objects.order_by("-number").values_list("number", flat=True).first()
    return number or 0


def numbered(number: int) -> Policy:
    """A policy by its number; where it can no longer be read, the newest before it that can: pages and acts go on.

    Raises PolicyVersion.DoesNotExist. See also trouble().
    """
    while isinstance(found := _published(number) if number else _shipped(), WrongPolicy):
        number -= 1  # they are numbered one by one, and none comes into force before an earlier one
    return found


def is_readable(number: int) -> bool:
    """Whether this version of Quarterday can still read a policy. Raises PolicyVersion.DoesNotExist."""
    return numbered(number).number == number


def publication(number: int) -> PolicyVersion | None:
    """When and by whom a policy was published; None for the shipped one, and for a number that never was."""
    return PolicyVersion.objects.select_related("published_by").filter(number=number).first()


def trouble(number: int) -> str:
    """Why a policy does not do what it says since Quarterday changed, and what to do; blank: it does."""
    found = _published(number) if number else _shipped()
    if isinstance(found, WrongPolicy):
        holds = numbered(number).number
        instead = f"policy {holds}" if holds else "the policy that ships with Quarterday"
        return (
            f"Policy {number} can no longer be read: {found} In its place stands {instead}. "
            "Have a team leader copy that one, bring it up to date and have the copy published."
        )
    said = [f"‘{rule}’ asks about ‘{fact}’" for rule, fact in found.resting().items()]
    if not said:
        return ""
    return (
        f"Policy {number} asks what Quarterday no longer knows: {words.listed(said)}. "
        "Have a team leader copy it, put that right and have the copy published."
    )


@lru_cache(maxsize=1)
def _shipped() -> Policy:
    return policy.default_policy()


@lru_cache(maxsize=8)
def _published(number: int) -> Policy | WrongPolicy:
    """A published policy never changes, so it is read once; or why it can no longer be read."""
    try:
        return policy.read(PolicyVersion.objects.get(number=number).text, number=number)
    except WrongPolicy as wrong:
        return wrong
