"""The constraints on agreements, wages, templates, batches and campaigns, broken one by one in test_constraints.py."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from caseload.models import Rate, SignedWeek, SimulatedChange, Simulation, Target
from recovery.models import (
    AgreementAccount,
    AgreementPerson,
    AutoSend,
    BatchPaper,
    Campaign,
    CampaignMember,
    Employer,
    Instalment,
    Invoice,
    OutboxMessage,
    PayDayPlan,
    PolicyDraft,
    PolicyVersion,
    PrintBatch,
    ProposedAgreement,
    Remittance,
    RemittanceLine,
    RepaymentAgreement,
    StoppedStage,
    Template,
    TemplateVersion,
    WageDeduction,
)
from staff.models import Job, Team
from tests.constraints.breaking import BEFORE, DAY, NOW, twice
from tests.factories.people import OfficerFactory
from tests.factories.tenancies import RentAccountFactory


def agreement(r: Any, **known: Any) -> RepaymentAgreement:
    usual = {"account": r.account, "made_on": DAY, "first_due_on": DAY, "frequency": "weekly", "rent_amount": 80,
             "instalment_amount": 20, "opening_arrears": 100, "status": "live", "explained_how": "letter"}  # fmt: skip
    return RepaymentAgreement.objects.create(**{**usual, **known})


def covers(r: Any, **known: Any) -> AgreementAccount:
    if "agreement" not in known:
        known["agreement"] = agreement(r, account=RentAccountFactory())
    return AgreementAccount.objects.create(**{"account": r.account, "position": 1, "arrears": 100, **known})


def covers_two(r: Any, **second: Any) -> None:
    """One agreement with two covered accounts, the second with what is told."""
    one = agreement(r)
    covers(r, agreement=one, live=False)
    covers(r, **{"agreement": one, "account": RentAccountFactory(), "position": 2, "live": False, **second})


def instalment(r: Any, **known: Any) -> Instalment:
    known["agreement"] = known.get("agreement") or agreement(r)
    return Instalment.objects.create(**{"number": 1, "due_on": DAY, "rent_amount": 80, "arrears_amount": 20, **known})


def two_instalments(r: Any) -> None:
    one = agreement(r)
    twice(lambda: instalment(r, agreement=one))


def agreed_twice(r: Any) -> None:
    one = agreement(r)
    twice(lambda: AgreementPerson.objects.create(agreement=one, person=r.person))


def batch(**known: Any) -> PrintBatch:
    return PrintBatch.objects.create(**{"action": "letter_1", "opened_at": NOW, "cut_off_at": NOW, **known})


def paper(r: Any, **known: Any) -> BatchPaper:
    usual = {"batch": batch(), "kind": "letters", "sha256": "a" * 64, "size": 1, "letters": 1, "pages": 1, "sheets": 1,
             "made_at": NOW, "made_by": r.officer}  # fmt: skip
    return BatchPaper.objects.create(**{**usual, **known})


def message(r: Any, **known: Any) -> OutboxMessage:
    usual = {"account": r.account, "person": r.person, "channel": "letter", "action": "letter_1", "letter": {},
             "queued_at": NOW, "queued_by": r.officer, "send_after": NOW, "press": UUID(int=1)}  # fmt: skip
    return OutboxMessage.objects.create(**{**usual, **known})


def campaign(r: Any, **known: Any) -> Campaign:
    usual = {"name": "Before Christmas", "purpose": "Rent is due over the holiday", "channel": "sms", "text": "Please",
             "made_by": r.officer, "made_at": NOW}  # fmt: skip
    return Campaign.objects.create(**{**usual, **known})


def member(r: Any, **known: Any) -> CampaignMember:
    known["campaign"] = known.get("campaign") or campaign(r)
    return CampaignMember.objects.create(**{"account": r.account, "arm": "treated", "balance": 100, **known})


def two_members(r: Any) -> None:
    one = campaign(r)
    twice(lambda: member(r, campaign=one))


def policy(r: Any, **known: Any) -> PolicyVersion:
    usual = {"number": 901, "in_force_from": DAY, "text": "x", "written_by": r.officer, "published_by": r.officer}
    return PolicyVersion.objects.create(**{**usual, **known})


def draft(r: Any, **known: Any) -> PolicyDraft:
    usual = {"name": "Winter", "based_on": 0, "text": "x", "made_by": r.officer, "made_at": NOW, "changed_at": NOW}
    return PolicyDraft.objects.create(**{**usual, **known})


def template(**known: Any) -> Template:
    usual = {"action": "letter_1", "channel": "letter", "variant": "easy_read", "name": "First letter, easy read"}
    return Template.objects.create(**{**usual, **known})


def version(r: Any, **known: Any) -> TemplateVersion:
    known["template"] = known.get("template") or template()
    return TemplateVersion.objects.create(
        **{"number": 1, "body": "Dear", "made_by": r.officer, "made_at": NOW, **known}
    )


def two_versions(r: Any) -> None:
    one = template()
    twice(lambda: version(r, template=one))


def stop(r: Any, **known: Any) -> StoppedStage:
    usual = {"action": "letter_1", "why": "Wrong telephone number", "stopped_by": r.officer, "stopped_at": NOW}
    return StoppedStage.objects.create(**{**usual, **known})


def auto(r: Any, **known: Any) -> AutoSend:
    return AutoSend.objects.create(**{"action": "reminder", "asked_by": r.officer, "asked_at": NOW, **known})


def employer() -> Employer:
    return Employer.objects.create(name="Ottersby Bakery", address="1 Mill Lane, Ottersby")


def wages(r: Any, **known: Any) -> WageDeduction:
    known["employer"] = known.get("employer") or employer()
    usual = {"account": r.account, "person": r.person, "payroll_ref": "W1", "amount": 20, "frequency": "weekly",
             "authority_signed_on": DAY, "first_on": DAY, "made_by": r.officer, "made_at": NOW}  # fmt: skip
    return WageDeduction.objects.create(**{**usual, **known})


def two_wages(r: Any) -> None:
    one = employer()
    twice(lambda: wages(r, employer=one))


def remittance(r: Any) -> Remittance:
    return Remittance.objects.create(employer=employer(), paid_on=DAY, total=20, loaded_by=r.officer, loaded_at=NOW)


def proposed(r: Any, **known: Any) -> ProposedAgreement:
    usual = {"account": r.account, "typed": {}, "said": "S", "why": "W", "above": "A", "asked_by": r.officer,
             "asked_at": NOW}  # fmt: skip
    return ProposedAgreement.objects.create(**{**usual, **known})


def pay_day(r: Any, **known: Any) -> PayDayPlan:
    usual = {"account": r.account, "person": r.person, "month_day": 14, "amount": 450, "explained_on": DAY,
             "explained_by": r.officer, "made_at": NOW}  # fmt: skip
    return PayDayPlan.objects.create(**{**usual, **known})


def two_remittances(r: Any) -> None:
    one = remittance(r)
    Remittance.objects.create(employer=one.employer, paid_on=DAY, total=20, loaded_by=r.officer, loaded_at=NOW)


def two_lines(r: Any) -> None:
    one = remittance(r)
    twice(lambda: RemittanceLine.objects.create(remittance=one, payroll_ref="W1", amount=20))


def simulated_twice(r: Any) -> None:
    job = Job.objects.create(kind="simulate", made_by=r.officer)
    one = Simulation.objects.create(
        draft=draft(r), as_of=DAY, against=0, text_hash="0" * 64, job=job, at=NOW, by=r.officer
    )
    twice(
        lambda: SimulatedChange.objects.create(
            simulation=one, account=r.account, action="none", new_action="letter_1", rule="", new_rule="letter_1"
        )
    )


def signed(r: Any, **known: Any) -> SignedWeek:
    usual = {"user": r.officer, "monday": DAY, "figures": {}, "signed_at": NOW}
    return SignedWeek.objects.create(
        **{**usual, "signed_by": known.pop("signed_by", None) or OfficerFactory(), **known}
    )


def target(r: Any, **known: Any) -> Target:
    usual = {"figure": "collection_rate", "value": 98, "from_on": DAY, "by": r.officer, "at": NOW}
    return Target.objects.create(**{**usual, **known})


def rate(r: Any) -> Rate:
    return Rate.objects.create(name="Claim fee", amount=415, from_on=DAY, source="Fees order", by=r.officer)


BREAKS: dict[str, Callable[[Any], Any]] = {
    "recovery_agreement_explained": lambda r: agreement(r, explained_how=""),
    "recovery_agreement_lump_sum": lambda r: agreement(r, lump_sum=101, lump_sum_on=DAY),
    "recovery_agreement_month_day": lambda r: agreement(r, month_day=5),
    "recovery_agreement_end_told": lambda r: agreement(r, status="broken", ended_on=DAY),
    "recovery_covered_once": lambda r: twice(lambda: covers(r)),
    "recovery_covered_position": lambda r: covers_two(r, position=1),
    "recovery_covered_account": lambda r: covers_two(r, account=r.account),
    "recovery_covered_arrears": lambda r: covers(r, arrears=-1),
    "recovery_agreed_once": agreed_twice,
    "recovery_instalment_number": two_instalments,
    "recovery_instalment_amounts": lambda r: instalment(r, arrears_amount=-1),
    "recovery_batch_one_collecting": lambda r: twice(batch),
    "recovery_batch_released_by_someone": lambda r: batch(state="released"),
    "recovery_batch_proofed_by_someone": lambda r: batch(proofed_at=NOW),
    "recovery_paper_printed_by_someone": lambda r: paper(r, printed_at=NOW),
    "recovery_outbox_read_by_another": lambda r: message(r, read_by=r.officer),
    "recovery_invoice_asks": lambda r: Invoice.objects.create(
        account=r.account, as_at=DAY, total=0, made_by=r.officer, made_at=NOW
    ),
    "recovery_campaign_control": lambda r: campaign(r, control_percent=51),
    "recovery_campaign_by_another": lambda r: campaign(r, state="sent", approved_by=r.officer, send_on=DAY),
    "recovery_campaign_member_once": two_members,
    "recovery_campaign_excluded_why": lambda r: member(r, arm="excluded"),
    "recovery_policy_by_another": policy,
    "recovery_draft_submitted_by_someone": lambda r: draft(r, state="submitted"),
    "recovery_draft_published_is_there": lambda r: draft(r, state="published", submitted_by=r.officer),
    "recovery_template_one": lambda r: twice(template),
    "recovery_template_language": lambda r: template(variant="translation"),
    "recovery_version_number": two_versions,
    "recovery_version_by_another": lambda r: version(
        r, state="approved", decided_by=r.officer, decided_at=NOW, in_force_from=DAY
    ),
    "recovery_stopped_once": lambda r: twice(lambda: stop(r)),
    "recovery_stopped_why": lambda r: stop(r, why=""),
    "recovery_stopped_started_by_someone": lambda r: stop(r, started_at=NOW),
    "recovery_autosend_once": lambda r: twice(lambda: auto(r)),
    "recovery_autosend_by_another": lambda r: auto(r, on_by=r.officer, on_at=NOW),
    "recovery_autosend_off_by_someone": lambda r: auto(r, off_at=NOW),
    "recovery_wages_one_running": two_wages,
    "recovery_wages_amount": lambda r: wages(r, amount=0),
    "recovery_wages_signed_first": lambda r: wages(r, first_on=BEFORE),
    "recovery_wages_stop_told": lambda r: wages(r, stopped_on=DAY),
    "recovery_remittance_once": two_remittances,
    "recovery_proposed_one_open": lambda r: twice(lambda: proposed(r)),
    "recovery_proposed_answered": lambda r: proposed(r, answered_at=NOW),
    "recovery_proposed_by_another": lambda r: proposed(
        r, answered_at=NOW, answered_by=r.officer, agreement=agreement(r)
    ),
    "recovery_payday_one": lambda r: twice(lambda: pay_day(r)),
    "recovery_payday_sane": lambda r: pay_day(r, month_day=32),
    "recovery_remittance_person": two_lines,
    "recovery_remittance_amount": lambda r: RemittanceLine.objects.create(
        remittance=remittance(r), payroll_ref="W1", amount=0
    ),
    "caseload_simulated_once": simulated_twice,
    "caseload_signed_week_once": lambda r: twice(lambda: signed(r)),
    "caseload_signed_by_another": lambda r: signed(r, signed_by=r.officer),
    "caseload_signed_monday": lambda r: signed(r, monday=BEFORE),
    "caseload_target_once": lambda r: twice(lambda: target(r)),
    "caseload_target_one_scope": lambda r: target(r, patch=r.patch, team=Team.objects.create(name="Team nine")),
    "caseload_rate_once": lambda r: twice(lambda: rate(r)),
}
