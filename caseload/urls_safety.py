"""Addresses of crisis, concerns, incidents, plans and referrals."""

from django.urls import URLPattern, path

from caseload.views import alerts, concerns, support, worried

urlpatterns: list[URLPattern] = [
    path("alerts/", alerts.waiting, name="alerts"),
    path("alerts/<int:pk>/seen/", alerts.acknowledge, name="alert_seen"),
    path("worried/call/", alerts.call, name="call_colleague"),
    path("debrief/", support.debrief_done, name="debrief_done"),
    path("accounts/<int:pk>/worried/plan/", worried.plan, name="crisis_plan"),
    path("accounts/<int:pk>/worried/sign-off/", worried.sign_off, name="crisis_sign_off"),
    path("accounts/<int:pk>/safety/", concerns.safety, name="safety"),
    path("accounts/<int:pk>/report/<slug:kind>/", concerns.report, name="report_concern"),
    path("concerns/", concerns.concern_list, name="concerns"),
    path("concerns/<int:pk>/", concerns.concern, name="concern"),
    path("concerns/<int:pk>/acknowledge/", concerns.acknowledge, name="acknowledge_concern"),
    path("concerns/<int:pk>/close/", concerns.close, name="close_concern"),
    path("concerns/<int:pk>/paper/", concerns.paper, name="concern_paper"),
    path("accounts/<int:pk>/contact-plan/", support.contact_plan, name="contact_plan"),
    path(
        "accounts/<int:pk>/contact-plan/<int:plan_pk>/approve/",
        support.approve_contact_plan,
        name="approve_contact_plan",
    ),
    path("accounts/<int:pk>/contact-plan/<int:plan_pk>/tell/", support.tell_contact_plan, name="tell_contact_plan"),
    path("accounts/<int:pk>/contact-plan/<int:plan_pk>/end/", support.end_contact_plan, name="end_contact_plan"),
    path("accounts/<int:pk>/compassion/", support.compassion, name="compassion"),
    path("accounts/<int:pk>/compassion/end/", support.end_compassion, name="end_compassion"),
    path("accounts/<int:pk>/support/", support.support_plan, name="support_plan"),
    path("accounts/<int:pk>/support/begin/", support.begin_support, name="begin_support"),
    path("accounts/<int:pk>/support/steps/", support.add_support_step, name="add_support_step"),
    path("accounts/<int:pk>/support/steps/<int:step_pk>/done/", support.support_step_done, name="support_step_done"),
    path("accounts/<int:pk>/support/end/", support.end_support, name="end_support"),
    path("accounts/<int:pk>/referrals/", support.refer, name="refer"),
    path("accounts/<int:pk>/referrals/refuse/", support.refuse_referral, name="refuse_referral"),
    path("accounts/<int:pk>/referrals/<int:referral_pk>/answer/", support.answer_referral, name="answer_referral"),
    path("partners/", support.partner_directory, name="partner_directory"),
    path("urgent-contacts/", support.council_contacts, name="council_contacts"),
    path("urgent-contacts/<int:pk>/off/", support.take_off_contact, name="take_off_contact"),
]
