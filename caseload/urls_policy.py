"""Addresses of the policy, its trial, targets and rates."""

from django.urls import path

from caseload.views import policy, policy_drafts, policy_figures, policy_health, policy_rules, policy_trial

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
    path("policy/drafts/<int:pk>/post/", policy_rules.post, name="policy_post"),
    path("policy/drafts/<int:pk>/ladder/", policy_rules.ladder, name="policy_ladder"),
    path("policy/drafts/<int:pk>/simulate/", policy_trial.start, name="policy_simulate"),
    path("policy/simulations/<int:pk>/", policy_trial.trial, name="policy_trial"),
    path("policy/simulations/<int:pk>/progress/", policy_trial.progress, name="policy_trial_progress"),
    path("policy/simulations/<int:pk>/stop/", policy_trial.stop, name="policy_trial_stop"),
    path("policy/simulations/<int:pk>/accounts.csv", policy_trial.accounts_file, name="policy_trial_file"),
    path("policy/simulations/<int:pk>/month/", policy_trial.month, name="policy_trial_month"),
    path("policy/health/", policy_health.health, name="policy_health"),
    path("policy/health.csv", policy_health.health_file, name="policy_health_file"),
    path("policy/health/<slug:code>/<slug:kind>/", policy_health.health_accounts, name="policy_health_accounts"),
    path("policy/law-check/", policy_health.law, name="policy_law"),
    path("policy/targets/", policy_figures.targets, name="targets"),
    path("policy/rates/", policy_figures.rates, name="rates"),
    path("policy/rates/<int:pk>/take-out/", policy_figures.take_out_rate, name="take_out_rate"),
    path("policy/work/", policy_figures.work_types, name="work_types"),
    path("policy/work.csv", policy_figures.work_types_file, name="work_types_file"),
    path("policy/work/<int:pk>/change/", policy_figures.change_work_type, name="change_work_type"),
    path("policy/website/", policy_figures.web_text_page, name="web_text"),
    path("policy/website/file/", policy_figures.web_text_file, name="web_text_file"),
]
