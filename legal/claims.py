"""What is done with a claim before it is issued: prepared, asked for, approved or sent back, dropped.

A pack opens only when the notice's dates and the protocol let a claim be issued. The income manager's yes freezes it;
it is issued when the court's number is recorded (legal.claim_issue).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from legal import asking, gates, notices
from legal.accounts import main_account
from legal.claim_file import ClaimFile, entered, gather, live_claim
from legal.models import ClaimPack, LegalRequest
from legal.rules import equality
from legal.rules.checks import Obstacle
from legal.rules.issue_routes import Route, default_route
from recovery import gatekeeping
from recovery.gatekeeping import Brings
from recovery.rules.facts import AccountFacts
from recovery.rules.gates import Act, gates_for
from staff.models import Role, User
from staff.ui.words import long_day, pounds
from tenancies import storage, timeline
from tenancies.models import AccountEvent, Tenancy

State, What = ClaimPack.State, AccountEvent.What
OPEN = [State.DRAFT, State.ASKED, State.APPROVED]


class CannotClaim(Exception):
    """The claim stays as it is. The message says why and what to do."""


def open_pack(tenancy: Tenancy) -> ClaimPack | None:
    """The pack that is prepared, asked for or approved and not issued yet."""
    found = ClaimPack.objects.filter(tenancy=tenancy, state__in=OPEN)
    return found.select_related("made_by", "approved_by", "document", "notice").first()


# Rent lawfully due must be unpaid when the claim begins (Housing Act 1985, Sch. 2, Ground 1; rulebook SEC-4, ASD-4).
NOTHING_OWED = Obstacle(says="Nothing is owed.", do="Withdraw the notice, or leave it to lapse.", rule="SEC-4")


def opening_obstacles(file: ClaimFile) -> list[Obstacle]:
    """Why no claim may be prepared; empty where one may. These stand in the place of the button."""
    claim = live_claim(file.tenancy)
    if claim:
        number = f" {claim.claim_number}" if claim.claim_number else ""
        return [Obstacle(says=f"Claim{number} was issued on {long_day(claim.issued_on)} and is not disposed of.")]
    paid = [] if file.claimed > 0 else [NOTHING_OWED]
    return [*paid, *file.opening_obstacles, *gates.shut(Act.CLAIM, file.facts)]


def asking_obstacles(file: ClaimFile) -> list[Obstacle]:
    """Why a pack cannot be approved yet: what it lacks, its route, its schedule, the decision record (EQ-3)."""
    record = notices.record_for(file.tenancy, stage="claim")
    gaps = [Obstacle(says=gap.says, do=f"Where: {gap.where}.", rule="4.1") for gap in file.gaps]
    return [
        *opening_obstacles(file),
        *gaps,
        *file.route_obstacles,
        *file.schedule_faults,
        *equality.obstacles(record, stage="claim", on=file.on),
    ]


# ---------------------------------------------------------------------------------------------------------- preparing


@transaction.atomic
def prepare(tenancy: Tenancy, *, facts: AccountFacts, by: User, on: date, at: datetime) -> ClaimPack:
    """Begin the pack, by the route that takes the claim; the one that is open already stays. Raises CannotClaim."""
    Tenancy.objects.select_for_update(of=["self"]).get(pk=tenancy.pk)
    if there := open_pack(tenancy):
        return there
    file = gather(tenancy, pack=None, facts=facts, by=by, on=on)
    _refuse(opening_obstacles(file))
    made = ClaimPack.objects.create(
        tenancy=tenancy, notice=file.notice, route=default_route(file.asked), made_by=by, made_at=at
    )
    timeline.record(account=file.account, what=What.LEGAL, on=on, by=by, at=at, about=f"legal.claimpack:{made.pk}",
                    summary=f"Claim being prepared: {Route(made.route).label}, {pounds(file.claimed)}.")  # fmt: skip
    return made


@transaction.atomic
def enter(pack: ClaimPack, *, typed: Mapping[str, Any], route: str) -> ClaimPack:
    """Keep what was entered, complete or not: what is missing is named on the page. Raises CannotClaim."""
    locked = _to_change(pack)
    if route not in set(Route):
        raise CannotClaim("Choose how the claim is issued.")
    locked.fields, locked.route = entered(typed), route
    locked.save(update_fields=["fields", "route"])
    return locked


@transaction.atomic
def drop(pack: ClaimPack, *, why: str, by: User, on: date, at: datetime) -> None:
    """Give the pack up before it is issued; it stays in the history. Raises CannotClaim."""
    locked = _locked(pack)
    if locked.state not in OPEN:
        raise CannotClaim(f"This pack is {locked.get_state_display().lower()}.")
    if not why.strip():
        raise CannotClaim("Say why the claim is given up: it is kept.")
    locked.requests.filter(decided_at=None).delete()
    locked.state = State.DROPPED
    locked.save(update_fields=["state"])
    timeline.record(account=main_account(locked.tenancy_id), what=What.TAKEN_BACK, on=on, by=by, at=at,
                    about=f"legal.claimpack:{locked.pk}", summary=f"Claim given up: {why.strip()}")  # fmt: skip


# ------------------------------------------------------------------------------------------- asked, approved, sent back


@transaction.atomic
def ask(
    pack: ClaimPack, *, note: str, legal: str, facts: AccountFacts, by: User, on: date, at: datetime
) -> LegalRequest:
    """Ask the income manager for the yes. `legal`: legal's advice where a gate wants it.

    Raises CannotClaim, gates.Refused.
    """
    locked = _to_change(pack)
    if not note.strip():
        raise CannotClaim("Say why the claim is right: the income manager reads it, and it is kept.")
    file = gather(locked.tenancy, pack=locked, facts=facts, by=locked.made_by, on=on)
    _refuse(asking_obstacles(file))
    given = replace(Brings(reason=note, legal=legal).given(by=by), manager=True)
    found = gates_for(Act.CLAIM, facts=facts, user_id=by.pk)
    gatekeeping.check(found, account=file.account, given=given, on=on)
    asked = LegalRequest.objects.create(
        tenancy=locked.tenancy,
        step=LegalRequest.Step.CLAIM,
        pack=locked,
        note=note.strip(),
        was=known(file) | {"legal": legal.strip()},
        asked_by=by,
        asked_at=at,
    )
    locked.state = State.ASKED
    locked.save(update_fields=["state"])
    timeline.record(account=file.account, what=What.LEGAL, on=on, by=by, at=at, about=f"legal.legalrequest:{asked.pk}",
                    summary=f"Claim: approval asked. {note.strip()}")  # fmt: skip
    return asked


def known(file: ClaimFile) -> dict[str, Any]:
    """What the decision rests on, so that what changes since is shown."""
    return asking.basis(file.facts, act=Act.CLAIM) | {
        "claimed": str(file.claimed),
        "missing": sorted(step.name for step in file.steps if step.gate and not step.done),
        "defendants": [f"{each['first_names']} {each['last_name']}" for each in file.data["defendants"]],
    }


@transaction.atomic
def take_back(asked: LegalRequest, *, by: User, on: date, at: datetime) -> None:
    """The pack is to be changed before anybody decides: it is a draft again. Raises CannotClaim."""
    found = LegalRequest.objects.select_for_update().filter(pk=asked.pk, decided_at=None).first()
    if found is None or found.pack_id is None:
        raise CannotClaim("It was decided meanwhile.")
    ClaimPack.objects.filter(pk=found.pack_id, state=State.ASKED).update(state=State.DRAFT)
    account = main_account(found.tenancy_id)
    found.delete()  # its history is kept by the database
    timeline.record(account=account, what=What.LEGAL, on=on, by=by, at=at,
                    summary="Claim: the request was taken back.")  # fmt: skip


@transaction.atomic
def approve(
    asked: LegalRequest,
    *,
    snapshot: dict[str, Any],
    pdf: bytes,
    said: str,
    facts: AccountFacts,
    by: User,
    on: date,
    at: datetime,
) -> ClaimPack:
    """The income manager's yes: the pack is frozen and printed. It is not issued by that.

    Never one's own; everything is judged anew. `snapshot` is what `pdf` was printed from. Raises CannotClaim,
    gates.Refused.
    """
    asked, pack = _to_decide(asked, by=by)
    file = gather(pack.tenancy, pack=pack, facts=facts, by=pack.made_by, on=on)
    _refuse(asking_obstacles(file))
    brings = Brings(reason=asked.note, legal=asked.was.get("legal", ""), manager=by)
    gatekeeping.pass_gates(act=Act.CLAIM, account=file.account, facts=facts, by=by, on=on, at=at, brings=brings)
    pack.document = storage.issue(file.account, pdf, title="Claim pack", template="claim_pack", by=by, at=at)
    pack.snapshot, pack.state, pack.notice = snapshot, State.APPROVED, file.notice
    pack.approved_by, pack.approved_at = by, at
    pack.save()
    asking.decide(asked, approved=True, said=said, account=file.account, by=by, on=on, at=at)
    return pack


@transaction.atomic
def send_back(asked: LegalRequest, *, why: str, by: User, on: date, at: datetime) -> None:
    """The manager's no, with its reason: the pack can be changed and asked for again. Raises CannotClaim."""
    asked, pack = _to_decide(asked, by=by)
    pack.state = State.DRAFT
    pack.save(update_fields=["state"])
    account = main_account(asked.tenancy_id)
    asking.send_back(asked, why=why, refused=CannotClaim, account=account, by=by, on=on, at=at)


