"""The statutory forms: which one a notice takes, and whether its wording was checked by a named person.

The wording of a form is its template, known by the SHA-256 of the file: another wording is another form to be checked.
"""

import hashlib
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.template.loader import get_template

from legal.models import FormSignOff
from legal.rules import routes
from legal.rules.checks import Obstacle
from staff.council import council_address
from staff.models import Role, User
from staff.ui.words import long_day

FORMS = Path(__file__).with_name("forms.toml")
SIGNING_ROLES = {Role.ADMINISTRATOR, Role.LEGAL}


class CannotSignOff(Exception):
    """Nothing is signed off. The message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Form:
    """One statutory form in one version. `until`: its last day; None while it is in force."""

    code: str
    kind: str
    title: str
    version: str
    source: str
    from_on: date
    until: date | None = None
    fixed_term: bool = False

    @property
    def template(self) -> str:
        return f"documents/legal/forms/{self.code}.html"

    @property
    def wording(self) -> str:
        """The hash of its words."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def text(self) -> str:
        source: str = get_template(self.template).template.source  # type: ignore[attr-defined]
        return source

    @property
    def must_hold(self) -> tuple[str, ...]:
        """What the law asks of its contents, in order; empty where the rulebook lists nothing."""
        notice = routes.form_of(self.kind, fixed_term=self.fixed_term)
        return notice.contents if notice else ()

    def in_force(self, *, on: date) -> bool:
        return self.from_on <= on and (self.until is None or on <= self.until)


@cache
def forms() -> dict[str, Form]:
    """Every form by its code, in the file's order."""
    rows = tomllib.loads(FORMS.read_text("utf-8"))["form"]
    return {row["code"]: Form(from_on=row.pop("from"), **row) for row in rows}


def form_for(kind: str, *, fixed_term: bool, on: date) -> Form | None:
    """The form in force on a day for a kind of notice; for a flexible tenancy in its term Part II of the prescribed
    form (Housing Act 1985, s.83; rulebook SEC-2). None: there is none."""
    found = [form for form in forms().values() if form.kind == kind and form.in_force(on=on)]
    return next((form for form in found if form.fixed_term == fixed_term), None)


def signed_off(form: Form) -> FormSignOff | None:
    """Who checked this very wording; None: nobody yet."""
    return FormSignOff.objects.filter(form=form.code, wording=form.wording, withdrawn_on=None).first()


def training() -> bool:
    """Whether this is a training site, where a form that nobody checked may be tried with UNCHECKED across it."""
    return settings.TRAINING_DAY is not None


def obstacles(form: Form, *, on: date) -> list[Obstacle]:
    """Why a notice on this form may not be served on a day; empty where it may."""
    found = []
    if not form.in_force(on=on):
        end = f" since {long_day(form.until)}" if form.until else ""
        found.append(Obstacle(says=f"The form ‘{form.title}’ is not in force{end}.", do="Prepare the notice again."))
    if training():
        return found
    if signed_off(form) is None:
        found.append(
            Obstacle(
                says=f"Nobody has checked the wording of ‘{form.title}’, version {form.version}.",
                do="The council’s solicitor checks it, and legal or an administrator signs it off under Legal, Forms.",
                rule="SEC-3",
            )
        )
    if not council_address():
        found.append(
            Obstacle(
                says="A notice must give the landlord’s address, which is not set.",
                do="An administrator sets COUNCIL_ADDRESS.",
                rule="SEC-3",
            )
        )
    return found


@transaction.atomic
def sign_off(form: Form, *, name: str, position: str, held: Collection[str], by: User, on: date) -> FormSignOff:
    """A named person checked the words of a form as they stand, and found in them all that it must hold (`held`;
    rulebook SEC-3, INT-2, INT-7, ASD-1, NTQ-4, MHA-2). Raises CannotSignOff."""
    _check_may(by)
    if not (name.strip() and position.strip()):
        raise CannotSignOff("Enter who checked the wording, and their position.")
    notice = routes.form_of(form.kind, fixed_term=form.fixed_term)
    if notice and (missing := routes.contents_missing(notice, held=held)):
        raise CannotSignOff(f"It must hold {'; '.join(missing)}. Tick each that its wording holds.")
    if signed_off(form):
        raise CannotSignOff("This wording is signed off already.")
    return FormSignOff.objects.create(
        form=form.code,
        version=form.version,
        wording=form.wording,
        name=name.strip(),
        position=position.strip(),
        by=by,
        on=on,
    )


def withdraw_sign_off(form: Form, *, by: User, on: date) -> None:
    """No notice is served on this form any more until it is signed off again. Raises CannotSignOff."""
    _check_may(by)
    if not FormSignOff.objects.filter(form=form.code, withdrawn_on=None).update(withdrawn_on=on):
        raise CannotSignOff("This form is not signed off.")


def _check_may(by: User) -> None:
    if by.role not in SIGNING_ROLES:
        raise CannotSignOff("Legal or an administrator signs forms off.")
