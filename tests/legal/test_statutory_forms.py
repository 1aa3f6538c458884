"""Statutory forms: which is used, who checked it, and that another word is another form."""

from datetime import date
from typing import Any

import pytest

from legal import statutory
from legal.models import Notice
from legal.statutory import CannotSignOff, Form
from staff.models import Role
from tests.factories.people import OfficerFactory

DAY = date(2026, 11, 23)


def nosp() -> Form:
    return statutory.forms()["nosp_part_1"]


def test_a_flexible_tenancy_in_its_term_takes_part_2() -> None:
    """Rulebook SEC-2."""
    assert statutory.form_for("nosp", fixed_term=False, on=DAY) == nosp()
    found = statutory.form_for("nosp", fixed_term=True, on=DAY)
    assert found is not None
    assert found.code == "nosp_part_2"


def test_every_form_names_its_source_version_and_day_and_has_its_template() -> None:
    for form in statutory.forms().values():
        assert form.source
        assert form.version
        assert form.in_force(on=DAY)
        assert form.kind in Notice.Kind.values
        assert "{{" in form.text


def test_the_section_8_notice_is_form_3_and_never_the_private_form_3a() -> None:
    """ASD-5."""
    found = statutory.form_for("s8", fixed_term=False, on=DAY)

    assert found is not None
    assert found.source.startswith("Form 3 (social housing)")
    assert not any("3A" in form.source for form in statutory.forms().values())


def test_the_prescribed_words_stand_in_full() -> None:
    """Rulebook SEC-3, SEC-4, NTQ-4, ASD-1."""
    words = {code: " ".join(form.text.split()) for code, form in statutory.forms().items()}

    ground_1 = "Rent lawfully due from the tenant has not been paid or an obligation of the tenancy has been broken"
    assert f"{ground_1} or not performed." in words["nosp_part_1"]
    assert "Once the twelve months are up this Notice will lapse" in words["nosp_part_1"]
    assert "at least eight weeks’ rent is unpaid" in words["form_3"]
    assert (
        "cannot apply for such an order before the notice to quit or notice to determine has run out"
        in (words["notice_to_quit"])
    )
    assert "within 14 days, beginning with the day on which this notice was served" in words["s128"]


@pytest.mark.django_db
def test_a_form_is_signed_off_by_a_named_person_and_only_as_it_stands(settings: Any) -> None:
    settings.TRAINING_DAY, settings.COUNCIL_ADDRESS = None, "Town Hall / Ottersby"
    legal = OfficerFactory(role=Role.LEGAL)
    assert [each.rule for each in statutory.obstacles(nosp(), on=DAY)] == ["SEC-3"]
    with pytest.raises(CannotSignOff, match="Enter who checked"):
        statutory.sign_off(nosp(), name="", position="Solicitor", held=nosp().must_hold, by=legal, on=DAY)

    with pytest.raises(CannotSignOff, match="It must hold the ground on which possession will be sought"):
        held = [part for part in nosp().must_hold if not part.startswith("the ground")]
        statutory.sign_off(nosp(), name="Ruth Bell", position="Solicitor", held=held, by=legal, on=DAY)

    made = statutory.sign_off(nosp(), name="Ruth Bell", position="Solicitor", held=nosp().must_hold, by=legal, on=DAY)
    assert statutory.obstacles(nosp(), on=DAY) == []
    made.wording = "0" * 64  # the words of the file are others now
    made.save()

    assert statutory.signed_off(nosp()) is None
    assert statutory.obstacles(nosp(), on=DAY) != []


@pytest.mark.django_db
def test_the_extension_of_a_trial_is_signed_off_with_its_reasons_its_review_and_by_when() -> None:
    """INT-7."""
    form, legal = statutory.forms()["trial_extension"], OfficerFactory(role=Role.LEGAL)
    review = "the right to ask for a review, and by when"
    assert {"the reasons for the decision", review} <= set(form.must_hold)

    with pytest.raises(CannotSignOff, match=review):
        held = [part for part in form.must_hold if part != review]
        statutory.sign_off(form, name="Ruth Bell", position="Solicitor", held=held, by=legal, on=DAY)

    statutory.sign_off(form, name="Ruth Bell", position="Solicitor", held=form.must_hold, by=legal, on=DAY)
    assert statutory.signed_off(form) is not None


@pytest.mark.django_db
def test_an_officer_signs_nothing_off_and_a_withdrawn_sign_off_counts_no_more() -> None:
    with pytest.raises(CannotSignOff, match="Legal or an administrator"):
        statutory.sign_off(
            nosp(), name="Ruth Bell", position="Solicitor", held=nosp().must_hold, by=OfficerFactory(), on=DAY
        )
    admin = OfficerFactory(role=Role.ADMINISTRATOR)
    statutory.sign_off(nosp(), name="Ruth Bell", position="Solicitor", held=nosp().must_hold, by=admin, on=DAY)
    with pytest.raises(CannotSignOff, match="signed off already"):
        statutory.sign_off(nosp(), name="Ruth Bell", position="Solicitor", held=nosp().must_hold, by=admin, on=DAY)

    statutory.withdraw_sign_off(nosp(), by=admin, on=DAY)

    assert statutory.signed_off(nosp()) is None


@pytest.mark.django_db
def test_without_the_landlords_address_a_live_council_serves_nothing(settings: Any) -> None:
    settings.TRAINING_DAY, settings.COUNCIL_ADDRESS = None, ""
    legal = OfficerFactory(role=Role.LEGAL)
    statutory.sign_off(nosp(), name="Ruth Bell", position="Solicitor", held=nosp().must_hold, by=legal, on=DAY)

    assert [each.says for each in statutory.obstacles(nosp(), on=DAY)] == [
        "A notice must give the landlord’s address, which is not set."
    ]


def test_a_form_is_used_only_while_it_is_in_force() -> None:
    """Rulebook ASD-5: the social Form 3 has its days."""
    form = statutory.forms()["form_3"]

    assert not form.in_force(on=date(2026, 4, 30))
    assert form.in_force(on=date(2026, 5, 1))
