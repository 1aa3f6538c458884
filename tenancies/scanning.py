"""Files that come in, looked at by the council's own virus scanner (ClamAV's clamd) where CLAMAV names one."""

import socket
import struct

from django.conf import settings

PIECE = 1 << 16
WAIT = 60  # seconds for an answer
FULL_STOP = b"\0"


class CannotScan(Exception):
    """The file is not taken. The message is written for the officer."""


def check(content: bytes) -> None:
    """Nothing happens where no scanner is set, or the file is clean. Raises CannotScan: infected, or no answer.

    clamd's INSTREAM: the file in pieces, each after its length, ended by a piece of no length.
    """
    if not settings.CLAMAV:
        return
    try:
        answer = _ask(content)
    except OSError as error:
        raise CannotScan("It could not be looked at for viruses. Try again in a while, or tell IT.") from error
    if answer.endswith("FOUND"):
        raise CannotScan("The virus scanner found something harmful in it. It was not kept: tell IT.")
    if not answer.endswith("OK"):
        raise CannotScan("It could not be looked at for viruses. Try again in a while, or tell IT.")


def _ask(content: bytes) -> str:
    host, _, port = settings.CLAMAV.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=WAIT) as scanner:
        scanner.sendall(b"zINSTREAM" + FULL_STOP)
        for at in range(0, len(content), PIECE):
            piece = content[at : at + PIECE]
            scanner.sendall(struct.pack("!I", len(piece)) + piece)
        scanner.sendall(struct.pack("!I", 0))
        answer = b""
        while not answer.endswith(FULL_STOP):
            more = scanner.recv(4096)
            if not more:
                break
            answer += more
    return answer.rstrip(FULL_STOP).decode(errors="replace").strip()
