"""A draft is simulated, submitted, and published by a second person."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from caseload.policies import drafts, edit
from recovery import policies
from recovery.models import PolicyDraft, PolicyVersion
from recovery.rules.policy_text import load, text_hash, write
from staff.models import Role, User
from tests.at_once import at_once
from tests.caseload.desk import MONDAY
from tests.caseload.desk_acts import NOON
from tests.caseload.policies.drafting import draft_by, publish, simulated, submitted
from tests.factories.people import OfficerFactory


@pytest.mark.django_db
def test_a_second_person_publishes_and_it_is_in_force_from_its_day(leader: User, manager: User) -> None:
    version = publish(submitted(leader), by=manager, on=dt.date(2026, 12, 1))

    assert (version.number, version.written_by, version.published_by) == (1, leader, manager)
    assert policies.in_force(on=dt.date(2026, 11, 30)).number == 0
    assert policies.in_force(on=dt.date(2026, 12, 1)).number == 1
    draft = PolicyDraft.objects.get()
    assert (draft.state, draft.published) == ("published", version)


@pytest.mark.django_db
class TestRefusals:
    def test_who_wrote_it_does_not_publish_it(self, leader: User) -> None:
        with pytest.raises(drafts.CannotPublish, match="You wrote this draft"):
            publish(submitted(leader), by=leader)

    @pytest.mark.parametrize("on", [MONDAY, MONDAY - dt.timedelta(days=1)])
    def test_it_does_not_begin_today_or_in_the_past(self, leader: User, manager: User, on: dt.date) -> None:
        with pytest.raises(drafts.CannotPublish, match="Choose a day after today"):
            publish(submitted(leader), by=manager, on=on)

    def test_it_does_not_begin_before_one_that_is_published_already(self, leader: User, manager: User) -> None:
        publish(submitted(leader), by=manager, on=dt.date(2026, 12, 7))

        other = submitted(leader, letter_1_from="3")
        with pytest.raises(drafts.CannotPublish, match="Policy 1 is in force from 7 December 2026"):
            publish(other, by=manager, on=dt.date(2026, 12, 1))

    def test_nothing_is_submitted_untried(self, leader: User) -> None:
        with pytest.raises(drafts.CannotPublish, match="Simulate the draft first"):
            drafts.submit(draft=draft_by(leader), by=leader, at=NOON)

    def test_a_simulation_counts_for_its_own_words_alone(self, leader: User) -> None:
        draft = draft_by(leader)
        simulated(draft, by=leader)
        changed = draft.text.replace("First letter", "Letter one")
        drafts.save(draft=draft, seen=text_hash(draft.text), text=changed, by=leader, at=NOON)

        with pytest.raises(drafts.CannotPublish, match="Simulate the draft first"):
            drafts.submit(draft=draft, by=leader, at=NOON)

    def test_a_simulation_beside_an_older_policy_counts_no_more(self, leader: User, manager: User) -> None:
        waiting = submitted(leader)
        publish(submitted(leader, letter_1_from="3"), by=manager)

        with pytest.raises(drafts.CannotPublish, match="Policy 1 was published since"):
            publish(waiting, by=manager)

    def test_a_fault_stands_in_the_way(self, leader: User) -> None:
        draft = drafts.clone(number=0, name="Faulty", by=leader, at=NOON)
        data = load(draft.text)
        edit.remove(data, ladder="Homes", code="under_threshold")
        drafts.save(draft=draft, seen=text_hash(draft.text), text=write(data), by=leader, at=NOON)

        with pytest.raises(drafts.CannotPublish, match=r"The ladder ‘Homes’ has no answer for a balance of £0\.01"):
            drafts.submit(draft=draft, by=leader, at=NOON)

    def test_what_says_the_same_is_not_published_again(self, leader: User) -> None:
        draft = drafts.clone(number=0, name="The same", by=leader, at=NOON)
        simulated(draft, by=leader)

        with pytest.raises(drafts.CannotPublish, match="says what the policy says already"):
            drafts.submit(draft=draft, by=leader, at=NOON)

    def test_an_open_draft_is_not_published(self, leader: User, manager: User) -> None:
        with pytest.raises(drafts.CannotPublish, match="not waiting to be published"):
            publish(draft_by(leader), by=manager)

    def test_only_its_writer_changes_it(self, leader: User, manager: User) -> None:
        draft = draft_by(leader)
        with pytest.raises(edit.CannotEdit, match="This is Mabel Osei’s draft"):
            drafts.save(draft=draft, seen=text_hash(draft.text), text=draft.text, by=manager, at=NOON)

    def test_a_submitted_draft_is_closed_until_it_is_sent_back(self, leader: User, manager: User) -> None:
        draft = submitted(leader)
        with pytest.raises(edit.CannotEdit, match="no longer open to changes"):
            drafts.save(draft=draft, seen=text_hash(draft.text), text=draft.text, by=leader, at=NOON)

        drafts.send_back(draft=draft, by=manager, at=NOON)

        drafts.save(draft=draft, seen=text_hash(draft.text), text=draft.text, by=leader, at=NOON)

    def test_a_change_made_on_an_older_text_is_not_laid_over_it(self, leader: User) -> None:
        draft = draft_by(leader)
        with pytest.raises(edit.CannotEdit, match="changed meanwhile, in another window"):
            drafts.save(draft=draft, seen="of yesterday", text=draft.text, by=leader, at=NOON)

    def test_a_draft_is_given_up_by_its_writer_or_a_manager(self, leader: User) -> None:
        draft = draft_by(leader)
        with pytest.raises(edit.CannotEdit, match="gives this draft up"):
            drafts.discard(draft=draft, by=OfficerFactory(role=Role.TEAM_LEADER), at=NOON)

        drafts.discard(draft=draft, by=leader, at=NOON)

        with pytest.raises(edit.CannotEdit, match="published or given up already"):
            drafts.discard(draft=draft, by=leader, at=NOON)

    @pytest.mark.parametrize("role", [Role.INCOME_OFFICER, Role.FINANCE, Role.AUDITOR, Role.ADMINISTRATOR])
    def test_others_neither_write_nor_publish(self, leader: User, role: Role) -> None:
        other = OfficerFactory(role=role)
        with pytest.raises(PermissionDenied):
            drafts.clone(number=0, name="Mine", by=other, at=NOON)
        with pytest.raises(PermissionDenied):
            publish(submitted(leader), by=other)


def test_two_who_publish_at_once_publish_it_once(own_database: str) -> None:
    leader = OfficerFactory(role=Role.TEAM_LEADER)
    draft = submitted(leader)
    one, other = OfficerFactory(role=Role.INCOME_MANAGER), OfficerFactory(role=Role.INCOME_MANAGER)

    answers = at_once(lambda: publish(draft, by=one), lambda: publish(draft, by=other))

    [version] = [answer for answer in answers if isinstance(answer, PolicyVersion)]
    [refusal] = [answer for answer in answers if answer is not version]
    assert version.number == 1
    assert isinstance(refusal, drafts.CannotPublish)
    assert "not waiting to be published any more" in str(refusal)
    assert PolicyVersion.objects.count() == 1
