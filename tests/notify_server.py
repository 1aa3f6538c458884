"""A small message service on loopback that speaks GOV.UK Notify's API, with the bad habits that a test names."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import jwt

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
API_KEY = f"quarterday_tests-{SERVICE}-{SECRET}"
TEMPLATE_SMS, TEMPLATE_EMAIL = "f33517ff-2a88-4f6e-b855-c550268ce08a", "740e5834-3a29-46b4-9a6f-16142fde533a"


class Service(ThreadingHTTPServer):
    """What it has taken, and how it behaves: `answers` are given to sendings in turn, then it takes all."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.taken: list[dict[str, Any]] = []
        self.answers: list[Any] = []  # a status, (status, message), 'hang up', 'take and hang up', 'take and be slow'
        self.asked_answers: list[int] = []  # statuses given to questions in turn
        self.asked: list[str] = []
        self.leave = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def becomes(self, status: str, *, at: str = "2026-11-23T12:20:00.000000Z") -> None:
        """What the network makes of all that was taken."""
        for message in self.taken:
            message |= {"status": status, "completed_at": at}


class Conversation(BaseHTTPRequestHandler):
    server: Service

    def log_message(self, *_: Any) -> None:
        pass

    def do_POST(self) -> None:
        if not self._knows_us():
            return self._answer(
                403, {"errors": [{"error": "AuthError", "message": "Invalid token: service not found"}]}
            )
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = self.server.answers.pop(0) if self.server.answers else 201
        if answer == "hang up":
            return None
        if isinstance(answer, tuple):
            status, message = answer
            return self._answer(
                status, {"status_code": status, "errors": [{"error": "BadRequestError", "message": message}]}
            )
        if isinstance(answer, int) and answer != 201:
            return self._answer(answer, {"status_code": answer, "errors": [{"error": "Error", "message": "no"}]})
        taken = {**asked, "id": str(uuid4()), "status": "created", "kind": self.path.rpartition("/")[2]}
        self.server.taken.append(taken)
        if answer == "take and hang up":
            return None
        if answer == "take and be slow":
            self.server.leave.wait(30)
            return None
        return self._answer(201, {"id": taken["id"], "reference": asked.get("reference"), "content": {}, "uri": ""})

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        self.server.asked.append(address.path)
        if self.server.asked_answers and (status := self.server.asked_answers.pop(0)) != 200:
            return self._answer(status, {"status_code": status, "errors": [{"error": "Error", "message": "no"}]})
        if address.path == "/v2/notifications":
            wanted = parse_qs(address.query)["reference"][0]
            found = [message for message in self.server.taken if message["reference"] == wanted]
            return self._answer(200, {"notifications": found, "links": {}})
        found = [message for message in self.server.taken if message["id"] == address.path.rpartition("/")[2]]
        return self._answer(200, found[0]) if found else self._answer(404, {"errors": []})

    def _knows_us(self) -> bool:
        token = self.headers["Authorization"].removeprefix("Bearer ")
        try:
            return bool(jwt.decode(token, SECRET, algorithms=["HS256"])["iss"] == SERVICE)
        except jwt.InvalidTokenError:
            return False

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def notify_in_use(settings: Any) -> Iterator[Service]:
    """The service, with the settings that name it."""
    with Service() as service:
        settings.NOTIFY_API_KEY, settings.NOTIFY_BASE_URL = API_KEY, service.address
        settings.NOTIFY_TEMPLATE_SMS, settings.NOTIFY_TEMPLATE_EMAIL = TEMPLATE_SMS, TEMPLATE_EMAIL
        settings.NOTIFY_TIMEOUT = 1
        threading.Thread(target=service.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield service
        finally:
            service.leave.set()
            service.shutdown()
