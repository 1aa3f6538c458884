"""What each person did, and taking it back. Every act remembers itself; what undoes its kind is registered in UNDO."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from caseload import drafts
from caseload.at_work import at_work
from caseload.models import Act, Step
from recovery import agreements
from recovery.actions import CannotWithdraw, withdraw
from recovery.models import ContactAttempt, OutboxMessage, RepaymentAgreement
from staff.asking import records_where
from staff.models import User
from staff.ui import words
from tenancies import timeline
from tenancies.models import AccountEvent, RentAccount
from welfare import actions as welfare
from welfare.models import Hold

NEWEST = 50  # acts shown in the list
LONGER = timedelta(minutes=10)  # WCAG 2.2.1: whoever needs longer to decide asks for it


class CannotUndo(Exception):
    """It can no longer be taken back. The message says why and what to do instead."""


# For each kind of act: undo(act, by=, on=, at=) undoes what it did, inside the lock, or raises CannotUndo. It may
# return a sentence about what could not be undone with the rest.
UNDO: dict[str, Callable[..., str | None]] = {}


def remember(
    *,
    user: User,
    account: RentAccount,
    kind: str,
    summary: str,
    about: str,
    at: datetime,
    undo_until: datetime | None = None,
) -> Act:
    """Note one press for the undo list, inside the act's own transaction; its form's draft, named as its kind, goes.

    `about` names the records it made as app.model:id, with a space between. Without `undo_until` it stays done.
    """
    drafts.clear(user=user, form=kind, account=account)
    if summary.endswith("."):
        summary = words.one_stop(summary)  # a reason in it may bring its own
    longest = Act._meta.get_field("summary").max_length
    return Act.objects.create(
        user=user, account=account, kind=kind, summary=summary[:longest], about=about, at=at, undo_until=undo_until
    )


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One act in the list: until when it may be taken back, or why not and what to do instead."""

    act: Act
    may: bool
    may_wait: bool  # it leaves by itself, and can be asked to wait
    left: str
    openable: bool


@dataclass(frozen=True, kw_only=True)
class Leaves:
    """When a message leaves by itself; one that collects leaves when somebody releases its batch, by that time."""

    at: datetime
    collects: bool


def newest(user: User, *, at: datetime) -> list[Shown]:
    """This person's last acts, the newest first, each with the time left to take it back.

    What was done on an account that was restricted since is left out: its words are no longer hers to read.
    """
    hers = Act.objects.filter(user=user).exclude(account__in=RentAccount.objects.closed_to(user))
    acts = list(hers.select_related("account").order_by("-at", "-pk")[:NEWEST])
    openable = set(
        RentAccount.objects.openable_by(user)
        .filter(pk__in={act.account_id for act in acts})
        .values_list("pk", flat=True)
    )
    sending = _messages([act for act in acts if act.kind in LEAVING])
    return [_shown(act, at=at, openable=act.account_id in openable, messages=sending.get(act.pk, [])) for act in acts]


def _shown(act: Act, *, at: datetime, openable: bool, messages: list[OutboxMessage]) -> Shown:
    may, leaves = False, _leaves(messages)
    if act.undone_at:
        left = f"Taken back {_at(act.undone_at)}"
    elif act.undo_until is None or act.kind not in UNDO:
        left = f"Stays done. {instead(act.kind)}"
    elif not_sent := _not_sent(messages):
        left = f"It was not sent. {not_sent}."
    elif at >= act.undo_until and not leaves:
        left = f"The time to take it back is over. {instead(act.kind)}"
    elif act.kind in LEAVING and not leaves:
        left = f"It has left. {instead(act.kind)}"
    elif not openable:
        left = "You can no longer open this account. Ask who looks after it now."
    else:
        may = True
        left = _time_left(leaves, at=at) if leaves else _until(act.undo_until)
    may_wait = may and leaves is not None and not leaves.collects
    return Shown(act=act, may=may, may_wait=may_wait, left=left, openable=openable)


