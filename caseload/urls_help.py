"""Addresses of help, guidance, the rules in words, suggestions of one's own, long work, and hiding names."""

from django.urls import path

from caseload.views import help as help_views
from caseload.views import hidden_names, jobs, suggestions

urlpatterns = [
    path("help/", help_views.help_page, name="help"),
    path("help/guidance/", help_views.guidance, name="guidance"),
    path("help/guidance/<slug:code>/", help_views.guidance_card, name="guidance_card"),
    path("help/kinds-of-debt/", help_views.debt_types, name="debt_types"),
    path("help/rules/", help_views.rules, name="rules"),
    path("help/rules/<slug:code>/", help_views.rule, name="rule"),
    path("help/suggest/", suggestions.suggest, name="suggest"),
    path("help/suggestions/", suggestions.my_suggestions, name="my_suggestions"),
    path("names/", hidden_names.hide_names, name="hide_names"),
    path("jobs/", jobs.job_list, name="jobs"),
    path("jobs/progress/", jobs.job_progress, name="job_progress"),
    path("jobs/<int:pk>/retry/", jobs.retry, name="retry_job"),
]
