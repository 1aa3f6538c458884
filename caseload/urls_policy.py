"""Addresses of the policy, its trial, targets and rates."""

from django.urls import path

from caseload.views import policy, policy_drafts, policy_rules, policy_trial

urlpatterns = [
    path("policy/", policy.policy, name="policy"),
    path("policy/versions/<int:number>/", policy.version, name="policy_version"),
    path("policy/versions/<int:number>/book/", policy.book, name="policy_book"),
    path("policy/versions/<int:number>/copy/", policy.clone, name="policy_clone"),
    path("policy/drafts/<int:pk>/", policy_drafts.draft, name="policy_draft"),
    path("policy/drafts/<int:pk>/change/", policy_drafts.change, name="policy_change"),
    path("policy/drafts/<int:pk>/copy/", policy_drafts.copy, name="policy_copy"),
    path("policy/drafts/<int:pk>/act/", policy_drafts.act, name="policy_act"),
    path("policy/drafts/<int:pk>/publish/", policy_drafts.publish, name="policy_publish"),
    path("policy/drafts/<int:pk>/rules/new/", policy_rules.new_rule, name="policy_new_rule"),
    path("policy/drafts/<int:pk>/rules/<slug:code>/", policy_rules.rule, name="policy_rule"),
    path("policy/drafts/<int:pk>/settings/", policy_rules.settings, name="policy_settings"),
    path("policy/drafts/<int:pk>/ladder/", policy_rules.ladder, name="policy_ladder"),
    path("policy/drafts/<int:pk>/simulate/", policy_trial.start, name="policy_simulate"),
    path("policy/simulations/<int:pk>/", policy_trial.trial, name="policy_trial"),
    path("policy/simulations/<int:pk>/progress/", policy_trial.progress, name="policy_trial_progress"),
    path("policy/simulations/<int:pk>/stop/", policy_trial.stop, name="policy_trial_stop"),
    path("policy/simulations/<int:pk>/accounts.csv", policy_trial.accounts_file, name="policy_trial_file"),
    path("policy/simulations/<int:pk>/month/", policy_trial.month, name="policy_trial_month"),
]
