"""Two leaders who authorise the same person to speak in court in the same moment: one right, and one is told."""

from datetime import date

from legal import hearings
from legal.models import RightOfAudience
from staff.models import User
from tests.at_once import at_once
from tests.factories.people import OfficerFactory

MONDAY = date(2026, 11, 23)


def test_two_leaders_at_once_authorise_somebody_once(own_database: str) -> None:
    officer = OfficerFactory()
    leader, manager = OfficerFactory(role="team_leader"), OfficerFactory(role="income_manager")

    def authorise(by: User) -> RightOfAudience:
        return hearings.authorise(user=officer, from_on=MONDAY, last_day=None, note="", by=by)

    answers = at_once(lambda: authorise(leader), lambda: authorise(manager))

    assert RightOfAudience.objects.count() == 1
    [told] = [answer for answer in answers if isinstance(answer, hearings.CannotList)]
    assert "is authorised already" in str(told)
