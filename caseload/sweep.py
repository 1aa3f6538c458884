"""The heart: gather the facts of some households, decide every account, write only what changed.

The night, the minute run and the press of a button all call `decide_span` or `decide_now`. The day is passed in.
"""

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import md5

from django.db import OperationalError, connection, transaction

from recovery import policies
from recovery.account_facts import households
from recovery.rules.decide import Decision, decide_household, undecided
from recovery.rules.facts import AccountFacts
from recovery.rules.policy import Policy
from tenancies.models import RentAccount

log = logging.getLogger(__name__)

Row = tuple[int, str, str, str, int, int, str, str, str, date]


@dataclass(kw_only=True)
class Swept:
    """What one span came to. Failures name the account and say why."""

    decided: int = 0
    written: int = 0  # rows inserted or changed
    lapsed: int = 0
    failures: list[dict[str, str]] = field(default_factory=list)

    def add(self, other: "Swept") -> None:
        self.decided += other.decided
        self.written += other.written
        self.lapsed += other.lapsed
        self.failures += other.failures


def decide_now(account_ids: Iterable[int], *, as_of: date) -> Swept:
    """Decide these accounts again, each with its whole household, and write what changed."""
    tenancy_ids = sorted(set(RentAccount.objects.filter(pk__in=list(account_ids)).values_list("tenancy_id", flat=True)))
    return decide_tenancies(tenancy_ids, as_of=as_of) if tenancy_ids else Swept()


def decide_span(first: int, last: int, *, as_of: date) -> Swept:
    """Decide every account of the tenancies in a span of ids, both ends included. Running it twice changes nothing."""
    tenancy_ids = list(
        RentAccount.objects.filter(tenancy_id__gte=first, tenancy_id__lte=last)
        .order_by("tenancy_id")
        .values_list("tenancy_id", flat=True)
        .distinct()
    )
    return decide_tenancies(tenancy_ids, as_of=as_of)


def decide_tenancies(tenancy_ids: Sequence[int], *, as_of: date) -> Swept:
    """Decide these households in one transaction. Where the gather fails, halve until the odd one stands alone."""
    if not tenancy_ids:
        return Swept()
    policy = policies.in_force(on=as_of)
    try:
        with transaction.atomic():
            return _decide_together(tenancy_ids, as_of=as_of, policy=policy)
    except OperationalError:
        raise  # the database's trouble, not a household's: the chunk is tried again
    except Exception as error:
        if len(tenancy_ids) == 1:
            return _record_failed_household(
                tenancy_ids[0], as_of=as_of, reason=f"Its facts cannot be gathered: {error}"
            )
        log.warning("gather failed; halving", extra={"tenancies": len(tenancy_ids)})
        middle = len(tenancy_ids) // 2
        swept = decide_tenancies(tenancy_ids[:middle], as_of=as_of)
        swept.add(decide_tenancies(tenancy_ids[middle:], as_of=as_of))
        return swept


def _decide_together(tenancy_ids: Sequence[int], *, as_of: date, policy: Policy) -> Swept:
    _lock(tenancy_ids)
    _take_marks(tenancy_ids)
    swept = Swept()
    facts = households(as_of=as_of, tenancy_ids=tenancy_ids, policy=policy)
    swept.written, swept.lapsed = write(_rows(facts, policy, swept), as_of=as_of)
    return swept


