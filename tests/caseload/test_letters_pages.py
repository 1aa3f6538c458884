"""The print room's pages: what waits and why, proofs, the release, papers, stages, post that came back, replies."""

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.safestring import mark_safe
from pypdf import PdfReader

from caseload import undo
from caseload.explain import explain
from caseload.models import Act, ExtractLoad, Step
from caseload.printing import automatic, board
from caseload.sweep import decide_now
from recovery import batches, stages
from recovery.models import BatchPaper, ContactAttempt, OutboxMessage, PrintBatch
from recovery.rules.actions import Action
from recovery.rules.post import Post, Price
from staff.models import Job, Role, User
from tenancies import received
from tenancies.models import AccountEvent, ReceivedDocument
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON, hold, press
from tests.factories.people import Household, OfficerFactory, household
from tests.factories.tenancies import LedgerEntryFactory, PatchFactory
from tests.recovery.print_room import let_go, letter, tray, worked_off

pytestmark = pytest.mark.django_db
PROOF = r'data-proof aria-label="([^"]+)"'
PLACE = r'data-proof aria-label="([^:]+):'


@pytest.fixture(autouse=True)
def _monday_noon(settings: Any) -> Iterator[None]:
    settings.TRAINING_DAY = MONDAY
    cache.clear()
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def home(client: Client) -> Household:
    home = owing()
    sign_in(client, home.officer)
    return home


@pytest.fixture
def leader(home: Household) -> User:
    return OfficerFactory(name="Marcia Osei", role=Role.INCOME_MANAGER)


def shown(client: Client, path: str, *, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content[:500]
    return words(answer.content.decode())


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")]).split())


def more_homes(home: Household, count: int) -> list[Household]:
    homes = [household(tenancy__home=home.account.tenancy.home) for _ in range(count)]
    return [Household(each.account, each.tenants, home.officer) for each in homes]


# ---------------------------------------------------------------------------------------------------------- what waits


def test_without_letters_the_page_says_what_would_be_there(client: Client, home: Household) -> None:
    page = shown(client, "/letters/")

    assert "No letters waiting" in page
    assert "collects here with others of its kind" in page


def test_a_batch_says_how_many_are_ready_how_many_would_not_go_and_by_when(client: Client, home: Household) -> None:
    press(home)
    paid, _ = more_homes(home, 2)
    letter(paid)
    LedgerEntryFactory(account=paid.account, kind="payment", amount=Decimal("-209.00"), effective_on=MONDAY)

    page = shown(client, "/letters/")

    assert "Letter 1 By Tuesday 24 November at 16:30" in page
    assert "1 ready" in page
    assert "1 would not go: Nothing is left to pay on this account" in page


def test_a_colleagues_letters_are_counted_and_never_shown(client: Client, home: Household) -> None:
    press(home)
    other = household(tenancy__home__patch=PatchFactory(code="N9"))
    letter(other)
    batch = tray()

    page = shown(client, f"/letters/{batch.pk}/")

    assert "1 more letter on colleagues’ lists wait" in page
    assert other.account.account_ref not in page
    theirs = batch.messages.get(account=other.account)
    assert client.get(f"/letters/{batch.pk}/letter/{theirs.pk}/proof.pdf").status_code == 404
    assert client.post(f"/letters/{batch.pk}/letter/{theirs.pk}/take-out/").status_code == 404


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.LEGAL, Role.FINANCE])
def test_whoever_only_reads_is_told_who_releases(client: Client, home: Household, role: Role) -> None:
    press(home)
    sign_in(client, OfficerFactory(role=role))

    page = shown(client, f"/letters/{tray().pk}/")

    assert "Letters are released by the income team." in page
    assert "The proofs are right" not in page
    assert client.post(f"/letters/{tray().pk}/proofed/").status_code == 403


def test_twenty_letters_cost_no_more_queries_than_one(
    client: Client, home: Household, django_assert_max_num_queries: Any
) -> None:
    letter(home)
    for path in ("/letters/", f"/letters/{tray().pk}/"):
        client.get(path)
        with django_assert_max_num_queries(60) as one:
            client.get(path)
        for each in more_homes(home, 19):
            letter(each)
        with django_assert_max_num_queries(len(one)):
            client.get(path)
        OutboxMessage.objects.exclude(account=home.account).update(batch=None)


