"""What waits for a second person (K21): policy drafts, contentious letters, crises, words, letters without a press.

Each stands on the list of who may decide, never of who asked; what changed since is shown before anything is done.
"""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from caseload import worried
from caseload.models import Reminder
from caseload.safety import crisis
from recovery import policies, stages, wordings
from recovery.models import AutoSend, OutboxMessage, PolicyDraft, PolicyVersion, TemplateVersion
from staff.models import Role, User
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON, press
from tests.caseload.policies.drafting import submitted
from tests.caseload.reading import text
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import LedgerEntryFactory
from tests.recovery.print_room import let_go, worked_off
from welfare.models import CrisisPlan, Marker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]
BODY = "We would like to help.\n\n{figures}\n\n- Pay {to_pay} by {reply_by}.\n\n{how_to_pay}\n\n{help}"


def leading(name: str, *homes: Household) -> User:
    return OfficerFactory(name=name, role=Role.TEAM_LEADER, patches=[home.account.tenancy.home.patch for home in homes])


def written(by: User, *, contentious: bool = False) -> TemplateVersion:
    """Words for letter 1 that wait for a second person."""
    begun = wordings.begin(
        action="letter_1", channel="letter", variant="standard", language="", name="Letter 1", by=by, at=NOON
    )
    kept = wordings.save(version=begun, heading="H", body=BODY, contentious=contentious, by=by, at=NOON)
    return wordings.submit(version=kept, by=by)


def waits_for(client: Client, user: User, kind: str, pk: int) -> bool:
    """Whether it stands on this person's list, and opens from it."""
    sign_in(client, user)
    address = reverse("approval", args=[kind, pk])
    listed = address in client.get(reverse("approvals")).text
    assert (client.get(address).status_code == 200) == listed
    return listed


def decide(client: Client, kind: str, pk: int, do: str, **typed: Any) -> Any:
    """As from its page, opened now."""
    page = client.get(reverse("approval", args=[kind, pk]))
    seen = page.context["seen"] if page.context else ""
    return client.post(reverse("decide", args=[kind, pk]), {"do": do, "seen": seen, **typed}, follow=True)


# --------------------------------------------------------------------------------------------------------------- policy


def test_a_policy_draft_is_published_by_a_second_leader_from_the_list(client: Client) -> None:
    owing()
    author, second = leading("Mabel Osei"), leading("Pat Walker")
    draft = submitted(author)
    assert not waits_for(client, author, "policy", draft.pk)
    assert waits_for(client, second, "policy", draft.pk)
    assert "accounts would be decided otherwise" in text(client.get(reverse("approval", args=["policy", draft.pk])))

    decide(client, "policy", draft.pk, "approve")

    draft.refresh_from_db()
    assert (draft.state, draft.published) == ("published", PolicyVersion.objects.latest("number"))
    assert not waits_for(client, second, "policy", draft.pk)


def test_a_policy_draft_that_an_older_trial_stands_on_is_not_published_and_goes_back_with_the_reason(
    client: Client,
) -> None:
    owing()
    author, second, third = leading("Mabel Osei"), leading("Pat Walker"), leading("Kay Gill")
    draft, other = submitted(author), submitted(third, letter_1_from="3")
    sign_in(client, second)
    decide(client, "policy", other.pk, "approve")

    page = text(client.get(reverse("approval", args=["policy", draft.pk])))
    assert "A newer policy was published since it was simulated" in page
    refused = decide(client, "policy", draft.pk, "approve")
    assert "It must be simulated again as it stands." in text(refused)
    assert PolicyDraft.objects.get(pk=draft.pk).state == "submitted"
    decide(client, "policy", draft.pk, "back", said="Simulate it on the new policy")

    draft.refresh_from_db()
    assert (draft.state, draft.answer) == ("draft", "Simulate it on the new policy")


# ------------------------------------------------------------------------------------------------- contentious letters


