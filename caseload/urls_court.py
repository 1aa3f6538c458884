"""Addresses of court day, the orders that come of it, and what works without a connection."""

from django.urls import path

from caseload.views import legal_court, legal_offline, legal_orders

urlpatterns = [
    path("court/", legal_court.court_day, name="court_day"),
    path("court/on/<slug:day>/", legal_court.court_day, name="court_day_on"),
    path("court/on/<slug:day>/set.pdf", legal_court.court_set, name="court_set"),
    path("court/hearing/<slug:key>/", legal_court.court_hearing, name="court_hearing"),
    path("court/hearing/<slug:key>/speaks/", legal_court.court_speaks, name="court_speaks"),
    path("court/hearing/<slug:key>/brief.pdf", legal_court.court_brief, name="court_brief"),
    path("court/orders/", legal_orders.broken_orders, name="broken_orders"),
    path("court/orders/<int:pk>/", legal_orders.court_order, name="court_order"),
    path("court/orders/<int:pk>/end/", legal_orders.end_order, name="end_order"),
    path("court/orders/<int:pk>/warn/", legal_orders.warn_order, name="warn_order"),
    path("team/hearings/", legal_orders.lost_hearings, name="lost_hearings"),
    path("court/token/", legal_offline.offline_token, name="offline_token"),
    path("court/sync/", legal_offline.offline_sync, name="offline_sync"),
    path("sw.js", legal_offline.service_worker, name="service_worker"),
]
