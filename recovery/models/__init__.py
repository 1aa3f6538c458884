"""Getting paid, fairly: the policy, contacts, messages and repayment agreements."""

from recovery.models.agreements import RepaymentAgreement
from recovery.models.contacts import ContactAttempt
from recovery.models.outbox import WAYS, OutboxMessage
from recovery.models.policy import PolicyVersion

__all__ = ["WAYS", "ContactAttempt", "OutboxMessage", "PolicyVersion", "RepaymentAgreement"]
