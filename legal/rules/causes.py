"""Why a hearing was lost or put off, and whether that was the council's doing (rulebook ORD-3; product K20)."""

from dataclasses import dataclass

from legal.rules.outcomes import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One reason that an outcome is put down to. `ours`: it counts in the chart of what we got wrong."""

    label: str
    ours: bool = False


CAUSES = {
    "papers": Cause(label="Our papers were late or missing", ours=True),
    "figures": Cause(label="Our figures were wrong or not explained", ours=True),
    "protocol": Cause(label="The protocol was not followed", ours=True),
    "notice": Cause(label="The notice or its service was defective", ours=True),
    "nobody_came": Cause(label="Nobody authorised came for the council", ours=True),
    "court_time": Cause(label="The court had no time, or listed it wrongly"),
    "benefit": Cause(label="Benefit is still to be decided or paid"),
    "advice": Cause(label="The tenant needs advice or time"),
    "defence": Cause(label="A defence or counterclaim"),
    "agreed": Cause(label="Agreed by both sides"),
    "paid": Cause(label="The arrears were paid"),
    "other": Cause(label="Another reason"),
}
# Outcomes of which the cause is asked; those in ASKED must have one.
ASKED = {Outcome.STRUCK_OUT, Outcome.DISMISSED, Outcome.WITHDRAWN, Outcome.STAYED}
MAY_HAVE = ASKED | {Outcome.ADJOURNED_TO_DATE, Outcome.ADJOURNED_GENERALLY, Outcome.ADJOURNED_ON_TERMS}


def cause_missing(outcome: Outcome, cause: str) -> str:
    """What to say where an outcome has no cause and needs one; blank where it may go without (rulebook ORD-3)."""
    if cause and cause not in CAUSES:
        return "Choose the reason from those shown."
    if outcome in ASKED and not cause:
        return f"Choose why it was {outcome.label.lower()}: it shows what we must do better."
    return ""
