"""An officer's queue: the open recommendations with a step, on the accounts that are hers, most urgent first.

What waits for a senior's answer is not in it; once answered it comes first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    Case,
    DecimalField,
    Exists,
    Func,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import LessThan

from caseload.models import Recommendation
from recovery import policies
from recovery.rules.actions import Action
from staff.asking import Select, answers, put_together, rows, select
from staff.models import LEADING_ROLES, PatchAssignment, Role, User
from tenancies.models import Handover, RentAccount

# Answered first, then most urgent, then what has waited longest. Unique, so that pages and places are exact.
ORDER = ["turn", "urgency", "first_on", "pk"]
LINE = [*ORDER, "action", "minutes", "account_id"]
TODAY = 4  # urgency up to which a step should be done today
CANNOT_WAIT = 1

PEOPLE = {Action.WELFARE_CHECK, Action.ASK_NEEDS, Action.BENEFIT_HELP}
DATA = {Action.FIX_DATA, Action.MAKE_FORMAT, Action.TRACE}
WEEKS = DecimalField(max_digits=12, decimal_places=2)
LIGHT = [Action.REMINDER, Action.LETTER_1, Action.MISSED_PAYMENT_CALL, Action.DEBIT_FAILED_CALL, Action.CALL]

CALLS = [action.value for action in Action if action.channel == "call"]

# The kinds of work, in the order in which a day goes best: people first.
GROUPS = {
    "people": "Checks on people",
    "letter": "Letters",
    "call": "Calls",
    "visit": "Visits",
    "legal": "Legal",
    "data": "Data to put right",
    "desk": "Reviews",
}
# The accounts on which a question to a senior waits, and those on which somebody's was answered and not read yet.
ASKED = """
SELECT account_id FROM caseload_reminder WHERE kind = 'question' AND done_at IS NULL AND withdrawn_at IS NULL
"""
ANSWERED = """
SELECT account_id FROM caseload_reminder
WHERE kind = 'question' AND made_by_id = %s AND done_at IS NOT NULL AND answer_seen_at IS NULL
"""

# The same queue cut by its day.
CUTS = {"urgent": "Cannot wait", "today": "Due today"}


def group_of(action: Action) -> str:
    if action in PEOPLE:
        return "people"
    return "data" if action in DATA else action.channel


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueCounts:
    """How much waits, in all and by kind of work."""

    total: int
    today: int
    cannot_wait: int
    by_group: dict[str, int]
    minutes: int
    minutes_today: int


class Ids(Func):
    """These ids as one array: naming hundreds one by one costs more than the queries that start from them."""

    def __init__(self, ids: list[int]) -> None:
        self.ids = f"{{{','.join(map(str, ids))}}}"  # one text, not id by id
        array = Cast(Value(self.ids), ArrayField(BigIntegerField()))
        select = "(SELECT %(function)s(%(expressions)s))"
        super().__init__(array, function="unnest", template=select, output_field=BigIntegerField())


HERS = Ids([])
# The accounts whose steps are somebody's: an officer's and a leader's by their ids, of others a select.
Mine = Ids | QuerySet[RentAccount, int]


def accounts_of(user: User, *, on: date) -> Mine:
    """The accounts that are this person's work. Found once for a page: every list and count of it starts from them."""
    if user.role in {Role.INCOME_OFFICER, Role.TEAM_LEADER}:
        return Ids([pk for [pk] in answers(_owned, user, user.role, on)])
    return _owned(user, user.role, on)


def _owned(user: User, _role: str, on: date) -> QuerySet[RentAccount, int]:
    return RentAccount.objects.owned_by(user, on=on).order_by().values_list("pk", flat=True)


def select_of(mine: Mine) -> Select:
    """The same as a select of ids, for a statement of our own."""
    if isinstance(mine, Ids):
        return Select("SELECT unnest(%(mine)s::bigint[]) AS id", {"mine": mine.ids})
    return select(mine, name="mine")


def queue(user: User, *, on: date, mine: Mine | None = None) -> QuerySet[Recommendation]:
    """What waits for this person, in order, with all that a list shows."""
    return for_list(_in_turn(user, waiting(user, on=on, mine=mine))).order_by(*ORDER)


