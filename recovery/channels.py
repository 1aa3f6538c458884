"""How messages leave. Each sending ends as sent, failed or not known; only the first two are certain."""

import smtplib
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from django.core.mail import EmailMessage, get_connection


class Outcome(StrEnum):
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Sending:
    outcome: Outcome
    why: str = ""  # in words, for the officer


# The server's own refusals: it said no, so nothing left.
REFUSALS = (
    smtplib.SMTPSenderRefused,
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPHeloError,
    smtplib.SMTPNotSupportedError,
)
NOT_REACHED = Sending(Outcome.FAILED, "The mail server could not be reached")
REFUSED = Sending(Outcome.FAILED, "The mail server refused the message or its address")
NOT_KNOWN = Sending(Outcome.UNKNOWN, "The mail server broke off before it said whether it took the message")


def send_email(message: EmailMessage) -> Sending:
    """Hand one message to the mail server, once. Where the line breaks after that began, nobody knows if it went."""
    mail = get_connection()
    try:
        mail.open()
    except (smtplib.SMTPException, OSError):
        return NOT_REACHED
    try:
        mail.send_messages([message])
    except (*REFUSALS, ValueError):  # ValueError: an address that no mail server would take
        return REFUSED
    except (smtplib.SMTPException, OSError):
        return NOT_KNOWN
    finally:
        with suppress(smtplib.SMTPException, OSError):
            mail.close()
    return Sending(Outcome.SENT)
