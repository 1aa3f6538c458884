"""The day on which the tests of the loader stand."""

import datetime as dt

NOW = dt.date(2026, 11, 20)
