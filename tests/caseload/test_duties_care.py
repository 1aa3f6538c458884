"""Duties of protecting people, each tested by its number: needs, adjustments, risks, insolvency, deaths, advisers."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from zeal import zeal_ignore

from caseload.sweep import decide_now
from recovery import documents, gatekeeping
from recovery.account_facts import of_account, tenants_of
from recovery.models import OutboxMessage
from recovery.outbox import check, letter_of
from recovery.rules import gates
from recovery.rules.gates import Act, Refused
from staff.models import Role, User
from tenancies.models import TenancyPerson
from tests.caseload.care.records import page, person, record, space
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON, call, press
from tests.caseload.reading import text
from tests.factories.people import Household, OfficerFactory, household
from tests.factories.tenancies import LedgerEntryFactory
from welfare.models import Adjustment, Estate, Hold, Marker, PersonNeeds, Representative
from welfare.rules.needs import adjustments, needs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


@pytest.fixture
def home(client: Client) -> Household:
    home = owing({"format_needed": "none", "mobile": "07700 900123"})
    sign_in(client, home.officer)
    return home


@pytest.fixture
def manager(home: Household) -> User:
    return OfficerFactory(name="Paul Walker", role=Role.INCOME_MANAGER)


def need(client: Client, home: Household, code: str, *codes: str) -> str:
    address = f"/accounts/{home.account.pk}/care/need/"
    typed = {"of": code, "person": person(home), "codes": list(codes), "evidence": "She told me"}
    return text(client.post(address, typed, follow=True))


def pass_gate(home: Household, act: Act, *, by: User, **brings: Any) -> None:
    gatekeeping.pass_gates(
        act=act,
        account=home.account,
        facts=of_account(home.account, as_of=MONDAY),
        by=by,
        on=MONDAY,
        at=NOON,
        brings=gatekeeping.Brings(**brings),
    )


def read(message: OutboxMessage) -> str:
    letter = letter_of(message, on=MONDAY)
    assert letter
    return documents.letter_html(letter)


def test_s0_07_large_print_and_no_calls_are_set_and_letters_and_calls_follow(client: Client, home: Household) -> None:
    need(client, home, "sensory", "large_print", "no_calls")

    [message] = press(home)

    assert 'class="large-print"' in read(message)
    with pytest.raises(Refused, match="Ms Amina Yusuf is not telephoned: that was agreed as an adjustment"):
        call(home)
    assert "No calls: agreed" in text(client.get(home.account.get_absolute_url()))


def test_s0_08_never_asked_is_found_exactly_and_no_notice_passes(client: Client, home: Household) -> None:
    never = owing({"first_names": "Zoe", "format_needed": ""})
    decide_now([never.account.pk], as_of=MONDAY)
    sign_in(client, home.officer)

    found = client.get("/accounts/?needs=never_asked").content.decode()

    assert never.account.account_ref in found
    assert home.account.account_ref not in found
    with pytest.raises(Refused, match="never asked about needs"):
        pass_gate(never, Act.NOTICE, by=never.officer, reason="Four weeks owed")


def test_s0_08_the_three_states_are_shown_and_asked_for_with_wording(client: Client) -> None:
    home = owing()
    sign_in(client, home.officer)
    assert "Never asked." in page(client, home)
    assert "is there anything about your health" in text(client.get(f"/accounts/{home.account.pk}/care/asked/"))

    record(client, home, "asked", person=person(home), channel="phone", answer="none", asked_on="23 November 2026")

    assert "Asked, and has none." in page(client, home)


@zeal_ignore()  # each letter joins its batch by itself
def test_s0_36_no_letter_is_dear_to_somebody_who_has_died(client: Client, home: Household) -> None:
    [queued] = press(home)

    record(
        client, home, "death", person=person(home), died_on="18 November 2026", told_on="23 November 2026",
        told_by="Her son",
    )  # fmt: skip
    client.post(f"/accounts/{home.account.pk}/care/estate-letters/{Estate.objects.get().pk}/", {})

    queued.refresh_from_db()
    assert queued.state == "withdrawn"
    assert "has died" in check(queued, letter_of(queued, on=MONDAY), on=MONDAY)[1]
    made = OutboxMessage.objects.filter(state="queued").order_by("pk")
    assert [(each.title, each.letter["addressee"]) for each in made if each.letter] == [
        ("Estate letter", "The Personal Representatives of Ms Amina Yusuf"),
        ("Estate letter, copy", "The Public Trustee"),
    ]
    for each in made:
        assert "Dear Sir or Madam" in documents.preview_html(letter_of(each, on=MONDAY))
    copied = documents.preview_html(letter_of(made[1], on=MONDAY))
    assert "Copy of our letter to The Personal Representatives of Ms Amina Yusuf" in copied
    assert "We have stopped all letters about rent to Ms Amina Yusuf." in copied


def test_s0_47_choosing_a_need_offers_its_adjustments_and_the_chosen_ones_change_contact(
    client: Client, home: Household
) -> None:
    offered = text(client.post(f"/accounts/{home.account.pk}/care/need/", {"of": "care_leaver", "choose": "1"}))
    assert "Texts rather than letters" in offered

    need(client, home, "care_leaver", "texts_first", "one_officer")

    assert set(Adjustment.objects.values_list("code", flat=True)) == {"texts_first", "one_officer"}
    [tenant] = tenants_of(home.account, as_of=MONDAY)
    assert tenant.preferred_channel == "sms"


def test_s0_47_an_adjustment_that_ends_gives_contact_back_as_it_was(client: Client, home: Household) -> None:
    need(client, home, "sensory", "large_print")
    adjustment = Adjustment.objects.get()

    client.post(f"/accounts/{home.account.pk}/care/end-adjustment/{adjustment.pk}/", {})

    assert PersonNeeds.objects.get().format_needed == ""
    assert tenants_of(home.account, as_of=MONDAY)[0].format_needed == "none"


@pytest.mark.parametrize("sent_to", ["copy", "instead"])
def test_s1_45_letters_copy_or_switch_to_the_adviser(client: Client, home: Household, sent_to: str) -> None:
    record(
        client, home, "representative", person=person(home), kind="adviser", name="Ottersby Advice",
        address="1 High Street, Ottersby, OT1 1AA", evidence="Signed form", authority_on="20 November 2026",
        letters=sent_to,
    )  # fmt: skip

    sent = press(home)

    to = {message.letter["addressee"] for message in sent if message.letter}
    assert to == ({"Ottersby Advice", "Ms Amina Yusuf"} if sent_to == "copy" else {"Ottersby Advice"})
    through = next(message for message in sent if message.to_representative)
    assert "We write to you because you act for Ms Amina Yusuf." in read(through)
    assert check(through, letter_of(through, on=MONDAY), on=MONDAY)[1] == ""


def test_s1_45_a_letter_to_an_adviser_who_no_longer_acts_does_not_go(client: Client, home: Household) -> None:
    record(
        client, home, "representative", person=person(home), kind="adviser", name="Ottersby Advice",
        address="1 High Street, Ottersby", evidence="Signed form", authority_on="20 November 2026", letters="instead",
    )  # fmt: skip
    [message] = press(home)

    client.post(f"/accounts/{home.account.pk}/care/end-representative/{Representative.objects.get().pk}/", {})

    why = check(message, letter_of(message, on=MONDAY), on=MONDAY)[1]
    assert why == "The name or address has changed since the letter was written"


def test_s1_45_without_an_authority_no_letter_goes_to_an_adviser(client: Client, home: Household) -> None:
    said = record(
        client, home, "representative", person=person(home), kind="adviser", name="Ottersby Advice",
        address="1 High Street, Ottersby", evidence="Signed form", letters="copy",
    )  # fmt: skip

    assert "Enter the day of their authority: without it no letter may go to them." in said
    assert not Representative.objects.exists()


def test_s1_45_a_hold_for_advice_ends_on_its_day_with_a_prompt(client: Client, home: Household) -> None:
    record(
        client, home, "representative", person=person(home), kind="adviser", name="Ottersby Advice",
        evidence="Signed form", letters="none", hold_until="7 December 2026",
    )  # fmt: skip

    assert Hold.objects.get().reason == "advice"
    assert of_account(home.account, as_of=date(2026, 12, 7)).held_until == date(2026, 12, 7)
    assert of_account(home.account, as_of=date(2026, 12, 8)).held_until is None
    prompt = home.account.reminders.get()
    assert (prompt.due_on, prompt.for_user) == (date(2026, 12, 8), home.officer)


def test_s1_47_bankruptcy_splits_the_balance_and_what_is_before_its_day_is_not_chased(
    client: Client, home: Household
) -> None:
    LedgerEntryFactory(account=home.account, amount=Decimal("104.50"), effective_on=MONDAY)

    record(
        client, home, "insolvency", person=person(home), kind="bankruptcy", reference="123 of 2026",
        effective_on="20 November 2026", practitioner="Official Receiver, Leeds", covers=[str(home.account.pk)],
    )  # fmt: skip

    facts = of_account(home.account, as_of=MONDAY)
    assert (facts.covered_debt, facts.collectable_arrears) == (Decimal("209.00"), Decimal("104.50"))
    [tenant] = tenants_of(home.account, as_of=MONDAY)
    # What fell due since is rent like any other, and may be asked for (rulebook INS-3).
    assert not gates.blocking(gates.gates_for(Act.LETTER, facts=facts, tenant=tenant))
    assert "Official Receiver, Leeds" in page(client, home)


def test_s1_56_an_interpreter_shows_on_the_account_before_contact_and_in_the_letter(
    client: Client, home: Household
) -> None:
    typed = {"person": person(home), "language": "pl", "interpreter": "on"}
    record(client, home, "told", **typed)

    account = text(client.get(home.account.get_absolute_url()))
    assert "Interpreter needed" in account
    assert "Book one before you call or visit." in account
    assert "Interpreter needed" in text(client.get(f"/accounts/{home.account.pk}/glance/"))
    [message] = press(home)
    assert "Pomoc tłumacza jest bezpłatna." in read(message)


def test_s3_42_the_prompt_for_an_interpreter_stands_by_the_call(client: Client, home: Household) -> None:
    assert "Book one before you call or visit." not in text(client.get(home.account.get_absolute_url()))

    record(client, home, "told", person=person(home), language="so", interpreter="on")

    assert "Ms Amina Yusuf: Somali. Book one before you call or visit." in text(
        client.get(home.account.get_absolute_url())
    )


@pytest.mark.parametrize(
    ("left_out", "refusal"),
    [("evidence", "Say what it rests on: who saw or heard what, and when."), ("last_day", "Enter its last day")],
)
def test_s1_57_a_risk_without_evidence_or_end_is_not_saved(
    client: Client, home: Household, left_out: str, refusal: str
) -> None:
    typed = {
        "person": person(home), "detail": "dog", "evidence": "Bit the plumber on 2 November",
        "review_on": "22 February 2027", "last_day": "22 May 2027",
    }  # fmt: skip
    assert refusal in record(client, home, "risk", **typed | {left_out: ""})
    assert not Marker.objects.exists()

    record(client, home, "risk", **typed)

    assert of_account(home.account, as_of=MONDAY).risk


def test_s1_57_its_expiry_is_reviewed_by_its_owner(client: Client, home: Household, settings: Any) -> None:
    record(
        client, home, "risk", person=person(home), detail="dog", evidence="Bit the plumber on 2 November",
        review_on="30 November 2026", last_day="22 May 2027",
    )  # fmt: skip
    assert "Nothing that you marked is due for review." in text(client.get("/care/due/"))

    settings.TRAINING_DAY = date(2026, 11, 30)
    assert "Risk: dangerous dog" in text(client.get("/care/due/"))
    assert "1 marker to review" in text(client.get("/"))
    marker = Marker.objects.get()
    client.post(
        f"/accounts/{home.account.pk}/care/review/{marker.pk}/",
        {"said": "Dog still there", "review_on": "1 March 2027", "last_day": "22 May 2027"},
    )

    assert "Nothing that you marked is due for review." in text(client.get("/care/due/"))


def test_s2_47_safe_contact_without_letters_blocks_print_for_that_person_alone(client: Client) -> None:
    home = owing({"format_needed": "none"}, {"first_names": "Omar", "format_needed": "none"})
    sign_in(client, home.officer)

    record(
        client, home, "safe-contact", person=person(home), ways=["letter_unsafe"], evidence="She asked for e-mail only",
        review_on="22 February 2027",
    )  # fmt: skip

    assert {message.person.first_names for message in press(home)} == {"Omar"}


def test_s2_47_a_letter_that_waits_is_withdrawn_when_letters_become_unsafe(client: Client, home: Household) -> None:
    [message] = press(home)

    said = record(
        client, home, "safe-contact", person=person(home), ways=["letter_unsafe"], evidence="She asked",
        review_on="22 February 2027",
    )  # fmt: skip

    assert "1 message that waited will not go." in said
    message.refresh_from_db()
    assert message.state == "withdrawn"


def test_s2_48_a_route_is_offered_and_the_adjustment_applied(client: Client, home: Household) -> None:
    said = need(client, home, "mental_health", "no_calls")

    assert "Their GP or the community mental health team" in said
    assert tenants_of(home.account, as_of=MONDAY)[0].no_calls


def test_s2_48_every_need_has_a_source_a_route_and_adjustments_that_are_known() -> None:
    assert all(each.source and each.route and each.adjustments for each in needs().values())
    offered = {adjusted.code for each in needs().values() for adjusted in each.adjustments}
    assert offered == set(adjustments())


def test_s2_54_a_tenant_moves_their_marker_follows_and_the_homes_stays(client: Client, home: Household) -> None:
    risk = {"evidence": "Seen on 2 November", "review_on": "22 February 2027", "last_day": "22 May 2027"}
    record(client, home, "risk", person=person(home), detail="violence", **risk)
    record(client, home, "risk", person="home", detail="structure", **risk)

    moved = household({"first_names": "Omar"})
    TenancyPerson.objects.filter(person=home.tenants[0]).update(last_day=date(2026, 11, 22))
    TenancyPerson.objects.create(tenancy=moved.account.tenancy, person=home.tenants[0], role="tenant", from_on=MONDAY)

    after = household({"first_names": "Next"}, tenancy__home=home.account.tenancy.home)
    assert of_account(moved.account, as_of=MONDAY).risk
    assert of_account(after.account, as_of=MONDAY).risk
    assert "The building itself" in page(client, after)
    assert "Violence or threats" not in page(client, after)
    sign_in(client, moved.officer)
    assert "Violence or threats" in page(client, moved)
    assert "The building itself" not in page(client, moved)


@pytest.mark.parametrize("act", [Act.CLAIM, Act.WARRANT])
def test_s4_33_a_flagged_case_does_not_pass_without_the_managers_name(
    client: Client, home: Household, manager: User, act: Act
) -> None:
    need(client, home, "mental_health", "one_officer")
    with pytest.raises(Refused, match="Needs are recorded here"):
        pass_gate(home, act, by=home.officer, reason="No other way is left")

    pass_gate(home, act, by=home.officer, reason="No other way is left", manager=manager)

    passed = home.account.events.filter(what="gate").last()
    assert passed
    assert "The income manager’s yes: Paul Walker." in passed.summary


def test_a_breathing_space_closes_claim_and_warrant_for_everybody(
    client: Client, home: Household, manager: User
) -> None:
    space(client, home)

    for act in (Act.NOTICE, Act.CLAIM, Act.WARRANT):
        with pytest.raises(Refused, match="breathing space"):
            pass_gate(home, act, by=manager, reason="Urgent", manager=manager)
