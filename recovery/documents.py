"""Letters as people read them: the PDF that goes out, and the same words inside a page. No database is asked."""

from datetime import date
from functools import cache
from typing import Any, NoReturn

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from recovery.rules import wording
from recovery.rules.actions import Action
from recovery.rules.letters import Letter
from recovery.rules.wording_fields import about_weeks

FORMER = {Action.FORMER_LETTER_1, Action.FORMER_LETTER_2}
FORMER_HELP = "documents/parts/help_former.html"
RIGHT_TO_LEFT = {"ar", "fa", "ur", "ps", "ku", "he", "prs", "ckb"}  # language codes


def letter_pdf(letter: Letter) -> bytes:
    """The letter as a tagged PDF (PDF/UA-1). The same letter gives the same bytes."""
    return _pdf(letter_html(letter))


def sheet_pdf(template: str, context: dict[str, Any], *, title: str, dated: date, large_print: bool = False) -> bytes:
    """A sheet that goes with letters, in their looks, as a tagged PDF (PDF/UA-1)."""
    content = render_to_string(template, context)
    page = {"content": content, "title": title, "dated": dated, "large_print": large_print}
    return _pdf(render_to_string("documents/page.html", page))


def page_count(letter: Letter) -> int:
    """How many pages the letter has."""
    document = HTML(string=letter_html(letter), url_fetcher=refuse_to_fetch)
    return len(document.render(stylesheets=[_styles()], font_config=_fonts()).pages)


def _pdf(html: str) -> bytes:
    document = HTML(string=html, url_fetcher=refuse_to_fetch)
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", stylesheets=[_styles()], font_config=_fonts())
    return pdf


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


def refuse_to_fetch(url: str, *_: object, **__: object) -> NoReturn:
    """A letter brings all it needs: nothing is fetched while it is laid out, whatever a name or address holds."""
    raise FatalURLFetchingError(f"A letter may not fetch {url}.")


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def _styles() -> CSS:
    """Read and parsed once in a process."""
    return CSS(string=styles(), font_config=_fonts(), url_fetcher=refuse_to_fetch)


def styles() -> str:
    """The styles of letters as text."""
    return render_to_string("documents/letter.css")