def test_a_batch_past_its_cut_off_is_named_on_today_and_counted_in_the_navigation(
    client: Client, home: Household, settings: Any
) -> None:
    press(home)
    assert "Letters that should have gone" not in shown(client, "/")

    settings.TRAINING_DAY = MONDAY + timedelta(days=2)
    page = client.get("/").content.decode()

    assert "Letters that should have gone Letter 1 : 1 letter, by 24 November at 16:30" in words(page)
    assert re.search(r'href="/letters/"[^>]*>Letters <span class="qd-rail__count">1</span>', page)
    assert "Late" in shown(client, "/letters/")


def test_a_batch_past_its_cut_off_is_not_named_to_who_has_no_letter_in_it(
    client: Client, home: Household, settings: Any
) -> None:
    press(home)
    settings.TRAINING_DAY = MONDAY + timedelta(days=2)
    sign_in(client, OfficerFactory(patches=[PatchFactory(code="N9")]))

    assert "Letters that should have gone" not in shown(client, "/")


def test_letters_that_went_and_were_never_printed_are_named_too(client: Client, home: Household, settings: Any) -> None:
    gone = worked_off(let_go(letter(home)))
    assert "Letters that should have gone" not in shown(client, "/")

    settings.TRAINING_DAY = MONDAY + timedelta(days=2)
    said = shown(client, "/")
    assert "Letter 1 : 1 letter released and not yet printed, to go by 24 November at 16:30" in said

    client.post(f"/letters/papers/{BatchPaper.objects.get(batch=gone, kind='letters').pk}/")
    assert "Letters that should have gone" not in shown(client, "/")


def test_what_a_release_takes_is_reckoned_from_the_proofs_and_costs_only_what_the_council_entered() -> None:
    post = Post(prices=(Price(since=MONDAY, second=Decimal("0.70"), sheet=Decimal("0.02")),))
    proofs = [board.Proof(message=OutboxMessage(), place="First", html=mark_safe(""), pages=pages) for pages in (2, 3)]

    found = board.estimate(proofs, letters=60, post=post, on=MONDAY)

    assert (found.pages, found.sheets) == (150, 90)  # 2 and 3 pages: 2.5 each; 1 and 2 sheets: 1.5 each
    assert found.costs == {"second": Decimal("43.80"), "first": None}  # 60 letters at 70p, 90 sheets at 2p
    assert board.estimate(proofs, letters=60, post=Post(), on=MONDAY).costs == {"second": None, "first": None}


def test_letters_wait_on_while_the_figures_are_old_and_are_not_withdrawn(client: Client, home: Household) -> None:
    [message] = press(home)
    days_ago = MONDAY - timedelta(days=5)
    load = ExtractLoad.objects.create(state="loaded", as_at=days_ago, started_at=NOON, ended_at=NOON)

    assert "1 waits: The figures are too old to write by" in shown(client, "/letters/")
    with pytest.raises(batches.CannotRelease, match="None of these letters can go yet"):
        let_go(message)

    message.refresh_from_db()
    assert message.state == "queued"
    load.as_at = MONDAY
    load.save()
    worked_off(let_go(message))
    message.refresh_from_db()
    assert message.state == "sent"


# --------------------------------------------------------------------------------------------------- proofs and release


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


# --------------------------------------------------------------------------------------------------------------- stages


def test_a_leader_stops_and_starts_a_stage_and_officers_read_why(client: Client, home: Household, leader: User) -> None:
    press(home)
    sign_in(client, leader)
    page = client.post("/letters/stages/letter_1/", {"act": "stop", "why": "The bank's file is late"}, follow=True)
    assert "Stopped. 1 letter of this kind waits." in words(page.content.decode())

    sign_in(client, home.officer)
    assert "Stopped by Marcia Osei: The bank&#x27;s file is late" in shown(client, "/letters/")
    assert "These letters are stopped" in shown(client, f"/letters/{tray().pk}/")
    assert client.post("/letters/stages/letter_1/", {"act": "start"}).status_code == 403

    sign_in(client, leader)
    page = client.post("/letters/stages/letter_1/", {"act": "start"}, follow=True)
    assert "Started." in words(page.content.decode())


@pytest.mark.parametrize(
    ("act", "why", "said"),
    [
        ("stop", "", "Write why these letters are stopped"),
        ("start", "", "Letter 1 is not stopped"),
        ("ask", "", "does not mark Letter 1 as low-risk"),
        ("on", "", "Nobody has asked for this"),
        ("off", "", "This is not switched on"),
        ("dance", "", "Choose what is to be done"),
    ],
)
def test_what_a_stage_does_not_take_is_said(
    client: Client, home: Household, leader: User, act: str, why: str, said: str
) -> None:
    sign_in(client, leader)

    page = client.post("/letters/stages/letter_1/", {"act": act, "why": why}, follow=True)

    assert said in words(page.content.decode())


