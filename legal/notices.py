"""A notice before it is served: what it says, prepared, withdrawn. The yes to serve it: legal.notice_requests.

A notice is a draft until every living tenant was served (legal.notice_service). Its kind is fixed by the tenancy, its
dates are worked out by rule and kept with their workings; another date than the council's own is somebody's, with why.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Sum

from legal import after_death, gates, homes, statutory
from legal.accounts import main_account
from legal.models import DecisionRecord, LegalRequest, Notice
from legal.rules import equality, ground8, particulars, routes
from legal.rules.checks import Obstacle, year_mistyped
from legal.rules.notice_dates import NoticeDates, Service, notice_dates
from legal.rules.notices import BY_RENT_PERIOD, NO_CLAIM_RESTS_ON, NoticeState, ServedNotice, state
from legal.rules.service import deemed_on
from legal.rules.worked import kept, plain
from recovery.rules.facts import ZERO, AccountFacts
from recovery.rules.gates import Act
from recovery.rules.plans import EVERY, rent_of_period
from staff.models import User
from staff.ui.words import long_day, pounds
from tenancies import bank_holidays, timeline
from tenancies.models import AccountEvent, EntryKind, LedgerEntry, Person, RentAccount, RentYear, Tenancy

Kind, Status, What = Notice.Kind, Notice.Status, AccountEvent.What
EXTENSION = Kind.TRIAL_EXTENSION
STEP_OF = {EXTENSION: LegalRequest.Step.EXTENSION}
SIX_YEARS = relativedelta(years=6)
WITH_REASONS = {Kind.S128, Kind.S143E, EXTENSION}  # these notices give the reasons of the decision


class CannotGiveNotice(Exception):
    """The notice stays as it is. The message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What the officer chose. `specified_on`: None takes the council's own date. `reasons`: of the decision."""

    kind: str
    serve_on: date
    method: str
    specified_on: date | None = None
    override_why: str = ""
    grounds: tuple[str, ...] = ()
    reasons: str = ""
    large_print: bool = False
    replaces: Notice | None = None


def of_tenancy(tenancy: Tenancy) -> list[Notice]:
    """Every notice of a tenancy, the newest first, with its services and requests."""
    found = Notice.objects.filter(tenancy=tenancy, not_sent_since=None)
    related = ["services__person", "services__served_by", "services__certificate", "services__photo",
               "requests__asked_by", "requests__decided_by", "made_by", "document", "statement"]  # fmt: skip
    return list(found.prefetch_related(*related).order_by("-prepared_on", "-pk"))


def relied_on(found: Iterable[Notice], *, tenancy: Tenancy, tenants: Sequence[Person], on: date) -> Notice | None:
    """The notice that a claim would rest on: of those served and not withdrawn the one in force, else the newest. None
    rests on the extension of a trial, nor on the notice that a flexible term is not renewed (rulebook FLX-2).

    `found`: the newest first; `tenants`: the living ones. See also legal/facts.py, which picks the same one.
    """
    served = [
        each
        for each in found
        if each.status == Status.SERVED and each.kind not in NO_CLAIM_RESTS_ON and each.prepared_on <= on
    ]
    if len(served) < 2:
        return served[0] if served else None
    good = (each for each in served if state_of(each, tenancy=tenancy, tenants=tenants, on=on) == NoticeState.IN_FORCE)
    return next(good, served[0])


def state_of(notice: Notice, *, tenancy: Tenancy, tenants: Sequence[Person], on: date) -> NoticeState:
    """Whether a served notice is good on a day, from how each living tenant was served."""
    deemed = {
        each.person_id: deemed_on(
            method=each.method, done_on=each.done_on, bank_holidays=bank_holidays.around(each.done_on)
        )
        for each in notice.services.all()
        if each.done_on <= on and each.not_sent_since is None
    }
    return state(
        ServedNotice(
            kind=notice.kind,
            specified_on=notice.specified_on,
            period=homes.period_of(tenancy),
            deemed=tuple(deemed.get(person.pk) for person in tenants),
            trial_last_day=tenancy.trial_last_day,
            trial_extended_last_day=tenancy.trial_extended_last_day,
            tenancy_last_day=tenancy.last_day,
        ),
        on=on,
    )


# ------------------------------------------------------------------------------------------------------- what it says


