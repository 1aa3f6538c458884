"""Runs a few processes together in the foreground: when one ends, or we are told to stop, all end."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

STOP_SECONDS = 15


class ProcessEnded(Exception):
    """A process that should have gone on has ended. The message names it and its log."""


class Told(BaseException):
    """Someone pressed Ctrl-C, or the system asked us to stop."""


@dataclass
class Supervisor:
    """Processes by name. Each leads a group of its own, so that Ctrl-C reaches us alone and we end them in order."""

    logs: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __enter__(self) -> "Supervisor":
        self.logs.mkdir(parents=True, exist_ok=True)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._told)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop_all()

    @staticmethod
    def _told(number: int, frame: FrameType | None) -> None:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)  # once is enough: ending is under way
        raise Told

    def start(self, name: str, command: list[str], environment: dict[str, str], folder: Path) -> None:
        with self._log(name).open("ab") as log:
            self.running[name] = subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_for(self, ready: Callable[[], bool], *, pause: float = 0.2) -> None:
        """Wait until something is so. Raises ProcessEnded if one of ours ends before that."""
        while not ready():
            self._check()
            time.sleep(pause)

    def wait_for_ever(self) -> None:
        self.wait_for(lambda: False, pause=1)

    def stop_all(self) -> None:
        """Ask all to end, newest first, and end for good what has not within fifteen seconds."""
        for process in reversed(self.running.values()):
            process.terminate()
        for process in self.running.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=STOP_SECONDS)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # what is left of its group
            process.wait()
        self.running.clear()

    def _check(self) -> None:
        for name, process in self.running.items():
            if process.poll() is not None:
                raise ProcessEnded(f"The {name} process ended; see {self._log(name)}.")

    def _log(self, name: str) -> Path:
        return self.logs / f"{name}.log"
