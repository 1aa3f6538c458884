"""Two people on the steps outside press Save in the same moment: one outcome stands, and the other is told whose."""

from datetime import date
from typing import Any
from uuid import uuid4

from caseload.legal.court import diary, recording
from legal.court import RecordedBefore
from legal.models import Hearing, PossessionOrder
from recovery.models import RepaymentAgreement
from tests.at_once import at_once
from tests.factories.people import OfficerFactory, household
from tests.legal.hearings import STEPS, TUESDAY, claimed, suspended


def test_one_outcome_stands_and_the_second_person_sees_it(own_database: str) -> None:
    home = household()
    claim = claimed(home)
    colleague = OfficerFactory(name="Jo Hall", patches=[home.account.tenancy.home.patch])

    def save(by: Any) -> Any:
        hearing, account = diary.hearing_of(by, f"c{claim.pk}-{date(2026, 11, 24)}")
        return recording.record_outcome(
            hearing=hearing, account=account, decided=suspended(key=uuid4()), by=by, on=TUESDAY, at=STEPS
        )

    answers = at_once(lambda: save(home.officer), lambda: save(colleague))

    assert sorted(type(each).__name__ for each in answers) == ["RecordedBefore", "Saved"]
    refusal = next(each for each in answers if isinstance(each, RecordedBefore))
    assert "has recorded this hearing already: Suspended possession order" in str(refusal)
    assert Hearing.objects.count() == PossessionOrder.objects.count() == RepaymentAgreement.objects.count() == 1