def dates_of(tenancy: Tenancy, *, kind: str, services: Sequence[Service], specified_on: date | None) -> NoticeDates:
    """Every date of a notice of this tenancy, with its workings."""
    trial = homes.trial_last_day_for(tenancy, kind=kind)
    if kind == EXTENSION and trial is None:
        raise CannotGiveNotice("The last day of the trial is not known. Have it entered in the housing system.")
    return notice_dates(
        kind=kind,
        services=services,
        bank_holidays=homes.holidays_for(list(services), specified_on=specified_on, trial_last_day=trial),
        period=homes.period_of(tenancy) if kind in BY_RENT_PERIOD else None,
        specified_on=specified_on,
        trial_last_day=trial,
    )


def particulars_of(account: RentAccount, *, facts: AccountFacts, on: date) -> particulars.Particulars:
    """The figures of a notice, struck to the day to which the ledger goes, with what the balance holds and the notice
    must not (rulebook SEC-5).

    Rent that is barred: what is left of the balance once all charges that may still be sued for are taken off (LIM-1).
    """
    entries = LedgerEntry.objects.filter(account=account, posted_on__lte=on)
    costs = entries.filter(kind=EntryKind.COURT_COSTS).aggregate(sum=Sum("amount"))["sum"] or ZERO
    recent = entries.filter(effective_on__gte=on - SIX_YEARS, amount__gt=0).aggregate(sum=Sum("amount"))
    balance = facts.gross_arrears
    period = account.tenancy.rent_period
    covered = "moratorium" if facts.in_breathing_space else "insolvency"
    left_out = {
        "court_costs": min(max(costs, ZERO), balance),
        covered: facts.covered_of_somebody,
        "barred": max(balance - (recent["sum"] or ZERO), ZERO),
    }
    return particulars.particulars(
        balance=balance,
        struck_on=facts.ledger_on,
        rent=rent_of_period(facts.charge_week, period, charge_weeks=RentYear.objects.charge_weeks(on=on)),
        period=EVERY[period],
        left_out=left_out,
        last_payment_on=facts.last_payment_on,
        last_payment=facts.last_payment_amount,
    )


def obstacles(tenancy: Tenancy, *, kind: str, facts: AccountFacts, on: date) -> list[Obstacle]:
    """Why no notice of this kind may be given on this tenancy on a day; empty where one may (rulebook 1, SAF-1).

    The tenure's own road first, then the gates that no words open; what the others want is brought when it is asked.
    """
    found = routes.notice_obstacles(homes.home_of(tenancy), kind=kind, on=on)
    if tenancy.last_day and tenancy.last_day < on:
        found.append(Obstacle(says=f"The tenancy ended on {long_day(tenancy.last_day)}.", do="Nothing is to end."))
    return [*found, *after_death.obstacles(tenancy, on=on), *gates.shut(Act.NOTICE, facts)]


# ---------------------------------------------------------------------------------------------------------- preparing


@transaction.atomic
def prepare(*, account: RentAccount, chosen: Chosen, facts: AccountFacts, by: User, on: date, at: datetime) -> Notice:
    """Prepare a notice, or prepare again the draft of its kind. Raises CannotGiveNotice, gates.Refused."""
    tenancy = account.tenancy
    gates.check_stops(Act.NOTICE, facts, account=account, by=by, on=on)
    refuse(obstacles(tenancy, kind=chosen.kind, facts=facts, on=on))
    notice = _draft(tenancy, chosen.kind, by=by, at=at)
    home = homes.home_of(tenancy)
    form = statutory.form_for(chosen.kind, fixed_term=routes.in_fixed_term(home, on=on), on=on)
    if form is None:
        raise CannotGiveNotice(
            f"There is no form here for a {routes.NAMES[chosen.kind]}. Ask legal to write and serve it; once it is in "
            "the housing system, it shows here with the next extract."
        )
    stated = particulars_of(account, facts=facts, on=on) if chosen.kind != EXTENSION else None
    _check_chosen(chosen, stated=stated, home=home, on=on)
    if stated and "8" in chosen.grounds:
        refuse(ground8.notice_obstacles(**_rent(tenancy, facts=facts, on=on), arrears=stated.amount))
    worked = _work_out(tenancy, chosen, by=by, on=on)
    notice.prepared_on, notice.made_by, notice.made_at = on, by, at
    notice.specified_on = _day(worked, "specified_on")
    notice.arrears_stated = stated.amount if stated else None
    notice.arrears_struck_on = stated.struck_on if stated else None
    notice.grounds = "|".join(chosen.grounds)
    notice.form, notice.form_version, notice.large_print = form.code, form.version, chosen.large_print
    notice.particulars = "\n\n".join(
        part
        for part in (
            particulars.in_words(stated, tenure=tenancy.tenancy_type) if stated else "",
            _why_grounds(chosen, stated, **_rent(tenancy, facts=facts, on=on)),
            chosen.reasons.strip(),
        )
        if part
    )
    notice.worked_out = worked | ({"figures": plain(_figures(stated))} if stated else {})
    notice.replaces = chosen.replaces
    fresh = notice.pk is None
    notice.save()
    if fresh:
        said = f"{notice.get_kind_display()} prepared" + (f", arrears {pounds(stated.amount)}" if stated else "")
        timeline.record(account=account, what=What.NOTICE, on=on, by=by, at=at, summary=said,
                        about=f"legal.notice:{notice.pk}")  # fmt: skip
    return notice


