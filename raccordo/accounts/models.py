from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.keys import Keyed


class UserManager(BaseUserManager["User"]):
    """Finds a person by the address she signs in with, however she writes it."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


class User(Keyed, AbstractBaseUser):
    """A person who can enter (utente); what she may do inside is told by her mandates."""

    email = models.EmailField(_("indirizzo e-mail"), unique=True)
    given_name = models.CharField(_("nome"), max_length=80)
    family_name = models.CharField(_("cognome"), max_length=80)
    # Only to recognise who comes from SPID or CIE, which say who one is by it.
    fiscal_code = models.CharField(_("codice fiscale"), max_length=16, blank=True)
    is_active = models.BooleanField(_("attivo"), default=True)
    search = models.CharField(max_length=500, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["given_name", "family_name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("utente")
        verbose_name_plural = _("utenti")
        ordering = ["family_name", "given_name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="email_is_written_small",
                condition=Q(email=Lower("email")),
                violation_error_message=_("L'indirizzo e-mail si scrive in minuscolo."),
            ),
            models.UniqueConstraint(
                "fiscal_code",
                condition=~Q(fiscal_code=""),
                name="fiscal_code_is_of_one_user",
                violation_error_message=_("C'è già un utente con questo codice fiscale."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    def clean(self) -> None:
        self.email = self.email.lower()

    def has_perm(self, *_: Any) -> bool:
        """Nothing is decided by permissions: rights come from mandates."""
        return False
