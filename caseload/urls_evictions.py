"""Addresses of warrants and evictions."""

from django.urls import path

from caseload.views import legal_evictions, legal_warrants

urlpatterns = [
    path("accounts/<int:pk>/legal/warrant/", legal_warrants.warrant, name="warrant"),
    path("accounts/<int:pk>/legal/warrant/act/", legal_warrants.warrant_act, name="warrant_act"),
    path("accounts/<int:pk>/legal/warrant/sheet/", legal_warrants.warrant_paper, name="warrant_paper"),
    path("accounts/<int:pk>/legal/eviction/", legal_evictions.book_eviction, name="book_eviction"),
    path("evictions/", legal_evictions.evictions, name="evictions"),
    path("evictions/<int:eviction>/", legal_evictions.eviction, name="eviction"),
    path("evictions/<int:eviction>/act/", legal_evictions.eviction_act, name="eviction_act"),
    path("evictions/<int:eviction>/day/", legal_evictions.eviction_day, name="eviction_day"),
    path("evictions/<int:eviction>/pack/", legal_evictions.eviction_pack, name="eviction_pack"),
    path("evictions/<int:eviction>/stopped.pdf", legal_evictions.eviction_letter, name="eviction_letter"),
]