def _until(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return "Until midnight" if local.time() == time() else f"Until {local:%H:%M}"


def _time_left(leaving: Leaves, *, at: datetime) -> str:
    if leaving.collects:
        return f"Until its batch is released, by {_at(leaving.at).removeprefix('on ')}"
    leaves = leaving.at
    minutes = int((leaves - at).total_seconds() // 60)
    if minutes < 1:
        return "Until it leaves, any moment now"
    if minutes < 120:
        return f"{words.counted(minutes, 'minute')} left: it leaves {_at(leaves)}"
    return f"Until it leaves {_at(leaves)}"


def _at(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"on {words.long_day(local.date())} at {local:%H:%M}"


def _messages(acts: list[Act]) -> dict[int, list[OutboxMessage]]:
    """By act: every letter or message that its press queued."""
    first = {pk: act.pk for act in acts if (pk := named(act, "recovery.outboxmessage"))}
    presses = dict(OutboxMessage.objects.filter(pk__in=first).values_list("press", "pk"))
    found: dict[int, list[OutboxMessage]] = {}
    for message in OutboxMessage.objects.filter(press__in=presses).defer("letter", "text").order_by("pk"):
        found.setdefault(first[presses[message.press]], []).append(message)
    return found


def _leaves(messages: list[OutboxMessage]) -> Leaves | None:
    """When the first of them that waits leaves; None where none does."""
    waiting = [message for message in messages if message.state == OutboxMessage.State.QUEUED]
    first = min(waiting, key=lambda message: message.send_after, default=None)
    return Leaves(at=first.send_after, collects=first.batch_id is not None) if first else None


def _not_sent(messages: list[OutboxMessage]) -> str:
    """Why none of them went: somebody else, or what was found when they came to leave, withdrew them. Blank: not so."""
    if any(message.state != OutboxMessage.State.WITHDRAWN for message in messages):
        return ""
    return " ".join(dict.fromkeys(message.why.rstrip(".") for message in messages))


def end_of_day(at: datetime) -> datetime:
    """Midnight at the end of the day in London: up to then most acts may be taken back."""
    tomorrow = timezone.localtime(at).date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, time()))


def take_back(act: Act, *, by: User, on: date, at: datetime) -> str:
    """Undo one of one's own acts, note it on the account, and decide the account again. Returns what to say.

    Raises CannotUndo; Act.DoesNotExist for somebody else's act; what at_work raises.
    """
    with at_work(act.account, by=by, on=on) as account:
        act = Act.objects.select_for_update(of=["self"]).get(pk=act.pk, user=by)
        if act.undone_at:
            raise CannotUndo("This is taken back already.")
        if act.undo_until is None or act.kind not in UNDO:
            raise CannotUndo(f"This cannot be taken back. {instead(act.kind)}")
        if at >= act.undo_until and act.kind not in LEAVING:  # those may be taken back until they have left
            raise CannotUndo(f"The time to take this back is over. {instead(act.kind)}")
        left = UNDO[act.kind](act, by=by, on=on, at=at) or ""
        act.undone_at = at
        act.save(update_fields=["undone_at"])
        timeline.record(
            account=account,
            what=AccountEvent.What.TAKEN_BACK,
            on=on,
            by=by,
            at=at,
            summary=f"{act.summary} {left}".strip(),
            about=f"caseload.act:{act.pk}",
        )
    return f"Taken back: {act.summary} {left}".strip()


def take_back_message(message: OutboxMessage, *, by: User, on: date, at: datetime) -> None:
    """Take back one letter or message that waits; when none of its press is left to go, the press itself is undone.

    Raises CannotWithdraw once it is going or gone; what at_work raises.
    """
    with at_work(message.account, by=by, on=on) as account:
        withdraw(message=message, by=by, why=f"{by.name} took it back", on=on, at=at)
        of_press = OutboxMessage.objects.filter(account=account, press=message.press)
        if of_press.exclude(state=OutboxMessage.State.WITHDRAWN).exists():
            return
        pressed = set(of_press.values_list("pk", flat=True))
        for act in Act.objects.filter(account=account, kind__in=LEAVING, undone_at=None).order_by("pk"):
            if named(act, "recovery.outboxmessage") in pressed:
                _undo_step(act, at=at)
                act.undone_at = at
                act.save(update_fields=["undone_at"])


def wait_longer(act: Act, *, by: User, on: date, at: datetime) -> datetime:
    """Let the messages of one's own act wait ten minutes more, as often as is wanted. Returns when they leave.

    Raises CannotUndo where they have left; what at_work raises.
    """
    with at_work(act.account, by=by, on=on):
        act = Act.objects.select_for_update(of=["self"]).get(pk=act.pk, user=by)
        first = OutboxMessage.objects.filter(pk=named(act, "recovery.outboxmessage")).values("press")
        waiting = OutboxMessage.objects.filter(press__in=first, state=OutboxMessage.State.QUEUED, batch=None)
        waiting = waiting.order_by("pk")
        messages = list(waiting.select_for_update())
        if not messages:
            if _leaves(_messages([act]).get(act.pk, [])):
                raise CannotUndo("It waits already until its batch is released.")
            raise CannotUndo(f"It has left. {instead(act.kind)}")
        for message in messages:
            message.send_after = max(message.send_after, at) + LONGER
            message.save(update_fields=["send_after"])
        leaves = max(message.send_after for message in messages)
        act.undo_until = max(act.undo_until or leaves, leaves)
        act.save(update_fields=["undo_until"])
    return leaves


def instead(kind: str) -> str:
    """What to do about an act that stays done."""
    return INSTEAD.get(kind, "Write a note on the account that puts it right: both stay on record.")


LEAVING = {"letter", "message"}  # they may be taken back while they wait to leave
INSTEAD = {
    "letter": "Write a note, and tell the tenant what is right by a new letter or a call: both stay on record.",
    "message": "Write a note, and tell the tenant what is right by a new message or a call: both stay on record.",
    "hold": "Lift the hold on the account.",
    "lift": "Put the account on hold again.",
    "agreement": "Vary the agreement or end it: both stay on record.",
}


def names_taken_back(account: RentAccount) -> set[str]:
    """The records, as app.model:id, of the acts on this account's household that were taken back."""
    undone = records_where(
        Act,
        "account_id IN (SELECT id FROM tenancies_rentaccount WHERE tenancy_id = %(tenancy)s) AND undone_at IS NOT NULL",
        order="id",
        tenancy=account.tenancy_id,
    )
    return {name for act in undone for name in [f"caseload.act:{act.pk}", *act.about.split()]}


def named(act: Act, model: str) -> int:
    """The id of the record of this model (as app.model) that the act made; 0 where it made none."""
    for name in act.about.split():
        if name.rpartition(":")[0] == model:
            return int(name.rpartition(":")[2])
    return 0


def _undo_step(act: Act, *, at: datetime) -> None:
    Step.objects.filter(pk=named(act, "caseload.step"), undone_at=None).update(undone_at=at)


def _undo_contact(act: Act, *, at: datetime) -> None:
    ContactAttempt.objects.filter(pk=named(act, "recovery.contactattempt"), taken_back_at=None).update(taken_back_at=at)


def undo_step(act: Act, *, by: User, on: date, at: datetime) -> None:
    """A step taken, put off or not taken, with the contact that it stands for."""
    _undo_step(act, at=at)
    _undo_contact(act, at=at)


def undo_messages(act: Act, *, by: User, on: date, at: datetime) -> str:
    """Withdraw all that this press queued and that still waits; what has left is named."""
    first = OutboxMessage.objects.get(pk=named(act, "recovery.outboxmessage"))
    of_press = OutboxMessage.objects.filter(account=act.account, press=first.press).select_related("person")
    withdrawn, gone = [], []
    for message in of_press.order_by("pk"):
        try:
            withdraw(message=message, by=by, why=f"{by.name} took it back", on=on, at=at)
        except CannotWithdraw as refusal:
            gone.append((message, str(refusal)))
        else:
            withdrawn.append(message)
    if not withdrawn:
        raise CannotUndo(f"{gone[0][1]} {instead(act.kind)}")
    if gone:
        names = words.listed([str(message.person) for message, _ in gone])
        return f"It had left already for {names}."
    _undo_step(act, at=at)
    return ""


def undo_hold(act: Act, *, by: User, on: date, at: datetime) -> None:
    hold = Hold.objects.get(pk=named(act, "welfare.hold"))
    try:
        welfare.take_back_hold(hold=hold, by=by, on=on)
    except welfare.CannotHold as refusal:
        raise CannotUndo(str(refusal)) from refusal


def undo_agreement(act: Act, *, by: User, on: date, at: datetime) -> None:
    """With the letters that confirm it, as long as none has left."""
    if first := OutboxMessage.objects.filter(pk=named(act, "recovery.outboxmessage")).first():
        for message in OutboxMessage.objects.filter(account=act.account, press=first.press).order_by("pk"):
            try:
                withdraw(message=message, by=by, why=f"{by.name} took it back", on=on, at=at)
            except CannotWithdraw as refusal:
                raise CannotUndo(f"{refusal} {instead(act.kind)}") from refusal
    agreement = RepaymentAgreement.objects.get(pk=named(act, "recovery.repaymentagreement"))
    try:
        agreements.take_back(agreement, by=by, at=at)
    except agreements.CannotAgree as refusal:
        raise CannotUndo(f"{refusal} {instead(act.kind)}") from refusal


UNDO |= {
    "letter": undo_messages,
    "message": undo_messages,
    "call": undo_step,
    "visit": undo_step,
    "not_this": undo_step,
    "done": undo_step,
    "put_off": undo_step,
    "hold": undo_hold,
    "agreement": undo_agreement,
}
