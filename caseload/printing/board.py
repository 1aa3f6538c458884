"""What the print room shows: each batch with what would go now and what would not, its proofs, paper and postage."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from itertools import groupby

from django.core.cache import cache
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.safestring import SafeString

from recovery import batches, documents, outbox, policies, releases, stages
from recovery.batches import Waiting
from recovery.models import AutoSend, OutboxMessage, PrintBatch, StoppedStage
from recovery.rules import letters
from recovery.rules.actions import Action
from recovery.rules.letters import KINDS, Letter
from recovery.rules.post import LETTERS, Post, Price, cost
from staff.models import LEADING_ROLES, User
from staff.ui import words

CHECKED_AT_ONCE = 2_000  # letters of one page that are asked again; beyond them a batch says only how many wait
RANDOM_PROOFS = 3
RECENT = 20  # releases listed
PAGES_KEPT = 24 * 60 * 60  # seconds for which the length of a proof is remembered


@dataclass(frozen=True, kw_only=True)
class Tray:
    """One kind of letter that collects, as this person sees it. `of_others`: letters on colleagues' lists."""

    batch: PrintBatch
    waiting: list[Waiting]
    of_others: int
    late: bool
    clock: str
    stopped: StoppedStage | None
    unchecked: int = 0  # of theirs, beyond what a page asks about

    @property
    def title(self) -> str:
        return batches.title(self.batch)

    @property
    def ready(self) -> list[Waiting]:
        return [each for each in self.waiting if each.ready]

    @property
    def waits_on(self) -> int:
        return sum(each.held and not each.ready for each in self.waiting)

    @property
    def would_not_go(self) -> int:
        return sum(not each.held and not each.ready for each in self.waiting)

    @property
    def reasons(self) -> list[tuple[str, bool, list[Waiting]]]:
        """Those that would not go, by why, the most frequent first; whether they wait on or would be withdrawn."""
        out = sorted((each for each in self.waiting if not each.ready), key=lambda each: (each.why, each.held))
        found = [
            (why, held, list(group)) for (why, held), group in groupby(out, key=lambda each: (each.why, each.held))
        ]
        return sorted(found, key=lambda each: -len(each[2]))


def trays(user: User, *, on: date, now: datetime) -> list[Tray]:
    """The batches that hold letters on this person's lists, the earliest deadline first."""
    found = list(batches.collecting(user))
    mine = batches.waiting_in(found, user=user)
    messages = list(batches.for_check(mine)[:CHECKED_AT_ONCE])
    queued = OutboxMessage.objects.filter(batch__in=found, state=OutboxMessage.State.QUEUED).order_by()
    of_all = dict(queued.values_list("batch").annotate(Count("pk")))
    of_mine = dict(mine.order_by().values_list("batch").annotate(Count("pk")))
    standing: dict[int, list[Waiting]] = {batch.pk: [] for batch in found}
    for each in batches.standing(messages, on=on):
        standing[each.message.batch_id or 0].append(each)
    halted = stages.stopped()
    return [
        Tray(
            batch=batch,
            waiting=standing[batch.pk],
            of_others=of_all.get(batch.pk, 0) - of_mine.get(batch.pk, 0),
            unchecked=of_mine.get(batch.pk, 0) - len(standing[batch.pk]),
            late=batch.cut_off_at < now,
            clock=clock(batch.cut_off_at, now=now),
            stopped=halted.get(batch.action),
        )
        for batch in found
    ]


def tray(batch: PrintBatch, *, user: User, on: date, now: datetime) -> Tray:
    """One batch that collects, with every letter of this person's lists."""
    messages = list(batches.for_check(batches.waiting(batch, user=user)))
    return Tray(
        batch=batch,
        waiting=batches.standing(messages, on=on),
        of_others=batches.waiting(batch).count() - len(messages),
        late=batch.cut_off_at < now,
        clock=clock(batch.cut_off_at, now=now),
        stopped=stages.stopped().get(batch.action),
    )


