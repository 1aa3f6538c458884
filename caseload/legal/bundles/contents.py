"""The papers that a bundle begins with, ticked and in order, and those that came since."""

import datetime as dt

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from caseload.legal.bundles.kinds import CONTENTS, PARTS, SECTIONS, WITNESS
from legal.bundles import Entry
from legal.models import (
    Bundle,
    BundleItem,
    ClaimPack,
    DecisionRecord,
    Notice,
    NoticeService,
    WarrantRequest,
    WitnessStatement,
)
from recovery.models import OutboxMessage
from recovery.rules.letters import KINDS
from staff.ui.words import short_day
from tenancies.models import IssuedDocument, ReceivedDocument, RentAccount

OURS_ALONE = ("bundle", "instruction", "court_", "brief")  # templates of papers that are never inside a bundle
LETTERS = {action.value for action in KINDS}
LETTERS_SINCE = relativedelta(years=2)


def entries_for(account: RentAccount, *, kind: str, on: dt.date) -> list[Entry]:
    """Everything that may stand in a bundle of this kind, section by section, as it is first ticked."""
    found = [*_parts(kind), *_witnesses(account), *_issued(account, on=on), *_received(account)]
    if kind == Bundle.Kind.SUPPLEMENT:
        found = [entry for entry in found if entry.part in PARTS]
    order = CONTENTS[Bundle.Kind(kind)].sections
    return sorted((each for each in found if each.section in order), key=lambda entry: order.index(entry.section))


def came_since(bundle: Bundle, account: RentAccount, *, on: dt.date) -> list[Entry]:
    """What is on record now and not in the bundle."""
    held = {key_of(item) for item in bundle.items.all()}
    return [entry for entry in entries_for(account, kind=bundle.kind, on=on) if key_of(entry) not in held]


def key_of(paper: Entry | BundleItem) -> tuple[str, int, int]:
    """What makes two papers the same."""
    if isinstance(paper, BundleItem):
        return (paper.part, paper.issued_id or 0, paper.received_id or 0)
    return (paper.part, paper.issued.pk if paper.issued else 0, paper.received.pk if paper.received else 0)


def _parts(kind: str) -> list[Entry]:
    ticked = CONTENTS[Bundle.Kind(kind)].parts
    inside = [*ticked, *(code for code in PARTS if code not in ticked)]
    return [
        Entry(section=section, title=title, part=code, chosen=code in ticked)
        for code in inside
        for title, section in [PARTS[code]]
    ]


def _witnesses(account: RentAccount) -> list[Entry]:
    """Statements: the signed one as it was signed, else as it is written now."""
    found = WitnessStatement.objects.filter(tenancy=account.tenancy_id).select_related("witness", "document")
    return [
        Entry(
            section="witness",
            title=f"Witness statement of {each.witness.name}",
            part="" if each.document else f"{WITNESS}{each.pk}",
            issued=each.document,
        )
        for each in found.order_by("pk")
    ]


def _issued(account: RentAccount, *, on: dt.date) -> list[Entry]:
    documents = IssuedDocument.objects.filter(account__tenancy=account.tenancy_id, media_type="application/pdf")
    placed, served_on = _places(account), _certified(account)
    witnessed = set(WitnessStatement.objects.filter(tenancy=account.tenancy_id).values_list("document_id", flat=True))
    found = []
    for document in documents.order_by("issued_at", "pk"):
        if document.pk in witnessed or document.template.startswith(OURS_ALONE):
            continue
        day = timezone.localdate(document.issued_at)
        title = " on ".join(filter(None, [document.title, served_on.get(document.pk, "")]))
        section = placed.get(document.pk, "letters" if document.template in LETTERS else "papers")
        recent = day >= on - LETTERS_SINCE
        found.append(
            Entry(
                section=section,
                title=f"{title}, {short_day(day)}",
                issued=document,
                chosen=section != "papers" and (recent or section != "letters"),
            )
        )
    return found


def _certified(account: RentAccount) -> dict[int, str]:
    """On whom each certificate of service says that a notice was served: joint tenants have one each."""
    services = NoticeService.objects.filter(notice__tenancy=account.tenancy_id).select_related("person")
    return {each.certificate_id: str(each.person) for each in services if each.certificate_id}


def _places(account: RentAccount) -> dict[int, str]:
    """The section of each issued document that a record names."""
    tenancy = account.tenancy_id
    placed: dict[int, str] = {}
    letters = OutboxMessage.objects.filter(account__tenancy=tenancy, document__isnull=False)
    placed |= dict.fromkeys(letters.values_list("document_id", flat=True), "letters")
    for field in ("document_id", "statement_id"):
        papers = Notice.objects.filter(tenancy=tenancy).exclude(status=Notice.Status.DRAFT)
        placed |= dict.fromkeys(papers.values_list(field, flat=True), "claim")
    certificates = NoticeService.objects.filter(notice__tenancy=tenancy).values_list("certificate_id", flat=True)
    placed |= dict.fromkeys(certificates, "claim")
    packs = ClaimPack.objects.filter(tenancy=tenancy).values_list("document_id", flat=True)
    placed |= dict.fromkeys(packs, "claim")
    records = DecisionRecord.objects.filter(tenancy=tenancy).values_list("document_id", flat=True)
    placed |= dict.fromkeys(records, "decisions")
    warrants = WarrantRequest.objects.filter(order__claim__tenancy=tenancy).values_list("document_id", flat=True)
    placed |= dict.fromkeys(warrants, "application")
    return placed


def _received(account: RentAccount) -> list[Entry]:
    """Papers that came in, where an earlier bundle had them. Those opened only with a reason stay out."""
    before: dict[int, tuple[str, str]] = {}
    earlier = BundleItem.objects.filter(bundle__tenancy=account.tenancy_id, received__isnull=False)
    for received_id, section, title in earlier.order_by("pk").values_list("received_id", "section", "title"):
        before[received_id] = (section, title)
    papers = ReceivedDocument.objects.filter(account__tenancy=account.tenancy_id, restricted=False)
    found = []
    for paper in papers.order_by("received_on", "pk"):
        usual = "tenancy" if paper.kind == ReceivedDocument.Kind.AGREEMENT else "papers"
        section, title = before.get(paper.pk, (usual, f"{paper.name}, received {short_day(paper.received_on)}"))
        found.append(
            Entry(
                section=section if section in SECTIONS else "papers",
                title=title,
                received=paper,
                chosen=paper.pk in before or paper.kind != ReceivedDocument.Kind.AUTHORITY,
            )
        )
    return found
