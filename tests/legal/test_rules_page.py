"""docs/rules.md: no rule without its function and test, and no page that is out of date."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from legal import rules_page


def test_every_rule_has_a_function_that_cites_it_and_a_test() -> None:
    assert rules_page.untried() == []


def test_the_page_is_up_to_date() -> None:
    """If it is not: manage.py rules_page."""
    assert rules_page.PAGE.read_text("utf-8") == rules_page.page(), "Run manage.py rules_page and commit docs/rules.md."


def test_every_rule_without_a_function_says_why() -> None:
    excepted = [rule.id for rule in rules_page.rules().values() if rule.no_engine]

    assert excepted == ["P-2.13"]  # the court's own discretion over costs


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Housing Act 1985, s.83(5); rulebook SEC-6, INT-3, NTQ-2.", {"SEC-6", "INT-3", "NTQ-2"}),
        ("weighed before each step (rulebook EQ-1 to\n    EQ-3)", {"EQ-1", "EQ-2", "EQ-3"}),
        ("Paragraphs P-1 to P-2.10", {"P-1", "P-2.10"}),
        ("rulebook P-2.1 to P-2.3", {"P-2.1", "P-2.2", "P-2.3"}),
        ("A claim form: CPR 6.14. Others: CPR-6.26.", {"CPR-6.14", "CPR-6.26"}),
        ("PD 55A, para 2.3; rulebook 4.1, 4.2 and 7).", {"4.1", "4.2", "7"}),
        ("CPR 55.5(3)(a); 4.3.", {"4.3"}),
        ("PAP-HB, PAP_ISSUE_OK and DEM", {"PAP-HB", "PAP_ISSUE_OK", "DEM"}),
        ("S-6 and 12 months, MPTL-1", set()),
    ],
)
def test_ids_are_read_from_the_ways_in_which_they_are_cited(text: str, ids: set[str]) -> None:
    assert rules_page.ids_in(text) == ids


def test_a_rule_that_nothing_holds_fails_the_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = tmp_path / "rulebook.toml"
    planted.write_text('[[section]]\ntitle = "Planted"\nrules = [{ id = "LIM-99", says = "Nobody holds this." }]\n')
    monkeypatch.setattr(rules_page, "RULEBOOK", planted)

    assert "LIM-99: no function's docstring cites it." in rules_page.untried()
    with pytest.raises(CommandError, match="LIM-99: no function"):
        call_command("rules_page", "--check")


def test_a_citation_of_an_unknown_rule_fails_the_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = tmp_path / "rulebook.toml"
    bare.write_text('[[section]]\ntitle = "Time"\nrules = [{ id = "13", says = "Clear days." }]\n')
    monkeypatch.setattr(rules_page, "RULEBOOK", bare)

    assert "SEC-6: cited, but not in rulebook.toml." in rules_page.untried()


def test_a_stale_page_fails_the_check_and_is_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stale = tmp_path / "rules.md"
    stale.write_text("old")
    monkeypatch.setattr(rules_page, "PAGE", stale)

    with pytest.raises(CommandError, match=r"docs/rules\.md is out of date"):
        call_command("rules_page", "--check")
    call_command("rules_page")
    call_command("rules_page", "--check")

    assert stale.read_text("utf-8") == rules_page.page()
