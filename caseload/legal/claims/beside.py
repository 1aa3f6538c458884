"""What the pages beside a claim are drawn from: other ways, solicitors, hearings, who may speak."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from caseload.legal.bundles.kinds import OF_HEARING
from caseload.legal.claims import ready
from caseload.legal.door import may_work_for_court
from caseload.legal.workings import OF_HEARING as DAYS
from caseload.legal.workings import date_rows
from legal import hearings
from legal.models import Bundle, Hearing, Instruction, OtherWay, RightOfAudience
from legal.rules import forums
from legal.rules.issue_routes import provisional
from recovery.account_facts import of_account
from staff.models import CASEWORK_ROLES, LEADING_ROLES, Role, User
from tenancies.models import RentAccount


def ways_page(account: RentAccount, *, user: User, on: dt.date) -> dict[str, Any]:
    """The log of other ways, the newest first, and every remedy."""
    log = OtherWay.objects.filter(tenancy=account.tenancy_id).select_related("by")
    return {
        "account": account,
        "log": log.order_by("-offered_on", "-pk"),
        "remedies": ready.remedies_of(account, facts=of_account(account, as_of=on)),
        "may_work": may_work_for_court(user),
    }


def solicitors_page(account: RentAccount, *, user: User, on: dt.date) -> dict[str, Any]:
    """Whom the case was handed to, what was said, and what goes with instructions."""
    found = Instruction.objects.filter(tenancy=account.tenancy_id).select_related("document", "by")
    index = ready.instruction_index(account, on=on)
    return {
        "account": account,
        "instructions": found.prefetch_related("messages__by").order_by("-sent_on", "-pk"),
        "index": index,
        "complete": not any(each.missing for each in index),
        "may_work": may_work_for_court(user),
    }


def hearing_page(hearing: Hearing, account: RentAccount, *, user: User, on: dt.date) -> dict[str, Any]:
    """One hearing with its checklist and the bundles of its kind."""
    kind = OF_HEARING[hearing.kind]
    return {
        "account": account,
        "hearing": hearing,
        "lines": ready.checklist(hearing, on=on),
        "provisional": provisional(claim.route, on=claim.issued_on) if (claim := hearing.claim) else "",
        "rows": date_rows(hearing.worked_out.get("dates", {}), labels=DAYS),
        "forum": forums.forum_of(hearing.kind),
        "days_left": (hearing.on - on).days,
        "bundle_kind": kind,
        "bundle_name": Bundle.Kind(kind).label,
        "bundles": Bundle.objects.filter(tenancy=hearing.tenancy_id, kind=kind).order_by("-pk"),
        "unspoken": bool(hearings.unspoken_for([hearing], on=on)),
        "may_work": may_work_for_court(user),
        "coming": hearing.on >= on and not hearing.outcome and not hearing.cancelled_on,
    }


def speakers_page(user: User, *, on: dt.date) -> dict[str, Any]:
    """Every right to speak, and this person's hearings of the next two weeks without anybody who has one."""
    seen = RentAccount.objects.visible_to(user).order_by().values("tenancy")
    near = Hearing.objects.filter(tenancy__in=seen, cancelled_on=None, outcome="", on__gte=on).select_related("tenancy")
    return {
        "rights": RightOfAudience.objects.select_related("user", "authorised_by").order_by("user__name", "-from_on"),
        "on": on,
        "may_decide": user.role in LEADING_ROLES,
        "unspoken": hearings.unspoken_for(near.order_by("on", "at"), on=on),
    }


def who_may_speak(hearing: Hearing) -> QuerySet[User]:
    """Those with the right to speak on the day of a hearing."""
    return User.objects.filter(pk__in=hearings.rights(on=hearing.on).values("user")).order_by("name")


def colleagues() -> QuerySet[User]:
    """Whom a leader may authorise."""
    return User.objects.filter(is_active=True, role__in=CASEWORK_ROLES | {Role.LEGAL}).order_by("name")
