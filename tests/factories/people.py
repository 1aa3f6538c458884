"""Officers and tenants, and a household that owes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import factory

from staff.models import PatchAssignment, User
from tenancies.models import ChargeRate, Person, RentAccount, TenancyPerson
from tests.factories.tenancies import LedgerEntryFactory, RentAccountFactory


class PersonFactory(factory.django.DjangoModelFactory[Person]):
    class Meta:
        model = Person

    person_ref = factory.Sequence(lambda number: f"P{number:04}")
    title = "Ms"
    first_names = "Amina"
    last_name = "Yusuf"


class OfficerFactory(factory.django.DjangoModelFactory[User]):
    """An income officer; `patches` names those looked after."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"officer{number}")
    name = "Nadia Rahman"
    role = "income_officer"
    email = "nrahman@example.com"
    phone = "01632 960010"

    @factory.post_generation
    def patches(self, create: bool, patches: Any, **_: Any) -> None:
        for patch in patches or []:
            PatchAssignment.objects.create(user=self, patch=patch, starts_on=date(2020, 1, 1))


@dataclass
class Household:
    """One rent account with its tenants and the officer of its patch."""

    account: RentAccount
    tenants: list[Person]
    officer: User


def household(
    *people: dict[str, Any], owes: Decimal = Decimal("209.00"), on: date = date(2026, 11, 16), **account: Any
) -> Household:
    """A tenancy of these people (one Ms Amina Yusuf if none are named) that owes a sum since a Monday."""
    rent = RentAccountFactory(**account)
    tenants = [PersonFactory(**person) for person in people or ({},)]
    for person in tenants:
        TenancyPerson.objects.create(tenancy=rent.tenancy, person=person, role="tenant", from_on=rent.tenancy.starts_on)
    ChargeRate.objects.create(
        account=rent,
        kind="net_rent",
        weekly_amount=Decimal("104.50"),
        from_on=date(2020, 4, 6),
        benefit_eligible=True,
    )
    LedgerEntryFactory(account=rent, kind="rent_debit", amount=owes, effective_on=on)
    return Household(rent, tenants, OfficerFactory(patches=[rent.tenancy.home.patch]))
