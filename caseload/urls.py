"""Addresses of the desk."""

from django.urls import path

from caseload.views import account, acts, causes, papers, postings, today

urlpatterns = [
    path("", today.today_page, name="today"),
    path("put-off/", acts.put_off, name="put_off"),
    path("accounts/<int:pk>/", account.account, name="account"),
    path("accounts/<int:pk>/ledger/", account.ledger, name="ledger"),
    path("accounts/<int:pk>/glance/", papers.glance, name="glance"),
    path("accounts/<int:pk>/glance.pdf", papers.glance_pdf, name="glance_pdf"),
    path("accounts/<int:pk>/statement/", papers.statement_pdf, name="statement"),
    path("accounts/<int:pk>/story.pdf", papers.story_pdf, name="story_pdf"),
    path("accounts/<int:pk>/story.csv", papers.story_csv, name="story_csv"),
    path("accounts/<int:pk>/ask-posting/", postings.ask_posting, name="ask_posting"),
    path("accounts/<int:pk>/postings/<int:posting_pk>/withdraw/", postings.withdraw_posting, name="withdraw_posting"),
    path("accounts/<int:pk>/letter/", acts.send_letter, name="send_letter"),
    path("accounts/<int:pk>/not-this/", acts.not_this, name="not_this"),
    path("accounts/<int:pk>/hold/", acts.hold, name="hold"),
    path("accounts/<int:pk>/hold/<int:hold_pk>/lift/", acts.lift_hold, name="lift_hold"),
    path("accounts/<int:pk>/letter/<int:message_pk>/take-back/", acts.take_back, name="take_back"),
    path("accounts/<int:pk>/call/", acts.call, name="call"),
    path("accounts/<int:pk>/visit/", acts.visit, name="visit"),
    path("accounts/<int:pk>/done/", acts.done, name="done"),
    path("accounts/<int:pk>/cause/", causes.record, name="record_cause"),
]
