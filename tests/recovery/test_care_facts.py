"""Facts of needs, safety, solvency and interests, as their records give them."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from recovery.account_facts import tenants_of
from recovery.rules.facts import NeedsState, TenantFacts
from tenancies.models import TenancyPerson
from tests.factories.people import Household, household
from tests.factories.tenancies import RentAccountFactory, TenancyFactory
from tests.recovery.flagged import NOON, asked
from tests.recovery.rows import AMINA, IDRIS, MONDAY, ago, facts, mark, post
from welfare.models import (
    Adjustment,
    CoveredDebt,
    DeclaredInterest,
    Insolvency,
    Marker,
    NeedsAsked,
    PersonNeeds,
    Representative,
)

pytestmark = pytest.mark.django_db


def tenant(home: Household, as_of: date = MONDAY) -> TenantFacts:
    return tenants_of(home.account, as_of=as_of)[0]


def told(home: Household, **known: Any) -> PersonNeeds:
    usual = {"person": home.tenants[0], "review_on": MONDAY, "owner": home.officer, "changed_at": NOON}
    return PersonNeeds.objects.create(**{**usual, **known})


class TestNeeds:
    def test_nobody_asked(self) -> None:
        assert facts(household()).needs == NeedsState.NEVER_ASKED

    def test_s0_08_the_tries_count_from_the_second_day_with_a_visit_among_them(self) -> None:
        home = household()
        asked(home, "no_answer", on=ago(9))
        assert facts(home).needs == NeedsState.NEVER_ASKED

        asked(home, "no_answer", on=ago(9), channel="visit")
        assert facts(home).needs == NeedsState.NEVER_ASKED, "both on one day"

        asked(home, "no_answer", on=ago(2))
        assert facts(home).needs == NeedsState.ASKED_NO_ANSWER
        assert facts(home, ago(3)).needs == NeedsState.NEVER_ASKED, "the second was not made yet"

    def test_needs_of_a_tenant_who_has_died_do_not_stand_for_the_other_who_was_never_asked(self) -> None:
        home = household({**AMINA, "format_needed": "braille", "died_on": ago(30)}, IDRIS)

        assert facts(home).needs == NeedsState.NEVER_ASKED
        assert facts(home, ago(31)).needs == NeedsState.KNOWN

    def test_two_telephone_calls_are_not_enough(self) -> None:
        home = household()
        asked(home, "no_answer", on=ago(9))
        asked(home, "no_answer", on=ago(2))

        assert facts(home).needs == NeedsState.NEVER_ASKED

    def test_a_try_taken_back_counts_for_nothing(self) -> None:
        home = household()
        asked(home, "no_answer", on=ago(9), channel="visit")
        asked(home, "no_answer", on=ago(2))
        NeedsAsked.objects.filter(on=ago(2)).update(taken_back_at=NOON)

        assert facts(home).needs == NeedsState.NEVER_ASKED

    def test_the_newest_answer_stands_and_a_later_try_without_one_changes_nothing(self) -> None:
        home = household()
        asked(home, "needs", on=ago(30))
        assert facts(home).needs == NeedsState.KNOWN

        asked(home, "none", on=ago(20))
        asked(home, "no_answer", on=ago(10))

        assert facts(home).needs == NeedsState.NONE

    def test_each_joint_tenant_is_asked_and_the_least_known_counts(self) -> None:
        home = household(AMINA, IDRIS)
        asked(home, "none")
        assert facts(home).needs == NeedsState.NEVER_ASKED

        home.tenants[1].died_on = ago(5)
        home.tenants[1].save()

        assert facts(home).needs == NeedsState.NONE, "who has died is not asked"

    @pytest.mark.parametrize(
        "need",
        [
            pytest.param(lambda home: told(home, interpreter=True), id="an interpreter"),
            pytest.param(lambda home: told(home, format_needed="braille"), id="a format"),
            pytest.param(
                lambda home: Adjustment.objects.create(
                    person=home.tenants[0], need="sight", code="call_first", from_on=ago(5), by=home.officer
                ),
                id="an adjustment",
            ),
            pytest.param(lambda home: mark("vulnerability", "sensory", person=home.tenants[0]), id="a need"),
        ],
    )
    def test_what_was_promised_or_told_is_a_known_need(self, need: Any) -> None:
        home = household()
        need(home)

        assert facts(home).needs == NeedsState.KNOWN

    def test_what_they_told_us_stands_before_what_the_housing_system_holds(self) -> None:
        home = household({"format_needed": "large_print", "language": "so", "preferred_channel": "letter"})
        told(home, format_needed="easy_read", preferred_channel="sms")

        found = tenant(home)

        assert (found.format_needed, found.preferred_channel, found.language) == ("easy_read", "sms", "so")


class TestSafety:
    @pytest.mark.parametrize(
        ("kind", "detail", "abuse"),
        [
            ("vulnerability", "domestic_abuse", True),
            ("crisis", "domestic_abuse", True),
            ("safe_contact", "letter_unsafe", False),
            ("safe_contact", "phone_unsafe", False),
        ],
    )
    def test_s2_47_contact_must_be_safe_for_that_person(self, kind: str, detail: str, abuse: bool) -> None:
        home = household(AMINA, IDRIS)
        mark(kind, detail, person=home.tenants[0])

        first, second = tenants_of(home.account, as_of=MONDAY)

        assert (first.contact_must_be_safe, second.contact_must_be_safe) == (True, False)
        assert facts(home).contact_must_be_safe
        assert facts(home).domestic_abuse is abuse

    def test_s2_54_a_persons_risk_follows_the_person_and_a_homes_stays_with_the_home(self) -> None:
        home = household()
        mark("risk", "violence", person=home.tenants[0])
        mark("risk", "hygiene_hazard", tenancy=home.account.tenancy)
        assert facts(home).risk

        old = home.account.tenancy
        old.last_day, old.end_reason = ago(7), "transfer"
        old.save()
        moved_to = RentAccountFactory(tenancy=TenancyFactory(starts_on=ago(6)))
        TenancyPerson.objects.create(tenancy=moved_to.tenancy, person=home.tenants[0], role="tenant", from_on=ago(6))
        after = household(AMINA, tenancy=TenancyFactory(home=old.home, starts_on=ago(6)))

        assert facts(Household(moved_to, home.tenants, home.officer)).risk, "the person's went along"
        assert facts(after).risk, "the home's stayed"
        Marker.objects.filter(detail="hygiene_hazard").update(last_day=ago(1))
        assert not facts(after).risk
        assert facts(Household(moved_to, home.tenants, home.officer)).risk

    def test_compassion_is_a_fact(self) -> None:
        home = household()
        mark("compassion", "bereavement", person=home.tenants[0])

        assert facts(home).compassion


def covered(home: Household, amount: str, *, kind: str = "insolvency", detail: str = "dro", **known: Any) -> Marker:
    marker = mark(kind, detail, person=home.tenants[0], **known)
    CoveredDebt.objects.create(marker=marker, account=home.account, as_at=ago(10), amount=Decimal(amount))
    return marker


class TestSolvency:
    def test_what_is_covered_is_not_collectable(self) -> None:
        home = household(owes=Decimal("509.00"))
        covered(home, "300.00")

        assert (facts(home).covered_debt, facts(home).gross_arrears) == (Decimal("300.00"), Decimal("509.00"))
        assert facts(home).collectable_arrears == Decimal("209.00")

    def test_after_breathing_space_it_is_asked_for_again(self) -> None:
        home = household(owes=Decimal("509.00"))
        covered(home, "300.00", kind="breathing_space", detail="standard", last_day=ago(1))

        assert facts(home).collectable_arrears == Decimal("509.00")

    @pytest.mark.parametrize("detail", ["bankruptcy", "dro", "iva"])
    def test_after_an_insolvency_it_is_discharged_and_never_asked_for(self, detail: str) -> None:
        """Rulebook INS-2, INS-3."""
        home = household(owes=Decimal("509.00"))
        covered(home, "300.00", detail=detail, last_day=ago(1))

        assert (facts(home).insolvency, facts(home).collectable_arrears) == ("", Decimal("209.00"))

    def test_an_order_that_was_annulled_covers_nothing(self) -> None:
        home = household(owes=Decimal("509.00"))
        marker = covered(home, "300.00")
        Marker.objects.filter(pk=marker.pk).update(
            source_ref="", owner=home.officer, lifted_on=ago(1), lifted_by=home.officer, lifted_why="Annulled"
        )

        assert facts(home).collectable_arrears == Decimal("509.00")

    def test_what_is_written_off_of_it_is_covered_no_more(self) -> None:
        """£300.00 of £509.00 is covered; £300.00 is written off, and all of the £209.00 that is left is newer."""
        home = household(owes=Decimal("509.00"))
        covered(home, "300.00", last_day=ago(5))
        post(home, "write_off", "-300.00", ago(2))

        assert (facts(home).covered_debt, facts(home).collectable_arrears) == (0, Decimal("209.00"))

    def test_paid_below_what_was_covered_nothing_is_left_to_ask_for(self) -> None:
        home = household(owes=Decimal("209.00"))
        covered(home, "300.00")

        assert facts(home).collectable_arrears == 0

    def test_two_that_cover_the_same_account_cover_the_same_money(self) -> None:
        """£300.00 of £509.00 under breathing space, then £400.00 of the same debt under an order: £109.00 is left."""
        home = household(owes=Decimal("509.00"))
        covered(home, "300.00", kind="breathing_space", detail="standard")
        covered(home, "400.00")

        assert facts(home).collectable_arrears == Decimal("109.00")

    def test_legal_has_advised_from_the_day_it_did(self) -> None:
        home = household()
        marker = mark("insolvency", "iva", person=home.tenants[0])
        Insolvency.objects.create(
            marker=marker, kind="iva", reference="IVA 7", effective_on=ago(10), advised_on=ago(2), by=home.officer,
            at=NOON,
        )  # fmt: skip

        assert not facts(home, ago(3)).insolvency_advised
        assert facts(home).insolvency_advised
        assert tenant(home).insolvency_advised


class TestWhoActs:
    def test_representatives_with_their_letters_the_newest_first(self) -> None:
        home = household()
        usual = {"person": home.tenants[0], "authority_on": ago(40), "evidence": "Seen", "by": home.officer}
        Representative.objects.create(
            **usual, kind="adviser", name="Ottersby Advice", address="1 High Street / Ottersby", letters="copy",
            from_on=ago(30),
        )  # fmt: skip
        Representative.objects.create(
            **usual, kind="deputy", name="Grace Obi", address="2 Low Lane", letters="instead", from_on=ago(20)
        )
        Representative.objects.create(**usual, kind="other", name="Ended", from_on=ago(90), last_day=ago(1))

        found = tenant(home).representatives

        assert [(each.name, each.letters) for each in found] == [("Grace Obi", "instead"), ("Ottersby Advice", "copy")]
        assert found[1].address_lines == ("1 High Street", "Ottersby")

    def test_a_declared_interest_holds_on_every_account_of_the_household_until_it_is_ended(self) -> None:
        home = household()
        garage = RentAccountFactory(account_ref="G0007", tenancy=home.account.tenancy, kind="garage")
        declared = DeclaredInterest.objects.create(user=home.officer, account=garage, what="My cousin", at=NOON)

        assert facts(home).interest_of == (home.officer.pk,)

        declared.ended_at, declared.ended_by = NOON + timedelta(days=1), household().officer
        declared.save()
        assert facts(home).interest_of == ()
