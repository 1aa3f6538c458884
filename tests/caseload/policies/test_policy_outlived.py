"""A published policy that Quarterday outgrew, in part or whole: said at an upgrade and at night; pages work."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from caseload import runs
from caseload.explain import explain
from caseload.models import SweepRun
from caseload.policies import drafts
from caseload.sweep import decide_now
from recovery import policies
from recovery.models import PolicyDraft, PolicyVersion
from recovery.rules.policy_text import rule_of, write
from staff.models import User
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON
from tests.caseload.policies.drafting import shipped
from tests.caseload.reading import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
SAID = "Policy 1 asks what Quarterday no longer knows: ‘Letter 1’ asks about ‘mood’."


@pytest.fixture
def outlived(leader: User) -> PolicyVersion:
    """Published when there was a fact called mood, which letter 1 asked about and named."""
    data = shipped()
    rule = rule_of(data, "letter_1")
    assert rule is not None
    rule["all"].append(["mood", "<", 3])
    rule["name"], rule["because"] = "Letter 1", "{collectable_arrears} is owed, and the mood is {mood}"
    return PolicyVersion.objects.create(
        number=1, text=write(data), in_force_from=MONDAY - dt.timedelta(days=1), written_by=leader
    )


@pytest.mark.usefixtures("outlived")
def test_the_upgrade_says_which_rule_asks_for_what_is_gone_and_what_to_do() -> None:
    said = StringIO()
    call_command("check", databases=["default"], stderr=said)

    assert SAID in said.getvalue()
    assert "Have a team leader copy it, put that right and have the copy published." in said.getvalue()


def test_a_policy_that_asks_only_what_is_known_says_nothing() -> None:
    said = StringIO()
    call_command("check", databases=["default"], stderr=said)

    assert "recovery.W001" not in said.getvalue()
    assert policies.trouble(0) == ""


@pytest.mark.usefixtures("outlived")
def test_the_nights_sweep_is_refused_in_the_same_words() -> None:
    owing()

    with pytest.raises(runs.SweepRefused):
        runs.start(as_of=MONDAY)

    assert SAID in SweepRun.objects.get().why


@pytest.mark.usefixtures("outlived")
def test_every_page_and_act_goes_on_and_the_rule_rests(client: Client, leader: User) -> None:
    home = owing()
    decide_now([home.account.pk], as_of=MONDAY)
    assert explain(home.account, as_of=MONDAY).decision.rule.code != "letter_1"

    sign_in(client, home.officer)
    for page in ["/", "/accounts/", f"/accounts/{home.account.pk}/", f"/accounts/{home.account.pk}/?why=1"]:
        assert client.get(page).status_code == 200, page
    sign_in(client, leader)
    assert SAID in text(client.get("/policy/"))
    for page in ["/policy/versions/1/", "/policy/versions/1/book/", "/policy/health/", "/help/rules/letter_1/"]:
        assert client.get(page).status_code == 200, page


@pytest.mark.usefixtures("outlived")
def test_a_copy_says_it_beside_the_rule_and_is_put_right_there(client: Client, leader: User) -> None:
    draft = drafts.clone(number=1, name="Put right", by=leader, at=NOON)
    sign_in(client, leader)

    assert "mood is no fact that a rule may ask about" in text(client.get(f"/policy/drafts/{draft.pk}/"))
    rule = client.get(f"/policy/drafts/{draft.pk}/rules/letter_1/")

    assert rule.status_code == 200
    assert PolicyDraft.objects.get().text == draft.text


@pytest.fixture
def unreadable(leader: User) -> PolicyVersion:
    """Policy 1 can be read; policy 2, in its place since yesterday, suggests a step that there is no more."""
    data = shipped()
    early = {"in_force_from": MONDAY - dt.timedelta(days=9), "written_by": leader}
    PolicyVersion.objects.create(number=1, text=write(data), **early)
    rule = rule_of(data, "letter_1")
    assert rule is not None
    rule["action"] = "send_bailiff"
    second = PolicyVersion.objects.create(
        number=2, text=write(data), in_force_from=MONDAY - dt.timedelta(days=1), written_by=leader
    )
    assert policies.in_force(on=MONDAY).number == 1  # each version is read once in a process, here before any page
    return second


@pytest.mark.usefixtures("unreadable")
def test_in_place_of_a_policy_that_cannot_be_read_stands_the_one_before_it_and_the_pages_say_what_to_do(
    client: Client, leader: User
) -> None:
    home = owing()
    decide_now([home.account.pk], as_of=MONDAY)
    with pytest.raises(runs.SweepRefused, match="Policy 2 can no longer be read"):
        runs.start(as_of=MONDAY)

    assert explain(home.account, as_of=MONDAY).policy_number == 1
    sign_in(client, home.officer)
    for page in ["/", "/accounts/", f"/accounts/{home.account.pk}/", "/letters/"]:
        assert client.get(page).status_code == 200, page
    sign_in(client, leader)
    said = text(client.get("/policy/"))
    assert "there is no action send_bailiff. In its place stands policy 1. Have a team leader copy that one" in said
    assert "Today keeps the list of the last one" in said
    assert client.get("/policy/versions/2/").status_code == 404
    assert client.post("/policy/versions/2/copy/", {"name": "Second"}).status_code == 404


def test_a_draft_begun_before_the_upgrade_that_cannot_be_read_is_said_to_be_so(
    client: Client, leader: User, unreadable: PolicyVersion
) -> None:
    draft = drafts.clone(number=1, name="Later letters", by=leader, at=NOON)
    PolicyDraft.objects.filter(pk=draft.pk).update(text=unreadable.text)
    sign_in(client, leader)

    said = text(client.get(f"/policy/drafts/{draft.pk}/", follow=True))

    assert "The draft ‘Later letters’ can no longer be read: Rule letter_1: there is no action send_bailiff." in said
