"""What a household can pay and still live: what is safe to offer, and who may agree to more."""

import pytest
from django.test import Client
from django.urls import reverse

from recovery.models import OutboxMessage, ProposedAgreement, RepaymentAgreement
from staff.models import User
from tests.caseload.agreeing import agree, budget, shown, words
from tests.caseload.desk import sign_in
from tests.factories.people import Household

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]
Agreed = RepaymentAgreement.objects


def test_more_than_is_safe_is_not_agreed_but_asked_of_a_leader_whose_yes_makes_it(
    client: Client, home: Household, leader: User
) -> None:
    budget(home, left="36.00")  # 8.30 a week

    refused = agree(client, home)
    asked = agree(client, home, do="propose", why="Her sister pays the rest", follow=None)
    proposal = ProposedAgreement.objects.get()
    sign_in(client, leader)
    page = shown(client, home)
    client.post(reverse("answer_agreement", args=[home.account.pk, proposal.pk]), {"do": "yes"})

    assert refused.status_code == 409
    assert "£9.00 a week is more than the £8.30 that their income and expenditure leaves." in words(refused)
    assert asked.status_code == 302
    assert "Her sister pays the rest" in words(page)
    made = Agreed.get()
    assert made.made_by == home.officer
    assert made.note == "Above the safe amount: Her sister pays the rest Agreed by Mabel Osei."
    proposal.refresh_from_db()
    assert (proposal.answered_by, proposal.agreement) == (leader, made)
    assert OutboxMessage.objects.count() == 1


def test_more_than_is_safe_offers_the_most_that_is_and_when_that_would_be_done(client: Client, home: Household) -> None:
    """£209.00 at £8.30 a week from 30 November 2026 takes 26 payments, the last on Monday 24 May 2027."""
    budget(home, left="36.00")

    refused = agree(client, home)
    taken = agree(client, home, do=None, use="8.30")

    assert 'name="use" value="8.30"' in words(refused)
    assert "Use £8.30, the most that is safe: done on 24 May 2027" in words(refused)
    assert "Within what their income and expenditure leaves." in words(taken)


def test_where_nothing_safe_ends_no_amount_is_put_forward(client: Client, home: Household) -> None:
    budget(home, left="0.50")  # 11 pence a week: 209.00 takes 36 years

    answer = agree(client, home)

    assert "£9.00 a week is more than the £0.11 that their income and expenditure leaves." in words(answer)
    assert "the most that is safe" not in words(answer)


def test_rent_that_was_told_too_low_or_has_risen_since_is_taken_off_first(client: Client, home: Household) -> None:
    """900.00 in, 350.00 out, 20.00 kept: 580.00 for rent and arrears, 127.17 beside a share of £452.83 a month."""
    asked = {"on": "23 November 2026", "adults": "1", "quick_income_amount": "900.00", "rent_every": "monthly"}
    sums = {"quick_spending_amount": "300.00", "rent_amount": "50.00"}
    kept = client.post(f"/accounts/{home.account.pk}/budget/?quick=1", asked | sums, follow=True)

    within = agree(client, home, instalment_amount="29.34", do="show")
    above = agree(client, home, instalment_amount="29.35")

    assert "£127.17 a month is safe to offer" in words(kept)
    assert "their share is £452.83 a month, and the form says £50.00" in words(kept)
    assert "Within what their income and expenditure leaves." in words(within)
    assert "£29.35 a week is more than the £29.34" in words(above)
    assert not Agreed.exists()


def test_rent_that_is_left_empty_is_their_share(client: Client, home: Household) -> None:
    """900.00 less 300.00 and 452.83 leaves 147.17, of which they keep 14.72."""
    asked = {"on": "23 November 2026", "adults": "1", "quick_income_amount": "900.00", "rent_amount": ""}
    kept = client.post(
        f"/accounts/{home.account.pk}/budget/?quick=1", asked | {"quick_spending_amount": "300.00"}, follow=True
    )

    assert "£132.45 a month is safe to offer" in words(kept)


def test_more_than_is_safe_wants_a_reason(client: Client, home: Household) -> None:
    budget(home, left="36.00")

    answer = agree(client, home, do="propose")

    assert "Write why more is asked than is safe: a leader reads it." in words(answer)
    assert not ProposedAgreement.objects.exists()


def test_nobody_answers_their_own_proposal_and_a_no_wants_a_reason(
    client: Client, home: Household, leader: User
) -> None:
    budget(home, left="36.00")
    agree(client, home, do="propose", why="Her sister pays the rest")
    proposal = ProposedAgreement.objects.get()
    address = reverse("answer_agreement", args=[home.account.pk, proposal.pk])

    own = client.post(address, {"do": "yes"})
    sign_in(client, leader)
    bare = client.post(address, {"do": "no"}, follow=True)
    client.post(address, {"do": "no", "said": "Ask for a token first"})

    assert own.status_code == 403
    assert "Write why not: who asked reads it." in words(bare)
    proposal.refresh_from_db()
    assert (proposal.answer, proposal.agreement) == ("Ask for a token first", None)
    assert not Agreed.exists()
