"""A proposed agreement worked out once more as it was asked, on today's figures, before a leader's yes makes it."""

from datetime import date

from django.http import QueryDict

from caseload.agreements import making, plan
from caseload.agreements.forms import AgreementForm
from caseload.agreements.making import Asked
from caseload.agreements.starting import start
from recovery.agreements import CannotAgree
from recovery.models import ProposedAgreement


def asked_again(proposal: ProposedAgreement, *, on: date) -> Asked:
    """The form as it was filled, against the account as it is now. Raises CannotAgree, plans.CannotPlan."""
    typed = QueryDict(mutable=True)
    for name, values in proposal.typed.items():
        typed.setlist(name, values)
    begun = start(proposal.account, on=on)
    form = AgreementForm(typed, start=begun, on=on, replaces=making.to_vary(proposal.account))
    if not form.is_valid():
        why = " ".join(str(error) for errors in form.errors.values() for error in errors)
        raise CannotAgree(f"It can no longer be made as it was asked: {why}")
    plan.plan(begun, form.covers()[0][0], form.terms(), on=on)
    return form.asked()
