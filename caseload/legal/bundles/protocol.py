"""The protocol sheet of a bundle: each step of the pre-action protocol, what shows it, and what a manager set aside."""

import datetime as dt
from typing import Any

from caseload.legal.bundles import history
from tenancies.models import RentAccount


def sheet(account: RentAccount, *, on: dt.date) -> dict[str, Any]:
    """Steps with their state and evidence, the steps noted by hand, and overrides with their reasons."""
    return {
        "steps": [],
        "noted": history.protocol_steps(account.tenancy),
        "overrides": history.overrides(account.tenancy),
    }
