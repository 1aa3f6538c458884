"""One tenancy from beginning to end: home, people, accounts, help with housing costs, what was done about arrears."""

import random
from dataclasses import dataclass, field

from . import contacts, former, legal, markers, people
from .benefits import Claim, period_day_of
from .bill import Bill
from .columns import Sheets
from .days import add_months, iso, week_of
from .homes import Home, make_garage, make_home, patch_code
from .ledger import Ledger, pounds
from .officers import Officers
from .options import WEEKDAYS, Options
from .payers import Habit, Payer, pick_method, run
from .people import Person
from .plan import COURT, NEEDS, Plan
from .stories import Story, tell
from .years import RentYears

TRIALS = ("introductory", "demoted", "starter")


@dataclass(slots=True)
class World:
    """What every tenancy shares. Days are day numbers."""

    options: Options
    years: RentYears
    officers: Officers
    tenancies: int
    patches: int
    surplus: int  # sub accounts that the last tenancy does without
    anchor: int
    as_of: int
    first_day: int  # the Monday of the first week of ledger sent
    offset: int  # days from Monday to the first day of the rent week


@dataclass(slots=True)
class Tenancy:
    """One tenancy while it is being made."""

    plan: Plan
    rng: random.Random
    home: Home
    start: int
    end: int | None = None
    people: list[Person] = field(default_factory=list)
    story: Story | None = None
    ledger: Ledger | None = None
    weekly: int = 0  # pence of the main account's latest charge week
    officer: str = ""
    patch: int = 0
    accounts: int = 0

    @property
    def ref(self) -> str:
        return f"T{self.plan.number:07d}"

    @property
    def tenants(self) -> list[Person]:
        """Tenants who are alive."""
        return [person for person in self.people if person.role == "tenant" and not person.died]

    def next_account(self) -> str:
        """The reference of the tenancy's next account. Leading zeros count."""
        self.accounts += 1
        number = self.plan.number
        return f"{number:07d}{self.accounts}{'ABCDEFGHJK'[(number * 7 + self.accounts) % 10]}"


