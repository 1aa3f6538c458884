"""‘This looks wrong’ on a card and ‘suggest a change’ on any page: to the policy's owner, whose answer comes back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet

from caseload import desk, undo
from caseload.at_work import at_work
from caseload.explain import explain
from caseload.models import Recommendation, Suggestion
from caseload.noting import note
from recovery.rules.actions import Action
from recovery.rules.gates import Refused
from recovery.rules.policy import Policy
from staff.asking import records_where
from staff.models import LEADING_ROLES, User
from tenancies.models import AccountEvent, AccountKind, RentAccount

Kind = Suggestion.Kind

QUICK_ANSWERS = ["Thank you: the rule will be looked at", "The rule is right here", "The data was wrong, not the rule"]
PUT_OFF = timedelta(days=7)
WEEK = timedelta(days=7)
COUNTED = timedelta(days=28)  # complaints and suggestions of these last days make a rule's rate
REASONS = [
    "The figures are not right",
    "Something we know is missing",
    "Too soon",
    "Too late",
    "Wrong step for this household",
    "The rule makes no sense here",
]


undo.INSTEAD["looks_wrong"] = "Tell the team leader, who answers it. Putting the step off is undone on its own line."


class CannotSuggest(Exception):
    """It was not sent, or not answered. The message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class RuleComplaints:
    """How often a rule was questioned. `rate` is complaints in 28 days for every 100 suggestions it made in them."""

    code: str
    name: str
    this_week: int
    last_week: int
    counted: int
    suggested: int

    @property
    def rate(self) -> float | None:
        return 100 * self.counted / self.suggested if self.suggested else None


@dataclass(frozen=True, kw_only=True)
class SuggestionRow:
    suggestion: Suggestion
    rule: str  # its name; blank: about no rule
    action: str
    about: str  # the page and the kind of account, in words


def looks_wrong(
    *, account: RentAccount, fingerprint: str, reason: str, text: str, by: User, on: date, at: datetime
) -> tuple[Suggestion, str]:
    """Question what the card says, and put the step off for a week while the policy's owner looks.

    Returns the suggestion, and why the step stays where it may not be put off: a date set by law does not move.
    """
    if reason not in REASONS and not text.strip():
        raise CannotSuggest("Choose what looks wrong, or write it.")
    with at_work(account, by=by, on=on) as locked:
        now = explain(locked, as_of=on)
        if now.decision.fingerprint != fingerprint:
            raise CannotSuggest("The card has changed since. Look at it again, and say so if it still looks wrong.")
        made = Suggestion.objects.create(
            kind=Kind.LOOKS_WRONG,
            by=by,
            at=at,
            account=locked,
            action=now.action,
            rule=now.rule,
            account_kind=locked.kind,
            reason=reason if reason in REASONS else "",
            text=text.strip(),
        )
        said = ": ".join(part for part in (made.reason, made.text) if part)
        note(
            locked,
            AccountEvent.What.LOOKS_WRONG,
            f"{now.action.label}, by the rule ‘{now.rule_name}’. {said}",
            kind="looks_wrong",
            about=f"caseload.suggestion:{made.pk}",
            by=by,
            on=on,
            at=at,
        )
        stays = ""
        try:
            desk.defer(account=locked, until=on + PUT_OFF, reason=f"Looks wrong: {said}"[:400], by=by, on=on)
        except (Refused, desk.NothingToDo) as refusal:
            stays = str(refusal) if now.action != Action.NONE else ""
    return made, stays


def suggest_change(*, text: str, page: str, rule: str, account_kind: str, by: User, at: datetime) -> Suggestion:
    """A change to the program or the policy. It names the page, rule and kind of account, never whose account."""
    if not text.strip():
        raise CannotSuggest("Write what you would change.")
    return Suggestion.objects.create(
        kind=Kind.CHANGE,
        by=by,
        at=at,
        text=text.strip(),
        page=page[:60],
        rule=rule[:60],
        account_kind=known_kind(account_kind),
    )


