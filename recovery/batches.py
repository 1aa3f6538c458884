"""The print room: letters of one kind collect, are asked again, and wait for a person who reads the proofs.

Letters collect in one batch a kind. A release (recovery/releases.py) takes what was there when the proofs were read and
is this person's to see; what came later or is a colleague's goes on collecting.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from recovery import outbox, policies, stages
from recovery.account_facts import gather_facts, tenants_of_all
from recovery.models import OutboxMessage, PrintBatch, StoppedStage
from recovery.rules import letters
from recovery.rules.actions import Action
from recovery.rules.facts import AccountFacts
from recovery.rules.letters import KINDS
from staff.models import CASEWORK_ROLES, User
from tenancies import bank_holidays
from tenancies.models import RentAccount
from tenancies.rules.calendar import ONE_DAY, next_contact_day

State, Batch = OutboxMessage.State, PrintBatch.State


class CannotRelease(Exception):
    """The batch stays as it is. The message says why and what to do."""


# ----------------------------------------------------------------------------------------------------------- collecting


def join(action: str, *, at: datetime, always: bool = False) -> PrintBatch | None:
    """The batch that a letter queued now collects in; None: letters of this kind leave at once.

    `always`: it waits for a second reader, so it collects whatever the policy says.
    """
    policy = policies.in_force(on=timezone.localtime(at).date())
    if not always and not policy.post.collects(action):
        return None
    times = {"opened_at": at, "cut_off_at": cut_off(at=at)}
    batch, new = PrintBatch.objects.get_or_create(action=action, state=Batch.COLLECTING, defaults=times)
    if not new and not waiting(batch).exists():  # it was emptied: a new deadline, and proofs not yet read
        PrintBatch.objects.filter(pk=batch.pk).update(**times, proofed_by=None, proofed_at=None)
        batch.refresh_from_db()
    return batch


def cut_off(*, at: datetime) -> datetime:
    """By when a batch begun now should go: the policy's time on the next day on which people may be contacted."""
    local = timezone.localtime(at)
    policy = policies.in_force(on=local.date())
    closed = bank_holidays.around(local.date())
    day = next_contact_day(local.date() + ONE_DAY, bank_holidays=closed, hours=policy.contact)
    return timezone.make_aware(datetime.combine(day, policy.post.cut_off))


def collecting(user: User) -> QuerySet[PrintBatch]:
    """The batches that hold letters on this person's lists, the earliest deadline first."""
    theirs = OutboxMessage.objects.filter(
        state=State.QUEUED, batch=OuterRef("pk"), account__in=RentAccount.objects.visible_to(user)
    )
    batches = PrintBatch.objects.filter(Exists(theirs), state=Batch.COLLECTING)
    return batches.select_related("proofed_by").order_by("cut_off_at", "pk")


def overdue(user: User, *, now: datetime) -> QuerySet[PrintBatch]:
    """Those of them that should have gone by now."""
    return collecting(user).filter(cut_off_at__lt=now)


ANY_LATE = """
    SELECT EXISTS (
        SELECT FROM recovery_printbatch AS b WHERE b.cut_off_at < %s AND (
            (b.state = 'collecting' AND EXISTS (
                SELECT FROM recovery_outboxmessage AS m WHERE m.batch_id = b.id AND m.state = 'queued'))
            OR (b.state = 'released' AND EXISTS (
                SELECT FROM recovery_batchpaper AS p
                WHERE p.batch_id = b.id AND p.kind = 'letters' AND p.printed_at IS NULL))))
"""


def any_late(*, now: datetime) -> bool:
    """Whether any batch, whoever's, should have gone or been printed by now: asked by every page, so a short select."""
    with connection.cursor() as cursor:
        cursor.execute(ANY_LATE, [now])
        [found] = cursor.fetchone()
    return bool(found)


def waiting(batch: PrintBatch, *, user: User | None = None) -> QuerySet[OutboxMessage]:
    """The letters that wait in a batch, in the order in which they were queued; of this person's lists."""
    messages = OutboxMessage.objects.filter(batch=batch, state=State.QUEUED).order_by("pk")
    return messages.filter(account__in=RentAccount.objects.visible_to(user)) if user else messages


