"""Letters, calls, visits and messages that fit the stage the tenancy has reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .days import ISO, monday_of
from .people import Person

if TYPE_CHECKING:
    from .tenancy import Maker, Tenancy


class Log:
    """The contacts of one tenancy. Nothing is written before its start or after the anchor."""

    def __init__(self, maker: Maker, tenancy: Tenancy) -> None:
        self.maker = maker
        self.tenancy = tenancy
        self.count = 0

    def add(
        self,
        day: int,
        purpose: str,
        channel: str,
        outcome: str = "sent",
        *,
        who: Person | None,
        direction: str = "out",
        by_officer: bool = True,
        note: str = "",
    ) -> None:
        """Add one contact, if it could have happened."""
        tenancy, rng = self.tenancy, self.tenancy.rng
        time = f"{rng.randrange(9, 17):02d}:{rng.randrange(60):02d}"
        alive = who is None or who.died is None or day < who.died
        if not alive or not tenancy.start <= day <= self.maker.world.anchor:
            return
        self.count += 1
        self.maker.sheets.add(
            "contacts",
            contact_ref=f"C{tenancy.plan.number:07d}{self.count:02d}",
            tenancy_ref=tenancy.ref,
            person_ref=who.ref if who else "",
            at=f"{ISO[day]}T{time}",
            channel=channel,
            direction=direction,
            purpose=purpose,
            outcome=outcome,
            officer=tenancy.officer if by_officer else "",
            note=note,
        )

    def letters(self, day: int, purpose: str, note: str = "") -> None:
        """The same letter to each tenant (Pre-Action Protocol 2.1), one in forty returned."""
        for person in self.tenancy.people:
            if person.role == "tenant":
                outcome = "returned_mail" if self.tenancy.rng.random() < 0.025 else "sent"
                self.add(day, purpose, "letter", outcome, who=person, note=note)

    def call(self, day: int, purpose: str, note: str = "") -> None:
        """A call to one tenant."""
        rng = self.tenancy.rng
        outcome = rng.choice(
            ("spoke", "spoke", "no_answer", "no_answer", "message_left", "wrong_number", "third_party")
        )
        self.add(day, purpose, "phone", outcome, who=rng.choice(_tenants(self.tenancy)), note=note)


def _tenants(tenancy: Tenancy) -> list[Person]:
    return [person for person in tenancy.people if person.role == "tenant"]


def make(maker: Maker, tenancy: Tenancy) -> None:
    """All contacts of a current tenancy."""
    log = Log(maker, tenancy)
    story, ledger, anchor = tenancy.story, tenancy.ledger, maker.world.anchor
    assert story
    assert ledger
    if story.decline is not None:
        _arrears(log, story.decline, story.notice or story.agreed)
        _formal(log)
    elif story.name in ("erratic", "low") and ledger.balance_on(anchor) > 2 * tenancy.weekly:
        _arrears(log, (anchor - 1) // 7 - 7, None)
    elif story.name in ("first_missed", "claim_awaited", "occasional") and tenancy.rng.random() < 0.3:
        _reminder(log, anchor - tenancy.rng.randrange(2, 16))
    _everyday(log)


def _reminder(log: Log, day: int) -> None:
    channel = log.tenancy.rng.choice(("sms", "email", "letter"))
    log.add(day, "reminder", channel, who=_tenants(log.tenancy)[0], by_officer=False)


def _arrears(log: Log, decline: int, stop: int | None) -> None:
    """The ladder before a notice or an agreement, a step every couple of weeks."""
    rng = log.tenancy.rng
    end = monday_of(stop) if stop else 10**9
    first = monday_of(decline)
    steps = ((10, "reminder"), (19, "letter_1"), (27, "call"), (38, "letter_2"), (44, "call"), (50, "visit"))
    for after, step in steps:
        day = first + after + rng.randrange(3)
        if day >= end or rng.random() < 0.08:
            continue
        if step == "reminder":
            _reminder(log, day)
        elif step == "call":
            log.call(day, rng.choice(("general", "payment_promise", "benefit_help", "debt_advice")))
        elif step == "visit":
            log.add(day, "visit", "visit", rng.choice(("seen", "not_in", "not_in")), who=_tenants(log.tenancy)[0])
        else:
            log.letters(day, step)
    for day in range(first + 40, log.maker.world.anchor, 91):
        log.letters(day, "statement", "Rent statement, last 13 weeks.")


def _formal(log: Log) -> None:
    """Round the agreement, the notice, the claim and the hearing."""
    story, rng = log.tenancy.story, log.tenancy.rng
    assert story
    if story.agreed is not None and story.terms:
        log.add(story.terms.made_on, "agreement", "phone", "promised", who=_tenants(log.tenancy)[0])
    if story.notice is not None:
        log.letters(monday_of(story.notice) - rng.randrange(4, 8), "pre_notice")
        for week in (2, 4, 8):
            log.call(monday_of(story.notice + week) + rng.randrange(5), "payment_promise")
    if story.claim is not None:
        log.letters(monday_of(story.claim) - rng.randrange(9, 14), "pre_court")
        log.letters(monday_of(story.claim) + 16, "hearing_letter")


def _everyday(log: Log) -> None:
    """What any tenancy has now and then."""
    rng, anchor = log.tenancy.rng, log.maker.world.anchor
    who = _tenants(log.tenancy)[0]
    if rng.random() < 0.2:
        channel = rng.choice(("email", "phone", "office", "portal", "sms"))
        note = rng.choice(("Asked for balance.", "Repair query, passed on.", "Asked to change payment day, told how."))
        log.add(anchor - rng.randrange(300), "general", channel, "spoke", who=who, direction="in", note=note)
    if rng.random() < 0.06:
        log.add(anchor - rng.randrange(200), "benefit_help", rng.choice(("phone", "email")), "spoke", who=who)
    if rng.random() < 0.04:
        log.add(
            anchor - rng.randrange(200),
            "welfare",
            rng.choice(("phone", "visit")),
            rng.choice(("spoke", "seen")),
            who=who,
        )
    if rng.random() < 0.02:
        log.add(anchor - rng.randrange(200), "refund", "letter", who=who)
    if rng.random() < 0.01:
        log.add(anchor - rng.randrange(60), "reminder", "email", "bounced", who=who, by_officer=False)
