"""Steps of the protocol that are recorded by hand, a manager's override, and decision records."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from legal.accounts import main_account
from legal.models import DecisionRecord, ProtocolOverride, ProtocolStep
from legal.models.protocol import Stage
from legal.rules import equality, protocol
from legal.rules.checks import Step
from staff.models import LEADING_ROLES, Role, User
from staff.ui.words import long_day
from tenancies import timeline
from tenancies.models import AccountEvent, Person, Tenancy

What = AccountEvent.What
LONGEST_ANSWER = 4000

# What may be recorded by hand: the step's name, and whether it is done with one tenant at a time.
BY_HAND: dict[str, tuple[str, bool]] = {
    "contact": ("Wrote to or spoke with them", True),
    "vulnerability": ("Looked at their needs and understanding", True),
    "debt_advice": ("Told them of free debt advice", True),
    "protocol_sent": ("Sent a copy of the protocol", True),
    "post_notice_try": ("Tried to reach them after the notice", True),
    "hearing_letter": ("Told them of the hearing and the order sought", True),
    "agreement_warned": ("Warned them that the agreement is broken, with a day to put it right", True),
    "affordability": ("Worked out what they can afford", False),
    "offer": ("Proposed affordable sums in writing", False),
    "statement": ("Sent a rent statement", False),
    "dwp": ("Asked the DWP for payment from benefit", False),
    "dwp_why_not": ("Did not ask the DWP, for this reason", False),
    "benefit_help": ("Offered help with a claim for benefit", False),
    "benefit_evidence": ("They gave all evidence for their claim", False),
    "benefit_expected": ("They may expect to qualify", False),
    "benefit_pays_rest": ("They pay what benefit will not cover", False),
    "part3_invited": ("Asked for their circumstances, to answer within 14 days", False),
    "part3_considered": ("Weighed their circumstances", False),
    "part3_reasons": ("Sent written reasons", False),
    "part3_summary": ("Put a summary in the claim", False),
}


class CannotRecord(Exception):
    """It is not kept. The message says what to do."""


@transaction.atomic
def record_step(
    tenancy: Tenancy,
    *,
    step: str,
    person: Person | None,
    done_on: date,
    how: str,
    by: User,
    on: date,
    at: datetime,
) -> ProtocolStep:
    """A step was done, for the tenancy or with one tenant, and how. Raises CannotRecord."""
    if step not in BY_HAND:
        raise CannotRecord("Choose the step.")
    name, for_each = BY_HAND[step]
    if for_each and person is None:
        raise CannotRecord("Choose the tenant: the protocol wants each of them separately.")
    if done_on > on:
        raise CannotRecord("The day must be today or earlier.")
    if done_on < tenancy.starts_on:
        raise CannotRecord(f"The tenancy began on {long_day(tenancy.starts_on)}: the step came after that.")
    if not how.strip():
        raise CannotRecord("Say how it was done: the court asks.")
    made = ProtocolStep.objects.create(
        tenancy=tenancy, person=person if for_each else None, step=step, done_on=done_on, how=how.strip()[:500],
        by=by, at=at,
    )  # fmt: skip
    made.event = timeline.record(
        account=main_account(tenancy.pk), what=What.PROTOCOL, on=done_on, by=by, at=at, person=made.person,
        summary=f"{name}: {how.strip()}", about=f"legal.protocolstep:{made.pk}",
    )  # fmt: skip
    made.save(update_fields=["event"])
    return made


@transaction.atomic
def take_back_step(step: ProtocolStep, *, by: User, on: date, at: datetime) -> None:
    """It was recorded by mistake: it is kept, and counts for nothing."""
    if not ProtocolStep.objects.filter(pk=step.pk, taken_back_at=None).update(taken_back_at=at):
        raise CannotRecord("It was taken back already.")
    timeline.record(
        account=main_account(step.tenancy_id), what=What.TAKEN_BACK, on=on, by=by, at=at,
        summary=f"Taken back: {BY_HAND[step.step][0].lower()}, {long_day(step.done_on)}.",
        about=f"legal.protocolstep:{step.pk}",
    )  # fmt: skip


@transaction.atomic
def override(
    tenancy: Tenancy, *, found: Sequence[Step], reason: str, by: User, on: date, at: datetime
) -> ProtocolOverride:
    """The income manager lets the claim go on without what is missing; never past a stop (rulebook PAP_ISSUE_OK)."""
    if by.role != Role.INCOME_MANAGER:
        raise CannotRecord("The income manager alone sets steps of the protocol aside.")
    missing = [step.code for step in protocol.may_override(found)]
    if not missing:
        raise CannotRecord("No step is missing that a reason could set aside.")
    if not reason.strip():
        raise CannotRecord("Write the reason: it is printed in the bundle.")
    made = ProtocolOverride.objects.create(
        tenancy=tenancy, missing=missing, reason=reason.strip(), manager=by, on=on, at=at
    )
    names = "; ".join(step.name for step in protocol.may_override(found))
    timeline.record(
        account=main_account(tenancy.pk), what=What.PROTOCOL, on=on, by=by, at=at,
        summary=f"{by.name} sets aside: {names}. {reason.strip()}", about=f"legal.protocoloverride:{made.pk}",
    )  # fmt: skip
    return made


def override_of(tenancy: Tenancy) -> protocol.Override | None:
    """The newest override, as the rules read it."""
    made = _newest_override(tenancy)
    return _as_rule(made) if made else None


def override_said(tenancy: Tenancy) -> str:
    """The newest override as papers print it; blank where nothing was set aside."""
    made = _newest_override(tenancy)
    return protocol.override_in_words(_as_rule(made), on=made.on) if made else ""


def _newest_override(tenancy: Tenancy) -> ProtocolOverride | None:
    return ProtocolOverride.objects.filter(tenancy=tenancy).select_related("manager").order_by("-pk").first()


def _as_rule(made: ProtocolOverride) -> protocol.Override:
    return protocol.Override(manager=made.manager.name, reason=made.reason, missing=frozenset(made.missing))


@transaction.atomic
def write_decision(
    tenancy: Tenancy,
    *,
    stage: str,
    answers: Mapping[str, str],
    review_on: date | None,
    by: User,
    on: date,
    at: datetime,
) -> DecisionRecord:
    """The equality and proportionality record before a stage, at the depth it needs (rulebook EQ-1, EQ-3)."""
    if stage not in Stage.values:
        raise CannotRecord("Choose the step that the record is for.")
    asked = equality.questions(stage)
    given = {each.code: answers.get(each.code, "").strip()[:LONGEST_ANSWER] for each in asked}
    if blank := [each.asks for each in asked if not given[each.code]]:
        raise CannotRecord(f"Answer every question; still open: {'; '.join(blank)}")
    if same := equality.repeated(given):
        raise CannotRecord(f"Give the reasons of this case; the same words stand elsewhere too: {'; '.join(same)}")
    if review_on and review_on <= on:
        raise CannotRecord("Choose a day after today for the review.")
    full = equality.depth(stage) == "full"
    made = DecisionRecord.objects.create(
        tenancy=tenancy, stage=stage, full=full, answers=given, author=by, on=on, at=at, review_on=review_on
    )
    timeline.record(
        account=main_account(tenancy.pk), what=What.LEGAL, on=on, by=by, at=at,
        summary=f"Equality and proportionality weighed before: {made.get_stage_display().lower()}. "
        f"{given['proportionate']}", about=f"legal.decisionrecord:{made.pk}",
    )  # fmt: skip
    return made


@transaction.atomic
def approve_decision(record: DecisionRecord, *, by: User, on: date, at: datetime) -> DecisionRecord:
    """A senior who did not write it agrees with a record (rulebook EQ-3). Raises CannotRecord."""
    [found] = DecisionRecord.objects.select_for_update(of=["self"]).filter(pk=record.pk)
    if found.approved_by_id:
        raise CannotRecord("This record is approved already.")
    if by.role not in LEADING_ROLES or by.pk == found.author_id:
        raise CannotRecord("Another person approves the record: a team leader or the income manager.")
    found.approved_by, found.approved_on = by, on
    found.save(update_fields=["approved_by", "approved_on"])
    timeline.record(
        account=main_account(found.tenancy_id), what=What.ANSWERED, on=on, by=by, at=at,
        summary=f"Decision record approved: {found.get_stage_display().lower()}.",
        about=f"legal.decisionrecord:{found.pk}",
    )  # fmt: skip
    return found
