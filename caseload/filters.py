"""A list of accounts as a sentence: codes and numbers in the address, never anything about a person."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from caseload.models import Bucket
from recovery.rules.actions import Action
from recovery.rules.signs import Sign
from staff.asking import records_where
from staff.http import amount_in, number_in
from staff.models import LEADING_ROLES, WHOLE_BOROUGH_ROLES, Patch, PatchAssignment, Role, Team, User
from tenancies.models import AccountKind, DataFault
from tenancies.models.accounts import PATCHES_OF

MINE = "mine"  # the accounts whose next step is one's own work
MOST = Decimal(1_000_000)  # pounds or weeks
LONGEST = 3_650  # days
WAYS = {"letter": "a letter", "call": "a call", "visit": "a visit", "legal": "a legal step", "desk": "a check"}
ATTENTION = {
    "breached": "An agreement or order is not kept",
    "expiring": "A date is about to pass",
    "due": "Due today",
    "new": "New",
}
MONEY = {"arrears": "in arrears", "credit": "in credit", "clear": "with nothing owed"}
# In this order; the first is how a list comes unless somebody chose another.
SORTS = {
    "arrears": "most owed first",
    "weeks": "most weeks first",
    "urgency": "most urgent first",
    "contact": "longest without contact first",
    "ref": "by reference",
    "home": "by postcode",
}


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What a sentence asks for. Blank: that word is not said. The names are those in the address."""

    of: str = ""  # whose accounts: blank all in one's lists, mine, patch-1, team-1, officer-1
    money: str = ""
    over: Decimal | None = None
    upto: Decimal | None = None
    unit: str = "weeks"
    plan: str = ""
    quiet: int | None = None  # days without contact
    idle: int | None = None  # days in which nobody did anything
    kind: str = ""
    step: str = ""
    benefit: str = ""
    held: str = ""
    tenancy: str = ""
    needs: str = ""
    sign: str = ""
    fault: str = ""
    attention: str = ""
    oldest: str = ""
    sort: str = "arrears"

    def query(self) -> str:
        """As it stands in the address, without what goes without saying."""
        return urlencode(self.said())

    def said(self) -> dict[str, str]:
        defaults = Filter()
        return {
            field.name: str(getattr(self, field.name))
            for field in fields(self)
            if getattr(self, field.name) not in (None, "", getattr(defaults, field.name))
        }

    def sorted(self, by: str) -> "Filter":
        return replace(self, sort=by)


# The words that can be chosen, each code with how it reads. `of` is asked of the person: see `places_of`.
STEPS = {
    "any": "any step",
    "none": "no step",
    "low": "a light step, low-level arrears",
    **{f"by-{way}": label for way, label in WAYS.items()},
    **{f"do-{action}": action.label.lower() for action in Action if action != Action.NONE and action.suggested},
    **{f"in-{bucket}": bucket.label.lower() for bucket in Bucket},
    "in-missing": "not decided yet",
}
CHOICES: dict[str, Mapping[str, str]] = {
    "money": MONEY,
    "unit": {"weeks": "weeks", "gross": "gross weeks", "pounds": "pounds"},
    "plan": {
        "none": "no plan",
        "any": "a plan",
        "kept": "a plan kept",
        "slipping": "a slipping plan",
        "broken": "a broken plan",
    },
    "kind": {**dict(AccountKind.choices), "sub": "garages and sub accounts", "pitch": "pitch accounts"},
    "step": STEPS,
    "benefit": {"uc": "Universal Credit", "hb": "Housing Benefit", "none": "no benefit"},
    "held": {"yes": "held", "no": "not held"},
    "tenancy": {"current": "current", "former": "former"},
    "needs": {
        "never_asked": "needs never asked",
        "asked_no_answer": "needs asked, no answer",
        "known": "known needs",
        "none": "asked, no needs",
    },
    "sign": {"any": "any sign", **{sign.value: sign.label.lower() for sign in Sign}},
    "fault": {"any": "any fault", **{kind.value: kind.label.lower() for kind in DataFault.Kind}},
    "attention": {"any": "any reason", **{code: label.lower() for code, label in ATTENTION.items()}},
    "oldest": {"20": "the 20 longest unseen"},
    "sort": SORTS,
}
# What each word is called where it cannot be understood.
LABELS = {
    "of": "whose accounts",
    "money": "in arrears or in credit",
    "over": "owing over",
    "upto": "owing up to",
    "unit": "weeks or pounds",
    "plan": "the plan",
    "quiet": "days without contact",
    "idle": "days in which nothing was done",
    "kind": "the kind of account",
    "step": "the next step",
    "benefit": "the benefit",
    "held": "held or not",
    "tenancy": "current or former",
    "needs": "the needs",
    "sign": "the sign",
    "fault": "the data fault",
    "attention": "the reason for attention",
    "oldest": "the longest unseen",
    "sort": "the order",
}


def read(asked: Mapping[str, str], *, user: User, on: date) -> tuple[Filter, list[str]]:
    """The filter that an address asks for, and what in it was not understood: that is left out, nothing breaks."""
    found: dict[str, object] = {}
    odd = []
    for name in LABELS:
        given = str(asked.get(name, "")).strip()[:60]
        if not given:
            continue
        try:
            found[name] = _value(name, given, user=user, on=on)
        except ValueError:
            odd.append(LABELS[name])
    return Filter(**found), odd  # type: ignore[arg-type]  # by name, each of its own type


def _value(name: str, given: str, *, user: User, on: date) -> object:
    """Raises ValueError where the word does not know this value."""
    if name == "of":
        if given in places_of(user, on=on):
            return given
        raise ValueError(given)
    if name in CHOICES:
        if given in CHOICES[name]:
            return given
        raise ValueError(given)
    if name in {"quiet", "idle"}:
        days = number_in(given)
        if days and days <= LONGEST:
            return days
        raise ValueError(given)
    amount = amount_in(given)
    if amount is not None and 0 <= amount <= MOST:
        return amount.quantize(Decimal("0.01")).normalize() + Decimal(0)
    raise ValueError(given)


def places_of(user: User, *, on: date) -> dict[str, str]:
    """Whose accounts this person may ask for: each code with how it reads. Blank, all in their lists, is first."""
    found = {"": "my lists" if user.role not in WHOLE_BOROUGH_ROLES else "the whole council"}
    if user.role in {Role.INCOME_OFFICER, Role.INCOME_ADVISOR}:
        found = {"": "my lists", MINE: "my caseload"}
    which = "true" if user.role in WHOLE_BOROUGH_ROLES else f"id IN ({PATCHES_OF})".replace("%s", "%(user)s")
    patches = records_where(Patch, which, order="code", user=user.pk)
    found |= {f"patch-{patch.pk}": f"patch {patch.code}" for patch in patches}
    if user.role in LEADING_ROLES | WHOLE_BOROUGH_ROLES:
        officers = User.objects.filter(role=Role.INCOME_OFFICER, is_active=True).order_by("name")
        if user.role not in WHOLE_BOROUGH_ROLES:
            hers = PatchAssignment.objects.filter(user=user, ends_on=None).values("patch")
            officers = officers.filter(patch_assignments__patch__in=hers, patch_assignments__ends_on=None).distinct()
        found |= {f"officer-{pk}": name for pk, name in officers.values_list("pk", "name")}
    if user.role in WHOLE_BOROUGH_ROLES:
        found |= {f"team-{pk}": f"team {name}" for pk, name in Team.objects.order_by("name").values_list("pk", "name")}
    return found
