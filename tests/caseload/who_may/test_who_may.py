"""Every page and act, asked for by every role in the patch and by an officer of another: allowed, refused or not there.

What is asked is harmless: a form without its fields is allowed when it comes back with what is missing. The acts that
bear on a tenant most are pressed once more with all that they want, and then whoever is refused has written nothing.
A new address has its line in account_pages.py, work_pages.py or council_pages.py, and its record in cases.py.
"""

import pytest
from django.db import transaction
from django.test import Client
from zeal import zeal_ignore

from caseload.explain import explain
from caseload.models import Act, Draft, Note, Reminder, Step, Suggestion
from recovery.models import OutboxMessage
from staff.models import Cover, Role, User
from tenancies.models import AccountEvent, AccountRestriction, Handover
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.who_may.account_pages import ACCOUNT_PAGES
from tests.caseload.who_may.addresses import PATHS, QUERY, address
from tests.caseload.who_may.bundle_pages import BUNDLE_PAGES
from tests.caseload.who_may.cases import NOW, Case, one_of_everything
from tests.caseload.who_may.claim_pages import CLAIM_PAGES
from tests.caseload.who_may.council_pages import COUNCIL_PAGES
from tests.caseload.who_may.court_pages import COURT_PAGES
from tests.caseload.who_may.eviction_pages import EVICTION_PAGES
from tests.caseload.who_may.legal_pages import LEGAL_PAGES
from tests.caseload.who_may.roles import NEIGHBOUR, NO_ROLE, STRANGER, WHO, expected
from tests.caseload.who_may.work_pages import WORK_PAGES
from tests.factories.people import OfficerFactory
from tests.factories.tenancies import PatchFactory
from welfare.models import CrisisPlan, Hold, Marker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
PAGES = (
    ACCOUNT_PAGES | WORK_PAGES | COUNCIL_PAGES | BUNDLE_PAGES | LEGAL_PAGES | COURT_PAGES | EVICTION_PAGES | CLAIM_PAGES
)


@pytest.fixture
def case() -> Case:
    return one_of_everything()


def person(who: str, case: Case) -> User:
    role = {NO_ROLE: "", STRANGER: Role.INCOME_OFFICER}.get(who, who)
    patches = [PatchFactory(code="P09") if who == STRANGER else case.account.tenancy.home.patch]
    user: User = OfficerFactory(role=role, patches=patches)
    return user


def signed_in(who: str, case: Case) -> Client:
    client = Client()
    sign_in(client, person(who, case))
    return client


def answers(method: str, path: str, query: dict[str, str], clients: list[Client]) -> str:
    """One letter for each of WHO; what each does is rolled back before the next."""
    letters = ""
    for client in clients:
        with transaction.atomic(), zeal_ignore():
            answer = getattr(client, method)(path, query)
            if answer.streaming:
                b"".join(answer.streaming_content)
            transaction.set_rollback(True)
        assert answer.status_code != 405, f"{path} has no such door"
        letters += {403: "r", 404: "h"}.get(answer.status_code, "o")
    return letters


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may(case: Case, method: str) -> None:
    doors = {name: pair[method == "post"] for name, pair in PAGES.items() if pair[method == "post"]}

    clients = [signed_in(who, case) for who in [*WHO, NEIGHBOUR]]

    found = {name: answers(method, address(name, case), QUERY.get(name, {}), clients) for name in doors}

    assert found == {name: expected(name, letters, pressed=method == "post") for name, letters in doors.items()}


WRITTEN = [
    AccountEvent, AccountRestriction, Act, Cover, Draft, Handover, Hold, Note, OutboxMessage, Reminder, Step,
    Suggestion,
]  # fmt: skip


def written(case: Case) -> list[int]:
    lifted = Marker.objects.filter(lifted_on__isnull=False).count()
    return [*(model.objects.count() for model in WRITTEN), lifted]


def everything_wanted(case: Case) -> dict[str, dict[str, object]]:
    """For each act all that it asks for."""
    shown = explain(case.account, as_of=MONDAY).decision.fingerprint
    colleague = OfficerFactory(name="Somebody Else")
    return {
        "send_letter": {"fingerprint": shown, "press": "1" * 32},
        "hold": {"reason": "benefit", "last_day": "4 December 2026"},
        "not_this": {"fingerprint": shown, "reason": "Paid at the office", "said": "Paid at the office"},
        "skip": {"days": 1},
        "note": {"text": "Rang about the rent."},
        "draft": {"text": "Rang about"},
        "add_reminder": {"kind": "own", "text": "Ring", "due": "2026-11-24"},
        "not_sure": {"text": "Is this right?", "colleague": colleague.pk},
        "hand_over": {"to": colleague.pk, "reason": "Knows the family"},
        "restrict": {"why": "In hiding"},
        "lift_worried": {"why": "Spoken to and safe"},
        "complex_case": {"plan": "Weekly visits", "panel_on": "7 December 2026"},
        "cover": {
            "absent": case.made["officer"],
            "covering": colleague.pk,
            "starts_on": "7 December 2026",
            "last_day": "11 December 2026",
        },
    }


PRESSED = [
    "send_letter", "hold", "not_this", "skip", "note", "draft", "add_reminder", "not_sure", "hand_over", "restrict",
    "lift_worried", "cover", "complex_case",
]  # fmt: skip
MAY = {"restrict": "rroo", "lift_worried": "rroo", "cover": "rrro"}  # of the first four, who work accounts


@pytest.mark.parametrize("act", [*PRESSED])
def test_who_is_refused_has_written_nothing(act: str) -> None:
    home = owing()
    case = Case(home.account, {"officer": home.officer.pk})
    if act == "lift_worried":
        Marker.objects.create(
            kind=Marker.Kind.CRISIS, detail="worried", tenancy=home.account.tenancy, from_on=MONDAY, owner=home.officer
        )
        CrisisPlan.objects.create(
            account=home.account, lead=home.officer, next_contact_on=MONDAY, how="Ring", by=home.officer, at=NOW,
            outcome="Safe", signed_off_at=NOW,
        )  # fmt: skip
    given = everything_wanted(case)[act]
    for who, may in zip([*WHO, NEIGHBOUR], MAY.get(act, "oooo") + "rrrrrrr", strict=True):
        with transaction.atomic(), zeal_ignore():
            client = signed_in(who, case)
            before = written(case)
            client.post(address(act, case), given)
            assert (written(case) != before) == (may == "o"), f"{who}: {act}"
            transaction.set_rollback(True)


def test_no_address_is_left_out() -> None:
    assert set(PATHS) == set(PAGES)
