"""The page of a bundle: its meter, its papers by section, what came since, and what may be done."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from caseload.legal.bundles import completeness, contents, history, snapshot, uploads
from caseload.legal.bundles.completeness import Check
from caseload.legal.bundles.kinds import CONTENTS, SECTIONS
from caseload.legal.case import Case
from caseload.legal.door import may_work_for_court
from legal.bundles import Entry
from legal.models import Bundle, BundleItem, Hearing, WitnessStatement
from recovery.account_facts import tenants_of
from staff.models import User
from tenancies.models import RentAccount

State = Bundle.State


@dataclass(frozen=True, kw_only=True)
class Section:
    code: str
    title: str
    items: list[BundleItem]


def bundle_page(
    bundle: Bundle, account: RentAccount, *, user: User, on: dt.date, refused: QueryDict | None = None
) -> dict[str, Any]:
    """Everything that the builder shows. `refused`: a choice that was not kept, whose ticks and words stand again."""
    items = list(bundle.items.select_related("issued", "received").order_by("position"))
    explained = bundle.explained
    if refused is not None:
        explained = explained_in(refused)
        for item in items:
            item.chosen = str(item.pk) in refused.getlist("chosen")
    open_to_change = bundle.state in {State.DRAFT, State.BUILT}
    context: dict[str, Any] = {
        "bundle": bundle,
        "account": account,
        "typed": refused,
        "sections": _sections(bundle, items),
        "section_names": [(code, SECTIONS[code]) for code in CONTENTS[Bundle.Kind(bundle.kind)].sections],
        "chosen": sum(item.chosen for item in items),
        "most_bytes": uploads.MOST_BYTES,
        "figures_on": snapshot.struck_on(bundle),
        "may_work": may_work_for_court(user),
        "may_change": may_work_for_court(user) and open_to_change,
        "supplements": list(bundle.supplemented_by.order_by("pk")),
        **progress(bundle),
    }
    if open_to_change:
        context["must_be_safe"] = any(tenant.contact_must_be_safe for tenant in tenants_of(account, as_of=on))
        statement = snapshot.statement_of(bundle, account, on=on)
        found = completeness.checks(completeness.look_at(bundle, account, statement=statement, on=on))
        context |= {
            "empty": snapshot.empty_parts(items, bundle, account, on=on),
            "checks": found,
            "missing": [check for check in found if not check.done],
            "percent": percent(found),
            "unexplained": [(each, explained.get(str(each.entry), "")) for each in statement.unexplained],
            "came_since": [
                {"key": _key(entry), "title": entry.title, "section": SECTIONS[entry.section]}
                for entry in contents.came_since(bundle, account, on=on)
            ],
            "hearings": hearings(account),
        }
    return context


def percent(found: list[Check]) -> int:
    return 100 * sum(check.done for check in found) // len(found) if found else 100


def progress(bundle: Bundle) -> dict[str, Any]:
    """How far the build is."""
    job = bundle.job
    return {
        "job": job,
        "under_way": bundle.state == State.BUILDING,
        "built_percent": 100 * job.done // job.total if job and job.total else 0,
    }


def hearings(account: RentAccount) -> list[Hearing]:
    """Hearings of this case without an outcome, the next first."""
    found = Hearing.objects.filter(tenancy=account.tenancy_id, cancelled_on=None, outcome="")
    return list(found.order_by("on", "at", "pk"))


def chosen_since(bundle: Bundle, account: RentAccount, keys: list[str], *, on: dt.date) -> list[Entry]:
    """What came since and was ticked on the page."""
    wanted = set(keys)
    return [entry for entry in contents.came_since(bundle, account, on=on) if _key(entry) in wanted]


def explained_in(typed: QueryDict) -> dict[str, str]:
    """What the page's boxes say of single postings, by the posting's number."""
    return {name.removeprefix("explain-"): str(typed[name]) for name in typed if name.startswith("explain-")}


def _key(entry: Entry) -> str:
    part, issued, received = contents.key_of(entry)
    return f"part:{part}" if part else f"issued:{issued}" if issued else f"received:{received}"


def _sections(bundle: Bundle, items: list[BundleItem]) -> list[Section]:
    order = CONTENTS[Bundle.Kind(bundle.kind)].sections
    found = [
        Section(code=code, title=SECTIONS[code], items=[item for item in items if item.section == code])
        for code in order
    ]
    return [section for section in found if section.items]


def other_ways(account: RentAccount) -> list[dict[str, Any]]:
    """The log of other ways than the court."""
    return history.other_ways(account.tenancy)


def bundles_of(account: RentAccount) -> list[Bundle]:
    """The bundles of a case, newest first."""
    found = Bundle.objects.filter(tenancy=account.tenancy_id).select_related("made_by", "hearing", "document")
    return list(found.order_by("-pk"))


def statements_of(account: RentAccount) -> list[WitnessStatement]:
    """The witness statements of a case, newest first."""
    found = WitnessStatement.objects.filter(tenancy=account.tenancy_id).select_related("witness", "document")
    return list(found.order_by("-pk"))


def bundles_part(case: Case, user: User) -> dict[str, Any]:
    """Bundles and statements, for the page of the case."""
    return {
        "account": case.account,
        "bundles": bundles_of(case.account)[:5],
        "statements": statements_of(case.account)[:5],
        "may_work": may_work_for_court(user),
    }
