"""How a marker is named on pages."""

from django import template

from welfare import needs
from welfare.models import Marker
from welfare.needs import UNSAFE
from welfare.protection import RISKS

register = template.Library()


@register.filter
def marker_name(marker: Marker) -> str:
    """Mental health, Letters unsafe, Risk: dangerous dog: the kind and what it is, for the officer."""
    if marker.kind == Marker.Kind.VULNERABILITY:
        return needs.name_of(marker.detail)
    if marker.kind == Marker.Kind.SAFE_CONTACT:
        return f"Unsafe: {UNSAFE.get(marker.detail, marker.detail).lower()}"
    detail = RISKS.get(marker.detail) or marker.detail.replace("_", " ")
    return f"{marker.get_kind_display()}: {detail.lower()}"
