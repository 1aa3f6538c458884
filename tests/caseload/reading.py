"""What a page, a table and a paper say, as tests read them."""

import csv
import io
import re

from django.http import HttpResponse
from pypdf import PdfReader


def text(answer: HttpResponse) -> str:
    """The words of a page, without its marks, a space between them."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def rows_of(answer: HttpResponse) -> list[list[str]]:
    """The rows of a file for spreadsheets, its heads first."""
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def words_of(pdf: bytes) -> str:
    """The words of all pages of a paper."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
