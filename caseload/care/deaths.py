"""A tenant has died: nothing goes in their name from that second, the estate is written to, kindly."""

from datetime import date, datetime

from caseload import undo
from caseload.care import letters
from caseload.care.frame import CannotCare, at_care, take_back_waiting, task, will_not_go
from caseload.models import Act
from caseload.noting import note
from recovery.account_facts import of_account, tenants_of
from staff.models import User
from staff.ui import words
from tenancies.models import AccountEvent, IssuedDocument, Person, RentAccount
from welfare import needs, solvency
from welfare.models import Estate, Representative
from welfare.solvency import CannotRecord

What = AccountEvent.What
# What is done for an estate, in order; the first three are made into tasks at once.
STEPS = [
    "Find out who deals with the estate: executor, administrator, solicitor. Add them as a representative.",
    "Ask who lives in the home: somebody may have a right to succeed (rulebook DTH-3).",
    "Ask the benefits team when benefit ends, and whether an overpayment will come.",
]


def record_death(
    *,
    account: RentAccount,
    person: Person,
    died_on: date,
    told_on: date,
    told_by: str,
    evidence: str,
    by: User,
    on: date,
    at: datetime,
) -> tuple[Estate, int]:
    """Stop all mail to somebody who has died, in this transaction. Returns the estate and how many were withdrawn."""
    with at_care(account, people=[person], by=by, on=on) as found:
        try:
            estate = solvency.record_death(
                person=person, died_on=died_on, told_on=told_on, told_by=told_by, evidence=evidence,
                by=by, on=on, at=at,
            )  # fmt: skip
        except CannotRecord as refusal:
            raise CannotCare(str(refusal)) from refusal
        withdrawn = take_back_waiting(found.accounts, person=person, why=f"{person} has died", by=by, on=on, at=at)
        for step in STEPS:
            task(found.account, step, due_on=on, by=by, at=at)
        said = f"{person} died on {words.long_day(died_on)}, told by {told_by}. {will_not_go(len(withdrawn))}"
        about = f"welfare.estate:{estate.pk}"
        note(found.account, What.PROTECTION, said, kind="death", about=about, person=person, by=by, on=on, at=at)
    return estate, len(withdrawn)


def write_to_estate(*, account: RentAccount, estate: Estate, by: User, on: date, at: datetime) -> list[IssuedDocument]:
    """Make the letters: to the personal representatives, the Public Trustee's copy, and one to each joint survivor.

    They are kept as issued; the officer prints and posts them today (rulebook DTH-1, DTH-2).
    """
    with at_care(account, people=[estate.person], by=by, on=on) as found:
        facts, tenants = of_account(found.account, as_of=on), tenants_of(found.account, as_of=on)
        name = str(estate.person)
        home = found.account.tenancy.home.address_lines()
        wanted = _to_executors(estate.person, name=name, on=on) or letters.to_estate(
            name=name, home=home, died_on=estate.died_on
        )
        issued = letters.issue(wanted, account=found.account, person=estate.person, by=by, on=on, at=at)
        for tenant in tenants:
            if not tenant.died_on and letters.may_write(tenant, facts=facts):
                person = Person.objects.get(pk=tenant.person_id)
                survivor = letters.to_survivor(tenant, late=name)
                issued += letters.issue([survivor], account=found.account, person=person, by=by, on=on, at=at)
        if any(letter.kind == "estate_public_trustee" for letter in wanted):
            estate.public_trustee_on = on
            estate.save(update_fields=["public_trustee_on"])
        said = f"{words.counted(len(issued), 'letter')} made about the death of {name}, to be printed and posted today."
        about = " ".join(f"tenancies.issueddocument:{each.pk}" for each in issued[:2])
        note(found.account, What.PROTECTION, said, kind="estate_letters", about=about, person=estate.person,
             by=by, on=on, at=at)  # fmt: skip
    return issued


def _to_executors(person: Person, *, name: str, on: date) -> list[letters.CareLetter]:
    """One to each personal representative who is known with an address; none before."""
    acting = [each for each in needs.acting_for([person], on=on) if each.kind == Representative.Kind.EXECUTOR]
    return [letters.to_executor(executor=each.name, address=each.address, name=name) for each in acting if each.address]


def correct(*, account: RentAccount, estate: Estate, why: str, by: User, on: date, at: datetime) -> None:
    """It was recorded by mistake: the record goes, its history and this reason stay. Raises CannotCare."""
    if not why.strip():
        raise CannotCare("Say how the mistake was found.")
    with at_care(account, people=[estate.person], by=by, on=on) as found:
        person = estate.person
        estate.delete()
        said = f"The death of {person} was recorded by mistake: {why.strip()}"
        note(found.account, What.PROTECTION, said, kind="death_corrected", person=person, by=by, on=on, at=at)


def _undo_death(act: Act, *, by: User, on: date, at: datetime) -> str:
    estate = Estate.objects.filter(pk=undo.named(act, "welfare.estate")).first()
    if estate is None:
        raise undo.CannotUndo("It is corrected already.")
    if estate.public_trustee_on:
        raise undo.CannotUndo("Letters about the death are made. Correct the record on the page of needs and holds.")
    estate.delete()
    return "What was withdrawn stays withdrawn."


undo.UNDO["death"] = _undo_death
