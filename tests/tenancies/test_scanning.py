"""Uploads are looked at by the virus scanner, where there is one: the harmful and the unseen are refused."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tenancies import received

HARMFUL = b"%PDF-1.7 harmful"


class Scanner(socketserver.StreamRequestHandler):
    """A scanner that speaks clamd's INSTREAM and knows one virus."""

    def handle(self) -> None:
        server: Any = self.server
        assert self.rfile.read(len(b"zINSTREAM\0")) == b"zINSTREAM\0"
        content = b""
        while length := int.from_bytes(self.rfile.read(4), "big"):
            content += self.rfile.read(length)
        server.seen.append(content)
        if server.says is None:
            return
        said = "stream: Test.Virus FOUND" if HARMFUL in content else server.says
        self.wfile.write(f"{said}\0".encode())


@contextmanager
def scanner(settings: Any, *, says: str | None = "stream: OK") -> Iterator[Any]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Scanner) as server:
        server.daemon_threads = True
        server.says, server.seen = says, []
        host, port = server.server_address[:2]
        settings.CLAMAV = f"{host!s}:{port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def look(content: bytes) -> received.Paper:
    return received.look_at(SimpleUploadedFile("letter.pdf", content))


def test_a_clean_file_is_taken_and_the_scanner_saw_all_of_it(settings: Any) -> None:
    content = b"%PDF-1.7 " + b"x" * 200_000

    with scanner(settings) as server:
        assert look(content).content == content

    assert server.seen == [content]


def test_a_harmful_file_is_refused(settings: Any) -> None:
    with scanner(settings), pytest.raises(received.CannotReceive, match="found something harmful"):
        look(HARMFUL)


@pytest.mark.parametrize("says", [None, "INSTREAM size limit exceeded. ERROR"])
def test_what_the_scanner_does_not_answer_for_is_not_taken(settings: Any, says: str | None) -> None:
    with scanner(settings, says=says), pytest.raises(received.CannotReceive, match="could not be looked at"):
        look(b"%PDF-1.7")


def test_while_the_scanner_is_away_nothing_is_taken(settings: Any) -> None:
    with scanner(settings):
        pass

    with pytest.raises(received.CannotReceive, match="could not be looked at"):
        look(b"%PDF-1.7")


def test_without_a_scanner_files_are_taken(settings: Any) -> None:
    settings.CLAMAV = ""

    assert look(b"%PDF-1.7").content_type == "application/pdf"