# ------------------------------------------------------------------------------------------------------ without a press


def switched_on(action: str = "reminder") -> None:
    post = Post()
    one = OfficerFactory(name="Marcia Osei", role=Role.TEAM_LEADER)
    other = OfficerFactory(name="Paul Walker", role=Role.INCOME_MANAGER)
    stages.ask_automatic(action=action, policy=post, by=one, at=NOON)
    stages.switch_on(action=action, policy=post, by=other, at=NOON)


def test_a_low_risk_step_goes_without_a_press_once_recorded_as_such_and_undoable(client: Client) -> None:
    reminded, written = owing(owes="110.00"), owing(owes="209.00")
    assert explain(reminded.account, as_of=MONDAY).action == Action.REMINDER
    assert automatic.send_all(on=MONDAY) == (0, 0)  # nothing is switched on
    switched_on()

    assert automatic.send_all(on=MONDAY) == (1, 0)
    assert automatic.send_all(on=MONDAY) == (0, 0)

    message = OutboxMessage.objects.get()
    assert (message.account, message.action, message.state) == (reminded.account, "reminder", "queued")
    assert message.queued_by == reminded.officer  # whose name stands under it
    event = AccountEvent.objects.get(what="letter_queued")
    assert event.by is None
    assert "Sent without a press: asked for by Marcia Osei, switched on by Paul Walker." in event.summary
    undo.take_back(Act.objects.get(user=reminded.officer), by=reminded.officer, on=MONDAY, at=NOON)
    message.refresh_from_db()
    assert message.state == "withdrawn"
    assert explain(written.account, as_of=MONDAY).action == Action.LETTER_1


def test_the_gates_hold_without_a_press_too() -> None:
    home = owing(owes="110.00")
    switched_on()
    hold(home)

    assert automatic.send_all(on=MONDAY)[0] == 0
    assert not OutboxMessage.objects.exists()


# -------------------------------------------------------------------------------------------------- post that came back


def went(home: Household) -> ContactAttempt:
    worked_off(let_go(letter(home)))
    return ContactAttempt.objects.get(account=home.account, direction="out")


@pytest.mark.parametrize("line", ["{ref}", "Reference {ref}, 23 November 2026", " {ref} "])
def test_a_letter_that_came_back_is_recorded_by_its_reference_or_any_line_that_holds_it(
    client: Client, home: Household, line: str
) -> None:
    contact = went(home)

    page = client.post(
        "/letters/returned/",
        {"reference": line.format(ref=home.account.account_ref.lower()), "why": "Gone away"},
        follow=True,
    )

    contact.refresh_from_db()
    assert contact.outcome == "returned_mail"
    assert "is recorded as returned. Enter the next." in words(page.content.decode())
    event = AccountEvent.objects.get(what="not_delivered")
    assert event.summary == "Letter 1 of 23 November 2026 to Ms Amina Yusuf came back: Gone away."
    decide_now([home.account.pk], as_of=MONDAY)
    assert explain(home.account, as_of=MONDAY).action == Action.VISIT  # work for the officer: see who lives there


def test_a_letter_recorded_as_returned_by_mistake_is_taken_back(client: Client, home: Household) -> None:
    contact = went(home)
    client.post("/letters/returned/", {"reference": home.account.account_ref})

    undo.take_back(Act.objects.get(kind="came_back"), by=home.officer, on=MONDAY, at=NOON)

    contact.refresh_from_db()
    assert contact.outcome == "sent"


def test_of_joint_tenants_it_is_asked_whose_letter_came_back(client: Client) -> None:
    home = owing({"first_names": "Amina"}, {"title": "Mr", "first_names": "Idris"})
    sign_in(client, home.officer)
    messages = press(home)
    worked_off(let_go(messages[0]))

    page = client.post("/letters/returned/", {"reference": home.account.account_ref}).content.decode()
    assert "Whose letter is it?" in page
    his = ContactAttempt.objects.get(person=home.tenants[1])
    client.post("/letters/returned/", {"reference": home.account.account_ref, "letter": his.pk})

    assert list(ContactAttempt.objects.filter(outcome="returned_mail")) == [his]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter the reference on the letter."),
        ("X9999", "No account on your lists has the reference ‘X9999’."),
        ("{ref}", "No letter went from here about"),
    ],
)
def test_what_is_no_letter_of_ours_is_refused_with_what_was_typed(
    client: Client, home: Household, typed: str, said: str
) -> None:
    answer = client.post("/letters/returned/", {"reference": typed.format(ref=home.account.account_ref)})

    assert answer.status_code == 422
    assert said in words(answer.content.decode())
    assert not ContactAttempt.objects.exists()


