"""What must be done before each hearing, put into the officer's diary: two weeks, ten days, three days, the day before.

Runs every night; what was put there once, done or not, is not put there again.
"""

import datetime as dt
from collections.abc import Iterator

from caseload.handover import owners_of
from caseload.legal.court import diary
from caseload.models import Reminder
from legal.accounts import main_accounts
from legal.models import Hearing
from legal.rules.hearings import pack_by
from staff.models import User
from staff.ui.words import long_day
from tenancies import bank_holidays
from tenancies.models import RentAccount
from tenancies.rules.calendar import working_day_by

AHEAD = dt.timedelta(days=28)
VISIT = dt.timedelta(days=14)
THREE, ONE = dt.timedelta(days=3), dt.timedelta(days=1)


def steps_before(hearing: Hearing) -> Iterator[tuple[dt.date, str]]:
    """Each thing to do with its day: the pack ten days before is the protocol's (PAP 2.11), the rest the council's."""
    on, named = hearing.on, long_day(hearing.on)
    holidays = bank_holidays.around(on)
    yield (
        working_day_by(on - VISIT, bank_holidays=holidays),
        f"Visit before the hearing of {named}: what will happen there, what they can offer, what they need.",
    )
    pack = pack_by(hearing_on=on, bank_holidays=holidays).default
    assert pack is not None
    yield (
        pack,
        f"Hearing of {named}: the tenant has the rent statement and the benefit position ten days before; check "
        "notice, service, protocol sheet, bundle and who speaks.",
    )
    yield (
        working_day_by(on - THREE, bank_holidays=holidays),
        f"Hearing of {named}: refresh the figures, and have the proofs of service at hand.",
    )
    yield working_day_by(on - ONE, bank_holidays=holidays), f"Hearing of {named}: print the court set."


def diarise(*, on: dt.date, at: dt.datetime) -> int:
    """Put the steps before every hearing of the next four weeks into its officer's diary. Returns how many are new."""
    hearings = [each for each in diary.of_everybody(on, on + AHEAD) if not each.outcome]
    accounts = main_accounts(each.tenancy_id for each in hearings)
    owners = owners_of(list(accounts.values())) if accounts else {}
    wanted = []
    for hearing in hearings:
        account = accounts[hearing.tenancy_id]
        if owner := owners.get(account.pk):
            wanted += [_reminder(account, owner, day, text, at=at) for day, text in steps_before(hearing) if day >= on]
    there = set(
        Reminder.objects.filter(account__in=[each.account_id for each in wanted]).values_list("account_id", "text")
    )
    new = [each for each in wanted if (each.account_id, each.text) not in there]
    Reminder.objects.bulk_create(new)
    return len(new)


def _reminder(account: RentAccount, owner: User, day: dt.date, text: str, *, at: dt.datetime) -> Reminder:
    return Reminder(
        account=account, kind=Reminder.Kind.OWN, text=text, due_on=day, for_user=owner, made_by=owner, made_at=at
    )
