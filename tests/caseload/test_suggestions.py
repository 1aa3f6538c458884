"""‘This looks wrong’ and ‘suggest a change’: who gets them, what rests meanwhile, and the answer that comes back."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from caseload import suggestions
from caseload.models import Recommendation, Step, Suggestion
from caseload.sweep import decide_now
from recovery.rules.policy import default_policy
from staff.models import Role, User
from tenancies.models import AccountEvent
from tests.caseload.case_pages import press
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON, fingerprint, with_hearing
from tests.caseload.reading import MOST_QUERIES, queries_of, text
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import PatchFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

TOO_SOON = "Too soon"


def question(home: Household, **changes: Any) -> tuple[Suggestion, str]:
    given = {"account": home.account, "reason": TOO_SOON, "text": "", "by": home.officer, "on": MONDAY, "at": NOON}
    return suggestions.looks_wrong(**{"fingerprint": fingerprint(home)} | given | changes)


def test_one_press_of_a_reason_rests_the_step_for_a_week_and_opens_the_next(client: Client, home: Household) -> None:
    following = owing()

    page = press(client, home, "looks-wrong", fingerprint=fingerprint(home), reason=TOO_SOON)

    assert page.redirect_chain[0] == (f"/accounts/{following.account.pk}/", 302)
    assert "rests until 30 November 2026." in text(page)
    made = Suggestion.objects.get()
    assert (made.kind, made.rule, made.action, made.reason, made.account_kind) == (
        "looks_wrong",
        "letter_1",
        "letter_1",
        TOO_SOON,
        "rent",
    )
    step = Step.objects.get()
    assert (step.outcome, step.until, step.reason) == ("deferred", dt.date(2026, 11, 30), "Looks wrong: Too soon")
    noted = list(AccountEvent.objects.filter(account=home.account).order_by("pk").values_list("what", flat=True))
    assert noted == ["looks_wrong", "step_deferred"]


def test_a_day_set_by_the_court_does_not_move_but_the_question_is_sent(client: Client) -> None:
    home = with_hearing(on=dt.date(2026, 11, 27))
    decide_now([home.account.pk], as_of=MONDAY)
    sign_in(client, home.officer)

    page = press(client, home, "looks-wrong", fingerprint=fingerprint(home), text="It was adjourned")

    assert "Sent to the owner of the policy." in text(page)
    assert "The step stays on your list: Prepare for the hearing must be done before 27 November 2026" in text(page)
    assert Suggestion.objects.get().text == "It was adjourned"
    assert not Step.objects.exists()


def test_no_step_can_look_wrong_too(client: Client) -> None:
    home = owing(owes="50.00")
    sign_in(client, home.officer)

    page = press(client, home, "looks-wrong", fingerprint=fingerprint(home), reason="Too late")

    assert "Sent to the owner of the policy." in text(page)
    assert Suggestion.objects.get().rule == "under_threshold"
    assert not Step.objects.exists()


def test_a_card_that_changed_is_looked_at_again_first(client: Client, home: Household) -> None:
    page = press(client, home, "looks-wrong", fingerprint="of yesterday", text="I wrote this")

    assert page.status_code == 422
    assert "The card has changed since." in text(page)
    assert "I wrote this" in page.content.decode()
    assert not Suggestion.objects.exists()


def test_something_must_be_said(client: Client, home: Household) -> None:
    page = press(client, home, "looks-wrong", fingerprint=fingerprint(home))

    assert page.status_code == 422
    assert "Choose what looks wrong, or write it." in text(page)


def test_the_longest_words_and_a_reason_go_together(client: Client, home: Household) -> None:
    press(client, home, "looks-wrong", fingerprint=fingerprint(home), reason=TOO_SOON, text="w" * 300)

    assert Suggestion.objects.get().text == "w" * 300
    assert press(client, owing(), "looks-wrong", text="w" * 301).status_code == 422


def test_the_answer_comes_back_to_the_officers_list_and_the_account(
    client: Client, home: Household, leader: User
) -> None:
    made, _ = question(home)
    sign_in(client, leader)
    assert f"{home.account} Send letter 1" in text(client.get("/suggestions/"))

    page = client.post(f"/suggestions/{made.pk}/answer/", {"chip": "The rule is right here"}, follow=True)

    assert "The answer is with Nadia Rahman." in text(page)
    assert "No suggestion waits for an answer" in text(page)
    sign_in(client, home.officer)
    assert "Mabel Osei on what looked wrong: The rule is right here" in text(
        client.get(f"/accounts/{home.account.pk}/")
    )
    assert "Mabel Osei: The rule is right here" in text(client.get("/reminders/"))
    client.post(f"/suggestions/{made.pk}/seen/")
    assert "The rule is right here" not in text(client.get("/reminders/"))
    assert "The rule is right here Mabel Osei" in text(client.get("/help/suggestions/"))


def test_it_is_answered_once(home: Household, leader: User) -> None:
    made, _ = question(home)
    suggestions.answer(suggestion=made, answer="Yes", by=leader, at=NOON)

    with pytest.raises(suggestions.CannotSuggest, match="Somebody has answered this already"):
        suggestions.answer(suggestion=made, answer="No", by=leader, at=NOON)
    with pytest.raises(suggestions.CannotSuggest, match="Write the answer"):
        suggestions.answer(suggestion=made, answer=" ", by=leader, at=NOON)


@pytest.mark.parametrize("role", [Role.INCOME_OFFICER, Role.INCOME_ADVISOR, Role.LEGAL, Role.AUDITOR])
def test_only_the_policys_owners_read_and_answer(client: Client, home: Household, role: Role) -> None:
    made, _ = question(home)
    other = OfficerFactory(role=role)
    sign_in(client, other)

    assert client.get("/suggestions/").status_code == 403
    assert client.post(f"/suggestions/{made.pk}/answer/", {"answer": "No"}).status_code == 403
    with pytest.raises(PermissionDenied):
        suggestions.answer(suggestion=made, answer="No", by=other, at=NOON)


def test_a_leader_reads_what_is_about_her_own_patches_and_about_no_account(home: Household, leader: User) -> None:
    about_hers, _ = question(home)
    change = suggest(home.officer)
    elsewhere = OfficerFactory(role=Role.TEAM_LEADER, patches=[PatchFactory(code="P02")])
    manager = OfficerFactory(role=Role.INCOME_MANAGER)

    assert set(suggestions.to_answer(leader)) == {about_hers, change}
    assert set(suggestions.to_answer(elsewhere)) == {change}
    assert set(suggestions.to_answer(manager)) == {about_hers, change}


def suggest(by: User, **changes: Any) -> Suggestion:
    given = {"text": "Wait longer", "page": "", "rule": "", "account_kind": "", "by": by, "at": NOON}
    return suggestions.suggest_change(**given | changes)


def test_a_suggested_change_arrives_with_page_rule_and_kind_but_not_whose_account(
    client: Client, home: Household
) -> None:
    account = client.get(f"/accounts/{home.account.pk}/").content.decode()
    link = "/help/suggest/?page=account&amp;rule=letter_1&amp;account_kind=rent"
    assert link in account

    form = client.get(link.replace("&amp;", "&"))
    assert "the page ‘Account’, the rule ‘First letter’, the kind of account" in text(form)
    client.post(
        "/help/suggest/", {"text": "Wait longer", "page": "account", "rule": "letter_1", "account_kind": "rent"}
    )

    made = Suggestion.objects.get()
    assert (made.kind, made.page, made.rule, made.account_kind) == ("change", "Account", "letter_1", "rent")
    assert made.account is None
    assert home.account.account_ref not in f"{made.text} {made.page} {made.reason}"


def test_what_the_address_makes_up_is_left_out(client: Client, home: Household) -> None:
    client.post(
        "/help/suggest/", {"text": "x", "page": "<b>1 Mill Lane</b>", "rule": "nonsense", "account_kind": "car"}
    )

    made = Suggestion.objects.get()
    assert (made.page, made.rule, made.account_kind) == ("", "", "")


@pytest.mark.parametrize("typed", ["", "z" * 1001])
def test_a_suggestion_that_cannot_go_is_kept_on_the_page(client: Client, home: Household, typed: str) -> None:
    page = client.post("/help/suggest/", {"text": typed, "page": "help"})

    assert page.status_code == 422
    assert typed in page.content.decode()
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize("role", [Role.LEGAL, Role.FINANCE, Role.AUDITOR, Role.ADMINISTRATOR])
def test_everybody_may_suggest_and_see_what_became_of_it(client: Client, role: Role) -> None:
    sign_in(client, OfficerFactory(role=role))

    page = client.post("/help/suggest/", {"text": "Larger print"}, follow=True)

    assert page.redirect_chain == [("/help/suggestions/", 302)]
    assert "Larger print Waits for an answer" in text(page)


def test_nobody_sees_anothers_suggestions(client: Client, home: Household) -> None:
    suggest(OfficerFactory(), text="Somebody else's")

    assert "Somebody else" not in text(client.get("/help/suggestions/"))


def test_rules_are_counted_by_week_and_by_how_often_they_suggest(home: Household) -> None:
    others = [owing(), owing(), owing()]  # letter 1 stands on four accounts
    for days in (0, 1, 8, 29):  # this week two, the week before one, one too old to count
        Suggestion.objects.create(
            kind="looks_wrong",
            by=home.officer,
            at=NOON - dt.timedelta(days=days),
            account=home.account,
            rule="letter_1",
            reason=TOO_SOON,
        )
    Suggestion.objects.create(kind="change", by=home.officer, at=NOON, rule="letter_2", text="Not a complaint")
    assert Recommendation.objects.filter(rule="letter_1", lapsed_on=None).count() == 1 + len(others)

    [found] = suggestions.by_rule(default_policy(), at=NOON)

    assert (found.code, found.this_week, found.last_week, found.counted, found.suggested) == ("letter_1", 2, 1, 3, 4)
    assert found.rate is not None
    assert Decimal(found.rate) == 75


def test_a_stranger_questions_nothing(client: Client, home: Household) -> None:
    shown = fingerprint(home)
    sign_in(client, OfficerFactory(patches=[PatchFactory(code="P02")]))
    assert press(client, home, "looks-wrong", fingerprint=shown, reason=TOO_SOON).status_code == 404

    sign_in(client, OfficerFactory(role=Role.AUDITOR))
    assert press(client, home, "looks-wrong", fingerprint=shown, reason=TOO_SOON).status_code == 403
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize("address", ["/suggestions/", "/help/suggestions/"])
def test_the_lists_ask_as_much_for_twenty_rows_as_for_one(
    client: Client, home: Household, leader: User, address: str
) -> None:
    def add(number: int) -> None:
        about = {"kind": "looks_wrong", "by": leader, "at": NOON, "rule": "letter_1", "text": "Seems early"}
        Suggestion.objects.bulk_create(Suggestion(account=owing().account, **about) for _ in range(number))

    sign_in(client, leader)
    add(1)
    for_one, _ = queries_of(client, address)
    add(19)
    for_twenty, page = queries_of(client, address)

    assert text(page).count("Seems early") == 20
    assert for_twenty == for_one <= MOST_QUERIES
