"""Which notice the ladder, the pipeline and the brief show, and what they say after a trial was extended."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from caseload.legal.case import case_of
from caseload.legal.court.known import known_of
from caseload.legal.where import where_all
from caseload.whole_account import whole_account
from legal import notice_reviews
from legal.models import Hearing, Notice, NoticeService
from tests.caseload.desk import MONDAY, sign_in
from tests.caseload.reading import text
from tests.factories.people import Household
from tests.legal.noticing import NOW, leader_of, owing, served

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
DECEMBER = date(2026, 12, 7)  # the day after the last on which a review may be asked for
# The trial ends on Sunday 14 March 2027; six months on, Tuesday 14 September 2027.
TRIAL: dict[str, Any] = {
    "tenure": "introductory", "starts_on": date(2026, 3, 15), "trial_last_day": date(2027, 3, 14)
}  # fmt: skip


def noticed(home: Household, *, on: date, kind: str = "nosp", **known: Any) -> Notice:
    made: Notice = Notice.objects.create(
        tenancy=home.account.tenancy, kind=kind, prepared_on=on, status="served", **known
    )
    NoticeService.objects.create(notice=made, person=home.tenants[0], method="hand", done_on=on)
    return made


def test_ladder_pipeline_and_brief_take_the_notice_in_force_and_not_the_newest() -> None:
    """SEC-6, FLX-2. Served on Monday 7 September 2026, good from Monday 5 October; the next gives a date a day early,
    and the newest says that a flexible term is not renewed."""
    home = owing(tenure="flexible", flexible_clause="break", fixed_term_last_day=date(2028, 3, 31))
    good = noticed(home, on=date(2026, 9, 7), specified_on=date(2026, 10, 5), arrears_stated=Decimal("412.00"))
    noticed(home, on=date(2026, 11, 2), specified_on=date(2026, 11, 28), arrears_stated=Decimal("888.00"))
    noticed(home, on=date(2026, 11, 9), kind="flexible_non_renewal")
    hearing = Hearing.objects.create(
        tenancy=home.account.tenancy, kind="adjourned", on=MONDAY, made_by=home.officer, made_at=NOW
    )

    [where] = where_all([home.account], on=MONDAY)
    ladder = whole_account(home.account, user=home.officer, on=MONDAY).ladder

    assert where.notice == good
    assert known_of(hearing, on=MONDAY).notice == good
    assert "For £412.00" in ladder.rungs[0].lines
    assert ladder.next == "Next: a claim may be issued up to 5 October 2027."
    assert case_of(home.account, on=MONDAY).notice == good


def test_after_a_trial_was_extended_the_case_says_what_follows(client: Client) -> None:
    """INT-7: served on Monday 23 November 2026, a review by 6 December; then the trial ends on 14 September 2027."""
    home = owing(**TRIAL)
    notice = served(home, kind="trial_extension", grounds=(), reasons="Nothing was paid since June.")
    waits = (
        "A review may be asked for until 6 December 2026. Unless a review overturns it, the trial then ends on 14 Sep"
    )

    now = case_of(home.account, on=MONDAY)
    assert (now.next_step.label, now.next_step.url) == ("", reverse("legal_notice", args=[notice.pk]))
    assert waits in now.next_step.says
    assert now.blockers == []
    assert waits in whole_account(home.account, user=home.officer, on=MONDAY).ladder.next

    later = case_of(home.account, on=DECEMBER)
    goes_on = "The trial is extended to 14 September 2027: watch the account."
    assert later.next_step.says.startswith(goes_on)
    assert whole_account(home.account, user=home.officer, on=DECEMBER).ladder.next.startswith(goes_on)
    sign_in(client, home.officer)
    page = client.get(reverse("legal_case", args=[home.account.pk]))
    assert waits in text(page)
    assert "Prepare another notice" in text(page)  # if the rent is not kept to


def test_a_review_of_the_extension_is_seen_to_first_and_overturned_the_notice_of_proceedings_is_next() -> None:
    """INT-7."""
    home = owing(**TRIAL)
    notice = served(home, kind="trial_extension", grounds=(), reasons="Nothing was paid since June.")
    known: dict[str, Any] = {"on": DECEMBER, "at": NOW}
    notice_reviews.request_review(
        notice, requested_on=date(2026, 12, 4), hearing_wanted=False, by=home.officer, **known
    )

    assert case_of(home.account, on=DECEMBER).next_step.label == "See to the review"

    notice_reviews.decide_review(
        notice, outcome="overturned", reasons="They pay now.", notified_on=DECEMBER, by=leader_of(home), **known
    )
    # Nobody who asked for it or approved it decides: another leader does.
    assert case_of(home.account, on=DECEMBER).next_step.label == "Prepare the introductory (section 128) notice"
