"""Handing an account over: who may, what goes along, and how it comes back. Offers and advice on the timeline."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from caseload import guidance, handover, undo
from caseload.models import Act, Reminder
from staff.models import PatchAssignment, Role, User
from tenancies.models import AccountEvent, AccountRestriction, Handover, RentAccount
from tests.caseload.case_pages import press, told
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON, remind
from tests.caseload.reading import text
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import PatchFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

WHY = "She knows the family"


@pytest.fixture
def colleague(home: Household) -> User:
    return OfficerFactory(name="Tom Fenwick", patches=[PatchFactory(code="P02")])


def give(home: Household, to: User, **changes: Any) -> None:
    given = {"account": home.account, "reason": WHY, "by": home.officer, "on": MONDAY, "at": NOON}
    handover.hand_over(to=to, **given | changes)


def owned(user: User) -> list[RentAccount]:
    return list(RentAccount.objects.owned_by(user, on=MONDAY))


def test_it_becomes_the_colleagues_work_and_leaves_the_officers(home: Household, colleague: User) -> None:
    assert handover.ownership(home.account, user=home.officer).owner == home.officer

    give(home, colleague)

    assert owned(colleague) == [home.account]
    assert owned(home.officer) == []
    assert handover.ownership(home.account, user=home.officer).owner == colleague
    assert told(home) == [("handed_over", "To Tom Fenwick: She knows the family")]


def test_one_press_hands_it_over_and_opens_the_next_account(client: Client, home: Household, colleague: User) -> None:
    following = owing()

    page = press(client, home, "hand-over", to=colleague.pk, reason=WHY)

    assert page.redirect_chain[0] == (f"/accounts/{following.account.pk}/", 302)
    assert "is with Tom Fenwick now." in text(page)
    sign_in(client, colleague)
    shown = text(client.get(f"/accounts/{home.account.pk}/"))
    assert "Handed to Tom Fenwick by Nadia Rahman" in shown


def test_what_is_promised_and_open_goes_along_and_comes_back(home: Household, colleague: User) -> None:
    leader = OfficerFactory(role=Role.TEAM_LEADER, patches=[home.account.tenancy.home.patch])
    promise = remind(home, kind=Reminder.Kind.PROMISE)
    leaders = remind(home, by=leader)
    done = remind(home)
    Reminder.objects.filter(pk=done.pk).update(done_at=NOON, done_by=home.officer)

    give(home, colleague)

    def whose(reminder: Reminder) -> User:
        return Reminder.objects.get(pk=reminder.pk).for_user

    assert (whose(promise), whose(leaders), whose(done)) == (colleague, leader, home.officer)
    handover.end(account=home.account, by=colleague, on=MONDAY, at=NOON)
    assert whose(promise) == home.officer
    assert owned(home.officer) == [home.account]
    assert told(home)[-1] == ("handed_over", "Back from Tom Fenwick to Nadia Rahman.")


def test_handed_on_it_leaves_the_first_colleague(home: Household, colleague: User) -> None:
    third = OfficerFactory(name="Jo Hall", role=Role.INCOME_ADVISOR)
    give(home, colleague)
    give(home, third, by=colleague)

    assert owned(colleague) == []
    assert owned(third) == [home.account]
    assert Handover.objects.filter(ended_at=None).count() == 1


def test_taken_back_it_is_as_before(home: Household, colleague: User) -> None:
    promise = remind(home, kind=Reminder.Kind.PROMISE)
    give(home, colleague)

    undo.take_back(Act.objects.get(kind="hand_over"), by=home.officer, on=MONDAY, at=NOON)

    assert owned(home.officer) == [home.account]
    promise.refresh_from_db()
    assert promise.for_user == home.officer


def test_an_officer_hands_over_only_her_own_work(home: Household, colleague: User) -> None:
    third = OfficerFactory(name="Jo Hall", role=Role.INCOME_ADVISOR)
    give(home, colleague)

    with pytest.raises(handover.CannotHandOver, match="Ask a team leader to hand it over"):
        give(home, third)

    leader = OfficerFactory(role=Role.TEAM_LEADER, patches=[home.account.tenancy.home.patch])
    give(home, third, by=leader)
    assert owned(third) == [home.account]


@pytest.mark.parametrize("role", [Role.LEGAL, Role.FINANCE, Role.AUDITOR, Role.ADMINISTRATOR, ""])
def test_only_who_works_accounts_takes_one(home: Household, role: str) -> None:
    with pytest.raises(handover.CannotHandOver, match="Choose a colleague who works accounts"):
        give(home, OfficerFactory(role=role))


def test_a_colleague_who_has_left_takes_none(home: Household) -> None:
    with pytest.raises(handover.CannotHandOver, match="Choose a colleague who works accounts"):
        give(home, OfficerFactory(is_active=False))


def test_it_wants_a_reason_and_another_person(home: Household, colleague: User) -> None:
    with pytest.raises(handover.CannotHandOver, match="Say why"):
        give(home, colleague, reason="  ")
    with pytest.raises(handover.CannotHandOver, match="Nadia Rahman’s work already"):
        give(home, home.officer)


def test_a_restricted_account_stays_within_its_patch(home: Household, colleague: User) -> None:
    AccountRestriction.objects.create(
        tenancy=home.account.tenancy, reason="In hiding", set_by=home.officer, set_at=NOON
    )
    inside = OfficerFactory(name="Jo Hall", patches=[home.account.tenancy.home.patch])

    with pytest.raises(handover.CannotHandOver, match="It is restricted: Tom Fenwick may not open it"):
        give(home, colleague)
    give(home, inside, by=OfficerFactory(role=Role.INCOME_MANAGER))

    assert handover.ownership(home.account, user=home.officer).owner == inside


def test_many_go_at_once_and_each_that_stays_is_named(home: Household, colleague: User) -> None:
    leader = OfficerFactory(role=Role.TEAM_LEADER, patches=[home.account.tenancy.home.patch])
    second = owing()
    give(home, colleague)

    given, stay = handover.hand_over_many(
        accounts=[home.account, second.account], to=colleague, reason=WHY, by=leader, on=MONDAY, at=NOON
    )

    assert given == [second.account]
    assert stay == [(home.account, "It is Tom Fenwick’s work already.")]


@pytest.mark.parametrize("number", [2, 20])
def test_many_ask_as_much_as_two(
    home: Household, colleague: User, number: int, django_assert_max_num_queries: Any
) -> None:
    leader = OfficerFactory(role=Role.TEAM_LEADER, patches=[home.account.tenancy.home.patch])
    accounts = [owing().account for _ in range(number)]

    with django_assert_max_num_queries(60):
        handover.hand_over_many(accounts=accounts, to=colleague, reason=WHY, by=leader, on=MONDAY, at=NOON)

    assert Handover.objects.filter(to=colleague, ended_at=None).count() == number
    assert AccountEvent.objects.filter(what="handed_over").count() == number
    assert Act.objects.filter(kind="hand_over").count() == number


def test_who_only_covers_the_patch_is_not_its_owner(home: Household, colleague: User) -> None:
    from staff.models import Cover

    cover = Cover.objects.create(
        absent=home.officer,
        covering=colleague,
        starts_on=MONDAY,
        ends_on=dt.date(2026, 12, 7),
        made_by=home.officer,
        made_at=NOON,
    )
    patch = home.account.tenancy.home.patch
    PatchAssignment.objects.create(user=colleague, patch=patch, starts_on=MONDAY, cover=cover)

    assert handover.ownership(home.account, user=home.officer).owner == home.officer


def test_nothing_typed_is_lost_where_it_cannot_go(client: Client, home: Household) -> None:
    page = press(client, home, "hand-over", to="", reason=WHY)

    assert page.status_code == 422
    assert "Choose who takes the account." in text(page)
    assert WHY in page.content.decode()


def test_a_stranger_and_a_reader_hand_nothing_over(client: Client, home: Household, colleague: User) -> None:
    sign_in(client, colleague)
    assert press(client, home, "hand-over", to=colleague.pk, reason=WHY).status_code == 404
    assert press(client, home, "give-back").status_code == 404

    sign_in(client, OfficerFactory(role=Role.FINANCE))
    assert press(client, home, "hand-over", to=colleague.pk, reason=WHY).status_code == 403
    assert not Handover.objects.exists()


def test_an_account_that_is_with_its_patch_is_not_given_back(client: Client, home: Household) -> None:
    assert "This account is not handed over to anybody." in text(press(client, home, "give-back"))


def test_given_back_by_who_has_it(client: Client, home: Household, colleague: User) -> None:
    give(home, colleague)
    sign_in(client, colleague)

    page = press(client, home, "give-back")

    assert page.redirect_chain == [("/", 302)]
    assert "is back with its patch." in text(page)


# ---------------------------------------------------------------------------------------------- offers and advice

OFFER = {"who": "Citizens Advice", "amount": "25", "terms": "a fortnight", "stands_until": "4 December 2026"}


def test_an_offer_stands_on_the_timeline_with_what_was_answered(client: Client, home: Household) -> None:
    page = press(client, home, "offer", **OFFER, reply="countered")

    said = "Citizens Advice offered £25.00, a fortnight. It stands until 4 December 2026. Another sum asked for."
    assert told(home) == [("offer", said)]
    assert said in text(page)


def test_an_offer_can_be_taken_back(home: Household, client: Client) -> None:
    press(client, home, "offer", **OFFER, reply="accepted")

    undo.take_back(Act.objects.get(kind="offer"), by=home.officer, on=MONDAY, at=Act.objects.get().at)

    assert [what for what, _ in told(home)] == ["offer", "taken_back"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"who": ""}, "Say who made the offer."),
        ({"amount": "lots"}, "Enter the amount in pounds, such as 50 or 50.25."),
        ({"amount": "0"}, "The offer must be more than nothing."),
        ({"amount": "-5"}, "The offer must be more than nothing."),
        ({"stands_until": "1 November 2026"}, "An offer stands until today or a later day."),
        ({"reply": ""}, "Choose what was answered."),
    ],
)
def test_an_offer_that_is_not_whole_is_refused(
    client: Client, home: Household, change: dict[str, str], said: str
) -> None:
    page = press(client, home, "offer", **{**OFFER, "reply": "accepted", **change})

    assert page.status_code == 422
    assert said in text(page)
    assert told(home) == []


def test_advice_is_noted_with_its_cards_version(client: Client, home: Household) -> None:
    page = press(client, home, "advice", code="advice_debt_help")

    assert told(home) == [("advice", "Free money advice, card version 1.")]
    assert "Free money advice, card version 1." in text(page)


def test_no_advice_from_a_card_whose_review_is_due(client: Client, home: Household, settings: Any) -> None:
    card = guidance.cards()["advice_universal_credit"]
    assert card.review_on == dt.date(2027, 4, 30)
    settings.TRAINING_DAY = dt.date(2027, 4, 29)
    assert "Universal Credit and rent" in text(client.get(f"/accounts/{home.account.pk}/"))
    settings.TRAINING_DAY = card.review_on

    page = press(client, home, "advice", code=card.code)

    assert "‘Universal Credit and rent’ was to be reviewed by 30 April 2027. Ask the income manager" in text(page)
    assert told(home) == []


@pytest.mark.parametrize("code", ["", "letter_1", "nonsense"])
def test_only_an_advice_card_gives_advice(client: Client, home: Household, code: str) -> None:
    assert "Choose the card that the advice was given from." in text(press(client, home, "advice", code=code))


@pytest.mark.parametrize("act", ["offer", "advice"])
def test_offers_and_advice_are_for_who_works_the_account(client: Client, home: Household, act: str) -> None:
    sign_in(client, OfficerFactory(patches=[PatchFactory(code="P02")]))
    assert press(client, home, act).status_code == 404

    sign_in(client, OfficerFactory(role=Role.AUDITOR))
    assert press(client, home, act).status_code == 403
