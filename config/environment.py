"""Reads settings from the environment. A wrong or missing value is one clear line, never a traceback."""

import datetime as dt
import hashlib
import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, TypeVar
from uuid import UUID

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
SOCKET_PATH_LIMIT = 107  # bytes that Linux allows in the path of a unix socket
LONGEST_SOCKET_NAME = "postgres/.s.PGSQL.5432.lock"
YES = {"1", "yes", "true", "on", "y", "t"}
NO = {"0", "no", "false", "off", "n", "f"}

T = TypeVar("T")
env = environ.Env()


class WrongSetting(ImproperlyConfigured):
    """A setting is wrong or missing. The message says which, and what to give instead."""


def or_exit(load: Callable[[], T]) -> T:
    """What `load` returns; where a setting is wrong, the program ends with that one line instead."""
    try:
        return load()
    except ImproperlyConfigured as wrong:
        _exit(str(wrong))


def _exit(message: str) -> NoReturn:
    sys.exit(f"Quarterday cannot start. {message}")


def text(name: str, default: str = "") -> str:
    """The value without spaces around it; an empty value counts as not set."""
    return os.environ.get(name, "").strip() or default


def words(name: str, default: list[str]) -> list[str]:
    """A list parted by commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()] or default


def yes_no(name: str, default: bool) -> bool:
    value = text(name).lower()
    if not value:
        return default
    if value in YES | NO:
        return value in YES
    raise WrongSetting(f"{name} must be yes or no, not {value!r}.")


def whole_number(name: str, default: int) -> int:
    value = text(name, str(default))
    if not value.isdecimal():
        raise WrongSetting(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def day(name: str) -> dt.date | None:
    value = text(name)
    if not value:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise WrongSetting(f"{name} must be a date such as 2027-03-14, not {value!r}.") from None


def folder(name: str) -> Path | None:
    """A folder that is there, or None where the setting is empty."""
    value = text(name)
    if value and not Path(value).is_dir():
        raise WrongSetting(f"{name} must name a folder; there is none at {value}.")
    return Path(value).resolve() if value else None


def url(name: str, parse: Callable[[str], dict[str, Any]], schemes: set[str], example: str) -> dict[str, Any]:
    """A parsed address. The value may hold a password, so the error does not repeat it."""
    value = text(name)
    if value.partition("://")[0] not in schemes:
        raise WrongSetting(f"{name} must look like {example}.")
    try:
        return parse(value)
    except (ValueError, LookupError, ImproperlyConfigured):
        raise WrongSetting(f"{name} cannot be read; it must look like {example}.") from None


def card_payment() -> str:
    """The address of the council's card payment service, with `{reference}` where an account's reference goes."""
    value = text("CARD_PAYMENT_URL")
    if value and not (value.startswith("https://") and "{reference}" in value):
        raise WrongSetting(
            "CARD_PAYMENT_URL must look like https://pay.example.gov.uk/rent?ref={reference}: "
            "an account’s reference goes in that place."
        )
    return value


class MessageService(NamedTuple):
    """How GOV.UK Notify is reached; without a key all is empty."""

    key: str
    base_url: str
    template_sms: str
    template_email: str


NO_MESSAGE_SERVICE = MessageService(key="", base_url="", template_sms="", template_email="")


def message_service() -> MessageService:
    """The settings of GOV.UK Notify, which stand or fall together."""
    service = MessageService(
        key=text("NOTIFY_API_KEY"),
        base_url=text("NOTIFY_BASE_URL", "https://api.notifications.service.gov.uk"),
        template_sms=_template("NOTIFY_TEMPLATE_SMS"),
        template_email=_template("NOTIFY_TEMPLATE_EMAIL"),
    )
    if not service.key:
        if service.template_sms or service.template_email:
            raise WrongSetting("NOTIFY_API_KEY is missing: a Notify template is named, but not the key to send with.")
        return service
    if not (service.template_sms or service.template_email):
        raise WrongSetting("NOTIFY_TEMPLATE_SMS or NOTIFY_TEMPLATE_EMAIL is missing: Notify sends by template alone.")
    if service.template_email and text("EMAIL_URL"):
        raise WrongSetting("EMAIL_URL and NOTIFY_TEMPLATE_EMAIL are both set: e-mail goes one way. Remove one.")
    if not (_is_uuid(service.key[-36:]) and _is_uuid(service.key[-73:-37])):
        raise WrongSetting("NOTIFY_API_KEY cannot be read; copy it whole from Notify: its name, then two long numbers.")
    if not service.base_url.startswith(("https://", "http://")):
        raise WrongSetting("NOTIFY_BASE_URL must be an address such as https://api.notifications.service.gov.uk.")
    return service


def _template(name: str) -> str:
    value = text(name)
    if value and not _is_uuid(value):
        raise WrongSetting(f"{name} must be the template's id, copied from Notify.")
    return value


def _is_uuid(value: str) -> bool:
    try:
        return bool(UUID(value))
    except ValueError:
        return False


def state_folder() -> Path:
    """Where this checkout keeps its engines' data, documents and secret key.

    Root's is under /var/lib because PostgreSQL there runs as another user, who may not enter root's home.
    """
    if given := text("QUARTERDAY_HOME"):
        home = Path(given).expanduser().resolve()
    else:
        checkout = hashlib.sha256(str(BASE_DIR).encode()).hexdigest()[:10]
        base = Path("/var/lib") if os.geteuid() == 0 else Path.home() / ".local/share"
        home = base / "quarterday" / checkout
    if len(os.fsencode(home / LONGEST_SOCKET_NAME)) > SOCKET_PATH_LIMIT:
        raise WrongSetting(f"QUARTERDAY_HOME must be a shorter path: a database socket does not fit inside {home}.")
    return home


def kept_secret(path: Path) -> str:
    """A random secret made once and kept in a file that only its owner reads."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(50))
        return path.read_text()
    except OSError as error:
        raise WrongSetting(f"QUARTERDAY_HOME: {path} cannot be used ({error.strerror}).") from None