def contentious(home: Household) -> OutboxMessage:
    version = written(home.officer, contentious=True)
    wordings.approve(version=version, in_force_from=MONDAY, by=leading("Mabel Osei"), on=MONDAY, at=NOON)
    [message] = press(home)
    return message


def test_a_contentious_letter_is_read_by_somebody_else_and_then_goes(client: Client) -> None:
    home = owing()
    message = contentious(home)
    lead = leading("Pat Walker", home)
    assert waits_for(client, lead, "letter", message.pk)
    assert "We would like to help." in text(client.get(reverse("approval", args=["letter", message.pk])))

    decide(client, "letter", message.pk, "approve")

    message.refresh_from_db()
    assert message.read_by == lead
    worked_off(let_go(message))
    message.refresh_from_db()
    assert message.state == "sent"


def test_a_contentious_letter_of_a_leaders_own_waits_for_another_and_taken_out_it_does_not_go(client: Client) -> None:
    home = owing()
    lead, second = leading("Pat Walker", home), leading("Kay Gill", home)
    message = contentious(Household(home.account, home.tenants, lead))
    assert message.queued_by == lead
    assert not waits_for(client, lead, "letter", message.pk)
    assert waits_for(client, second, "letter", message.pk)

    decide(client, "letter", message.pk, "back", said="They rang this morning")

    message.refresh_from_db()
    assert message.state == "withdrawn"
    assert "They rang this morning" in message.why


def test_what_happened_since_the_letter_was_written_is_shown_and_a_stale_page_does_nothing(client: Client) -> None:
    home = owing()
    message = contentious(home)
    lead = leading("Pat Walker", home)
    sign_in(client, lead)
    page = client.get(reverse("approval", args=["letter", message.pk]))
    LedgerEntryFactory(account=home.account, kind="payment", amount="-50.00", effective_on=MONDAY)

    stale = {"do": "approve", "seen": page.context["seen"]}
    again = client.post(reverse("decide", args=["letter", message.pk]), stale)

    assert again.status_code == 422
    assert "This has changed while you looked." in text(again)
    message.refresh_from_db()
    assert message.read_by is None


# --------------------------------------------------------------------------------------------------------------- crises


def signed_off(home: Household, lead: User) -> CrisisPlan:
    """A crisis that the officer raised, led and signed off by a leader."""
    moment: dict[str, Any] = {"on": MONDAY, "at": NOON}
    worried.raise_worry(account=home.account, people=[], heard="", by=home.officer, **moment)
    plan = CrisisPlan.objects.create(
        account=home.account, person=home.tenants[0], lead=lead, by=lead, at=NOON, next_contact_on=MONDAY,
        how="By telephone, at noon",
    )  # fmt: skip
    return crisis.sign_off(account=plan.account, outcome="She is with her sister", by=lead, **moment)


def test_a_crisis_is_lifted_by_a_second_person_with_a_reason_and_never_by_who_raised_it(client: Client) -> None:
    home = owing()
    lead, second = leading("Pat Walker", home), leading("Kay Gill", home)
    plan = signed_off(home, lead)
    assert not waits_for(client, lead, "crisis", plan.pk)
    assert waits_for(client, second, "crisis", plan.pk)
    assert "She is with her sister" in text(client.get(reverse("approval", args=["crisis", plan.pk])))

    refused = decide(client, "crisis", plan.pk, "approve")
    assert "why it is safe to lift it" in text(refused)
    assert Marker.objects.live(on=MONDAY).filter(kind="crisis").exists()
    decide(client, "crisis", plan.pk, "approve", said="I spoke to her sister")

    assert not Marker.objects.live(on=MONDAY).filter(kind="crisis").exists()


