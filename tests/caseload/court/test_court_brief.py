"""The advocate's brief says what the other papers say: of the protocol, the order, what the home is held by."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from zeal import zeal_ignore

from caseload.legal.court.brief import Brief, brief_of
from caseload.legal.court.known import known_of
from caseload.models import ExtractLoad
from legal import protocol_steps
from legal.models import Hearing, PossessionClaim, PossessionOrder
from tests.factories.people import Household
from tests.legal.hearings import STEPS, TUESDAY, claimed, hearing_of
from tests.legal.noticing import owing

pytestmark = pytest.mark.django_db


def brief_for(home: Household, claim: PossessionClaim, **known: Any) -> Brief:
    hearing = hearing_of(claim, by=home.officer.pk, **known)
    with zeal_ignore():
        return brief_of(known_of(hearing, on=TUESDAY), struck_at=datetime(2026, 11, 24, 10, 40, tzinfo=UTC))


def answer_to(brief: Brief, question: str) -> str:
    return next(each.answer for each in brief.asked if each.question.startswith(question))


def test_an_offer_on_the_protocol_sheet_is_no_missing_offer_in_the_brief(home: Household) -> None:
    for step in ("affordability", "offer"):
        protocol_steps.record_step(
            home.account.tenancy, step=step, person=None, done_on=date(2026, 8, 3), how="By letter",
            by=home.officer, on=TUESDAY, at=STEPS,
        )  # fmt: skip

    brief = brief_for(home, claimed(home))

    noted = "No terms on record. Noted: Income and expenditure 3 August 2026; Offer 3 August 2026."
    assert dict(brief.lines)["Offer so far"] == noted
    assert noted.lower() in answer_to(brief, "What can they afford").lower()
    assert "No income and expenditure form is on record, only a note that it was tried." in brief.weak


def test_where_nothing_was_paid_the_brief_says_so_in_words(home: Household) -> None:
    answer = answer_to(brief_for(home, claimed(home)), "Is current rent being paid?")

    assert answer.endswith("falls due a week; no payment in 26 weeks, and none on record before.")


def test_the_brief_says_to_which_day_the_ledger_goes(home: Household) -> None:
    """What is paid after the extract is not in the figures: the court is not told otherwise."""
    claim = claimed(home)
    assert brief_for(home, claim).of_when == "10:40 on 24 November 2026"
    ExtractLoad.objects.create(as_at=date(2026, 11, 20), state="loaded", started_at=STEPS, ended_at=STEPS)

    brief = brief_for(home, claim, kind=Hearing.Kind.ADJOURNED)

    assert brief.of_when == "10:40 on 24 November 2026, from the ledger as at 20 November 2026"
    assert brief.asked[0].source == "Ledger as at 20 November 2026, 10:40 on 24 November 2026"


def test_steps_that_this_claim_does_not_need_are_not_counted_as_shown(home: Household) -> None:
    """Of the thirteen steps of a secure tenancy without a broken agreement three hold of themselves: no benefit claim
    protects the tenant, no agreement is kept, no breathing space runs."""
    said = dict(brief_for(home, claimed(home)).lines)["Protocol"]

    assert said.startswith("3 of 13 steps done; ")


def test_of_an_order_in_force_the_brief_says_its_terms_and_how_it_was_kept(home: Household) -> None:
    """£5.00 and the rent of £104.50 fell due on each of the two Mondays since, and nothing came in."""
    claim = claimed(home)
    PossessionOrder.objects.create(
        claim=claim, kind="suspended", made_on=date(2026, 11, 10), possession_on=date(2026, 12, 8), status="in_force",
        arrears=Decimal("209.00"), costs=Decimal("484.50"), rent_terms="current_rent", frequency="weekly",
        instalment_amount=Decimal("5.00"), first_due_on=date(2026, 11, 16),
    )  # fmt: skip

    brief = brief_for(home, claim, kind=Hearing.Kind.SUSPENSION)

    said = answer_to(brief, "What does the order say")
    assert said.startswith("Suspended possession order of 10 November 2026. Up to 24 November 2026 £219.00 fell due")
    assert "£219.00 short" in said
    assert said.endswith("Possession on 8 December 2026. Current rent and £5.00 weekly. Costs £484.50.")
    assert ("Costs in the order", "£484.50") in brief.figures
    assert "Costs claimed, apart from the balance" not in dict(brief.figures)  # the order decided them
    assert not any(each.startswith("Not shown of the protocol") for each in brief.weak)


def test_the_brief_names_the_steps_of_the_protocol_that_nothing_shows(home: Household) -> None:
    brief = brief_for(home, claimed(home))

    missing = next(each for each in brief.weak if each.startswith("Not shown of the protocol"))
    assert "copy of the protocol sent" in missing
    assert "another way than court" not in missing  # it has a line of its own


@pytest.mark.parametrize(
    ("tenure", "kind", "words"),
    [
        ("secure", "nosp", "Secure tenancy since"),
        ("licence", "ntq", "Licence since"),
        ("pitch", "notice_to_remedy", "Pitch agreement since"),
    ],
)
def test_a_licence_and_a_pitch_are_not_called_tenancies(tenure: str, kind: str, words: str) -> None:
    home = owing(tenure=tenure, written_statement_on=date(2020, 4, 6))

    assert brief_for(home, claimed(home, kind=kind, grounds="")).held.startswith(words)
