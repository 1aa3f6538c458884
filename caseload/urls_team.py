"""Addresses: Team."""

from django.urls import path

from caseload.views import outcomes, team

urlpatterns = [
    path("team/", team.team, name="team"),
    path("team/mine/", team.mine, name="team_mine"),
    path("team/accounts/", team.accounts, name="team_accounts"),
    path("team/outcomes/", outcomes.outcomes_by_need, name="outcomes_by_need"),
    path("team/<slug:name>.csv", team.chart_file, name="team_chart"),
]