def test_post_comes_back_once(client: Client, home: Household) -> None:
    went(home)
    client.post("/letters/returned/", {"reference": home.account.account_ref})

    answer = client.post("/letters/returned/", {"reference": home.account.account_ref})

    assert "is recorded as returned already" in words(answer.content.decode())
    assert AccountEvent.objects.filter(what="not_delivered").count() == 1


# -------------------------------------------------------------------------------------------------------------- replies

PDF = b"%PDF-1.7\nproof"


def reply(client: Client, home: Household, **given: Any) -> Any:
    form = {
        "who": str(home.tenants[0].pk),
        "channel": "letter",
        "received_on": "20 November 2026",
        "text": "She has changed jobs and is paid on the 28th from now on",
        "kind": "evidence",
    }
    return client.post(f"/accounts/{home.account.pk}/reply/", form | given)


def test_a_reply_is_contact_with_its_paper_kept_as_it_came(client: Client, home: Household) -> None:
    answer = reply(client, home, paper=SimpleUploadedFile("Amina Yusuf payslip.pdf", PDF))

    assert answer.status_code == 302
    contact = ContactAttempt.objects.get()
    assert (contact.direction, contact.channel, contact.on.isoformat()) == ("in", "letter", "2026-11-20")
    kept = ReceivedDocument.objects.get()
    assert (kept.kind, kept.content_type, kept.size) == ("evidence", "application/pdf", len(PDF))
    page = client.get(f"/accounts/{home.account.pk}/?show=contact").content.decode()
    assert "Ms Amina Yusuf wrote, received 20 November 2026, evidence kept. She has changed jobs" in words(page)
    opened = client.get(f"/received/{kept.pk}/")
    assert (opened.content, opened["X-Content-Type-Options"]) == (PDF, "nosniff")
    assert opened["Content-Disposition"] == f'attachment; filename="received-{kept.pk}.pdf"'


def test_a_reply_without_a_paper_is_contact_too_and_can_be_taken_back(client: Client, home: Household) -> None:
    reply(client, home, who="0", channel="sms")

    contact = ContactAttempt.objects.get()
    assert (contact.person, contact.channel) == (None, "sms")
    undo.take_back(Act.objects.get(kind="reply"), by=home.officer, on=MONDAY, at=NOON)
    contact.refresh_from_db()
    assert contact.taken_back_at


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({"paper": ("notes.docx", b"PK\x03\x04")}, "‘notes.docx’ is not a PDF, JPEG or PNG", id="type"),
        pytest.param({"paper": ("fake.pdf", b"<script>")}, "‘fake.pdf’ is not a PDF", id="a name is no type"),
        pytest.param({"paper": ("empty.pdf", b"")}, "‘empty.pdf’ is empty", id="empty"),
        pytest.param({"paper": ("big.pdf", b"%PDF-" + b"0" * received.MOST_BYTES)}, "the most is 10 MB", id="too big"),
        pytest.param({"text": " "}, "Write in a line what it says", id="no words"),
        pytest.param({"text": "x" * 501}, "no more than 500 characters; these are 501", id="too many words"),
        pytest.param({"received_on": "24 November 2026"}, "must be today or earlier", id="tomorrow"),
        pytest.param({"received_on": "20 November 2021"}, "more than a year ago", id="long ago"),
        pytest.param({"received_on": "soon"}, "Enter the day it came", id="no day"),
        pytest.param({"who": "999"}, "Choose who it is from", id="nobody"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words_and_nothing_typed_is_lost(
    client: Client, home: Household, given: dict[str, Any], said: str
) -> None:
    if "paper" in given:
        given = {"paper": SimpleUploadedFile(*given["paper"])}

    answer = reply(client, home, **given)

    assert answer.status_code == 422
    assert said in words(answer.content.decode())
    if "text" not in given:
        assert "She has changed jobs" in answer.content.decode()
    assert not ContactAttempt.objects.exists()
    assert not ReceivedDocument.objects.exists()


def test_a_stranger_finds_no_paper(client: Client, home: Household) -> None:
    reply(client, home, paper=SimpleUploadedFile("payslip.pdf", PDF))
    sign_in(client, OfficerFactory(patches=[PatchFactory(code="N9")]))

    assert client.get(f"/received/{ReceivedDocument.objects.get().pk}/").status_code == 404
    assert reply(client, home).status_code == 404
