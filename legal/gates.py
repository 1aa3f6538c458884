"""The gates of product 7.2 that nobody's words open, as what stands in the way of a legal step."""

from collections.abc import Set
from datetime import date

from legal.rules.checks import Obstacle
from recovery import gatekeeping
from recovery.rules.facts import AccountFacts
from recovery.rules.gates import Act, Given, Level, Want, gates_for, told
from staff.models import User
from tenancies.models import RentAccount


def shut(act: Act, facts: AccountFacts, *, but: Set[str] = frozenset()) -> list[Obstacle]:
    """The stops, and the gates that wait for a fact to be put right; empty where words and a yes are enough.

    `but`: the flags that are said elsewhere.
    """
    return [
        Obstacle(says=f"{told(gate)}.", do=" ".join(gate.instead), flag=gate.flag)
        for gate in gates_for(act, facts=facts)
        if gate.flag not in but and (gate.level == Level.STOP or (gate.level == Level.GATE and Want.FACT in gate.wants))
    ]


def check_stops(act: Act, facts: AccountFacts, *, account: RentAccount, by: User, on: date) -> None:
    """Raises recovery's gates.Refused, with who set each, where a stop stands: of what was approved before."""
    stops = [gate for gate in gates_for(act, facts=facts, user_id=by.pk) if gate.level == Level.STOP]
    gatekeeping.check(stops, account=account, given=Given(), on=on)
