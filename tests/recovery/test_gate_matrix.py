"""Each cell of the table of flags at the action: what the database holds, what is brought, what happens."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from recovery import actions, calls, gatekeeping, messages
from recovery.account_facts import of_account, tenants_of
from recovery.gatekeeping import Brings
from recovery.rules.actions import Action
from recovery.rules.gates import Act, Refused
from staff.models import User
from tenancies.models import AccountEvent
from tests.factories.people import Household, OfficerFactory
from tests.recovery.flagged import flagged, noon
from tests.recovery.gate_table import FLAGS, Expected, cells

pytestmark = pytest.mark.django_db


def write(home: Household, on: date, brings: Brings) -> None:
    actions.queue_letter(
        account=home.account,
        action=Action.LETTER_1,
        facts=of_account(home.account, as_of=on),
        tenants=tenants_of(home.account, as_of=on),
        by=home.officer,
        on=on,
        press=uuid4(),
        reason_given=brings.reason,
        now=noon(on),
    )


def call(home: Household, on: date, brings: Brings) -> None:
    calls.log_contact(
        account=home.account,
        facts=of_account(home.account, as_of=on),
        person=home.tenants[0],
        outcome="spoke",
        note=brings.reason,
        promised_amount=None,
        promised_on=None,
        by=home.officer,
        at=noon(on),
    )


def other(act: str) -> Callable[[Household, date, Brings], None]:
    """The acts that later pages carry out: they come through the same door."""

    def do(home: Household, on: date, brings: Brings) -> None:
        facts = of_account(home.account, as_of=on)
        gatekeeping.pass_gates(
            act=Act(act), account=home.account, facts=facts, brings=brings, by=home.officer, on=on, at=noon(on)
        )

    return do


DO = {"letter": write, "call": call} | {
    act: other(act) for act in ("visit", "notice", "claim", "warrant", "agency", "write_off")
}


def went(home: Household, on: date, act: str, brings: Brings) -> bool:
    """Whether the act was done; nothing of it stays."""
    try:
        with transaction.atomic():
            DO[act](home, on, brings)
            transaction.set_rollback(True)
    except (Refused, actions.CannotSendLetter):
        return False
    return True


def people() -> tuple[User, User]:
    return OfficerFactory(name="Tom Fenwick"), OfficerFactory(name="Pat Walker", role="income_manager")


def brought(wants: frozenset[str]) -> Brings:
    """Just what a gate wants. A letter's or call's own words are its reason and its plan."""
    second, manager = people()
    return Brings(
        reason="We agreed it on Friday" if wants & {"reason", "plan"} else "",
        second_person=second if "pair" in wants else None,
        manager=manager if "manager" in wants else None,
        legal="Nothing of it is covered" if "legal" in wants else "",
    )


def everything() -> Brings:
    return brought(frozenset({"reason", "plan", "pair", "manager", "legal"}))


@pytest.mark.parametrize("cell", cells(), ids=lambda cell: f"{cell.flag}-{cell.act}")
def test_each_cell_at_the_action(cell: Expected) -> None:
    home, on = flagged(cell.flag)

    assert went(home, on, cell.act, Brings()) is (cell.level not in {"stop", "gate"})
    if cell.level == "gate":
        assert went(home, on, cell.act, brought(cell.wants)) is ("fact" not in cell.wants)
        for want in cell.wants & {"pair", "manager", "legal"}:
            assert not went(home, on, cell.act, brought(cell.wants - {want}))
    if cell.level == "stop":
        assert not went(home, on, cell.act, everything())


@pytest.mark.parametrize("flag", FLAGS)
def test_a_text_that_chases_is_stopped_as_a_letter_is(flag: str) -> None:
    """An officer's own words are no rung of the ladder, so an agreement that is kept does not stop them."""
    home, on = flagged(flag)
    home.tenants[0].mobile = "07700 900123"
    home.tenants[0].save()
    level = next(cell.level for cell in cells() if (cell.flag, cell.act) == (flag, "letter"))
    open_to_words = flag == "Agreement being kept"

    def send(reason: str) -> bool:
        try:
            with transaction.atomic():
                messages.queue_message(
                    account=home.account, person=home.tenants[0], channel="sms", purpose="general", text="Please ring",
                    facts=of_account(home.account, as_of=on), by=home.officer, on=on, press=uuid4(),
                    reason_given=reason, now=noon(on),
                )  # fmt: skip
                transaction.set_rollback(True)
        except Refused:
            return False
        return True

    assert send("") is (open_to_words or level not in {"stop", "gate"})
    assert send("He asked for it") is (open_to_words or level != "stop")


class TestWhatIsWrittenDown:
    def pass_notice(self, home: Household, on: date, **known: Any) -> None:
        brings = Brings(**known)
        DO["notice"](home, on, brings)

    def test_each_gate_that_was_passed_with_the_words_shown_and_what_was_brought(self) -> None:
        home, on = flagged("Blackout dates")
        _, manager = people()

        self.pass_notice(home, on, reason="The hearing cannot wait", manager=manager)

        event = AccountEvent.objects.get(what="gate")
        assert event.by == home.officer
        assert event.summary == (
            "Notice all the same. The council keeps these days free of such steps until 1 January 2027. "
            "It opens only to a reason and the income manager’s yes. Do it after that day. Put it to the income "
            "manager. Reason: The hearing cannot wait. The income manager’s yes: Pat Walker."
        )

    def test_a_nudge_once_in_28_days(self) -> None:
        home, on = flagged("Limitation or notice lapse near")

        self.pass_notice(home, on)
        self.pass_notice(home, on)

        [event] = AccountEvent.objects.filter(what="gate")
        assert event.summary.startswith("Notice: reminded. The notice lapses: a claim may be issued on it until 14")

    def test_who_set_what_stands_in_the_way(self) -> None:
        home, on = flagged("Crisis open")
        marker = home.tenants[0].markers.get()
        marker.owner = OfficerFactory(name="Marcia Osei")
        marker.save()

        with pytest.raises(Refused, match=r"in crisis \(set by Marcia Osei\)"):
            self.pass_notice(home, on)

    def test_somebody_may_not_be_their_own_second_person_nor_a_colleague_the_manager(self) -> None:
        home, on = flagged("Risk marker")
        with pytest.raises(Refused):
            DO["visit"](home, on, Brings(second_person=home.officer))

        away, day = flagged("Needs known")
        with pytest.raises(Refused):
            DO["claim"](away, day, Brings(reason="Agreed", manager=away.officer))
