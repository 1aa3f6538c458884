"""Every page and act, asked for by every role in the patch and by an officer of another: allowed, refused or not there.

One letter a role, in the order of WHO: o allowed, r refused with a reason, h hidden as if it did not exist. What is
asked is harmless: a form without its fields is allowed when it comes back with what is missing. The acts that bear on
a tenant most are pressed once more with all that they want, and then whoever is refused has written nothing.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from zeal import zeal_ignore

from caseload import load_jobs, snapshots, undo
from caseload.explain import explain
from caseload.models import (
    Act,
    Bulletin,
    CardPayment,
    Draft,
    ExtractLoad,
    Note,
    Parked,
    Rate,
    Reminder,
    ReviewNote,
    SavedView,
    Simulation,
    Step,
    Suggestion,
    WorkSession,
    WorkType,
)
from recovery.models import (
    BatchPaper,
    Campaign,
    Employer,
    Engagement,
    Leaflet,
    OutboxMessage,
    PayDayPlan,
    PolicyDraft,
    ProposedAgreement,
    Template,
    TemplateVersion,
    WageDeduction,
)
from recovery.rules.policy import DEFAULT_POLICY
from staff.models import Cover, Job, Role, User
from tenancies import received, storage
from tenancies.models import (
    AccountEvent,
    AccountRestriction,
    Handover,
    IssuedDocument,
    PatchMove,
    PendingPosting,
    Person,
    RentAccount,
)
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.factories.people import Household, OfficerFactory, household
from tests.factories.tenancies import PatchFactory
from tests.recovery.print_room import let_go, letter
from welfare.models import (
    ContactPlan,
    CouncilContact,
    CrisisPlan,
    Hold,
    IncomeAndExpenditure,
    Marker,
    Referral,
    SafetyConcern,
    StaffAlert,
    SupportPlan,
    SupportStep,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NO_ROLE, STRANGER = "no role", "an officer of another patch"
NEIGHBOUR = Role.NEIGHBOURHOOD_OFFICER  # of the same patch: as if without a role, but for NEIGHBOUR_MAY
WHO = [
    Role.INCOME_OFFICER,
    Role.INCOME_ADVISOR,
    Role.TEAM_LEADER,
    Role.INCOME_MANAGER,
    Role.LEGAL,
    Role.FINANCE,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
    NO_ROLE,
    STRANGER,
]

READ = "ooooooohhh"  # one account, to read
WORK = "oooorrrhhh"  # one account, to act on
EVERYBODY = "oooooooooo"
CASES = "ooooooorro"  # pages of case records, each with one's own
TEAM_WORK = "oooorrrrro"  # work of the income team
LEADERS = "rroorrrrrr"
POLICY_READERS = "rroorroorr"
LOADERS = "rrrrrororr"
POSTING = "rroororhhh"
RESTRICTED = "hhhohhhhhh"  # who reported it, who leads it (neither is among these) and the income managers
OWN = "hhhhhhhhhh"  # somebody else's record: nobody's but theirs


@dataclass
class Case:
    """A household with one of everything that an address may name, made by somebody else."""

    account: RentAccount
    made: dict[str, int]


# What a neighbourhood officer may beside what everybody without a role may.
NEIGHBOUR_MAY: dict[str, tuple[str, str]] = {
    "estate": ("o", ""),
    "estate_home": ("o", ""),
    "ask_estate": ("o", "o"),
    "open_cases": ("o", "o"),
    "close_case": ("", "o"),
    "safety": ("o", ""),
    "report_concern": ("o", "o"),
    "support_plan": ("o", ""),
    "call_colleague": ("", "o"),
}

# For each address: what is expected where it is read, and where it is pressed; blank: it has no such door.
PAGES: dict[str, tuple[str, str]] = {
    # The account, its papers and pictures
    "account": (READ, ""),
    "ledger": (READ, ""),
    "glance": (READ, ""),
    "glance_pdf": (READ, ""),
    "story_pdf": (READ, ""),
    "story_csv": (READ, ""),
    "statement": (READ, ""),
    "what_may_be_done": (READ, ""),
    "document": (READ, ""),
    # What is done on it
    "send_letter": ("", WORK),
    "not_this": ("", WORK),
    "hold": ("", WORK),
    "lift_hold": ("", WORK),
    "take_back": ("", WORK),
    "call": ("", WORK),
    "done": ("", WORK),
    "record_cause": ("", WORK),
    "skip": ("", WORK),
    "park": ("", WORK),
    "note": ("", WORK),
    "sensitive_note": (READ, READ),
    "draft": ("", WORK),
    "throw_away_draft": ("", WORK),
    "presence": ("", READ),
    "take": ("", WORK),
    "add_reminder": ("", WORK),
    "finish_reminder": ("", WORK),
    "withdraw_reminder": ("", WORK),
    "not_sure": ("", WORK),
    "looks_wrong": ("", WORK),
    "hand_over": ("", WORK),
    "give_back": ("", WORK),
    "log_offer": ("", WORK),
    "log_advice": ("", WORK),
    "message": (WORK, WORK),
    "call_in": (WORK, ""),
    "call_in_check": ("", WORK),
    "call_in_record": ("", WORK),
    "restrict": ("", "rroorrrhhh"),
    "lift_restriction": ("", "rroorrrhhh"),
    "open_outside": (CASES, CASES),
    "ask_posting": (POSTING, POSTING),
    "withdraw_posting": ("", POSTING),
    "worried_account": (READ, READ),
    "lift_worried": ("", READ),
    # Safety
    "crisis_plan": ("", WORK),
    "crisis_sign_off": ("", WORK),
    "alerts": (EVERYBODY, ""),
    "alert_seen": ("", EVERYBODY),  # only one's own is marked; see test_duties_safety.py
    "call_colleague": ("", CASES),
    "debrief_done": ("", EVERYBODY),
    "safety": (READ, ""),
    "report_concern": (READ, READ),
    "concerns": (EVERYBODY, ""),
    "concern": (RESTRICTED, RESTRICTED),
    "acknowledge_concern": ("", RESTRICTED),
    "close_concern": ("", RESTRICTED),
    "concern_paper": ("", RESTRICTED),
    "contact_plan": (WORK, WORK),
    "approve_contact_plan": ("", WORK),
    "end_contact_plan": ("", WORK),
    "compassion": (WORK, WORK),
    "end_compassion": ("", WORK),
    "support_plan": (READ, ""),
    "begin_support": ("", WORK),
    "add_support_step": ("", WORK),
    "support_step_done": ("", WORK),
    "end_support": ("", WORK),
    "refer": (WORK, WORK),
    "refuse_referral": ("", WORK),
    "answer_referral": ("", WORK),
    "partner_directory": (CASES, ""),
    "council_contacts": (EVERYBODY, "rrrorrrorr"),
    "take_off_contact": ("", "rrrorrrorr"),
    # Agreements
    "agreement": (READ, WORK),
    "end_agreement": ("", WORK),
    "agree_as_ordered": ("", WORK),
    "answer_agreement": ("", "rroorrrhhh"),
    "budget": (READ, WORK),
    "sign_budget": ("", WORK),
    "budget_pdf": (READ, ""),
    "wages": (READ, WORK),
    "stop_wages": ("", WORK),
    "ways_to_pay": (READ, WORK),
    "opt_out_pay_day": ("", WORK),
    "employers": ("oooororrro", "oooororrro"),
    "load_remittance": ("", "oooororrro"),
    "guidelines": ("rroorrrorr", "rroorrrorr"),
    "agreements_kept": ("ooooroorro", ""),
    # Needs and holds
    "care": (READ, ""),
    "care_add": (WORK, WORK),
    "care_change": (WORK, WORK),
    "care_print": (WORK, WORK),
    "care_due": (CASES, ""),
    "disputes": (CASES, ""),
    "notice_in": (TEAM_WORK, TEAM_WORK),
    # The day
    "today": (EVERYBODY, ""),
    "put_off": ("", TEAM_WORK),
    "session_start": ("", TEAM_WORK),
    "session_back": (EVERYBODY, ""),
    "session_end": ("", EVERYBODY),
    "session_card": (OWN, ""),
    "take_up": ("", OWN),
    "day_sheet": (CASES, ""),
    "working_week": (TEAM_WORK, TEAM_WORK),
    "undo": (EVERYBODY, ""),
    "undo_act": ("", OWN),
    "wait_longer": ("", OWN),
    "reminders": (TEAM_WORK, ""),
    "see_answer": ("", EVERYBODY),
    "questions": (LEADERS, ""),
    "worried": (CASES, CASES),
    "open_worried": ("", CASES),
    # Lists
    "find": (CASES, CASES),
    "find_while_typing": ("", CASES),
    "found_before": ("hhhhhhhrrh", ""),
    "accounts": (CASES, ""),
    "accounts_csv": (CASES, ""),
    "accounts_xlsx": (CASES, ""),
    "save_view": ("", CASES),
    "rename_view": ("", OWN),
    "delete_view": ("", OWN),
    "bulk": ("", TEAM_WORK),
    "bulk_job": (OWN, ""),
    "bulk_progress": (OWN, ""),
    "bulk_press": ("", OWN),
    "bulk_cancel": ("", OWN),
    "coverage": (CASES, ""),
    "coverage_tiles": (CASES, ""),
    "coverage_sweep": ("", TEAM_WORK),
    "looked_at": ("", WORK),
    "coverage_unowned": (CASES, ""),
    "coverage_certificate": (CASES, ""),
    "coverage_bucket": (CASES, ""),
    "messages_to_check": (CASES, ""),
    "see_to_message": ("", "oooorrrrrh"),
    # Letters
    "letters": (CASES, ""),
    "letter_batch": (CASES, ""),
    "letter_progress": ("ooooooorrh", ""),
    "letter_proof": ("ooooooorrh", ""),
    "letters_proofed": ("", TEAM_WORK),
    "release_letters": ("", TEAM_WORK),
    "stop_release": ("", "oooorrrrrh"),
    "retry_letters": ("", "oooorrrrrh"),
    "take_out_letter": ("", "oooorrrrrh"),
    "read_letter": ("", "oooorrrrrh"),
    "print_paper": ("", "oooorrrrrh"),
    "copy_paper": ("", "oooorrrrrh"),
    "letter_stage": ("", LEADERS),
    "returned_post": (TEAM_WORK, TEAM_WORK),
    "templates": (CASES, TEAM_WORK),
    "template": (CASES, TEAM_WORK),
    "template_version": (CASES, CASES),
    "decide_template": ("", LEADERS),
    "leaflets": (CASES, ""),
    "new_leaflet": (TEAM_WORK, TEAM_WORK),
    "leaflet": (TEAM_WORK, TEAM_WORK),
    "record_reply": (WORK, WORK),
    "received_paper": (READ, ""),
    # The team
    "team": ("rrooroorrr", ""),
    "team_mine": ("oorrrrrrro", ""),
    "team_accounts": ("ooooroorro", ""),
    "team_chart": ("ooooroorro", ""),
    "cover": (TEAM_WORK, TEAM_WORK),
    "end_cover": ("", "rrrorrrrrr"),
    "suggestions": (LEADERS, ""),
    "answer_suggestion": ("", LEADERS),
    "see_reply": ("", EVERYBODY),
    "weeks": ("oooorrorro", ""),
    "week": ("hhoohhohhh", "hhoohhohhh"),
    "week_pdf": ("hhoohhohhh", ""),
    "week_csv": ("hhoohhohhh", ""),
    "approvals": (LEADERS, ""),
    "approval": (LEADERS, ""),
    "decide": ("", LEADERS),
    # Campaigns and engagement
    "campaigns": (CASES, ""),
    "campaign_new": (TEAM_WORK, TEAM_WORK),
    "affected_load": (TEAM_WORK, TEAM_WORK),
    "campaign": (CASES, ""),
    "campaign_change": (TEAM_WORK, TEAM_WORK),
    "campaign_act": ("", TEAM_WORK),
    "campaign_progress": (CASES, ""),
    "campaign_file": (CASES, ""),
    "affected": (CASES, TEAM_WORK),
    "engagement": (CASES, ""),
    "engagement_new": (TEAM_WORK, TEAM_WORK),
    "engagement_one": (CASES, ""),
    "engagement_sheet": (CASES, ""),
    "engagement_add": ("", TEAM_WORK),
    "engagement_change": ("", TEAM_WORK),
    "engagement_file": (CASES, ""),
    "interest_file": (CASES, ""),
    "what_worked": (CASES, ""),
    # How it works
    "on_time": ("ooooroorro", ""),
    "on_time_list": ("ooooroorro", ""),
    "followed": ("ooooroorro", ""),
    "contact_counts": ("ooooroorro", ""),
    "who_read": ("rrooroorrr", ""),
    "to_read": (EVERYBODY, ""),
    "confirm_read": ("", TEAM_WORK),
    "continuity": ("rroorrrorr", "rroorrrorr"),
    "bulletins": (EVERYBODY, ""),
    "bulletin": (EVERYBODY, ""),
    "write_bulletin": (LEADERS, LEADERS),
    "read_bulletin": ("", EVERYBODY),
    "withdraw_bulletin": ("", LEADERS),
    "reviews": (TEAM_WORK, ""),
    "review_step": (LEADERS, LEADERS),
    "review_account": ("rroorrrhhh", "rroorrrhhh"),
    "answer_review": ("", OWN),
    "see_review": ("", EVERYBODY),
    "contact_note": (WORK, WORK),
    "card_payment": (WORK, WORK),
    "card_payment_made": (WORK, ""),
    "card_payment_result": ("", EVERYBODY),  # what lets it in is its signature; see test_duties_team.py
    "reminders_csv": (TEAM_WORK, ""),
    "reminders_from_file": (TEAM_WORK, TEAM_WORK),
    # The home's side, and patches
    "estate": ("r" * 10, ""),
    "estate_home": (OWN, ""),
    "answer_task": ("", OWN),
    "withdraw_task": ("", OWN),
    "read_task": ("", OWN),
    "ask_estate": (WORK, WORK),
    "open_cases": (WORK, WORK),
    "close_case": ("", WORK),
    "complex_case": (WORK, WORK),
    "end_complex_case": ("", WORK),
    "meter": ("hhhhrhrhhh", "hhhhrhrhhh"),  # nothing is metered on a rent account; see test_duties_estate.py
    "patches": ("rroooooorr", ""),
    "patch": ("rroooooorr", "rroooooorr"),
    "pair_patch": ("", "rroorrrorr"),
    "call_off_move": ("", "rroorrrorr"),
    "debt_types": (EVERYBODY, ""),
    # Everybody's
    "components": (EVERYBODY, ""),
    "help": (EVERYBODY, ""),
    "guidance": (EVERYBODY, ""),
    "guidance_card": (EVERYBODY, ""),
    "rules": (EVERYBODY, ""),
    "rule": (EVERYBODY, ""),
    "suggest": (EVERYBODY, EVERYBODY),
    "my_suggestions": (EVERYBODY, ""),
    "jobs": (EVERYBODY, ""),
    "job_progress": (EVERYBODY, ""),
    "retry_job": ("", OWN),
    "signed_in_as": (EVERYBODY, ""),
    "signed_in": (EVERYBODY, ""),
    # The policy
    "policy": (POLICY_READERS, ""),
    "policy_version": (POLICY_READERS, ""),
    "policy_book": (POLICY_READERS, ""),
    "policy_clone": ("", LEADERS),
    "policy_draft": (POLICY_READERS, ""),
    "policy_change": ("", LEADERS),
    "policy_copy": ("", LEADERS),
    "policy_act": ("", LEADERS),
    "policy_publish": ("", LEADERS),
    "policy_new_rule": (POLICY_READERS, LEADERS),
    "policy_rule": (POLICY_READERS, LEADERS),
    "policy_settings": (POLICY_READERS, LEADERS),
    "policy_ladder": (POLICY_READERS, LEADERS),
    "policy_simulate": ("", LEADERS),
    "policy_trial": (POLICY_READERS, ""),
    "policy_trial_progress": (POLICY_READERS, ""),
    "policy_trial_stop": ("", LEADERS),
    "policy_trial_file": (POLICY_READERS, ""),
    "policy_trial_month": (POLICY_READERS, ""),
    "policy_health": (POLICY_READERS, ""),
    "policy_health_file": (POLICY_READERS, ""),
    "policy_health_accounts": (POLICY_READERS, ""),
    "policy_law": (POLICY_READERS, ""),
    "targets": (POLICY_READERS, LEADERS),
    "rates": ("rroorooorr", "rroorororr"),
    "take_out_rate": ("", "rroorororr"),
    "work_types": (POLICY_READERS, "rroorrrorr"),
    "work_types_file": (POLICY_READERS, ""),
    "change_work_type": ("", "rroorrrorr"),
    "web_text": ("oooorrroro", ""),
    "web_text_file": ("oooorrroro", ""),
    # Extracts
    "loads": (LOADERS, ""),
    "load_upload": ("", LOADERS),
    "load_preview": (LOADERS, ""),
    "load_progress": (LOADERS, ""),
    "load_start": ("", LOADERS),
    "load_cancel": ("", LOADERS),
    "load_detail": (LOADERS, ""),
    "load_report": (LOADERS, ""),
}


@pytest.fixture(autouse=True)
def _monday(settings: Any) -> None:
    settings.TRAINING_DAY = MONDAY
    cache.clear()


def words_of(someone: User) -> dict[str, int]:
    """A template with a submitted version, and a leaflet, all of somebody else."""
    template = Template.objects.create(action="letter_2", channel="letter", name="L", owner=someone)
    version = TemplateVersion.objects.create(
        template=template, number=1, body="B", state="submitted", made_by=someone, made_at=NOW
    )
    leaflet = Leaflet.objects.create(title="L", text="T", owner=someone, review_on=MONDAY)
    return {
        "template": template.pk,
        "template_version": version.pk,
        "decide_template": version.pk,
        "leaflet": leaflet.pk,
    }


@pytest.fixture
def case() -> Case:
    home = owing()
    account, officer, person = home.account, home.officer, home.tenants[0]
    job = {"made_by": officer, "state": "done", "result": {"refusals": []}, "input": {"folder": "x", "called": "x"}}
    message = OutboxMessage.objects.create(
        account=account, person=person, channel="sms", action="reminder", text="Please ring us", queued_at=NOW,
        queued_by=officer, send_after=NOW, press="0" * 32, state="unknown", ended_at=NOW,
    )  # fmt: skip
    reminder = Reminder.objects.create(
        account=account, kind="own", text="Ring", due_on=MONDAY, made_by=officer, made_at=NOW, for_user=officer
    )
    document = IssuedDocument.objects.create(
        account=account, title="L", template="letter_1", template_version=1, sha256=storage.keep(b"%PDF-"), size=5,
        issued_at=NOW,
    )  # fmt: skip
    someone = OfficerFactory()
    first, second = (household(tenancy__home=account.tenancy.home) for _ in range(2))
    released = let_go(letter(Household(first.account, first.tenants, officer)))
    waiting = letter(Household(second.account, second.tenants, officer))
    snapshots.take(on=MONDAY)
    step = Step.objects.create(
        account=account, action="letter_1", rule="letter_1", outcome="done", on=MONDAY, by=officer
    )
    draft = PolicyDraft.objects.create(
        name="D", based_on=0, text=DEFAULT_POLICY.read_text("utf-8"), made_by=someone, made_at=NOW, changed_at=NOW
    )
    return Case(
        account,
        {
            "number": 0,
            "policy_draft": draft.pk,
            "policy_trial": Simulation.objects.create(
                draft=draft,
                as_of=MONDAY,
                against=0,
                text_hash="",
                job=Job.objects.create(kind="policy_month", state="done", made_by=someone),
                at=NOW,
                by=someone,
            ).pk,
            "take_out_rate": Rate.objects.create(
                name="R", amount=1, from_on=date(2027, 4, 5), source="S", by=someone
            ).pk,
            "change_work_type": WorkType.objects.create(name="W", minutes=5, by=someone).pk,
            "review_step": step.pk,
            "answer_review": ReviewNote.objects.create(
                account=account, step=step, text="Well done", by=someone, to=officer, at=NOW
            ).pk,
            "bulletin": Bulletin.objects.create(title="T", text="T", source="S", from_on=MONDAY, by=someone, at=NOW).pk,
            "payment_pk": CardPayment.objects.create(
                account=account, reference="QD1", amount=10, by=officer, at=NOW
            ).pk,
            **safety_of(account, officer, someone),
            **outreach_of(officer),
            **agreed_of(account, officer, person),
            **words_of(someone),
            "hold_pk": Hold.objects.create(
                account=account, reason="benefit", from_on=MONDAY, last_day=MONDAY, set_by=officer
            ).pk,
            "message_pk": message.pk,
            "letter_pk": waiting.pk,
            "letter_batch": waiting.batch_id,
            "letter_progress": released.pk,
            "print_paper": BatchPaper.objects.create(
                batch=released,
                kind="letters",
                sha256=document.sha256,
                size=5,
                letters=1,
                pages=1,
                sheets=1,
                made_at=NOW,
                made_by=officer,
            ).pk,
            "received_paper": received.keep(
                received.Paper(b"%PDF-", "application/pdf"),
                account=account,
                kind="evidence",
                name="P",
                received_on=MONDAY,
                by=officer,
                at=NOW,
            ).pk,
            "note_pk": Note.objects.create(
                account=account, text="Quiet", sensitive=True, on=MONDAY, at=NOW, by=officer
            ).pk,
            "reminder_pk": reminder.pk,
            "posting_pk": PendingPosting.objects.create(
                account=account, kind="refund", amount=10, narrative="R", asked_on=MONDAY, asked_by=officer
            ).pk,
            "document": document.pk,
            "see_to_message": message.pk,
            "task_pk": Reminder.objects.create(
                account=account,
                kind="task",
                text="Look in",
                due_on=MONDAY,
                made_by=officer,
                made_at=NOW,
                for_user=someone,
            ).pk,
            "marker_pk": Marker.objects.create(
                kind="asb", detail="case", tenancy=account.tenancy, from_on=MONDAY, owner=officer
            ).pk,
            "record_pk": Marker.objects.create(
                kind="capacity", detail="appointee", person=person, from_on=MONDAY, owner=officer
            ).pk,
            "patch": account.tenancy.home.patch_id,
            "move_pk": PatchMove.objects.create(
                home=account.tenancy.home,
                from_patch=account.tenancy.home.patch,
                to_patch=PatchFactory(code="P77"),
                from_on=date(2026, 12, 7),
                reason="Nearer",
                by=officer,
                at=NOW,
            ).pk,
            "see_answer": reminder.pk,
            "undo_act": undo.remember(
                user=someone, account=account, kind="note", summary="A note", about="caseload.note:1", at=NOW
            ).pk,
            "session_card": WorkSession.objects.create(user=someone, on=MONDAY, started_at=NOW).pk,
            "take_up": Parked.objects.create(user=someone, account=account, parked_at=NOW).pk,
            "found_before": 1,
            "rename_view": SavedView.objects.create(name="Mine", owner=someone, made_at=NOW).pk,
            "delete_view": SavedView.objects.create(name="Also", owner=someone, made_at=NOW).pk,
            "bulk_job": Job.objects.create(kind="bulk_try", **job).pk,
            "end_cover": Cover.objects.create(
                absent=officer,
                covering=someone,
                starts_on=MONDAY,
                ends_on=date(2026, 11, 30),
                made_by=officer,
                made_at=NOW,
            ).pk,
            "answer_suggestion": Suggestion.objects.create(kind="change", by=someone, at=NOW, text="More").pk,
            "see_reply": Suggestion.objects.create(kind="change", by=someone, at=NOW, text="Less").pk,
            "retry_job": Job.objects.create(kind="bulk", **job).pk,
            "load_preview": Job.objects.create(kind=load_jobs.TRIAL, **job).pk,
            "load_detail": ExtractLoad.objects.create(state="loaded", as_at=MONDAY, started_at=NOW, ended_at=NOW).pk,
        },
    )


def agreed_of(account: RentAccount, officer: User, person: Person) -> dict[str, int]:
    """One of each record of agreements, income and wages, made by the officer of the case."""
    employer = Employer.objects.create(name="Ottersby Bakery", address="1 Mill Lane")
    return {
        "budget_pk": IncomeAndExpenditure.objects.create(account=account, on=MONDAY, by=officer, at=NOW).pk,
        "deduction_pk": WageDeduction.objects.create(
            account=account, person=person, employer=employer, payroll_ref="W1", amount=20, frequency="weekly",
            authority_signed_on=MONDAY, first_on=MONDAY, made_by=officer, made_at=NOW,
        ).pk,
        "proposal_pk": ProposedAgreement.objects.create(
            account=account, typed={}, said="S", why="W", above="A", asked_by=officer, asked_at=NOW
        ).pk,
        "payday_pk": PayDayPlan.objects.create(
            account=account, person=person, month_day=14, amount=450, explained_on=MONDAY, explained_by=officer,
            made_at=NOW,
        ).pk,
    }  # fmt: skip


def outreach_of(officer: User) -> dict[str, int]:
    """A list of who is affected, an event, and whose week it is."""
    campaign = Campaign.objects.create(
        name="C", purpose="P", channel="sms", text="T", from_file=True, made_by=officer, made_at=NOW
    )
    event = Engagement.objects.create(kind="event", name="E", on=MONDAY, owner=officer, made_at=NOW)
    return {"campaign": campaign.pk, "engagement_one": event.pk, "week": officer.pk}


def safety_of(account: RentAccount, officer: User, someone: User) -> dict[str, int]:
    """One of each record of safety, made by the officer of the case and led by somebody else."""
    plan = SupportPlan.objects.create(account=account, goal="Cope", review_on=MONDAY, owner=officer, made_at=NOW)
    before = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    days = {"from_on": MONDAY, "last_day": date(2026, 12, 7), "review_on": date(2026, 11, 30)}
    return {
        "concern": SafetyConcern.objects.create(
            kind="fraud",
            account=account,
            happened_at=before,
            said="Let on",
            route="R",
            by=officer,
            at=before,
            lead=someone,
        ).pk,
        "alert_seen": StaffAlert.objects.create(
            kind="crisis", for_user=someone, text="Now", raised_by=officer, raised_at=before
        ).pk,
        "plan_pk": ContactPlan.objects.create(
            person=account.tenancy.people.get().person, kind="distressed", limits="Short calls", by=officer, **days
        ).pk,
        "step_pk": SupportStep.objects.create(plan=plan, what="Mend the lock", who="Estate").pk,
        "referral_pk": Referral.objects.create(
            account=account, partner="Advice", why="Debts", consent="given", by=officer, at=NOW
        ).pk,
        "take_off_contact": CouncilContact.objects.create(
            purpose="crisis", name="Night team", reach="01632 960111", made_by=officer, made_at=NOW
        ).pk,
    }


QUERY = {
    "policy_ladder": {"ladder": "Homes"},
    "put_off": {"group": "letter"},
    "team_accounts": {"figure": "gross"},
    "on_time_list": {"state": "late"},
}
SAME = {
    "acknowledge_concern": "concern",
    "close_concern": "concern",
    "concern_paper": "concern",
    **dict.fromkeys(
        ["campaign_change", "campaign_act", "campaign_progress", "campaign_file", "affected", "approval", "decide"],
        "campaign",
    ),
    **dict.fromkeys(["engagement_sheet", "engagement_add", "engagement_change", "engagement_file"], "engagement_one"),
    "week_pdf": "week",
    "week_csv": "week",
    **dict.fromkeys(
        [
            "policy_change",
            "policy_copy",
            "policy_act",
            "policy_publish",
            "policy_new_rule",
            "policy_rule",
            "policy_settings",
            "policy_ladder",
            "policy_simulate",
        ],
        "policy_draft",
    ),
    **dict.fromkeys(
        ["policy_trial_progress", "policy_trial_stop", "policy_trial_file", "policy_trial_month"], "policy_trial"
    ),
    "stop_release": "letter_progress",
    "retry_letters": "letter_progress",
    "copy_paper": "print_paper",
    "letter_proof": "letter_batch",
    "letters_proofed": "letter_batch",
    "release_letters": "letter_batch",
    "take_out_letter": "letter_batch",
    "read_letter": "letter_batch",
    "wait_longer": "undo_act",
    "see_review": "answer_review",
    "read_bulletin": "bulletin",
    "withdraw_bulletin": "bulletin",
    "bulk_progress": "bulk_job",
    "bulk_press": "bulk_job",
    "bulk_cancel": "bulk_job",
    "load_progress": "load_preview",
    "load_start": "load_preview",
    "load_cancel": "load_preview",
    "load_report": "load_detail",
    "pair_patch": "patch",
    "call_off_move": "patch",
}
WORDS = {
    "report_concern": "incident",
    "draft": "note",
    "throw_away_draft": "note",
    "coverage_bucket": "recommended",
    "team_chart": "collection",
    **dict.fromkeys(["week", "week_pdf", "week_csv"], "2026-11-23"),
    **dict.fromkeys(["approval", "decide"], "campaign"),
    "engagement_new": "event",
    "letter_stage": "letter_1",
    "care_add": "risk",
    "care_change": "review",
}
CODES = {
    "guidance_card": "letter_1",
    "rule": "letter_1",
    "policy_rule": "letter_1",
    "policy_health_accounts": "accepted",
}


def address(name: str, case: Case) -> str:
    path = PATHS[name]
    for kind, key in re.findall(r"<(int|slug):(\w+)>", path):
        if kind == "slug":
            value: int | str = WORDS.get(name) or CODES[name]
        elif key == "pk" and path.startswith(("accounts/<int:pk>", "estate/<int:pk>")) and "bulk" not in path:
            value = case.account.pk
        else:
            value = case.made[key] if key in case.made else case.made[SAME.get(name, name)]
        path = path.replace(f"<{kind}:{key}>", str(value))
    return f"/{path}"


def paths(patterns: list[Any], before: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and "allauth" not in str(pattern.urlconf_name):
            found |= paths(pattern.url_patterns, before + str(pattern.pattern))
        elif isinstance(pattern, URLPattern) and pattern.name:
            found[pattern.name] = before + str(pattern.pattern)
    return found


PATHS = paths(get_resolver().url_patterns)


def person(who: str, case: Case) -> User:
    role = {NO_ROLE: "", STRANGER: Role.INCOME_OFFICER}.get(who, who)
    patches = [PatchFactory(code="P09") if who == STRANGER else case.account.tenancy.home.patch]
    user: User = OfficerFactory(role=role, patches=patches)
    return user


def expected(name: str, letters: str, *, pressed: bool) -> str:
    """With the neighbourhood officer's letter after those of WHO."""
    hers = NEIGHBOUR_MAY.get(name, ("", ""))[pressed]
    return letters + (hers or letters[WHO.index(NO_ROLE)])


