"""Legal steps that wait for a yes: notices, trial extensions, decision records. Other areas add theirs to LEGAL."""

from dataclasses import replace
from datetime import date

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from caseload import reminders
from caseload.approvals.item import Decision, Item, Kind, in_words
from caseload.legal import acts
from caseload.models import Reminder
from legal import notice_requests, notices
from legal.accounts import main_account, main_accounts
from legal.models import DecisionRecord, LegalRequest
from legal.notices import CannotGiveNotice
from legal.protocol_steps import CannotRecord
from legal.rules import routes
from recovery.account_facts import of_account
from recovery.gatekeeping import Brings
from recovery.rules.gates import Act, Refused, blocking, gates_for, sentence
from recovery.rules.gates import Level as GateLevel
from staff.models import Role, User
from staff.ui.words import long_day, pounds
from tenancies.models import RentAccount

REFUSED = (
    CannotGiveNotice, CannotRecord, Refused, PermissionDenied, RentAccount.DoesNotExist, reminders.CannotRemind,
)  # fmt: skip
NOTICES = [LegalRequest.Step.NOTICE, LegalRequest.Step.EXTENSION]


# ------------------------------------------------------------------------------------------------------------- notices


def notices_waiting(user: User, on: date) -> list[Item]:
    theirs = RentAccount.objects.openable_by(user).values("tenancy")
    waiting = LegalRequest.objects.filter(step__in=NOTICES, decided_at=None, tenancy__in=theirs)
    waiting = waiting.exclude(notice__made_by=user).select_related("notice__tenancy", "asked_by", "tenancy")
    rows = list(waiting.order_by("asked_at", "pk"))
    accounts = main_accounts(each.tenancy_id for each in rows)
    return [_notice(each, accounts[each.tenancy_id]) for each in rows]


def _notice(asked: LegalRequest, account: RentAccount) -> Item:
    notice = asked.notice
    assert notice is not None  # of these steps
    figures = (("Arrears stated", pounds(notice.arrears_stated)),) if notice.arrears_stated is not None else ()
    day = (("Date in the notice", long_day(notice.specified_on)),) if notice.specified_on else ()
    return Item(
        kind="notice",
        pk=asked.pk,
        title=f"{routes.NAMES[notice.kind].capitalize()}: the yes to serve",
        why=asked.note,
        asked_by=asked.asked_by,
        asked_at=asked.asked_at,
        page=reverse("legal_notice", args=[notice.pk]),
        account=account,
        shows=(*figures, *day),
        papers=(("The notice as it will go", reverse("notice_paper", args=[notice.pk])),),
    )


def _weighed(asked: LegalRequest) -> list[tuple[str, str]]:
    """The equality and proportionality record, as the approver reads it (rulebook EQ-1)."""
    stage = "extension" if asked.step == LegalRequest.Step.EXTENSION else "notice"
    record = DecisionRecord.objects.filter(tenancy=asked.tenancy_id, stage=stage).order_by("-on", "-pk").first()
    return record.weighed if record else []


def closely(item: Item, user: User, on: date) -> Item:
    """With what changed since it was asked, each gate as it stands now, and what this person's yes leaves shut."""
    asked = _request(item)
    account = main_account(asked.tenancy_id)
    facts = of_account(account, as_of=on)
    assert asked.notice is not None
    gates = [gate for gate in gates_for(Act.NOTICE, facts=facts, user_id=user.pk) if gate.level >= GateLevel.GATE]
    manager = user if user.role == Role.INCOME_MANAGER else None
    brings = Brings(reason=asked.note, legal=asked.was.get("legal", ""), manager=manager)
    shut = [sentence(gate) for gate in blocking(gates, given=brings.given(by=user))]
    stops = [
        *map(str, notices.obstacles(asked.tenancy, kind=asked.notice.kind, facts=facts, on=on)),
        *map(str, notices.serving_obstacles(asked.notice, on=on)),
        *shut,
    ]
    stands = tuple(("Stands in the way", sentence(gate)) for gate in gates)
    return replace(
        item,
        shows=(*item.shows, *_weighed(asked), *stands),
        changed=tuple(notice_requests.changed_since(asked, facts=facts)),
        stops=" ".join(dict.fromkeys(stops)),
    )


def approve_notice(item: Item, said: Decision) -> str:
    with in_words(*REFUSED):
        acts.approve_notice(asked=_request(item), said=said.said, by=said.by, on=said.on, at=said.at)
    return "Approved: the notice and its statement are printed as they will go, and may be served."


def send_notice_back(item: Item, said: Decision) -> str:
    with in_words(*REFUSED):
        acts.send_notice_back(asked=_request(item), why=said.said, by=said.by, on=said.on, at=said.at)
    return "The notice is open to changes again, and who asked is told why."


def _request(item: Item) -> LegalRequest:
    found = LegalRequest.objects.select_related("notice__tenancy__home", "tenancy", "asked_by")
    return found.in_bulk([item.pk])[item.pk]


# ---------------------------------------------------------------------------------------------------- decision records


def decisions_waiting(user: User, on: date) -> list[Item]:
    theirs = RentAccount.objects.openable_by(user).values("tenancy")
    waiting = DecisionRecord.objects.filter(full=True, approved_by=None, tenancy__in=theirs).exclude(author=user)
    newest = waiting.order_by("tenancy", "stage", "-on", "-pk").distinct("tenancy", "stage")
    rows = list(newest.select_related("author"))
    accounts = main_accounts(each.tenancy_id for each in rows)
    return [_decision(each, accounts[each.tenancy_id]) for each in rows]


def _decision(record: DecisionRecord, account: RentAccount) -> Item:
    return Item(
        kind="decision",
        pk=record.pk,
        title=f"Decision record: {record.get_stage_display().lower()}",
        why="Another person agrees with what one weighed.",
        asked_by=record.author,
        asked_at=record.at,
        page=reverse("legal_case", args=[account.pk]),
        account=account,
        shows=tuple(record.weighed),
        papers=(("The record on paper", reverse("decision_paper", args=[record.pk])),),
    )


def approve_decision(item: Item, said: Decision) -> str:
    with in_words(*REFUSED):
        record = DecisionRecord.objects.in_bulk([item.pk])[item.pk]
        acts.approve_decision(record=record, by=said.by, on=said.on, at=said.at)
    return "The record is approved."


def leave_decision(item: Item, said: Decision) -> str:
    """A record is never changed: another is written. Its author is told why it does not carry the step."""
    assert item.account is not None
    with in_words(*REFUSED):
        reminders.remind(
            account=item.account, kind=Reminder.Kind.TASK, text=f"Write the decision record anew: {said.said}",
            due_on=said.on, colleague=item.asked_by, by=said.by, on=said.on, at=said.at,
        )  # fmt: skip
    return f"{item.asked_by.name} is asked to write it anew."


LEGAL: dict[str, Kind] = {
    "notice": Kind(
        label="Notice", button="Approve: it may be served", waiting=notices_waiting, approve=approve_notice,
        send_back=send_notice_back, closely=closely,
    ),
    "decision": Kind(
        label="Decision record", button="Approve the record", waiting=decisions_waiting, approve=approve_decision,
        send_back=leave_decision,
    ),
}  # fmt: skip
