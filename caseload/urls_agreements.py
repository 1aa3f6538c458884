"""Addresses of agreements, income and expenditure, and wages."""

from django.urls import path

from caseload.views import agreements, budgets, pay, survival, wages

urlpatterns = [
    path("accounts/<int:pk>/agreement/", agreements.agreement, name="agreement"),
    path("accounts/<int:pk>/agreement/end/", agreements.end_agreement, name="end_agreement"),
    path("accounts/<int:pk>/agreement/ordered/", agreements.agree_as_ordered, name="agree_as_ordered"),
    path(
        "accounts/<int:pk>/agreement/proposed/<int:proposal_pk>/", agreements.answer_agreement, name="answer_agreement"
    ),
    path("accounts/<int:pk>/budget/", budgets.budget, name="budget"),
    path("accounts/<int:pk>/budget/<int:budget_pk>/sign/", budgets.sign_budget, name="sign_budget"),
    path("accounts/<int:pk>/budget.pdf", budgets.budget_pdf, name="budget_pdf"),
    path("accounts/<int:pk>/wages/", wages.wages, name="wages"),
    path("accounts/<int:pk>/wages/<int:deduction_pk>/stop/", wages.stop_wages, name="stop_wages"),
    path("accounts/<int:pk>/ways-to-pay/", pay.ways_to_pay, name="ways_to_pay"),
    path("accounts/<int:pk>/ways-to-pay/<int:payday_pk>/opt-out/", pay.opt_out, name="opt_out_pay_day"),
    path("team/agreements-kept/", survival.agreements_kept, name="agreements_kept"),
    path("employers/", wages.employers, name="employers"),
    path("employers/list/", wages.load_remittance, name="load_remittance"),
    path("spending-guidelines/", budgets.guidelines, name="guidelines"),
]
