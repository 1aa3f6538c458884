"""Duties of notices, the protocol and the case, each test named by its row of the duties."""

import io
from datetime import date
from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from caseload.legal import acts
from caseload.legal.case import case_of
from caseload.legal.every_deadline import of_cases
from caseload.legal.where import STAGES, visible_cases, where_all
from caseload.models import Reminder
from caseload.policies import law_check
from legal import notice_requests, notice_service
from legal.models import ProtocolStep
from legal.notices import CannotGiveNotice
from legal.rules import protocol
from recovery.rules.gates import Refused
from staff.models import Role
from tenancies import storage
from tenancies.models import AccountEvent, IssuedDocument
from tests.caseload.desk import MONDAY, sign_in
from tests.factories.people import Household
from tests.legal.noticing import (
    NOW,
    PDF,
    approved,
    asked,
    facts_of,
    given,
    leader_of,
    owing,
    prepared,
    serve,
    served,
    weighed,
)
from tests.legal.test_protocol_sheet import whole
from welfare.models import Marker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
WHY = "Nothing was paid since June."
RIGHT = {
    "secure": "nosp", "flexible": "nosp", "introductory": "s128", "demoted": "s143e", "assured": "s8", "starter": "s8",
    "non_secure": "ntq", "licence": "ntq", "pitch": "notice_to_remedy",
}  # fmt: skip
GROUNDS = {"nosp": ("1",), "s8": ("8", "10", "11")}


def home_of(tenure: str) -> Household:
    return owing(
        tenure=tenure, trial_last_day=date(2027, 6, 1), flexible_clause="break", written_statement_on=date(2020, 4, 6)
    )


def chosen(kind: str) -> dict[str, Any]:
    return {"kind": kind, "grounds": GROUNDS.get(kind, ()), "reasons": WHY}


@pytest.mark.parametrize("tenure", RIGHT)
def test_s0_21_s2_13_s4_23_a_wrong_pair_of_tenure_and_notice_is_impossible(tenure: str) -> None:
    """Each tenure's own notice prints its form; every other one is refused, at the verb."""
    home = home_of(tenure)
    for kind in sorted(set(RIGHT.values()) - {RIGHT[tenure]}):
        with pytest.raises(CannotGiveNotice):
            prepared(home, **chosen(kind))

    notice = prepared(home, **chosen(RIGHT[tenure]))

    assert notice.kind == RIGHT[tenure]
    assert notice.form
    what = {"licence": "licence fee", "pitch": "pitch fee"}.get(tenure, "rent")
    assert f"On 23 November 2026 the {what} owed was £900.00." in notice.particulars


def test_s0_21_s2_13_service_evidence_is_wanted_before_the_clock_starts() -> None:
    home = owing()
    notice = approved(home)
    with pytest.raises(CannotGiveNotice, match="still lacks: where, into whose hand"):
        notice_service.record_service(
            notice, person=home.tenants[0], given=given(home, place="", handed_to=""), facts=facts_of(home),
            by=home.officer, on=MONDAY, at=NOW,
        )  # fmt: skip
    assert not facts_of(home).notice_in_force

    serve(home, notice, home.tenants[0])

    assert facts_of(home).notice_in_force


def test_s0_22_with_one_step_removed_that_step_stands_in_the_way_and_done_it_opens(client: Client) -> None:
    """The protocol's part of it: what the claim waits for is named with where to do it."""
    home = owing()
    whole(home)
    served(home)
    on = date(2026, 12, 22)
    step = ProtocolStep.objects.filter(step="protocol_sent")
    step.update(taken_back_at=NOW)

    missing = protocol.issue_obstacles(case_of(home.account, on=on).steps)
    assert "Copy of the protocol sent: not done." in [each.says for each in missing]
    blocker = next(b for b in case_of(home.account, on=on).blockers if b.rule == "P-2.8" and "Copy" in b.says)
    assert blocker.url == reverse("legal_protocol", args=[home.account.pk])
    step.update(taken_back_at=None, done_on=MONDAY)

    still = protocol.issue_obstacles(case_of(home.account, on=on).steps)
    assert "Copy of the protocol sent: not done." not in [each.says for each in still]


