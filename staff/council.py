"""Which council this is."""

from datetime import date

from django.conf import settings

from staff.asking import rows

# The loads belong to a room above this one, so their table is asked by its name.
NEWEST_LOAD = (
    "SELECT council, as_at FROM caseload_extractload WHERE state = 'loaded' ORDER BY as_at DESC, id DESC LIMIT 1"
)


def council_name() -> str:
    """COUNCIL_NAME where it is set; else the council of the newest extract loaded; else empty."""
    return str(settings.COUNCIL_NAME) or next((str(each["council"]) for each in rows(NEWEST_LOAD)), "")


def ledger_as_at() -> date | None:
    """The day to whose end the newest extract goes: what was posted after it is not known here; None before any."""
    return next((each["as_at"] for each in rows(NEWEST_LOAD)), None)


def council_address() -> list[str]:
    """The lines of the address that statutory notices give as the landlord's; empty where none is set."""
    return [line.strip() for line in str(settings.COUNCIL_ADDRESS).split(" / ") if line.strip()]
