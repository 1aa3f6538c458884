"""Addresses of notices, claims, hearings, orders and evictions."""

from django.urls import path

from caseload.views import legal_case, legal_dates, legal_forms, legal_notices, legal_protocol, legal_serving

urlpatterns = [
    path("notice-dates/", legal_dates.legal_dates, name="legal_dates"),
    path("legal/", legal_case.legal, name="legal"),
    path("legal/deadlines/", legal_case.legal_deadlines, name="legal_deadlines"),
    path("legal/forms/", legal_forms.legal_forms, name="legal_forms"),
    path("legal/forms/<slug:form>/", legal_forms.legal_form, name="legal_form"),
    path("legal/forms/<slug:form>/sample.pdf", legal_forms.form_sample, name="form_sample"),
    path("legal/forms/<slug:form>/sign/", legal_forms.sign_form, name="sign_form"),
    path("accounts/<int:pk>/legal/", legal_case.legal_case, name="legal_case"),
    path("accounts/<int:pk>/legal/notice/", legal_notices.legal_notice_new, name="legal_notice_new"),
    path("accounts/<int:pk>/legal/protocol/", legal_protocol.legal_protocol, name="legal_protocol"),
    path("accounts/<int:pk>/legal/protocol/sheet/", legal_protocol.protocol_paper, name="protocol_paper"),
    path("accounts/<int:pk>/legal/protocol/step/", legal_protocol.protocol_step, name="protocol_step"),
    path("accounts/<int:pk>/legal/protocol/override/", legal_protocol.protocol_override, name="protocol_override"),
    path("accounts/<int:pk>/legal/decision/<slug:stage>/", legal_protocol.legal_decision, name="legal_decision"),
    path("accounts/<int:pk>/legal/trial/", legal_notices.trial_paper, name="trial_paper"),
    path("legal/steps/<int:step>/take-back/", legal_protocol.take_back_step, name="take_back_protocol_step"),
    path("legal/decisions/<int:decision>/", legal_protocol.decision_paper, name="decision_paper"),
    path("legal/decisions/<int:decision>/approve/", legal_protocol.approve_decision, name="approve_decision"),
    path("legal/notices/<int:notice>/", legal_notices.legal_notice, name="legal_notice"),
    path("legal/notices/<int:notice>/paper/", legal_notices.notice_paper, name="notice_paper"),
    path("legal/notices/<int:notice>/ask/", legal_notices.ask_notice, name="ask_notice"),
    path("legal/notices/<int:notice>/take-back/", legal_notices.take_back_notice, name="take_back_notice"),
    path("legal/notices/<int:notice>/withdraw/", legal_notices.withdraw_notice, name="withdraw_notice"),
    path("legal/notices/<int:notice>/serve/", legal_serving.serve_notice, name="serve_notice"),
    path("legal/notices/<int:notice>/review/", legal_serving.review_notice, name="review_notice"),
    path("legal/services/<int:service>/correct/", legal_serving.correct_service, name="correct_service"),
]
