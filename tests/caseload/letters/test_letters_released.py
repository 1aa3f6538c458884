"""Proofs, the release, its papers, and what is taken out or stopped."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader

from caseload import undo
from caseload.explain import explain
from caseload.models import Act, Step
from recovery.models import BatchPaper, OutboxMessage, PrintBatch
from recovery.rules.actions import Action
from staff.models import Job
from tests.caseload.desk import MONDAY, sign_in
from tests.caseload.desk_acts import NOON, press
from tests.caseload.letters.pages import more_homes, shown, words
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import PatchFactory
from tests.recovery.print_room import let_go, letter, tray, worked_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]
PROOF = r'data-proof aria-label="([^"]+)"'
PLACE = r'data-proof aria-label="([^:]+):'


def test_proofs_are_the_first_the_last_and_three_at_random(client: Client, home: Household) -> None:
    for each in [home, *more_homes(home, 8)]:
        letter(each)

    page = client.get(f"/letters/{tray().pk}/").content.decode()

    assert re.findall(PLACE, page) == ["First", "Picked at random", "Picked at random", "Picked at random", "Last"]
    again = client.get(f"/letters/{tray().pk}/").content.decode()
    assert re.findall(PROOF, again) == re.findall(PROOF, page)


@pytest.mark.parametrize(("count", "places"), [(1, ["First"]), (2, ["First", "Last"])])
def test_few_letters_are_each_a_proof_once(client: Client, home: Household, count: int, places: list[str]) -> None:
    for each in [home, *more_homes(home, count - 1)]:
        letter(each)

    page = client.get(f"/letters/{tray().pk}/").content.decode()

    assert re.findall(PLACE, page) == places


def test_from_open_to_printed(client: Client, home: Household) -> None:
    letter(home)
    batch = tray()

    page = shown(client, f"/letters/{batch.pk}/")
    assert "Dear Ms Amina Yusuf" in page
    assert "Pages, about" in page
    assert "£" not in page.partition("Are the proofs right?")[2]  # no prices are known
    answer = client.post(f"/letters/{batch.pk}/proofed/", follow=True)
    assert "Proofs read by Nadia Rahman" in words(answer.content.decode())
    given = re.search(r'name="proofed_at" value="([^"]+)"', answer.content.decode())
    assert given
    answer = client.post(f"/letters/{batch.pk}/release/", {"postage": "second", "proofed_at": given[1]}, follow=True)
    gone = PrintBatch.objects.get(state="releasing")
    assert "Waiting for a worker." in words(answer.content.decode())
    worked_off(gone)
    page = shown(client, f"/letters/{gone.pk}/")
    assert "Went 1 Withdrawn 0 Failed 0" in page

    paper = BatchPaper.objects.get(kind="letters")
    pdf = client.post(f"/letters/papers/{paper.pk}/")
    assert pdf["Content-Type"] == "application/pdf"
    assert "Yusuf" not in pdf["Content-Disposition"]
    assert "Ms Amina Yusuf" in PdfReader(BytesIO(pdf.content)).pages[0].extract_text()
    assert "Printed by Nadia Rahman" in shown(client, f"/letters/{gone.pk}/")


def test_printed_once_it_comes_again_only_as_a_copy(client: Client, home: Household) -> None:
    gone = worked_off(let_go(letter(home)))
    paper = BatchPaper.objects.get(batch=gone, kind="letters")
    assert client.post(f"/letters/papers/{paper.pk}/").status_code == 200

    with time_machine.travel(NOON + timedelta(minutes=11)):
        answer = client.post(f"/letters/papers/{paper.pk}/", follow=True)

    assert "Print them again as a copy" in words(answer.content.decode())


def test_a_batch_of_a_colleague_is_not_found(client: Client, home: Household) -> None:
    gone = worked_off(let_go(letter(home)))
    paper = BatchPaper.objects.get(batch=gone, kind="letters")
    sign_in(client, OfficerFactory(patches=[PatchFactory(code="N9")]))

    for path in (f"/letters/{gone.pk}/", f"/letters/{gone.pk}/progress/"):
        assert client.get(path).status_code == 404
    for path in (f"/letters/papers/{paper.pk}/", f"/letters/papers/{paper.pk}/copy/", f"/letters/{gone.pk}/retry/"):
        assert client.post(path).status_code == 404


def test_a_letter_taken_out_at_the_proofs_is_withdrawn_and_its_account_is_work_again(
    client: Client, home: Household
) -> None:
    [message] = press(home)
    assert explain(home.account, as_of=MONDAY).action == Action.NONE

    client.post(f"/letters/{tray().pk}/letter/{message.pk}/take-out/", {"why": "The sum looks wrong"})

    message.refresh_from_db()
    assert (message.state, message.why) == (
        "withdrawn",
        "Nadia Rahman took it out at the proofs: The sum looks wrong",
    )
    assert explain(home.account, as_of=MONDAY).action == Action.LETTER_1


def test_what_is_released_too_early_or_without_postage_is_refused_and_stays(client: Client, home: Household) -> None:
    letter(home)
    batch = tray()

    answer = client.post(f"/letters/{batch.pk}/release/", {"postage": "second"})
    assert answer.status_code == 422
    assert "Read the proofs first, then release the batch." in words(answer.content.decode())
    client.post(f"/letters/{batch.pk}/proofed/")
    answer = client.post(f"/letters/{batch.pk}/release/", {"postage": "pigeon", "proofed_at": "yesterday"})

    assert "Choose first or second class." in words(answer.content.decode())
    assert OutboxMessage.objects.get().state == "queued"


def test_stop_asks_the_release_to_stop(client: Client, home: Household) -> None:
    gone = let_go(letter(home))

    client.post(f"/letters/{gone.pk}/stop/")
    worked_off(gone)

    job = Job.objects.get()
    assert (job.state, job.result["left"]) == ("cancelled", 1)
    assert "1 letter collects again" in shown(client, f"/letters/{gone.pk}/")


def test_a_letter_may_be_taken_back_in_the_undo_list_until_its_batch_is_released(
    client: Client, home: Household
) -> None:
    [message] = press(home)
    act = Act.objects.get(kind="letter")
    in_two_days = NOON + timedelta(days=2)

    [row] = undo.newest(home.officer, at=in_two_days)
    assert row.may
    assert not row.may_wait
    assert row.left == "Until its batch is released, by 24 November 2026 at 16:30"
    undo.take_back(act, by=home.officer, on=MONDAY + timedelta(days=2), at=in_two_days)

    message.refresh_from_db()
    assert message.state == "withdrawn"
    assert Step.objects.get().undone_at
