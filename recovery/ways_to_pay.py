"""The way in which a household pays, or said that it wants to: named first in its letters."""

from tenancies.models import AccountEvent, PaymentMethod, RentAccount

SWITCH = "payswitch:"  # begins what an event that notes a wish is about; the method follows
OFFERED = [method for method in PaymentMethod if method != PaymentMethod.SYSTEM]


def preferred(account: RentAccount) -> str:
    """The method that they last asked for, else the one they use; blank: neither is known."""
    wished = AccountEvent.objects.filter(
        account=account, what=AccountEvent.What.ADVICE, about__startswith=SWITCH
    ).order_by("-on", "-pk")
    found = wished.values_list("about", flat=True).first()
    return found.split(":")[1] if found else account.payment_method
