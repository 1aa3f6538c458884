"""Whether anything of a kind of approval waits at all, whoever's it is: every leader's page counts what waits for her.

All of these are asked in one statement with the page's other figures; only what may wait is then asked for in full. A
kind that is not named here is always asked for.
"""

ASKED = "FROM caseload_reminder WHERE kind = 'question' AND done_at IS NULL AND withdrawn_at IS NULL"
REQUESTED = "FROM legal_legalrequest WHERE decided_at IS NULL AND step"

# By the kind's code in kinds.KINDS.
MAY_WAIT = {
    "override": f"{ASKED} AND sets_aside <> ''",
    "manager": f"{ASKED} AND carries_out <> ''",
    "crisis": "FROM welfare_crisisplan WHERE ended_on IS NULL AND signed_off_at IS NOT NULL",
    "letter": """
        FROM recovery_outboxmessage AS m JOIN recovery_templateversion AS v ON v.id = m.template_version_id
        WHERE m.state = 'queued' AND m.read_by_id IS NULL AND v.contentious
    """,
    "campaign": "FROM recovery_campaign WHERE state = 'submitted'",
    "policy": "FROM recovery_policydraft WHERE state = 'submitted'",
    "automatic": "FROM recovery_autosend WHERE off_at IS NULL AND on_at IS NULL",
    "agreement": "FROM recovery_proposedagreement WHERE answered_at IS NULL",
    "template": "FROM recovery_templateversion WHERE state = 'submitted'",
    "notice": f"{REQUESTED} IN ('notice', 'extension')",
    "decision": 'FROM legal_decisionrecord WHERE "full" AND approved_by_id IS NULL',
    "claim": f"{REQUESTED} = 'claim'",
    "withdraw_claim": f"{REQUESTED} = 'withdraw'",
    "warrant": f"{REQUESTED} = 'warrant'",
    "eviction": f"{REQUESTED} = 'eviction'",
    "payment": f"{REQUESTED} = 'payment'",
}


def column(kind: str) -> str:
    return f"approvals_{kind}"


SELECTS = {column(kind): f"SELECT EXISTS (SELECT {there_is})" for kind, there_is in MAY_WAIT.items()}
