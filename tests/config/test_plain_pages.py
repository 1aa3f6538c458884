"""The pages for when a request cannot be read or a page cannot be made: drawn without database, session or user."""

from collections.abc import Callable

import pytest
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.views import defaults


def too_long(request: HttpRequest) -> HttpResponse:
    return defaults.bad_request(request, BadRequest())


@pytest.mark.parametrize(
    ("answer", "status", "heading"),
    [
        pytest.param(too_long, 400, "Nothing was sent", id="not read"),
        pytest.param(defaults.server_error, 500, "Something went wrong", id="not made"),
    ],
)
def test_a_plain_page_says_what_to_do_and_leads_to_today(
    answer: Callable[[HttpRequest], HttpResponse], status: int, heading: str
) -> None:
    page = answer(RequestFactory().get("/"))

    assert page.status_code == status
    text = page.content.decode()
    assert f"<title>{heading} – Quarterday</title>" in text
    assert f"<h1>{heading}</h1>" in text
    assert '<a class="govuk-link" href="/">Go to Today</a>' in text
