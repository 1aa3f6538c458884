"""Duties of outreach, each tested by its number. S0-31 and S1-14 stand in test_campaigns.py."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from caseload.campaigns import affected, outreach, worked
from caseload.campaigns.build import CannotChange
from caseload.models import Reminder
from recovery.models import Campaign, ContactAttempt, Engagement
from staff.models import User
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON
from tests.caseload.reading import rows_of
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import PatchFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


def contact(home: Household, **known: Any) -> ContactAttempt:
    usual = {"tenancy": home.account.tenancy, "at": NOON + timedelta(minutes=5), "on": MONDAY, "channel": "phone",
             "direction": "out", "purpose": "general", "outcome": "spoke"}  # fmt: skip
    return ContactAttempt.objects.create(**(usual | known))


def event(by: User, **known: Any) -> Engagement:
    usual: dict[str, Any] = {"kind": "event", "name": "Rent surgery", "on": MONDAY, "place": "Elm Court"}
    return outreach.make(**(usual | known), by=by, at=NOON)


def test_the_pages_of_outreach_lead_to_each_other(client: Client) -> None:
    pages = ["campaigns", "engagement", "what_worked"]
    sign_in(client, owing().officer)

    for name in pages:
        shown = client.get(reverse(name)).content.decode()
        assert all(f'href="{reverse(other)}"' in shown for other in pages)


def take_part(found: Engagement, home: Household | None, *, by: User, **known: Any) -> None:
    usual: dict[str, Any] = {"consents": False, "answer": "", "helped": "", "anonymous": home is None}
    reference = home.account.account_ref if home else ""
    outreach.add(found, reference=reference, by=by, at=NOON, **(usual | known))


# --------------------------------------------------------------------------------------------- outreach (K18)


def test_s1_13_an_affected_list_is_previewed_kept_and_reaches_100_percent_naming_who_is_left(client: Client) -> None:
    home = owing()
    other = owing(tenancy__home__patch=home.account.tenancy.home.patch)
    stranger = owing(tenancy__home__patch=PatchFactory(code="P99"))
    sign_in(client, home.officer)
    refs = [home.account.account_ref, other.account.account_ref, stranger.account.account_ref, home.account.account_ref]
    file = SimpleUploadedFile("cap.csv", ("Account\n" + "\n".join(refs)).encode())
    asked = {"name": "Benefit cap", "purpose": "The cap applies", "contact_by": "21 December 2026"}

    shown = client.post(reverse("affected_load"), asked | {"file": file, "do": "show"})
    assert not Campaign.objects.exists()
    preview = shown.context["shown"]
    assert (len(preview.found), preview.unknown, preview.twice) == (2, [refs[2]], [refs[0]])

    client.post(reverse("affected_load"), asked | {"refs": "\n".join(refs), "do": "load"})
    kept = Campaign.objects.get()
    assert affected.reach(kept).left == 2
    contact(home)
    contact(other, outcome="no_answer")  # reached nobody: still left
    assert [each.account for each in affected.left(kept, user=home.officer)] == [other.account]
    assert other.account.account_ref in client.get(reverse("affected", args=[kept.pk])).content.decode()

    client.post(reverse("affected", args=[kept.pk]))
    client.post(reverse("affected", args=[kept.pk]))
    planned = Reminder.objects.get()
    assert (planned.account, planned.for_user, planned.due_on) == (other.account, home.officer, kept.contact_by)

    contact(other)
    assert (affected.reach(kept).percent, affected.reach(kept).left) == (100, 0)
    assert "Nobody is left" in client.get(reverse("affected", args=[kept.pk])).content.decode()


def test_s2_04_and_s4_39_an_events_totals_equal_its_linked_contacts_and_it_names_its_helpers(client: Client) -> None:
    home = owing()
    helper = OfficerFactory(name="J Hall")
    evening = event(home.officer, helpers=[helper], on=MONDAY + timedelta(days=3))
    take_part(evening, home, by=home.officer, helped="A claim for help with rent")
    take_part(evening, None, by=home.officer)
    totals = outreach.totals(evening)
    assert (totals.contacts, totals.accounts, totals.helped, totals.anonymous) == (2, 1, 1, 1)
    assert totals.contacts == evening.contacts.count()
    sign_in(client, home.officer)
    page = client.get(reverse("engagement_one", args=[evening.pk])).content.decode()
    assert "J Hall" in page
    assert "A claim for help with rent" in page
    client.post(reverse("engagement_change", args=[evening.pk]), {"result": "Two came"})
    assert "Two came" in client.get(reverse("engagement_one", args=[evening.pk])).content.decode()
    assert evening.name in client.get(reverse("engagement")).content.decode()


def test_s2_19_and_s2_61_lists_of_interest_hold_only_who_agreed_and_participants_their_consent(client: Client) -> None:
    yes, no = owing(), owing()
    no.account.tenancy.home.patch = yes.account.tenancy.home.patch
    no.account.tenancy.home.save()
    talk = event(yes.officer, kind="consultation", name="Repairs policy")
    take_part(talk, yes, by=yes.officer, consents=True)
    take_part(talk, no, by=yes.officer)
    sign_in(client, yes.officer)
    interest = rows_of(client.get(reverse("interest_file")))
    assert [row[0] for row in interest[1:]] == [yes.account.account_ref]
    took_part = rows_of(client.get(reverse("engagement_file", args=[talk.pk])))
    assert {row[0]: row[1] for row in took_part[1:]} == {yes.account.account_ref: "yes", no.account.account_ref: "no"}


def test_s2_21_a_survey_adds_up_says_its_rate_and_keeps_nothing_of_an_anonymous_answer() -> None:
    home = owing()
    survey = event(home.officer, kind="survey", question="Do you feel safe?", answers=["Yes", "No"], asked=8)
    take_part(survey, home, by=home.officer, answer="Yes")
    take_part(survey, None, by=home.officer, answer="No")
    take_part(survey, None, by=home.officer, answer="No")
    totals = outreach.totals(survey)
    assert totals.answered == [("Yes", 1), ("No", 2)]
    assert (totals.answers, totals.rate) == (3, 37)
    assert not survey.contacts.filter(account=None).exclude(person=None, helped="").exists()
    with pytest.raises(CannotChange, match="answered already"):
        take_part(survey, home, by=home.officer, answer="No")
    with pytest.raises(CannotChange, match="Name the estate"):
        event(home.officer, kind="survey", question="Safe?", answers=["Yes", "No"], place="")


def test_s2_63_an_ideas_status_is_seen_and_linked_to_its_result(client: Client) -> None:
    home = owing()
    idea = event(home.officer, kind="idea", name="Text before rent day", place="")
    assert idea.status == "New"
    tried = Campaign.objects.create(
        name="Rent day texts", purpose="P", channel="sms", text="T", made_by=home.officer, made_at=NOON
    )
    sign_in(client, home.officer)
    came = {"result": "More paid on time", "status": "Taken up", "campaign": tried.pk}
    client.post(reverse("engagement_change", args=[idea.pk]), came)
    page = client.get(reverse("engagement")).content.decode()
    for said in ("Taken up", "More paid on time", "Rent day texts"):
        assert said in page


def test_s2_03_ways_and_times_stand_with_how_many_tries_they_rest_on(client: Client) -> None:
    home = owing()
    evening = NOON + timedelta(hours=6)
    for outcome in ("spoke", "spoke", "no_answer"):
        contact(home, at=evening, outcome=outcome)
    contact(home, outcome="no_answer")
    [best, few] = worked.ways(home.officer, on=MONDAY)
    assert (best.when, best.tried, best.reached, best.percent) == ("17:00 to 20:00", 3, 2, 66)
    assert (few.tried, few.percent) == (1, None)
    sign_in(client, home.officer)
    assert "17:00 to 20:00" in client.get(reverse("what_worked")).content.decode()
    assert "2 of 4" in client.get(home.account.get_absolute_url()).content.decode()
