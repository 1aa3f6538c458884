"""Where texts go, for tests that ask for it: a folder, or a service on loopback."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.notify_server import Service, notify_in_use


@pytest.fixture
def texts_folder(settings: Any, tmp_path: Path) -> Path:
    settings.TEXTS_FOLDER = str(tmp_path)
    return tmp_path


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    with notify_in_use(settings) as service:
        yield service