def test_a_crisis_that_is_not_lifted_goes_on_and_its_lead_hears_why(client: Client) -> None:
    home = owing()
    lead, second = leading("Pat Walker", home), leading("Kay Gill", home)
    plan = signed_off(home, lead)
    sign_in(client, second)

    decide(client, "crisis", plan.pk, "back", said="Nobody has seen her since Friday")

    assert Marker.objects.live(on=MONDAY).filter(kind="crisis").exists()
    told = Reminder.objects.get(account=home.account, text__startswith="The crisis is not lifted")
    assert (told.for_user, told.text) == (lead, "The crisis is not lifted: Nobody has seen her since Friday")


# ---------------------------------------------------------------------------------------------------------------- words


def test_words_go_once_a_second_person_says_yes_on_the_list(client: Client) -> None:
    author, second = leading("Mabel Osei"), leading("Pat Walker")
    version = written(author)
    assert not waits_for(client, author, "template", version.pk)
    assert waits_for(client, second, "template", version.pk)

    decide(client, "template", version.pk, "approve")

    version.refresh_from_db()
    assert (version.state, version.in_force_from, version.decided_by) == ("approved", MONDAY, second)


def test_words_that_were_changed_while_a_leader_looked_are_read_again(client: Client) -> None:
    author, second = OfficerFactory(), leading("Pat Walker")
    version = written(author)
    sign_in(client, second)
    page = client.get(reverse("approval", args=["template", version.pk]))
    TemplateVersion.objects.filter(pk=version.pk).update(body=BODY.replace("We would like", "I want"))

    stale = {"do": "approve", "seen": page.context["seen"]}
    again = client.post(reverse("decide", args=["template", version.pk]), stale)

    assert again.status_code == 422
    assert "I want to help." in text(again)
    version.refresh_from_db()
    assert version.state == "submitted"


def test_words_are_sent_back_with_what_should_be_different(client: Client) -> None:
    author, second = OfficerFactory(), leading("Pat Walker")
    version = written(author)
    sign_in(client, second)
    assert "Write why it goes back" in text(decide(client, "template", version.pk, "back"))

    decide(client, "template", version.pk, "back", said="Say it shorter")

    version.refresh_from_db()
    assert (version.state, version.answer) == ("sent_back", "Say it shorter")


# ------------------------------------------------------------------------------------------------------ without a press


def asked_by(user: User) -> AutoSend:
    return stages.ask_automatic(action="reminder", policy=policies.in_force(on=MONDAY).post, by=user, at=NOON)


def test_a_letter_goes_without_a_press_once_another_leader_switches_it_on(client: Client) -> None:
    first, second = leading("Mabel Osei"), leading("Pat Walker")
    asked = asked_by(first)
    assert not waits_for(client, first, "automatic", asked.pk)
    assert waits_for(client, second, "automatic", asked.pk)

    decide(client, "automatic", asked.pk, "approve")

    asked.refresh_from_db()
    assert asked.on_by == second
    assert list(stages.going_by_themselves(policies.in_force(on=MONDAY).post)) == ["reminder"]


def test_a_refused_letter_without_a_press_stays_off_with_the_reason(client: Client) -> None:
    first, second = leading("Mabel Osei"), leading("Pat Walker")
    asked = asked_by(first)
    sign_in(client, second)

    decide(client, "automatic", asked.pk, "back", said="Too soon after the rent rise")

    asked.refresh_from_db()
    assert (asked.on_at, asked.off_by, asked.answer) == (None, second, "Too soon after the rent rise")


@pytest.mark.parametrize("role", [Role.INCOME_OFFICER, Role.FINANCE, Role.AUDITOR])
def test_only_leaders_are_asked(client: Client, role: Role) -> None:
    asked = asked_by(leading("Mabel Osei"))
    sign_in(client, OfficerFactory(role=role))

    assert client.get(reverse("approvals")).status_code == 403
    pressed = client.post(reverse("decide", args=["automatic", asked.pk]), {"do": "approve"})
    assert pressed.status_code == 403
    asked.refresh_from_db()
    assert asked.on_at is None
