"""What everybody who works accounts confirms having read: the policy and the guidance cards, each in its version."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from caseload.colleagues import casework
from caseload.guidance import cards
from caseload.models import Reading
from recovery import policies
from recovery.rules.policy import Policy
from staff.models import CASEWORK_ROLES, PatchAssignment, Role, User
from staff.ui import words


class CannotConfirm(Exception):
    """It is not confirmed. The message says why."""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One thing to read in the version that counts now. `what` names both."""

    what: str
    title: str
    version: str
    url: str


@dataclass(frozen=True, kw_only=True)
class PaperRead:
    paper: Paper
    read_at: dt.datetime | None
    by: tuple[str, ...] = ()
    not_by: tuple[str, ...] = ()

    @property
    def waits_for(self) -> str:
        return words.listed(list(self.not_by))


def names(policy: Policy) -> list[str]:
    """What a reading names each paper by, under a policy; the order is that of papers()."""
    return [
        f"policy:{policy.number}",
        *(f"card:{each.code}:{each.version}" for each in cards().values()),
    ]


def papers(*, on: dt.date) -> list[Paper]:
    """The policy in force, then every guidance card."""
    policy, *of_cards = names(policies.in_force(on=on))
    number = policy.removeprefix("policy:")
    version = "The policy that ships with Quarterday" if number == "0" else f"Policy {number}"
    found = [Paper(what=policy, title="The policy, in words", version=version, url=reverse("rules"))]
    for what, card in zip(of_cards, cards().values(), strict=True):
        url = reverse("guidance_card", args=[card.code])
        found.append(Paper(what=what, title=card.title, version=f"Version {card.version}", url=url))
    return found


def confirm(*, user: User, what: str, on: dt.date, at: dt.datetime) -> Paper:
    """This person has read it in the version that counts. Saying so twice changes nothing. Raises CannotConfirm."""
    if user.role not in CASEWORK_ROLES:
        raise CannotConfirm("The policy and the cards are confirmed by those who work accounts.")
    paper = next((each for each in papers(on=on) if each.what == what), None)
    if paper is None:
        raise CannotConfirm("There is a newer version of it. Read that one, and confirm it here.")
    Reading.objects.get_or_create(user=user, what=what, defaults={"at": at})
    return paper


def mine(user: User, *, on: dt.date) -> list[PaperRead]:
    """Every paper, and when this person confirmed it; what she has not read comes first."""
    found = dict(Reading.objects.filter(user=user).values_list("what", "at"))
    read = [PaperRead(paper=paper, read_at=found.get(paper.what)) for paper in papers(on=on)]
    return sorted(read, key=lambda each: each.read_at is not None)


def team_of(user: User) -> QuerySet[User]:
    """Whom a leader leads: who has a patch of hers; for the income manager and the auditor everybody."""
    people = casework()
    if user.role == Role.TEAM_LEADER:
        patches = PatchAssignment.objects.filter(user=user, ends_on=None).values("patch")
        people = people.filter(
            pk__in=PatchAssignment.objects.filter(patch__in=patches, ends_on=None).values("user")
        ).exclude(role__in=[Role.TEAM_LEADER, Role.INCOME_MANAGER])
    return people


def who_read(wanted: Iterable[Paper], people: Iterable[User]) -> list[PaperRead]:
    """Of each paper who has confirmed it, and who has not, by name."""
    people, wanted = list(people), list(wanted)
    found = set(
        Reading.objects.filter(user__in=people, what__in=[each.what for each in wanted]).values_list("user", "what")
    )
    return [
        PaperRead(
            paper=paper,
            read_at=None,
            by=tuple(user.name for user in people if (user.pk, paper.what) in found),
            not_by=tuple(user.name for user in people if (user.pk, paper.what) not in found),
        )
        for paper in wanted
    ]