def clock(cut_off: datetime, *, now: datetime) -> str:
    """By when it should go, and how long that is: ‘by Monday 23 November at 16:30, in 4 hours’."""
    local = timezone.localtime(cut_off)
    day = "today" if local.date() == timezone.localtime(now).date() else f"{local:%A} {local.day} {local:%B}"
    left = int((cut_off - now).total_seconds() // 60)
    if left < 0:
        return f"should have gone by {day} at {local:%H:%M}"
    hours = words.counted(left // 60, "hour") if left >= 60 else words.counted(left, "minute")
    return f"by {day} at {local:%H:%M}" + (f", in {hours}" if left < 24 * 60 else "")


@dataclass(frozen=True, kw_only=True)
class Late:
    """A batch past its deadline: how many letters of this person's lists wait in it, or went and are not printed."""

    pk: int
    title: str
    letters: int
    cut_off_at: datetime
    released: bool


def late(user: User, *, now: datetime) -> list[Late]:
    """The batches that should have gone, or gone to the printer, as Today names them."""
    if not batches.any_late(now=now):
        return []
    not_printed = releases.unprinted(user, now=now).select_related(None).order_by()
    not_released = batches.overdue(user, now=now).select_related(None).order_by()
    found = sorted(not_released.union(not_printed, all=True), key=lambda batch: (batch.cut_off_at, batch.pk))
    if not found:
        return []
    collecting = [batch for batch in found if batch.state == PrintBatch.State.COLLECTING]
    many = dict(batches.waiting_in(collecting, user=user).order_by().values_list("batch").annotate(Count("pk")))
    gone = OutboxMessage.objects.filter(batch__in=found, state=OutboxMessage.State.SENT).order_by()
    many |= dict(gone.values_list("batch").annotate(Count("pk")))
    return [
        Late(
            pk=batch.pk,
            title=batches.title(batch),
            letters=many.get(batch.pk, 0),
            cut_off_at=batch.cut_off_at,
            released=batch not in collecting,
        )
        for batch in found
    ]


# --------------------------------------------------------------------------------------------------------------- proofs


@dataclass(frozen=True, kw_only=True)
class Proof:
    """One letter as it will be read. `place`: First, Last, or Picked at random."""

    message: OutboxMessage
    place: str
    html: SafeString
    pages: int


def proofs(tray: Tray, *, on: date) -> list[Proof]:
    """The first, the last and three at random of those that would go; the same three until the batch changes."""
    ready = [each.message for each in tray.ready]
    if not ready:
        return []
    ends = {ready[-1].pk: "Last", ready[0].pk: "First"}
    between = ready[1:-1]
    pick = random.Random(f"{tray.batch.pk}:{ready[0].pk}:{ready[-1].pk}")
    picked = pick.sample(between, min(RANDOM_PROOFS, len(between)))
    day = outbox.posting_day(on)
    shown = [ready[0], *sorted(picked, key=lambda message: message.pk), *ready[-1:][: len(ready) - 1]]
    return [_proof(message, place=ends.get(message.pk, "Picked at random"), dated=day) for message in shown]


def _proof(message: OutboxMessage, *, place: str, dated: date) -> Proof:
    letter = _letter(message, dated=dated)
    return Proof(message=message, place=place, html=documents.preview_html(letter), pages=pages_of(letter))


def _letter(message: OutboxMessage, *, dated: date) -> Letter:
    assert message.letter  # what collects is a letter
    return letters.from_json(message.letter).dated_on(dated)


def pages_of(letter: Letter) -> int:
    """How many pages a letter has, laid out once and remembered for a day by what it says."""
    key = f"pages:{sha256(documents.letter_html(letter).encode()).hexdigest()}"
    found: int | None = cache.get(key)
    if found is None:
        found = documents.page_count(letter)
        cache.set(key, found, PAGES_KEPT)
    return found


def proof_pdf(message: OutboxMessage, *, on: date) -> bytes:
    """The very pages that would be printed now."""
    return documents.letter_pdf(_letter(message, dated=outbox.posting_day(on)))


# ---------------------------------------------------------------------------------------------------- paper and postage


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """What the release would take, by the length of the proofs. Costs by class: None where no price is known."""

    letters: int
    pages: int
    sheets: int
    costs: dict[str, Decimal | None]


def estimate(shown: Sequence[Proof], *, letters: int, post: Post, on: date) -> Estimate:
    """Pages and sheets of so many letters as long as the proofs, rounded up."""
    price: Price | None = post.price_on(on)
    count = max(len(shown), 1)
    pages = -(-letters * sum(proof.pages for proof in shown) // count)
    sheets = -(-letters * sum(post.sheets(proof.pages) for proof in shown) // count)
    costs = {name: cost(price, postage=name, letters=letters, sheets=sheets) for name in PrintBatch.Postage.values}
    return Estimate(letters=letters, pages=pages, sheets=sheets, costs=costs)


# ----------------------------------------------------------------------------------------------------------- the stages


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One kind of letter: whether it is stopped, and whether it goes without a press. For leaders."""

    action: Action
    title: str
    stopped: StoppedStage | None
    automatic: AutoSend | None
    refused: AutoSend | None  # the last that was asked for, where another leader said no
    low_risk: bool
    waiting: int


def stages_for(user: User, *, on: date) -> list[Stage]:
    """Every kind of letter for a leader; for everybody else those that are stopped."""
    halted, automatic, refused = stages.stopped(), stages.automatic(), stages.refused()
    low_risk = policies.in_force(on=on).post.low_risk
    queued = OutboxMessage.objects.filter(state=OutboxMessage.State.QUEUED).order_by()
    waiting = dict(queued.values_list("action").annotate(Count("pk")))
    return [
        Stage(
            action=action,
            title=KINDS[action].title,
            stopped=halted.get(action),
            automatic=automatic.get(action),
            refused=refused.get(action),
            low_risk=action in low_risk,
            waiting=waiting.get(action, 0),
        )
        for action in KINDS
        if action in LETTERS and (user.role in LEADING_ROLES or action in halted)
    ]


# ------------------------------------------------------------------------------------------------------------- releases


@dataclass(frozen=True, kw_only=True)
class Gone:
    """A release in the list of those that went: what its letters came to."""

    batch: PrintBatch
    title: str
    sent: int
    withdrawn: int
    failed: int
    going: int
    printed: bool


def gone(user: User) -> list[Gone]:
    """The newest releases, each with its counts."""
    State = OutboxMessage.State  # noqa: N806  # a class
    found = releases.released(user).annotate(
        sent=Count("messages", filter=Q(messages__state=State.SENT), distinct=True),
        withdrawn=Count("messages", filter=Q(messages__state=State.WITHDRAWN), distinct=True),
        failed=Count("messages", filter=Q(messages__state=State.FAILED, messages__seen_to_at=None), distinct=True),
        going=Count("messages", filter=Q(messages__state__in=[State.QUEUED, State.SENDING]), distinct=True),
        unprinted=Count("papers", filter=Q(papers__kind="letters", papers__printed_at=None), distinct=True),
    )[:RECENT]
    return [
        Gone(
            batch=batch,
            title=batches.title(batch),
            sent=batch.sent,
            withdrawn=batch.withdrawn,
            failed=batch.failed,
            going=batch.going,
            printed=bool(batch.sent) and not batch.unprinted,
        )
        for batch in found
    ]
