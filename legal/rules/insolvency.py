"""What bankruptcy, a debt relief order and a voluntary arrangement do to a claim for arrears (rulebook 6.2).

Codes are those of the facts: bankruptcy, dro, iva or blank. Days: welfare.rules.moratoria.
"""

from decimal import Decimal

from staff.ui.words import pounds

RELEASES = {"bankruptcy", "dro"}
NAMES = {"bankruptcy": "bankruptcy", "dro": "a debt relief order", "iva": "a voluntary arrangement"}


def money_judgment_refused(insolvency: str) -> str:
    """Why no money judgment can be had for arrears that an insolvency covers; blank where it can.

    Rulebook INS-1, INS-4. What fell due after its date is not covered: claim that alone.
    """
    if insolvency not in NAMES:
        return ""
    return (
        f"No money judgment can be made for arrears covered by {NAMES[insolvency]}. Rent that fell due after its date "
        "may be claimed."
    )


def terms_refused(insolvency: str, *, instalment: Decimal) -> str:
    """Why an order cannot be suspended on payment of covered arrears; blank where the terms are lawful.

    Bankruptcy and debt relief order: on current rent alone, nothing off the arrears (Sharples; rulebook INS-1).
    """
    if insolvency in RELEASES and instalment > 0:
        return (
            f"The order cannot depend on paying arrears covered by {NAMES[insolvency]}: take the instalment of "
            f"{pounds(instalment)} out. Terms on current rent alone may stand."
        )
    return ""
