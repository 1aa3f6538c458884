"""A campaign from its first words to the day it is sent: made, tried, submitted, approved by somebody else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from recovery.models import Campaign
from recovery.rules import messages, texts, wording
from recovery.rules.actions import Action
from staff.models import CASEWORK_ROLES, LEADING_ROLES, Job, User

State = Campaign.State
LONGEST = timedelta(days=365)
MOST_COMPARED = 50  # of a hundred
WORDS = ("name", "purpose", "audience", "channel", "text", "other_text", "control_percent")


class CannotChange(Exception):
    """The campaign stays as it is. The message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a campaign is to be."""

    name: str
    purpose: str
    audience: str
    channel: str
    text: str
    other_text: str
    control_percent: int


def may_work(user: User) -> bool:
    """Campaigns are made by whoever works accounts."""
    return user.role in CASEWORK_ROLES


def make(plan: Plan, *, by: User, at: datetime) -> Campaign:
    """Raises CannotChange, PermissionDenied."""
    if not may_work(by):
        raise PermissionDenied("Campaigns are made by the income team.")
    return Campaign.objects.create(**_checked(plan), made_by=by, made_at=at)


@transaction.atomic
def change(campaign: Campaign, plan: Plan, *, by: User) -> Campaign:
    """Other words or another audience: it is tried out anew. Raises CannotChange."""
    found = _own_draft(campaign, by=by)
    for name, value in _checked(plan).items():
        setattr(found, name, value)
    found.job = None
    found.save()
    return found


def _checked(plan: Plan) -> Mapping[str, object]:
    """As it is kept. Raises CannotChange where it could not be sent as it stands."""
    given = {name: getattr(plan, name) for name in WORDS}
    refuse = {"sms": messages.text_refusal, "email": messages.email_refusal}.get(plan.channel, letter_refusal)
    for name in ("text", "other_text"):
        given[name] = texts.plain(given[name]) if plan.channel == "sms" else given[name].strip()
        if (name == "text" or given[name]) and (why := refuse(given[name])):
            raise CannotChange(why)
    if given["text"] == given["other_text"]:
        raise CannotChange("The two wordings are the same. Change one, or leave the second empty.")
    if not 0 <= plan.control_percent <= MOST_COMPARED:
        raise CannotChange(f"Compare with 0 to {MOST_COMPARED} of every hundred accounts.")
    return given


def letter_refusal(text: str) -> str:
    """Why these words cannot be printed as a letter; blank: they can. They are in the markup of templates."""
    found = wording.faults(text, action=Action.CAMPAIGN)
    return str(found[0]) if found else ""


@transaction.atomic
def submit(campaign: Campaign, *, send_on: date, by: User, on: date) -> Campaign:
    """Ask for a second person's yes. Raises CannotChange."""
    found = _own_draft(campaign, by=by)
    if not on <= send_on <= on + LONGEST:
        raise CannotChange("Choose today or a later day, within a year.")
    job = found.job
    if job is None or job.state != Job.State.DONE:
        raise CannotChange("Try it out first: who approves it must see whom it reaches and whom not.")
    if not (job.result["treated"] or job.result["treated_2"]):
        raise CannotChange("It reaches nobody. Choose another audience or another way.")
    found.state, found.send_on, found.answer = State.SUBMITTED, send_on, ""
    found.save(update_fields=["state", "send_on", "answer"])
    return found


@transaction.atomic
def approve(campaign: Campaign, *, by: User, on: date, at: datetime) -> Campaign:
    """It goes on its day. Raises CannotChange."""
    found = _locked(campaign)
    if by.role not in LEADING_ROLES:
        raise CannotChange("A team leader or the income manager approves a campaign.")
    if found.state != State.SUBMITTED:
        raise CannotChange("It is not waiting for approval any more.")
    if found.made_by_id == by.pk:
        raise CannotChange("You made this campaign: somebody else approves it.")
    if found.send_on and found.send_on < on:
        raise CannotChange("The day on which it was to go has passed. Send it back, so that another is chosen.")
    found.state, found.approved_by, found.approved_at = State.SCHEDULED, by, at
    found.save(update_fields=["state", "approved_by", "approved_at"])
    return found


@transaction.atomic
def send_back(campaign: Campaign, *, why: str, by: User) -> Campaign:
    """Open to changes again; who made it may take it back too. Raises CannotChange."""
    found = _locked(campaign)
    if found.state != State.SUBMITTED:
        raise CannotChange("It is not waiting for approval any more.")
    if by.pk != found.made_by_id:
        if by.role not in LEADING_ROLES:
            raise CannotChange("A team leader or the income manager sends it back.")
        if not why.strip():
            raise CannotChange("Write why it goes back: who made it will read it.")
    found.state, found.answer = State.DRAFT, why.strip()[:500]
    found.save(update_fields=["state", "answer"])
    return found


@transaction.atomic
def cancel(campaign: Campaign, *, by: User) -> Campaign:
    """It is not sent. Its maker or a leader may say so until it goes. Raises CannotChange."""
    found = _locked(campaign)
    if by.pk != found.made_by_id and by.role not in LEADING_ROLES:
        raise CannotChange(f"Only {found.made_by.name}, a team leader or the income manager cancels it.")
    if found.state in {State.SENT, State.CANCELLED} or (found.job and found.job.kind == "campaign"):
        raise CannotChange("It has gone, or was cancelled already.")
    found.state = State.CANCELLED
    found.save(update_fields=["state"])
    return found


def _own_draft(campaign: Campaign, *, by: User) -> Campaign:
    found = _locked(campaign)
    if found.made_by_id != by.pk:
        raise CannotChange(f"This is {found.made_by.name}’s campaign. Make one of your own.")
    if found.state != State.DRAFT:
        raise CannotChange("It is no longer open to changes. Take it back first.")
    return found


def _locked(campaign: Campaign) -> Campaign:
    locked = Campaign.objects.select_for_update(of=["self"]).select_related("made_by", "job")
    return locked.get(pk=campaign.pk)
