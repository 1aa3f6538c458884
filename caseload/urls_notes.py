"""Addresses of notes, drafts, taking back, and who is on an account."""

from django.urls import path

from caseload.views import drafts, notes, presence, undo

urlpatterns = [
    path("undo/", undo.undo_page, name="undo"),
    path("undo/<int:pk>/", undo.undo_act, name="undo_act"),
    path("undo/<int:pk>/wait/", undo.wait_longer, name="wait_longer"),
    path("accounts/<int:pk>/note/", notes.note, name="note"),
    path("accounts/<int:pk>/notes/<int:note_pk>/", notes.sensitive_note, name="sensitive_note"),
    path("accounts/<int:pk>/drafts/<slug:form>/", drafts.draft, name="draft"),
    path("accounts/<int:pk>/drafts/<slug:form>/throw-away/", drafts.throw_away, name="throw_away_draft"),
    path("signed-in/as/", drafts.signed_in_as, name="signed_in_as"),
    path("signed-in/", drafts.signed_in, name="signed_in"),
    path("accounts/<int:pk>/presence/", presence.presence, name="presence"),
    path("accounts/<int:pk>/take/", presence.take, name="take"),
]
