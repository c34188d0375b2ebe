"""What a password must be: Django's checks, said in the words of the house."""

from __future__ import annotations

from django.contrib.auth import password_validation as checks
from django.utils.translation import gettext as _


class LongEnough(checks.MinimumLengthValidator):
    """Length is what makes a password hard to guess."""

    def get_error_message(self) -> str:
        return _("La password è troppo corta: servono almeno %d caratteri.") % self.min_length

    def get_help_text(self) -> str:
        said = _("Almeno %d caratteri, per esempio quattro parole scelte a caso.")
        return said % self.min_length


class NotLikeOneself(checks.UserAttributeSimilarityValidator):
    """Name and address are the first things that are tried."""

    def get_error_message(self) -> str:
        return _("La password somiglia troppo al nome o all'indirizzo di chi la usa.")

    def get_help_text(self) -> str:
        return _("Non simile al nome o all'indirizzo e-mail.")


class NotCommon(checks.CommonPasswordValidator):
    """The passwords that everybody uses are tried next."""

    def get_error_message(self) -> str:
        return _("La password è fra quelle usate da molti, che si indovinano subito.")

    def get_help_text(self) -> str:
        return _("Non una di quelle usate da molti.")


class NotOnlyDigits(checks.NumericPasswordValidator):
    """A number is guessed sooner than words as long as it."""

    def get_error_message(self) -> str:
        return _("La password è fatta solo di cifre: servono anche delle lettere.")

    def get_help_text(self) -> str:
        return _("Non solo cifre.")
