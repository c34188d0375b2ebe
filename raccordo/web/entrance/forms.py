"""allauth's forms, with the house's labels, hints and refusals."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django.contrib.auth.password_validation import password_validators_help_texts
from django.forms import Field, Form
from django.utils.translation import gettext_lazy as _

from raccordo.access.queries import needs_second_factor
from raccordo.accounts.models import User
from raccordo.web.door import today


class SignInForm(account.LoginForm):
    """Address and password; where to go if one forgot it is said once, beside the button."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_address(self.fields["login"])
        _ask(self.fields["password"], _("Password"))


class CodeRequestForm(account.RequestLoginCodeForm):
    """A code by e-mail is for those who only read and vote; to the others it is written why.

    The page answers everybody the same: it must not tell who has an account, nor with what roles.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_address(self.fields["email"])

    def clean_email(self) -> str:
        email: str = super().clean_email()
        if isinstance(self._user, User) and needs_second_factor(self._user, on=today()):
            self._user = None
        return email


class CodeForm(account.ConfirmLoginCodeForm):
    """The code that came by e-mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask(self.fields["code"], _("Codice"), _("È nel messaggio appena arrivato."))


class ForgottenForm(account.ResetPasswordForm):
    """Where to send the link by which a password is chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_address(self.fields["email"])


class NewPassword(account.PasswordVerificationMixin):
    """A password written twice; what it must be is said before one writes it."""

    fields: dict[str, Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = " ".join(password_validators_help_texts())
        _ask(self.fields["password1"], _("Nuova password"), rules)
        _ask(self.fields["password2"], _("La stessa password, un'altra volta"))

    def clean(self) -> Any:
        """As allauth does, but for the words."""
        typed = super(account.PasswordVerificationMixin, self).clean()  # type: ignore[misc]
        first, second = (typed.get(name) for name in ("password1", "password2"))
        if first and second and first != second:
            self.add_error("password2", _("Le due password non sono uguali."))  # type: ignore[attr-defined]
        return typed


class NewPasswordForm(NewPassword, account.ResetPasswordKeyForm):
    """The password chosen from the link of a letter."""


class FirstPasswordForm(NewPassword, account.SetPasswordForm):
    """A password, for who has entered without one."""


class ChangePasswordForm(NewPassword, account.ChangePasswordForm):
    """Another password, for who knows the one there is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask(self.fields["oldpassword"], _("Password attuale"))


class SamePersonForm(account.ReauthenticateForm):
    """The password again, before how one enters is changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask(self.fields["password"], _("Password"))


class SecondFactorForm(mfa.AuthenticateForm):
    """The code of the second factor, after the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_code(self)


class SecondFactorAgainForm(mfa.ReauthenticateForm):
    """The code of the second factor, for who has already entered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_code(self)


class ActivateForm(totp.ActivateTOTPForm):
    """The first code of the second factor: it proves that the application holds the key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = _("Le sei cifre che compaiono nell'applicazione; cambiano ogni trenta secondi.")
        _ask(self.fields["code"], _("Codice"), hint)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"

    @property
    def spelled(self) -> str:
        """The key in groups of four, for who copies it by hand."""
        return " ".join(wrap(self.secret, 4))


def _ask_address(field: Field) -> None:
    _ask(field, _("Indirizzo e-mail"))
    field.error_messages["invalid"] = _("Scrivere un indirizzo e-mail, come nome@comune.it.")


def _ask_code(form: Form) -> None:
    hint = _("Le sei cifre che compaiono nell'applicazione; senza telefono, un codice di riserva.")
    _ask(form.fields["code"], _("Codice"), hint)


def _ask(field: Field, label: Any, hint: Any = "") -> None:
    """A label that stays while one writes: allauth's is also inside the box, and goes."""
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)
