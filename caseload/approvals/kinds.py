"""The kinds of approval: who asked, what is decided, and the verb of its own area that does it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from caseload import questions, reminders
from caseload.approvals import may_wait
from caseload.approvals.claims import CLAIMS
from caseload.approvals.enforcing import ENFORCING
from caseload.approvals.gated import GATED, with_step_now
from caseload.approvals.item import CannotDecide, Decision, Item, Kind, in_words
from caseload.approvals.legal import LEGAL
from caseload.approvals.more import MORE
from caseload.campaigns import build
from caseload.models import Reminder, Simulation
from caseload.policies import drafts
from caseload.policies.edit import CannotEdit
from caseload.printing import acts
from caseload.worried import lift_worry
from recovery import batches, policies, stages
from recovery.actions import CannotWithdraw
from recovery.models import AutoSend, Campaign, OutboxMessage, PolicyDraft
from recovery.rules.actions import Action
from recovery.rules.letters import KINDS as LETTERS
from staff.models import LEADING_ROLES, User
from staff.ui.words import long_day
from tenancies.models import RentAccount
from welfare.actions import CannotLift
from welfare.models import CrisisPlan, Marker

REFUSED = (
    reminders.CannotRemind,
    build.CannotChange,
    CannotEdit,
    drafts.CannotPublish,
    stages.CannotChangeStage,
    batches.CannotRelease,
    CannotWithdraw,
    CannotLift,
    PermissionDenied,
    RentAccount.DoesNotExist,
)


# --------------------------------------------------------------------------------------- a step set aside beyond range


def overrides(user: User, on: date) -> list[Item]:
    theirs = RentAccount.objects.openable_by(user)
    asked = questions.put_to(user).exclude(sets_aside="").filter(account__in=theirs)
    return [_override(each, now) for each, now in with_step_now(asked)]


def _override(each: Reminder, now: Action) -> Item:
    """`now`: the step that the account has today."""
    step = Action(each.sets_aside).label
    gone = now != each.sets_aside
    return Item(
        kind="override",
        pk=each.pk,
        title=f"Set aside: {step.lower()}",
        why=each.text,
        asked_by=each.made_by,
        asked_at=each.made_at,
        page=each.account.get_absolute_url(),
        account=each.account,
        shows=(("Step that would be set aside", step), ("Next step now", now.label)),
        changed=(f"The next step is no longer ‘{step}’ but ‘{now.label}’",) if gone else (),
        stops="The step has changed since it was asked. Send it back." if gone else "",
    )


def set_aside(item: Item, said: Decision) -> str:
    _answer(item, said, words=said.said or "Agreed.", agrees=True)
    return "The step is set aside, and who asked is told."


def keep_step(item: Item, said: Decision) -> str:
    _answer(item, said, words=said.said, agrees=False)
    return "The step stands, and who asked is told why."


def _answer(item: Item, said: Decision, *, words: str, agrees: bool) -> None:
    question = Reminder.objects.select_related("account", "made_by").get(pk=item.pk)
    with in_words(*REFUSED):
        reminders.finish(reminder=question, answer=words, agrees=agrees, by=said.by, on=said.on, at=said.at)


# ------------------------------------------------------------------------------------------------------------ campaigns


def campaigns(user: User, on: date) -> list[Item]:
    waiting = Campaign.objects.filter(state=Campaign.State.SUBMITTED).exclude(made_by=user)
    return [_campaign(each, on) for each in waiting.select_related("made_by", "job").order_by("made_at", "pk")]


def _campaign(each: Campaign, on: date) -> Item:
    result: dict[str, Any] = (
        each.job.result if each.job else {"treated": 0, "treated_2": 0, "control": 0, "excluded": {}}
    )
    tried_on = timezone.localdate(each.job.ended_at) if each.job and each.job.ended_at else None
    assert each.send_on is not None  # it is submitted
    late = each.send_on < on
    return Item(
        kind="campaign",
        pk=each.pk,
        title=f"Campaign: {each.name}",
        why=each.purpose,
        asked_by=each.made_by,
        asked_at=each.made_at,
        page=reverse("campaign", args=[each.pk]),
        shows=(
            ("Goes on", long_day(each.send_on)),
            ("Message", each.text),
            *((("Second wording", each.other_text),) if each.other_text else ()),
            ("Written to", f"{result['treated'] + result['treated_2']:,}"),
            ("Left out by lot", f"{result['control']:,}"),
            ("Excluded", f"{sum(len(some) for some in result['excluded'].values()):,}"),
        ),
        changed=(f"Tried out on {long_day(tried_on)}: it is judged anew on the day it goes",)
        if tried_on and tried_on < on
        else (),
        stops="Its day has passed. Send it back, so that another is chosen." if late else "",
    )


def approve_campaign(item: Item, said: Decision) -> str:
    with in_words(*REFUSED):
        found = build.approve(Campaign.objects.get(pk=item.pk), by=said.by, on=said.on, at=said.at)
    assert found.send_on is not None
    return f"Approved. It goes on {long_day(found.send_on)}, judged anew on that day."


def send_campaign_back(item: Item, said: Decision) -> str:
    with in_words(*REFUSED):
        build.send_back(Campaign.objects.get(pk=item.pk), why=said.said, by=said.by)
    return "The campaign is open to changes again."


# --------------------------------------------------------------------------------------------------------------- policy


def policy_drafts(user: User, on: date) -> list[Item]:
    waiting = PolicyDraft.objects.filter(state=PolicyDraft.State.SUBMITTED).select_related("made_by", "submitted_by")
    hers = [each for each in waiting.order_by("changed_at", "pk") if drafts.may_publish(each, user)]
    trials = drafts.simulated_of(hers)
    return [_draft(each, trials.get(each.pk)) for each in hers]


def _draft(each: PolicyDraft, trial: Simulation | None) -> Item:
    newer = trial is not None and trial.against != policies.newest_number()
    tried = f"{trial.changed:,} of {trial.accounts:,} accounts would be decided otherwise" if trial else "Not yet"
    return Item(
        kind="policy",
        pk=each.pk,
        title=f"Policy: {each.name}",
        why="Another person publishes what one wrote.",
        asked_by=each.submitted_by or each.made_by,
        asked_at=each.changed_at,
        page=reverse("policy_draft", args=[each.pk]),
        shows=(("Copied from policy", str(each.based_on)), ("Simulated", tried), ("In force", "from tomorrow")),
        changed=("A newer policy was published since it was simulated",) if newer else (),
        stops="" if trial and not newer else "It must be simulated again as it stands. Send it back.",
    )


def publish(item: Item, said: Decision) -> str:
    tomorrow = said.on + timedelta(days=1)
    with in_words(*REFUSED):
        version = drafts.publish(
            draft=PolicyDraft.objects.get(pk=item.pk), in_force_from=tomorrow, by=said.by, on=said.on, at=said.at
        )
    return f"Policy {version.number} is in force from {long_day(tomorrow)}."


def open_draft(item: Item, said: Decision) -> str:
    with in_words(*REFUSED):
        drafts.send_back(draft=PolicyDraft.objects.get(pk=item.pk), why=said.said, by=said.by, at=said.at)
    return "The draft is open to changes again."


# -------------------------------------------------------------------------------------------------- without a press


def automatic(user: User, on: date) -> list[Item]:
    asked = AutoSend.objects.filter(off_at=None, on_at=None).exclude(asked_by=user).select_related("asked_by")
    low_risk = policies.in_force(on=on).post.low_risk
    return [_automatic(each, allowed=each.action in low_risk) for each in asked.order_by("asked_at", "pk")]


def _automatic(each: AutoSend, *, allowed: bool) -> Item:
    title = LETTERS[Action(each.action)].title
    return Item(
        kind="automatic",
        pk=each.pk,
        title=f"{title} goes without a press",
        why="Each passes the same gates, and may be taken back until it leaves.",
        asked_by=each.asked_by,
        asked_at=each.asked_at,
        page=reverse("letters"),
        shows=(("Step", title), ("From", "tonight’s run on")),
        stops="" if allowed else f"The policy no longer marks {title} as low-risk. Send it back.",
    )


def switch_on(item: Item, said: Decision) -> str:
    with in_words(*REFUSED):
        asked = AutoSend.objects.get(pk=item.pk)
        stages.switch_on(action=asked.action, policy=policies.in_force(on=said.on).post, by=said.by, at=said.at)
    return f"{item.title}, from tonight’s run on."


def switch_off(item: Item, said: Decision) -> str:
    with in_words(*REFUSED):
        stages.switch_off(action=AutoSend.objects.get(pk=item.pk).action, why=said.said, by=said.by, at=said.at)
    return "It stays off. Each is sent with a press, as before."


# --------------------------------------------------------------------------------------------------------------- crises


def crises(user: User, on: date) -> list[Item]:
    """Those whose lead has signed off how they ended; never one that this person raised."""
    raised = Marker.objects.live(on=on).filter(kind=Marker.Kind.CRISIS, owner=user)
    plans = CrisisPlan.objects.filter(
        ended_on=None, signed_off_at__isnull=False, account__in=RentAccount.objects.openable_by(user)
    ).exclude(account__tenancy__in=raised.values("person__tenancies__tenancy"))
    found = plans.exclude(account__tenancy__in=raised.filter(tenancy__isnull=False).values("tenancy"))
    return [_crisis(each) for each in found.select_related("account__tenancy__home", "lead").order_by("signed_off_at")]


def _crisis(each: CrisisPlan) -> Item:
    assert each.signed_off_at is not None  # see `crises`
    return Item(
        kind="crisis",
        pk=each.pk,
        title="Lift a crisis",
        why=each.outcome,
        asked_by=each.lead,
        asked_at=each.signed_off_at,
        page=each.account.get_absolute_url(),
        account=each.account,
        shows=(("How it ended", each.outcome), ("Led by", each.lead.name)),
    )


def lift(item: Item, said: Decision) -> str:
    assert item.account is not None
    with in_words(*REFUSED):
        lift_worry(account=item.account, why=said.said, by=said.by, on=said.on, at=said.at)
    return "The crisis is lifted. The usual steps are suggested again."


def keep_crisis(item: Item, said: Decision) -> str:
    """Nothing is lifted; who leads is asked to go on, as a task on the account."""
    task(item, f"The crisis is not lifted: {said.said}", said)
    return "The crisis stays, and who leads is asked to go on."


# -------------------------------------------------------------------------------------------------- contentious letters


def letters(user: User, on: date) -> list[Item]:
    waiting = OutboxMessage.objects.filter(
        state=OutboxMessage.State.QUEUED,
        read_by=None,
        template_version__contentious=True,
        account__in=RentAccount.objects.visible_to(user),
    ).exclude(queued_by=user)
    related = ["account__tenancy__home", "person", "queued_by", "batch", "template_version"]
    return [_letter(each) for each in waiting.select_related(*related).order_by("queued_at", "pk")]


def _letter(each: OutboxMessage) -> Item:
    return Item(
        kind="letter",
        pk=each.pk,
        title=f"{each.title} with contentious words",
        why=each.reason_given or "A second person reads such a letter before it goes.",
        asked_by=each.queued_by,
        asked_at=each.queued_at,
        page=reverse("letter_batch", args=[each.batch_id]) if each.batch_id else each.account.get_absolute_url(),
        account=each.account,
        shows=(("To", str(each.person)), ("Letter", each.template_version.body if each.template_version else "")),
    )


def read_letter(item: Item, said: Decision) -> str:
    with in_words(*REFUSED):
        acts.read(message=OutboxMessage.objects.select_related("account").get(pk=item.pk), by=said.by, on=said.on,
                  at=said.at)  # fmt: skip
    return "Read. It goes with its batch."


def take_letter_out(item: Item, said: Decision) -> str:
    message = OutboxMessage.objects.select_related("account", "person").get(pk=item.pk)
    with in_words(*REFUSED):
        acts.take_out(message=message, why=said.said, by=said.by, on=said.on, at=said.at)
    return "It does not go. Its account is work again."


# ------------------------------------------------------------------------------------------------------------- the list


def task(item: Item, text: str, said: Decision) -> None:
    """Ask who asked: it stands on their list as a task, and the answer comes back. Raises CannotDecide."""
    if item.account is None:
        raise CannotDecide("Send it back with your question: it belongs to no account.")
    with in_words(*REFUSED):
        reminders.remind(
            account=item.account,
            kind=Reminder.Kind.TASK,
            text=text,
            due_on=said.on,
            colleague=item.asked_by,
            by=said.by,
            on=said.on,
            at=said.at,
        )


KINDS: dict[str, Kind] = {
    "override": Kind(
        label="Step set aside", button="Approve and set it aside", waiting=overrides, approve=set_aside,
        send_back=keep_step,
    ),
    "manager": GATED,
    "crisis": Kind(
        label="Crisis", button="Approve and lift it", waiting=crises, approve=lift, send_back=keep_crisis,
        wants_words="Why it is safe to lift it",
    ),
    "letter": Kind(
        label="Contentious letter", button="Approve: it may go", waiting=letters, approve=read_letter,
        send_back=take_letter_out,
    ),
    "campaign": Kind(
        label="Campaign", button="Approve and schedule", waiting=campaigns, approve=approve_campaign,
        send_back=send_campaign_back,
    ),
    "policy": Kind(
        label="Policy", button="Approve and publish", waiting=policy_drafts, approve=publish, send_back=open_draft,
    ),
    "automatic": Kind(
        label="Without a press", button="Approve and switch on", waiting=automatic, approve=switch_on,
        send_back=switch_off,
    ),
    **MORE,
    **LEGAL,
    **CLAIMS,
    **ENFORCING,
}  # fmt: skip


def waiting(user: User, *, on: date, found: Mapping[str, Any] | None = None) -> list[Item]:
    """All that waits for this person's yes, the longest waiting first. Nobody approves what she asked herself.

    `found`: of counts.of_frame; a kind of which it found nothing, whoever's, is not asked for.
    """
    if user.role not in LEADING_ROLES:
        return []
    wanted = [kind for code, kind in KINDS.items() if (found or {}).get(may_wait.column(code), True)]
    items = [item for kind in wanted for item in kind.waiting(user, on)]
    return sorted((item for item in items if item.asked_by != user), key=lambda item: item.asked_at)


def find(kind: str, pk: int, *, user: User, on: date) -> Item | None:
    """One that waits for this person; None where it does not, or not any more."""
    if kind not in KINDS or user.role not in LEADING_ROLES:
        return None
    theirs = (item for item in KINDS[kind].waiting(user, on) if item.pk == pk and item.asked_by != user)
    found = next(theirs, None)
    return KINDS[kind].closely(found, user, on) if found else None
