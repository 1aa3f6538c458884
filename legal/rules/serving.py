"""Who must be served with a notice, by which ways, with what evidence, and what a death changes (rulebook 2).

Codes of notices and methods are those of the records. When service counts: legal.rules.service.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from legal.rules.checks import Obstacle
from staff.ui.words import long_day
from tenancies.rules.calendar import ONE_DAY

ELECTRONIC = {"email", "other"}
NOT_UNDER_AN_ACT = {"ntq"}  # given at common law: no statute says that leaving or posting is enough
METHODS = {
    "hand": "handed over",
    "left_at_home": "left at the home",
    "first_class": "first-class post",
    "second_class": "second-class post",
    "signed_for": "signed-for post",
    "email": "e-mail",
    "other": "another way",
}
# What must be written down of each way, for the certificate: the fields of the form of service.
EVIDENCE = {
    "hand": ("served_by", "done_on", "done_at", "place", "handed_to"),
    "left_at_home": ("served_by", "done_on", "done_at", "place", "photo"),
    "first_class": ("served_by", "done_on", "done_at", "place"),
    "second_class": ("served_by", "done_on", "done_at", "place"),
    "signed_for": ("served_by", "done_on", "done_at", "place", "evidence"),
    "email": ("served_by", "done_on", "done_at", "place"),
    "other": ("served_by", "done_on", "done_at", "place", "evidence"),
}
WORDS = {
    "served_by": "who served it",
    "done_on": "the day",
    "done_at": "the time",
    "place": "where",
    "handed_to": "into whose hand",
    "photo": "a photo at the door",
    "evidence": "the receipt or reference",
}


def method_obstacles(
    *, kind: str, method: str, landlord: str = "local_authority", service_clause: str = "", receipt: bool = False
) -> list[Obstacle]:
    """Why a way of serving a notice is no good service; empty where it is.

    A council may leave or post a notice under an Act (Local Government Act 1972, s.233; rulebook SRV-2). That section
    does not cover a notice to quit (Enfield LBC v Devonish; SRV-1) nor a registered provider (SRV-4): those need the
    notice in the tenant's hand, a clause of the agreement that allows the way, or proof that it came. E-mail and the
    like need the agreement to say so. `service_clause` is where it does; `receipt`: the tenant was shown to have it.
    """
    if method == "hand" or service_clause.strip():
        return []
    name = METHODS.get(method, method)
    if method in ELECTRONIC:
        return [
            Obstacle(
                says=f"Service by {name} counts only where the tenancy agreement says so.",
                do="Hand it over or leave it at the home, or enter the clause.",
                rule="SRV-1",
            )
        ]
    if method == "signed_for":
        return [
            Obstacle(
                says="Signed-for post counts only where the agreement says so: it may lie uncollected.",
                do="Use first-class post, hand it over or leave it at the home.",
                rule="SRV-1",
            )
        ]
    if kind in NOT_UNDER_AN_ACT and not receipt:
        return [
            Obstacle(
                says=f"A notice to quit {_passive(method)} is not served until the tenant has it.",
                do="Hand it over, enter the clause that allows this way, or show that the tenant had it.",
                rule="SRV-1",
            )
        ]
    if landlord == "registered_provider" and not receipt:
        return [
            Obstacle(
                says="The Act that lets a council leave or post a notice does not cover a registered provider.",
                do="Hand it over, or enter the clause of the agreement that allows this way.",
                rule="SRV-4",
            )
        ]
    return []


def _passive(method: str) -> str:
    return "that is left at the home" if method == "left_at_home" else "that is posted"


def evidence_missing(*, method: str, given: Mapping[str, object]) -> list[str]:
    """What the certificate of service still lacks, in words: who, when, where, how; at the door a photo too
    (certificate in the words of form N215; rulebook SRV-3)."""
    return [WORDS[field] for field in EVIDENCE[method] if not given.get(field)]


def service_day_wrong(*, done_on: date, done_at: time | None, prepared_on: date, today: date, now: time) -> str:
    """Why a day and time of service cannot be right, in words; blank where they can (rulebook SRV-3)."""
    if done_on > today:
        return "The day of service must be today or earlier."
    if later_today(done_on, done_at, today=today, now=now):
        return f"The time of service must be {now:%H:%M} or earlier: it is today, and nothing is recorded beforehand."
    if done_on < prepared_on:
        return "The notice was made after that day: enter the day on which this notice was served."
    return ""


def later_today(day: date, at: time | None, *, today: date, now: time) -> bool:
    """Whether a day is today and its time is still to come: what is recorded as done may not be (rulebook SRV-3)."""
    return day == today and at is not None and at > now


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterDeath:
    """To whom a notice goes after a sole tenant has died."""

    addressed_to: str
    copies_to: tuple[str, ...]
    rule: str = "DTH-1"


def after_death(*, name: str, representative: str = "") -> AfterDeath:
    """Before a grant a notice is addressed to the personal representatives at the last known home, with a copy to the
    Public Trustee on form NL1 (Law of Property (Miscellaneous Provisions) Act 1994, s.18; rulebook DTH-1).

    `representative`: who holds the grant, where there is one; then it is addressed to them and no copy goes.
    """
    if representative:
        return AfterDeath(addressed_to=representative, copies_to=())
    return AfterDeath(
        addressed_to=f"The Personal Representatives of {name}", copies_to=("The Public Trustee (form NL1 and its fee)",)
    )


def trustee_copy_obstacles(*, notice_ends_on: date, copied_on: date | None, on: date) -> list[Obstacle]:
    """The Public Trustee's copy must be served before a notice to quit expires (Gateway HA v Ali [2020] EWCA Civ 1339;
    rulebook DTH-2); the council's rule is the same day as the notice."""
    if copied_on is not None and copied_on < notice_ends_on:
        return []
    if copied_on is None and on < notice_ends_on:
        last = notice_ends_on - ONE_DAY
        return [
            Obstacle(
                says="The Public Trustee has no copy yet.",
                do=f"Send it today; by {long_day(last)} at the latest.",
                rule="DTH-2",
            )
        ]
    return [
        Obstacle(
            says="The Public Trustee had no copy before the notice ran out: the notice is no good.",
            do="Serve a new one, with the copy on the same day.",
            rule="DTH-2",
        )
    ]


def succession_obstacles(*, somebody_qualifies: bool | None) -> list[Obstacle]:
    """No notice to quit where somebody may succeed: the tenancy goes on, and the arrears are the estate's debt, not
    the successor's (rulebook DTH-3). None: not yet found out."""
    if somebody_qualifies is False:
        return []
    says = (
        "Somebody succeeds to this tenancy: there is nothing to end."
        if somebody_qualifies
        else "It is not known whether anybody has a right to succeed."
    )
    do = "Claim the arrears from the estate." if somebody_qualifies else "Ask who lives in the home, and since when."
    return [Obstacle(says=says, do=do, rule="DTH-3")]
