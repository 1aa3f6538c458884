"""Tenants' names left out of every page while somebody shares their screen.

The names are those of everybody in the households whose accounts a page leads to or names by reference.
"""

import re
from collections.abc import Callable

from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from django.utils.html import escape

from tenancies.models import Person, RentAccount, TenancyPerson

HIDDEN = "names_hidden"  # in the session
INSTEAD = "name hidden"
ACCOUNT = re.compile(r"/accounts/(\d{1,18})/")
REFERENCE = re.compile(r"\b(?=[\w/-]*\d)[\w/-]{3,40}")
# What is typed in stays as it is, or it would be sent back changed; what a tag says of itself is not seen.
TEXT = re.compile(r"(<textarea\b.*?</textarea>|<script\b.*?</script>|<[^>]*>)|([^<]+)", re.DOTALL)


class HideNames:
    """Whoever asked for it sees pages without tenants' names, until they show them again or sign out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if (
            isinstance(response, HttpResponse)
            and response.get("Content-Type", "").startswith("text/html")
            and request.session.get(HIDDEN)
        ):
            response.content = without_names(response.content.decode(), path=request.path)
        return response


def without_names(page: str, *, path: str) -> str:
    """The page with `INSTEAD` for each name, title and all."""
    shown = "".join(text for _, text in TEXT.findall(page))
    accounts = RentAccount.objects.filter(
        Q(pk__in=map(int, set(ACCOUNT.findall(page + path)))) | Q(account_ref__in=set(REFERENCE.findall(shown)))
    )
    households = TenancyPerson.objects.filter(tenancy__in=accounts.values("tenancy")).select_related("person")
    names = {escape(name) for each in households for name in _names(each.person)}
    if not names:
        return page
    longest_first = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    name = re.compile(rf"(?<!\w)(?:{longest_first})(?!\w)")
    return TEXT.sub(lambda part: part[1] or name.sub(INSTEAD, part[2]), page)


def _names(person: Person) -> set[str]:
    """As pages write them: in full, without the title, with the title alone, and before the @ of an address."""
    without_title = f"{person.first_names} {person.last_name}".strip()
    titled = {f"{person.title} {person.last_name}"} if person.title else set()
    return {str(person), without_title, person.email.partition("@")[0], *titled} - {""}
