"""What has changed in the policy that ships with Quarterday since a council wrote its own.

A published policy stays as two people agreed it. Its rules that protect people are nobody's to edit, so where those
that ship have changed they are offered, to be taken over into a draft, simulated and published like any change.
"""

from caseload.policies.differences import Difference, differences
from recovery.rules.policy import DEFAULT_POLICY
from recovery.rules.policy_text import Data, load, stands_on, write


def text() -> str:
    """The policy that ships with this version of Quarterday."""
    return DEFAULT_POLICY.read_text("utf-8")


def newer(policy_text: str) -> list[Difference]:
    """What would change in a policy with the rules that protect people as they ship now; empty: it has them."""
    taken = load(policy_text)
    take_over(taken)
    return differences(policy_text, write(taken))


def take_over(data: Data) -> None:
    """Let each ladder begin with the rules that protect people as they ship now; the others keep their order."""
    ships = load(text())
    protect: list[str] = ships["ladder"][0]["protect"]  # every shipped ladder begins alike
    for ladder in data["ladder"]:
        ladder["protect"] = list(protect)
        for part in ("rules", "owing"):
            ladder[part] = [code for code in ladder[part] if code not in protect]
    kept = [rule for rule in data["rule"] if rule["code"] not in protect and stands_on(data, rule["code"])]
    data["rule"] = [*(rule for rule in ships["rule"] if rule["code"] in protect), *kept]


def missing(policy_text: str) -> list[str]:
    """The names of other rules that ship and that a policy has not got, taken out by its writers or newer than it."""
    mine = {rule["code"] for rule in load(policy_text)["rule"]}
    return [rule["name"] for rule in load(text())["rule"] if rule["code"] not in mine]
