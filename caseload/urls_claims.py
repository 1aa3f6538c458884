"""Addresses of claims: their packs, what follows them, hearings, solicitors, and who speaks for the council."""

from django.urls import path

from caseload.views import legal_beside, legal_claim_record, legal_claims, legal_hearings, legal_restore

urlpatterns = [
    path("accounts/<int:pk>/legal/claim/", legal_claims.legal_claim, name="legal_claim"),
    path("accounts/<int:pk>/legal/claim/prepare/", legal_claims.prepare_claim, name="prepare_claim"),
    path("accounts/<int:pk>/legal/claim/ask/", legal_claims.ask_claim, name="ask_claim"),
    path("accounts/<int:pk>/legal/claim/take-back/", legal_claims.take_back_claim, name="take_back_claim"),
    path("accounts/<int:pk>/legal/claim/give-up/", legal_claims.drop_claim, name="drop_claim"),
    path("accounts/<int:pk>/legal/claim/issue/", legal_claims.issue_claim, name="issue_claim"),
    path("accounts/<int:pk>/legal/claim/pack.pdf", legal_claims.claim_pdf, name="claim_pdf"),
    path("accounts/<int:pk>/legal/claim/answers.csv", legal_claims.claim_csv, name="claim_csv"),
    path("accounts/<int:pk>/legal/claim/answers.json", legal_claims.claim_json, name="claim_json"),
    path("accounts/<int:pk>/legal/other-ways/", legal_beside.other_ways, name="other_ways"),
    path("accounts/<int:pk>/legal/solicitors/", legal_beside.solicitors, name="solicitors"),
    path("accounts/<int:pk>/legal/hearing/", legal_hearings.add_hearing, name="add_hearing"),
    path("legal/claims/<int:claim>/", legal_claim_record.claim_record, name="claim_record"),
    path("legal/claims/<int:claim>/restore/", legal_restore.restore_claim, name="restore_claim"),
    path("legal/orders/<int:order>/appeal/", legal_beside.order_appeal, name="order_appeal"),
    path("legal/hearings/<int:hearing>/", legal_hearings.hearing, name="hearing"),
    path("legal/speakers/", legal_hearings.speakers, name="speakers"),
]