def test_s0_26_nothing_is_asked_for_with_a_blank_note_and_the_approver_reads_it(client: Client) -> None:
    home = owing()
    notice = prepared(home)
    with pytest.raises(CannotGiveNotice, match="No equality and proportionality record"):
        notice_requests.ask(notice, note="Right.", legal="", facts=facts_of(home), by=home.officer, on=MONDAY, at=NOW)
    request = asked(home, notice)

    sign_in(client, leader_of(home))
    page = client.get(reverse("approval", args=["notice", request.pk])).content.decode()

    assert "Why is it proportionate all the same?" in page
    assert "Asked, and none is known: proportionate." in page
    assert AccountEvent.objects.filter(what="legal", summary__contains="Equality and proportionality weighed").exists()
    assert "No equality and proportionality record was made for this step." in [
        each.says for each in case_of(home.account, on=MONDAY).claim_obstacles
    ]


def test_s0_49_every_case_shows_its_path_its_next_lawful_step_and_an_owner(client: Client) -> None:
    first, second = owing(), owing()
    prepared(first)
    served(second)

    rows = visible_cases(first.officer, on=MONDAY)

    assert {row.stage for row in rows} == {"notice"}
    assert all(row.next and row.days is not None for row in rows)
    case = case_of(second.account, on=MONDAY)
    assert [rung.code for rung in case.rungs] == list(STAGES)
    assert case.owner == first.officer  # of the two the longer in the patch
    assert case.next_step.says == "A claim may be issued from 22 December 2026."
    sign_in(client, first.officer)
    page = client.get(reverse("legal")).content.decode()
    assert "Nobody</span>" not in page


def test_s1_04_the_law_check_is_clear_of_legal_steps_and_finds_each_planted_one() -> None:
    lawful, in_space, wrong = owing(), owing(), owing()
    for home in (lawful, in_space, wrong):
        prepared(home)
    clear = law_check.run(on=MONDAY)
    assert [each["rule"] for each in clear.failures] == []

    Marker.objects.create(
        kind="breathing_space", person=in_space.tenants[0], tenancy=in_space.account.tenancy, from_on=MONDAY,
        owner=in_space.officer,
    )  # fmt: skip
    wrong.account.tenancy.tenancy_type = "licence"
    wrong.account.tenancy.save()
    found = law_check.run(on=MONDAY)

    assert {each["account_id"] for each in found.failures} == {in_space.account.pk, wrong.account.pk}
    why = {each["account_id"]: each["why"] for each in found.failures}
    assert why[wrong.account.pk] == (
        "This is a licence tenancy: a notice of seeking possession is not for it. Use the notice to quit."
    )
    assert "reathing space" in why[in_space.account.pk]


def test_s1_16_the_certificate_prints_what_was_captured_and_the_clock_starts_from_the_served_day() -> None:
    home = owing()
    notice = approved(home)

    service = acts.serve(
        notice=notice, person=home.tenants[0], given=given(home), knowing=False, by=home.officer, on=MONDAY, at=NOW
    )

    assert service.certificate is not None
    document = IssuedDocument.objects.get(pk=service.certificate.pk)
    said = " ".join(PdfReader(io.BytesIO(storage.read(document))).pages[0].extract_text().split())
    for captured in ["Ms Amina Yusuf", "to Ms Yusuf", "3 Mill Lane", "23 November 2026 at 08:40", "Nadia Rahman"]:
        assert captured in said
    # Four weeks from Monday 23 November 2026.
    assert facts_of(home).notice_first_issue_on == date(2026, 12, 22)


def test_s1_27_the_watch_warns_before_a_notice_lapses() -> None:
    home = owing()
    notice = approved(home)
    acts.serve(
        notice=notice, person=home.tenants[0], given=given(home), knowing=False, by=home.officer, on=MONDAY, at=NOW
    )

    reminder = Reminder.objects.get()

    # It lapses after 21 December 2027; a month before is Sunday 21 November, so the Friday: the board has the same day.
    assert reminder.due_on == date(2027, 11, 19)
    assert "lapses after 21 December 2027" in reminder.text
    on_board = of_cases(where_all([home.account], on=MONDAY), on=MONDAY)
    assert [each.on for each in on_board if not each.statutory] == [reminder.due_on]
    [case] = where_all([home.account], on=date(2027, 12, 22))
    assert case.next == "The notice has lapsed: prepare a new one."


