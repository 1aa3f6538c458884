"""A household with one of everything that an address may name."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from caseload import load_jobs, snapshots, undo
from caseload.models import (
    Bulletin,
    CardPayment,
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
from staff.models import Cover, Job, User
from tenancies import received, storage
from tenancies.models import IssuedDocument, PatchMove, PendingPosting, Person, RentAccount
from tests.caseload.desk import MONDAY, owing
from tests.caseload.who_may.bundle_pages import bundles_of
from tests.caseload.who_may.claim_pages import claims_of
from tests.caseload.who_may.court_pages import court_of
from tests.caseload.who_may.eviction_pages import evictions_of
from tests.caseload.who_may.legal_pages import legal_of
from tests.factories.people import Household, OfficerFactory, household
from tests.factories.tenancies import PatchFactory
from tests.recovery.print_room import let_go, letter
from welfare.models import (
    ContactPlan,
    CouncilContact,
    Hold,
    IncomeAndExpenditure,
    Marker,
    Referral,
    SafetyConcern,
    StaffAlert,
    SupportPlan,
    SupportStep,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass
class Case:
    """A household with one of everything that an address may name, made by somebody else."""

    account: RentAccount
    made: dict[str, int | str]


def one_of_everything() -> Case:
    home = owing()
    account, officer, person = home.account, home.officer, home.tenants[0]
    someone = OfficerFactory()
    return Case(
        account,
        {
            "number": 0,
            "found_before": 1,
            **words_of(someone),
            **policy_of(someone),
            **outreach_of(officer),
            **agreed_of(account, officer, person),
            **safety_of(account, officer, someone),
            **markers_of(account, officer, person),
            **messages_of(account, officer, person),
            **print_room_of(account, officer),
            **papers_of(account, officer),
            **desk_of(account, officer, someone),
            **team_of(account, officer, someone),
            **jobs_of(officer),
            **bundles_of(account, officer),
            **legal_of(account, officer),
            **court_of(account, officer),
            **claims_of(account, officer),
            **evictions_of(account, officer),
        },
    )


def policy_of(someone: User) -> dict[str, int]:
    """A draft of the policy that was tried, a figure by date and a kind of work, all of somebody else."""
    draft = PolicyDraft.objects.create(
        name="D", based_on=0, text=DEFAULT_POLICY.read_text("utf-8"), made_by=someone, made_at=NOW, changed_at=NOW
    )
    job = Job.objects.create(kind="policy_month", state="done", made_by=someone)
    trial = Simulation.objects.create(draft=draft, as_of=MONDAY, against=0, text_hash="", job=job, at=NOW, by=someone)
    rate = Rate.objects.create(name="R", amount=1, from_on=date(2027, 4, 5), source="S", by=someone)
    work_type = WorkType.objects.create(name="W", minutes=5, by=someone)
    return {
        "policy_draft": draft.pk,
        "policy_trial": trial.pk,
        "take_out_rate": rate.pk,
        "change_work_type": work_type.pk,
    }


def markers_of(account: RentAccount, officer: User, person: Person) -> dict[str, int]:
    """A hold, a marker of the home and a record of the person."""
    hold = Hold.objects.create(account=account, reason="benefit", from_on=MONDAY, last_day=MONDAY, set_by=officer)
    marked: dict[str, Any] = {"from_on": MONDAY, "owner": officer}
    marker = Marker.objects.create(kind="asb", detail="case", tenancy=account.tenancy, **marked)
    record = Marker.objects.create(kind="capacity", detail="appointee", person=person, **marked)
    return {"hold_pk": hold.pk, "marker_pk": marker.pk, "record_pk": record.pk}


def messages_of(account: RentAccount, officer: User, person: Person) -> dict[str, int]:
    """A text of which nobody knows whether it arrived."""
    message = OutboxMessage.objects.create(
        account=account, person=person, channel="sms", action="reminder", text="Please ring us", queued_at=NOW,
        queued_by=officer, send_after=NOW, press="0" * 32, state="unknown", ended_at=NOW,
    )  # fmt: skip
    return {"message_pk": message.pk, "see_to_message": message.pk}


def print_room_of(account: RentAccount, officer: User) -> dict[str, Any]:
    """A letter that waits in its batch; a batch that was released, with its paper."""
    first, second = (household(tenancy__home=account.tenancy.home) for _ in range(2))
    released = let_go(letter(Household(first.account, first.tenants, officer)))
    waiting = letter(Household(second.account, second.tenants, officer))
    paper = BatchPaper.objects.create(
        batch=released, kind="letters", sha256=storage.keep(b"%PDF-"), size=5, letters=1, pages=1, sheets=1,
        made_at=NOW, made_by=officer,
    )  # fmt: skip
    return {
        "letter_pk": waiting.pk,
        "letter_batch": waiting.batch_id,
        "letter_progress": released.pk,
        "print_paper": paper.pk,
    }


def papers_of(account: RentAccount, officer: User) -> dict[str, int]:
    """A document that was issued, a paper that came in, money asked of the housing system and money by card."""
    document = IssuedDocument.objects.create(
        account=account, title="L", template="letter_1", template_version=1, sha256=storage.keep(b"%PDF-"), size=5,
        issued_at=NOW,
    )  # fmt: skip
    came_in = received.keep(
        received.Paper(b"%PDF-", "application/pdf"), account=account, kind="evidence", name="P", received_on=MONDAY,
        by=officer, at=NOW,
    )  # fmt: skip
    posting = PendingPosting.objects.create(
        account=account, kind="refund", amount=10, narrative="R", asked_on=MONDAY, asked_by=officer
    )
    payment = CardPayment.objects.create(account=account, reference="QD1", amount=10, by=officer, at=NOW)
    return {
        "document": document.pk,
        "received_paper": came_in.pk,
        "posting_pk": posting.pk,
        "payment_pk": payment.pk,
    }


def desk_of(account: RentAccount, officer: User, someone: User) -> dict[str, int]:
    """What lies on a desk: the officer's reminder and sensitive note; a task, acts and views of somebody else."""
    due: dict[str, Any] = {"account": account, "due_on": MONDAY, "made_by": officer, "made_at": NOW}
    reminder = Reminder.objects.create(kind="own", text="Ring", for_user=officer, **due)
    task = Reminder.objects.create(kind="task", text="Look in", for_user=someone, **due)
    note = Note.objects.create(account=account, text="Quiet", sensitive=True, on=MONDAY, at=NOW, by=officer)
    act = undo.remember(user=someone, account=account, kind="note", summary="A note", about="caseload.note:1", at=NOW)
    return {
        "reminder_pk": reminder.pk,
        "see_answer": reminder.pk,
        "task_pk": task.pk,
        "note_pk": note.pk,
        "undo_act": act.pk,
        "session_card": WorkSession.objects.create(user=someone, on=MONDAY, started_at=NOW).pk,
        "take_up": Parked.objects.create(user=someone, account=account, parked_at=NOW).pk,
        "rename_view": SavedView.objects.create(name="Mine", owner=someone, made_at=NOW).pk,
        "delete_view": SavedView.objects.create(name="Also", owner=someone, made_at=NOW).pk,
    }


