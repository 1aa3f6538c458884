"""The field's words. Their one source is docs/glossary.md: the page in the program reads it, so the two agree."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings

GLOSSARY = settings.BASE_DIR / "docs" / "glossary.md"


@dataclass(frozen=True, kw_only=True)
class Word:
    word: str
    meaning: str
    source: str
    avoid: str  # what people also say, and should not


@cache
def words() -> list[Word]:
    """Every word of the glossary, in its order. Raises ValueError for a line of the table that is not whole."""
    rows = [line for line in GLOSSARY.read_text("utf-8").splitlines() if line.startswith("|")]
    return [_word(row) for row in rows[2:]]


def found(asked: str) -> list[Word]:
    """The words that hold what is asked, in the word first, then in its meaning or in what to avoid."""
    asked = asked.strip().lower()
    in_word = [word for word in words() if asked in word.word.lower()]
    elsewhere = [word for word in words() if asked in f"{word.meaning} {word.avoid}".lower() and word not in in_word]
    return in_word + elsewhere


def _word(row: str) -> Word:
    word, meaning, source, avoid = (cell.strip() for cell in row.strip("|").split("|"))
    return Word(word=word, meaning=meaning, source=source, avoid=avoid)