def test_s1_28_a_claim_is_shut_while_the_review_of_an_introductory_notice_is_open(client: Client) -> None:
    """The decision sheet, the computed day, and the shut claim."""
    home = home_of("introductory")
    notice = served(home, **chosen("s128"))
    sign_in(client, home.officer)
    sheet = client.get(reverse("trial_paper", args=[home.account.pk]))
    said = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(sheet.content)).pages).split())
    # Fourteen days that begin with Monday 23 November 2026.
    assert "It may be asked for until 6 December 2026." in said
    client.post(reverse("review_notice", args=[notice.pk]), {"do": "asked", "requested_on": "23 November 2026"})

    case = case_of(home.account, on=date(2026, 12, 22))

    assert "A review was asked for and its result is not told yet." in [each.says for each in case.claim_obstacles]


def test_s1_29_an_extension_counts_down_to_its_last_lawful_day_and_is_blocked_after_it(client: Client) -> None:
    # The trial ends on Monday 25 January 2027; eight weeks before it is Monday 30 November 2026.
    home = owing(tenure="introductory", starts_on=date(2026, 1, 26), trial_last_day=date(2027, 1, 25))
    sign_in(client, home.officer)
    page = client.get(reverse("legal_case", args=[home.account.pk])).content.decode()
    assert "To be served by 30 November 2026: 7 days left." in page
    assert "Prepare the notice of extension" in page
    board = client.get(reverse("legal_deadlines")).content.decode()
    assert "Last day to serve an extension of the trial" in board

    with pytest.raises(CannotGiveNotice, match="The trial can no longer be extended"):
        prepared(home, kind="trial_extension", grounds=(), reasons=WHY, serve_on=date(2026, 12, 1))
    assert prepared(home, kind="trial_extension", grounds=(), reasons=WHY, serve_on=date(2026, 11, 30)).pk


@pytest.mark.parametrize(
    ("tenure", "kind"), list(product(["secure", "introductory", "flexible"], sorted(set(RIGHT.values()))))
)
def test_s2_02_of_tenure_and_notice_only_lawful_pairs_are_possible(tenure: str, kind: str) -> None:
    home = home_of(tenure)
    if kind == RIGHT[tenure]:
        assert prepared(home, **chosen(kind)).form == {
            "secure": "nosp_part_1", "introductory": "s128", "flexible": "nosp_part_2",
        }[tenure]  # fmt: skip
    else:
        with pytest.raises(CannotGiveNotice):
            prepared(home, **chosen(kind))


def test_s2_36_each_deadline_stands_on_its_day_and_none_lapses_unseen(client: Client, settings: Any) -> None:
    home = owing()
    served(home)
    sign_in(client, home.officer)
    page = client.get(reverse("legal_deadlines")).content.decode()
    assert page.index("19 November 2027") < page.index("21 December 2027")

    settings.TRAINING_DAY = date(2027, 12, 22)
    later = client.get(reverse("legal_deadlines")).content.decode()

    assert "Passed and still open: 1" in later
    assert "The notice has lapsed: a new one must be served" in later


def test_s4_33_a_flagged_case_does_not_pass_without_the_managers_name() -> None:
    """On the council's days free of legal steps a notice opens to the income manager's yes alone, which is kept."""
    home = owing()
    on = date(2026, 12, 28)  # between Christmas and the new year
    notice = prepared(home, on=on)
    weighed(home, on=on)
    facts = facts_of(home, on)
    assert facts.blackout_until is not None
    request = notice_requests.ask(
        notice, note="Weighed with care.", legal="", facts=facts, by=home.officer, on=on, at=NOW
    )
    papers: dict[str, Any] = {"notice_pdf": PDF, "statement_pdf": PDF, "said": "", "facts": facts, "on": on, "at": NOW}
    with pytest.raises(Refused, match="It opens only to a reason and the income manager’s yes"):
        notice_requests.approve(request, by=leader_of(home), **papers)

    notice_requests.approve(request, by=leader_of(home, Role.INCOME_MANAGER), **papers)

    passed = AccountEvent.objects.get(what="gate").summary
    assert "Reason: Weighed with care. The income manager’s yes: Mabel Osei." in passed