def for_list(found: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    """With all that a list shows, in a query of its own: joined in, PostgreSQL would begin with every account."""
    return found.prefetch_related(Prefetch("account", RentAccount.objects.for_list()))


def waiting(user: User, *, on: date, mine: Mine | None = None) -> QuerySet[Recommendation]:
    """What waits for this person, in no order: for counting."""
    mine = accounts_of(user, on=on) if mine is None else mine
    if user.role == Role.INCOME_ADVISOR and isinstance(mine, QuerySet):
        mine = mine.union(_light_accounts(user, on=on), all=True)
    return _waiting(user, mine, *_left_to_advisors(user, on=on))


def _left_to_advisors(user: User, *, on: date) -> tuple[tuple[int, ...], Decimal]:
    """The patches in which an officer's light steps below so many weeks are an advisor's; of others none."""
    patches = _advisors_patches() if user.role == Role.INCOME_OFFICER else ()
    return patches, policies.in_force(on=on).low_level_weeks if patches else Decimal(0)


def _waiting(user: User, mine: Mine, patches: Sequence[int], edge: Decimal) -> QuerySet[Recommendation]:
    found = Recommendation.objects.filter(lapsed_on=None, account__in=mine).exclude(action=Action.NONE)
    if patches:
        theirs = Q(account__tenancy__home__patch__in=patches) & ~_handed_over()
        found = found.exclude(_low_level(edge) & theirs)
    if user.role not in LEADING_ROLES:
        found = found.exclude(account__in=RawSQL(ASKED, []))
    return found


def in_group(found: QuerySet[Recommendation], group: str) -> QuerySet[Recommendation]:
    """One kind of work, or one cut of the day; blank: all."""
    if group == "urgent":
        return found.filter(urgency__lte=CANNOT_WAIT)
    if group == "today":
        return found.filter(urgency__lte=TODAY)
    if group:
        return found.filter(action__in=_actions(group))
    return found


def line(user: User, *, on: date, mine: Mine | None = None) -> Select:
    """What waits for this person as a select with what orders and counts it."""
    mine = accounts_of(user, on=on) if mine is None else mine
    if not isinstance(mine, Ids):
        return select(_in_turn(user, waiting(user, on=on, mine=mine)).values(*LINE), name="line")
    line = put_together(_line, user, user.role, *_left_to_advisors(user, on=on))
    return Select(line.sql, {name: mine.ids if value == HERS.ids else value for name, value in line.values.items()})


def _line(user: User, _role: str, patches: Sequence[int], edge: Decimal) -> QuerySet[Recommendation, Any]:
    """The line of HERS, in whose place somebody's accounts are put each time."""
    line: QuerySet[Recommendation, Any] = _in_turn(user, _waiting(user, HERS, patches, edge)).values(*LINE)
    return line


FIRSTS = """
    SELECT pk, kind FROM (
        SELECT pk, kind, turn, urgency, first_on,
               row_number() OVER (PARTITION BY kind ORDER BY turn, urgency, first_on, pk) AS nth
        FROM ({line}) AS line
        JOIN unnest(%(actions)s::text[], %(kinds)s::text[]) AS kinds (action, kind) USING (action)) AS waiting
    WHERE nth <= %(count)s ORDER BY turn, urgency, first_on, pk
"""


def first_of_each(line: Select, count: int) -> dict[int, str]:
    """The ids of the first so many of each kind of work, in order, each with its name in GROUPS."""
    firsts = rows(
        FIRSTS.format(line=line.sql),
        **line.values,
        actions=[action.value for action in Action],
        kinds=[group_of(action) for action in Action],
        count=count,
    )
    return {each["pk"]: each["kind"] for each in firsts}


def _actions(group: str) -> list[str]:
    return [action.value for action in Action if group_of(action) == group]


def with_senior(user: User, *, on: date, mine: Mine | None = None) -> QuerySet[Recommendation]:
    """Steps that rest until a senior answers."""
    mine = accounts_of(user, on=on) if mine is None else mine
    found = Recommendation.objects.filter(lapsed_on=None, account__in=mine).exclude(action=Action.NONE)
    return found.filter(account__in=RawSQL(ASKED, []))


COUNTED = """
    SELECT action, urgency, minutes, count(*) FROM ({line}) AS line GROUP BY action, urgency, minutes
"""


def counts(user: User, *, on: date, mine: Mine | None = None) -> QueueCounts:
    """The counts of the queue in one query."""
    return counts_of(line(user, on=on, mine=mine))


def counts_of(line: Select) -> QueueCounts:
    found = [tuple(each.values()) for each in rows(COUNTED.format(line=line.sql), **line.values)]
    by_group = dict.fromkeys(GROUPS, 0)
    for action, _, _, number in found:
        by_group[group_of(Action(action))] += number
    return QueueCounts(
        total=sum(number for *_, number in found),
        today=sum(number for _, urgency, _, number in found if urgency <= TODAY),
        cannot_wait=sum(number for _, urgency, _, number in found if urgency <= CANNOT_WAIT),
        by_group=by_group,
        minutes=sum(minutes * number for _, _, minutes, number in found),
        minutes_today=sum(minutes * number for _, urgency, minutes, number in found if urgency <= TODAY),
    )


def next_after(user: User, account: RentAccount, *, on: date) -> RentAccount | None:
    """The account that comes up after this one; from the top again at the end. None when nothing else waits."""
    latest = account.recommendations.exclude(action=Action.NONE).order_by("-pk").first()
    passed = Case(When(_before(latest), then=1), default=0) if latest else Value(0)
    found = queue(user, on=on).exclude(account=account).order_by(passed, *ORDER).first()
    return found.account if found else None


PLACE = """
    SELECT number, "of" FROM (
        SELECT account_id, row_number() OVER (ORDER BY turn, urgency, first_on, pk) AS number, count(*) OVER () AS "of"
        FROM ({line}) AS line) AS numbered
    WHERE account_id = %(account)s
"""


def place(line: Select, account: RentAccount) -> tuple[int, int] | None:
    """Where the account stands in the queue: (14, 58) is the fourteenth of 58. None when it does not wait."""
    found = rows(PLACE.format(line=line.sql), **line.values, account=account.pk)
    return (found[0]["number"], found[0]["of"]) if found else None


def _in_turn(user: User, waiting: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    """With `turn`: 0 where a senior has answered this person and the answer was not read yet, else 1."""
    answered = When(account__in=RawSQL(ANSWERED, [user.pk]), then=0)
    return waiting.annotate(turn=Case(answered, default=1))


def _before(latest: Recommendation) -> Q:
    """What is more urgent than a recommendation, or as urgent and longer there."""
    return (
        Q(urgency__lt=latest.urgency)
        | Q(urgency=latest.urgency, first_on__lt=latest.first_on)
        | Q(urgency=latest.urgency, first_on=latest.first_on, pk__lt=latest.pk)
    )


def _low_level(edge: Decimal) -> Q:
    """Light steps on arrears below the policy's band: the advisors' where one of them has the patch."""
    band = Value(edge, output_field=WEEKS)
    weeks = Coalesce(Cast(KT("facts__weeks_collectable"), WEEKS), band)
    return Q(action__in=LIGHT) & Q(LessThan(weeks, band))


def _light_accounts(advisor: User, *, on: date) -> QuerySet[RentAccount, int]:
    """The accounts at such a step, of the patches that this advisor has."""
    patches = PatchAssignment.objects.filter(user=advisor, ends_on=None).values("patch")
    low_level = _low_level(policies.in_force(on=on).low_level_weeks)
    steps = Recommendation.objects.filter(low_level, lapsed_on=None, account__tenancy__home__patch__in=patches)
    steps = steps.exclude(_handed_over())
    return RentAccount.objects.order_by().filter(pk__in=steps.values("account")).values_list("pk", flat=True)


ADVISORS_PATCHES = """
    SELECT DISTINCT has.patch_id FROM staff_patchassignment AS has JOIN staff_user AS u ON u.id = has.user_id
    WHERE u.role = 'income_advisor' AND u.is_active AND has.ends_on IS NULL AND has.cover_id IS NULL ORDER BY 1
"""


def _advisors_patches() -> tuple[int, ...]:
    """The patches that income advisors look after themselves."""
    return tuple(each["patch_id"] for each in rows(ADVISORS_PATCHES))


def _handed_over() -> Exists:
    return Exists(Handover.objects.filter(account=OuterRef("account"), ended_at=None))
