"""Addresses of the print room, returned post and what tenants send back."""

from django.urls import path

from caseload.views import invoices, letters, replies, returned, wordings

urlpatterns = [
    path("letters/", letters.letters, name="letters"),
    path("letters/returned/", returned.returned, name="returned_post"),
    path("letters/stages/<slug:action>/", letters.stage, name="letter_stage"),
    path("letters/papers/<int:pk>/", letters.print_paper, name="print_paper"),
    path("letters/papers/<int:pk>/copy/", letters.copy_paper, name="copy_paper"),
    path("accounts/<int:pk>/reply/", replies.reply, name="record_reply"),
    path("accounts/<int:pk>/invoice/", invoices.invoice, name="invoice"),
    path("received/<int:pk>/", replies.paper, name="received_paper"),
    path("letters/templates/", wordings.templates, name="templates"),
    path("letters/templates/<int:pk>/", wordings.template, name="template"),
    path("letters/templates/versions/<int:pk>/", wordings.version, name="template_version"),
    path("letters/templates/versions/<int:pk>/decide/", wordings.decide, name="decide_template"),
    path("letters/leaflets/", wordings.leaflets, name="leaflets"),
    path("letters/leaflets/new/", wordings.leaflet, name="new_leaflet"),
    path("letters/leaflets/<int:pk>/", wordings.leaflet, name="leaflet"),
    path("letters/<int:pk>/", letters.batch, name="letter_batch"),
    path("letters/<int:pk>/progress/", letters.progress, name="letter_progress"),
    path("letters/<int:pk>/proofed/", letters.proofed, name="letters_proofed"),
    path("letters/<int:pk>/release/", letters.release, name="release_letters"),
    path("letters/<int:pk>/stop/", letters.stop_release, name="stop_release"),
    path("letters/<int:pk>/retry/", letters.retry, name="retry_letters"),
    path("letters/<int:pk>/letter/<int:letter_pk>/proof.pdf", letters.proof, name="letter_proof"),
    path("letters/<int:pk>/letter/<int:letter_pk>/take-out/", letters.take_out, name="take_out_letter"),
    path("letters/<int:pk>/letter/<int:letter_pk>/read/", letters.read, name="read_letter"),
]
