"""Letters that ask for nothing: to an estate, a survivor, somebody who sent proof. Kept as issued, then printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from recovery import documents
from recovery.rules import gates
from recovery.rules.facts import AccountFacts, TenantFacts
from staff.council import council_name
from staff.models import User
from staff.ui import words
from tenancies import storage
from tenancies.models import IssuedDocument, Person, RentAccount
from welfare.solvency import PERSONAL_REPRESENTATIVES

TEMPLATE = "documents/care_letter.html"


@dataclass(frozen=True, kw_only=True)
class CareLetter:
    """One letter as its template draws it. `dear` is never somebody who has died."""

    kind: str
    title: str  # for the officer
    addressee: str
    address_lines: tuple[str, ...]
    dear: str
    heading: str
    paragraphs: tuple[str, ...]
    large_print: bool = False


def issue(
    letters: Sequence[CareLetter], *, account: RentAccount, person: Person, by: User, on: date, at: datetime
) -> list[IssuedDocument]:
    """Lay out and keep each letter for good; the officer prints and posts it."""
    return [_issue(letter, account=account, person=person, by=by, on=on, at=at) for letter in letters]


def _issue(
    letter: CareLetter, *, account: RentAccount, person: Person, by: User, on: date, at: datetime
) -> IssuedDocument:
    context = {"letter": letter, "account": account, "officer": by, "council": council_name(), "dated": on}
    pdf = documents.sheet_pdf(TEMPLATE, context, title=letter.title, dated=on, large_print=letter.large_print)
    return IssuedDocument.objects.create(
        account=account,
        person=person,
        title=letter.title,
        template=letter.kind,
        template_version=1,
        sha256=storage.keep(pdf),
        size=len(pdf),
        issued_at=at,
        issued_by=by,
    )


def to_estate(*, name: str, home: Sequence[str], died_on: date) -> list[CareLetter]:
    """To the personal representatives at the last address, and the same for the Public Trustee (s.18 Law of Property
    (Miscellaneous Provisions) Act 1994; rulebook DTH-1)."""
    representatives = PERSONAL_REPRESENTATIVES.format(name=name)
    said = (
        f"We are very sorry to hear that {name} died on {words.long_day(died_on)}. Please accept our condolences.",
        f"There is nothing that you need to do about the rent today. We have stopped all letters about rent to {name}.",
        "When you are ready, please tell us who is dealing with the estate: the name and address of the executor or "
        "administrator, or of a solicitor. We will then write to them, and to nobody else.",
        "Nobody in the family has to pay from their own money what may be left to pay on this account, unless they "
        "were a joint tenant. If anybody was living in the home, please tell us: they may have a right to stay.",
        "If it would help, somebody from our team can talk this through with you, in person or by telephone.",
    )
    first = CareLetter(
        kind="estate_representatives",
        title="Letter to the personal representatives",
        addressee=representatives,
        address_lines=tuple(home),
        dear="Sir or Madam",
        heading="About the tenancy",
        paragraphs=said,
    )
    copy = CareLetter(
        kind="estate_public_trustee",
        title="Copy for the Public Trustee",
        addressee="The Public Trustee",
        address_lines=(),
        dear="Sir or Madam",
        heading=f"Copy of a letter to {representatives.replace('The ', 'the ', 1)}",
        paragraphs=(
            f"We enclose a copy of what we have sent today to {representatives.replace('The ', 'the ', 1)} at "
            f"{', '.join(home)}, under section 18 of the Law of Property (Miscellaneous Provisions) Act 1994. "
            "No grant of representation is known to us.",
        ),
    )
    return [first, copy]


def to_executor(*, executor: str, address: str, name: str) -> CareLetter:
    """To who deals with the estate, once that is known: then neither the home nor the Public Trustee is written to."""
    return CareLetter(
        kind="estate_executor",
        title=f"Letter to {executor}",
        addressee=executor,
        address_lines=tuple(line.strip() for line in address.split(" / ") if line.strip()),
        dear=executor,
        heading=f"About the tenancy of {name}, who has died",
        paragraphs=(
            f"We are very sorry for the death of {name}. Please accept our condolences.",
            "Thank you for telling us that you are dealing with the estate. We will write about the tenancy to you "
            "and to nobody else.",
            "We will send you a statement of the rent account up to the end of the tenancy. If anything is left to "
            "pay, it is a debt of the estate: please include it when you settle it. Nobody in the family has to pay "
            "it from their own money, unless they were a joint tenant.",
            "If anybody is living in the home, or you need help with giving it back, please get in touch.",
        ),
    )


def to_survivor(tenant: TenantFacts, *, late: str) -> CareLetter:
    """To a joint tenant who lives on, in their own name."""
    return CareLetter(
        kind="estate_survivor",
        title=f"Letter to {tenant.name}",
        addressee=tenant.name,
        address_lines=tenant.address_lines,
        dear=tenant.name,
        heading="Your tenancy",
        paragraphs=(
            f"We are very sorry for the death of {late}. Please accept our condolences.",
            "You were joint tenants, so the tenancy goes on in your name. You do not have to do anything for that, and "
            "you do not have to talk about rent today.",
            "Help with rent may change now that you are on your own: we can look at that with you when you are ready.",
        ),
        large_print=tenant.format_needed == "large_print",
    )


def to_disputers(tenants: Sequence[TenantFacts], *, facts: AccountFacts, answer_by: date) -> list[CareLetter]:
    """To each tenant whom a letter may reach: their proof is with us, nothing is asked for while it is looked at."""
    return [
        CareLetter(
            kind="dispute_received",
            title=f"Answer to {tenant.name} about the balance",
            addressee=tenant.name,
            address_lines=tenant.address_lines,
            dear=tenant.name,
            heading="Thank you for telling us that the balance is wrong",
            paragraphs=(
                "We have what you sent us, and we have asked our finance team to check it against your account.",
                f"Until it is checked we will not ask you for this money. You will hear from us by "
                f"{words.long_day(answer_by)}.",
                "Please go on paying your usual rent. If you have any other proof, such as a bank statement or a "
                "receipt, please send us a copy.",
            ),
            large_print=tenant.format_needed == "large_print",
        )
        for tenant in tenants
        if not tenant.died_on and tenant.address_lines and may_write(tenant, facts=facts)
    ]


def may_write(tenant: TenantFacts, *, facts: AccountFacts) -> bool:
    """Whether a letter that asks for nothing may go to this tenant: never where letters are unsafe."""
    found = gates.gates_for(gates.Act.LETTER, facts=facts, tenant=tenant, chases=False, escalates=False)
    return not gates.blocking(found, reason_given="They wrote to us, and are answered")
