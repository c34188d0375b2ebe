from __future__ import annotations

from allauth.account.forms import RequestLoginCodeForm
from django import forms
from django.utils.translation import gettext_lazy as _

from raccordo.access.queries import needs_second_factor
from raccordo.accounts.models import User
from raccordo.web.door import today


class CodeRequestForm(RequestLoginCodeForm):
    """A code by e-mail is for those who only read and vote."""

    def clean_email(self) -> str:
        email: str = super().clean_email()
        user = User.objects.filter(email=email.lower()).first()
        if user and needs_second_factor(user, on=today()):
            # The same words for everybody would be safer, and nobody would know what to do.
            raise forms.ValidationError(
                _("Con questo indirizzo si entra con la password e il secondo fattore.")
            )
        return email
