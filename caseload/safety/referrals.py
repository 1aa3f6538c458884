"""Sending somebody to a partner for help: what prompts it, consent, by when, and what came of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from caseload import causes
from caseload.at_work import at_work
from caseload.noting import note
from recovery.models import RepaymentAgreement
from recovery.rules.facts import AccountFacts
from staff.models import User
from staff.ui import words
from tenancies.models import AccountEvent, RentAccount
from welfare.models import Referral

State, Consent = Referral.State, Referral.Consent
BREAKS = 2  # broken plans from which support is prompted
ASKED_AGAIN_AFTER = timedelta(days=182)
# The help that a cause of arrears points to (causes.toml).
HELP = {
    "other_debts": "Debt advice",
    "budgeting": "Help with money",
    "ill": "Health and care support",
    "income_fell": "Help into work",
    "bereaved": "Bereavement support",
}


class CannotRefer(Exception):
    """It is not kept. The message says what to do."""


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """A referral that the facts suggest. `code` is kept with the answer to it."""

    code: str
    help: str
    why: str


@dataclass(frozen=True, kw_only=True)
class PartnerCount:
    partner: str
    made: int
    open: int
    overdue: int
    closed: int


def prompts(account: RentAccount, *, facts: AccountFacts, on: date) -> list[Prompt]:
    """What suggests a referral and was not answered: broken plans, the cause, flags. A third break asks again."""
    found = []
    broken = RepaymentAgreement.objects.filter(
        account__tenancy=account.tenancy_id, status=RepaymentAgreement.Status.BROKEN
    ).count()
    if broken >= BREAKS:
        why = f"{words.counted(broken, 'plan')} broke: find out what stands behind it before the next one."
        found.append(Prompt(code=f"broken_plans_{broken}", help="Support to sustain the tenancy", why=why))
    cause = causes.panel(account).found
    if cause and cause.cause in HELP:
        why = f"They fell behind for this: {causes.name_of(cause.cause).lower()}."
        found.append(Prompt(code=f"cause_{cause.cause}", help=HELP[cause.cause], why=why))
    if facts.domestic_abuse:
        found.append(Prompt(code="domestic_abuse", help="Specialist abuse support", why="Domestic abuse is recorded."))
    if facts.in_crisis:
        found.append(Prompt(code="crisis", help="Mental health support", why="Somebody here is in crisis."))
    if not found:
        return []
    answered = set(
        Referral.objects.filter(account__tenancy=account.tenancy_id, at__date__gt=on - ASKED_AGAIN_AFTER).values_list(
            "prompted_by", flat=True
        )
    )
    return [prompt for prompt in found if prompt.code not in answered]


def of_account(account: RentAccount) -> list[Referral]:
    found = Referral.objects.filter(account__tenancy=account.tenancy_id)
    return list(found.select_related("by").order_by("-at", "-pk"))


def refer(
    *,
    account: RentAccount,
    partner: str,
    why: str,
    consent: str,
    due_on: date,
    prompted_by: str = "",
    by: User,
    on: date,
    at: datetime,
) -> Referral:
    """Send them to a partner, with their consent. Raises CannotRefer."""
    if consent == Consent.REFUSED:
        raise CannotRefer("They do not agree, so nothing is sent. If this answers a prompt, say there why not.")
    if not partner.strip() or not why.strip():
        raise CannotRefer("Name the partner, and say what for.")
    if due_on < on:
        raise CannotRefer("The partner is asked to answer by today or a later day.")
    with at_work(account, by=by, on=on) as locked:
        made = Referral.objects.create(
            account=locked, partner=partner.strip(), why=why.strip(), consent=consent, due_on=due_on,
            prompted_by=prompted_by, by=by, at=at,
        )  # fmt: skip
        said = f"To {made.partner}. {made.get_consent_display()}. Answer by {words.long_day(due_on)}."
        note(locked, AccountEvent.What.REFERRAL, said, kind="referral", by=by, on=on, at=at)
    return made


def refuse_prompt(*, account: RentAccount, prompt: Prompt, why: str, by: User, on: date, at: datetime) -> Referral:
    """No referral this time, and why: the prompt rests half a year. Raises CannotRefer without a reason."""
    if not 0 < len(why.strip()) <= 500:
        raise CannotRefer("Say why no referral is made, in 500 characters at most.")
    with at_work(account, by=by, on=on) as locked:
        made = Referral.objects.create(
            account=locked, partner=prompt.help, why=why.strip(), prompted_by=prompt.code, consent=Consent.REFUSED,
            state=State.NOT_MADE, closed_on=on, by=by, at=at,
        )  # fmt: skip
        said = f"{prompt.help}: not made. {made.why}"
        note(locked, AccountEvent.What.REFERRAL, said, kind="referral", by=by, on=on, at=at)
    return made


def answer(
    *, account: RentAccount, referral: Referral, accepted: bool, outcome: str, by: User, on: date, at: datetime
) -> None:
    """The partner takes it on, or it is closed with its outcome. Raises CannotRefer."""
    if not accepted and not outcome.strip():
        raise CannotRefer("Say what came of it.")
    with at_work(account, by=by, on=on) as locked:
        found = Referral.objects.select_for_update().get(pk=referral.pk, account__tenancy=locked.tenancy_id)
        if found.state not in {State.MADE, State.ACCEPTED}:
            raise CannotRefer("This referral is closed already.")
        found.state = State.ACCEPTED if accepted else State.CLOSED
        found.outcome = outcome.strip() or found.outcome
        found.closed_on = None if accepted else on
        found.save(update_fields=["state", "outcome", "closed_on"])
        said = f"{found.partner}: {found.get_state_display().lower()}."
        said += f" {found.outcome}" if found.outcome else ""
        note(locked, AccountEvent.What.REFERRAL, said, kind="referral", by=by, on=on, at=at)


def directory(user: User, *, on: date) -> list[PartnerCount]:
    """For each partner how many were sent, wait, are late and are closed, over the accounts this person may see."""
    sent = Referral.objects.filter(account__in=RentAccount.objects.visible_to(user)).exclude(state=State.NOT_MADE)
    waits = Q(state__in=[State.MADE, State.ACCEPTED])
    rows = sent.order_by("partner").values("partner").annotate(
        made=Count("pk"),
        open=Count("pk", filter=waits),
        overdue=Count("pk", filter=waits & Q(due_on__lt=on)),
        closed=Count("pk", filter=Q(state=State.CLOSED)),
    )  # fmt: skip
    return [PartnerCount(**row) for row in rows]
