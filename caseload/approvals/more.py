"""Two more kinds of approval: an agreement above the safe amount, and the words of a letter, text or e-mail."""

from datetime import date
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from caseload.agreements import making
from caseload.agreements.again import asked_again
from caseload.approvals.item import Decision, Item, Kind, in_words
from caseload.wordings import board
from recovery import wordings
from recovery.agreements import CannotAgree
from recovery.models import ProposedAgreement, TemplateVersion
from recovery.rules.gates import Refused
from recovery.rules.plans import CannotPlan
from staff.models import User
from staff.ui.words import long_day

REFUSED = (CannotAgree, CannotPlan, Refused, PermissionDenied, wordings.CannotChangeWords)


# --------------------------------------------------------------------------------- agreements above the safe amount


def agreements(user: User, on: date) -> list[Item]:
    return [
        Item(
            kind="agreement",
            pk=each.pk,
            title="Agreement above the safe amount",
            why=each.why,
            asked_by=each.asked_by,
            asked_at=each.asked_at,
            page=reverse("agreement", args=[each.account_id]),
            account=each.account,
            shows=(("Terms", each.said), ("Above", each.above)),
        )
        for each in making.waiting_for(user)
    ]


def agree(item: Item, said: Decision) -> str:
    """The terms are worked out once more as they were asked, on today's figures."""
    proposal = _proposal(item)
    with in_words(*REFUSED):
        asked = asked_again(proposal, on=said.on)
        making.answer(proposal=proposal, asked=asked, said=said.said, by=said.by, on=said.on, at=said.at, press=uuid4())
    return "The agreement is made, and its letter is on its way."


def refuse(item: Item, said: Decision) -> str:
    with in_words(*REFUSED):
        making.answer(
            proposal=_proposal(item), asked=None, said=said.said, by=said.by, on=said.on, at=said.at, press=uuid4()
        )
    return "Your no is with who asked."


def _proposal(item: Item) -> ProposedAgreement:
    return ProposedAgreement.objects.select_related("account__tenancy__home").get(pk=item.pk)


# --------------------------------------------------------------------------------------------------- words of templates


def templates(user: User, on: date) -> list[Item]:
    return [_template(each, on) for each in board.waiting(user)]


def _template(each: TemplateVersion, on: date) -> Item:
    return Item(
        kind="template",
        pk=each.pk,
        title=f"Words: {each.template.name}",
        why="Another person approves what one wrote.",
        asked_by=each.made_by,
        asked_at=each.made_at,
        page=reverse("template_version", args=[each.pk]),
        shows=(("Heading", each.heading), ("Words", each.body), ("They go from", long_day(on))),
    )


def approve_words(item: Item, said: Decision) -> str:
    with in_words(*REFUSED):
        wordings.approve(
            version=TemplateVersion.objects.get(pk=item.pk), in_force_from=said.on, by=said.by, on=said.on, at=said.at
        )
    return "The words go from today on."


def send_words_back(item: Item, said: Decision) -> str:
    with in_words(*REFUSED):
        wordings.send_back(version=TemplateVersion.objects.get(pk=item.pk), why=said.said, by=said.by, at=said.at)
    return "The words are back with who wrote them."


MORE: dict[str, Kind] = {
    "agreement": Kind(
        label="Agreement", button="Approve and agree", waiting=agreements, approve=agree, send_back=refuse
    ),
    "template": Kind(
        label="Words", button="Approve: they go from today", waiting=templates, approve=approve_words,
        send_back=send_words_back,
    ),
}  # fmt: skip
