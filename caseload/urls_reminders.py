"""Addresses of reminders, questions, suggestions, hand-over, offers and advice."""

from django.urls import path

from caseload.views import handover, reminders, suggestions

urlpatterns = [
    path("reminders/", reminders.reminder_list, name="reminders"),
    path("reminders/<int:pk>/seen/", reminders.see_answer, name="see_answer"),
    path("questions/", reminders.questions, name="questions"),
    path("suggestions/", suggestions.suggestion_list, name="suggestions"),
    path("suggestions/<int:pk>/answer/", suggestions.answer, name="answer_suggestion"),
    path("suggestions/<int:pk>/seen/", suggestions.see_reply, name="see_reply"),
    path("accounts/<int:pk>/reminders/", reminders.add_reminder, name="add_reminder"),
    path("accounts/<int:pk>/reminders/<int:reminder_pk>/done/", reminders.finish, name="finish_reminder"),
    path("accounts/<int:pk>/reminders/<int:reminder_pk>/withdraw/", reminders.withdraw, name="withdraw_reminder"),
    path("accounts/<int:pk>/not-sure/", reminders.not_sure, name="not_sure"),
    path("accounts/<int:pk>/ask-yes/", reminders.ask_yes, name="ask_yes"),
    path("accounts/<int:pk>/looks-wrong/", suggestions.looks_wrong, name="looks_wrong"),
    path("accounts/<int:pk>/hand-over/", handover.hand_over, name="hand_over"),
    path("accounts/<int:pk>/give-back/", handover.give_back, name="give_back"),
    path("accounts/<int:pk>/offer/", handover.log_offer, name="log_offer"),
    path("accounts/<int:pk>/advice/", handover.log_advice, name="log_advice"),
]
