"""A campaign tried out and sent, as long work: each account is judged when its turn comes, and the parts add up.

What is queued passes the gates once more as it leaves (recovery/outbox.py).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from caseload.campaigns.audience import GONE, Arm, Verdict, deal, keys_of, verdicts
from caseload.campaigns.build import CannotChange
from recovery import outbox, told_letters
from recovery.actions import UNDO
from recovery.models import Campaign, CampaignMember, OutboxMessage
from recovery.rules import letters
from recovery.rules.actions import Action
from recovery.rules.letters import Wording
from staff.models import Job, User
from tenancies.models import RentAccount

TRIAL, RUN = "campaign_trial", "campaign"
KINDS = [TRIAL, RUN]
UNDER_WAY = [Job.State.WAITING, Job.State.RUNNING]
AT_ONCE = 100  # up to so many are tried out before the page answers
CHUNK = 50
LEASE = timedelta(minutes=5)
STOPPED = "It was stopped before its turn"


@transaction.atomic
def ask_trial(campaign: Campaign, *, by: User, on: date, at: datetime) -> Job:
    """Try out whom it would reach today. Nothing is sent. Raises CannotChange."""
    found = Campaign.objects.select_for_update(of=["self"]).select_related("made_by", "job").get(pk=campaign.pk)
    if found.state != Campaign.State.DRAFT or found.made_by_id != by.pk:
        raise CannotChange("Only an open campaign of your own can be tried out.")
    if not found.text:
        raise CannotChange("Write the message first.")
    if found.job and found.job.state in UNDER_WAY and not _left_behind(found.job, at=at):
        return found.job
    return _job(TRIAL, found, by=by, on=on, at=at)


def start_due(*, on: date, at: datetime) -> list[int]:
    """The jobs to be worked on now: campaigns whose day has come, and those that a dead worker left."""
    with transaction.atomic():
        ready = Campaign.objects.filter(state=Campaign.State.SCHEDULED, send_on__lte=on)
        ready = ready.exclude(job__kind=RUN).select_related("made_by")
        for campaign in ready.select_for_update(of=["self"], skip_locked=True):
            _job(RUN, campaign, by=campaign.made_by, on=on, at=at)
    fresh = Q(state=Job.State.WAITING, lease_until__gte=at, done=0)
    left = Q(state__in=UNDER_WAY, lease_until__lt=at)
    return list(Job.objects.filter(fresh | left, kind=RUN).values_list("pk", flat=True))


def _job(kind: str, campaign: Campaign, *, by: User, on: date, at: datetime) -> Job:
    keys, twins = keys_of(campaign, on=on)
    campaign.job = Job.objects.create(
        kind=kind,
        made_by=by,
        total=len(keys),
        input={"campaign": campaign.pk, "accounts": keys, "twins": twins},
        result={"treated": 0, "treated_2": 0, "control": 0, "excluded": {}},
        lease_until=at + LEASE,
    )
    campaign.save(update_fields=["job"])
    return campaign.job


def _left_behind(job: Job, *, at: datetime) -> bool:
    return job.lease_until is not None and job.lease_until < at


def work(job_id: int, *, on: date) -> None:
    """Go through the accounts of a job. Sent twice, or taken up after a worker died, it goes on where it stood."""
    while _go_on(job_id, on=on):
        pass


@transaction.atomic
def _go_on(job_id: int, *, on: date) -> bool:
    """The next accounts; False where it has ended."""
    [job] = Job.objects.select_for_update(of=["self"]).select_related("made_by").filter(pk=job_id, kind__in=KINDS)
    if job.state not in UNDER_WAY:
        return False
    locked = Campaign.objects.select_for_update(of=["self"]).select_related("made_by")
    [campaign] = locked.filter(pk=job.input["campaign"])
    now = timezone.now()
    some = job.input["accounts"][job.done : job.done + CHUNK]
    if not some or campaign.job_id != job.pk:
        _end(job, campaign, on=on, at=now)
        return False
    found = _judge(job, campaign, some, on=on)
    for verdict in found:
        _count(job.result, verdict)
    if job.kind == RUN:
        _write(campaign, found, on=on, at=now)
    job.state, job.done, job.lease_until = Job.State.RUNNING, job.done + len(some), now + LEASE
    job.save(update_fields=["state", "done", "result", "lease_until"])
    return True


def _judge(job: Job, campaign: Campaign, keys: Sequence[int], *, on: date) -> list[Verdict]:
    """Each of these accounts, locked where something is sent: who stops all chasing in this instant comes before."""
    accounts = RentAccount.objects.filter(pk__in=keys).order_by("pk").select_related("tenancy__home", "position")
    if job.kind == RUN:
        accounts = accounts.select_for_update(of=["self"], no_key=True)
    if job.cancel_asked:
        return [Verdict(account=each, arm=Arm.EXCLUDED, reason=STOPPED) for each in accounts]
    hers = set(RentAccount.objects.visible_to(campaign.made_by).filter(pk__in=keys).values_list("pk", flat=True))
    gone = [Verdict(account=each, arm=Arm.EXCLUDED, reason=GONE) for each in accounts if each.pk not in hers]
    mine = [each for each in accounts if each.pk in hers]
    found = verdicts(campaign, mine, twins=job.input["twins"], on=on)
    found.sort(key=lambda each: keys.index(each.account.pk))  # as drawn; they were locked in the order of their numbers
    counts = job.result
    treated = counts["treated"] + counts["treated_2"]
    return [*gone, *deal(found, campaign=campaign, compared=counts["control"], treated=treated)]


def _count(result: dict[str, Any], verdict: Verdict) -> None:
    if verdict.arm == Arm.EXCLUDED:
        of_reason = result["excluded"].setdefault(verdict.reason, [])
        of_reason.append([verdict.account.pk, verdict.account.account_ref])
    elif verdict.arm == Arm.CONTROL:
        result["control"] += 1
    else:
        result["treated_2" if verdict.wording == 2 else "treated"] += 1


def _write(campaign: Campaign, found: Sequence[Verdict], *, on: date, at: datetime) -> None:
    """The members of the campaign, and the messages of those who are written to."""
    rows = [
        CampaignMember(
            campaign=campaign,
            account=each.account,
            arm=each.arm,
            wording=each.wording,
            reason=each.reason[:300],
            balance=each.account.owes_now(),
            message=_queue(campaign, each, on=on, at=at) if each.arm == Arm.TREATED else None,
        )
        for each in found
    ]
    CampaignMember.objects.bulk_create(
        rows,
        update_conflicts=True,  # those of a file are members already
        unique_fields=["campaign", "account"],
        update_fields=["arm", "wording", "reason", "balance", "message"],
    )


def _queue(campaign: Campaign, verdict: Verdict, *, on: date, at: datetime) -> OutboxMessage | None:
    """What carries it to a household; of letters to each joint tenant the first, which stands for all."""
    if campaign.channel == OutboxMessage.OutboxChannel.LETTER:
        return _letters(campaign, verdict, on=on, at=at)
    message = OutboxMessage.objects.create(
        account=verdict.account,
        person_id=verdict.person_id,
        channel=campaign.channel,
        action=Action.NONE,
        text=campaign.other_text if verdict.wording == 2 else campaign.text,
        queued_at=at,
        queued_by=campaign.made_by,
        send_after=outbox.next_release(campaign.channel, at=at + UNDO),
        press=_press(campaign, verdict),
    )
    outbox.note_queued(message, said=f", campaign ‘{campaign.name}’", by=campaign.made_by, on=on, at=at)
    return message


def _letters(campaign: Campaign, verdict: Verdict, *, on: date, at: datetime) -> OutboxMessage | None:
    """To each joint tenant apart, through the print room."""
    assert verdict.facts is not None  # who is written to was judged by them
    words = Wording(
        version=None,
        number=verdict.wording,
        heading=letters.KINDS[Action.CAMPAIGN].heading,
        body=campaign.other_text if verdict.wording == 2 else campaign.text,
    )
    queued, _ = told_letters.queue(
        verdict.tenants,
        account=verdict.account,
        action=Action.CAMPAIGN,
        fill=lambda letter: replace(letter, wording=words),
        facts=verdict.facts,
        by=campaign.made_by,
        on=on,
        at=at,
        press=_press(campaign, verdict),
        said=f"Campaign ‘{campaign.name}’.",
    )
    return queued[0] if queued else None


def _press(campaign: Campaign, verdict: Verdict) -> UUID:
    """The same for each try, so that a message is queued once."""
    return uuid5(NAMESPACE_OID, f"campaign:{campaign.pk}:{verdict.account.pk}")


def _end(job: Job, campaign: Campaign, *, on: date, at: datetime) -> None:
    job.state = Job.State.CANCELLED if job.cancel_asked else Job.State.DONE
    job.ended_at = at
    job.save(update_fields=["state", "ended_at"])
    if job.kind == RUN and campaign.job_id == job.pk:
        campaign.state, campaign.sent_on = Campaign.State.SENT, on
        campaign.save(update_fields=["state", "sent_on"])
