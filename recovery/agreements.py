"""What becomes of repayment agreements: `make`, `vary`, `end`, `take_back`, `resume`.

A page calls them in caseload's at_work frame; each is one transaction, locks the accounts covered, and notes on each of
them what happened. Whom nobody asks to agree: recovery/agreement_gates.py; what the night does: agreement_nights.py.
How one stands is read in agreement_watch.py; schedules are made by rules/plans.py and judged by rules/instalments.py.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q

from recovery import agreement_gates
from recovery.account_facts import gather_facts, tenants_of_all
from recovery.agreement_watch import in_words, schedule_for
from recovery.models import AgreementAccount, AgreementPerson, Instalment, RepaymentAgreement
from recovery.rules import gates
from recovery.rules.facts import ZERO, AccountFacts
from recovery.rules.newer_rent import newer_arrears
from recovery.rules.plans import Due, Terms
from staff.models import User
from staff.ui.words import listed, long_day, pounds
from tenancies import timeline
from tenancies.models import AccountEvent, Person, RentAccount, TenancyPerson, TenancyRole

Status = RepaymentAgreement.Status
Kind = RepaymentAgreement.Kind
Covered = Sequence[tuple[RentAccount, Decimal]]  # accounts with what is owed on each, in the order they are cleared


class CannotAgree(Exception):
    """The agreement may not be made, varied or ended so. The message is written for the officer; nothing was done."""


@transaction.atomic
def make(
    *,
    terms: Terms,
    covers: Covered,
    people: Sequence[Person],
    explained_how: str,
    facts: AccountFacts,
    by: User,
    on: date,
    at: datetime,
    paid_by: str = RepaymentAgreement.PaidBy.TENANT,
    kind: str = Kind.INFORMAL,
    note: str = "",
    replaces: RepaymentAgreement | None = None,
) -> RepaymentAgreement:
    """Make an agreement over accounts of one tenancy; the first leads, and the rent share is paid on it.

    It is made today, or on the day of the order that it follows. `facts` are the leading account's, gathered in the
    same transaction. The tenants who agree are named. Raises CannotAgree; plans.CannotPlan for terms without a
    schedule; gates.Refused where nobody may be asked to pay.
    """
    ordered = kind == Kind.COURT
    accounts = _locked(covers)
    terms = terms if ordered else replace(terms, made_on=on)
    if not explained_how:
        raise CannotAgree("Say how the consequences of not paying were explained, and by whom they were heard.")
    _may_be_made(accounts, covers, people, terms, facts=facts, ordered=ordered, by=by, on=on)
    dues = schedule_for(accounts[0], terms, on=terms.made_on, ordered=ordered)
    agreement = RepaymentAgreement.objects.create(
        account=accounts[0],
        kind=kind,
        **_as_kept(terms),
        paid_by=paid_by,
        explained_how=explained_how,
        explained_by=by,
        note=note.strip(),
        status=Status.LIVE,
        replaces=replaces,
        made_by=by,
        made_at=at,
    )
    _keep_parts(agreement, covers, people, dues)
    _note(agreement, f"{in_words(agreement)}, up to {long_day(dues[-1].due_on)}.", by=by, on=on, at=at)
    return agreement


def _as_kept(terms: Terms) -> dict[str, Any]:
    """The terms as their row holds them."""
    return {
        "made_on": terms.made_on,
        "first_due_on": terms.first_due_on,
        "frequency": terms.frequency,
        "month_day": terms.month_day,
        "rent_amount": terms.rent_amount,
        "instalment_amount": terms.instalment_amount,
        "lump_sum": terms.lump_sum,
        "lump_sum_on": terms.lump_sum_on,
        "steps": [[step.from_number, str(step.amount)] for step in terms.steps],
        "pause_free_weeks": terms.pause_free_weeks,
        "opening_arrears": terms.total,
    }


def _keep_parts(agreement: RepaymentAgreement, covers: Covered, people: Sequence[Person], dues: Sequence[Due]) -> None:
    AgreementAccount.objects.bulk_create(
        AgreementAccount(agreement=agreement, account=account, position=place, arrears=arrears)
        for place, (account, arrears) in enumerate(covers, 1)
    )
    AgreementPerson.objects.bulk_create(AgreementPerson(agreement=agreement, person=person) for person in people)
    Instalment.objects.bulk_create(
        Instalment(
            agreement=agreement,
            number=due.number,
            due_on=due.due_on,
            rent_amount=due.rent_amount,
            arrears_amount=due.arrears_amount,
        )
        for due in dues
    )


@transaction.atomic
def vary(
    agreement: RepaymentAgreement,
    *,
    terms: Terms,
    covers: Covered,
    people: Sequence[Person],
    explained_how: str,
    why: str,
    facts: AccountFacts,
    by: User,
    on: date,
    at: datetime,
    paid_by: str = RepaymentAgreement.PaidBy.TENANT,
    note: str = "",
) -> RepaymentAgreement:
    """Replace a live agreement of ours by one with other terms; both stay on record. Raises as `end` and `make` do.

    What a court ordered, a court changes: CannotAgree.
    """
    if agreement.kind == Kind.COURT:
        raise CannotAgree("The court ordered these terms: record its new order, and the agreement follows that.")
    old = _end(agreement, status=Status.SUPERSEDED, why=why, by=by, on=on, at=at)
    return make(
        terms=terms,
        covers=covers,
        people=people,
        explained_how=explained_how,
        facts=facts,
        by=by,
        on=on,
        at=at,
        paid_by=paid_by,
        note=note,
        replaces=old,
    )


@transaction.atomic
def end(
    agreement: RepaymentAgreement, *, broken: bool, why: str, by: User, on: date, at: datetime
) -> RepaymentAgreement:
    """End a live agreement of ours with a reason, as broken or called off. Raises CannotAgree."""
    return _end(agreement, status=Status.BROKEN if broken else Status.CANCELLED, why=why, by=by, on=on, at=at)


@transaction.atomic
def take_back(agreement: RepaymentAgreement, *, by: User, at: datetime) -> None:
    """Undo an agreement made by mistake: it never held, and the one that it replaced runs on. Raises CannotAgree."""
    _end(agreement, status=Status.CANCELLED, why=f"{by.name} took it back", by=by, on=agreement.made_on, at=at)
    if agreement.replaces_id is not None:
        _runs_again(RepaymentAgreement.objects.select_for_update().get(pk=agreement.replaces_id))


@transaction.atomic
def resume(agreement: RepaymentAgreement, *, by: User, on: date, at: datetime) -> None:
    """It was ended by mistake: it runs again as it was. Raises CannotAgree where another has taken its place."""
    agreement = RepaymentAgreement.objects.select_for_update().get(pk=agreement.pk)
    if agreement.status not in {Status.BROKEN, Status.CANCELLED}:
        raise CannotAgree(f"This agreement was not ended: {agreement.get_status_display().lower()}.")
    _runs_again(agreement)
    _note(agreement, f"{in_words(agreement)} runs on.", by=by, on=on, at=at, about=f":resumed:{at.isoformat()}")


def _runs_again(agreement: RepaymentAgreement) -> None:
    """Raises CannotAgree where another covers one of its accounts by now."""
    covers = [(each.account, each.arrears) for each in agreement.covers.select_related("account")]
    _none_live(_locked(covers))
    agreement.status, agreement.ended_on, agreement.ended_by, agreement.ended_why = Status.LIVE, None, None, ""
    agreement.save(update_fields=["status", "ended_on", "ended_by", "ended_why"])
    agreement.covers.update(live=True)


def complete(agreement: RepaymentAgreement, *, on: date, at: datetime) -> None:
    """End a live agreement of ours of which all is paid. Raises CannotAgree."""
    _end(agreement, status=Status.COMPLETED, why="All that was agreed is paid", by=None, on=on, at=at)


def _locked(covers: Covered) -> list[RentAccount]:
    """The accounts in their stated order, locked in the order in which everybody locks them."""
    pks = [account.pk for account, _ in covers]
    if not pks:
        raise CannotAgree("Choose at least one account that the agreement covers.")
    if len(set(pks)) < len(pks):
        raise CannotAgree("Each account can be covered once: take the second one out.")
    rows = RentAccount.objects.select_for_update(of=["self"], no_key=True).select_related("tenancy", "position")
    found = {account.pk: account for account in rows.filter(pk__in=pks).order_by("pk")}
    return [found[pk] for pk in pks]


def _may_be_made(
    accounts: Sequence[RentAccount],
    covers: Covered,
    people: Sequence[Person],
    terms: Terms,
    *,
    facts: AccountFacts,
    ordered: bool,
    by: User,
    on: date,
) -> None:
    """Raises CannotAgree; gates.Refused. What a court `ordered` is not for the council to refuse."""
    household = {each.account_id: each for each in gather_facts(as_of=on, tenancy_ids=[accounts[0].tenancy_id])}
    _people_right(accounts[0], people, on=on)
    asked = None if ordered else _of_people(household, accounts, people, on=on)
    _covers_right(accounts, covers, terms, household=asked)
    if facts.is_former and terms.rent_amount:
        raise CannotAgree("No rent falls due on a tenancy that has ended: leave the share of the rent at £0.00.")
    _none_live(accounts)
    split = all(household[account.pk].ledger_split for account in accounts)
    if not ordered and (found := agreement_gates.stops(facts, split=split, by=by)):
        raise gates.Refused(found)


def _of_people(
    household: dict[int, AccountFacts], accounts: Sequence[RentAccount], people: Sequence[Person], *, on: date
) -> dict[int, AccountFacts]:
    """The facts as of those who agree: what is covered of any of them. A joint tenant may agree alone (INS-3, 6.1)."""
    if not any(each.covered_of_somebody for each in household.values()):
        return household
    agreeing, tenants = {person.pk for person in people}, tenants_of_all(accounts, as_of=on)
    of_each = {
        account.pk: [
            household[account.pk].of_tenant(each) for each in tenants[account.pk] if each.person_id in agreeing
        ]
        for account in accounts
    }
    return {pk: max(found, key=lambda facts: facts.covered_debt) for pk, found in of_each.items() if found}


def _covers_right(
    accounts: Sequence[RentAccount], covers: Covered, terms: Terms, *, household: dict[int, AccountFacts] | None
) -> None:
    """`household`: the facts of its accounts, by id; None for a court's terms, which may ask for what they name."""
    if len({account.tenancy_id for account in accounts}) > 1:
        raise CannotAgree("An agreement covers accounts of one tenancy. Make another for the other tenancy.")
    for account, (_, arrears) in zip(accounts, covers, strict=True):
        if arrears <= 0:
            raise CannotAgree(f"Nothing is to be cleared on {account}: take it out, or enter what is owed on it.")
        if household is not None:
            _not_more_than_owed(account, arrears, household[account.pk])
    if (together := sum((arrears for _, arrears in covers), ZERO)) != terms.total:
        raise CannotAgree(
            f"The accounts come to {pounds(together)}, but the agreement is to clear {pounds(terms.total)}."
        )