def signed_in(who: str, case: Case) -> Client:
    client = Client()
    sign_in(client, person(who, case))
    return client


def answers(method: str, path: str, query: dict[str, str], clients: list[Client]) -> str:
    """One letter for each of WHO; what each does is rolled back before the next."""
    letters = ""
    for client in clients:
        with transaction.atomic(), zeal_ignore():
            answer = getattr(client, method)(path, query)
            if answer.streaming:
                b"".join(answer.streaming_content)
            transaction.set_rollback(True)
        assert answer.status_code != 405, f"{path} has no such door"
        letters += {403: "r", 404: "h"}.get(answer.status_code, "o")
    return letters


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may(case: Case, method: str) -> None:
    doors = {name: pair[method == "post"] for name, pair in PAGES.items() if pair[method == "post"]}

    clients = [signed_in(who, case) for who in [*WHO, NEIGHBOUR]]

    found = {name: answers(method, address(name, case), QUERY.get(name, {}), clients) for name in doors}

    assert found == {name: expected(name, letters, pressed=method == "post") for name, letters in doors.items()}


WRITTEN = [
    AccountEvent, AccountRestriction, Act, Cover, Draft, Handover, Hold, Note, OutboxMessage, Reminder, Step,
    Suggestion,
]  # fmt: skip