def answer(*, suggestion: Suggestion, answer: str, by: User, at: datetime) -> None:
    """The policy's owner answers; it returns to who asked. Raises CannotSuggest."""
    if by.role not in LEADING_ROLES:
        raise PermissionDenied("Suggestions are answered by team leaders and income managers.")
    if not answer.strip():
        raise CannotSuggest("Write the answer: it goes back to who asked.")
    unanswered = Suggestion.objects.filter(pk=suggestion.pk, answered_at=None)
    if not unanswered.update(answer=answer.strip(), answered_by=by, answered_at=at):
        raise CannotSuggest("Somebody has answered this already.")


def see(*, pk: int, by: User, at: datetime) -> None:
    """Who asked has read the answer."""
    Suggestion.objects.filter(_unseen(by), pk=pk).update(answer_seen_at=at)


def answers(user: User) -> list[Suggestion]:
    """Answers to this person's suggestions that she has not seen, the newest first."""
    found = Suggestion.objects.filter(_unseen(user)).select_related("answered_by", "account")
    return list(found.order_by("-answered_at", "-pk"))


def answers_on(account: RentAccount, *, user: User) -> list[Suggestion]:
    """Those on one account."""
    return records_where(
        Suggestion,
        "account_id = %(account)s AND by_id = %(user)s AND answered_at IS NOT NULL AND answer_seen_at IS NULL "
        "AND answered_by_id IS DISTINCT FROM %(user)s",
        order="answered_at DESC, id DESC",
        related=["answered_by"],
        account=account.pk,
        user=user.pk,
    )


def made_by(user: User) -> QuerySet[Suggestion]:
    """What this person suggested, newest first, answered or not."""
    return Suggestion.objects.filter(by=user).select_related("answered_by", "account").order_by("-at", "-pk")


def to_answer(user: User) -> QuerySet[Suggestion]:
    """Open suggestions for a policy's owner: on accounts she may open, and those about no account."""
    if user.role not in LEADING_ROLES:
        return Suggestion.objects.none()
    seen = RentAccount.objects.visible_to(user).order_by().values("pk")
    return Suggestion.objects.filter(Q(account=None) | Q(account__in=seen), answered_at=None)


def in_words(found: Iterable[Suggestion], policy: Policy) -> list[SuggestionRow]:
    """For a list: rule, step and page by their names."""
    return [
        SuggestionRow(
            suggestion=each,
            rule=rule.name if (rule := policy.rule(each.rule)) else "",
            action=Action(each.action).label if each.action else "",
            about=", ".join(
                part for part in (each.page, AccountKind(each.account_kind).label if each.account_kind else "") if part
            ),
        )
        for each in found
    ]


def page_name(name: str) -> str:
    """A page by the name of its address, in words; blank for anything else that was sent."""
    return name.replace("_", " ").capitalize() if name.replace("_", "").isalpha() else ""


def known_kind(kind: str) -> str:
    return kind if kind in AccountKind else ""


def by_rule(policy: Policy, *, at: datetime) -> list[RuleComplaints]:
    """The rules questioned within 28 days, the highest rate first. Counts are the whole council's."""
    since = at - COUNTED
    questioned = (
        Suggestion.objects.filter(kind=Kind.LOOKS_WRONG, at__gt=since)
        .values("rule")
        .annotate(
            counted=Count("pk"),
            this_week=Count("pk", filter=Q(at__gt=at - WEEK)),
            last_week=Count("pk", filter=Q(at__gt=at - 2 * WEEK, at__lte=at - WEEK)),
        )
    )
    rules = {row["rule"]: row for row in questioned}
    standing = Q(lapsed_on=None) | Q(lapsed_on__gt=since.date())
    suggested = dict(
        Recommendation.objects.filter(standing, rule__in=rules)
        .values_list("rule")
        .annotate(Count("pk"))
        .values_list("rule", "pk__count")
    )
    found = [
        RuleComplaints(
            code=code,
            name=rule.name if (rule := policy.rule(code)) else code.replace("_", " ").capitalize(),
            this_week=row["this_week"],
            last_week=row["last_week"],
            counted=row["counted"],
            suggested=suggested.get(code, 0),
        )
        for code, row in rules.items()
    ]
    return sorted(found, key=lambda each: (-(each.rate or 0), -each.counted, each.code))


def _unseen(user: User) -> Q:
    return Q(by=user, answered_at__isnull=False, answer_seen_at=None) & ~Q(answered_by=user)
