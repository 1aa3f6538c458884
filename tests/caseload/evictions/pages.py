"""The words of a page and of a paper, and a press on the page of a warrant."""

from io import BytesIO

from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from tests.legal.enforcing import Enforced


def words(answer: object) -> str:
    return " ".join(answer.content.decode().split())


def pdf_words(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def press(client: Client, found: Enforced, do: str, **typed: object) -> object:
    return client.post(reverse("warrant_act", args=[found.account.pk]), {"do": do, **typed}, follow=True)
