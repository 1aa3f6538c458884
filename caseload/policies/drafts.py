"""A policy on its way: copied from a version, changed, submitted, published by somebody else, or given up.

Only its writer changes a draft; somebody else takes a copy. What is published was simulated word for word.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Max

from caseload.models import Simulation
from caseload.policies import as_shipped
from caseload.policies.edit import CannotEdit
from recovery import policies
from recovery.models import PolicyDraft, PolicyVersion
from recovery.rules.policy_checks import faults
from recovery.rules.policy_text import load, rule_of, text_hash, write
from staff.models import LEADING_ROLES, Job, Role, User
from staff.ui import words

State = PolicyDraft.State
OPEN = [State.DRAFT, State.SUBMITTED]
READERS = LEADING_ROLES | {Role.ADMINISTRATOR, Role.AUDITOR}
PUBLISH_LOCK = 7_320_441  # one publication at a time


class CannotPublish(Exception):
    """The draft stays as it is. The message says why and what to do."""


def text_of(number: int) -> str:
    """The text of a version; 0 is the shipped one. Raises PolicyVersion.DoesNotExist."""
    return PolicyVersion.objects.get(number=number).text if number else as_shipped.text()


def clone(*, number: int, name: str, by: User, at: datetime) -> PolicyDraft:
    """A draft that begins as a copy of a version."""
    return _new(text=write(load(text_of(number))), based_on=number, name=name, by=by, at=at)


def copy(*, draft: PolicyDraft, name: str, by: User, at: datetime) -> PolicyDraft:
    """A draft of one's own that begins as a copy of another draft."""
    return _new(text=draft.text, based_on=draft.based_on, name=name, by=by, at=at)


def _new(*, text: str, based_on: int, name: str, by: User, at: datetime) -> PolicyDraft:
    _leaders_only(by)
    if not name.strip():
        raise CannotEdit("Give the draft a name, so that others know what it is about.")
    return PolicyDraft.objects.create(
        name=name.strip()[:80], based_on=based_on, text=text, made_by=by, made_at=at, changed_at=at
    )


@transaction.atomic
def save(*, draft: PolicyDraft, seen: str, text: str, by: User, at: datetime) -> PolicyDraft:
    """Keep a changed text. `seen` is the hash of the text that the change was made on. Raises CannotEdit."""
    _leaders_only(by)
    draft = PolicyDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.state != State.DRAFT:
        raise CannotEdit("This draft is no longer open to changes. Take it back to change it, or copy it.")
    if draft.made_by_id != by.pk:
        raise CannotEdit(f"This is {draft.made_by}’s draft. Copy it, and change the copy.")
    if text_hash(draft.text) != seen:
        raise CannotEdit("The draft was changed meanwhile, in another window. Look at it again, then change it.")
    draft.text, draft.changed_at = text, at
    draft.save(update_fields=["text", "changed_at"])
    return draft


@transaction.atomic
def submit(*, draft: PolicyDraft, by: User, at: datetime) -> PolicyDraft:
    """Ask a second person to publish it. Raises CannotPublish for any fault, and without a simulation of it."""
    _leaders_only(by)
    draft = PolicyDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.state != State.DRAFT or draft.made_by_id != by.pk:
        raise CannotPublish("Only an open draft of your own can be submitted.")
    _ready(draft)
    draft.state, draft.submitted_by, draft.changed_at, draft.answer = State.SUBMITTED, by, at, ""
    draft.save(update_fields=["state", "submitted_by", "changed_at", "answer"])
    return draft


@transaction.atomic
def send_back(*, draft: PolicyDraft, by: User, at: datetime, why: str = "") -> PolicyDraft:
    """Make a submitted draft open to changes again: its writer takes it back, or the second person says why not."""
    _leaders_only(by)
    draft = PolicyDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.state != State.SUBMITTED:
        raise CannotPublish("It is not waiting for a second person any more.")
    draft.state, draft.submitted_by, draft.changed_at = State.DRAFT, None, at
    draft.answer = why.strip()[:500]
    draft.save(update_fields=["state", "submitted_by", "changed_at", "answer"])
    return draft


