"""How messages leave: by a mail server, by GOV.UK Notify, or texts into a folder from which nothing leaves.

Each sending ends as sent, failed, not known, or not taken now; all but 'not known' are certain. A service that can be
asked by our reference is asked before anything is sent again.
"""

import os
import smtplib
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.dateparse import parse_datetime
from notifications_python_client.errors import APIError, HTTPError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient
from notifications_python_client.utils import prepare_upload
from requests import ConnectionError as NoConnection
from requests import ConnectTimeout
from urllib3.exceptions import NewConnectionError


class Outcome(StrEnum):
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    LATER = "later"  # not taken now; it may be tried again


@dataclass(frozen=True)
class Sending:
    outcome: Outcome
    why: str = ""  # in words, for the officer
    provider_ref: str = ""  # the service's own reference


@dataclass(frozen=True)
class Delivery:
    """What the network said in the end."""

    arrived: bool
    at: datetime | None
    why: str = ""


class NotAnswered(Exception):
    """The service cannot be asked at the moment."""


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """One message as a channel takes it. `reference` is ours: by it the service can be asked."""

    reference: str
    to: str
    text: str
    subject: str = ""
    reply_to: str = ""
    attachment: bytes = b""  # the letter, as PDF


class Channel(Protocol):
    can_be_asked: bool

    def send(self, message: Outgoing) -> Sending: ...

    def has(self, reference: str) -> Sending | None:
        """The sending of that reference where the service has it, None where it has not. Raises NotAnswered."""

    def delivery(self, provider_ref: str) -> Delivery | None:
        """Whether it arrived; None while that is not known. Raises NotAnswered."""


def of(channel: str) -> Channel:
    """The channel that the council's settings give for 'sms' or 'email'."""
    if channel == "sms":
        return NotifyTexts() if settings.NOTIFY_TEMPLATE_SMS else TextFolder()
    return NotifyEmails() if settings.NOTIFY_TEMPLATE_EMAIL else MailServer()


# -- A mail server --

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


class MailServer:
    """E-mail by Django's mail settings. A mail server cannot be asked afterwards."""

    can_be_asked = False

    def send(self, message: Outgoing) -> Sending:
        """Hand one message over, once. Where the line breaks once its text has begun, nobody knows."""
        email = EmailMessage(
            subject=message.subject,
            body=message.text,
            to=[message.to],
            reply_to=[message.reply_to] if message.reply_to else None,
        )
        if message.attachment:
            email.attach("letter.pdf", message.attachment, "application/pdf")
        mail = get_connection()
        try:
            mail.open()
        except (smtplib.SMTPException, OSError):
            return NOT_REACHED
        text_has_begun = _watch(mail)
        try:
            mail.send_messages([email])
        except (*REFUSALS, ValueError):  # ValueError: an address that no mail server would take
            return REFUSED
        except (smtplib.SMTPException, OSError):
            return NOT_KNOWN if text_has_begun() else NOT_REACHED
        finally:
            with suppress(smtplib.SMTPException, OSError):
                mail.close()
        return Sending(Outcome.SENT)

    def has(self, reference: str) -> Sending | None:
        raise NotAnswered

    def delivery(self, provider_ref: str) -> Delivery | None:
        raise NotAnswered


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


# -- A folder --


class TextFolder:
    """Texts written to files, one each: for trying, training and tests. Nothing leaves, so nothing arrives."""

    can_be_asked = True

    def send(self, message: Outgoing) -> Sending:
        path = _file(message.reference)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(f"To: {message.to}\n\n{message.text}\n")
        return Sending(Outcome.SENT)

    def has(self, reference: str) -> Sending | None:
        return Sending(Outcome.SENT) if _file(reference).exists() else None

    def delivery(self, provider_ref: str) -> Delivery | None:
        return None


def _file(reference: str) -> Path:
    return Path(settings.TEXTS_FOLDER) / f"{reference}.txt"


# -- GOV.UK Notify --

