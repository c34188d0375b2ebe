from __future__ import annotations

from codicefiscale import codicefiscale
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from raccordo.accounts.models import User
from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import searchable
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record


@operation
def open_account(
    *,
    email: str,
    given_name: str,
    family_name: str,
    by: Acting,
    password: str = "",
    fiscal_code: str = "",
) -> User:
    """Let a person in; without a password she sets one from the message she receives."""
    email = email.strip().lower()
    if User.objects.filter(email=email).exists():
        raise Refused(_("C'è già un utente con l'indirizzo %s.") % email, field="email")

    user = User(email=email, given_name=given_name.strip(), family_name=family_name.strip())
    user.fiscal_code = _good_code(fiscal_code)
    user.search = searchable(f"{user} {email}")
    if password:
        _require_good(password, user)
        user.set_password(password)
    else:
        user.set_unusable_password()
    user.save()
    record(by=by, what="account.opened", subject=user)
    return user


@operation
def write_fiscal_code(user: User, *, fiscal_code: str, by: Acting) -> User:
    """Write by which fiscal code SPID and CIE recognise a person, or take it away."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    user.fiscal_code = _good_code(fiscal_code, other_than=user)
    user.save(update_fields=["fiscal_code"])
    record(by=by, what="account.code_written", subject=user)
    return user


@operation
def close_account(user: User, *, reason: str, by: Acting) -> User:
    """Keep a person out from now on; what she did stays hers."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if not user.is_active:
        raise Refused(_("L'utenza di %s è già chiusa.") % user)
    if by.user and by.user.pk == user.pk:
        raise Refused(
            _("Nessuno chiude la propria utenza: chiederlo a un'altra persona che dà incarichi.")
        )

    user.is_active = False
    user.save(update_fields=["is_active"])
    record(by=by, what="account.closed", subject=user, purpose=reason)
    return user


@operation
def reopen_account(user: User, *, reason: str, by: Acting) -> User:
    """Let in again a person who was kept out; password and second factor are those she had."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if user.is_active:
        raise Refused(_("L'utenza di %s è già aperta.") % user)

    user.is_active = True
    user.save(update_fields=["is_active"])
    record(by=by, what="account.reopened", subject=user, purpose=reason)
    return user


@operation
def note_entrance(user: User, *, how: str, by: Acting) -> None:
    """Write that a person has entered, and how (provv. Garante 27-11-2008: accessi)."""
    record(by=by, what="account.entered", subject=user, how=how)


@operation
def note_failed_entrance(*, reason: str, by: Acting) -> None:
    """Write that somebody tried to enter and could not; never with what was typed."""
    record(by=by, what="account.refused", subject=None, purpose=reason)


def _good_code(typed: str, *, other_than: User | None = None) -> str:
    code = "".join(typed.split()).upper()
    if not code:
        return ""
    if not codicefiscale.is_valid(code):
        raise Refused(_("Il codice fiscale «%s» non è valido.") % code, field="fiscal_code")
    same = User.objects.filter(fiscal_code=code)
    if same.exclude(pk=other_than.pk if other_than else 0).exists():
        raise Refused(_("C'è già un utente con questo codice fiscale."), field="fiscal_code")
    return code


def _require_good(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field="password") from error
