"""What docker-compose.yml starts fits the settings."""

from pathlib import Path

import yaml
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def test_the_workers_of_a_council_server_take_every_queue() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]

    command = services["worker"]["command"]

    assert command[command.index("-Q") + 1].split(",") == settings.QUEUES


def test_the_proxy_sets_the_header_that_the_program_believes() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    header = services["web"]["environment"]["PROXY_HEADER"]

    assert f"proxy_set_header {header} $scheme;" in (ROOT / "deploy" / "nginx.conf").read_text()
