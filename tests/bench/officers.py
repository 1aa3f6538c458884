"""An officer's working rhythm for locust: open accounts one after the other, note things, look at lists, find people.

Started by `manage.py bench pages`; OFFICERS names a file with a session and accounts for each.
"""

import itertools
import json
import os
import random
import re
from pathlib import Path
from typing import Any

from locust import HttpUser, between, task

OFFICERS = itertools.cycle(json.loads(Path(os.environ["OFFICERS"]).read_text()))
NAMES = ["smith", "jones", "taylro", "high street", "begum"]


class Officer(HttpUser):
    """Presses something every 10 to 30 seconds: a busy day of 80 accounts with four pages each leaves 75 seconds.

    Whoever has an account open also gives the sign of life that the page sends.
    """

    wait_time = between(10, 30)

    def on_start(self) -> None:
        self.officer = next(OFFICERS)
        self.client.cookies.set(os.environ["SESSION_COOKIE"], self.officer["session"])
        self.at = random.choice(self.officer["accounts"])
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.see("today", "/"))
        assert token is not None, "Today holds no form: the session has ended."
        self.token = token[1]

    @task(8)
    def account(self) -> None:
        self.at = random.choice(self.officer["accounts"])
        self.see("account", f"/accounts/{self.at}/")

    @task(6)
    def presence(self) -> None:
        self.press("presence", f"/accounts/{self.at}/presence/", page="bench")

    @task(3)
    def note(self) -> None:
        self.press("note", f"/accounts/{self.at}/note/", text="Spoke to the tenant, who will pay on Friday.")

    @task(3)
    def find(self) -> None:
        self.press("find", "/find/while-typing/", words=random.choice(NAMES))

    @task(2)
    def today(self) -> None:
        self.see("today", "/")

    @task(1)
    def saved_view(self) -> None:
        self.see("saved view", "/accounts/?view=mine")

    def see(self, name: str, address: str) -> str:
        """A page, for somebody signed in; the page to sign in with is a failure."""
        with self.client.get(address, name=name, catch_response=True) as answer:
            if answer.ok and "Sign out" not in answer.text:
                answer.failure("The session has ended.")
            return str(answer.text)

    def press(self, name: str, address: str, **form: Any) -> None:
        self.client.post(address, form | {"csrfmiddlewaretoken": self.token}, name=name)
