"""Everybody's pages, the policy, and extracts: who may.

For each address: what is expected where it is read, and where it is pressed; blank: it has no such door.
"""

from tests.caseload.who_may.roles import EVERYBODY, LEADERS, LOADERS, OWN, POLICY_READERS

COUNCIL_PAGES: dict[str, tuple[str, str]] = {
    # Everybody's
    "components": (EVERYBODY, ""),
    "help": (EVERYBODY, ""),
    "guidance": (EVERYBODY, ""),
    "guidance_card": (EVERYBODY, ""),
    "rules": (EVERYBODY, ""),
    "rule": (EVERYBODY, ""),
    "suggest": (EVERYBODY, EVERYBODY),
    "my_suggestions": (EVERYBODY, ""),
    "jobs": (EVERYBODY, ""),
    "job_progress": (EVERYBODY, ""),
    "retry_job": ("", OWN),
    "signed_in_as": (EVERYBODY, ""),
    "signed_in": (EVERYBODY, ""),
    # The policy
    "policy": (POLICY_READERS, ""),
    "policy_version": (POLICY_READERS, ""),
    "policy_book": (POLICY_READERS, ""),
    "policy_clone": ("", LEADERS),
    "policy_draft": (POLICY_READERS, ""),
    "policy_change": ("", LEADERS),
    "policy_copy": ("", LEADERS),
    "policy_act": ("", LEADERS),
    "policy_publish": ("", LEADERS),
    "policy_new_rule": (POLICY_READERS, LEADERS),
    "policy_rule": (POLICY_READERS, LEADERS),
    "policy_settings": (POLICY_READERS, LEADERS),
    "policy_ladder": (POLICY_READERS, LEADERS),
    "policy_simulate": ("", LEADERS),
    "policy_trial": (POLICY_READERS, ""),
    "policy_trial_progress": (POLICY_READERS, ""),
    "policy_trial_stop": ("", LEADERS),
    "policy_trial_file": (POLICY_READERS, ""),
    "policy_trial_month": (POLICY_READERS, ""),
    "policy_health": (POLICY_READERS, ""),
    "policy_health_file": (POLICY_READERS, ""),
    "policy_health_accounts": (POLICY_READERS, ""),
    "policy_law": (POLICY_READERS, ""),
    "targets": (POLICY_READERS, LEADERS),
    "rates": ("rroorooorr", "rroorororr"),
    "take_out_rate": ("", "rroorororr"),
    "work_types": (POLICY_READERS, "rroorrrorr"),
    "work_types_file": (POLICY_READERS, ""),
    "change_work_type": ("", "rroorrrorr"),
    "web_text": ("oooorrroro", ""),
    "web_text_file": ("oooorrroro", ""),
    # Extracts
    "loads": (LOADERS, ""),
    "load_upload": ("", LOADERS),
    "load_preview": (LOADERS, ""),
    "load_progress": (LOADERS, ""),
    "load_start": ("", LOADERS),
    "load_cancel": ("", LOADERS),
    "load_detail": (LOADERS, ""),
    "load_report": (LOADERS, ""),
}