def written(case: Case) -> list[int]:
    lifted = Marker.objects.filter(lifted_on__isnull=False).count()
    return [*(model.objects.count() for model in WRITTEN), lifted]


def everything_wanted(case: Case) -> dict[str, dict[str, object]]:
    """For each act all that it asks for."""
    shown = explain(case.account, as_of=MONDAY).decision.fingerprint
    colleague = OfficerFactory(name="Somebody Else")
    return {
        "send_letter": {"fingerprint": shown, "press": "1" * 32},
        "hold": {"reason": "benefit", "last_day": "4 December 2026"},
        "not_this": {"fingerprint": shown, "reason": "Paid at the office", "said": "Paid at the office"},
        "skip": {"days": 1},
        "note": {"text": "Rang about the rent."},
        "draft": {"text": "Rang about"},
        "add_reminder": {"kind": "own", "text": "Ring", "due": "2026-11-24"},
        "not_sure": {"text": "Is this right?", "colleague": colleague.pk},
        "hand_over": {"to": colleague.pk, "reason": "Knows the family"},
        "restrict": {"why": "In hiding"},
        "lift_worried": {"why": "Spoken to and safe"},
        "complex_case": {"plan": "Weekly visits", "panel_on": "7 December 2026"},
        "cover": {
            "absent": case.made["officer"],
            "covering": colleague.pk,
            "starts_on": "7 December 2026",
            "last_day": "11 December 2026",
        },
    }


