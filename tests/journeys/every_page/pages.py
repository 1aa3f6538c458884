"""Which addresses are pages, and who looks at each.

A new page needs nothing here: it is looked at from the day that it stands in a table of tests/caseload/who_may/, by the
first of WHO that may read it. A new table has its line in AREAS.
"""

from caseload.care.registry import ADDED
from tests.caseload.who_may.account_pages import ACCOUNT_PAGES
from tests.caseload.who_may.addresses import PATHS
from tests.caseload.who_may.bundle_pages import BUNDLE_PAGES
from tests.caseload.who_may.claim_pages import CLAIM_PAGES
from tests.caseload.who_may.council_pages import COUNCIL_PAGES
from tests.caseload.who_may.court_pages import COURT_PAGES
from tests.caseload.who_may.eviction_pages import EVICTION_PAGES
from tests.caseload.who_may.legal_pages import LEGAL_PAGES
from tests.caseload.who_may.roles import NEIGHBOUR, WHO
from tests.caseload.who_may.work_pages import WORK_PAGES

AREAS = {
    "account": ACCOUNT_PAGES,
    "work": WORK_PAGES,
    "council": COUNCIL_PAGES,
    "bundles": BUNDLE_PAGES,
    "legal": LEGAL_PAGES,
    "claims": CLAIM_PAGES,
    "court": COURT_PAGES,
    "evictions": EVICTION_PAGES,
}

# One of each area, for every run.
FEW = [
    "agreement", "safety", "care", "letter_batch", "campaign", "bulletins", "bundle", "legal_case", "legal_claim",
    "court_hearing", "eviction",
]  # fmt: skip

NO_PAGES = (".pdf", ".csv", ".json", ".xlsx", ".png", "/progress/")  # files, pictures, and parts of pages
# Further ones, and those that lead on to another page.
NO_PAGES_EITHER = {
    "alerts", "document", "found_before", "open_outside", "received_paper", "session_back", "signed_in_as",
    "web_text_file",  # test_policy.py looks at it
    "approval",  # it leads back where nothing waits; FULL_TO_LEADERS has one that does
    "protocol_paper", "decision_paper", "notice_paper", "trial_paper", "warrant_paper", "eviction_pack",
    "eviction_letter", "offline_token", "service_worker",
    "meter",  # nothing is metered on a rent account
}  # fmt: skip

OWNER = "the colleague whose own it is"
WHOSE = {"session_card": OWNER, "undo": OWNER, "to_read": OWNER, "estate": NEIGHBOUR, "estate_home": NEIGHBOUR}


def pages(area: str) -> dict[str, str]:
    """Each page of an area by its address's name, and who looks at it."""
    return {
        name: WHOSE.get(name) or WHO[read.index("o")]
        for name, (read, _) in AREAS[area].items()
        if ("o" in read or name in WHOSE) and not PATHS[name].endswith(NO_PAGES) and name not in NO_PAGES_EITHER
    }


# Pages that say more the more is known: of the account with an {agreed} plan, and of the one where all is {stopped}.
FULL = {
    f"{which}-{name[:-1] or 'account'}": f"/accounts/{{{which}}}/{name}"
    for which in ("agreed", "stopped")
    for name in (
        "", "ledger/", "glance/", "statement/", "message/", "what-may-be-done/", "worried/", "safety/", "contact-plan/",
        "compassion/", "support/", "referrals/", "agreement/", "budget/", "wages/", "ways-to-pay/", "care/", "cases/",
        "complex/", "call-in/", "contact/", "bundles/", "legal/",
    )
} | {
    f"care-{what}": f"/accounts/{{agreed}}/care/{what}/" for what in ADDED
} | {
    "campaign-full": "/campaigns/{campaign}/",
    "affected-full": "/campaigns/{affected}/affected/",
    "engagement-full": "/engagement/{engagement_one}/",
    "letters-full": "/letters/",
}  # fmt: skip
FULL_TO_LEADERS = {
    "approvals-full": "/approvals/",
    "approval-full": "/approvals/campaign/{campaign}/",
    "policy-draft-full": "/policy/drafts/{draft}/",
    "policy-trial-full": "/policy/simulations/{simulation}/",
    "reviews-full": "/reviews/",
    "team-full": "/team/",
}
