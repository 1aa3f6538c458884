"""One act on many accounts: a dry run first, then one press; what is done, what is not and why add up to the start.

The dry run is the act itself, taken back before anything stays: what it says is what the press would do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from caseload import desk, desk_many, handover
from recovery.rules.gates import Refused
from staff.models import CASEWORK_ROLES, Job, User
from tenancies.models import RentAccount
from welfare import interests

ACTS = {"put_off": "Put off", "hold": "Hold", "hand_over": "Hand over", "letters": "Send reminders, letters 1 and 2"}
TRIAL, RUN = "bulk_trial", "bulk"
KINDS = [TRIAL, RUN]
AT_ONCE = 20  # up to so many are done before the page answers
CHUNK = 50
LEASE = timedelta(minutes=5)
GONE = "It is no longer in your lists."


class CannotStart(Exception):
    """There is nothing to do it on, or it cannot be done so. The message says what to do."""


@dataclass(kw_only=True)
class Did:
    """What came of it for some accounts. Refused: reference and why; post, email, text: how many go that way."""

    done: list[tuple[int, str]] = field(default_factory=list)
    refused: list[tuple[int, str, str]] = field(default_factory=list)
    post: int = 0
    email: int = 0
    text: int = 0

    def add(self, other: "Did") -> None:
        self.done += other.done
        self.refused += other.refused
        self.post += other.post
        self.email += other.email
        self.text += other.text

    def as_json(self) -> dict[str, Any]:
        ways = {"post": self.post, "email": self.email, "text": self.text}
        return {"done": self.done, "refused": self.refused, **ways}


# ------------------------------------------------------------------------------------------------------- asking for it


def trial(*, act: str, account_ids: Sequence[int], values: Mapping[str, Any], by: User) -> Job:
    """A dry run of an act on accounts of one's lists. Without the values that the act needs it has looked at nothing.

    Raises CannotStart, PermissionDenied.
    """
    if by.role not in CASEWORK_ROLES:
        raise PermissionDenied(f"As {by.get_role_display().lower()} you can read accounts but not act on them.")
    if act not in ACTS:
        raise CannotStart("Choose what to do with these accounts.")
    if not account_ids:
        raise CannotStart("Tick the accounts, or tick all that match.")
    job = _job(TRIAL, act, list(account_ids), values, by=by)
    if not values and act != "letters":
        job.state, job.ended_at = Job.State.DONE, timezone.now()
        job.save(update_fields=["state", "ended_at"])
    return job


def press(trial: Job, *, values: Mapping[str, Any], by: User) -> Job:
    """Do it for the accounts that the dry run included. The same dry run is pressed once; pressed again, it answers
    the job that was made then."""
    with transaction.atomic():
        trial = Job.objects.select_for_update().get(pk=trial.pk)
        if trial.result.get("pressed"):
            return Job.objects.get(pk=trial.result["pressed"])
        included = [pk for pk, _ in trial.result.get("done", [])]
        if not included:
            raise CannotStart("None of these accounts can be dealt with so.")
        job = _job(RUN, trial.input["act"], included, values, by=by)
        job.input["excluded"] = trial.result["refused"]
        job.save(update_fields=["input"])
        trial.result["pressed"] = job.pk
        trial.save(update_fields=["result"])
    return job


def soon_done(job: Job) -> bool:
    """Whether it is done while the page is waited for; else a worker does it."""
    return job.total <= (CHUNK if job.kind == TRIAL else AT_ONCE)


def left_behind(job: Job) -> bool:
    """Whether its worker has given no sign for so long that it must be taken for dead."""
    under_way = job.state in {Job.State.WAITING, Job.State.RUNNING}
    return under_way and job.lease_until is not None and job.lease_until < timezone.now()


def _job(kind: str, act: str, account_ids: list[int], values: Mapping[str, Any], *, by: User) -> Job:
    return Job.objects.create(
        kind=kind,
        made_by=by,
        total=len(account_ids),
        input={"act": act, "accounts": account_ids, "values": dict(values), "press": str(uuid4())},
        lease_until=timezone.now() + LEASE,
    )


# ------------------------------------------------------------------------------------------------------------ doing it


def work(job: Job, *, on: date) -> None:
    """Do what a job asks, some accounts at a time. A job that has ended stays as it ended.

    What is done and that it is done are written together: sent twice, or taken up after a worker died, it goes on where
    it stood, and no account is dealt with or counted twice.
    """
    try:
        while _go_on(job, on=on):
            pass
    except Exception:
        job.refresh_from_db()
        _end(job, Job.State.FAILED, _so_far(job))
        raise
    finally:
        job.refresh_from_db()


@transaction.atomic
def _go_on(job: Job, *, on: date) -> bool:
    """Do the next accounts of a job; False where it has ended. Who comes second waits, and goes on after them."""
    [job] = Job.objects.select_for_update(of=["self"]).select_related("made_by").filter(pk=job.pk)
    if job.state not in {Job.State.WAITING, Job.State.RUNNING} or job.made_by is None:
        return False
    did = _so_far(job)
    some = job.input["accounts"][job.done : job.done + CHUNK]
    if not some or job.cancel_asked:
        _end(job, Job.State.CANCELLED if some else Job.State.DONE, did)
        return False
    did.add(_chunk(job, some, on=on))
    job.state, job.done = Job.State.RUNNING, job.done + len(some)
    job.result, job.lease_until = did.as_json(), timezone.now() + LEASE
    job.save(update_fields=["state", "done", "result", "lease_until"])
    return True


def _so_far(job: Job) -> Did:
    known = {name: job.result[name] for name in ("done", "refused", "post", "email", "text") if name in job.result}
    return Did(**known)


def _chunk(job: Job, keys: Sequence[int], *, on: date) -> Did:
    """Some accounts in one transaction. A dry run takes it back."""
    by = job.made_by
    assert by is not None
    with transaction.atomic():
        accounts = list(RentAccount.objects.visible_to(by).filter(pk__in=keys).order_by("pk"))
        did = Did(refused=[(key, "", GONE) for key in set(keys) - {account.pk for account in accounts}])
        if job.input["act"] != "hand_over" and (known := interests.declared_in(accounts, by=by)):
            did.refused += [(each.pk, each.account_ref, interests.HANDS_OFF) for each in accounts if each.pk in known]
            accounts = [each for each in accounts if each.pk not in known]
        if accounts:
            did.add(_do(job.input["act"], accounts, job.input, by=by, on=on))
        if job.kind == TRIAL:
            transaction.set_rollback(True)
    return did


def _do(act: str, accounts: list[RentAccount], given: Mapping[str, Any], *, by: User, on: date) -> Did:
    values = given["values"]
    try:
        if act == "letters":
            return _letters(accounts, UUID(given["press"]), by=by, on=on)
        if act == "put_off":
            until = date.fromisoformat(values["until"])
            done, refused = desk.defer_many(accounts=accounts, until=until, reason=values["why"], by=by, on=on)
        elif act == "hold":
            last_day = date.fromisoformat(values["last_day"])
            done, refused = desk_many.hold_many(
                accounts=accounts,
                reason=values["reason"],
                note=values["note"],
                last_day=last_day,
                by=by,
                on=on,
                at=timezone.now(),
            )
        else:
            done, refused = handover.hand_over_many(
                accounts=accounts,
                to=User.objects.get(pk=values["to"]),
                reason=values["why"],
                by=by,
                on=on,
                at=timezone.now(),
            )
    except (Refused, handover.CannotHandOver) as stop:
        return Did(refused=[(account.pk, account.account_ref, str(stop)) for account in accounts])
    return Did(
        done=[(account.pk, account.account_ref) for account in done],
        refused=[(account.pk, account.account_ref, why) for account, why in refused],
    )


def _letters(accounts: list[RentAccount], press: UUID, *, by: User, on: date) -> Did:
    sent, refused = desk_many.press_letters(accounts=accounts, by=by, on=on, press=press)
    messages = [message for _, queued in sent for message in queued]
    return Did(
        done=[(account.pk, account.account_ref) for account, _ in sent],
        refused=[(account.pk, account.account_ref, why) for account, why in refused],
        post=sum(message.channel == "letter" for message in messages),
        email=sum(message.channel == "email" for message in messages),
        text=sum(message.channel == "sms" for message in messages),
    )


def _end(job: Job, state: str, did: Did) -> None:
    """Close it: what was not reached is named too, so that the parts add up to what it began with."""
    reached = {key for key, *_ in [*did.done, *did.refused]}
    missed = [key for key in job.input["accounts"] if key not in reached]
    theirs = RentAccount.objects.visible_to(job.made_by) if job.made_by else RentAccount.objects.none()
    references = dict(theirs.filter(pk__in=missed).values_list("pk", "account_ref"))
    did.refused += [(key, references.get(key, ""), "It was stopped before its turn.") for key in missed]
    job.state, job.ended_at = state, timezone.now()
    job.result = did.as_json() | {"owed": str(_owed(did))}
    job.failures = [f"{ref}: {why}" for _, ref, why in did.refused]
    job.save(update_fields=["state", "ended_at", "result", "failures"])


def _owed(did: Did) -> Decimal:
    """What those together owe that it is done for."""
    owing = RentAccount.objects.filter(pk__in=[key for key, _ in did.done], position__balance__gt=0)
    owed: Decimal | None = owing.aggregate(owed=Sum("position__balance"))["owed"]
    return owed or Decimal(0)


def by_reason(refused: Sequence[Sequence[Any]]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Those left out, by why, the most frequent reason first."""
    reasons: dict[str, list[tuple[int, str]]] = {}
    for key, ref, why in refused:
        reasons.setdefault(why, []).append((key, ref))
    return sorted(reasons.items(), key=lambda each: -len(each[1]))