def _not_more_than_owed(account: RentAccount, arrears: Decimal, facts: AccountFacts) -> None:
    """What a moratorium or insolvency covers is not asked for, agreed or not (rulebook INS-3)."""
    if arrears > facts.gross_arrears:
        raise CannotAgree(f"{pounds(facts.gross_arrears)} is owed on {account}: {pounds(arrears)} is more than that.")
    if arrears > (newer := newer_arrears(facts)):
        raise CannotAgree(
            f"{pounds(facts.covered_arrears)} of what is owed on {account} is covered by a moratorium or insolvency "
            f"and is not asked for. Agree on {pounds(newer)} at most."
        )


def _people_right(account: RentAccount, people: Sequence[Person], *, on: date) -> None:
    """Whoever agrees is a tenant; of a tenancy that has ended, was one to the end."""
    if not people:
        raise CannotAgree("Name the tenants who agreed.")
    day = min(on, account.tenancy.last_day or on)
    running = TenancyPerson.objects.filter(Q(last_day=None) | Q(last_day__gte=day), tenancy=account.tenancy_id)
    tenants = set(running.filter(role=TenancyRole.TENANT, not_sent_since=None).values_list("person_id", flat=True))
    if strangers := [str(person) for person in people if person.pk not in tenants]:
        raise CannotAgree(f"{listed(strangers)} is not a tenant on this account: only tenants can agree.")


