"""Finding an account by its words, also misspelt, and who may see what of it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from caseload import search
from caseload.load import load
from caseload.models import SearchDoc
from legal.models import PossessionClaim, PossessionOrder
from staff.models import Role, User
from tenancies.models import AccountRestriction, Handover, RentAccount, TenancyPerson
from tests.caseload.extracts import Extract
from tests.caseload.finding.pages import lives_at
from tests.caseload.sweeping import MONDAY
from tests.factories.people import OfficerFactory, PersonFactory
from tests.factories.tenancies import PatchFactory, PropertyFactory, RentAccountFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return OfficerFactory(patches=[PatchFactory()])


@pytest.fixture
def find(officer: User) -> Callable[..., list[RentAccount]]:
    def found(typed: str, *, user: User = officer, most: int = search.MOST_FOUND) -> list[RentAccount]:
        search.index_all(on=MONDAY)
        return [row.account for row in search.search(typed, user=user, on=MONDAY, most=most).rows]

    return found


@pytest.mark.parametrize(
    "typed",
    [
        "amina yusuf",
        "YUSUF",
        "yus ami",
        "23 mill lane",
        "mill lane yusuf",
        "OT1 2AB",
        "ot12ab",
        "07700 900123",
        "+44 7700 900123",
        "7700900123",
        "900123",
        "01632 960010",
        "M50WX722",
        "m50 wx 722",
        "w 1234/26",
        "W123426",
        "idris",
    ],
)
def test_an_account_is_found_by_whatever_somebody_on_the_telephone_can_say(
    typed: str, find: Callable[..., list[RentAccount]]
) -> None:
    account = lives_at("23 Mill Lane", {"mobile": "+44 7700 900123", "phone": "01632 960010"}, {"first_names": "Idris"})
    lives_at("7 Orchard Row", {"first_names": "Piotr", "last_name": "Pawlak"}, postcode="ZZ9 9ZZ")
    claim = PossessionClaim.objects.create(
        tenancy=account.tenancy, claim_number="M50WX722", route="pcol", issued_on=MONDAY, arrears_at_issue=900,
        status="issued",
    )  # fmt: skip
    PossessionOrder.objects.create(
        claim=claim, made_on=MONDAY, kind="outright", status="in_force", warrant_number="W1234/26"
    )

    assert find(typed) == [account]


def test_references_are_found_whole_and_by_their_beginning(find: Callable[..., list[RentAccount]]) -> None:
    account = RentAccountFactory(account_ref="AC/00123-4", tenancy__tenancy_ref="TN.77 881")
    other = RentAccountFactory(account_ref="AC/00129-9", tenancy__tenancy_ref="TN.99 112")

    for typed in ["AC/00123-4", "ac 00123 4", "ac001234", "tn77881", "TN.77 881", "AC/00123"]:
        assert find(typed) == [account], typed
    assert find("ac/0012") == [account, other]


def test_household_members_and_representatives_lead_to_the_account_but_not_those_who_left(
    find: Callable[..., list[RentAccount]],
) -> None:
    account = lives_at("23 Mill Lane")
    for name, role, last_day in [
        ("Zofia", "household", None),
        ("Tariq", "representative", date(2026, 12, 31)),
        ("Ronald", "tenant", date(2026, 11, 1)),
    ]:
        TenancyPerson.objects.create(
            tenancy=account.tenancy,
            person=PersonFactory(first_names=name, last_name="Holt"),
            role=role,
            from_on=account.tenancy.starts_on,
            last_day=last_day,
        )

    assert find("zofia holt") == find("tariq holt") == [account]
    assert find("ronald holt") == []


def test_the_last_tenants_of_an_ended_tenancy_are_still_found(find: Callable[..., list[RentAccount]]) -> None:
    account = lives_at("23 Mill Lane")
    account.tenancy.last_day, account.tenancy.end_reason = date(2024, 3, 31), "transfer"
    account.tenancy.save()
    TenancyPerson.objects.update(last_day=date(2024, 3, 31))

    assert find("yusuf") == [account]


def test_a_garage_is_found_by_its_own_address(find: Callable[..., list[RentAccount]]) -> None:
    garage = RentAccountFactory(kind="garage", property=PropertyFactory(address_1="Garage 9 Back Wynd"))
    RentAccountFactory()

    assert find("garage 9 wynd") == [garage]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("kahn", "Khan"),
        ("ptael", "Patel"),
        ("jonson", "Johnson"),
        ("smyth", "Smith"),
        ("mohamed", "Mohammed"),
        ("kowalchyk", "Kowalczyk"),
        ("yusof", "Yusuf"),
        ("oktopus", "Octopus"),
    ],
)
def test_a_misspelt_name_is_found_and_said_to_be_misspelt(typed: str, name: str, officer: User) -> None:
    account = lives_at("23 Mill Lane", {"first_names": "Ann", "last_name": name})
    lives_at("23 Mill Lane", {"first_names": "Ann", "last_name": "Whitlock"})
    search.index_all(on=MONDAY)

    answer = search.search(typed, user=officer, on=MONDAY)

    assert [row.account for row in answer.rows] == [account]
    assert answer.alike


def test_one_misspelt_word_does_not_undo_the_others(find: Callable[..., list[RentAccount]]) -> None:
    account = lives_at("23 Mill Lane", {"last_name": "Sowerby"})
    lives_at("40 Orchard Row", {"last_name": "Sowerby"})

    assert find("sowreby 23 mill") == [account]


def test_what_is_written_so_keeps_out_what_is_only_like_it(find: Callable[..., list[RentAccount]]) -> None:
    smith = lives_at("1 High Street", {"last_name": "Smith"})
    lives_at("1 High Street", {"last_name": "Smyth"})

    assert find("smith") == [smith]


def test_the_nearest_come_first_then_her_own_then_running_tenancies(find: Callable[..., list[RentAccount]]) -> None:
    by_beginning = lives_at("3 High Street", {"last_name": "Holtby"})
    elsewhere = lives_at("2 High Street", {"last_name": "Holt"}, patch="P02")
    hers_ended = lives_at("1 High Street", {"last_name": "Holt"})
    hers_ended.tenancy.last_day, hers_ended.tenancy.end_reason = date(2026, 1, 4), "transfer"
    hers_ended.tenancy.save()
    hers = lives_at("1 High Street", {"last_name": "Holt"})
    named_so = RentAccountFactory(account_ref="HOLT", tenancy__home=PropertyFactory(patch=PatchFactory(code="P02")))

    assert find("holt") == [named_so, hers, hers_ended, elsewhere, by_beginning]


def test_what_was_handed_over_to_her_counts_as_her_own(officer: User, find: Callable[..., list[RentAccount]]) -> None:
    elsewhere = lives_at("2 High Street", {"last_name": "Holt"}, patch="P02")
    given = lives_at("2 High Street", {"last_name": "Holt"}, patch="P02")
    Handover.objects.create(account=given, to=officer, by=officer, reason="Knows them", at=timezone.now())

    assert find("holt") == [given, elsewhere]


def test_a_short_word_alone_is_a_whole_word(find: Callable[..., list[RentAccount]]) -> None:
    ng = lives_at("23 Mill Lane", {"first_names": "Wei", "last_name": "Ng"})
    lives_at("23 Mill Lane", {"first_names": "Ngozi", "last_name": "Okonkwo"})

    assert find("ng") == [ng]
    assert find("ng wei") == [ng]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", ""),
        ("   ", ""),
        ("🙂🙂🙂", "Type letters or digits: a name, a street, a number."),
        ("%", "Type letters or digits: a name, a street, a number."),
        ("_'\\;--", "Type letters or digits: a name, a street, a number."),
        ("\x00", ""),
        ("a", "Type at least two letters or digits."),
        ("x" * 500, "Type no more than 100 characters: a name, a street, a number."),
    ],
)
def test_what_cannot_be_looked_for_is_answered_in_plain_words(typed: str, says: str, officer: User) -> None:
    lives_at("23 Mill Lane", {"first_names": "🙂", "last_name": "🙂"})
    search.index_all(on=MONDAY)

    assert search.search(typed, user=officer, on=MONDAY) == search.Answer(rows=[], trouble=says)


def test_of_a_households_accounts_the_rent_comes_first(find: Callable[..., list[RentAccount]]) -> None:
    costs = RentAccountFactory(kind="court_costs", tenancy__tenancy_ref="TN771")
    rent = RentAccountFactory(kind="rent", tenancy=costs.tenancy)

    assert find("tn771") == [rent, costs]


def test_wildcards_and_null_bytes_find_what_is_typed_beside_them_and_nothing_more(
    find: Callable[..., list[RentAccount]],
) -> None:
    account = lives_at("23 Mill Lane")
    lives_at("7 Orchard Row", {"last_name": "Pawlak"})

    assert find("%yusuf%") == find("yus\x00 ami") == find("yusuf' -- ") == [account]
    assert find("y%f lane") == find("y_f") == find("100% pawlak_") == []


def test_an_extract_brings_its_words_along_and_what_changes_is_found_by_its_new_name(
    tmp_path: Any, officer: User
) -> None:
    load(Extract().write(tmp_path / "one"), today=date(2026, 11, 20))
    assert SearchDoc.objects.count() == 2
    changed = Extract(extract_id="WEX-2", as_at="2026-11-21").change("people.csv", "Ann,Ash", "Ann,Featherstone")

    load(changed.write(tmp_path / "two"), today=date(2026, 11, 21))

    assert [row.account.account_ref for row in search.search("featherstone", user=officer, on=MONDAY).rows] == ["001"]
    assert search.search("ash", user=officer, on=MONDAY).rows == []


def test_a_search_asks_as_many_questions_for_one_row_as_for_fifty(officer: User) -> None:
    lives_at("1 High Street", {"last_name": "Holt"})
    for number in range(49):
        lives_at(f"{number} Mill Lane", {"last_name": "Whitlock"}, patch=f"P0{number % 4}")
    search.index_all(on=MONDAY)

    def asked(typed: str) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as questions:
            found = len(search.search(typed, user=officer, on=MONDAY).rows)
        return found, len(questions)

    assert asked("holt") == (1, 3)
    assert asked("whitlock") == (49, 3)
    assert asked("whitolck")[0] == 49
    assert asked("whitolck")[1] == asked("hotl")[1]


def test_more_than_is_shown_is_said(officer: User) -> None:
    for _ in range(3):
        lives_at("1 High Street", {"last_name": "Holt"})
    search.index_all(on=MONDAY)

    assert search.search("holt", user=officer, on=MONDAY, most=2).more
    assert not search.search("holt", user=officer, on=MONDAY, most=3).more


# -- Who sees what --


@pytest.mark.parametrize("role", [Role.INCOME_OFFICER, Role.INCOME_ADVISOR, Role.TEAM_LEADER])
def test_every_account_is_found_and_those_outside_ones_patches_show_no_whole_address(role: Role) -> None:
    lives_at("1 High Street", {"last_name": "Holt"})
    lives_at("2 High Street", {"last_name": "Holt"}, patch="P02")
    user = OfficerFactory(role=role, patches=[PatchFactory()])
    search.index_all(on=MONDAY)

    inside, outside = search.search("holt", user=user, on=MONDAY).rows

    assert inside.inside
    assert inside.where == "1 High Street, Ottersby, OT1 2AB"
    assert not outside.inside
    assert outside.where == "2 High Street"


@pytest.mark.parametrize("role", [Role.INCOME_MANAGER, Role.LEGAL, Role.FINANCE, Role.AUDITOR])
def test_to_those_who_see_the_whole_borough_nothing_is_outside(role: Role) -> None:
    account = lives_at("2 High Street", {"last_name": "Holt"}, patch="P02")
    AccountRestriction.objects.create(
        tenancy=account.tenancy, reason="A colleague", set_by=OfficerFactory(), set_at=timezone.now()
    )
    search.index_all(on=MONDAY)

    [row] = search.search("holt", user=OfficerFactory(role=role), on=MONDAY).rows

    assert row.inside
    assert not row.closed


def test_a_restricted_account_outside_her_patches_answers_only_to_its_own_whole_reference(officer: User) -> None:
    account = lives_at("2 High Street", {"last_name": "Holt", "mobile": "07700 900123"}, patch="P02")
    AccountRestriction.objects.create(
        tenancy=account.tenancy, reason="In hiding", set_by=officer, set_at=timezone.now()
    )
    search.index_all(on=MONDAY)

    for typed in ["holt", "hotl", "2 high street", "07700 900123", f"{account.account_ref} holt", "OT1 2AB"]:
        assert search.search(typed, user=officer, on=MONDAY).rows == [], typed
    for typed in [account.account_ref, account.tenancy.tenancy_ref.lower()]:
        [row] = search.search(typed, user=officer, on=MONDAY).rows
        assert row.closed
    of_the_patch = OfficerFactory(patches=[account.tenancy.home.patch])
    assert not search.search("holt", user=of_the_patch, on=MONDAY).rows[0].closed


def test_a_lifted_restriction_hides_nothing(officer: User) -> None:
    account = lives_at("2 High Street", {"last_name": "Holt"}, patch="P02")
    now = timezone.now()
    AccountRestriction.objects.create(
        tenancy=account.tenancy, reason="In hiding", set_by=officer, set_at=now, lifted_by=officer, lifted_at=now
    )
    search.index_all(on=MONDAY)

    assert [row.account for row in search.search("holt", user=officer, on=MONDAY).rows] == [account]
