"""Acts pressed in the same moment, each over a connection of its own; the test wants `own_database`."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each answers, or the exception that it ends with."""
    together = Barrier(len(acts))

    def press(act: Callable[[], Any]) -> Any:
        together.wait(timeout=20)
        try:
            return act()
        except Exception as stop:
            return stop
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(press, act) for act in acts]]
