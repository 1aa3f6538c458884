"""Addresses of campaigns, engagement, approvals and the weekly contract."""

from django.urls import path

from caseload.views import approvals, campaigns, engagement, weekly

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
    path("team/weeks/", weekly.weeks, name="weeks"),
    path("team/weeks/<slug:monday>/<int:pk>/", weekly.week, name="week"),
    path("team/weeks/<slug:monday>/<int:pk>/evidence.pdf", weekly.week_pdf, name="week_pdf"),
    path("team/weeks/<slug:monday>/<int:pk>/evidence.csv", weekly.week_csv, name="week_csv"),
    path("engagement/", engagement.engagement, name="engagement"),
    path("engagement/new/<slug:kind>/", engagement.new, name="engagement_new"),
    path("engagement/<int:pk>/", engagement.one, name="engagement_one"),
    path("engagement/<int:pk>/sheet/", engagement.sheet, name="engagement_sheet"),
    path("engagement/<int:pk>/add/", engagement.add, name="engagement_add"),
    path("engagement/<int:pk>/change/", engagement.change, name="engagement_change"),
    path("engagement/<int:pk>/contacts.csv", engagement.contacts_file, name="engagement_file"),
    path("engagement/interest.csv", engagement.interest_file, name="interest_file"),
    path("engagement/what-worked/", engagement.what_worked, name="what_worked"),
]