def _rent(tenancy: Tenancy, *, facts: AccountFacts, on: date) -> dict[str, Any]:
    """How the rent runs, as Ground 8 asks."""
    weeks = RentYear.objects.charge_weeks(on=on)
    return {"weekly_rent": facts.charge_week, "period": tenancy.rent_period, "charge_weeks": weeks}


def _why_grounds(chosen: Chosen, stated: particulars.Particulars | None, **rent: Any) -> str:
    if stated is None or chosen.kind != Kind.S8:
        return ""
    asks = ground8.needed(**rent)
    return particulars.of_grounds(stated, grounds=chosen.grounds, ground_8_asks=asks)


def _draft(tenancy: Tenancy, kind: str, *, by: User, at: datetime) -> Notice:
    """The draft of this kind that nobody was asked about yet, locked; else a new one."""
    draft = Notice.objects.select_for_update().filter(
        tenancy=tenancy, kind=kind, status=Status.DRAFT, source_ref="", made_by__isnull=False
    ).first()  # fmt: skip
    if draft is None:
        return Notice(tenancy=tenancy, kind=kind, status=Status.DRAFT)
    newest = request_of(draft)
    if newest and newest.approved is None:
        raise CannotGiveNotice("This notice waits for approval. Take the request back to change it.")
    if newest and newest.approved:
        raise CannotGiveNotice("This notice is approved. Withdraw it with a reason, then prepare another.")
    return draft


def _check_chosen(chosen: Chosen, *, stated: particulars.Particulars | None, home: routes.Home, on: date) -> None:
    if chosen.serve_on < on:
        raise CannotGiveNotice("The day of service must be today or later: a notice is served once it is made.")
    if far := year_mistyped(chosen.serve_on, on=on) or year_mistyped(chosen.specified_on, on=on):
        raise CannotGiveNotice(far)
    if chosen.kind in WITH_REASONS and not chosen.reasons.strip():
        raise CannotGiveNotice("Write the reasons of the decision: this notice must give them.")
    if stated:
        refuse(particulars.obstacles(stated, on=on))
    if chosen.kind != EXTENSION:
        refuse(routes.ground_obstacles(home, grounds=chosen.grounds, on=on))
    live = chosen.replaces
    if live and live.status not in {Status.SERVED, Status.DRAFT}:
        raise CannotGiveNotice("The notice that this one would replace is no longer in force.")


def _work_out(tenancy: Tenancy, chosen: Chosen, *, by: User, on: date) -> dict[str, Any]:
    """Each date with its workings, as they are kept. Raises CannotGiveNotice for a date before the law's own."""
    people = homes.living_tenants(tenancy, on=on)
    services = [Service(done_on=chosen.serve_on, method=chosen.method) for _ in people]
    free = dates_of(tenancy, kind=chosen.kind, services=services, specified_on=None)
    earliest = free["specified_on"]
    if chosen.kind == EXTENSION and free.specified_ok is False:
        raise CannotGiveNotice(f"The trial can no longer be extended. {free.judged}")
    specified_on = chosen.specified_on or earliest.default
    found = dates_of(tenancy, kind=chosen.kind, services=services, specified_on=specified_on)
    if found.specified_ok is False:
        raise CannotGiveNotice(f"{found.judged} Choose a later date, or leave it empty for the council’s own.")
    worked = {each.name: each for each in found.dates}
    if specified_on and earliest.default and specified_on != earliest.default:
        if not chosen.override_why.strip():
            raise CannotGiveNotice(
                f"The council’s own date is {long_day(earliest.default)}. Say why another one is given."
            )
        worked["specified_on"] = replace(earliest).overridden(
            on=specified_on, by=by.name, why=chosen.override_why.strip()
        )
    planned = {"serve_on": plain(chosen.serve_on), "method": chosen.method}
    return {"planned": planned, "dates": kept(worked.values())}


