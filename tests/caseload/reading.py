"""What a page, a table and a paper say, as tests read them."""

import csv
import io
import re

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

MOST_QUERIES = 30  # of a page, its frame included


def words_in(page: str) -> str:
    """The words of a page or a part of it, without its marks, a space between them."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def text(answer: HttpResponse) -> str:
    """The words of the page that was answered."""
    return words_in(answer.content.decode())


def queries_of(client: Client, address: str) -> tuple[int, HttpResponse]:
    """How many queries a page takes once its caches are warm, and the page."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        page: HttpResponse = client.get(address)
    return len(asked), page


def rows_of(answer: HttpResponse) -> list[list[str]]:
    """The rows of a file for spreadsheets, its heads first."""
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def words_of(pdf: bytes) -> str:
    """The words of all pages of a paper."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
