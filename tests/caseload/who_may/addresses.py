"""What stands at each address, and the whole address of a case."""

import re
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.caseload.who_may.bundle_pages import SAME_BUNDLE
from tests.caseload.who_may.cases import Case
from tests.caseload.who_may.court_pages import COURT_WORDS, SAME_ORDER
from tests.caseload.who_may.eviction_pages import SAME_EVICTION
from tests.caseload.who_may.legal_pages import LEGAL_WORDS


def paths(patterns: list[Any], before: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and "allauth" not in str(pattern.urlconf_name):
            found |= paths(pattern.url_patterns, before + str(pattern.pattern))
        elif isinstance(pattern, URLPattern) and pattern.name:
            found[pattern.name] = before + str(pattern.pattern)
    return found


PATHS = paths(get_resolver().url_patterns)


# What is asked for beside the address.
QUERY = {
    "policy_ladder": {"ladder": "Homes"},
    "put_off": {"group": "letter"},
    "team_accounts": {"figure": "gross"},
    "on_time_list": {"state": "late"},
}
# Whose record stands in the address, where it is not its own.
SAME = {
    "acknowledge_concern": "concern",
    "close_concern": "concern",
    "concern_paper": "concern",
    **dict.fromkeys(
        ["campaign_change", "campaign_act", "campaign_progress", "campaign_file", "affected", "approval", "decide"],
        "campaign",
    ),
    **dict.fromkeys(["engagement_sheet", "engagement_add", "engagement_change", "engagement_file"], "engagement_one"),
    "week_pdf": "week",
    "week_csv": "week",
    **dict.fromkeys(
        [
            "policy_change",
            "policy_copy",
            "policy_act",
            "policy_publish",
            "policy_new_rule",
            "policy_rule",
            "policy_settings",
            "policy_post",
            "policy_ladder",
            "policy_simulate",
        ],
        "policy_draft",
    ),
    **dict.fromkeys(
        ["policy_trial_progress", "policy_trial_stop", "policy_trial_file", "policy_trial_month"], "policy_trial"
    ),
    "stop_release": "letter_progress",
    "retry_letters": "letter_progress",
    "copy_paper": "print_paper",
    "letter_proof": "letter_batch",
    "letters_proofed": "letter_batch",
    "release_letters": "letter_batch",
    "take_out_letter": "letter_batch",
    "read_letter": "letter_batch",
    "wait_longer": "undo_act",
    "see_review": "answer_review",
    "read_bulletin": "bulletin",
    "withdraw_bulletin": "bulletin",
    "bulk_progress": "bulk_job",
    "bulk_press": "bulk_job",
    "bulk_cancel": "bulk_job",
    "load_progress": "load_preview",
    "load_start": "load_preview",
    "load_cancel": "load_preview",
    "load_differences": "load_preview",
    "load_report": "load_detail",
    "pair_patch": "patch",
    "call_off_move": "patch",
    **SAME_BUNDLE,
    **SAME_ORDER,
    **SAME_EVICTION,
}
# The words in an address that are no number.
WORDS = {
    "report_concern": "incident",
    "draft": "note",
    "throw_away_draft": "note",
    "coverage_bucket": "recommended",
    "team_chart": "collection",
    **dict.fromkeys(["week", "week_pdf", "week_csv"], "2026-11-23"),
    **dict.fromkeys(["approval", "decide"], "campaign"),
    "engagement_new": "event",
    "letter_stage": "letter_1",
    "care_add": "risk",
    "care_change": "review",
    **LEGAL_WORDS,
    **COURT_WORDS,
}
CODES = {
    "guidance_card": "letter_1",
    "rule": "letter_1",
    "policy_rule": "letter_1",
    "policy_health_accounts": "accepted",
}


def address(name: str, case: Case) -> str:
    path = PATHS[name]
    for kind, key in re.findall(r"<(int|slug):(\w+)>", path):
        if kind == "slug":
            value: int | str = case.made.get(f"word:{name}") or WORDS.get(name) or CODES[name]
        elif key == "pk" and path.startswith(("accounts/<int:pk>", "estate/<int:pk>")) and "bulk" not in path:
            value = case.account.pk
        else:
            value = case.made[key] if key in case.made else case.made[SAME.get(name, name)]
        path = path.replace(f"<{kind}:{key}>", str(value))
    return f"/{path}"
