"""Every figure of every account, as `explain` gives it, against a computation of its own from the extract's files."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import holidays
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from caseload.council.maker import make_council
from caseload.council.options import Options
from caseload.load import load
from recovery.rules.policy import default_policy
from tests.databases import clone_in_use
from tests.recovery.figures_oracle import Files, figures

SAMPLE = Path(settings.BASE_DIR).parent / "shared" / "extract"

COUNCILS = {
    "52 weeks": {"as_of": date(2026, 11, 20), "seed": 11, "tenancies": 900},
    "50 weeks, in a rent-free week": {"as_of": date(2026, 12, 24), "seed": 12, "charge_weeks": 50},
    "48 weeks, Wednesdays": {"as_of": date(2026, 8, 27), "seed": 13, "charge_weeks": 48, "rent_week_start": "wed"},
    "a leap day": {"as_of": date(2028, 2, 29), "seed": 14, "rent_week_start": "sun"},
}


@pytest.fixture(scope="module", params=[*COUNCILS, "the sample"])
def council(request: Any, tmp_path_factory: Any, django_db_setup: Any, django_db_blocker: Any) -> Any:
    """An extract, loaded into a database of its own."""
    if request.param == "the sample":
        if not SAMPLE.exists():
            pytest.skip("The sample extract is not beside this checkout.")
        folder, as_at = SAMPLE, date.fromisoformat(json.loads((SAMPLE / "manifest.json").read_text())["as_at"])
    else:
        folder = tmp_path_factory.mktemp("council")
        options = Options(**{"tenancies": 200, "weeks": 80, **COUNCILS[request.param]}, out=folder)
        make_council(options)
        as_at = options.as_of
    shared = dict(connections["default"].settings_dict)
    with django_db_blocker.unblock(), clone_in_use(shared, name=f"{shared['NAME']}_figures"):
        result = load(folder, today=as_at)
        assert result.refusals == []
        yield Files(folder), as_at


def explained(as_of: date) -> dict[str, dict[str, Any]]:
    out = io.StringIO()
    call_command("explain", "--all", f"--as-of={as_of.isoformat()}", stdout=out)
    return {answer["account"]: answer for answer in map(json.loads, out.getvalue().splitlines())}


def as_text(value: Any) -> Any:
    if value is None or isinstance(value, (bool, str)):
        return value
    return value.isoformat() if isinstance(value, date) else f"{value:.2f}"


def differences(files: Files, *, as_of: date) -> list[str]:
    """A line for each figure that differs: account, figure, what the program says, what it should be."""
    bank_holidays = set(holidays.country_holidays("GB", subdiv="ENG", years=range(2014, 2031)))
    answers = explained(as_of)
    found = [] if len(answers) == len(files.accounts) else [f"{len(answers)} of {len(files.accounts)} accounts"]
    for account in files.accounts:
        said = answers[account["account_ref"]]["facts"]
        for name, value in figures(files, account, as_at=as_of, bank_holidays=bank_holidays).items():
            if said[name] != as_text(value):
                found.append(f"{account['account_ref']} {name}: {said[name]}, should be {as_text(value)}")
    return found


def test_every_figure_of_every_account_is_as_defined(council: Any) -> None:
    files, as_at = council

    assert differences(files, as_of=as_at) == []


@pytest.mark.parametrize("weeks_back", [1, 30])
def test_the_figures_of_an_earlier_day_count_what_was_posted_by_then(council: Any, weeks_back: int) -> None:
    files, as_at = council
    earlier = date.fromordinal(as_at.toordinal() - 7 * weeks_back - 2)

    assert differences(files, as_of=earlier) == []


def test_the_extract_states_the_balances_that_its_postings_add_up_to(council: Any) -> None:
    files, as_at = council
    answers = explained(as_at)

    assert {row["account_ref"]: row["balance"] for row in files.accounts} == {
        ref: answer["facts"]["balance"] for ref, answer in answers.items()
    }


def test_the_words_for_every_account_are_whole_and_short(council: Any) -> None:
    _, as_at = council

    for answer in explained(as_at).values():
        for name in ("why", "why_not"):
            words = answer[name].split()
            assert 3 <= len(words) <= 60, answer
            assert "None" not in answer[name], answer
            assert "{" not in answer[name], answer
            assert answer[name].endswith("."), answer


# Facts that a council need not show on one day; test_facts.py and test_money_facts.py make each by hand.
MADE_BY_HAND = {
    "agreement_letter_on",
    "balance_mismatch",
    "benefit_ends_on",
    "benefit_pending",
    "benefit_stopped_on",
    "debit_stopped_on",
    "held_until",
    "ledger_split",  # by recording an insolvency or moratorium at the desk
    "order_executed",
    "promise_until",
    "reversed_payment_on",
}


@pytest.mark.parametrize("council", ["52 weeks"], indirect=True)
def test_every_fact_that_a_rule_names_is_fetched(council: Any) -> None:
    """Claim-data fault 2: each takes more than one value over the accounts of a council."""
    _, as_at = council
    rules = [rule for ladder in default_policy().ladders for rule in ladder.rules]
    named = {condition.fact for rule in rules for condition in (*rule.conditions, *rule.any_of)}
    answers = explained(as_at).values()

    always_the_same = {fact for fact in named if len({str(answer["facts"][fact]) for answer in answers}) < 2}

    assert always_the_same <= MADE_BY_HAND
