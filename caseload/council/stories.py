"""How each story goes: when things happened, in weeks, and how the tenant paid in each part of it."""

import random
from dataclasses import dataclass, field
from datetime import date

from .days import monday_of, week_of
from .payers import Habit, Payer, Terms, pay_days, pick_method


@dataclass(slots=True)
class Story:
    """Weeks are week numbers; None: it never happened."""

    name: str
    decline: int | None = None  # the first week of trouble
    agreed: int | None = None
    notice: int | None = None
    claim: int | None = None
    order: int | None = None
    terms: Terms | None = None
    habits: list[tuple[int, Habit]] = field(default_factory=list)


def tell(rng: random.Random, name: str, anchor: int, start_week: int) -> tuple[Story, Payer]:
    """The story of a main account, and its payer."""
    story = Story(name)
    regular = name.startswith(("plan", "order", "warrant", "eviction")) or name in ("steady", "reliable_stopped")
    method, frequency, day = pick_method(rng, regular=regular)
    if name == "dd_reversed":
        method, frequency, day = "direct_debit", "monthly", 0
    if name == "reliable_stopped":
        method, frequency = rng.choice((("card", "weekly"), ("payment_card", "weekly"), ("standing_order", "weekly")))
        day = rng.randrange(1, 6)
    paid_on = anchor - rng.randrange(6, 12)
    if name == "dd_reversed":
        day = date.fromordinal(paid_on).day
    if name.startswith(("plan", "order", "warrant", "eviction")) and frequency == "monthly":
        day = min(day, 28)
    story.habits = [(start_week, _usual(rng, name, frequency))]
    payer = Payer(rng, method, frequency, day, story.habits)
    if name == "dd_reversed":
        payer.bounces_on = paid_on
        story.habits[0][1].chance = 1.0
    _trouble(rng, story, payer, week_of(anchor), anchor)
    payer.habit = story.habits[0][1]
    return story, payer


def _usual(rng: random.Random, name: str, frequency: str) -> Habit:
    """How the tenant pays when all is well: most keep a period's rent ahead."""
    cycle = {"monthly": 4.35, "four_weekly": 4.0, "fortnightly": 2.0}.get(frequency, 1.0)
    target = (
        rng.choice((-cycle, -cycle, -cycle, -cycle, -cycle / 2, 0.0))
        if cycle > 1
        else rng.choice((-1.0, -1.0, -0.5, 0.0))
    )
    if name == "ahead":
        return Habit(0.995, target=target - rng.uniform(1, 8))
    if name == "occasional":
        return Habit(0.93, target=target)
    if name == "erratic":
        return Habit(0.8, factor=1.02, spread=0.4, target=rng.expovariate(0.5) - 2)
    if name == "reliable_stopped":
        return Habit(1.0, target=-1.0)
    if name == "first_missed":
        return Habit(0.0)
    return Habit(0.997, target=target)


def _trouble(rng: random.Random, story: Story, payer: Payer, now: int, anchor: int) -> None:
    """Set the weeks of what went wrong and the habits that follow."""
    name = story.name
    if name == "low":
        story.habits.append((now - rng.randrange(18, 40), Habit(0.98, factor=rng.uniform(0.85, 0.95))))
    elif name == "reliable_stopped":
        story.habits.append((now - rng.randrange(2, 5), Habit(0.0)))
    elif name in ("stopped", "deceased"):
        story.decline = now - rng.randrange(3, 11)
        story.habits.append((story.decline, Habit(0.0)))
    elif name == "claim_awaited":
        story.habits.append((now - 6, Habit(0.1, target=0.0)))
    elif name.startswith("plan"):
        _plan(rng, story, payer, now, anchor)
    elif name.startswith("notice"):
        back = {"notice": (1, 22), "notice_draft": (0, 2), "notice_withdrawn": (8, 20), "notice_lapsed": (58, 66)}
        story.notice = now - rng.randrange(*back[name])
        _fall(rng, story)
        after = Habit(0.0) if rng.random() < 0.35 else Habit(0.75, factor=rng.uniform(0.8, 1.05))
        if name == "notice_withdrawn":
            after = Habit(1.0, factor=1.3, target=0.0)
        elif name == "notice_lapsed":
            after = Habit(0.97, target=4.0)
        story.habits.append((story.notice + 2, after))
    elif name.startswith("court"):
        ago = {"court_listed": (1, 5), "court_adjourned": (10, 18), "court_lost": (11, 18)}
        story.claim = now - rng.randrange(*ago[name])
        story.notice = story.claim - rng.randrange(7, 12)
        _fall(rng, story)
        story.habits.append((story.claim, Habit(0.5, factor=0.9)))
    elif name.startswith(("order", "warrant", "eviction")):
        _ordered(rng, story, payer, now, anchor)


def _fall(rng: random.Random, story: Story) -> None:
    """The weeks of falling behind that lead to the notice."""
    first = story.notice or story.claim or 0
    story.decline = first - rng.randrange(9, 15)
    story.habits.append((story.decline, Habit(rng.uniform(0.05, 0.3), factor=0.6)))


def _plan(rng: random.Random, story: Story, payer: Payer, now: int, anchor: int) -> None:
    back = {"plan_kept": (4, 20), "plan_slipping": (12, 20), "plan_broken": (18, 24), "plan_done": (34, 44)}
    story.agreed = now - rng.randrange(*back[story.name])
    story.decline = story.agreed - rng.randrange(7, 13)
    story.habits.append((story.decline, Habit(rng.uniform(0.1, 0.4), factor=0.6)))
    cycle = {"monthly": 4.35, "four_weekly": 4, "fortnightly": 2}.get(payer.frequency, 1)
    months = 5 if story.name == "plan_done" else rng.choice((12, 18, 24, 36))
    made_on = monday_of(story.agreed) - rng.randrange(3, 6)
    story.terms = Terms(made_on, max(round(months * 4.35 / cycle), 2), payer.frequency)
    _keep(story, payer, story.agreed, now, anchor, {"plan_slipping": 1, "plan_broken": 3}.get(story.name, 0))
    if story.name == "plan_done":
        story.habits.append((story.agreed + 26, Habit(1.0, target=0.0)))


def _ordered(rng: random.Random, story: Story, payer: Payer, now: int, anchor: int) -> None:
    back = {"order_kept": (4, 36), "order_breached": (18, 36), "warrant": (22, 36), "eviction_booked": (22, 36)}
    story.order = now - rng.randrange(*back[story.name])
    story.claim = story.order - 6
    story.notice = story.claim - rng.randrange(7, 12)
    _fall(rng, story)
    story.terms = Terms(monday_of(story.order) + 1, rng.choice((78, 104, 156)), payer.frequency)
    skips = {"order_breached": 2, "warrant": 3, "eviction_booked": 4}.get(story.name, 0)
    _keep(story, payer, story.order + 1, now, anchor, skips)


def _keep(story: Story, payer: Payer, first: int, now: int, anchor: int, skips: int) -> None:
    """Pay on the terms from the week given, but not at the last `skips` due dates; if over one, not after them either.

    A due date counts as missed only when its three days of grace are over.
    """
    keeping = Habit(1.0, terms=story.terms)
    story.habits.append((first, keeping))
    table = pay_days(payer.frequency, payer.day, first - first % 4, now + 8)
    dues = [week for week in range(first + 1, now + 1) if table.get(week, anchor) <= anchor - 4]
    if skips and len(dues) > skips:
        story.habits.append((dues[-skips], Habit(0.0)))
        if skips == 1:
            story.habits.append((dues[-1] + 1, keeping))
