"""How sign-in differs from allauth's own."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is switched off. Ask your administrator.",
        "username_password_mismatch": "That user name and password do not belong together.",
        "too_many_login_attempts": "Too many tries. Wait five minutes, then try again.",
        "enter_current_password": "Enter the password that you use now.",
        "incorrect_password": "That is not your password.",
        "incorrect_code": "That code is not right. Enter the newest one.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves: staff come from the extract or an administrator."""
        return False
