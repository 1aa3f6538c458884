"""The next-step card: what is suggested, what would go out, and what stands in its way. Pages only show the answer."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.safestring import SafeString

from recovery import policies
from recovery.actions import CannotSendLetter, draft_letters
from recovery.documents import preview_html
from recovery.rules import gates
from recovery.rules.actions import Action
from recovery.rules.facts import TenantFacts
from recovery.rules.words import Explanation
from staff.models import CASEWORK_ROLES, User
from tenancies import bank_holidays
from tenancies.models import RentAccount
from tenancies.rules.calendar import next_contact_time

ANY_REASON = "given"  # asks what would still refuse once the officer has given a reason


@dataclass(frozen=True, kw_only=True)
class Preview:
    """One letter as it will read."""

    name: str
    way: str  # by post, by e-mail
    html: SafeString


@dataclass(frozen=True, kw_only=True)
class Card:
    explanation: Explanation
    way: str  # letter, call, done (work that is recorded as done) or none
    may_act: bool
    previews: list[Preview]
    refusals: list[str]  # in place of the button: why, until when, what instead
    left_out: list[str]  # tenants whom the letter does not go to, and why
    reason_wanted: str  # the gate that opens only to a reason; blank: none
    calls_refused: dict[int, str]  # tenants who may not be telephoned, with why
    calls_from: dt.datetime | None  # when the council telephones people again; None: now is within its hours

    @property
    def why(self) -> str:
        """The reason, without the step that stands above it as a heading."""
        return self.explanation.why.removeprefix(f"{self.explanation.action.label}. ")

    @property
    def why_not(self) -> str:
        """Why nothing is due, or nothing stronger."""
        said = self.explanation.why_not.removeprefix("No step: ")
        return said[:1].upper() + said[1:]

    @property
    def takes_enter(self) -> bool:
        """Harmful buttons never take Enter, nor does a button that still wants a reason."""
        return self.explanation.action.channel != "legal" and not self.reason_wanted and not self.refusals


def card(
    account: RentAccount, *, explanation: Explanation, tenants: Sequence[TenantFacts], user: User, on: dt.date
) -> Card:
    action, facts = explanation.action, explanation.facts
    way = WAYS.get(action.channel, "done")
    previews: list[Preview] = []
    refusals: list[str] = []
    left_out: list[str] = []
    reason_wanted = ""
    if way == "letter":
        found = gates.account_gates(action=action, facts=facts)
        stops = gates.blocking(found, reason_given=ANY_REASON)
        reason_wanted = " ".join(gates.sentence(gate) for gate in gates.blocking(found) if gate not in stops)
        try:
            drafts = draft_letters(
                account=account,
                action=action,
                facts=facts,
                tenants=tenants,
                by=user,
                on=on,
                reason_given=ANY_REASON if reason_wanted else "",
            )
            previews = [
                Preview(
                    name=tenant.name,
                    way="by e-mail" if tenant.preferred_channel == "email" and tenant.email else "by post",
                    html=preview_html(letter),
                )
                for tenant, letter in drafts
            ]
            left_out = _left_out(action, tenants)
        except (gates.Refused, CannotSendLetter) as refusal:
            refusals = [str(refusal)]
    calls_refused = {
        tenant.person_id: " ".join(gates.sentence(stop) for stop in stops)
        for tenant in tenants
        if (stops := gates.blocking(gates.for_call(facts=facts, tenant=tenant), reason_given=ANY_REASON))
    }
    if way == "call" and tenants and len(calls_refused) == len(tenants):
        refusals = list(calls_refused.values())
    return Card(
        explanation=explanation,
        way=way,
        may_act=user.role in CASEWORK_ROLES,
        previews=previews,
        refusals=refusals,
        left_out=left_out,
        reason_wanted=reason_wanted,
        calls_refused=calls_refused,
        calls_from=calls_from(on=on),
    )


def calls_from(*, on: dt.date) -> dt.datetime | None:
    """When people may be telephoned again, by the policy's contact hours; None while they may be."""
    now = dt.datetime.combine(on, timezone.localtime().time(), tzinfo=timezone.get_current_timezone())
    hours = policies.in_force(on=on).contact
    free = next_contact_time(now, bank_holidays=bank_holidays.around(on), hours=hours)
    return free if free > now else None


WAYS = {"letter": "letter", "call": "call", "none": "none"}


def _left_out(action: Action, tenants: Sequence[TenantFacts]) -> list[str]:
    return [
        " ".join(gates.sentence(stop) for stop in stops)
        for tenant in tenants
        if (stops := gates.blocking(gates.tenant_gates(action=action, tenant=tenant), reason_given=ANY_REASON))
    ]
