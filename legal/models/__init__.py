"""From notice to eviction, as the housing system recorded it and as Quarterday does."""

from legal.models.bundles import Bundle, BundleItem, WitnessStatement
from legal.models.claims import (
    ClaimCost,
    ClaimPack,
    CourtPaper,
    Defence,
    Instruction,
    InstructionMessage,
    PossessionClaim,
)
from legal.models.hearings import Hearing, RightOfAudience
from legal.models.notices import FormSignOff, Notice, NoticeService
from legal.models.orders import Eviction, OrderApplication, PossessionOrder, WarrantRequest
from legal.models.protocol import DecisionRecord, LegalRequest, OtherWay, ProtocolOverride, ProtocolStep, Stage

__all__ = [
    "Bundle",
    "BundleItem",
    "ClaimCost",
    "ClaimPack",
    "CourtPaper",
    "DecisionRecord",
    "Defence",
    "Eviction",
    "FormSignOff",
    "Hearing",
    "Instruction",
    "InstructionMessage",
    "LegalRequest",
    "Notice",
    "NoticeService",
    "OrderApplication",
    "OtherWay",
    "PossessionClaim",
    "PossessionOrder",
    "ProtocolOverride",
    "ProtocolStep",
    "RightOfAudience",
    "Stage",
    "WarrantRequest",
    "WitnessStatement",
]
