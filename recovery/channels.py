"""How messages leave. Each sending ends as sent, failed or not known; only the first two are certain."""

import smtplib
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

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
    """Hand one message to the mail server, once. Where the line breaks once its text has begun, nobody knows."""
    mail = get_connection()
    try:
        mail.open()
    except (smtplib.SMTPException, OSError):
        return NOT_REACHED
    text_has_begun = _watch(mail)
    try:
        mail.send_messages([message])
    except (*REFUSALS, ValueError):  # ValueError: an address that no mail server would take
        return REFUSED
    except (smtplib.SMTPException, OSError):
        return NOT_KNOWN if text_has_begun() else NOT_REACHED
    finally:
        with suppress(smtplib.SMTPException, OSError):
            mail.close()
    return Sending(Outcome.SENT)


def _watch(mail: Any) -> Callable[[], bool]:
    """Asks whether the message's text has begun to go; taken as yes where the backend does not speak SMTP."""
    line = getattr(mail, "connection", None)
    if not isinstance(line, smtplib.SMTP):
        return lambda: True
    begun = threading.Event()
    send_text = line.data

    def data(text: Any) -> tuple[int, bytes]:
        begun.set()
        return send_text(text)

    line.data = data  # type: ignore[method-assign,assignment]
    return begun.is_set
