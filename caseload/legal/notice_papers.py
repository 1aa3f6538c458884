"""The papers of notices as PDF: the notice on its statutory form, the statement with it, the certificate of service."""

import datetime as dt
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta

from caseload import papers
from caseload.statement import statement
from legal import homes, statutory
from legal.models import Notice, NoticeService
from legal.rules import routes, serving
from legal.rules.service import deemed_on
from legal.statutory import Form
from recovery.documents import paragraphs, sheet_pdf
from staff.council import council_address, council_name
from staff.models import User
from staff.ui.words import listed
from tenancies import bank_holidays
from tenancies.models import RentAccount

UNCHECKED = "UNCHECKED"
DRAFT = "DRAFT"
SAMPLE = "SAMPLE"
STATEMENT_OF = relativedelta(months=12)


@dataclass(frozen=True, kw_only=True)
class NoticePaper:
    """What a notice prints. `mark` goes across every page; blank on one that may be served."""

    reference: str
    council: str
    council_address: tuple[str, ...]
    officer: str
    phone: str
    email: str
    tenants: tuple[str, ...]
    home: tuple[str, ...]
    grounds: tuple[str, ...]
    particulars: tuple[str, ...]
    specified_on: dt.date | str | None  # words: the blank of a sample; so of the days below
    trial_last_day: dt.date | str | None
    extended_last_day: dt.date | str | None
    holds_as: str
    agreement: str
    dated: dt.date | str
    mark: str

    @property
    def grounds_named(self) -> str:
        """'ground 10', 'grounds 8, 10 and 11'."""
        return f"ground{'' if len(self.grounds) == 1 else 's'} {listed(list(self.grounds))}"


def notice_paper(notice: Notice, account: RentAccount, *, by: User, on: dt.date, draft: bool) -> NoticePaper:
    """The notice as it stands. `draft`: to read, not to serve."""
    form = statutory.forms()[notice.form]
    tenancy = notice.tenancy
    ends = tenancy.trial_last_day
    licence = tenancy.tenancy_type == "licence"
    mark = UNCHECKED if statutory.signed_off(form) is None else DRAFT if draft else ""
    return NoticePaper(
        reference=account.account_ref,
        council=council_name(),
        council_address=tuple(council_address()) or ("the council’s address",),
        officer=(notice.made_by or by).name,
        phone=(notice.made_by or by).phone,
        email=(notice.made_by or by).email,
        tenants=tuple(str(person) for person in homes.living_tenants(tenancy, on=on)),
        home=tuple(tenancy.home.address_lines()),
        grounds=notice.ground_numbers,
        particulars=tuple(paragraphs(notice.particulars)),
        specified_on=notice.specified_on,
        trial_last_day=ends,
        extended_last_day=ends + relativedelta(months=6) if ends else None,
        holds_as="a licensee" if licence else "a tenant",
        agreement="licence" if licence else "tenancy",
        dated=notice.prepared_on,
        mark=mark,
    )


def notice_pdf(notice: Notice, account: RentAccount, *, by: User, on: dt.date, draft: bool = True) -> bytes:
    form = statutory.forms()[notice.form]
    paper = notice_paper(notice, account, by=by, on=on, draft=draft)
    return sheet_pdf(
        form.template, {"paper": paper}, title=form.title, dated=notice.prepared_on, large_print=notice.large_print
    )


def sample_pdf(form: Form, *, on: dt.date) -> bytes:
    """A form as it prints, with a blank wherever a case fills it: for whoever checks its words."""
    paper = NoticePaper(
        reference="[reference]",
        council=council_name(),
        council_address=tuple(council_address()) or ("[the council’s address]",),
        officer="[name of the officer who signs]",
        phone="[telephone]",
        email="[e-mail]",
        tenants=("[name of tenant]", "[name of joint tenant]"),
        home=("[address of the home]",),
        grounds=("8", "10", "11"),
        particulars=("[particulars: what is owed, the day to which it is struck, and how it came about]",),
        specified_on="[the date in the notice]",
        trial_last_day="[last day of the trial]",
        extended_last_day="[last day of the trial as extended]",
        holds_as="[a tenant or a licensee]",
        agreement="[tenancy or licence]",
        dated="[day of the notice]",
        mark=SAMPLE,
    )
    return sheet_pdf(form.template, {"paper": paper}, title=form.title, dated=on)


def statement_pdf(notice: Notice, account: RentAccount, *, by: User, on: dt.date) -> bytes:
    """The statement that goes with a notice: twelve months up to the day to which its sum is struck."""
    last = notice.arrears_struck_on or on
    first = max(account.tenancy.starts_on, last - STATEMENT_OF + dt.timedelta(days=1))
    tenants = homes.living_tenants(account.tenancy, on=on)
    return papers.statement_pdf(statement(account, tenants=tenants, first=first, last=last, by=by, on=on))


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """What the certificate of one service says, in the words of form N215 (rulebook SRV-3)."""

    reference: str
    council: str
    dated: dt.date
    what: str
    prepared_on: dt.date
    home: tuple[str, ...]
    person: str
    how: str
    handed_to: str
    place: str
    done_on: dt.date
    done_at: dt.time | None
    deemed_on: dt.date | None
    good_by: str
    evidence: str
    photo: str
    photo_on: dt.date | None
    served_by: str


def certificate_pdf(service: NoticeService, account: RentAccount, *, on: dt.date) -> bytes:
    notice = service.notice
    form = statutory.forms().get(notice.form)
    paper = Certificate(
        reference=account.account_ref,
        council=council_name(),
        dated=on,
        what=form.title if form else routes.NAMES[notice.kind].capitalize(),
        prepared_on=notice.prepared_on,
        home=tuple(notice.tenancy.home.address_lines()),
        person=str(service.person),
        how=serving.METHODS[service.method].capitalize(),
        handed_to=service.handed_to,
        place=service.place,
        done_on=service.done_on,
        done_at=service.done_at,
        deemed_on=deemed_on(
            method=service.method, done_on=service.done_on, bank_holidays=bank_holidays.around(service.done_on)
        ),
        good_by=service.good_by,
        evidence=service.evidence,
        photo=service.photo.sha256 if service.photo else "",
        photo_on=service.photo.received_on if service.photo else None,
        served_by=service.served_by.name if service.served_by else "",
    )
    return sheet_pdf("documents/legal/certificate.html", {"paper": paper}, title="Certificate of service", dated=on)
