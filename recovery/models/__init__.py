"""Getting paid, fairly: the policy, contacts, messages, repayment agreements, the print room, campaigns."""

from recovery.models.agreements import (
    AgreementAccount,
    AgreementPerson,
    Instalment,
    ProposedAgreement,
    RepaymentAgreement,
)
from recovery.models.batches import BatchPaper, PrintBatch
from recovery.models.campaigns import Campaign, CampaignMember, Engagement, EngagementContact
from recovery.models.contacts import ContactAttempt
from recovery.models.invoices import Invoice
from recovery.models.outbox import WAYS, OutboxMessage
from recovery.models.paying import PayDayPlan
from recovery.models.policy import PolicyDraft, PolicyVersion
from recovery.models.templates import AutoSend, Leaflet, StoppedStage, Template, TemplateVersion
from recovery.models.wages import Employer, Remittance, RemittanceLine, WageDeduction

__all__ = [
    "WAYS",
    "AgreementAccount",
    "AgreementPerson",
    "AutoSend",
    "BatchPaper",
    "Campaign",
    "CampaignMember",
    "ContactAttempt",
    "Employer",
    "Engagement",
    "EngagementContact",
    "Instalment",
    "Invoice",
    "Leaflet",
    "OutboxMessage",
    "PayDayPlan",
    "PolicyDraft",
    "PolicyVersion",
    "PrintBatch",
    "ProposedAgreement",
    "Remittance",
    "RemittanceLine",
    "RepaymentAgreement",
    "StoppedStage",
    "Template",
    "TemplateVersion",
    "WageDeduction",
]
