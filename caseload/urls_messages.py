"""Addresses: messages to one tenant, those that did not arrive, and the crisis card."""

from django.urls import path

from caseload.views import messages, worried

urlpatterns = [
    path("accounts/<int:pk>/message/", messages.message, name="message"),
    path("worried/", worried.worried, name="worried"),
    path("accounts/<int:pk>/worried/", worried.worried_account, name="worried_account"),
    path("accounts/<int:pk>/worried/open/", worried.open_worried, name="open_worried"),
    path("accounts/<int:pk>/worried/lift/", worried.lift, name="lift_worried"),
    path("messages-to-check/", messages.to_check, name="messages_to_check"),
    path("messages-to-check/<int:pk>/", messages.see_to, name="see_to_message"),
]
