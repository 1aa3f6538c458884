"""A claim that waits for the income manager's yes, and the withdrawal of one. Never more than one at a time."""

from dataclasses import replace
from datetime import date

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from caseload.approvals.item import Decision, Item, Kind, in_words
from caseload.legal.claims import acts
from legal import asking, claims, notices
from legal.accounts import main_account, main_accounts
from legal.claim_file import ClaimFile, costs_on, gather
from legal.models import ClaimPack, LegalRequest, PossessionClaim
from legal.rules.checks import done_of
from legal.rules.issue_routes import Route
from recovery.account_facts import of_account
from recovery.gatekeeping import Brings
from recovery.rules.facts import ZERO
from recovery.rules.gates import Act, Level, Refused, blocking, gates_for, sentence, told
from staff.models import Role, User
from staff.ui.words import long_day, pounds
from tenancies.models import RentAccount

REFUSED = (*acts.CANNOT, Refused, PermissionDenied, RentAccount.DoesNotExist)
Step = LegalRequest.Step


def _asked(user: User, step: str) -> list[LegalRequest]:
    """For income managers alone: what waits on accounts that they may open."""
    if user.role != Role.INCOME_MANAGER:
        return []
    theirs = RentAccount.objects.openable_by(user).values("tenancy")
    found = LegalRequest.objects.filter(step=step, decided_at=None, tenancy__in=theirs).exclude(pack__made_by=user)
    return list(found.select_related("pack", "asked_by", "tenancy").order_by("asked_at", "pk"))


def waiting(user: User, on: date) -> list[Item]:
    found = _asked(user, Step.CLAIM)
    accounts = main_accounts(each.tenancy_id for each in found)
    return [_item(each, accounts[each.tenancy_id]) for each in found]


def _item(asked: LegalRequest, account: RentAccount) -> Item:
    assert asked.pack is not None  # of this step
    return Item(
        kind="claim",
        pk=asked.pk,
        title="Possession claim: the yes to issue",
        why=asked.note,
        asked_by=asked.asked_by,
        asked_at=asked.asked_at,
        page=reverse("legal_claim", args=[account.pk]),
        account=account,
        shows=(("Issued by", Route(asked.pack.route).label),),
        papers=(("The claim pack as it will be filed", reverse("claim_pdf", args=[account.pk])),),
    )


def closely(item: Item, user: User, on: date) -> Item:
    """With the figures, the protocol's proof and the decision record as they stand now, and what holds it back."""
    asked, file = _look(item, on=on)
    facts = file.facts
    gates = [gate for gate in gates_for(Act.CLAIM, facts=facts, user_id=user.pk) if gate.level >= Level.GATE]
    brings = Brings(reason=asked.note, legal=asked.was.get("legal", ""), manager=user)
    shut = [sentence(gate) for gate in blocking(gates, given=brings.given(by=user))]
    stops = list(dict.fromkeys([*map(str, claims.asking_obstacles(file)), *shut]))
    costs = sum((fee.amount for fee in costs_on(on)), ZERO)
    shows = (
        *item.shows,
        ("Arrears claimed", pounds(file.claimed)),
        ("Costs asked for", pounds(costs)),
        ("Notice", _notice(file)),
        ("Protocol", done_of(file.steps)),
        *((step.name, "; ".join(step.evidence)) for step in file.steps if step.done and step.evidence),
        *_weighed(file),
        *(("Stands in the way", told(gate)) for gate in gates),
    )
    return replace(
        item, shows=shows, changed=tuple(asking.changed_since(asked.was, claims.known(file))), stops=" ".join(stops)
    )


def _look(item: Item, *, on: date) -> tuple[LegalRequest, ClaimFile]:
    asked = LegalRequest.objects.select_related("pack__made_by", "tenancy__home").get(pk=item.pk)
    assert asked.pack is not None  # of this step
    pack: ClaimPack = asked.pack
    facts = of_account(main_account(asked.tenancy_id), as_of=on)
    return asked, gather(asked.tenancy, pack=pack, facts=facts, by=pack.made_by, on=on)


def _notice(file: ClaimFile) -> str:
    last = file.facts.notice_last_issue_on
    name = file.notice.get_kind_display() if file.notice else "None"
    return f"{name}; a claim may be issued until {long_day(last)}" if last else name


def _weighed(file: ClaimFile) -> tuple[tuple[str, str], ...]:
    record = notices.record_for(file.tenancy, stage="claim")
    if record is None:
        return ()
    why = record.answers.get("proportionate", "")
    return (("Why it is proportionate", f"{why} ({record.author}, {long_day(record.on)})"),)


def approve(item: Item, said: Decision) -> str:
    asked = LegalRequest.objects.select_related("pack__tenancy").get(pk=item.pk)
    with in_words(*REFUSED):
        acts.approve(asked=asked, said=said.said, by=said.by, on=said.on, at=said.at)
    return "The pack is made. It is issued once the court’s number and day are recorded."


def send_back(item: Item, said: Decision) -> str:
    with in_words(*REFUSED):
        acts.send_back(asked=LegalRequest.objects.get(pk=item.pk), why=said.said, by=said.by, on=said.on, at=said.at)
    return "The claim is open to changes again, with your reason."


# ---------------------------------------------------------------------------------------------------------- withdrawal


def withdrawals(user: User, on: date) -> list[Item]:
    found = _asked(user, Step.WITHDRAW)
    claims_of = PossessionClaim.objects.in_bulk([each.was["claim"] for each in found])
    accounts = main_accounts(each.tenancy_id for each in found)
    return [_withdrawal(each, claims_of[each.was["claim"]], accounts[each.tenancy_id]) for each in found]


def _withdrawal(asked: LegalRequest, claim: PossessionClaim, account: RentAccount) -> Item:
    return Item(
        kind="withdraw_claim",
        pk=asked.pk,
        title="Withdraw a claim",
        why=asked.note,
        asked_by=asked.asked_by,
        asked_at=asked.asked_at,
        page=reverse("claim_record", args=[claim.pk]),
        account=account,
        shows=(
            ("Claim", f"{claim.claim_number}, {claim.court}"),
            ("Issued", f"{long_day(claim.issued_on)} for {pounds(claim.arrears_at_issue)}"),
            ("Hearing", long_day(claim.hearing_on) if claim.hearing_on else "none"),
        ),
    )


def _answer(item: Item, said: Decision, *, agrees: bool) -> None:
    with in_words(*REFUSED):
        acts.answer_withdrawal(
            asked=LegalRequest.objects.get(pk=item.pk),
            agrees=agrees,
            said=said.said,
            by=said.by,
            on=said.on,
            at=said.at,
        )


def withdraw(item: Item, said: Decision) -> str:
    _answer(item, said, agrees=True)
    return "The claim is withdrawn here: tell the court and the tenant."


def go_on(item: Item, said: Decision) -> str:
    _answer(item, said, agrees=False)
    return "The claim goes on, and who asked is told why."


CLAIMS: dict[str, Kind] = {
    "claim": Kind(
        label="Claim", button="Approve: make the pack", waiting=waiting, approve=approve, send_back=send_back,
        closely=closely,
    ),
    "withdraw_claim": Kind(
        label="Withdrawal", button="Approve and withdraw it", waiting=withdrawals, approve=withdraw, send_back=go_on
    ),
}  # fmt: skip
