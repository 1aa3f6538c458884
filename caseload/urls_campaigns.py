"""Addresses of campaigns, engagement and approvals."""

from django.urls import path

from caseload.views import approvals, campaigns

urlpatterns = [
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/new/", campaigns.new, name="campaign_new"),
    path("campaigns/affected/", campaigns.load_affected, name="affected_load"),
    path("campaigns/<int:pk>/", campaigns.campaign, name="campaign"),
    path("campaigns/<int:pk>/change/", campaigns.change, name="campaign_change"),
    path("campaigns/<int:pk>/act/", campaigns.act, name="campaign_act"),
    path("campaigns/<int:pk>/progress/", campaigns.progress, name="campaign_progress"),
    path("campaigns/<int:pk>/accounts.csv", campaigns.members_file, name="campaign_file"),
    path("campaigns/<int:pk>/affected/", campaigns.affected_list, name="affected"),
    path("approvals/", approvals.approvals, name="approvals"),
    path("approvals/<slug:kind>/<int:pk>/", approvals.approval, name="approval"),
    path("approvals/<slug:kind>/<int:pk>/decide/", approvals.decide, name="decide"),
]
