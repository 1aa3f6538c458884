"""One switch for a whole kind of letter, and the kinds that go without a press."""

from datetime import datetime

from django.db import transaction

from recovery.models import AutoSend, OutboxMessage, StoppedStage
from recovery.rules.actions import Action
from recovery.rules.letters import KINDS
from recovery.rules.post import Post
from staff.models import LEADING_ROLES, User

LONGEST_WHY = 300


class CannotChangeStage(Exception):
    """The stage stays as it is. The message says why and what to do."""


def _by_leader(by: User) -> None:
    if by.role not in LEADING_ROLES:
        raise CannotChangeStage(
            "Letters are stopped, started and set to go by themselves by team leaders and managers."
        )


def _of(action: str) -> Action:
    if action not in KINDS:
        raise CannotChangeStage("Choose a kind of letter.")
    return Action(action)


# ----------------------------------------------------------------------------------------------------------- the switch


def stopped() -> dict[str, StoppedStage]:
    """The kinds of letter of which nothing goes now, by action, with who stopped them and why."""
    return {each.action: each for each in StoppedStage.objects.filter(started_at=None).select_related("stopped_by")}


@transaction.atomic
def stop(*, action: str, why: str, by: User, at: datetime) -> StoppedStage:
    """From this second nothing of this kind goes, by any way; what waits stays. Raises CannotChangeStage."""
    _by_leader(by)
    stage, why = _of(action), why.strip()
    if not why:
        raise CannotChangeStage("Write why these letters are stopped: everybody who sends one will read it.")
    if len(why) > LONGEST_WHY:
        raise CannotChangeStage(f"Say why in no more than {LONGEST_WHY} characters; these are {len(why)}.")
    made, new = StoppedStage.objects.get_or_create(
        action=stage, started_at=None, defaults={"why": why, "stopped_by": by, "stopped_at": at}
    )
    if not new:
        raise CannotChangeStage(f"{KINDS[stage].title} was stopped already by {made.stopped_by.name}.")
    return made


@transaction.atomic
def start(*, action: str, by: User, at: datetime) -> None:
    """What waited may go again, each checked as it goes. Raises CannotChangeStage."""
    _by_leader(by)
    changed = StoppedStage.objects.filter(action=_of(action), started_at=None).update(started_by=by, started_at=at)
    if not changed:
        raise CannotChangeStage(f"{KINDS[Action(action)].title} is not stopped.")


def waiting(action: str) -> int:
    """How many of a kind wait, by any way."""
    return OutboxMessage.objects.filter(action=action, state=OutboxMessage.State.QUEUED).count()


# ------------------------------------------------------------------------------------------------------ without a press


def automatic() -> dict[str, AutoSend]:
    """What is asked for or switched on, by action."""
    running = AutoSend.objects.filter(off_at=None).select_related("asked_by", "on_by")
    return {each.action: each for each in running}


@transaction.atomic
def ask_automatic(*, action: str, policy: Post, by: User, at: datetime) -> AutoSend:
    """Ask that a low-risk step goes without a press; a second leader switches it on. Raises CannotChangeStage."""
    _by_leader(by)
    if _of(action) not in policy.low_risk:
        raise CannotChangeStage(f"The policy does not mark {KINDS[Action(action)].title} as low-risk.")
    made, new = AutoSend.objects.get_or_create(action=action, off_at=None, defaults={"asked_by": by, "asked_at": at})
    if not new:
        raise CannotChangeStage(f"{made.asked_by.name} has asked for this already.")
    return made


@transaction.atomic
def switch_on(*, action: str, policy: Post, by: User, at: datetime) -> AutoSend:
    """Switch on what another leader asked for. Raises CannotChangeStage."""
    _by_leader(by)
    asked = AutoSend.objects.select_for_update().filter(action=_of(action), off_at=None).first()
    if asked is None:
        raise CannotChangeStage("Nobody has asked for this. Ask for it first; another leader switches it on.")
    if asked.on_at:
        raise CannotChangeStage("This is switched on already.")
    if asked.asked_by_id == by.pk:
        raise CannotChangeStage("You asked for this: another leader switches it on.")
    if asked.action not in policy.low_risk:
        raise CannotChangeStage(f"The policy no longer marks {KINDS[Action(action)].title} as low-risk.")
    asked.on_by, asked.on_at = by, at
    asked.save(update_fields=["on_by", "on_at"])
    return asked


@transaction.atomic
def switch_off(*, action: str, by: User, at: datetime, why: str = "") -> None:
    """One leader is enough to switch it off, to refuse it, or to take back what was asked. Raises CannotChangeStage."""
    _by_leader(by)
    running = AutoSend.objects.filter(action=_of(action), off_at=None)
    if not running.update(off_by=by, off_at=at, answer=why.strip()[:LONGEST_WHY]):
        raise CannotChangeStage("This is not switched on.")


def refused() -> dict[str, AutoSend]:
    """By action, what was asked for last, where another leader refused it before it was ever on."""
    newest = AutoSend.objects.order_by("action", "-pk").distinct("action").select_related("asked_by", "off_by")
    return {
        each.action: each
        for each in newest
        if each.off_at and each.on_at is None and each.off_by_id != each.asked_by_id
    }


def going_by_themselves(policy: Post) -> dict[Action, AutoSend]:
    """The steps that go without a press tonight: switched on by two people, and low-risk by today's policy."""
    halted = stopped()
    return {
        Action(action): each
        for action, each in automatic().items()
        if each.on_at and action in policy.low_risk and action not in halted
    }
