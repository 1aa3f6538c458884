"""Part 3 of the Pre-Action Protocol: before a claim on which the court must give possession (rulebook 3)."""

from legal.rules.checks import Step, made, on_day
from legal.rules.protocol_facts import Part3Facts, ProtocolFacts
from staff.ui.words import long_day


def part_3(facts: ProtocolFacts) -> list[Step]:
    """Part 3, where the court would have to give possession: ask for personal circumstances by a day, weigh the answer,
    give brief written reasons, and put a summary in the claim (rulebook P-3, EQ-3). Not needed otherwise."""
    told = facts.part3
    asked = told.invited_on is not None and told.answer_by is not None
    weighed = told.considered_on is not None and told.answer_by is not None and told.considered_on >= told.answer_by
    rows = [
        ("invited", "Circumstances asked for", asked, "Write and ask for them, with a day.", told.invited_on),
        ("considered", "Circumstances weighed", asked and weighed, _weigh(told), told.considered_on),
        ("reasons", "Written reasons sent", told.reasons_sent_on is not None, "Send them.", told.reasons_sent_on),
    ]
    found = [
        made(
            f"part3_{code}",
            name,
            rule="P-3",
            done=done,
            do=do,
            evidence=on_day("On", day),
            needed=facts.mandatory,
        )
        for code, name, done, do, day in rows
    ]
    summary = "Put a summary of the circumstances in the particulars or a witness statement."
    return [
        *found,
        made(
            "part3_summary",
            "Summary in the claim",
            rule="P-3",
            done=told.in_claim,
            do=summary,
            needed=facts.mandatory,
        ),
    ]


def _weigh(told: Part3Facts) -> str:
    if told.answer_by is None:
        return "Ask for them first."
    return f"Weigh what the tenant says, once the time to {long_day(told.answer_by)} has run."
