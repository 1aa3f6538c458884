"""An officer's working rhythm for locust: look at Today, open accounts one after the other, find somebody.

Started by `manage.py bench pages`; OFFICERS names a file with a session and accounts for each.
"""

import itertools
import json
import os
import random
import re
from pathlib import Path

from locust import HttpUser, between, task

OFFICERS = itertools.cycle(json.loads(Path(os.environ["OFFICERS"]).read_text()))


class Officer(HttpUser):
    """Reads for some seconds between presses, as people do."""

    wait_time = between(4, 10)

    def on_start(self) -> None:
        self.officer = next(OFFICERS)
        self.client.cookies.set(os.environ["SESSION_COOKIE"], self.officer["session"])

    @task(2)
    def today(self) -> None:
        self.client.get("/", name="today")

    @task(6)
    def account(self) -> None:
        self.client.get(f"/accounts/{random.choice(self.officer['accounts'])}/", name="account")

    @task(1)
    def find(self) -> None:
        page = self.client.get("/", name="today").text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token is not None, "Today holds no form: the session has ended."
        self.client.post(
            "/find/", {"words": "smith", "csrfmiddlewaretoken": token[1]}, headers={"Referer": self.host}, name="find"
        )
