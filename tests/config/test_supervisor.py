"""The demo's processes stand and fall together."""

import os
import signal
import sys
from pathlib import Path

import pytest

from config.supervisor import ProcessEnded, Supervisor, Told

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]


@pytest.fixture(autouse=True)
def signals_as_they_were():
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def test_when_one_process_ends_all_are_ended_and_its_log_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProcessEnded, match=r"The beat process ended; see .*beat\.log"):
        with Supervisor(logs=tmp_path / "logs") as supervisor:
            supervisor.start("web", SLEEPER, dict(os.environ), tmp_path)
            web = supervisor.running["web"]
            supervisor.start("beat", [sys.executable, "-c", "print('no schedule')"], dict(os.environ), tmp_path)
            supervisor.wait_for_ever()

    assert web.poll() is not None
    assert (tmp_path / "logs" / "beat.log").read_text() == "no schedule\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_being_told_to_stop_ends_all(number: signal.Signals, tmp_path: Path) -> None:
    with pytest.raises(Told):
        with Supervisor(logs=tmp_path / "logs") as supervisor:
            supervisor.start("web", SLEEPER, dict(os.environ), tmp_path)
            web = supervisor.running["web"]
            os.kill(os.getpid(), number)
            supervisor.wait_for_ever()

    assert web.poll() is not None
