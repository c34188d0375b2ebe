from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm, RequestLoginCodeForm

from raccordo.access.queries import needs_second_factor
from raccordo.accounts.models import User
from raccordo.web.door import today


class SignInForm(LoginForm):
    """Address and password; where to go if one forgot it is said once, beside the button."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class CodeRequestForm(RequestLoginCodeForm):
    """A code by e-mail is for those who only read and vote; to the others it is written why.

    The page answers everybody the same: it must not tell who has an account, nor with what roles.
    """

    def clean_email(self) -> str:
        email: str = super().clean_email()
        if isinstance(self._user, User) and needs_second_factor(self._user, on=today()):
            self._user = None
        return email