def _day(worked: dict[str, Any], name: str) -> date | None:
    answer = worked["dates"][name]["answer"]
    return date.fromisoformat(answer) if answer else None


def _figures(stated: particulars.Particulars) -> dict[str, Any]:
    return {
        "rent": str(stated.rent),
        "left_out": [[what, str(amount)] for what, amount in stated.left_out],
        "last_payment_on": stated.last_payment_on,
        "last_payment": str(stated.last_payment),
    }


# ------------------------------------------------------------------------------------------- what its yes depends on


def request_of(notice: Notice) -> LegalRequest | None:
    """The newest request about a notice."""
    return max(notice.requests.all(), key=lambda each: each.pk, default=None)


def is_approved(notice: Notice) -> bool:
    newest = request_of(notice)
    return newest is not None and bool(newest.approved)


def decision_obstacles(tenancy: Tenancy, *, kind: str, on: date) -> list[Obstacle]:
    """What the equality and proportionality record for this notice lacks (rulebook EQ-1, EQ-3)."""
    stage = weighed_for(kind)
    return equality.obstacles(record_for(tenancy, stage=stage), stage=stage, on=on)


def weighed_for(kind: str) -> str:
    """The stage whose decision record goes before a notice."""
    return "extension" if kind == EXTENSION else "notice"


def record_for(tenancy: Tenancy, *, stage: str) -> equality.Record | None:
    """The newest decision record for a stage, as the rules read it."""
    found = DecisionRecord.objects.filter(tenancy=tenancy, stage=stage).select_related("author", "approved_by")
    newest = found.order_by("-on", "-pk").first()
    if newest is None:
        return None
    return equality.Record(
        full=newest.full,
        answers=newest.answers,
        on=newest.on,
        author=newest.author.name,
        approver=newest.approved_by.name if newest.approved_by else "",
        review_on=newest.review_on,
    )


def serving_obstacles(notice: Notice, *, on: date) -> list[Obstacle]:
    """Why the form of a notice may not go out on a day (rulebook SEC-3, ASD-5)."""
    form = statutory.forms().get(notice.form)
    if form is None or form.version != notice.form_version:
        return [Obstacle(says="The form has a newer version.", do="Prepare the notice again.", rule="SEC-3")]
    return statutory.obstacles(form, on=on)


# ---------------------------------------------------------------------------------------------------------- withdrawn


@transaction.atomic
def withdraw(notice: Notice, *, why: str, by: User, on: date, at: datetime) -> Notice:
    """Give a notice up, served or not; it stays in the history with the reason. Raises CannotGiveNotice."""
    locked = Notice.objects.select_for_update(of=["self"]).get(pk=notice.pk)
    if not why.strip():
        raise CannotGiveNotice("Say why it is withdrawn: it is kept with the notice.")
    if locked.status not in {Status.DRAFT, Status.SERVED}:
        raise CannotGiveNotice("This notice is no longer in force.")
    if locked.source_ref:
        raise CannotGiveNotice("This notice is the housing system’s: withdraw it there.")
    if locked.claims.exclude(status__in=homes.DISPOSED).exists():
        raise CannotGiveNotice("A claim rests on this notice: withdraw the claim first, or let the court decide it.")
    locked.requests.filter(decided_at=None).delete()
    locked.status, locked.withdrawn_on = Status.WITHDRAWN, on
    locked.withdrawn_by, locked.withdrawn_why = by, why.strip()[:500]
    locked.save()
    account = main_account(locked.tenancy_id)
    timeline.record(account=account, what=What.TAKEN_BACK, on=on, by=by, at=at, about=f"legal.notice:{locked.pk}",
                    summary=f"{locked.get_kind_display()} withdrawn: {why.strip()}")  # fmt: skip
    return locked


def to_change(notice: Notice) -> Notice:
    """The draft, locked. Raises CannotGiveNotice."""
    [locked] = Notice.objects.select_for_update(of=["self"]).select_related("tenancy").filter(pk=notice.pk)
    if locked.status != Status.DRAFT:
        raise CannotGiveNotice(f"This notice is {locked.get_status_display().lower()}.")
    return locked


def refuse(found: list[Obstacle]) -> None:
    """Raises CannotGiveNotice with all that is in the way."""
    if found:
        raise CannotGiveNotice(" ".join(map(str, found)))
