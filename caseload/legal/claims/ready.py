"""What is ready for a hearing, and what a household may be asked for otherwise: checklists from the record."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from caseload.legal.bundles.kinds import OF_HEARING
from caseload.legal.case import Case, case_of
from legal.accounts import main_account
from legal.hearings import OF_CLAIM, unspoken_for
from legal.homes import home_of, living_tenants
from legal.models import (
    Bundle,
    CourtPaper,
    Hearing,
    OtherWay,
    PossessionOrder,
    ProtocolStep,
    WitnessStatement,
)
from legal.protocol_sheet import NOT_REACHED
from legal.rules import forums
from legal.rules.hearings import pack_by
from legal.rules.protocol import issue_obstacles, kept_since_issue, pack_late
from legal.rules.remedies import Remedy, RemedyFacts, remedies
from recovery.account_facts import of_account
from recovery.models import ContactAttempt, WageDeduction
from recovery.rules.facts import AccountFacts, AgreementState
from staff.ui.words import listed
from tenancies import bank_holidays
from tenancies.models import ReceivedDocument, RentAccount, RentYear
from welfare.models import BenefitClaim, Marker


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a hearing's checklist. `done`: None where no record shows it, and somebody looks."""

    what: str
    by: dt.date
    rule: str
    done: bool | None
    late: bool


def checklist(hearing: Hearing, *, on: dt.date) -> list[Line]:
    """What is made ready for a hearing of this kind and forum, with its day; late ones are flagged five days ahead."""
    rows = forums.checklist(hearing.kind, on=hearing.on, bank_holidays=bank_holidays.around(hearing.on))
    found = [*_in_breathing_space(hearing, on=on), *_agreement_kept(hearing, on=on)]
    for row in rows:
        done = _done(row.code, hearing)
        near = row.by - on <= forums.LATE_BEFORE
        what = f"{row.what}. {_sent_late(hearing)}".strip(". ") if row.code == "pack" else row.what
        found.append(Line(what=what, by=row.by, rule=row.rule, done=done, late=not done and near))
    return found


def _in_breathing_space(hearing: Hearing, *, on: dt.date) -> list[Line]:
    """A claim stands while a tenant is in breathing space, but the court is told today (reg. 10; rulebook BS-3)."""
    people = living_tenants(hearing.tenancy, on=on)
    running = Marker.objects.live(on=on).filter(kind=Marker.Kind.BREATHING_SPACE, person__in=people)
    if hearing.claim_id is None or not running.exists():
        return []
    what = "A breathing space runs: tell the court, and ask to adjourn"
    return [Line(what=what, by=on, rule="BS-3", done=None, late=True)]


def _agreement_kept(hearing: Hearing, *, on: dt.date) -> list[Line]:
    """An agreement made since the issue is kept: the court is asked to adjourn (rulebook P-2.12)."""
    if hearing.claim is None or hearing.kind not in OF_CLAIM or hearing.on < on:
        return []
    facts = of_account(main_account(hearing.tenancy_id), as_of=on)
    kept = kept_since_issue(
        agreement_state=facts.agreement_state or "",
        made_on=facts.agreement_made_on,
        issued_on=hearing.claim.issued_on,
    )
    what = "An agreement made since the issue is kept: ask the court to adjourn"
    return [Line(what=what, by=on, rule="PAP 2.12", done=None, late=True)] if kept else []


def _statements(hearing: Hearing) -> list[dt.date]:
    """When statements went since the issue, or since the hearing was listed; the first one first."""
    since = hearing.claim.issued_on if hearing.claim else timezone.localdate(hearing.made_at)
    sent = ContactAttempt.objects.filter(tenancy=hearing.tenancy_id, purpose="statement", taken_back_at=None)
    return list(sent.filter(on__gte=since).order_by("on").values_list("on", flat=True))


def _sent_late(hearing: Hearing) -> str:
    by = pack_by(hearing_on=hearing.on, bank_holidays=bank_holidays.around(hearing.on)).strict
    sent = _statements(hearing)
    return pack_late(sent_on=sent[0], pack_by=by) if sent and by else ""


