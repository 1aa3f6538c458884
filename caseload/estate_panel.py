"""What the account page shows of its home's side: the neighbourhood officer, the complex tag, meters, its lease."""

import datetime as dt
from dataclasses import dataclass

from caseload import complex_cases
from staff.models import User
from tenancies.meters import METERED_ACCOUNTS
from tenancies.models import RentAccount


@dataclass(frozen=True, kw_only=True)
class EstatePanel:
    neighbourhood: list[User]
    complex: str  # the tag in one line; blank: it is not complex
    metered: bool  # whether electricity and water may be charged here by a meter


def estate_panel(account: RentAccount, *, neighbourhood: list[User], on: dt.date) -> EstatePanel:
    case = complex_cases.running(account)
    return EstatePanel(
        neighbourhood=neighbourhood,
        complex=complex_cases.said(case, on=on) if case else "",
        metered=account.kind in METERED_ACCOUNTS,
    )
