"""Rules, ladders and settings of a draft, changed; and the change told in words."""

from typing import Any

import pytest

from caseload.policies import edit
from caseload.policies.differences import differences
from recovery.rules.policy import TENURES, read
from recovery.rules.policy_checks import faults
from recovery.rules.policy_text import rule_of, write
from tests.caseload.policies.drafting import shipped


class TestEdit:
    def test_a_rule_moves_a_place_and_from_one_part_into_the_other(self) -> None:
        data = shipped()
        homes = edit.ladder_of(data, "Homes")
        last = homes["rules"][-1]

        edit.move(data, ladder="Homes", code="letter_1", by=-1)
        edit.move(data, ladder="Homes", code=last, by=1)

        assert homes["owing"].index("letter_1") < homes["owing"].index("letter_2")
        assert homes["owing"][0] == last
        with pytest.raises(edit.CannotEdit, match="at the end already"):
            edit.move(data, ladder="Homes", code=homes["owing"][-1], by=1)

    def test_rules_that_protect_people_keep_their_place_and_words(self) -> None:
        data = shipped()
        with pytest.raises(edit.CannotEdit, match="protects people"):
            edit.move(data, ladder="Homes", code="crisis", by=1)
        with pytest.raises(edit.CannotEdit, match="protects people"):
            edit.remove(data, ladder="Homes", code="crisis")
        with pytest.raises(edit.CannotEdit, match="protects people"):
            edit.save_rule(data, code="crisis", rule={"name": "Crisis"})

    def test_a_rule_changed_on_one_ladder_becomes_its_own(self) -> None:
        data = shipped()
        rule = {**(rule_of(data, "letter_1") or {}), "name": "First letter to pitches"}

        code = edit.save_rule(data, code="letter_1", rule=rule, only_on="Pitches")

        assert code == "first_letter_to_pitches"
        assert code in edit.ladder_of(data, "Pitches")["owing"]
        assert "letter_1" in edit.ladder_of(data, "Homes")["owing"]
        assert read(edit.text_of(data), number=0).rule("letter_1") == read(write(shipped()), number=0).rule("letter_1")

    def test_introductory_tenancies_get_a_ladder_of_their_own_and_lose_it(self) -> None:
        data = shipped()

        edit.own_ladder(data, ladder="Homes", name="Introductory", kinds=[], tenures=["introductory"])
        policy = read(edit.text_of(data), number=0)

        assert policy.ladder_of(kind="rent", tenure="introductory", former=False).name == "Introductory"
        assert policy.ladder_of(kind="rent", tenure="secure", former=False).name == "Homes"
        assert faults(write(data)) == []
        edit.join_ladder(data, ladder="Introductory", into="Homes")
        assert set(edit.ladder_of(data, "Homes")["tenures"]) == set(TENURES) - {"pitch", "leasehold"}
        edit.text_of(data)

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            pytest.param({"tenures": []}, "Choose some of its tenures", id="none chosen"),
            pytest.param({"tenures": list(TENURES)}, "not all", id="all chosen"),
            pytest.param({"name": "Pitches", "tenures": ["secure"]}, "There is a ladder called", id="name taken"),
            pytest.param({"ladder": "Sheds", "tenures": ["secure"]}, "no longer in the draft", id="no such ladder"),
        ],
    )
    def test_a_ladder_of_its_own_needs_some_tenures_and_a_name(self, change: dict[str, Any], said: str) -> None:
        usual = {"ladder": "Homes", "name": "Own", "kinds": [], "tenures": []}
        with pytest.raises(edit.CannotEdit, match=said):
            edit.own_ladder(shipped(), **usual | change)

    def test_a_ladder_joins_only_one_that_can_take_it(self) -> None:
        with pytest.raises(edit.CannotEdit, match="serves other tenures and other kinds"):
            edit.join_ladder(shipped(), ladder="Pitches", into="Court costs")
        with pytest.raises(edit.CannotEdit, match="Choose another ladder"):
            edit.join_ladder(shipped(), ladder="Homes", into="Former tenants")

    @pytest.mark.parametrize(
        ("code", "said"),
        [
            pytest.param("letter_1", "stands on this ladder already", id="there already"),
            pytest.param("waiting", "no condition", id="one without conditions"),
            pytest.param("nothing", "Choose the rule to add", id="no such rule"),
        ],
    )
    def test_what_cannot_be_added_is_said(self, code: str, said: str) -> None:
        data = shipped()
        edit.ladder_of(data, "Homes")["otherwise"] = "clear"
        with pytest.raises(edit.CannotEdit, match=said):
            edit.add(data, ladder="Homes", part="owing", code=code)

    def test_a_rule_that_goes_by_a_threshold_needs_it(self) -> None:
        with pytest.raises(edit.CannotEdit, match="goes by the ladder’s notice weeks"):
            edit.add(shipped(), ladder="Court costs", part="owing", code="pre_notice")

    def test_what_changes_is_told_in_words(self) -> None:
        data = shipped()
        edit.move(data, ladder="Court costs", code="write_off", by=-1)
        edit.remove(data, ladder="Homes", code="keep_in_touch")
        data["tolerance"]["days"] = 5

        said = [(each.where, each.was, each.becomes) for each in differences(write(shipped()), write(data))]

        assert ("Ladder ‘Homes’", "‘Keep in touch’", "removed") in said
        assert (
            "Ladder ‘Court costs’",
            "tried later",
            "‘Nothing else is left’ before ‘Letters have had no answer’",
        ) in said
        assert ("Overlooked of an agreement", "£1.00 and 3 days", "£1.00 and 5 days") in said
