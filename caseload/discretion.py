"""How far an officer's own ‘Not this’ reaches. Beyond it a senior says yes, and the yes sets the step aside."""

from datetime import date, timedelta

from caseload.models import Step
from recovery.rules.actions import Action
from staff.asking import records_where
from staff.models import LEADING_ROLES, User
from tenancies.models import RentAccount

SPAN = timedelta(days=90)
ALONE = 2  # times in the span that one officer sets the same step of an account aside by herself


def beyond(account: RentAccount, *, action: Action, by: User, on: date) -> str:
    """Why this officer may not set the step aside alone; blank where she may.

    A legal step is weighed by two people, since its dates are the law's; so is what was set aside twice already.
    """
    if by.role in LEADING_ROLES or action == Action.NONE:
        return ""
    if action.channel == "legal":
        return "A legal step is set aside with a senior’s yes"
    earlier = records_where(
        Step,
        "account_id = %(account)s AND action = %(action)s AND by_id = %(by)s AND outcome = 'overridden' "
        """AND undone_at IS NULL AND "on" > %(since)s AND "on" <= %(on)s""",
        order="id",
        account=account.pk,
        action=action.value,
        by=by.pk,
        since=on - SPAN,
        on=on,
    )
    if len(earlier) < ALONE:
        return ""
    return "You have set this step aside twice in 90 days: a third time wants a senior’s yes"