@transaction.atomic
def discard(*, draft: PolicyDraft, by: User, at: datetime) -> PolicyDraft:
    """Give a draft up. It stays to be read."""
    _leaders_only(by)
    draft = PolicyDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.state not in OPEN:
        raise CannotEdit("It is published or given up already.")
    if draft.made_by_id != by.pk and by.role != Role.INCOME_MANAGER:
        raise CannotEdit(f"Only {draft.made_by} or an income manager gives this draft up.")
    draft.state, draft.submitted_by, draft.changed_at = State.DISCARDED, None, at
    draft.save(update_fields=["state", "submitted_by", "changed_at"])
    return draft


@transaction.atomic
def publish(*, draft: PolicyDraft, in_force_from: date, by: User, on: date, at: datetime) -> PolicyVersion:
    """Publish a submitted draft, in force from a day after today. Raises CannotPublish.

    Today's steps were decided by the policy in force this morning, so a new one begins tomorrow at the earliest.
    """
    _leaders_only(by)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLISH_LOCK])
    draft = PolicyDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.state != State.SUBMITTED:
        raise CannotPublish("It is not waiting to be published any more. Look at the list of versions.")
    if by.pk in {draft.made_by_id, draft.submitted_by_id}:
        raise CannotPublish("You wrote this draft. Another team leader or income manager publishes it.")
    if in_force_from <= on:
        raise CannotPublish(
            f"Choose a day after today: what was suggested today was decided by the policy in force on "
            f"{words.long_day(on)}."
        )
    newest = PolicyVersion.objects.order_by("-in_force_from", "-number").first()
    if newest and in_force_from < newest.in_force_from:
        raise CannotPublish(
            f"Policy {newest.number} is in force from {words.long_day(newest.in_force_from)}. Choose that day or later."
        )
    _ready(draft)
    last: int = PolicyVersion.objects.aggregate(last=Max("number"))["last"] or 0
    version = PolicyVersion.objects.create(
        number=last + 1,
        in_force_from=in_force_from,
        text=draft.text,
        published_by=by,
        written_by=draft.submitted_by,
    )
    draft.state, draft.published, draft.in_force_from, draft.changed_at = State.PUBLISHED, version, in_force_from, at
    draft.save(update_fields=["state", "published", "in_force_from", "changed_at"])
    return version


def _ready(draft: PolicyDraft) -> None:
    if found := faults(draft.text):
        raise CannotPublish(f"The draft has {words.counted(len(found), 'fault')}. The first: {found[0].says}")
    newest = policies.newest_number()
    if text_hash(draft.text) == text_hash(write(load(text_of(newest)))):
        raise CannotPublish("The draft says what the policy says already. Change something, or give it up.")
    trial = simulated(draft)
    if trial is None:
        raise CannotPublish("Simulate the draft first, as it stands now: nothing is published untried.")
    if trial.against != newest:
        raise CannotPublish(f"Policy {newest} was published since the draft was simulated. Simulate it again.")


def rule_in(draft: PolicyDraft, code: str) -> str:
    """A rule's code where the draft has it; else blank."""
    return code if rule_of(load(draft.text), code) else ""


def simulated(draft: PolicyDraft) -> Simulation | None:
    """The newest simulation of exactly this text that ran to its end."""
    return simulated_of([draft]).get(draft.pk)


def simulated_of(found: Sequence[PolicyDraft]) -> dict[int, Simulation]:
    """The same of several drafts, by draft, in one question; a draft that was not tried is left out."""
    texts = {draft.pk: text_hash(draft.text) for draft in found}
    done = Simulation.objects.filter(draft__in=texts, text_hash__in=texts.values(), job__state=Job.State.DONE)
    return {each.draft_id: each for each in done.order_by("as_of", "pk") if each.text_hash == texts[each.draft_id]}


def may_publish(draft: PolicyDraft, user: User) -> bool:
    """Whether this person is the second one whom a submitted draft waits for."""
    other = user.pk not in {draft.made_by_id, draft.submitted_by_id}
    return draft.state == State.SUBMITTED and user.role in LEADING_ROLES and other


def may_read(user: User) -> bool:
    return user.role in READERS


def _leaders_only(by: User) -> None:
    if by.role not in LEADING_ROLES:
        raise PermissionDenied("The policy is written and published by team leaders and income managers.")
