"""What is done when something happens between warrant and eviction (rulebook ORD-11, ORD-15, BS-4)."""

from dataclasses import dataclass
from enum import StrEnum


class Event(StrEnum):
    CLEARED = "cleared"  # everything under the order is paid
    AGREEMENT_APPROVED = "agreement_approved"
    PART_PAYMENT = "part_payment"
    BREATHING_SPACE = "breathing_space"
    CRISIS = "crisis"
    TENANT_APPLIES = "tenant_applies"  # N244 to stay or suspend
    STAY_GRANTED = "stay_granted"
    STAY_REFUSED = "stay_refused"
    DEATH = "death"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What follows. All of `do` is for the same day. `status`: stop, cancel, stay_pending, decide or go_on."""

    status: str
    says: str
    do: tuple[str, ...]
    rule: str

    @property
    def cancels(self) -> bool:
        """Whether the court is asked to cancel the appointment."""
        return self.status == "cancel"

    @property
    def stands(self) -> bool:
        """Whether the appointment remains in the diary."""
        return self.status not in {"stop", "cancel"}


def _cancel(happened: str) -> Effect:
    do = ("Ask the court to cancel today.", "Tell the bailiff today.", "Write to the tenant.")
    return Effect(status="cancel", says=f"{happened}: ask for cancellation today.", do=do, rule="ORD-15")


_TELL = ("Tell the court today.", "Tell the bailiff today.", "Tell everybody named for the day.")


def _stop(says: str, *, rule: str, do: tuple[str, ...] = _TELL) -> Effect:
    return Effect(status="stop", says=says, do=do, rule=rule)


EFFECTS = {
    Event.CLEARED: _cancel("Everything under the order is paid"),
    Event.AGREEMENT_APPROVED: _cancel("An agreement was approved"),
    Event.PART_PAYMENT: Effect(
        status="decide",
        says="Money came, but not all of it: the named manager decides at once.",
        do=("Ask the named manager now.", "Tell the tenant what was decided."),
        rule="ORD-15",
    ),
    Event.BREATHING_SPACE: _stop("A breathing space runs: the warrant may not be carried out.", rule="BS-4"),
    Event.CRISIS: _stop("Somebody here is in a crisis: nothing goes ahead.", rule="SAF-1"),
    Event.TENANT_APPLIES: Effect(
        status="stay_pending",
        says="The tenant has applied to the court: the appointment stands until the court decides.",
        do=(
            "Do not cancel the bailiff.",
            "Attend the hearing.",
            "Make the pack: payments and contact since the order.",
        ),
        rule="ORD-11",
    ),
    Event.STAY_GRANTED: _stop(
        "The court has stayed or suspended it.",
        rule="ORD-11",
        do=("Tell the bailiff today.", "Enter the new terms and watch them."),
    ),
    Event.STAY_REFUSED: Effect(
        status="go_on",
        says="The court refused: the appointment stands.",
        do=("Tell the tenant, and offer help with what comes next.",),
        rule="ORD-11",
    ),
    Event.DEATH: _stop(
        "A tenant has died: permission is needed against the others, and nothing goes ahead before advice.",
        rule="ORD-7",
    ),
}


def effect_of(event: Event) -> Effect:
    """What follows from an event before the eviction.

    Full clearance or an approved agreement: cancellation is asked for the same day (rulebook ORD-15). Other money: the
    named manager decides at once. A breathing space or a crisis: court and bailiff are told the same day, nothing is
    carried out (BS-4). A tenant's application: the appointment stands, attend with the pack (ORD-11).
    """
    return EFFECTS[event]


def suspended_only_if(*, executed: bool) -> str:
    """What a stay, suspension or postponement still needs, in words; blank: nothing. The court may order one until the
    order is carried out (Housing Act 1985, s.85(2)); afterwards only if it is set aside, or for fraud, abuse or
    oppression (rulebook ORD-11)."""
    return "The order is carried out: only if it is set aside, or for fraud, abuse or oppression." if executed else ""
