"""Which signs the fonts of this machine can print: letters in another script need a font that has it."""

import subprocess
from functools import cache
from unicodedata import category

# Latin, Greek and Cyrillic with their signs and the pound's and euro's, which the fonts that Quarterday asks for have.
EUROPEAN = frozenset({*range(0x530), *range(0x1E00, 0x2070), 0x20AC})
UNSEEN = {"Cc", "Cf", "Zs", "Zl", "Zp"}  # line ends, joiners and spaces


def not_printed(text: str) -> str:
    """The signs of a text that no font here has, each once; blank: all can be printed."""
    known = printable()
    return "".join(sign for sign in dict.fromkeys(text) if category(sign) not in UNSEEN and ord(sign) not in known)


@cache
def printable() -> frozenset[int]:
    """Every sign that some font here has, as code points: where one lacks it, the next is taken.

    Asked of fontconfig, which the typesetter asks as well; where that does not answer, the European scripts.
    """
    try:
        answer = subprocess.run(
            ["fc-list", "--format=%{charset}\n"], capture_output=True, text=True, check=True, timeout=30
        )
    except (OSError, subprocess.SubprocessError):
        return EUROPEAN
    ranges = {part for line in answer.stdout.splitlines() for part in line.split()}
    return frozenset(sign for each in ranges for sign in _signs(each))


def _signs(part: str) -> range:
    """41-5a, or 41 alone."""
    first, _, last = part.partition("-")
    return range(int(first, 16), int(last or first, 16) + 1)
