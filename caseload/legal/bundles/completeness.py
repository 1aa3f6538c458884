"""What a bundle still lacks, each with where to mend it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from caseload.legal.bundles import history, protocol
from caseload.legal.bundles.kinds import CONTENTS
from caseload.legal.bundles.rent import CourtStatement, Unexplained
from legal import homes
from legal.models import Bundle, BundleItem, DecisionRecord, Notice, OtherWay, WitnessStatement
from legal.notices import relied_on
from staff.ui.words import counted, long_day, pounds
from tenancies.models import RentAccount


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing a bundle needs: `says` is what is missing, with a page where it is mended."""

    code: str
    name: str
    done: bool
    says: str = ""
    link: str = ""
    link_name: str = ""


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What every check looks at, read once."""

    bundle: Bundle
    account: RentAccount
    items: list[BundleItem]
    statement: CourtStatement
    notice: Notice | None  # the newest that was served
    on: date

    def has(self, part: str) -> bool:
        return any(item.part == part for item in self.items)

    def in_section(self, section: str) -> bool:
        return any(item.section == section and not item.part for item in self.items)

    @property
    def unexplained(self) -> list[Unexplained]:
        """Those for which the officer has not written what explains them."""
        return [each for each in self.statement.unexplained if not self.bundle.explained.get(str(each.entry))]


Answer = tuple[str, str, str]  # what is missing (blank: nothing), where to mend it, and what that link is called


def checks(looked: Looked) -> list[Check]:
    """What this kind of bundle needs, in its order."""
    found = []
    for code in CONTENTS[Bundle.Kind(looked.bundle.kind)].needs:
        name, look = CHECKS[code]
        says, link, link_name = look(looked)
        found.append(Check(code=code, name=name, done=not says, says=says, link=link, link_name=link_name))
    return found


def look_at(bundle: Bundle, account: RentAccount, *, statement: CourtStatement, on: date) -> Looked:
    chosen = [item for item in bundle.items.all() if item.chosen]
    tenancy = account.tenancy
    served = [each for each in history.served_notices(tenancy)[::-1] if each.status == Notice.Status.SERVED]
    tenants = homes.living_tenants(tenancy, on=on)
    notice = relied_on(served, tenancy=tenancy, tenants=tenants, on=on) or next(iter(served), None)
    return Looked(bundle=bundle, account=account, items=chosen, statement=statement, notice=notice, on=on)


FINE: Answer = ("", "", "")


def _case(looked: Looked) -> str:
    """The page of the case, where notices and decisions are noted."""
    return reverse("legal_case", args=[looked.account.pk])


def _part(code: str, what: str) -> Callable[[Looked], Answer]:
    return lambda looked: FINE if looked.has(code) else (f"{what} is not ticked.", f"#part-{code}", "Tick it")


def _view(looked: Looked) -> Answer:
    if looked.bundle.view.strip() and looked.has("view"):
        return FINE
    return ("What the council asks for is not written.", "#id_view", "Write it")


def _unexplained(looked: Looked) -> Answer:
    if not (left := looked.unexplained):
        return FINE
    first = left[0]
    more = f" and {counted(len(left) - 1, 'more entry', 'more entries')}" if len(left) > 1 else ""
    said = f"{first.what} of {pounds(first.amount)} on {long_day(first.on)}{more}: nobody can say what it is for."
    return (said, f"#explain-{first.entry}", "Explain it")


def _arithmetic(looked: Looked) -> Answer:
    if not looked.statement.differs:
        return FINE
    by = pounds(abs(looked.statement.differs))
    return (
        f"The postings do not add up to the balance: {by} apart.",
        reverse("ledger", args=[looked.account.pk]),
        "See",
    )


def _notice(looked: Looked) -> Answer:
    return FINE if looked.notice else ("No notice is on record as served.", _case(looked), "The case")


def _service(looked: Looked) -> Answer:
    """Each tenant served with the newest notice, with proof (rulebook SRV-2, SRV-3)."""
    if looked.notice is None:
        return _notice(looked)
    services = {service.person_id: service for service in looked.notice.services.all()}
    tenants = homes.living_tenants(looked.account.tenancy, on=looked.on)
    left = [str(each) for each in tenants if each.pk not in services]
    if left:
        return (f"Service on {', '.join(left)} is not on record.", _case(looked), "The case")
    bare = [str(each.person) for each in services.values() if not (each.evidence or each.place or each.certificate_id)]
    if bare:
        said = f"Service on {', '.join(bare)} has no proof on record."
        return (said, _case(looked), "The case")
    return FINE


def _tenancy(looked: Looked) -> Answer:
    if looked.in_section("tenancy"):
        return FINE
    return ("The tenancy agreement is not in it.", "#upload", "Upload it")


def _other_ways(looked: Looked) -> Answer:
    """Pre-action protocol 2.10: an empty log of other ways than the court fails the bundle."""
    log = OtherWay.objects.filter(tenancy=looked.account.tenancy_id)
    if log.exists() and looked.has("other_ways"):
        return FINE
    if log.exists():
        return ("The log of other ways is not ticked.", "#part-other_ways", "Tick it")
    said = "No other way than the court was offered, or found unsuitable."
    return (said, reverse("other_ways", args=[looked.account.pk]), "Note it")


def _decision(looked: Looked) -> Answer:
    records = DecisionRecord.objects.filter(tenancy=looked.account.tenancy_id)
    if records.exists() and (looked.has("decisions") or looked.in_section("decisions")):
        return FINE
    if records.exists():
        return ("The decisions are not ticked.", "#part-decisions", "Tick them")
    return ("No decision with its reasons is on record.", _case(looked), "The case")


def _witness(looked: Looked) -> Answer:
    if any(item.section == "witness" and item.issued_id for item in looked.items):
        return FINE
    link = reverse("bundles", args=[looked.account.pk]) + "#witness"
    if any(item.section == "witness" for item in looked.items):
        return ("The witness statement is not signed.", link, "Sign it")
    if WitnessStatement.objects.filter(tenancy=looked.account.tenancy_id).exists():
        return ("The witness statement is not in it.", "#papers", "Tick or add it")
    return ("There is no witness statement.", link, "Draft one")


def _order(looked: Looked) -> Answer:
    if history.newest_order(looked.account.tenancy):
        return FINE if looked.has("orders") else ("The order is not ticked.", "#part-orders", "Tick it")
    return ("No order is on record.", _case(looked), "The case")


def _protocol(looked: Looked) -> Answer:
    """Every step of the protocol done, or set aside by a manager with a reason (rulebook PAP_ISSUE_OK)."""
    if not looked.has("protocol"):
        return ("The protocol sheet is not ticked.", "#part-protocol", "Tick it")
    if missing := protocol.left(looked.account, on=looked.on):
        more = f" {counted(len(missing) - 1, 'more step')} missing." if len(missing) > 1 else ""
        return (f"{missing[0].says}{more}", reverse("legal_protocol", args=[looked.account.pk]), "The protocol sheet")
    return FINE


CHECKS: dict[str, tuple[str, Callable[[Looked], Answer]]] = {
    "view": ("What the council asks for", _view),
    "chronology": ("Chronology", _part("chronology", "The chronology")),
    "statement": ("Rent statement", _part("statement", "The rent statement")),
    "unexplained": ("Every debit explained", _unexplained),
    "arithmetic": ("The statement adds up", _arithmetic),
    "notice": ("A notice served", _notice),
    "service": ("Service on each tenant, with proof", _service),
    "tenancy": ("Tenancy agreement", _tenancy),
    "protocol": ("Protocol sheet", _protocol),
    "other_ways": ("Other ways tried", _other_ways),
    "decision": ("Decision with its reasons", _decision),
    "witness": ("Witness statement, signed", _witness),
    "order": ("The order", _order),
}
