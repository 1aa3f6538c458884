"""Campaigns to begin from: their audience, words and purpose are there to be changed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Start:
    code: str
    name: str
    purpose: str
    audience: str  # as in a list's address
    text: str


# The words name no sum and no person: a text may be read by somebody else.
STARTS = {
    start.code: start
    for start in (
        Start(
            "christmas",
            "Before Christmas",
            "Rent stays paid over the holiday: December is when most small arrears begin.",
            "money=arrears&upto=4&tenancy=current&plan=none&held=no",
            "Christmas is a dear time. Rent is still due each week: please pay what you can before the holiday. "
            "If paying is hard, call us now. We can help, and it is free.",
        ),
        Start(
            "rent_rise",
            "Rent rise",
            "Payments and standing orders are put up in time for the new rent.",
            "tenancy=current&held=no",
            "Your rent changes in April. If you pay by standing order, please change the amount with your bank. "
            "If you get Universal Credit, tell them the new rent in your journal. Call us if you want help.",
        ),
        Start(
            "new_uc",
            "New to Universal Credit",
            "The first payment comes five weeks after the claim: what may be paid meanwhile, and where help is.",
            "benefit=uc&money=arrears&tenancy=current&held=no",
            "Are you new to Universal Credit? It pays your rent to you, and the first payment takes five weeks. "
            "Call us: we can agree what to pay meanwhile and help you ask for an advance.",
        ),
    )
}
# Why a list of accounts is loaded from a file (duty S1-13).
AFFECTED_BY = ["Rent rise", "Move to Universal Credit", "Benefit cap", "Under-occupation charge"]