class Maker:
    """Makes tenancies one after another, adding their rows to `sheets` and their ledgers to `transactions`."""

    def __init__(self, world: World, sheets: Sheets) -> None:
        self.world = world
        self.sheets = sheets
        self.transactions: list[str] = []
        self.total = 0
        self.vacant: list[tuple[Home, int]] = []  # homes of this block whose tenancies have ended, and when

    def make(self, plan: Plan) -> None:
        """Make one tenancy with all that belongs to it."""
        world = self.world
        rng = random.Random(f"{world.options.seed}/tenancy/{plan.number}")
        patch = (plan.number - 1) * world.patches // world.tenancies
        start = self._start(rng, plan)
        tenancy = Tenancy(plan, rng, self._home(rng, plan, patch, start), start, patch=patch)
        tenancy.officer = world.officers.by_patch[patch]
        if not plan.is_current:
            former.make(self, tenancy)
            return
        detail = plan.marker[1] if plan.marker else ""
        tenancy.people = people.household(
            rng,
            number=plan.number,
            start=start,
            anchor=world.anchor,
            bedrooms=tenancy.home.bedrooms or 0,
            marker=detail,
            single=plan.story == "deceased" or plan.tenure == "licence",
        )
        self._main_account(tenancy)
        self._deaths(tenancy)
        self._sub_accounts(tenancy)
        markers.make(self, tenancy)
        legal.make(self, tenancy)
        contacts.make(self, tenancy)
        self.write_tenancy(tenancy)

    def _start(self, rng: random.Random, plan: Plan) -> int:
        """The first day of the tenancy: the first day of a rent week."""
        now = week_of(self.world.anchor)
        need = NEEDS.get(plan.story, 1)
        if plan.story == "first_missed":
            weeks = rng.randrange(1, 5)
        elif plan.tenure in TRIALS:
            weeks = rng.randrange(min(need, 48), 51)
        elif plan.tenure in ("non_secure", "licence"):
            weeks = need + int(rng.expovariate(1 / 40)) + 1
        else:
            weeks = max(need, 52) + int(rng.expovariate(1 / 420))
        return max(now - weeks, week_of(720_000)) * 7 + 1 + self.world.offset  # 720,000 is in 1972

    def _home(self, rng: random.Random, plan: Plan, patch: int, start: int) -> Home:
        """A home that stood empty in time, or one of its own."""
        ordinary = plan.tenure in ("secure", "introductory", "flexible", "assured", "starter")
        if ordinary and self.vacant and self.vacant[0][1] + 10 < start:
            return self.vacant.pop(0)[0]
        code = patch_code(self.world.options.prefix, patch, self.world.patches)
        return make_home(rng, self.sheets, number=plan.number, tenure=plan.tenure, patch=patch, code=code)

    def _main_account(self, tenancy: Tenancy) -> None:
        world, plan, rng, home = self.world, tenancy.plan, tenancy.rng, tenancy.home
        kind = "pitch_fee" if plan.tenure == "pitch" else "rent"
        parts = [("pitch_fee" if kind == "pitch_fee" else "net_rent", home.rent, True)]
        if home.service:
            parts.append(("service_charge", home.service, rng.random() < 0.9))
        bill = Bill(world.years, world.offset, parts)
        now = week_of(world.anchor)
        first = max(week_of(tenancy.start), min(week_of(world.first_day), now - NEEDS.get(plan.story, 0)))
        story, payer = tell(rng, plan.story, world.anchor, first)
        claims = self._claims(tenancy, bill, story)
        tenancy.story, tenancy.weekly = story, bill.weekly(world.years.of(now))
        owed = 0
        if week_of(tenancy.start) < first:
            owed = self._owed_before(rng, plan.story, payer, tenancy.weekly)
        account = tenancy.next_account()
        ledger = tenancy.ledger = Ledger(account, world.first_day + world.offset, world.as_of, owed)
        method, frequency, day = payer.method, payer.frequency, payer.day
        if plan.story in ("hb_full", "uc_managed"):
            method = "housing_benefit" if plan.story == "hb_full" else "universal_credit"
            weekly = claims[0].pay_weeks == 1
            frequency = "monthly" if plan.story == "uc_managed" else "weekly" if weekly else "four_weekly"
            day = 0
        run(ledger, range(first, week_of(world.as_of) + 1), bill, claims, payer)
        if rng.random() < 0.012:
            week = now - rng.randrange(2, 30)
            pence = rng.choice((-1, 1)) * rng.randrange(500, 6000)
            if week > first:
                ledger.post(week, "A", week * 7 + 3, "adjustment", "system", pence, "Correction of charge")
        bill.write(self.sheets, account, start=tenancy.start, end=None, since=ledger.first_day, upto=world.as_of)
        self.write_account(tenancy, ledger, kind, payer=(method, frequency, day), opened=tenancy.start)
        for number, claim in enumerate(claims, 1):
            claim.person = tenancy.people[0].ref
            claim.write(self.sheets, f"B{plan.number:07d}{number}", account, world.as_of)

    def _owed_before(self, rng: random.Random, story: str, payer: Payer, weekly: int) -> int:
        """What was owed when the ledger begins, in pence."""
        if story == "hb_full":
            return rng.choice((-2, -1, -1, -1, 0, 0, 0, 0, 0, 1)) * weekly - rng.randrange(0, 300)
        if story == "uc_managed":
            return int(rng.choice((-4.6, -4.7, -4.8, -5.2, -2.2)) * weekly)
        target = payer.habits[0][1].target or 0
        cycle = {"monthly": 4.3, "four_weekly": 4, "fortnightly": 2}.get(payer.frequency, 1)
        return int(weekly * (target + rng.random() * cycle * 0.9)) // 10 * 10

    def _claims(self, tenancy: Tenancy, bill: Bill, story: Story) -> list[Claim]:
        """Claims for help with the main account's charge."""
        world, rng, name = self.world, tenancy.rng, story.name
        anchor = world.anchor
        since = max(tenancy.start, anchor - rng.randrange(120, 1500))
        kind, share, managed = "", 1.0, False
        if name == "hb_full" or name == "hb_part":
            kind, share = "hb", 1.0 if name == "hb_full" else rng.uniform(0.3, 0.85)
        elif name in ("uc_managed", "uc_self"):
            kind, managed = "uc", name == "uc_managed"
            share = 0.86 if rng.random() < 0.15 else 1.0
        elif name in ("benefit_ending", "claim_awaited"):
            kind = rng.choice(("hb", "uc"))
            share = rng.uniform(0.4, 1)
        elif story.decline or name in ("erratic", "low", "occasional"):
            kind = rng.choice(("", "", "uc", "uc", "uc", "hb"))
            managed = kind == "uc" and rng.random() < 0.25
            share = rng.uniform(0.3, 0.7) if managed or kind == "hb" else 1.0
        if not kind:
            return self._old_claim(tenancy, bill)
        claim = Claim(kind=kind, start=since, bill=bill, share=share, managed=managed)
        claim.period_day = period_day_of(since)
        claim.confirmed = managed or rng.random() < 0.6
        if kind == "hb" and name == "hb_full" and rng.random() < 0.25:
            claim.pay_weeks = 4
        if managed and (story.notice or rng.random() < 0.2):
            claim.deduction = rng.choice((2124, 4249, 4249, 6375))
        if name == "benefit_ending":
            claim.end = anchor + rng.randrange(4, 29)
        elif name == "claim_awaited":
            claim.start, claim.status, claim.confirmed = max(tenancy.start, anchor - 40), "claimed", False
        elif name == "deceased":
            claim.end = claim.stops = (story.decline or 0) * 7 + 1
        elif kind == "hb" and name == "erratic" and rng.random() < 0.5:
            claim.status, claim.stops = "suspended", anchor - rng.randrange(20, 60)
        return [claim]

    def _old_claim(self, tenancy: Tenancy, bill: Bill) -> list[Claim]:
        """Now and then a claim that came to an end, or to nothing, without a trace in this ledger."""
        rng, anchor = tenancy.rng, self.world.anchor
        if rng.random() > 0.03 or tenancy.start > anchor - 300:
            return []
        refused = rng.random() < 0.3
        start = anchor - rng.randrange(150, 290)
        claim = Claim(kind="uc", start=start, bill=bill, status="refused" if refused else "ended", confirmed=False)
        claim.period_day = period_day_of(start)
        claim.end = start + rng.randrange(30, 120)
        return [claim]

    def _deaths(self, tenancy: Tenancy) -> None:
        """Sole tenants whose story ends so, with an executor; and now and then one of two joint tenants."""
        rng, story = tenancy.rng, tenancy.story
        first = tenancy.people[0]
        if story and story.name == "deceased" and story.decline:
            first.died = story.decline * 7 + rng.randrange(1, 6)
            executor = people.speaker(rng, number=tenancy.plan.number, anchor=self.world.anchor, role="representative")
            tenancy.people.append(executor)
        elif len(tenancy.tenants) > 1 and rng.random() < 0.04:
            days = min(900, self.world.anchor - tenancy.start - 10)
            if days > 5:
                first.died = self.world.anchor - rng.randrange(1, days)

    def _sub_accounts(self, tenancy: Tenancy) -> None:
        for kind in tenancy.plan.extras:
            if kind != "court_costs":
                self.sub_account(tenancy, kind)

    def sub_account(self, tenancy: Tenancy, kind: str) -> None:
        """A sub account with its own charge, from the tenancy's start or some time after."""
        world, rng = self.world, tenancy.rng
        now = week_of(world.anchor)
        start, other = tenancy.start, None
        if kind == "garage":
            start = max(start, (now - rng.randrange(4, 600)) * 7 + 1 + world.offset)
            code = patch_code(world.options.prefix, tenancy.patch, world.patches)
            other = make_garage(rng, self.sheets, number=tenancy.plan.number, patch=tenancy.patch, code=code)
        yearly = other.rent if other else {"heating": 62_400, "water": 36_400, "electricity": 78_000}.get(kind, 41_600)
        charge = "garage_rent" if kind == "garage" else kind
        bill = Bill(world.years, world.offset, [(charge, round(yearly * rng.uniform(0.9, 1.1)), False)])
        first = max(week_of(start), week_of(world.first_day))
        method, frequency, day = pick_method(rng, regular=True)
        cycle = 4.35 if frequency == "monthly" else 2.0
        habits = [(first, Habit(0.99, target=-cycle))]
        if rng.random() < 0.15:
            habits.append((now - rng.randrange(3, 40), Habit(0.2)))
        payer = Payer(rng, method, frequency, day, habits)
        ledger = Ledger(tenancy.next_account(), world.first_day + world.offset, world.as_of)
        run(ledger, range(first, week_of(world.as_of) + 1), bill, [], payer)
        bill.write(self.sheets, ledger.account, start=start, end=None, since=ledger.first_day, upto=world.as_of)
        self.write_account(tenancy, ledger, kind, payer=(method, frequency, day), opened=start, other=other)

    def write_account(
        self,
        tenancy: Tenancy,
        ledger: Ledger,
        kind: str,
        *,
        payer: tuple[str, str, int] = ("", "", 0),
        opened: int,
        closed: int | None = None,
        other: Home | None = None,
    ) -> None:
        """The account's row and its transactions."""
        lines, balance = ledger.finish()
        self.transactions += lines
        self.total += balance
        method, frequency, day = payer
        self.sheets.add(
            "accounts",
            account_ref=ledger.account,
            tenancy_ref=tenancy.ref,
            account_type=kind,
            property_ref=other.ref if other else "",
            fund=(other or tenancy.home).fund,
            payment_method=method,
            payment_frequency=frequency,
            payment_day=day if day and frequency != "irregular" else "",
            opened_on=iso(opened),
            closed_on=iso(closed),
            balance=pounds(balance),
        )

    def write_tenancy(self, tenancy: Tenancy, end_reason: str = "") -> None:
        """Rows of tenancies, people and who belongs to what."""
        plan, rng, start = tenancy.plan, tenancy.rng, tenancy.start
        kind = plan.tenure if plan.is_current else "secure"
        values: dict[str, object] = {}
        if kind in TRIALS:
            trial = add_months(start, 12) - 1
            values["trial_ends_on"] = iso(trial)
            if kind == "introductory" and legal.was_extended(tenancy, self.world.anchor):
                values["trial_extended_to"] = iso(add_months(trial, 6))
        if kind == "flexible":
            values["fixed_term_ends_on"] = iso(legal.fixed_term_end(tenancy, self.world.anchor))
            clause = rng.choice(("break", "forfeiture", "forfeiture", "none"))
            values["flexible_clause"] = "forfeiture" if plan.story in COURT else clause
        if kind == "pitch" and rng.random() < 0.9:
            values["written_statement_on"] = iso(start)
        self.sheets.add(
            "tenancies",
            tenancy_ref=tenancy.ref,
            property_ref=tenancy.home.ref,
            tenancy_type=kind,
            start_date=iso(start),
            end_date=iso(tenancy.end),
            end_reason=end_reason,
            rent_week_start=WEEKDAYS[self.world.offset],
            **values,
        )
        people.write(rng, self.sheets, tenancy.people)
        for person in tenancy.people:
            self.sheets.add(
                "tenancy_people",
                tenancy_ref=tenancy.ref,
                person_ref=person.ref,
                role=person.role,
                from_date=iso(max(start, person.born)),
                to_date=iso(person.died or (tenancy.end if person.role != "representative" else None)),
            )
