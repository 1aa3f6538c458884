"""Letters as people read them: the PDF that goes out, and the same words inside a page. No database is asked."""

from datetime import date
from functools import cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from recovery.rules import wording
from recovery.rules.actions import Action
from recovery.rules.letters import Letter
from recovery.rules.wording_fields import about_weeks
from recovery.tagged_pdf import number_of_pages, tagged_pdf

FORMER = {Action.FORMER_LETTER_1, Action.FORMER_LETTER_2, Action.EVICTION_FINAL}
FORMER_HELP = "documents/parts/help_former.html"
RIGHT_TO_LEFT = {"ar", "fa", "ur", "ps", "ku", "he", "prs", "ckb"}  # language codes


def letter_pdf(letter: Letter) -> bytes:
    """The letter as a tagged PDF (PDF/UA-1). The same letter gives the same bytes."""
    return tagged_pdf(letter_html(letter), styles=styles())


def sheet_pdf(template: str, context: dict[str, Any], *, title: str, dated: date, large_print: bool = False) -> bytes:
    """A sheet that goes with letters, in their looks, as a tagged PDF (PDF/UA-1)."""
    content = render_to_string(template, context)
    page = {"content": content, "title": title, "dated": dated, "large_print": large_print}
    return tagged_pdf(render_to_string("documents/page.html", page), styles=styles())


def page_count(letter: Letter) -> int:
    """How many pages the letter has."""
    return number_of_pages(letter_html(letter), styles=styles())


def letter_html(letter: Letter) -> str:
    """The whole page that the PDF is made of; its styles are apart. The title names no person."""
    content = _text(letter, heading="h1", subheading="h2")
    page = {
        "content": content,
        "title": heading_of(letter),
        "dated": letter.dated,
        "large_print": letter.large_print or letter.easy_read,
        "language": letter.language,
    }
    return render_to_string("documents/page.html", page)


def preview_html(letter: Letter) -> SafeString:
    """The letter as it will read, to stand inside a page under a second-level heading. All data is escaped."""
    return _text(letter, heading="h3", subheading="h4")


def heading_of(letter: Letter) -> str:
    """What stands over the letter: the council's own heading, or the one that comes with Quarterday."""
    return wording.to_text(letter.wording.heading if letter.wording else letter.kind.heading, letter)


def _text(letter: Letter, *, heading: str, subheading: str) -> SafeString:
    """The letter in its frame. Raises wording.CannotWrite, which words that were checked never do."""

    def part(name: str) -> str:
        template = FORMER_HELP if name == "help" and letter.action in FORMER else f"documents/parts/{name}.html"
        drawn = render_to_string(template, {"letter": letter, "weeks": about_weeks(letter)})
        return f'<div lang="en" dir="ltr">{drawn}</div>' if letter.language else drawn

    body = letter.wording.body if letter.wording else wording.shipped(letter.action)
    html = wording.to_html(body, letter, heading=subheading, part=part)
    context = {
        "letter": letter,
        "heading": heading_of(letter),
        "body": SafeString(html),  # nosec B703: to_html escapes every word and field
        "leaflets": [(leaflet, paragraphs(leaflet.text)) for leaflet in letter.enclosed],
        "rtl": (letter.language or letter.lines_in) in RIGHT_TO_LEFT,
        "h1": heading,
        "h2": subheading,
    }
    return render_to_string("documents/letter.html", context)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of plain words: a blank line parts them."""
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


@cache
def styles() -> str:
    """The styles of letters as text."""
    return render_to_string("documents/letter.css")
