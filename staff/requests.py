"""The request that our views are given."""

from django.http import HttpRequest

from staff.models import User


class StaffRequest(HttpRequest):
    """A request of somebody who is signed in: the middleware lets nobody else through."""

    user: User