def team_of(account: RentAccount, officer: User, someone: User) -> dict[str, Any]:
    """A step that was reviewed, a bulletin, suggestions, the officer's cover and a home that changes its patch."""
    snapshots.take(on=MONDAY)
    home = account.tenancy.home
    step = Step.objects.create(
        account=account, action="letter_1", rule="letter_1", outcome="done", on=MONDAY, by=officer
    )
    review = ReviewNote.objects.create(account=account, step=step, text="Well done", by=someone, to=officer, at=NOW)
    cover = Cover.objects.create(
        absent=officer, covering=someone, starts_on=MONDAY, ends_on=date(2026, 11, 30), made_by=officer, made_at=NOW
    )
    move = PatchMove.objects.create(
        home=home, from_patch=home.patch, to_patch=PatchFactory(code="P77"), from_on=date(2026, 12, 7),
        reason="Nearer", by=officer, at=NOW,
    )  # fmt: skip
    return {
        "review_step": step.pk,
        "answer_review": review.pk,
        "bulletin": Bulletin.objects.create(title="T", text="T", source="S", from_on=MONDAY, by=someone, at=NOW).pk,
        "answer_suggestion": Suggestion.objects.create(kind="change", by=someone, at=NOW, text="More").pk,
        "see_reply": Suggestion.objects.create(kind="change", by=someone, at=NOW, text="Less").pk,
        "end_cover": cover.pk,
        "patch": home.patch_id,
        "move_pk": move.pk,
    }


def jobs_of(officer: User) -> dict[str, int]:
    """The officer's long work, and an extract that was loaded."""
    job: dict[str, Any] = {
        "made_by": officer, "state": "done", "result": {"refusals": []}, "input": {"folder": "x", "called": "x"},
    }  # fmt: skip
    return {
        "bulk_job": Job.objects.create(kind="bulk_try", **job).pk,
        "retry_job": Job.objects.create(kind="bulk", **job).pk,
        "load_preview": Job.objects.create(kind=load_jobs.TRIAL, **job).pk,
        "load_detail": ExtractLoad.objects.create(state="loaded", as_at=MONDAY, started_at=NOW, ended_at=NOW).pk,
    }


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
