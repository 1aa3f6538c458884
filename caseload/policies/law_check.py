"""The nightly law check: every open step, asked of the law and of the gates as they stand that day.

Decided steps should never break either; where one does, the policy or the data are wrong, and a leader hears of it.
"""

from datetime import date


def run(*, on: date) -> None:
    raise NotImplementedError
