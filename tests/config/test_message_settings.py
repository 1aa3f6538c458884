"""The settings of the message service stand or fall together, and wrong ones stop the start with one line."""

from pathlib import Path

import pytest

from tests.config.test_environment import start
from tests.notify_server import API_KEY, TEMPLATE_EMAIL, TEMPLATE_SMS


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (
            {"NOTIFY_TEMPLATE_SMS": TEMPLATE_SMS},
            "NOTIFY_API_KEY is missing: a Notify template is named, but not the key to send with.",
        ),
        (
            {"NOTIFY_API_KEY": API_KEY},
            "NOTIFY_TEMPLATE_SMS or NOTIFY_TEMPLATE_EMAIL is missing: Notify sends by template alone.",
        ),
        (
            {"NOTIFY_API_KEY": API_KEY, "NOTIFY_TEMPLATE_EMAIL": TEMPLATE_EMAIL, "EMAIL_URL": "smtp://localhost:25"},
            "EMAIL_URL and NOTIFY_TEMPLATE_EMAIL are both set: e-mail goes one way. Remove one.",
        ),
        (
            {"NOTIFY_API_KEY": "secret", "NOTIFY_TEMPLATE_SMS": TEMPLATE_SMS},
            "NOTIFY_API_KEY cannot be read; copy it whole from Notify: its name, then two long numbers.",
        ),
        (
            {"NOTIFY_API_KEY": API_KEY, "NOTIFY_TEMPLATE_SMS": "reminder"},
            "NOTIFY_TEMPLATE_SMS must be the template's id, copied from Notify.",
        ),
        (
            {"NOTIFY_API_KEY": API_KEY, "NOTIFY_TEMPLATE_SMS": TEMPLATE_SMS, "NOTIFY_BASE_URL": "notify"},
            "NOTIFY_BASE_URL must be an address such as https://api.notifications.service.gov.uk.",
        ),
    ],
    ids=["no key", "no template", "e-mail two ways", "half a key", "no id", "no address"],
)
def test_a_wrong_combination_stops_the_start_with_one_line(given: dict[str, str], line: str, tmp_path: Path) -> None:
    ended = start(given, tmp_path)

    assert ended.returncode == 1
    assert ended.stderr == f"Quarterday cannot start. {line}\n"
    assert "secret" not in ended.stderr


def test_a_whole_key_and_a_template_start(tmp_path: Path) -> None:
    ended = start({"NOTIFY_API_KEY": API_KEY, "NOTIFY_TEMPLATE_SMS": TEMPLATE_SMS}, tmp_path)

    assert ended.returncode == 0, ended.stderr
