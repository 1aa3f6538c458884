"""Which steps the law allows on which kind of account and tenure at all, whatever is owed.

These hold before any gate: a gate asks about one household on one day, this about the tenancy. See also gates.
"""

from recovery.rules.actions import Action

# Steps that exist only where a home may be lost (possession, and what leads up to it).
POSSESSION = {
    Action.PRE_NOTICE, Action.TRIAL_DECISION, Action.SERVE_NOTICE, Action.NOTICE_LAPSING, Action.REFER_TO_COURT,
    Action.PREPARE_HEARING, Action.RECORD_HEARING, Action.REVIEW_ADJOURNED, Action.ORDER_BREACH,
    Action.REQUEST_WARRANT, Action.EVICTION_CHECKS, Action.RECORD_EVICTION,
}  # fmt: skip
NOTICES = {Action.PRE_NOTICE, Action.TRIAL_DECISION, Action.SERVE_NOTICE, Action.NOTICE_LAPSING}
TO_FORMER_TENANTS = {Action.FORMER_LETTER_1, Action.FORMER_LETTER_2}
OF_THE_LADDER = {Action.REMINDER, Action.LETTER_1, Action.LETTER_2, Action.PRE_NOTICE}
HAS_A_TRIAL = {"introductory", "starter"}


def unlawful(action: Action, *, kind: str, tenure: str, former: bool) -> str:
    """Why this step can never be taken on such an account; blank where it may be.

    Possession follows rent of the home alone, a pitch fee on a pitch, and staying on after the tenancy; on a lease,
    forfeiture is another road (Housing Act 1996, s.81), and an ended tenancy is not ended again.
    """
    if former and (action in POSSESSION or action in OF_THE_LADDER):
        return "the tenancy has ended: its debt is asked for by letters to former tenants, an agency or a money claim"
    if not former and action in TO_FORMER_TENANTS:
        return "the tenancy has not ended, so this is no former tenant"
    if action not in POSSESSION:
        return ""
    if tenure == "leasehold":
        return (
            "on a lease no tenancy notice, possession claim or warrant for arrears can be made (Housing Act 1996, s.81)"
        )
    if kind == "use_and_occupation":
        return "the tenancy has ended already, so there is no notice to serve" if action in NOTICES else ""
    if kind != "rent" and not (kind == "pitch_fee" and tenure == "pitch"):
        return "a home cannot be claimed for a debt that is not its rent"
    if action == Action.TRIAL_DECISION and tenure not in HAS_A_TRIAL:
        return "only introductory and starter tenancies have a trial period (Housing Act 1996, s.125A)"
    return ""
