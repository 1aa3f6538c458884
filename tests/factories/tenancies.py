"""The least valid homes, tenancies, accounts and postings."""

import hashlib
from datetime import date
from decimal import Decimal

import factory

from staff.models import Patch
from tenancies.models import LedgerEntry, Property, RentAccount, Tenancy


class PatchFactory(factory.django.DjangoModelFactory[Patch]):
    class Meta:
        model = Patch
        django_get_or_create = ["code"]

    code = "P01"


class PropertyFactory(factory.django.DjangoModelFactory[Property]):
    class Meta:
        model = Property

    property_ref = factory.Sequence(lambda number: f"H{number:04}")
    address_1 = factory.Sequence(lambda number: f"{number} Mill Lane")
    town = "Ottersby"
    postcode = "OT1 2AB"
    patch = factory.SubFactory(PatchFactory)
    property_type = "house"
    fund = "HRA"


class TenancyFactory(factory.django.DjangoModelFactory[Tenancy]):
    """A secure tenancy of the council's that began on Monday 6 April 2020."""

    class Meta:
        model = Tenancy

    tenancy_ref = factory.Sequence(lambda number: f"T{number:04}")
    home = factory.SubFactory(PropertyFactory)
    tenancy_type = "secure"
    starts_on = date(2020, 4, 6)


class RentAccountFactory(factory.django.DjangoModelFactory[RentAccount]):
    class Meta:
        model = RentAccount

    account_ref = factory.Sequence(lambda number: f"A{number:04}")
    tenancy = factory.SubFactory(TenancyFactory)
    kind = "rent"
    fund = "HRA"
    opened_on = date(2020, 4, 6)


class LedgerEntryFactory(factory.django.DjangoModelFactory[LedgerEntry]):
    """A posting that the housing system sent. Pounds; give a payment a negative sum and kind='payment'."""

    class Meta:
        model = LedgerEntry

    account = factory.SubFactory(RentAccountFactory)
    effective_on = date(2026, 4, 6)
    posted_on = factory.SelfAttribute("effective_on")
    kind = "rent_debit"
    method = "system"
    amount = Decimal("104.50")
    source_ref = factory.Sequence(lambda number: f"TR{number:06}")
    source_hash = factory.LazyAttribute(
        lambda entry: hashlib.md5(entry.source_ref.encode(), usedforsecurity=False).hexdigest()
    )
