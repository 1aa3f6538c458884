"""Which council this is."""

from django.apps import apps
from django.conf import settings


def council_name() -> str:
    """COUNCIL_NAME where it is set; else the council of the newest extract loaded; else empty.

    The loads belong to a room above this one, so the record is looked up by name.
    """
    if settings.COUNCIL_NAME:
        return str(settings.COUNCIL_NAME)
    loads = apps.get_model("caseload", "ExtractLoad").objects.filter(state="loaded")
    return loads.order_by("-as_at", "-pk").values_list("council", flat=True).first() or ""


def council_address() -> list[str]:
    """The lines of the address that statutory notices give as the landlord's; empty where none is set."""
    return [line.strip() for line in str(settings.COUNCIL_ADDRESS).split(" / ") if line.strip()]
