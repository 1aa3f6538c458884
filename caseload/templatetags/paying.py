"""The way to the council's own card payment service. No card number is ever typed, sent or kept here."""

from urllib.parse import quote

from django import template
from django.conf import settings

from caseload.card_payments import is_set_up
from tenancies.models import RentAccount

register = template.Library()


@register.simple_tag
def card_payment(account: RentAccount) -> str:
    """The service's address with the account's reference in its place; empty where the council has named none."""
    address: str = settings.CARD_PAYMENT_URL
    return address.replace("{reference}", quote(account.account_ref, safe=""))


@register.simple_tag
def card_payment_signed() -> bool:
    """Whether the service answers, so that the sum is asked for here first."""
    return is_set_up()
