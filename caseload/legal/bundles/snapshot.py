"""The one frozen snapshot that a bundle prints: every figure and entry as at a moment, and its SHA-256.

Nothing that Quarterday lays out reads a record again: the same snapshot gives the same bytes a month later.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta

from caseload.legal.bundles import history, kept, protocol
from caseload.legal.bundles.kinds import WITNESS
from caseload.legal.bundles.rent import CourtStatement, court_statement, entries_from
from legal.accounts import main_account
from legal.models import Bundle, BundleItem, WitnessStatement
from staff.council import council_address, council_name, ledger_as_at
from staff.models import User
from tenancies.models import RentAccount

FORMAT = 1
BACK = relativedelta(years=2)  # of postings before the claim: PD 55A 2.3(2); rulebook 4.2
FROM_THE_ORDER = {Bundle.Kind.SUSPENSION}
MAY_BE_EMPTY = {"view", "orders", "notices", "agreements", "other_ways", "decisions", "contacts"}


def strike(
    bundle: Bundle, *, by: User | None, on: dt.date, at: dt.datetime, only: BundleItem | None = None
) -> dict[str, Any]:
    """The snapshot of a bundle, or of `only` one of its papers, as its records stand now, ready to be kept as JSON.

    A part of which nothing is on record is left out of a bundle.
    """
    account = main_account(bundle.tenancy_id)
    chosen = bundle.items.filter(chosen=True).select_related("issued", "received").order_by("position")
    items = [only] if only else list(chosen)
    parts = {item.part: part(item.part, bundle, account, on=on) for item in items if item.part}
    if only is None:
        items = [item for item in items if not (item.part and says_nothing(parts[item.part]))]
    struck = {
        "format": FORMAT,
        "bundle": bundle.pk,
        "struck_at": at.isoformat(),
        "struck_on": on,
        "ledger_on": ledger_on(on),
        "by": by.name if by else "",
        **frame(bundle, account, on=on),
        "items": [item_of(item) for item in items],
        "parts": {item.part: parts[item.part] for item in items if item.part},
    }
    frozen: dict[str, Any] = json.loads(canonical(struck))
    return frozen


def hash_of(snapshot: dict[str, Any]) -> str:
    """SHA-256 of the snapshot: its id."""
    return hashlib.sha256(canonical(snapshot).encode()).hexdigest()


def canonical(snapshot: dict[str, Any]) -> str:
    """The snapshot as text, always the same for the same figures."""
    return json.dumps(snapshot, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    raise TypeError(f"A snapshot holds no {type(value).__name__}.")


def thawed(value: Any, key: str = "") -> Any:
    """The snapshot for the templates: what is named as a day is one again; sums stay as they were written."""
    if isinstance(value, dict):
        return {name: thawed(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [thawed(each) for each in value]
    is_day = key in {"on", "first", "last"} or key.endswith("_on")
    return dt.date.fromisoformat(value) if is_day and isinstance(value, str) else value


def frame(bundle: Bundle, account: RentAccount, *, on: dt.date) -> dict[str, Any]:
    """What stands on the first page: who, where, which court, which hearing."""
    tenancy = account.tenancy
    people = tenancy.people.tenants(on=min(on, tenancy.last_day or on)).filter(not_sent_since=None)
    claim = history.claims_of(tenancy).first()
    hearing = bundle.hearing
    return {
        "council": council_name(),
        "account_ref": account.account_ref,
        "kind": bundle.kind,
        "title": bundle.get_kind_display(),
        "tenants": [str(each.person) for each in people.select_related("person").order_by("pk")],
        "address": (account.property or tenancy.home).address_lines(),
        "claim": {"number": claim.claim_number, "court": claim.court, "issued_on": claim.issued_on} if claim else None,
        "hearing": {
            "kind": hearing.get_kind_display(),
            "on": hearing.on,
            "at": f"{hearing.at:%H:%M}" if hearing.at else "",
            "court": hearing.court,
        }
        if hearing
        else None,
        "supplements": bundle.supplements.snapshot_hash if bundle.supplements else "",
        "right_hand": bundle.right_hand,
    }


def item_of(item: BundleItem) -> dict[str, Any]:
    source = item.issued or item.received
    media = item.issued.media_type if item.issued else item.received.content_type if item.received else ""
    return {
        "id": item.pk,
        "section": item.section,
        "title": item.title,
        "part": item.part,
        "sha256": source.sha256 if source else "",
        "media_type": media,
        "received": item.received_id is not None,
        "redactions": item.redactions,
    }


def statement_of(bundle: Bundle, account: RentAccount, *, on: dt.date) -> CourtStatement:
    """The rent statement that this bundle prints: two years before the claim, or since the order or the bundle that it
    adds to."""
    last = ledger_on(on)
    return court_statement(account, first=min(_first_day(bundle, account, on=on), last), last=last)


def ledger_on(on: dt.date) -> dt.date:
    """The day to whose end the ledger is known on a day: no figure tells of a later one."""
    return min(ledger_as_at() or on, on)


def _first_day(bundle: Bundle, account: RentAccount, *, on: dt.date) -> dt.date:
    begun = entries_from(account) or account.opened_on or on
    if bundle.supplements and (struck := struck_on(bundle.supplements)):
        return min(struck, on)
    order = history.newest_order(account.tenancy)
    if bundle.kind in FROM_THE_ORDER and order:
        return max(begun, min(order.made_on, on))
    claim = history.claims_of(account.tenancy).first()
    two_years_back: dt.date = (claim.issued_on if claim else on) - BACK
    return min(max(begun, two_years_back), on)


def struck_on(bundle: Bundle) -> dt.date | None:
    """The day whose figures a built bundle prints."""
    struck = bundle.snapshot.get("struck_on")
    return dt.date.fromisoformat(struck) if struck else None


def part(code: str, bundle: Bundle, account: RentAccount, *, on: dt.date) -> Any:
    """What one part prints, as plain data."""
    if code.startswith(WITNESS):
        return witness(WitnessStatement.objects.get(pk=int(code.removeprefix(WITNESS)), tenancy=bundle.tenancy_id))
    return _PARTS[code](bundle, account, on)


def says_nothing(told: Any) -> bool:
    """Whether what a part prints is empty: no agreement, no offer."""
    return not any(told.values()) if isinstance(told, dict) else not told


def empty_parts(items: Iterable[BundleItem], bundle: Bundle, account: RentAccount, *, on: dt.date) -> set[str]:
    """Of these papers the parts of which nothing is on record."""
    found = {item.part for item in items if item.part in MAY_BE_EMPTY}
    return {code for code in found if says_nothing(part(code, bundle, account, on=on))}


def witness(statement: WitnessStatement) -> dict[str, Any]:
    return {
        "name": statement.witness.name,
        "called": _called(statement.witness.name),
        "number": WitnessStatement.objects.filter(
            tenancy=statement.tenancy_id, witness=statement.witness_id, pk__lte=statement.pk
        ).count(),
        "address": ", ".join(council_address()),
        "role": statement.witness.get_role_display(),
        "text": statement.text,
        "exhibits": [{"mark": each["mark"], "title": each["title"]} for each in statement.exhibits],
        "signed_on": statement.signed_on,
    }


def _called(name: str) -> str:
    """Initials and surname, as PD 32, 17.2 marks a statement: 'N Rahman'."""
    *first, last = name.split() or [""]
    return " ".join([*(each[0] for each in first), last])


def _statement(bundle: Bundle, account: RentAccount, on: dt.date) -> dict[str, Any]:
    found = asdict(statement_of(bundle, account, on=on))
    found["unexplained"] = [
        {**each, "explained": bundle.explained.get(str(each["entry"]), "")} for each in found["unexplained"]
    ]
    return found


def _since(bundle: Bundle, account: RentAccount) -> dt.date:
    order = history.newest_order(account.tenancy)
    return order.made_on if bundle.kind in FROM_THE_ORDER and order else account.tenancy.starts_on


_PARTS: dict[str, Callable[[Bundle, RentAccount, dt.date], Any]] = {
    "view": lambda bundle, account, on: {"text": bundle.view},
    "chronology": lambda bundle, account, on: history.chronology(account, until=on),
    "orders": lambda bundle, account, on: kept.orders(account, on=on),
    "notices": lambda bundle, account, on: history.notices(account.tenancy),
    "statement": _statement,
    "agreements": lambda bundle, account, on: {
        "made": history.agreements(account, until=on),
        "offers": history.offers(account, until=on),
    },
    "protocol": lambda bundle, account, on: protocol.sheet(account, on=on),
    "other_ways": lambda bundle, account, on: history.other_ways(account.tenancy),
    "decisions": lambda bundle, account, on: {
        "records": history.decisions(account.tenancy),
        "overrides": history.overrides(account.tenancy),
    },
    "contacts": lambda bundle, account, on: history.contacts(account, first=_since(bundle, account), until=on),
}