def waiting_in(found: Sequence[PrintBatch], *, user: User) -> QuerySet[OutboxMessage]:
    """The same for several batches."""
    messages = OutboxMessage.objects.filter(batch__in=found, state=State.QUEUED).order_by("pk")
    return messages.filter(account__in=RentAccount.objects.visible_to(user))


# -------------------------------------------------------------------------------------------------- before it goes


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A letter that waits, as it stands at this second: blank `why` goes, `held` waits on, the others are withdrawn."""

    message: OutboxMessage
    why: str = ""
    held: bool = False

    @property
    def ready(self) -> bool:
        return not self.why


def standing(messages: Sequence[OutboxMessage], *, on: date) -> list[Waiting]:
    """Each letter asked again, all together: what the release of this second would do with it."""
    accounts = list({message.account_id: message.account for message in messages}.values())
    tenancy_ids = sorted({account.tenancy_id for account in accounts})
    facts = {each.account_id: each for each in gather_facts(as_of=on, tenancy_ids=tenancy_ids)} if accounts else {}
    tenants = tenants_of_all(accounts, as_of=on) if accounts else {}
    halted = stages.stopped()
    found = []
    for message in messages:
        if held := not_yet(message, facts=facts[message.account_id], halted=halted):
            found.append(Waiting(message=message, why=held, held=True))
            continue
        letter = letters.from_json(message.letter) if message.letter else None
        _, why = outbox.obstacle(message, letter, facts=facts[message.account_id], tenants=tenants[message.account_id])
        found.append(Waiting(message=message, why=why))
    return found


def not_yet(message: OutboxMessage, *, facts: AccountFacts, halted: Mapping[str, StoppedStage]) -> str:
    """Why a letter waits on, whatever the release: its kind is stopped, nobody has read it, the figures are old."""
    if stop := halted.get(message.action):
        return f"{KINDS[Action(message.action)].title} was stopped by {stop.stopped_by.name}: {stop.why}"
    if wants_reader(message):
        return "A second person reads it first"
    if facts.data_stale:
        return "The figures are too old to write by: it waits until a newer extract is loaded"
    return ""


def wants_reader(message: OutboxMessage) -> bool:
    """Whether its words are contentious and nobody but its author has read it."""
    version = message.template_version
    return version is not None and version.contentious and message.read_by_id is None


def for_check(messages: QuerySet[OutboxMessage]) -> QuerySet[OutboxMessage]:
    """With all that the check and the page want of each."""
    return messages.select_related(
        "account__tenancy__home", "account__position", "person", "queued_by", "template_version"
    )


def may_release(by: User) -> None:
    """Raises CannotRelease for whoever only reads."""
    if by.role not in CASEWORK_ROLES:
        raise CannotRelease(f"As {by.get_role_display().lower()} you can read letters but not release them.")


@transaction.atomic
def read(*, message: OutboxMessage, by: User, at: datetime) -> None:
    """A second person has read a contentious letter. Raises CannotRelease."""
    may_release(by)
    message = OutboxMessage.objects.select_for_update(of=["self"]).select_related("template_version").get(pk=message.pk)
    if message.state != State.QUEUED or not wants_reader(message):
        raise CannotRelease("This letter wants no second reader any more.")
    if message.queued_by_id == by.pk:
        raise CannotRelease("You queued this letter: a colleague reads it before it goes.")
    message.read_by = by
    message.save(update_fields=["read_by"])
    summary = f"{message.title} to {message.person} was read by a second person before it goes."
    outbox.note_read(message, summary, by=by, on=timezone.localtime(at).date(), at=at)


@transaction.atomic
def proofed(*, batch: PrintBatch, by: User, at: datetime) -> PrintBatch:
    """The proofs are right: what waits now may be released. Raises CannotRelease."""
    may_release(by)
    batch = PrintBatch.objects.select_for_update(of=["self"]).get(pk=batch.pk)
    if batch.state != Batch.COLLECTING or not waiting(batch, user=by).exists():
        raise CannotRelease("No letters of yours wait in this batch any more.")
    batch.proofed_by, batch.proofed_at = by, at
    batch.save(update_fields=["proofed_by", "proofed_at"])
    return batch


def title(batch: PrintBatch) -> str:
    return KINDS[Action(batch.action)].title
