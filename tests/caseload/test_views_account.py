"""The account (K02): who, every debt apart, what protects, and the card."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from caseload.sweep import decide_now
from staff.models import Role
from tenancies.models import TenancyPerson
from tests.caseload.desk import MONDAY, opened, owing, sign_in
from tests.caseload.desk_acts import with_claim
from tests.caseload.reading import words_in
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import LedgerEntryFactory, RentAccountFactory
from welfare.models import Marker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def mark(home: Household, kind: str, detail: str) -> None:
    person = home.tenants[0]
    Marker.objects.create(source_ref=f"{kind}{detail}", kind=kind, detail=detail, person=person, from_on="2026-11-01")
    decide_now([home.account.pk], as_of=MONDAY)


def test_the_card_names_the_step_says_why_and_offers_the_letter_in_one_press(client: Client) -> None:
    home = owing()

    page = opened(client, home)

    assert "Owes £209.00 for rent, about 2 weeks." in words_in(page)
    assert re.search(r'<button class="govuk-button qd-card__do"[^>]*data-key="Enter">Send letter 1', page)
    assert "Dear Ms Amina Yusuf" in words_in(page)  # the letter, ready to read
    assert "Next step · 1 of 1" in words_in(page)


def test_the_title_holds_the_reference_and_never_a_name(client: Client) -> None:
    home = owing()

    title = re.search(r"<title>([^<]*)</title>", opened(client, home))

    assert title
    assert home.account.account_ref in title[1]
    assert "Yusuf" not in title[1]


def test_an_account_with_no_step_says_why_not_and_when_it_is_looked_at_again(client: Client) -> None:
    home = owing(owes="50.00")

    page = words_in(opened(client, home))

    assert "No step" in page
    assert "Next looked at 30 November 2026" in page
    assert "Not this" not in page


def test_s0_15_every_debt_of_a_person_stands_apart_with_its_own_balance_in_order_of_priority(client: Client) -> None:
    home = owing(owes="209.00")
    for kind, amount in [("garage", "30.00"), ("court_costs", "404.00"), ("water", "22.50"), ("heating", "-10.00")]:
        sub = RentAccountFactory(tenancy=home.account.tenancy, kind=kind)
        LedgerEntryFactory(account=sub, kind="adjustment", amount=Decimal(amount))
    second_garage = RentAccountFactory(tenancy=home.account.tenancy, kind="garage")
    LedgerEntryFactory(account=second_garage, kind="adjustment", amount=Decimal("12.00"))
    decide_now([home.account.pk], as_of=MONDAY)

    page = opened(client, home)
    table = page[page.index('class="qd-table qd-debts"') :]
    table = words_in(table[: table.index("</table>")])

    assert "Rent this one £209.00" in table
    assert "Garage, together £42.00" in table
    assert re.search(r"Court costs A\d+ never in a notice as rent £404\.00", table)
    assert re.search(r"Heating A\d+ .*£10\.00 in credit", table)
    assert "£657.50" not in table  # all five added up: no such sum exists
    assert table.index("Rent") < table.index("Court costs")


def test_the_accounts_of_a_persons_other_tenancy_are_shown_as_well(client: Client) -> None:
    home = owing()
    former = RentAccountFactory(kind="former_tenant", tenancy__home=home.account.tenancy.home)
    TenancyPerson.objects.create(
        tenancy=former.tenancy,
        person=home.tenants[0],
        role="tenant",
        from_on=date(2020, 4, 6),
        last_day=date(2024, 3, 31),
    )
    LedgerEntryFactory(account=former, kind="adjustment", amount=Decimal("88.00"))
    decide_now([former.pk], as_of=MONDAY)

    assert f"Former tenant {former.account_ref}" in words_in(opened(client, home))


@pytest.mark.parametrize(
    ("kind", "detail", "says"),
    [
        ("safe_contact", "phone_unsafe", "Phone unsafe"),
        ("safe_contact", "letter_unsafe", "Letters unsafe"),
        ("breathing_space", "standard", "Breathing space"),
        ("vulnerability", "mental_health", "Mental health"),
        ("risk", "dog", "Risk: dog"),
    ],
)
def test_what_protects_a_tenant_stands_beside_the_name(client: Client, kind: str, detail: str, says: str) -> None:
    home = owing()
    mark(home, kind, detail)

    page = opened(client, home)
    beside = page[page.index("<h2>Tenants</h2>") : page.index("All their accounts")]

    assert says in words_in(beside)


@pytest.mark.parametrize(
    ("tag", "says"), [("pl", "Language: Polish"), ("yue", "Language: Cantonese"), ("xx", "Language: xx")]
)
def test_a_tenants_language_is_named_and_one_not_known_here_shows_its_tag(client: Client, tag: str, says: str) -> None:
    assert says in opened(client, owing({"language": tag}))


def test_where_the_phone_is_unsafe_no_number_is_shown_and_no_call_is_offered(client: Client) -> None:
    home = owing({"mobile": "07700 900123"})
    mark(home, "safe_contact", "phone_unsafe")

    page = opened(client, home)

    assert "07700 900123" not in page
    assert f"/accounts/{home.account.pk}/call/" not in page


@pytest.mark.parametrize(
    ("at", "says"),
    [
        pytest.param("2026-11-23 12:00+00:00", False, id="a working day at noon"),
        pytest.param("2026-11-23 20:00+00:00", True, id="in the evening"),
    ],
)
def test_out_of_hours_the_card_says_when_people_may_be_telephoned_again(client: Client, at: str, says: bool) -> None:
    home = owing()

    with time_machine.travel(at, tick=False):
        page = opened(client, home)

    assert ("telephone people from Tuesday 24 November, 08:00" in page) is says


def test_the_one_who_has_died_is_left_out_by_name_and_the_survivor_is_written_to(client: Client) -> None:
    home = owing({"first_names": "Amina"}, {"first_names": "Idris", "died_on": "2026-11-01"})

    page = words_in(opened(client, home))

    assert "To Ms Amina Yusuf by post." in page
    assert "Not to: Ms Idris Yusuf has died." in page


def test_a_disputed_balance_asks_for_a_reason_and_takes_no_enter(client: Client) -> None:
    home = owing()
    Marker.objects.create(
        source_ref="M1", kind="dispute", detail="balance", tenancy=home.account.tenancy, from_on="2026-11-01"
    )
    decide_now([home.account.pk], as_of=MONDAY)

    page = opened(client, home)

    assert "Answer the dispute" in words_in(page)
    assert "Send letter 1</button>" not in page


def test_a_legal_step_never_takes_enter(client: Client) -> None:
    home = owing(owes="209.00")
    with_claim(home, hearing_on=MONDAY + timedelta(days=3))
    decide_now([home.account.pk], as_of=MONDAY)

    page = opened(client, home)

    assert "Prepare for the hearing" in words_in(page)
    assert 'qd-card__do" type="submit">Record as done</button>' in page


def test_s0_14_a_payment_changes_the_page_the_next_time_it_is_drawn(client: Client) -> None:
    home = owing()
    before = words_in(opened(client, home))

    LedgerEntryFactory(
        account=home.account, kind="payment", method="card", amount=Decimal("-200.00"), effective_on=date(2026, 11, 22)
    )
    after = words_in(opened(client, home))

    assert "Send letter 1" in before
    assert "£9.00" in after
    assert "Send letter 1" not in after
    assert "Last posting 22 November 2026." in after


@pytest.mark.parametrize(
    ("needs", "says"),
    [
        pytest.param({}, "Needs: never asked", id="nobody asked"),
        pytest.param({"format_needed": "none"}, "Needs: asked, none", id="asked, none"),
        pytest.param({"format_needed": "large_print"}, "Needs known", id="known"),
    ],
)
def test_needs_known_none_and_never_asked_are_three_different_words(
    client: Client, needs: dict[str, Any], says: str
) -> None:
    page = opened(client, owing(needs))

    strip = words_in(page[page.index('class="qd-safety"') : page.index('class="qd-case__right"')])
    assert says in strip


def test_its_papers_are_one_press_away(client: Client) -> None:
    home = owing()

    page = opened(client, home)

    for paper in ("glance/", "statement/", "story.pdf"):
        assert f'href="/accounts/{home.account.pk}/{paper}"' in page


def test_a_name_from_outside_is_written_as_text_never_as_markup(client: Client) -> None:
    home = owing({"last_name": "<script>alert(1)</script>"})

    page = opened(client, home)

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("role", [Role.LEGAL, Role.FINANCE, Role.AUDITOR])
def test_who_may_only_read_finds_no_button_on_the_card(client: Client, role: Role) -> None:
    home = owing()
    sign_in(client, OfficerFactory(role=role))

    page = client.get(f"/accounts/{home.account.pk}/").content.decode()
    card = page[page.index('class="qd-card') : page.index("qd-case__middle")]

    assert "You can read this account." in words_in(card)
    assert "<button" not in card


def test_no_page_holds_inline_style_or_script(client: Client) -> None:
    home = owing()

    page = opened(client, home)

    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*src=)", page)


def test_joint_tenants_are_named_in_one_order_on_today_in_lists_and_on_the_account(client: Client) -> None:
    home = owing({"first_names": "Kwame", "last_name": "Hall"}, {"first_names": "Ada", "last_name": "Popescu"})
    first = TenancyPerson.objects.get(person=home.tenants[0])
    first.delete()
    TenancyPerson.objects.create(
        tenancy=home.account.tenancy, person=home.tenants[0], role="tenant", from_on=first.from_on
    )
    sign_in(client, home.officer)

    for page in ("/", "/accounts/", f"/accounts/{home.account.pk}/"):
        assert "Ms Ada Popescu and Ms Kwame Hall" in words_in(client.get(page).content.decode())
