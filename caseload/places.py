"""Where somebody came from: the list she last looked at, page and filter included, to go back to from any account."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

LIST = "list"  # in the browser's session: the label and address of the last list


@dataclass(frozen=True)
class Place:
    label: str
    url: str


def remember(request: HttpRequest, label: str) -> None:
    """This page is the list to which accounts lead back. Addresses hold no personal data."""
    place = [label, request.get_full_path()]
    if request.session.get(LIST) != place:
        request.session[LIST] = place


def came_from(request: HttpRequest) -> Place:
    """The list last looked at; Today where there was none."""
    label, url = request.session.get(LIST) or ("Today", reverse("today"))
    return Place(label, url)