def _none_live(accounts: Sequence[RentAccount]) -> None:
    live = AgreementAccount.objects.filter(account__in=accounts, live=True)
    if other := live.select_related("account", "agreement__made_by").order_by("position").first():
        by = f" by {other.agreement.made_by.name}" if other.agreement.made_by else ""
        raise CannotAgree(
            f"{other.account} has a live agreement already, made on {long_day(other.agreement.made_on)}{by}. "
            "Vary that one, or end it first."
        )


@transaction.atomic
def _end(
    agreement: RepaymentAgreement, *, status: str, why: str, by: User | None, on: date, at: datetime
) -> RepaymentAgreement:
    if not why.strip():
        raise CannotAgree("Say why the agreement ends.")
    agreement = RepaymentAgreement.objects.select_for_update().get(pk=agreement.pk)
    if agreement.source_ref:
        raise CannotAgree("This agreement was made in the housing system. End it there; it follows with the next load.")
    if agreement.status != Status.LIVE:
        raise CannotAgree(f"This agreement is no longer live: {agreement.get_status_display().lower()}.")
    agreement.status, agreement.ended_on, agreement.ended_by, agreement.ended_why = status, on, by, why.strip()
    agreement.save(update_fields=["status", "ended_on", "ended_by", "ended_why"])
    agreement.covers.update(live=False)
    said = f"Agreement {Status(status).label.lower()}: {agreement.ended_why}."
    _note(agreement, said, by=by, on=on, at=at, about=":ended")
    return agreement


def _note(
    agreement: RepaymentAgreement, said: str, *, by: User | None, on: date, at: datetime, about: str = ""
) -> None:
    """On the timeline of each account covered, which is then decided again."""
    for cover in agreement.covers.select_related("account").order_by("position"):
        timeline.record(
            account=cover.account,
            what=AccountEvent.What.AGREEMENT,
            on=on,
            by=by,
            at=at,
            summary=said,
            about=f"recovery.repaymentagreement:{agreement.pk}{about}",
        )
