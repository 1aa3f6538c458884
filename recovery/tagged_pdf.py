"""Pages laid out as tagged PDFs (PDF/UA-1), each in the styles of its kind. The same page gives the same bytes."""

from collections.abc import Callable
from functools import cache
from typing import Any, NoReturn

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError


def refuse_to_fetch(url: str, *_: object, **__: object) -> NoReturn:
    """A page brings all it needs: nothing is fetched while it is laid out, whatever a name or address holds."""
    raise FatalURLFetchingError(f"A letter may not fetch {url}.")


def tagged_pdf(page: str, *, styles: str, fetch: Callable[..., Any] = refuse_to_fetch) -> bytes:
    """`styles`: the style sheet as text. `fetch` answers for pictures that come with the page."""
    document = HTML(string=page, url_fetcher=fetch)
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", stylesheets=[_parsed(styles)], font_config=_fonts())
    return pdf


def number_of_pages(page: str, *, styles: str) -> int:
    document = HTML(string=page, url_fetcher=refuse_to_fetch)
    return len(document.render(stylesheets=[_parsed(styles)], font_config=_fonts()).pages)


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def _parsed(styles: str) -> CSS:
    """Each parsed once in a process."""
    return CSS(string=styles, font_config=_fonts(), url_fetcher=refuse_to_fetch)