def _done(code: str, hearing: Hearing) -> bool | None:
    if code == "advocate":
        return hearing.advocate_id is not None and not unspoken_for([hearing], on=hearing.on)
    if code == "bundle":
        kind = OF_HEARING[hearing.kind]
        built = Bundle.objects.filter(tenancy=hearing.tenancy_id, kind=kind, state__in=["built", "filed"])
        return built.filter(hearing__in=[hearing]).exists() or built.filter(hearing=None).exists()
    if code == "papers":
        papers = CourtPaper.objects.filter(claim=hearing.claim_id)
        return papers.exists() and not papers.filter(deemed_on=None).exists()
    if code in {"evidence", "witness"}:
        signed = WitnessStatement.objects.filter(tenancy=hearing.tenancy_id, signed_on__isnull=False)
        return signed.exists()
    if code == "pack":
        return bool(_statements(hearing))
    if code == "told_each":
        return _told_each(hearing)
    return None


def _told_each(hearing: Hearing) -> bool:
    """Whether every tenant was told of this hearing since it was listed, by a letter or as somebody wrote down."""
    since = timezone.localdate(hearing.made_at)
    letters = ContactAttempt.objects.filter(
        tenancy=hearing.tenancy_id, purpose="hearing_letter", taken_back_at=None, on__gte=since
    ).exclude(outcome__in=NOT_REACHED)
    by_hand = ProtocolStep.objects.filter(
        tenancy=hearing.tenancy_id, step="hearing_letter", taken_back_at=None, done_on__gte=since
    )
    told = {*letters.values_list("person", flat=True), *by_hand.values_list("person", flat=True)}
    people = {person.pk for person in living_tenants(hearing.tenancy, on=hearing.on)}
    return bool(people) and (people <= told or (len(people) == 1 and None in told))


# ------------------------------------------------------------------------------------------------------------- remedies


def remedies_of(account: RentAccount, *, facts: AccountFacts) -> list[Remedy]:
    """Every way to get the arrears in, the gentler first, each with why it is not open (rulebook R-9, ORD-14)."""
    benefits = BenefitClaim.objects.filter(account__tenancy=account.tenancy_id, not_sent_since=None, status="live")
    live = list(benefits.order_by("pk"))
    judged = PossessionOrder.objects.filter(
        claim__tenancy=account.tenancy_id, kind="money_only", not_sent_since=None
    ).order_by("-made_on")
    return remedies(
        RemedyFacts(
            home=home_of(account.tenancy),
            on=facts.as_of,
            arrears=facts.collectable_arrears,
            weekly_rent=facts.charge_week,
            charge_weeks=RentYear.objects.charge_weeks(on=facts.as_of),
            former=facts.is_former,
            insolvency=facts.insolvency,
            in_breathing_space=facts.in_breathing_space,
            agreement_kept=facts.agreement_state == AgreementState.KEPT,
            housing_costs=next((each.kind for each in live), ""),
            managed_payment=any(each.managed_payment for each in live),
            employed=WageDeduction.objects.filter(account__tenancy=account.tenancy_id, stopped_on=None).exists(),
            money_judgment_on=judged.values_list("made_on", flat=True).first(),
        )
    )


# --------------------------------------------------------------------------------------------------------- solicitors


@dataclass(frozen=True, kw_only=True)
class Held:
    """One paper that a solicitor needs. `missing`: why it is not there; blank: it is."""

    what: str
    missing: str = ""


def instruction_index(account: RentAccount, *, on: dt.date) -> list[Held]:
    """The papers that instructions go with, each on record or missing (duties S1-31, S4-28)."""
    case = case_of(account, on=on)
    has = {
        "Notice": "" if case.notice else "No notice is on record as served.",
        "Proof of service on every tenant": _unproved(case),
        "Rent statement with a running total": "",
        "Protocol sheet": " ".join(each.says for each in issue_obstacles(case.steps, override=case.override)),
        "Other ways than the court": (
            "" if OtherWay.objects.filter(tenancy=case.tenancy).exists() else "The log of other ways is empty."
        ),
        "Decision record": "" if any(each.full for each in case.decisions) else "No full record was written.",
        "Tenancy agreement": (
            ""
            if ReceivedDocument.objects.filter(
                account__tenancy=case.tenancy, kind=ReceivedDocument.Kind.AGREEMENT
            ).exists()
            else "It is not among the papers received: upload it."
        ),
    }
    return [Held(what=what, missing=missing) for what, missing in has.items()]


def _unproved(case: Case) -> str:
    """On whom no proof shows that the notice was served; blank: on nobody."""
    services = list(case.notice.services.all()) if case.notice else []
    if not services:
        return "No service is on record."
    proved = {each.person_id for each in services if each.certificate_id or each.evidence}
    bare = [str(each) for each in case.tenants if each.pk not in proved]
    return f"No proof for {listed(bare)}." if bare else ""
