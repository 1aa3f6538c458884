"""Duties S3-38, S0-40 and S4-41: outcomes by what households need, in counts that name nobody; adjustments honoured."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from caseload.outcomes import AMONG, ASKED, COUNTED, FEWEST, WHOLE, not_shown
from legal.models import Notice, PossessionClaim, PossessionOrder
from recovery.account_facts import tenants_of
from staff.models import Role
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.reading import rows_of, text
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import LedgerEntryFactory, PatchFactory, PropertyFactory
from tests.recovery.agreeing import NOON, agree
from welfare import needs
from welfare.models import Adjustment, NeedsAsked

ADDRESS = "/team/outcomes/"
SPRING = date(2026, 4, 6)


def homes(number: int, *makes: Callable[[Household], Any], patch: str = "P01") -> list[Household]:
    """So many households that owe, each of which has what is made for it."""
    found = []
    for _ in range(number):
        home = owing(tenancy__home=PropertyFactory(patch=PatchFactory(code=patch)))
        found.append(home)
        for make in makes:
            make(home)
    return found


def asked(answer: str) -> Callable[[Household], NeedsAsked]:
    return lambda home: NeedsAsked.objects.create(
        account=home.account, person=home.tenants[0], on=MONDAY, at=NOON, channel="phone", answer=answer,
        by=home.officer,
    )  # fmt: skip


def promised(code: str) -> Callable[[Household], Any]:
    return lambda home: needs.add_need(
        person=home.tenants[0], need="sight", codes=[code], evidence="Told us", by=home.officer, on=MONDAY, at=NOON
    )


def paid_up(home: Household) -> None:
    LedgerEntryFactory(account=home.account, kind="payment", method="card", amount=Decimal("-209.00"))


def taken_to_court(home: Household) -> None:
    tenancy = home.account.tenancy
    Notice.objects.create(tenancy=tenancy, kind="nosp", prepared_on=SPRING, status="served", source_ref=f"N{tenancy}")
    claim = PossessionClaim.objects.create(
        tenancy=tenancy, route="pcol", issued_on=SPRING, arrears_at_issue=Decimal("900.00"), status="issued",
        source_ref=f"K{tenancy}",
    )  # fmt: skip
    PossessionOrder.objects.create(
        claim=claim, made_on=SPRING, kind="outright", status="in_force", warrant_requested_on=SPRING,
        source_ref=f"O{tenancy}",
    )  # fmt: skip


def read(client: Client, *, role: str = Role.TEAM_LEADER) -> dict[str, list[str]]:
    """The file's rows, by their first column; a leader's patch is P01."""
    patches = [PatchFactory(code="P01")] if role == Role.TEAM_LEADER else []
    sign_in(client, OfficerFactory(role=role, patches=patches))
    return {label: cells for label, *cells in rows_of(client.get(f"{ADDRESS}?csv=1"))}


@pytest.mark.django_db
@pytest.mark.usefixtures("monday", "monday_noon")
class TestTheReport:
    def test_s3_38_s0_40_s4_41_outcomes_are_counted_by_need_within_a_leaders_patches(self, client: Client) -> None:
        """17 with a need: 6 in large print, all agreed; 6 taken to court; 5 paid up. Of the others half paid up."""
        homes(6, promised("large_print"), agree)
        homes(6, asked("needs"), taken_to_court)
        homes(5, asked("needs"), paid_up)
        homes(5, asked("none"), taken_to_court, agree)
        homes(5, asked("none"), paid_up)
        homes(5, asked("no_answer"))
        homes(5, paid_up)
        homes(7, patch="P02")

        found = read(client)

        hidden = ["not shown", "not shown"]
        assert found["A need is recorded"] == ["17", "12", "71", *["6", "35"] * 4]
        assert found["of these, an adjustment is promised"] == ["6", *hidden * 5]  # all of them owe, and agreed
        assert found["of these, an interpreter is needed"] == ["not shown", *hidden * 5]
        assert found["Asked: no needs"] == ["10", "5", "50", *hidden * 4]  # or the nought beneath would be told
        assert found["Never asked, or no answer yet"] == ["10", "5", "50", *hidden * 4]
        whole = read(client, role=Role.INCOME_MANAGER)
        assert whole["Never asked, or no answer yet"][0] == "17"

    def test_s0_40_fewer_than_five_are_not_shown_nor_what_would_tell_them(self, client: Client) -> None:
        homes(4, promised("large_print"))
        homes(6, asked("none"))
        homes(8)

        found = read(client)

        assert found["A need is recorded"][0] == "not shown"
        assert found["Asked: no needs"][0] == "not shown"  # else 18 less the two shown would tell the four
        assert found["Never asked, or no answer yet"][0] == "8"

    def test_s0_40_the_page_says_what_it_holds_and_that_nothing_here_decides(self, client: Client) -> None:
        sign_in(client, OfficerFactory(role=Role.TEAM_LEADER, patches=[PatchFactory()]))
        homes(6, asked("none"))

        page = text(client.get(ADDRESS))

        assert "Quarterday holds no protected characteristics, and nothing here decides about anybody" in page
        assert "Not shown: fewer than 5 tenancies" in page

    def test_s0_40_it_is_reached_from_team_by_leaders_and_officers_cannot_open_it(
        self, client: Client, home: Household
    ) -> None:
        assert client.get(ADDRESS).status_code == 403
        assert client.get(f"{ADDRESS}?csv=1").status_code == 403
        assert ADDRESS not in client.get(reverse("team_mine")).content.decode()

    def test_s3_38_an_adjustment_is_honoured_in_the_letters_and_calls_that_follow(self) -> None:
        [large] = homes(1, promised("large_print"))
        [uncalled] = homes(1, promised("no_calls"))

        [written] = tenants_of(large.account, as_of=MONDAY)
        [spared] = tenants_of(uncalled.account, as_of=MONDAY)

        assert written.format_needed == "large_print"
        assert spared.no_calls
        assert Adjustment.objects.count() == 2


# ----------------------------------------------------------------------------------------------- what may not be shown


@st.composite
def groups(draw: Any) -> dict[str, dict[str, int]]:
    """Counts that can be: what is counted of a group is no more than the group, and some of a group no more than it."""
    found: dict[str, dict[str, int]] = {}
    for name in [*ASKED, *AMONG]:
        most = found["known"] if name in AMONG else dict.fromkeys(COUNTED, 30)
        whole = draw(st.integers(0, most[WHOLE]))
        rest = {each: draw(st.integers(0, min(whole, most[each]))) for each in COUNTED if each != WHOLE}
        found[name] = {WHOLE: whole, **rest}
    return found


@given(found=groups())
def test_s0_40_no_small_number_is_shown_or_follows_from_what_is_shown(found: dict[str, dict[str, int]]) -> None:
    """With the totals of all groups known, as a team's board tells them."""
    hidden = not_shown(found)

    for column in COUNTED:
        shown = [name for name in found if column not in hidden[name]]
        assert all(WHOLE not in hidden[name] for name in shown)  # no share of what is not shown
        assert all(found[name][column] >= FEWEST for name in shown)
        left = [name for name in ASKED if name not in shown]
        assert not left or len(left) == len(ASKED) or sum(found[name][column] for name in left) >= FEWEST
        assert len(left) != 1
        for name in set(shown) & set(AMONG):
            assert found["known"][column] - found[name][column] >= FEWEST
