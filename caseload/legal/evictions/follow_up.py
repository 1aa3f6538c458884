"""What follows an eviction that gave possession: one set of tasks, made with the outcome and so once only.

Also the debrief of who stood at the door: it is offered to her alone; who leads her sees only that it is due.
"""

from datetime import date, datetime, timedelta

from caseload.handover import owners_of
from caseload.models import Reminder
from caseload.reminders import put_on_list
from caseload.safety import alerts
from legal.evictions import Outcome
from legal.models import Eviction
from staff.models import User
from staff.ui.words import long_day
from tenancies.models import RentAccount

UPSETTING = {Outcome.POSSESSION, Outcome.ABANDONED}
# What is to be done, and within how many days.
POSSESSION_GIVEN = (
    ("End of tenancy: ask for it in the housing system from {day}, evicted for arrears", 1),
    ("Keys: hand them to the voids team, and note who has them", 0),
    ("Belongings: send the notice from the eviction’s page, and store what was left", 1),
    ("Void: refer the home to the voids team, with meters, damage and what was left", 1),
    ("Former tenant: note the new address, how to reach them and how they pay", 7),
    ("Final letter: send it from the eviction’s page, once the account is closed off", 7),
    ("Costs: enter those of bailiff, locksmith and storage on the eviction’s page", 14),
)
# After the other outcomes one task: what comes next.
OTHERWISE = {
    Outcome.NOBODY_CAME: "The bailiff did not come: ask the court for another day",
    Outcome.SUSPENDED: "The court suspended it: enter the new terms and watch them",
    Outcome.CANCELLED: "We cancelled it: tell the tenant, and tell the court about the warrant",
    Outcome.ABANDONED: "Abandoned as not safe: report the incident, and plan the next day with the police",
}


def follow(eviction: Eviction, *, account: RentAccount, by: User, on: date, at: datetime) -> list[Reminder]:
    """Make the tasks that this outcome asks for. Call it with the outcome, in its transaction: it is made once."""
    owner = owners_of([account]).get(account.pk, eviction.made_by)
    outcome = Outcome(eviction.outcome)
    tasks = POSSESSION_GIVEN if outcome == Outcome.POSSESSION else ((OTHERWISE[outcome], 1),)
    dated = [(text.format(day=long_day(eviction.on)), on + timedelta(days=days)) for text, days in tasks]
    made = put_on_list(account, dated, owner=owner, by=by, at=at)
    if outcome in UPSETTING:
        for person in dict.fromkeys(filter(None, (by, eviction.attends, eviction.attends_too))):
            alerts.offer_debrief(person, account=None, why="You were at an eviction.", at=at)
    return made


def tasks_of(eviction: Eviction, *, account: RentAccount) -> list[Reminder]:
    """The tasks that its outcome made, with what became of them."""
    if eviction.outcome_at is None:
        return []
    found = Reminder.objects.filter(account=account, made_at=eviction.outcome_at, made_by=eviction.outcome_by)
    return list(found.select_related("for_user", "done_by").order_by("due_on", "pk"))
