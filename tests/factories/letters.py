"""A letter as it stands before it is laid out."""

from datetime import date
from decimal import Decimal
from typing import Any

from recovery.rules.actions import CARE, Action
from recovery.rules.letters import KINDS, Agreed, AgreedDue, Letter, Wording
from recovery.rules.told import Invoiced, Told
from tenancies.rules.open_items import OpenItem

AGREED = Agreed(
    agreement_id=1,
    made_on=date(2026, 11, 20),
    terms="£119.50 a week: £104.50 for rent and £15.00 off the arrears.",
    total=Decimal("15.00"),
    ends_on=date(2026, 11, 30),
    dues=(AgreedDue(due_on=date(2026, 11, 30), rent=Decimal("104.50"), arrears=Decimal("15.00")),),
    left_out=0,
    accounts=(),
    people=("Ms Amina Yusuf",),
    paid_by="you pay it yourself.",
    explained="Nadia Rahman explained this to you by telephone.",
    ordered=False,
)
TOLD = Told(
    late="Mr Idris Yusuf",
    died_on=date(2026, 11, 18),
    answer_by=date(2026, 11, 30),
    plan=("We talk on Tuesdays from 10 to 11.", "Please do not come to the office."),
    single_contact="Marcia Osei",
    review_on=date(2027, 2, 22),
)
INVOICE = Invoiced(
    number="INV-000012",
    items=(
        OpenItem(due_on=date(2026, 11, 9), what="Rent", amount=Decimal("104.50"), left=Decimal("20.00")),
        OpenItem(due_on=date(2026, 11, 16), what="Rent", amount=Decimal("104.50"), left=Decimal("104.50")),
    ),
)
CAMPAIGN = Wording(version=None, number=1, heading="About your {account}", body="# Come and talk\n\nWe can help.")


def letter(action: Action = Action.LETTER_1, **changes: Any) -> Letter:
    """To Ms Yusuf, who owes £1,204.50, on Monday 23 November 2026; with what its action tells."""
    usual: dict[str, Any] = {
        "action": action,
        "version": 1,
        "purpose": KINDS[action].purpose,
        "large_print": False,
        "council": "Ottersby Borough Council",
        "officer_name": "Nadia Rahman",
        "officer_phone": "01632 960010",
        "officer_email": "nrahman@example.com",
        "dated": date(2026, 11, 23),
        "reference": "A0001",
        "account_name": "rent account",
        "is_pitch": False,
        "apart_from_rent": False,
        "possession": True,
        "about": "3 Mill Lane, Ottersby, OT1 2AB",
        "addressee": "Ms Amina Yusuf",
        "address_lines": ("3 Mill Lane", "Ottersby", "OT1 2AB"),
        "joint": False,
        "as_of": date(2026, 11, 22),
        "balance": Decimal("1204.50"),
        "technical": Decimal("0.00"),
        "collectable": Decimal("1204.50"),
        "weekly_charge": Decimal("104.50"),
        "weeks_collectable": Decimal("11.53"),
        "last_payment_on": date(2026, 9, 2),
        "last_payment_amount": Decimal("50.00"),
        "next_charge_on": date(2026, 11, 30),
        "agreement_shortfall": Decimal("35.00"),
        "agreement_payment": Decimal("119.50"),
        "agreement_next_due_on": date(2026, 12, 7),
        "other_accounts": (),
        "agreed": AGREED if action == Action.AGREEMENT_MADE else None,
        "told": TOLD if action in CARE else None,
        "invoice": INVOICE if action == Action.INVOICE else None,
        "wording": CAMPAIGN if action == Action.CAMPAIGN else None,
    }
    return Letter(**usual | changes)
