"""A wrong or missing setting stops the start with one clear line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

A_SERVER = {
    "DATABASE_URL": "postgres://quarterday@localhost/quarterday",
    "REDIS_URL": "redis://localhost/0",
    "DEBUG": "no",
}
KNOWN = {*A_SERVER, "SECRET_KEY", "ALLOWED_HOSTS", "QUARTERDAY_TODAY", "QUARTERDAY_EMBEDDED", "PORT", "EXTRACT"}


def start(given: dict[str, str], home: Path) -> subprocess.CompletedProcess[str]:
    """Start the program with these settings and no others of ours, in a state folder of its own."""
    environment = {name: value for name, value in os.environ.items() if name not in KNOWN}
    environment |= {"QUARTERDAY_HOME": str(home), "DJANGO_SETTINGS_MODULE": "config.settings"} | given
    command = [sys.executable, "manage.py", "check"]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({"DEBUG": "maybe"}, "DEBUG must be yes or no, not 'maybe'."),
        ({"DEBUG": "no"}, "DATABASE_URL is missing; with DEBUG off it is required."),
        ({**A_SERVER, "REDIS_URL": ""}, "REDIS_URL is missing; with DEBUG off it is required."),
        (A_SERVER, "SECRET_KEY is missing; with DEBUG off it is required: give a long random text."),
        (
            {**A_SERVER, "SECRET_KEY": "long"},
            "ALLOWED_HOSTS is missing; name the host that people type, such as quarterday.example.gov.uk.",
        ),
        (
            {**A_SERVER, "SECRET_KEY": "long", "QUARTERDAY_TODAY": "2027-03-14"},
            "QUARTERDAY_TODAY is for training and is refused in production: remove it.",
        ),
        ({"QUARTERDAY_TODAY": "14 March"}, "QUARTERDAY_TODAY must be a date such as 2027-03-14, not '14 March'."),
        ({"PORT": "eighty"}, "PORT must be a whole number, not 'eighty'."),
        ({"PORT": "70000"}, "PORT must be between 1 and 65535, not 70000."),
        ({"EXTRACT": "/no/such"}, "EXTRACT must name a folder; there is none at /no/such."),
        (
            {"DATABASE_URL": "mysql://root:secret@localhost/x"},
            "DATABASE_URL must look like postgres://user:password@host:5432/name.",
        ),
        ({"REDIS_URL": "localhost"}, "REDIS_URL must look like redis://host:6379/0."),
        (
            {"DOCUMENTS_URL": "documents"},
            "DOCUMENTS_URL must name a folder by its whole path, such as file:///srv/quarterday/documents.",
        ),
        ({"EMAIL_URL": "pigeon://loft"}, "EMAIL_URL must look like smtp+tls://host:587."),
        (
            {"CSRF_TRUSTED_ORIGINS": "example.gov.uk"},
            "CSRF_TRUSTED_ORIGINS must hold whole origins, such as https://quarterday.example.gov.uk.",
        ),
        (
            {"SENTRY_DSN": "sentry"},
            "SENTRY_DSN cannot be read; copy it whole from the project's settings in Sentry.",
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_wrong_or_missing_setting_stops_the_start_with_one_line(
    given: dict[str, str], line: str, tmp_path: Path
) -> None:
    ended = start(given, tmp_path)

    assert ended.returncode == 1
    assert ended.stderr == f"Quarterday cannot start. {line}\n"


def test_a_state_folder_too_deep_for_a_socket_is_refused(tmp_path: Path) -> None:
    ended = start({}, tmp_path / ("deep" * 25))

    assert ended.stderr.startswith("Quarterday cannot start. QUARTERDAY_HOME must be a shorter path")


def test_a_council_server_starts_with_its_own_settings(tmp_path: Path) -> None:
    ended = start({**A_SERVER, "SECRET_KEY": "long", "ALLOWED_HOSTS": "quarterday.example.gov.uk"}, tmp_path)

    assert ended.returncode == 0, ended.stderr
    assert not list(tmp_path.iterdir())  # its secret is given, so none is made


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    start({}, tmp_path)
    first = (tmp_path / "secret_key").read_text()

    start({}, tmp_path)

    assert (tmp_path / "secret_key").read_text() == first
    assert len(first) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