def _lock(tenancy_ids: Sequence[int]) -> None:
    """One decider at a time for each account, always taken in the same order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM tenancies_rentaccount WHERE tenancy_id = ANY (%s) ORDER BY id FOR NO KEY UPDATE",
            [list(tenancy_ids)],
        )


def _take_marks(tenancy_ids: Sequence[int]) -> None:
    """Take the marks that these accounts changed: what they stand for is seen by the gather that follows."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM tenancies_accountchange WHERE id IN (
                SELECT m.id FROM tenancies_accountchange AS m
                JOIN tenancies_rentaccount AS a ON a.id = m.account_id
                WHERE a.tenancy_id = ANY (%s)
                FOR UPDATE OF m SKIP LOCKED
            )
            """,
            [list(tenancy_ids)],
        )


def _rows(facts: Iterable[list[AccountFacts]], policy: Policy, swept: Swept) -> Iterator[Row]:
    """One row an account; a household that cannot be decided is named with its reason and does not stop the others."""
    for household in facts:
        try:
            decisions = decide_household(household, policy)
        except Exception as error:
            log.exception("household cannot be decided")
            for account in household:
                swept.failures.append({"account": account.account_ref, "reason": str(error)})
                yield row(undecided(account, reason=str(error)))
            continue
        swept.decided += len(decisions)
        yield from (row(decision) for decision in decisions)


def row(decision: Decision) -> Row:
    return (
        decision.account_id,
        decision.action.value,
        decision.rule.code,
        decision.bucket.value,
        decision.rule.urgency,
        decision.rule.minutes,
        json.dumps(decision.also_fired),
        json.dumps(decision.figures),
        decision.fingerprint,
        decision.next_look_on,
    )


def failed_row(account_id: int, reason: str, *, next_look_on: date) -> Row:
    fingerprint = md5(reason.encode(), usedforsecurity=False).hexdigest()
    figures = json.dumps({"reason": reason})
    return (account_id, "none", "failed", "failed", 1, 0, "[]", figures, fingerprint, next_look_on)


def _record_failed_household(tenancy_id: int, *, as_of: date, reason: str) -> Swept:
    accounts = list(RentAccount.objects.filter(tenancy_id=tenancy_id).order_by("pk"))
    with transaction.atomic():
        _lock([tenancy_id])
        _take_marks([tenancy_id])
        written, lapsed = write((failed_row(a.pk, reason, next_look_on=as_of) for a in accounts), as_of=as_of)
    failures = [{"account": account.account_ref, "reason": reason} for account in accounts]
    return Swept(written=written, lapsed=lapsed, failures=failures)


def write(rows: Iterable[Row], *, as_of: date) -> tuple[int, int]:
    """Write decisions against what is open: insert, change and lapse only what differs.

    Returns rows inserted or changed, and rows lapsed. An account marked as changed since it was gathered is left for
    the minute run. Call inside a transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(CREATE_DECIDED)
        with cursor.copy(COPY_DECIDED) as copy:
            for each in rows:
                copy.write_row(each)
        cursor.execute(FIND_DIFFERENCES)
        cursor.execute(CHANGE)
        changed = cursor.rowcount
        cursor.execute(LAPSE, {"as_of": as_of})
        lapsed = cursor.rowcount
        cursor.execute(INSERT, {"as_of": as_of})
        inserted = cursor.rowcount
        cursor.execute("DROP TABLE decided, difference")
    return inserted + changed, lapsed


CREATE_DECIDED = """
    CREATE TEMP TABLE decided (
        account_id bigint, action text, rule text, bucket text, urgency smallint, minutes smallint, also_fired jsonb,
        facts jsonb, fingerprint text, next_look_on date
    ) ON COMMIT DROP
"""

COPY_DECIDED = """
    COPY decided (account_id, action, rule, bucket, urgency, minutes, also_fired, facts, fingerprint, next_look_on)
    FROM STDIN
"""

FIND_DIFFERENCES = """
    CREATE TEMP TABLE difference ON COMMIT DROP AS
    SELECT d.*, r.id AS open_id, coalesce(r.action = d.action AND r.rule = d.rule, false) AS same_step
    FROM decided AS d
    LEFT JOIN caseload_recommendation AS r ON r.account_id = d.account_id AND r.lapsed_on IS NULL
    WHERE r.fingerprint IS DISTINCT FROM d.fingerprint
      AND NOT EXISTS (SELECT FROM tenancies_accountchange AS m WHERE m.account_id = d.account_id)
"""

CHANGE = """
    UPDATE caseload_recommendation AS r
    SET bucket = d.bucket, urgency = d.urgency, minutes = d.minutes, also_fired = d.also_fired, facts = d.facts,
        fingerprint = d.fingerprint, next_look_on = d.next_look_on
    FROM difference AS d
    WHERE r.id = d.open_id AND d.same_step
"""

LAPSE = """
    UPDATE caseload_recommendation AS r SET lapsed_on = %(as_of)s
    FROM difference AS d
    WHERE r.id = d.open_id AND NOT d.same_step
"""

INSERT = """
    INSERT INTO caseload_recommendation
        (account_id, first_on, action, rule, bucket, urgency, minutes, also_fired, facts, fingerprint, next_look_on)
    SELECT account_id, %(as_of)s, action, rule, bucket, urgency, minutes, also_fired, facts, fingerprint, next_look_on
    FROM difference
    WHERE NOT same_step
    ORDER BY account_id
"""
