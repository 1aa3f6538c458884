"""A small mail server on loopback, with the bad habits that a test names."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Conversation(socketserver.StreamRequestHandler):
    """A mail server with one bad habit: it hangs up, or says no, at the command that the test names."""

    def handle(self) -> None:
        server: Any = self.server
        self.say("220 mail.example ready")
        while line := self.rfile.readline():
            command = line[:4].upper().strip().decode()
            if command == server.breaks_at:
                return
            if command == server.refuses_at:
                self.say("550 no")
            elif command == "DATA":
                self.say("354 go on")
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
                server.taken += 1
                if server.breaks_at == "END":
                    return
                if server.breaks_at == "NEVER ANSWERS":
                    self.rfile.readline()  # until the other side hangs up
                    return
                self.say("250 taken")
            else:
                self.say("250 well")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def mail_server(settings: Any, *, breaks_at: str = "", refuses_at: str = "") -> Iterator[Any]:
    """The server while Django sends through it; `taken` is how many messages it has taken."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        server.daemon_threads = True
        for name, value in {"breaks_at": breaks_at, "refuses_at": refuses_at, "taken": 0}.items():
            setattr(server, name, value)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 5
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
