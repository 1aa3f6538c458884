"""Papers of a case: the panel's sheet on an introductory tenancy tells the whole conduct of the account."""

import io
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

from caseload.legal.case import case_of
from caseload.legal.case_papers import trial_pdf
from tests.factories.people import Household
from tests.legal.noticing import MONDAY, owing
from tests.recovery.agreeing import agree

pytestmark = pytest.mark.django_db


def sheet(home: Household) -> str:
    pdf = PdfReader(io.BytesIO(trial_pdf(case_of(home.account, on=MONDAY))))
    return " ".join(" ".join(page.extract_text().split()) for page in pdf.pages)


def trial(**known: Any) -> Household:
    return owing(tenure="introductory", trial_last_day=date(2027, 6, 1), **known)


def test_the_panel_reads_of_agreements_and_of_nothing_that_is_not_there() -> None:
    home = trial()
    before = sheet(home)
    assert "£900.00 is owed; the rent is £104.50 a week. Day Paid in" in before
    assert "No agreement is on record." in before

    agree(home)

    said = sheet(home)
    assert (
        "23 November 2026: agreed with the tenant, £9.00 weekly beside the rent, from 30 November 2026. Live." in said
    )
    assert "No agreement is on record." not in said