PRESSED = [
    "send_letter", "hold", "not_this", "skip", "note", "draft", "add_reminder", "not_sure", "hand_over", "restrict",
    "lift_worried", "cover", "complex_case",
]  # fmt: skip
MAY = {"restrict": "rroo", "lift_worried": "rroo", "cover": "rrro"}  # of the first four, who work accounts


@pytest.mark.parametrize("act", [*PRESSED])
def test_who_is_refused_has_written_nothing(act: str) -> None:
    home = owing()
    case = Case(home.account, {"officer": home.officer.pk})
    if act == "lift_worried":
        Marker.objects.create(
            kind=Marker.Kind.CRISIS, detail="worried", tenancy=home.account.tenancy, from_on=MONDAY, owner=home.officer
        )
        CrisisPlan.objects.create(
            account=home.account, lead=home.officer, next_contact_on=MONDAY, how="Ring", by=home.officer, at=NOW,
            outcome="Safe", signed_off_at=NOW,
        )  # fmt: skip
    given = everything_wanted(case)[act]
    for who, may in zip([*WHO, NEIGHBOUR], MAY.get(act, "oooo") + "rrrrrrr", strict=True):
        with transaction.atomic(), zeal_ignore():
            client = signed_in(who, case)
            before = written(case)
            client.post(address(act, case), given)
            assert (written(case) != before) == (may == "o"), f"{who}: {act}"
            transaction.set_rollback(True)


def test_no_address_is_left_out() -> None:
    assert set(PATHS) == set(PAGES)
