"""How each rule fares: how often it came up, what officers made of it, who questioned it, what money followed.

Counts are of the days asked for, the whole council's. Money is what was paid in the 28 days after a step was done, each
account once for a rule; it says what followed, not what the step brought about.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from caseload.models import Recommendation, Step, Suggestion
from caseload.rule_words import all_rules
from recovery.rules.policy import Policy
from staff.models import User
from staff.ui import words
from tenancies.models import RentAccount

MONEY_DAYS = 28
PERIODS = {28: "4 weeks", 91: "13 weeks", 364: "52 weeks"}
MOST = 200  # accounts listed behind a number

SQL = """
    WITH fired AS (
        SELECT rule, count(*) AS number FROM caseload_recommendation
        WHERE action <> 'none' AND first_on BETWEEN %(first)s AND %(last)s GROUP BY rule
    ), answered AS (
        SELECT rule, count(*) FILTER (WHERE outcome = 'done') AS accepted,
               count(*) FILTER (WHERE outcome = 'overridden') AS overridden,
               count(*) FILTER (WHERE outcome = 'deferred') AS put_off
        FROM caseload_step WHERE undone_at IS NULL AND "on" BETWEEN %(first)s AND %(last)s GROUP BY rule
    ), questioned AS (
        SELECT rule, count(*) AS number FROM caseload_suggestion
        WHERE kind = 'looks_wrong' AND (at AT TIME ZONE 'Europe/London')::date BETWEEN %(first)s AND %(last)s
        GROUP BY rule
    ), done AS (
        SELECT rule, account_id, min("on") AS first_done, max("on") AS last_done
        FROM caseload_step
        WHERE outcome = 'done' AND undone_at IS NULL AND "on" BETWEEN %(first)s AND %(last)s
        GROUP BY rule, account_id
    ), money AS (
        SELECT done.rule, -sum(e.amount + coalesce(back.amount, 0)) AS pounds
        FROM done
        JOIN tenancies_ledgerentry AS e
            ON e.account_id = done.account_id AND e.kind = 'payment'
            AND e.effective_on > done.first_done AND e.effective_on <= done.last_done + %(days)s
        LEFT JOIN LATERAL (
            SELECT sum(amount) AS amount FROM tenancies_ledgerentry WHERE reverses_id = e.id
        ) AS back ON true
        WHERE EXISTS (
            SELECT FROM caseload_step AS s
            WHERE s.rule = done.rule AND s.account_id = done.account_id AND s.outcome = 'done' AND s.undone_at IS NULL
              AND s."on" BETWEEN %(first)s AND %(last)s
              AND e.effective_on > s."on" AND e.effective_on <= s."on" + %(days)s
        )
        GROUP BY done.rule
    )
    SELECT rule, coalesce(fired.number, 0), coalesce(answered.accepted, 0), coalesce(answered.overridden, 0),
           coalesce(answered.put_off, 0), coalesce(questioned.number, 0), coalesce(money.pounds, 0)
    FROM fired
    FULL JOIN answered USING (rule) FULL JOIN questioned USING (rule) FULL JOIN money USING (rule)
"""


@dataclass(frozen=True, kw_only=True)
class RuleHealth:
    """One rule's counts over the days asked for."""

    code: str
    name: str
    action: str
    in_force: bool  # whether the policy of today still has it
    fired: int
    accepted: int
    overridden: int
    put_off: int
    questioned: int
    money: Decimal

    @property
    def answered(self) -> int:
        return self.accepted + self.overridden + self.put_off

    @property
    def bars(self) -> list[tuple[str, int, int]]:
        """Accepted, not this and put off as parts of a bar 160 wide: its class, where it begins, how wide it is."""
        if not self.answered:
            return []
        found, at = [], 0
        for name, number in (("done", self.accepted), ("no", self.overridden), ("off", self.put_off)):
            width = round(160 * number / self.answered)
            found.append((name, at, width))
            at += width
        return [each for each in found if each[2]]


def health(policy: Policy, *, on: date, days: int) -> list[RuleHealth]:
    """Every rule that came up, was answered or questioned in so many days up to a day; the most refused first."""
    params: dict[str, date | int] = {"first": on - timedelta(days=days - 1), "last": on, "days": MONEY_DAYS}
    with connection.cursor() as cursor:
        cursor.execute(SQL, params)
        rows = cursor.fetchall()
    rules = {rule.code: rule for rule in all_rules(policy)}
    found = [
        RuleHealth(
            code=code,
            name=rules[code].name if code in rules else code.replace("_", " ").capitalize(),
            action=rules[code].action.label if code in rules else "",
            in_force=code in rules,
            fired=fired,
            accepted=accepted,
            overridden=overridden,
            put_off=put_off,
            questioned=questioned,
            money=Decimal(money),
        )
        for code, fired, accepted, overridden, put_off, questioned, money in rows
    ]
    return sorted(found, key=lambda each: (-each.overridden - each.questioned, -each.fired, each.name))


def finding(rows: list[RuleHealth]) -> str:
    """What the chart says, in a sentence."""
    worst = max(rows, key=lambda each: (each.overridden + each.questioned, each.fired), default=None)
    if worst is None:
        return "No rule suggested a step in this time"
    if not worst.overridden + worst.questioned:
        return "No suggestion was refused or questioned"
    if worst.overridden + worst.questioned == 1:
        all_told = sum(each.overridden + each.questioned for each in rows)
        were = "was" if all_told == 1 else "were"
        return f"{words.counted(all_told, 'suggestion')} {were} refused or questioned, no rule more than once"
    share = f"; {worst.overridden} of {words.counted(worst.answered, 'answer')} said no" if worst.overridden else ""
    times = words.counted(worst.overridden + worst.questioned, "time")
    return f"‘{worst.name}’ is refused or questioned most: {times}{share}"


def accounts(kind: str, code: str, *, user: User, on: date, days: int) -> list[tuple[RentAccount, date, str]]:
    """The accounts behind one number that this person may see, the newest first, each with its day and the reason."""
    first = on - timedelta(days=days - 1)
    seen = RentAccount.objects.visible_to(user).order_by().values("pk")
    if kind == "fired":
        came = Recommendation.objects.filter(rule=code, first_on__range=(first, on), account__in=seen)
        rows = came.exclude(action="none").select_related("account").order_by("-first_on", "-pk")[:MOST]
        return [(row.account, row.first_on, "") for row in rows]
    if kind == "questioned":
        return _questioned(code, seen=seen, first=first, on=on)
    outcome = {"accepted": "done", "overridden": "overridden", "put_off": "deferred"}[kind]
    steps = Step.objects.filter(rule=code, outcome=outcome, undone_at=None, on__range=(first, on), account__in=seen)
    found = steps.select_related("account").order_by("-on", "-pk")[:MOST]
    return [(step.account, step.on, step.reason) for step in found]


def _questioned(code: str, *, seen: Any, first: date, on: date) -> list[tuple[RentAccount, date, str]]:
    asked = Suggestion.objects.filter(
        kind=Suggestion.Kind.LOOKS_WRONG, rule=code, at__date__range=(first, on), account__in=seen
    ).select_related("account")
    return [
        (each.account, timezone.localdate(each.at), ": ".join(part for part in (each.reason, each.text) if part))
        for each in asked.order_by("-at", "-pk")[:MOST]
        if each.account
    ]