AWAY = Sending(Outcome.LATER, "The message service could not be reached")
BUSY = Sending(Outcome.LATER, "The message service takes no more messages for now")
NO_ANSWER = Sending(Outcome.UNKNOWN, "The message service did not say whether it took the message")
KEY_REFUSED = Sending(
    Outcome.FAILED, "The message service did not accept the council's key: tell whoever runs Quarterday"
)
# What the service says, and what that means to an officer. The first that is found counts.
REASONS = {
    "international": "The message service does not send to numbers abroad",
    "phone_number": "The message service says that the number cannot be a mobile number",
    "email_address": "The message service says that this cannot be an e-mail address",
    "team-only": "The council's message service is not live yet",
    "trial": "The council's message service is not live yet",
    "emplate": "The message template is not set up as it should be: tell whoever runs Quarterday",
    "personalisation": "The message template is not set up as it should be: tell whoever runs Quarterday",
}
FAILURES = {
    "permanent-failure": "There is no such number or address, says the network",
    "temporary-failure": "The telephone was off or the mailbox full for three days",
    "technical-failure": "The message service could not pass it on",
}


class _Notify:
    """What texts and e-mail have in common. A client is not shared between threads."""

    can_be_asked = True

    def __init__(self) -> None:
        self.client = NotificationsAPIClient(
            settings.NOTIFY_API_KEY, base_url=settings.NOTIFY_BASE_URL, timeout=settings.NOTIFY_TIMEOUT
        )

    def _post(self, message: Outgoing) -> dict[str, Any]:
        raise NotImplementedError

    def send(self, message: Outgoing) -> Sending:
        try:
            answer = self._post(message)
            return Sending(Outcome.SENT, provider_ref=str(answer["id"]))
        except HTTPError as error:
            return _what_it_means(error)
        except (InvalidResponse, LookupError, TypeError):  # an answer, but not one of the service's
            return NO_ANSWER

    def has(self, reference: str) -> Sending | None:
        found = self._ask(lambda: self.client.get_all_notifications(reference=reference)["notifications"])
        return Sending(Outcome.SENT, provider_ref=str(found[0]["id"])) if found else None

    def delivery(self, provider_ref: str) -> Delivery | None:
        found = self._ask(lambda: self.client.get_notification_by_id(provider_ref))
        if found["status"] != "delivered" and found["status"] not in FAILURES:
            return None
        at = parse_datetime(found.get("completed_at") or "")
        return Delivery(found["status"] == "delivered", at, FAILURES.get(found["status"], ""))

    def _ask(self, question: Callable[[], Any]) -> Any:
        try:
            return question()
        except (APIError, LookupError, TypeError) as error:
            raise NotAnswered from error


class NotifyTexts(_Notify):
    def _post(self, message: Outgoing) -> dict[str, Any]:
        answer: dict[str, Any] = self.client.send_sms_notification(
            phone_number=message.to,
            template_id=settings.NOTIFY_TEMPLATE_SMS,
            personalisation={"text": message.text},
            reference=message.reference,
        )
        return answer


class NotifyEmails(_Notify):
    """A letter is left with the service, and the e-mail carries its address."""

    def _post(self, message: Outgoing) -> dict[str, Any]:
        file = prepare_upload(BytesIO(message.attachment), filename="letter.pdf") if message.attachment else ""
        answer: dict[str, Any] = self.client.send_email_notification(
            email_address=message.to,
            template_id=settings.NOTIFY_TEMPLATE_EMAIL,
            personalisation={"subject": message.subject, "text": message.text, "file": file},
            reference=message.reference,
        )
        return answer


def _what_it_means(error: HTTPError) -> Sending:
    """What the service's error says about the message: surely not taken, not taken now, or not known."""
    if error.response is None:
        return AWAY if _never_reached(error.__cause__) else NO_ANSWER
    status = error.status_code
    if status == 429:
        return BUSY
    if status in {401, 403}:
        return KEY_REFUSED
    if 400 <= status < 500:
        said = str(error.message)
        why = next((words for sign, words in REASONS.items() if sign in said), "The message service refused it")
        return Sending(Outcome.FAILED, why)
    return NO_ANSWER


def _never_reached(cause: BaseException | None) -> bool:
    """Whether the line was never made, so that nothing can have arrived."""
    if isinstance(cause, ConnectTimeout):
        return True
    reason = getattr(cause.args[0], "reason", None) if isinstance(cause, NoConnection) and cause.args else None
    return isinstance(reason, NewConnectionError)
