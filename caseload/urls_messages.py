"""Addresses: messages to one tenant, and those of which somebody must find out what became."""

from django.urls import path

from caseload.views import messages

urlpatterns = [
    path("accounts/<int:pk>/message/", messages.message, name="message"),
    path("messages-to-check/", messages.to_check, name="messages_to_check"),
    path("messages-to-check/<int:pk>/", messages.see_to, name="see_to_message"),
]
