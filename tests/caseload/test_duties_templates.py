"""Duties of income officers that templates and leaflets make true, each tested by its number."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from pypdf import PdfReader

from recovery import documents, wordings
from recovery.account_facts import of_account, tenants_of
from recovery.actions import CannotSendLetter
from recovery.batches import CannotRelease
from recovery.models import Leaflet, OutboxMessage, Template, TemplateVersion
from recovery.rules import letters, reading, wording
from recovery.rules.actions import Action
from recovery.rules.letters import TEMPLATED
from staff.models import Role, User
from tenancies import storage
from tenancies.models import IssuedDocument
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON, press
from tests.caseload.reading import words_of
from tests.factories.people import Household, OfficerFactory
from tests.recovery.messages import step
from tests.recovery.print_room import let_go, worked_off
from welfare.models import Marker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]
BODY = "We would like to help.\n\n{figures}\n\n- Pay {to_pay} by {reply_by}.\n\n{how_to_pay}\n\n{help}"


def leader(**changes: Any) -> User:
    return OfficerFactory(role=Role.TEAM_LEADER, name="Marcia Osei", **changes)


def approved(
    by: User,
    body: str = BODY,
    *,
    action: str = "letter_1",
    channel: str = "letter",
    variant: str = "standard",
    language: str = "",
    heading: str = "How we can help",
    contentious: bool = False,
    from_on: date = MONDAY,
) -> TemplateVersion:
    """Words written by one person, approved by another, in force from a day."""
    begun = wordings.begin(action=action, channel=channel, variant=variant, language=language, name="T", by=by, at=NOON)
    kept = wordings.save(version=begun, heading=heading, body=body, contentious=contentious, by=by, at=NOON)
    wordings.submit(version=kept, by=by)
    return wordings.approve(version=kept, in_force_from=from_on, by=leader(), on=MONDAY, at=NOON)


def printed(message: OutboxMessage) -> str:
    """The words of the letter as it was issued."""
    message.refresh_from_db()
    assert message.document
    return words_of(storage.read(message.document))


def drawn(message: OutboxMessage) -> str:
    return " ".join(documents.preview_html(letters.from_json(message.letter)).split())


# ------------------------------------------------------------------------------------- written, approved and what goes


def test_words_go_from_their_day_with_their_version_and_what_was_issued_stays() -> None:
    home = owing()
    first = approved(home.officer)
    [message] = press(home)
    worked_off(let_go(message))

    assert message.template_version == first
    assert "How we can help" in printed(message)
    assert "Pay £209.00 by 30 November 2026" in printed(message)
    document = IssuedDocument.objects.get()
    was = storage.read(document)
    approved(home.officer, BODY.replace("We would like", "I want"))
    assert storage.read(document) == was
    assert (document.template, document.template_version) == ("letter_1", 1)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        TemplateVersion.objects.filter(pk=first.pk).update(body="Other words")


def test_words_approved_for_a_later_day_do_not_go_yet() -> None:
    home = owing()
    approved(home.officer, from_on=date(2026, 12, 1))

    [message] = press(home)

    assert message.template_version is None
    assert "There can be many reasons for this" in drawn(message)


def test_who_wrote_words_does_not_approve_them_and_faults_stop_them() -> None:
    boss = leader()
    begun = wordings.begin(
        action="letter_1", channel="letter", variant="standard", language="", name="T", by=boss, at=NOON
    )
    faulty = wordings.save(version=begun, heading="H", body="{colectable}", contentious=False, by=boss, at=NOON)
    with pytest.raises(wordings.CannotChangeWords, match="There is no field"):
        wordings.submit(version=faulty, by=boss)
    fine = wordings.save(version=faulty, heading="H", body=BODY, contentious=False, by=boss, at=NOON)
    wordings.submit(version=fine, by=boss)

    with pytest.raises(wordings.CannotChangeWords, match="You wrote these words"):
        wordings.approve(version=fine, in_force_from=MONDAY, by=boss, on=MONDAY, at=NOON)
    with pytest.raises(wordings.CannotChangeWords, match="approved by team leaders"):
        wordings.approve(version=fine, in_force_from=MONDAY, by=OfficerFactory(), on=MONDAY, at=NOON)


def test_a_draft_is_written_shown_on_an_account_submitted_and_approved(client: Client) -> None:
    home = owing({"first_names": "Amina"})
    sign_in(client, home.officer)
    begun = client.post(
        "/letters/templates/", {"action": "letter_1", "channel": "letter", "variant": "standard", "language": ""}
    )
    page = begun["Location"]
    assert "There can be many reasons for this" in client.get(page).content.decode()

    wrong = {"heading": "H", "body": "{colectable}\n" + BODY, "account": home.account.account_ref}
    shown = client.post(page, {**wrong, "do": "show"}).content.decode()
    assert "Line 1: There is no field {colectable}" in shown
    assert "Not shown" not in shown
    assert TemplateVersion.objects.get().body.startswith("{colectable}")  # nothing typed is lost

    right = {**wrong, "body": BODY}
    shown = client.post(page, {**right, "do": "show"}).content.decode()
    assert "As the tenant of" in shown
    assert "Amina" in shown
    assert "Reading age" in shown
    assert client.post(page, {**right, "do": "pdf"}).content.startswith(b"%PDF")
    client.post(page, {**right, "do": "submit"})

    sign_in(client, leader(patches=[home.account.tenancy.home.patch]))
    assert "For you to approve" in client.get("/letters/templates/").content.decode()
    client.post(f"{page}decide/", {"do": "approve", "in_force_from": "24 November 2026"})
    version = TemplateVersion.objects.get()
    assert (version.state, version.in_force_from) == ("approved", date(2026, 11, 24))
    assert "Version 1" in client.get(f"/letters/templates/{version.template_id}/").content.decode()
    assert "Against the words as shipped" in client.get(page).content.decode()


def test_a_leader_sends_words_back_with_the_reason(client: Client) -> None:
    officer = OfficerFactory()
    begun = wordings.begin(
        action="letter_1", channel="letter", variant="standard", language="", name="T", by=officer, at=NOON
    )
    wordings.submit(version=begun, by=officer)
    sign_in(client, leader())

    unsaid = client.post(f"/letters/templates/versions/{begun.pk}/decide/", {"do": "back", "why": " "})
    assert unsaid.status_code == 422
    client.post(f"/letters/templates/versions/{begun.pk}/decide/", {"do": "back", "why": "Say it shorter"})

    begun.refresh_from_db()
    assert (begun.state, begun.answer) == ("sent_back", "Say it shorter")


def test_the_words_of_the_e_mail_and_of_the_text_are_the_councils_too() -> None:
    texted = owing({"preferred_channel": "sms", "mobile": "07700 900123"}, owes="130.00")
    version = approved(texted.officer, "Please call {who_to_call}.", action="reminder", channel="sms", heading="")
    approved(texted.officer, "Your letter is with this e-mail.", channel="email", heading="")

    [text] = step(texted, Action.REMINDER, now=NOON)
    [letter] = press(owing())

    assert text.text == f"Please call {text.queued_by.name} on {text.queued_by.phone}."
    assert text.template_version == version
    assert letter.letter["cover"] == "Your letter is with this e-mail."


# ----------------------------------------------------------------------------------------------------------- the duties


def test_s0_10_an_offer_goes_with_its_current_text_and_link_and_an_expired_one_cannot_be_chosen(client: Client) -> None:
    home = owing()
    known = {"kind": "offer", "owner": home.officer, "review_on": date(2027, 6, 1)}
    swim = Leaflet.objects.create(title="Free swimming", text="Old words", link="https://example.com/swim", **known)
    Leaflet.objects.create(title="Summer club", text="Over", expires_on=MONDAY, **known)
    template = Template.objects.create(action="letter_1", channel="letter", name="T", owner=home.officer)
    sign_in(client, home.officer)

    page = f"/letters/templates/{template.pk}/"
    listed = client.get(page).content.decode()
    assert "Free swimming" in listed
    assert "Summer club" not in listed
    kept = {"owner": home.officer.pk, "review_on": "1 December 2027", "leaflets": [swim.pk]}
    client.post(page, kept)
    client.post(f"/letters/leaflets/{swim.pk}/", {
        "kind": "offer", "title": "Free swimming", "text": "Swim for nothing on Mondays.", "review_on": "1 June 2027",
        "link": "https://example.com/swim", "owner": home.officer.pk,
    })  # fmt: skip
    [message] = press(home)

    assert "Enclosed: Free swimming" in drawn(message)
    assert "Swim for nothing on Mondays." in drawn(message)
    assert "https://example.com/swim" in drawn(message)
    refused = client.post(page, {**kept, "leaflets": [Leaflet.objects.get(title="Summer club").pk]})
    assert refused.status_code == 422


def test_s3_33_an_expired_leaflet_is_not_enclosed_and_one_that_expires_while_it_waits_neither() -> None:
    home = owing()
    template = Template.objects.create(action="letter_1", channel="letter", name="T")
    known = {"owner": home.officer, "review_on": date(2027, 6, 1), "text": "T"}
    template.leaflets.add(
        Leaflet.objects.create(title="Over on Monday", expires_on=MONDAY, **known),
        Leaflet.objects.create(title="Over on Tuesday", expires_on=date(2026, 11, 24), **known),
        Leaflet.objects.create(title="Begins on Tuesday", starts_on=date(2026, 11, 24), **known),
        Leaflet.objects.create(title="Help with money", **known),
    )

    [message] = press(home)
    letter = letters.from_json(message.letter)

    assert [each.title for each in letter.enclosed] == ["Help with money", "Over on Tuesday"]
    assert [each.title for each in letter.dated_on(date(2026, 11, 24)).enclosed] == ["Help with money"]


def test_s3_33_a_leaflet_has_an_owner_and_a_day_on_which_it_is_read_again(client: Client) -> None:
    officer = OfficerFactory(name="Nadia Rahman")
    Leaflet.objects.create(title="Help with money", text="T", owner=officer, review_on=MONDAY)
    sign_in(client, officer)

    page = client.get("/letters/leaflets/").content.decode()

    assert "Nadia Rahman, 23 November 2026" in page
    assert "Review due" in page
    bare = client.post("/letters/leaflets/new/", {"kind": "leaflet", "title": "X", "text": "Y"})
    assert bare.status_code == 422
    assert "Choose who looks after it." in bare.content.decode()


def test_s1_48_a_contentious_letter_shows_its_reading_age_and_waits_for_a_second_reader(client: Client) -> None:
    home = owing({"preferred_channel": "email", "email": "amina@example.com"})
    version = approved(home.officer, contentious=True)
    sign_in(client, home.officer)
    assert "Reading age" in client.get(f"/letters/templates/versions/{version.pk}/").content.decode()

    [message] = press(home)

    assert (message.channel, message.template_version) == ("letter", version)  # by post: it waits to be read
    with pytest.raises(CannotRelease):
        let_go(message)
    message.refresh_from_db()
    assert message.state == "queued"
    assert "A second person reads these first" in client.get(f"/letters/{message.batch_id}/").content.decode()


def test_s1_56_a_letter_bears_standard_lines_in_the_tenants_language() -> None:
    home = owing({"language": "pl"})
    approved(home.officer, "Mówimy po polsku.", action=wordings.LINES, variant="translation", language="pl", heading="")
    english = owing()

    [polish], [plain] = press(home), press(english)

    assert '<p class="letter-line" lang="pl">Mówimy po polsku.</p>' in drawn(polish)
    assert "Mówimy" not in drawn(plain)
    worked_off(let_go(polish))
    assert "Mówimy po polsku." in printed(polish)


@pytest.mark.parametrize("action", TEMPLATED)
def test_s2_37_no_shipped_letter_is_harsh(action: Action) -> None:
    assert reading.tone(wording.shipped(action)) == []
    assert reading.tone("You must pay immediately") == ["‘immediately’: give a day", "‘you must’: say ‘please’"]


@pytest.mark.parametrize("action", TEMPLATED)
def test_s2_40_every_shipped_template_is_under_the_reading_age(action: Action) -> None:
    for channel in ("letter", "sms", "email"):
        assert reading.age(wording.shipped(action, channel)) <= reading.MOST_AGE


def test_s2_47_a_text_that_somebody_else_may_read_never_has_the_councils_words_about_debt() -> None:
    home = owing({"preferred_channel": "sms", "mobile": "07700 900123"}, owes="130.00")
    approved(home.officer, "{to_pay} is owed on {reference}.", action="reminder", channel="sms", heading="")
    Marker.objects.create(
        source_ref="M1", kind="safe_contact", detail="letter_unsafe", person=home.tenants[0], from_on=MONDAY
    )

    [message] = step(home, Action.REMINDER, now=NOON)

    assert "130.00" not in message.text
    assert "please call" in message.text
    assert message.template_version is None


def test_s3_19_easy_read_and_translated_letters_have_the_same_facts_and_are_printed_here() -> None:
    easy = owing({"format_needed": "easy_read"})
    other = owing({"format_needed": "translation", "language": "pl"})
    for home in (easy, other):
        [tenant] = tenants_of(home.account, as_of=MONDAY)
        assert tenant.printed_here == frozenset()
        with pytest.raises(CannotSendLetter, match="cannot be printed here"):
            step(home, Action.LETTER_1, now=NOON)
    approved(easy.officer, BODY.replace("We would like to help.", "This letter is about rent."), variant="easy_read")
    approved(
        easy.officer,
        "Stan na {figures_of}: {balance}. Do zapłaty {to_pay} do {reply_by}.",
        variant="translation",
        language="pl",
        heading="Pomoc",
    )

    [first], [second] = step(easy, Action.LETTER_1, now=NOON), step(other, Action.LETTER_1, now=NOON)

    assert "This letter is about rent." in drawn(first)
    assert "£209.00" in drawn(first)
    assert '<div lang="pl">' in drawn(second)
    assert "Stan na 23/11/2026: £209.00. Do zapłaty £209.00 do 30/11/2026." in drawn(second)
    for unwanted in ("Dear", "Yours sincerely", "You can pay by"):
        assert unwanted not in drawn(second)


def test_s3_19_the_ladder_asks_for_no_letter_made_by_hand_once_all_of_them_are_printed_here() -> None:
    home = owing({"format_needed": "easy_read"})
    ladder = sorted(wordings.LADDER[False])
    for action in ladder[:-1]:
        approved(home.officer, action=action, variant="easy_read")
    assert of_account(home.account, as_of=MONDAY).format_to_make == "easy_read"

    approved(home.officer, action=ladder[-1], variant="easy_read")

    assert of_account(home.account, as_of=MONDAY).format_to_make == ""
    assert of_account(home.account, as_of=date(2026, 11, 22)).format_to_make == "easy_read"


@pytest.mark.slow
@pytest.mark.parametrize(("variant", "language"), [("large_print", ""), ("easy_read", ""), ("translation", "pl")])
def test_every_variant_is_a_tagged_page_for_a_window_envelope(variant: str, language: str) -> None:
    home = owing({"format_needed": variant, "language": language or "en"})
    body = "{figures_of} {balance} {to_pay} {reply_by}" if language else BODY
    approved(home.officer, body, variant=variant, language=language)
    [message] = step(Household(home.account, home.tenants, home.officer), Action.LETTER_1, now=NOON)

    reader = PdfReader(BytesIO(documents.letter_pdf(letters.from_json(message.letter))))

    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] is not None
    assert reader.trailer["/Root"]["/Lang"] == (language or "en-GB")
    seen: list[float] = []
    reader.pages[0].extract_text(
        visitor_text=lambda text, cm, tm, font, size: (
            seen.append(842 - (cm[3] * tm[5] + cm[5])) if home.tenants[0].last_name in text else None
        )
    )
    assert 46 <= min(seen) * 25.4 / 72 <= 81  # the address stands in the window, millimetres from the top
