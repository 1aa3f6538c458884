"""Addresses: Team."""

from django.urls import path

from caseload.views import team

urlpatterns = [
    path("team/", team.team, name="team"),
    path("team/mine/", team.mine, name="team_mine"),
    path("team/accounts/", team.accounts, name="team_accounts"),
    path("team/<slug:name>.csv", team.chart_file, name="team_chart"),
]
