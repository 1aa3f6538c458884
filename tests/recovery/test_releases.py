"""A release: what fails stays and is tried again alone, a stop leaves a true count, what is printed is counted."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from page import validate_pdf_bytes
from pypdf import PdfReader

from recovery import batches, documents, outbox, printing, releases, stages
from recovery.models import BatchPaper, OutboxMessage, PrintBatch
from recovery.rules import letters as words
from recovery.rules.actions import Action
from recovery.rules.post import Post
from staff.models import Job, Role, User
from tenancies import storage
from tenancies.models import AccountEvent, IssuedDocument
from tests.factories.letters import letter as written
from tests.factories.people import OfficerFactory, household
from tests.recovery.print_room import MONDAY, READ, let_go, letter, letters, parts, states, tray, worked_off

pytestmark = pytest.mark.django_db
LATER = READ + timedelta(hours=1)


@pytest.fixture
def leader() -> User:
    return OfficerFactory(name="Marcia Osei", role=Role.INCOME_MANAGER)


def text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def paper(batch: PrintBatch, kind: str = "letters") -> BatchPaper:
    return BatchPaper.objects.filter(batch=batch, kind=kind).latest("pk")


def broken_storage(settings: Any, folder: Path) -> None:
    """Document storage whose disk is gone: a file stands where the folder should be."""
    (folder / "disk").write_text("not a folder")
    options = {**settings.STORAGES["documents"], "OPTIONS": {"location": str(folder / "disk" / "documents")}}
    settings.STORAGES = {**settings.STORAGES, "documents": options}


def test_what_fails_stays_listed_and_retry_touches_nothing_else(settings: Any, tmp_path: Path) -> None:
    usual = settings.STORAGES
    first, second = letters(2)
    batch = let_go(first)
    assert batch.job
    outbox.release(first.pk, on=MONDAY, now=READ)
    broken_storage(settings, tmp_path)
    releases._one(second.pk, on=MONDAY)
    settings.STORAGES = usual
    batch = worked_off(batch)

    assert states([first, second]) == ["sent", "failed"]
    assert list(releases.failures(batch)) == [second]
    assert parts(batch.job) == (2, 1, 0, 1, 0)
    assert AccountEvent.objects.filter(summary__contains="did not go").count() == 1
    document = IssuedDocument.objects.get()

    releases.retry(batch=batch, by=first.queued_by, now=LATER)
    batch = worked_off(PrintBatch.objects.get(pk=batch.pk))

    assert states([first, second]) == ["sent", "sent"]
    assert parts(batch.job) == (1, 1, 0, 0, 0)
    assert IssuedDocument.objects.filter(pk=document.pk).exists()
    assert [each.letters for each in BatchPaper.objects.filter(kind="letters").order_by("pk")] == [1, 1]
    with pytest.raises(batches.CannotRelease, match="Nothing of this batch has failed"):
        releases.retry(batch=batch, by=first.queued_by, now=LATER)


def test_a_letter_that_fails_again_is_noted_again(settings: Any, tmp_path: Path) -> None:
    message = letter(household())
    batch = let_go(message)
    broken_storage(settings, tmp_path)
    batch = worked_off(batch)

    releases.retry(batch=batch, by=message.queued_by, now=LATER)
    batch = worked_off(PrintBatch.objects.get(pk=batch.pk))

    assert states([message]) == ["failed"]
    assert parts(batch.job) == (1, 0, 0, 1, 0)
    assert AccountEvent.objects.filter(summary__contains="did not go").count() == 2


def test_stopping_a_release_leaves_a_true_count_and_the_rest_collects_again() -> None:
    messages = letters(3)
    batch = let_go(messages[0])
    outbox.release(messages[0].pk, on=MONDAY, now=READ)
    Job.objects.filter(pk=batch.job_id).update(cancel_asked=True)

    batch = worked_off(batch)

    assert states(messages) == ["sent", "queued", "queued"]
    assert parts(batch.job) == (3, 1, 0, 0, 2)
    assert batch.job
    assert (batch.state, batch.job.state, batch.job.done) == ("released", "cancelled", 1)
    assert list(batches.waiting(tray())) == messages[1:]
    assert tray().cut_off_at == batch.cut_off_at
    assert paper(batch).letters == 1


def test_a_stage_that_is_stopped_in_the_middle_of_a_release_stops_it(leader: User) -> None:
    messages = letters(2)
    batch = let_go(messages[0])
    outbox.release(messages[0].pk, on=MONDAY, now=READ)
    stages.stop(action="letter_1", why="The figures of the bank are late", by=leader, at=READ)

    batch = worked_off(batch)

    assert states(messages) == ["sent", "queued"]
    assert parts(batch.job) == (2, 1, 0, 0, 1)
    [waiting] = batches.standing(list(batches.for_check(batches.waiting(tray()))), on=MONDAY)
    assert waiting.held
    assert "Letter 1 was stopped by Marcia Osei: The figures of the bank are late" in waiting.why


def test_a_worker_that_left_its_part_is_followed_by_another_and_the_release_goes_on() -> None:
    messages = letters(3)
    batch = let_go(messages[0])
    OutboxMessage.objects.filter(pk=messages[0].pk).update(state="sending", attempts=1, lease_until=READ)
    assert batch.job

    assert releases.part(batch.job.pk, on=MONDAY) is False  # the others went; one is held by the dead worker's lease
    assert states(messages) == ["sending", "sent", "sent"]
    assert PrintBatch.objects.get(pk=batch.pk).state == "releasing"
    Job.objects.update(lease_until=READ)
    outbox.recover(on=MONDAY, now=LATER)
    assert [job.pk for job in releases.left_behind(now=LATER)] == [batch.job.pk]
    assert releases.left_behind(now=LATER) == []  # its lease is new

    batch = worked_off(batch)
    assert states(messages) == ["sent"] * 3
    assert parts(batch.job) == (3, 3, 0, 0, 0)
    assert IssuedDocument.objects.count() == 3
    assert paper(batch).letters == 3


def test_a_part_that_comes_too_late_changes_nothing() -> None:
    batch = worked_off(let_go(letters(1)[0]))
    assert batch.job

    assert releases.part(batch.job.pk, on=MONDAY) is False

    assert BatchPaper.objects.filter(kind="letters").count() == 1


def test_the_letters_are_joined_two_sided_each_on_sheets_of_its_own() -> None:
    messages = letters(3)
    batch = worked_off(let_go(messages[0]))
    single = [storage.read(document) for document in IssuedDocument.objects.order_by("pk")]
    pages = [len(PdfReader(BytesIO(pdf)).pages) for pdf in single]

    joined = PdfReader(BytesIO(storage.kept(paper(batch).sha256)))

    assert (paper(batch).letters, paper(batch).pages) == (3, sum(pages))
    assert paper(batch).sheets == sum((count + 1) // 2 for count in pages)
    assert len(joined.pages) == 2 * paper(batch).sheets
    first_page = PdfReader(BytesIO(single[0])).pages[0].extract_text()
    assert joined.pages[0].extract_text() == first_page  # the address stands where it stood


@pytest.mark.parametrize(("two_sided", "pages"), [(True, 4), (False, 3)])
def test_a_letter_with_an_odd_page_has_a_blank_back_only_where_both_sides_are_printed(
    two_sided: bool, pages: int
) -> None:
    one = documents.sheet_pdf("documents/copy_mark.html", {}, title="One page", dated=MONDAY)
    two = printing.join([one, one], post=Post(two_sided=False)).pdf

    joined = printing.join([one, two], post=Post(two_sided=two_sided))

    assert len(PdfReader(BytesIO(joined.pdf)).pages) == pages
    assert (joined.pages, joined.sheets) == (3, 2 if two_sided else 3)


def test_the_control_sheet_counts_and_has_a_line_to_sign() -> None:
    messages = letters(2)
    batch = worked_off(let_go(messages[0]))

    said = text(storage.kept(paper(batch, "sheet").sha256))

    for part in [
        f"Control sheet: Letter 1, batch {batch.pk}",
        "Released by Nadia Rahman on 23 November 2026 at 12:30",
        "Letters 2",
        f"Printed pages {paper(batch).pages}",
        f"Sheets of paper, printed on both sides {paper(batch).sheets}",
        f"First reference {messages[0].account.account_ref}",
        f"Last reference {messages[1].account.account_ref}",
        "Postage Second class",
        "Nadia Rahman 2",
        "Signature",
    ]:
        assert part in said, (part, said)
    assert "Cost" not in said  # the council has entered no prices


def test_what_was_printed_is_printed_again_only_as_a_copy() -> None:
    message = letters(1)[0]
    batch = worked_off(let_go(message))
    by = message.queued_by
    with pytest.raises(batches.CannotRelease, match="have not been printed yet"):
        releases.ask_copy(paper=paper(batch), by=by, now=READ)

    releases.printed(paper(batch), by=by, at=READ)
    job = releases.ask_copy(paper=paper(batch), by=by, now=READ)
    assert releases.ask_copy(paper=paper(batch), by=by, now=READ) == job
    releases.copy(job.pk, now=READ)
    releases.copy(job.pk, now=READ)

    assert BatchPaper.objects.filter(kind="copy").count() == 1
    marked = PdfReader(BytesIO(storage.kept(paper(batch, "copy").sha256)))
    assert all("COPY" in page.extract_text() for page in marked.pages)
    assert "COPY" not in text(storage.kept(paper(batch).sha256))


def test_only_who_may_see_every_letter_of_a_release_or_made_it_sees_its_papers() -> None:
    message = letters(1)[0]
    batch = worked_off(let_go(message))
    other = OfficerFactory()

    assert releases.papers_of(batch, user=message.queued_by).count() == 2
    assert releases.papers_of(batch, user=OfficerFactory(role=Role.INCOME_MANAGER)).count() == 2
    assert not releases.papers_of(batch, user=other).exists()


# ----------------------------------------------------------------------------------------------------------- the stages


def test_one_switch_stops_a_stage_at_once_by_every_way(leader: User) -> None:
    home = household({"preferred_channel": "email", "email": "amina@example.com"})
    email, posted = letter(home), letter(household())

    stages.stop(action="letter_1", why="The figures of the bank are late", by=leader, at=READ)

    assert not outbox.due(now=LATER).exists()
    outbox.release(email.pk, on=MONDAY, now=LATER)
    with pytest.raises(batches.CannotRelease, match="Letter 1 was stopped by Marcia Osei"):
        let_go(posted)
    assert states([email, posted]) == ["queued", "queued"]
    assert stages.waiting("letter_1") == 2
    with pytest.raises(Exception, match="None goes until it is started again"):
        letter(household())

    stages.start(action="letter_1", by=leader, at=LATER)
    outbox.release(email.pk, on=MONDAY, now=LATER)
    worked_off(let_go(posted))
    assert states([email, posted]) == ["sent", "sent"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        pytest.param({"why": " "}, "Write why these letters are stopped", id="without a reason"),
        pytest.param({"why": "x" * 301}, "no more than 300 characters; these are 301", id="too long"),
        pytest.param({"action": "visit"}, "Choose a kind of letter", id="no letter"),
        pytest.param({"by": "officer"}, "by team leaders and managers", id="an officer"),
    ],
)
def test_a_stage_is_stopped_by_a_leader_with_a_reason(leader: User, change: dict[str, Any], why: str) -> None:
    given: dict[str, Any] = {"action": "letter_1", "why": "The figures are late", "by": leader, "at": READ} | change
    if given["by"] == "officer":
        given["by"] = OfficerFactory()

    with pytest.raises(stages.CannotChangeStage, match=why):
        stages.stop(**given)

    assert not stages.stopped()


def test_a_stage_is_stopped_and_started_once(leader: User) -> None:
    stages.stop(action="letter_1", why="Late figures", by=leader, at=READ)
    with pytest.raises(stages.CannotChangeStage, match="was stopped already by Marcia Osei"):
        stages.stop(action="letter_1", why="Late figures", by=leader, at=READ)
    stages.start(action="letter_1", by=leader, at=READ)
    with pytest.raises(stages.CannotChangeStage, match="is not stopped"):
        stages.start(action="letter_1", by=leader, at=READ)


def test_a_step_goes_without_a_press_only_by_two_leaders_and_only_where_the_policy_calls_it_low_risk(
    leader: User,
) -> None:
    post, second = Post(), OfficerFactory(name="Paul Walker", role=Role.TEAM_LEADER)
    with pytest.raises(stages.CannotChangeStage, match="does not mark Letter 1 as low-risk"):
        stages.ask_automatic(action="letter_1", policy=post, by=leader, at=READ)
    with pytest.raises(stages.CannotChangeStage, match="Nobody has asked for this"):
        stages.switch_on(action="reminder", policy=post, by=leader, at=READ)
    stages.ask_automatic(action="reminder", policy=post, by=leader, at=READ)
    with pytest.raises(stages.CannotChangeStage, match="another leader switches it on"):
        stages.switch_on(action="reminder", policy=post, by=leader, at=READ)
    assert stages.going_by_themselves(post) == {}

    stages.switch_on(action="reminder", policy=post, by=second, at=READ)

    assert list(stages.going_by_themselves(post)) == [Action.REMINDER]
    assert stages.going_by_themselves(Post(low_risk=frozenset())) == {}
    stages.stop(action="reminder", why="Late figures", by=leader, at=READ)
    assert stages.going_by_themselves(post) == {}
    stages.switch_off(action="reminder", by=leader, at=LATER)
    assert not stages.automatic()


def test_the_letter_of_a_proof_is_the_letter_that_goes() -> None:
    message = letters(1)[0]
    assert message.letter
    proof = documents.letter_pdf(words.from_json(message.letter).dated_on(outbox.posting_day(MONDAY)))

    worked_off(let_go(message))

    assert storage.read(IssuedDocument.objects.get()) == proof


@pytest.mark.slow
@pytest.mark.parametrize("large_print", [False, True])
@pytest.mark.parametrize("action", list(words.KINDS))
def test_every_letter_passes_every_rule_of_pdf_ua(action: Action, large_print: bool) -> None:
    pdf = documents.letter_pdf(written(action, large_print=large_print))

    report = validate_pdf_bytes(pdf, profile="ua1")

    assert report.is_compliant, [(failure.rule_id, failure.message) for failure in report.failures]
    assert report.rules.total > 100


@pytest.mark.slow
@pytest.mark.parametrize("cost", [None, Decimal("61.20")])
def test_the_control_sheet_passes_every_rule_of_pdf_ua(cost: Decimal | None) -> None:
    sheet = printing.Sheet(
        council="Ottersby Borough Council", number=12, title="Letter 1", letters=60, pages=120, sheets=60,
        two_sided=True, large_print=1, postage="Second class", cost=cost, first="A0001", last="A0060",
        officers=(("Nadia Rahman", 40), ("Tom Fenwick", 20)), released_by="Marcia Osei", released_at=READ,
    )  # fmt: skip

    report = validate_pdf_bytes(printing.sheet_pdf(sheet), profile="ua1")

    assert report.is_compliant, [(failure.rule_id, failure.message) for failure in report.failures]
