"""Warrants, evictions and money that came before one: the income manager's to decide, never one's own."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from caseload.approvals.item import Decision, Item, Kind, in_words
from caseload.legal.evictions import acts
from legal import asking, evictions, warrants
from legal.accounts import main_account, main_accounts
from legal.enforcing import CannotEnforce, enforcement
from legal.models import DecisionRecord, LegalRequest
from legal.order_statement import statement_of
from legal.rules.enforcement import stops
from recovery.account_facts import of_account
from recovery.gatekeeping import Brings
from recovery.rules.gates import Act, Level, Refused, blocking, gates_for, sentence
from staff.models import Role, User
from staff.ui.words import long_day, pounds
from tenancies.models import RentAccount

REFUSED = (CannotEnforce, Refused, PermissionDenied, RentAccount.DoesNotExist)
Step = LegalRequest.Step
TITLES = {
    Step.WARRANT: "Warrant: the income manager’s yes",
    Step.EVICTION: "Eviction: going ahead",
    Step.PAYMENT: "Money came before an eviction: decide now",
}


def waiting_for(step: Step) -> Callable[[User, date], Sequence[Item]]:
    """What waits of one step; nothing for anybody but an income manager."""

    def waiting(user: User, on: date) -> list[Item]:
        if user.role != Role.INCOME_MANAGER:
            return []
        theirs = RentAccount.objects.openable_by(user).values("tenancy")
        found = LegalRequest.objects.filter(step=step, decided_at=None, tenancy__in=theirs)
        rows = list(found.select_related("warrant__order", "eviction__order", "asked_by").order_by("asked_at", "pk"))
        accounts = main_accounts(each.tenancy_id for each in rows)
        return [_item(each, accounts[each.tenancy_id]) for each in rows]

    return waiting


def _item(asked: LegalRequest, account: RentAccount) -> Item:
    step = Step(asked.step)
    page = reverse("warrant", args=[account.pk])
    papers = (("The data sheet as it will go to the court", reverse("warrant_paper", args=[account.pk])),)
    shows: tuple[tuple[str, str], ...] = ()
    if asked.eviction:
        page = reverse("eviction", args=[asked.eviction.pk])
        papers = (("The pack of the day", reverse("eviction_pack", args=[asked.eviction.pk])),)
        shows = (("Day of the eviction", long_day(asked.eviction.on)),)
    return Item(
        kind=step.value,
        pk=asked.pk,
        title=TITLES[step],
        why=asked.note,
        asked_by=asked.asked_by,
        asked_at=asked.asked_at,
        page=page,
        account=account,
        shows=shows,
        papers=papers,
    )


def closely(item: Item, user: User, on: date) -> Item:
    """With the order's statement, what changed since, the gates as they stand, and what would stop it."""
    asked = _request(item)
    account = main_account(asked.tenancy_id)
    facts = of_account(account, as_of=on)
    of_step = asked.warrant or asked.eviction
    assert of_step is not None
    stated = statement_of(of_step.order, account=account, facts=facts, on=on)
    shows = [*item.shows, ("Owed now", pounds(max(facts.balance, stated.under_order)))]
    if stated.standing:
        shows.append(("Under the order", stated.standing.says))
    found: list[str] = []
    if asked.warrant:
        found = [str(each) for each in warrants.obstacles(asked.warrant, account=account, facts=facts, on=on)]
        shows += [("Vulnerable people", asked.warrant.vulnerable)] if asked.warrant.vulnerable else []
    elif asked.eviction and asked.step == Step.EVICTION:
        order = asked.eviction.order
        found = [str(each) for each in stops(enforcement(order, facts=facts, on=on, since=asked.eviction.warrant))]
        steps = evictions.checklist_of(asked.eviction, account=account, facts=facts, on=on)
        shows += [("Not yet checked", step.name) for step in steps if not step.done]
    if asked.step != Step.PAYMENT:
        gates = [gate for gate in gates_for(Act.WARRANT, facts=facts, user_id=user.pk) if gate.level >= Level.GATE]
        given = Brings(reason=asked.note, manager=user).given(by=user)
        found += [sentence(gate) for gate in blocking(gates, given=given)]
        shows += [("Stands in the way", sentence(gate)) for gate in gates]
    return replace(
        item,
        shows=(*shows, *_weighed(asked)),
        changed=tuple(asking.changed_since(asked.was, asking.known(facts))),
        stops=" ".join(dict.fromkeys(found)),
    )


def _weighed(asked: LegalRequest) -> list[tuple[str, str]]:
    """The equality and proportionality record, as the approver reads it (rulebook EQ-1, EQ-3)."""
    records = DecisionRecord.objects.filter(tenancy=asked.tenancy_id, stage__in=["warrant", "eviction"])
    newest = records.order_by("-on", "-pk").first()
    return newest.weighed if newest else []


def _request(item: Item) -> LegalRequest:
    related = ["warrant__order__claim__tenancy", "warrant__made_by", "eviction__order__claim__tenancy",
               "eviction__warrant", "eviction__attends", "asked_by", "tenancy"]  # fmt: skip
    return LegalRequest.objects.select_related(*related).in_bulk([item.pk])[item.pk]


def approve_warrant(item: Item, said: Decision) -> str:
    with in_words(*REFUSED):
        acts.approve_warrant(asked=_request(item), said=said.said, by=said.by, on=said.on, at=said.at)
    return "Approved: the data sheet is frozen, and the warrant may be asked for at court."


def send_warrant_back(item: Item, said: Decision) -> str:
    with in_words(*REFUSED):
        acts.send_warrant_back(asked=_request(item), why=said.said, by=said.by, on=said.on, at=said.at)
    return "The warrant is open to changes again, and who asked is told why."


def approve_eviction(item: Item, said: Decision) -> str:
    with in_words(*REFUSED):
        acts.approve_eviction(asked=_request(item), said=said.said, by=said.by, on=said.on, at=said.at)
    return "Approved. It is confirmed ready once every check is in date on the morning."


def send_eviction_back(item: Item, said: Decision) -> str:
    with in_words(*REFUSED):
        acts.send_eviction_back(asked=_request(item), why=said.said, by=said.by, on=said.on, at=said.at)
    return "It does not go ahead as it stands, and who asked is told why."


def go_on(item: Item, said: Decision) -> str:
    with in_words(*REFUSED):
        acts.decide_payment(asked=_request(item), go_on=True, said=said.said, by=said.by, on=said.on, at=said.at)
    return "It goes ahead all the same, with your reason on record."


def cancel(item: Item, said: Decision) -> str:
    with in_words(*REFUSED):
        acts.decide_payment(asked=_request(item), go_on=False, said=said.said, by=said.by, on=said.on, at=said.at)
    return "It is stopped: everybody named is alerted, and court and bailiff are told today."


ENFORCING: dict[str, Kind] = {
    "warrant": Kind(
        label="Warrant", button="Approve: it may go to the court", waiting=waiting_for(Step.WARRANT),
        approve=approve_warrant, send_back=send_warrant_back, closely=closely,
    ),
    "eviction": Kind(
        label="Eviction", button="Approve: it may go ahead", waiting=waiting_for(Step.EVICTION),
        approve=approve_eviction, send_back=send_eviction_back, closely=closely,
    ),
    "payment": Kind(
        label="Money before an eviction", button="Go ahead all the same", waiting=waiting_for(Step.PAYMENT),
        approve=go_on, send_back=cancel, wants_words="Why it goes ahead all the same", closely=closely,
    ),
}  # fmt: skip