def _to_decide(asked: LegalRequest, *, by: User) -> tuple[LegalRequest, ClaimPack]:
    found = LegalRequest.objects.select_for_update(of=["self"]).filter(pk=asked.pk, decided_at=None).first()
    if found is None or found.pack_id is None:
        raise CannotClaim("This does not wait any more: it was decided or taken back.")
    pack = ClaimPack.objects.select_for_update(of=["self"]).select_related("tenancy", "made_by").get(pk=found.pack_id)
    check_manager(by, own={found.asked_by_id, pack.made_by_id})
    return found, pack


def check_manager(by: User, *, own: set[int]) -> None:
    """Raises CannotClaim unless this is an income manager, and the claim is not their own."""
    if by.role != Role.INCOME_MANAGER:
        raise CannotClaim("The income manager decides on claims.")
    if by.pk in own:
        raise CannotClaim("Nobody approves their own claim: ask another income manager.")


def _locked(pack: ClaimPack) -> ClaimPack:
    [locked] = ClaimPack.objects.select_for_update(of=["self"]).select_related("tenancy", "made_by").filter(pk=pack.pk)
    return locked


def _to_change(pack: ClaimPack) -> ClaimPack:
    locked = _locked(pack)
    if locked.state == State.ASKED:
        raise CannotClaim("This claim waits for the income manager. Take the request back to change it.")
    if locked.state != State.DRAFT:
        raise CannotClaim(f"This claim is {locked.get_state_display().lower()}. Give it up to prepare another.")
    return locked


def _refuse(found: Sequence[Obstacle]) -> None:
    if found:
        raise CannotClaim(" ".join(map(str, found)))
