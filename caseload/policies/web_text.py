"""What the council's website may say of rent arrears today: contacts, answers, figures. Plain HTML without styles.

Everything comes from what is kept here already: contact hours from the policy, answers from the guidance cards that are
not due for review, rates from Rates and costs, figures of the whole council from the newest snapshot.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from caseload.figures import percent
from caseload.guidance import GuidanceCard, advice_cards
from caseload.models import Rate, Snapshot
from caseload.policies import rates
from caseload.policies.shown import DAY_NAMES
from recovery import policies
from recovery.rules.policy import Policy
from staff.council import council_name
from staff.models import CASEWORK_ROLES, Role, Team, User
from staff.ui import words

EDITORS = CASEWORK_ROLES | {Role.ADMINISTRATOR}


@dataclass(frozen=True, kw_only=True)
class WebText:
    council: str
    as_at: date
    hours: str
    phones: list[tuple[str, str]]  # a team and its telephone
    answers: list[GuidanceCard]
    figures: list[tuple[str, str]]
    rates: list[Rate]


def web_text(*, on: date) -> WebText:
    """The text of a day."""
    policy = policies.in_force(on=on)
    return WebText(
        council=council_name(),
        as_at=on,
        hours=_hours(policy),
        phones=_phones(),
        answers=[card for card in advice_cards() if not card.is_due(on=on)],
        figures=_figures(on),
        rates=[each.now for each in rates.standing(on=on) if each.now and not each.name.startswith("Cost of")],
    )


def _hours(policy: Policy) -> str:
    days = words.listed([DAY_NAMES[day] for day in sorted(policy.contact.days)])
    return f"{days}, {policy.contact.start:%H:%M} to {policy.contact.end:%H:%M}"


def _phones() -> list[tuple[str, str]]:
    """Each team's telephone: its leader's, which is printed on letters too."""
    leaders = User.objects.filter(role="team_leader", is_active=True).exclude(phone="").select_related("team")
    found: dict[str, str] = {}
    for leader in leaders.order_by("team__name", "pk"):
        found.setdefault(leader.team.name if isinstance(leader.team, Team) else "Income team", leader.phone)
    return list(found.items())


def _figures(on: date) -> list[tuple[str, str]]:
    """Of the whole council, from the newest snapshot: nothing by which anybody could be known."""
    newest = Snapshot.objects.filter(on__lte=on, whole=True).order_by("-on").values_list("on", flat=True).first()
    if newest is None:
        return []
    sums = Snapshot.objects.filter(on=newest).aggregate(
        accounts=Sum("accounts"),
        kept=Sum("agreements_kept"),
        charged=Sum("charged_year"),
        received=Sum("received_year"),
    )
    found = [("Rent accounts", f"{sums['accounts']:,}"), ("Repayment agreements being kept", f"{sums['kept']:,}")]
    if (rate := percent(sums["received"], sums["charged"])) is not None:
        found.append(("Rent collected of what fell due since April", f"{rate}%"))
    return [(label, f"{value} ({words.long_day(newest)})") for label, value in found]
