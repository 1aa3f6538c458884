"""What the household needs, what it is entitled to, and what protects it."""

from welfare.models.benefits import BenefitClaim
from welfare.models.markers import Hold, Marker, MarkerQuerySet

__all__ = ["BenefitClaim", "Hold", "Marker", "MarkerQuerySet"]
