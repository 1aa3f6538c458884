"""What a view is given."""

from django.http import HttpRequest

from staff.models import User


class StaffRequest(HttpRequest):
    """A request by someone signed in: the middleware lets no other through to a view."""

    user: User
