"""What the household needs, what it is entitled to, and what protects it."""

from welfare.models.alerts import CouncilContact, StaffAlert
from welfare.models.benefits import BenefitClaim
from welfare.models.markers import Hold, Marker, MarkerQuerySet
from welfare.models.needs import (
    Adjustment,
    NeedsAsked,
    PersonNeeds,
    Referral,
    Representative,
    SupportPlan,
    SupportStep,
)
from welfare.models.safety import ConcernAction, ContactPlan, CrisisPlan, DeclaredInterest, SafetyConcern
from welfare.models.solvency import BreathingSpace, CoveredDebt, Estate, Insolvency
from welfare.models.spending import BudgetLine, IncomeAndExpenditure, SpendingGuideline

__all__ = [
    "Adjustment",
    "BenefitClaim",
    "BreathingSpace",
    "BudgetLine",
    "ConcernAction",
    "ContactPlan",
    "CouncilContact",
    "CoveredDebt",
    "CrisisPlan",
    "DeclaredInterest",
    "Estate",
    "Hold",
    "IncomeAndExpenditure",
    "Insolvency",
    "Marker",
    "MarkerQuerySet",
    "NeedsAsked",
    "PersonNeeds",
    "Referral",
    "Representative",
    "SafetyConcern",
    "SpendingGuideline",
    "StaffAlert",
    "SupportPlan",
    "SupportStep",
]
