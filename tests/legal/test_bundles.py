"""What is done with a bundle: chosen, moved, blacked out, built once, filed for good, supplemented."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, InternalError, transaction
from django.db.utils import ProgrammingError

from caseload.legal.bundles import build, contents
from legal import bundles
from legal.bundles import CannotBundle, Entry
from legal.models import Bundle, BundleItem, NoticeService
from legal.pdf.redact import Box
from staff.models import Job, Role
from tenancies.models import AccountEvent, IssuedDocument
from tests.factories.people import OfficerFactory
from tests.factories.tenancies import PatchFactory
from tests.legal.bundling import MONDAY, NOON, begun, built, case, filed, hearing, issued, item, posted
from welfare.models import DeclaredInterest

pytestmark = pytest.mark.django_db
BOX = Box(page=1, left=10, top=10, width=100, height=20)


def titles(bundle: Bundle, section: str) -> list[str]:
    found = BundleItem.objects.filter(bundle=bundle, section=section)
    return list(found.order_by("position").values_list("title", flat=True))


def test_a_paper_moves_up_and_down_within_its_section() -> None:
    home = case()
    bundle = begun(home)
    assert titles(bundle, "rent") == ["Rent statement", "Repayment agreements and offers"]

    bundles.move(item(bundle, "Repayment"), up=True, by=home.officer)
    assert titles(bundle, "rent") == ["Repayment agreements and offers", "Rent statement"]

    bundles.move(item(bundle, "Repayment"), up=True, by=home.officer)  # nothing above it in its section
    bundles.move(item(bundle, "Repayment"), up=False, by=home.officer)
    assert titles(bundle, "rent") == ["Rent statement", "Repayment agreements and offers"]


def test_only_what_is_ticked_is_built() -> None:
    home = case()
    bundle = begun(home)
    wanted = item(bundle, "Chronology")

    bundles.choose(bundle, chosen=[wanted.pk], view="", right_hand=False, explained={}, hearing=None, by=home.officer)

    assert [each["title"] for each in built(bundle).snapshot["items"]] == ["Chronology"]


def test_nothing_ticked_is_not_built() -> None:
    home = case()
    bundle = begun(home)
    bundles.choose(bundle, chosen=[], view="", right_hand=False, explained={}, hearing=None, by=home.officer)

    with pytest.raises(CannotBundle, match="Tick at least one paper"):
        bundles.begin_build(bundle, by=home.officer)


def test_a_build_is_noted_with_its_file_and_done_once_however_often_it_is_sent() -> None:
    home = case()
    bundle = begun(home)
    job = bundles.begin_build(bundle, by=home.officer)

    build.run(job, on=MONDAY)
    build.run(Job.objects.get(pk=job.pk), on=MONDAY)

    bundle = Bundle.objects.get(pk=bundle.pk)
    assert (bundle.state, job.state, job.done) == ("built", "done", job.total)
    assert IssuedDocument.objects.filter(template="bundle").count() == 1
    [event] = AccountEvent.objects.filter(what="bundle")
    assert event.document_id == bundle.document_id
    assert event.summary == f"Bundle: first hearing built, {bundle.pages} pages."


def test_a_build_that_was_stopped_leaves_the_choice_as_it_was() -> None:
    home = case()
    bundle = begun(home)
    job = bundles.begin_build(bundle, by=home.officer)
    Job.objects.filter(pk=job.pk).update(cancel_asked=True)

    build.run(Job.objects.get(pk=job.pk), on=MONDAY)

    assert Bundle.objects.get(pk=bundle.pk).state == "draft"
    assert Job.objects.get(pk=job.pk).state == "cancelled"
    assert not IssuedDocument.objects.filter(template="bundle").exists()


def test_a_build_that_nobody_is_at_is_stopped_at_once_and_done_again() -> None:
    home = case()
    bundle = begun(home)
    waiting = bundles.begin_build(bundle, by=home.officer)

    bundles.stop_build(bundle, by=home.officer, at=NOON)

    assert Bundle.objects.get(pk=bundle.pk).state == "draft"
    assert Job.objects.get(pk=waiting.pk).state == "cancelled"
    assert built(bundle).state == "built"


def test_a_worker_taken_for_dead_does_not_file_its_pages_over_the_next_build() -> None:
    home = case()
    bundle = begun(home)
    first = bundles.begin_build(bundle, by=home.officer)
    Job.objects.filter(pk=first.pk).update(state="running", lease_until=NOON - timedelta(hours=1))
    bundles.stop_build(bundle, by=home.officer, at=NOON)
    second = bundles.begin_build(bundle, by=home.officer)

    build.run(first, on=MONDAY)  # it wakes up, and still thinks that it is its turn

    bundle = Bundle.objects.get(pk=bundle.pk)
    assert (bundle.state, bundle.job_id) == ("building", second.pk)
    assert not IssuedDocument.objects.filter(template="bundle").exists()


def test_a_change_after_building_wants_another_build() -> None:
    home = case()
    letter = issued(home, "A letter")
    bundle = built(begun(home))
    before = bundle.document

    bundles.redact(item(bundle, letter.title), boxes=[BOX], by=home.officer)

    bundle = Bundle.objects.get(pk=bundle.pk)
    assert (bundle.state, bundle.document, bundle.snapshot_hash) == ("draft", None, "")
    assert before
    assert IssuedDocument.objects.filter(pk=before.pk).exists()  # what was built once stays on record


def test_while_it_is_built_nobody_changes_it() -> None:
    home = case()
    bundle = begun(home)
    bundles.begin_build(bundle, by=home.officer)

    with pytest.raises(CannotBundle, match="is being built"):
        bundles.begin_build(bundle, by=home.officer)
    with pytest.raises(CannotBundle, match="is being built"):
        bundles.move(item(bundle, "Rent"), up=False, by=home.officer)


def change(what: str, bundle: Bundle, home: Any) -> None:
    paper = item(bundle, "Letter 1")
    acts = {
        "choose": lambda: bundles.choose(
            bundle, chosen=[], view="x", right_hand=True, explained={}, hearing=None, by=home.officer
        ),
        "move": lambda: bundles.move(paper, up=True, by=home.officer),
        "take out": lambda: bundles.take_out(paper, by=home.officer),
        "redact": lambda: bundles.redact(paper, boxes=[BOX], by=home.officer),
        "add": lambda: bundles.add(bundle, entries=[Entry(section="rent", title="x", part="view")], by=home.officer),
        "build": lambda: bundles.begin_build(bundle, by=home.officer),
    }
    acts[what]()


@pytest.mark.parametrize("what", ["choose", "move", "take out", "redact", "add", "build"])
def test_a_filed_bundle_refuses_every_change_in_words(what: str) -> None:
    home = case()
    issued(home, "A letter")
    bundle = filed(built(begun(home)))

    with pytest.raises(CannotBundle, match="is filed and keeps its pages"):
        change(what, bundle, home)


def test_the_database_itself_keeps_a_filed_bundle_and_its_papers() -> None:
    bundle = filed(built(begun(case())))

    for write in (
        lambda: Bundle.objects.filter(pk=bundle.pk).update(pages=1),
        lambda: Bundle.objects.filter(pk=bundle.pk).delete(),
        lambda: BundleItem.objects.filter(bundle=bundle).update(chosen=False),
        lambda: BundleItem.objects.filter(bundle=bundle).delete(),
        lambda: BundleItem.objects.create(bundle=bundle, position=99, section="rent", title="x", part="view"),
    ):
        with pytest.raises((InternalError, ProgrammingError, IntegrityError)), transaction.atomic():
            write()


def test_a_bundle_goes_to_the_court_only_once_it_is_built() -> None:
    bundle = begun(case())

    with pytest.raises(CannotBundle, match="Build the bundle first"):
        filed(bundle)


def test_a_bundle_with_gaps_is_filed_only_with_a_reason_that_is_noted() -> None:
    bundle = built(begun(case()))
    missing = ["There is no witness statement"]

    with pytest.raises(CannotBundle, match="It is not complete: There is no witness statement"):
        filed(bundle, missing=missing)
    filed(bundle, missing=missing, why="The officer is ill; the court was told.")

    event = AccountEvent.objects.get(about=f"legal.bundle:{bundle.pk}")
    assert "Not complete (There is no witness statement): The officer is ill" in event.summary


def test_it_is_not_filed_tomorrow() -> None:
    with pytest.raises(CannotBundle, match="must be today or earlier"):
        filed(built(begun(case())), filed_on=MONDAY + timedelta(days=1))


def test_a_supplement_has_a_hash_of_its_own_and_the_filed_bundle_stays_the_same_bytes() -> None:
    home = case()
    first = filed(built(begun(home)))
    posted(home, "-50.00", "payment", MONDAY, method="card")

    entries = contents.entries_for(home.account, kind="supplement", on=MONDAY)
    second = built(bundles.supplement(first, entries=entries, by=home.officer, at=NOON))

    again = Bundle.objects.get(pk=first.pk)
    assert second.snapshot_hash != first.snapshot_hash
    assert (again.document_id, again.snapshot_hash, again.pages) == (
        first.document_id, first.snapshot_hash, first.pages,
    )  # fmt: skip
    assert second.snapshot["parts"]["statement"]["closing"] == "159.00"  # £209.00 less £50.00
    assert second.snapshot["supplements"] == first.snapshot_hash


def test_each_certificate_of_service_names_the_tenant_in_the_index() -> None:
    home = case({}, {"title": "Mr", "first_names": "Jonas"})
    for service in NoticeService.objects.all():
        service.certificate = issued(home, f"On {service.person}", title="Certificate of service")
        service.save()

    titles = [each.title for each in contents.entries_for(home.account, kind="first_hearing", on=MONDAY)]

    for name in ("Ms Amina Yusuf", "Mr Jonas Yusuf"):
        assert f"Certificate of service on {name}, 23 Nov 2026" in titles


def test_only_a_filed_bundle_has_a_supplement() -> None:
    bundle = built(begun(case()))

    with pytest.raises(CannotBundle, match="Only a filed bundle"):
        bundles.supplement(bundle, entries=[], by=bundle.made_by, at=NOON)


def test_a_hearing_of_another_case_is_not_taken() -> None:
    with pytest.raises(CannotBundle, match="of another case"):
        begun(case(), hearing=hearing(case(tenancy__tenancy_ref="T99")))


@pytest.mark.parametrize("role", [Role.FINANCE, Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_may_only_read_makes_no_bundle(role: str) -> None:
    home = case()

    with pytest.raises(PermissionDenied):
        begun(home, by=OfficerFactory(role=role, patches=[home.account.tenancy.home.patch]))


def test_legal_makes_bundles_and_a_stranger_does_not() -> None:
    home = case()

    assert begun(home, by=OfficerFactory(role=Role.LEGAL)).made_by.role == Role.LEGAL
    with pytest.raises(PermissionDenied, match="no longer open"):
        begun(home, by=OfficerFactory(patches=[PatchFactory(code="P09")]))


def test_who_declared_an_interest_makes_no_bundle() -> None:
    home = case()
    DeclaredInterest.objects.create(user=home.officer, account=home.account, what="A cousin", at=NOON)

    with pytest.raises(PermissionDenied):
        begun(home)


@pytest.mark.parametrize(
    "box", [Box(page=0, left=1, top=1, width=1, height=1), Box(page=1, left=1, top=1, width=0, height=1)]
)
def test_a_box_has_a_page_and_a_size(box: Box) -> None:
    home = case()
    issued(home, "A letter")
    bundle = begun(home)

    with pytest.raises(CannotBundle, match="needs a page, and a width and height"):
        bundles.redact(item(bundle, "Letter 1"), boxes=[box], by=home.officer)


def test_a_part_that_is_laid_out_is_unticked_and_never_taken_out() -> None:
    home = case()
    bundle = begun(home)

    with pytest.raises(CannotBundle, match="Untick it instead"):
        bundles.take_out(item(bundle, "Chronology"), by=home.officer)
