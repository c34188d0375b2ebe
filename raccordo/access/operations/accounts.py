from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from raccordo.access.rights import Role
from raccordo.accounts.models import User
from raccordo.accounts.operations import open_account, write_fiscal_code
from raccordo.foundation.errors import Refused
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.post.models import Message
from raccordo.post.operations import give_notice, write_message
from raccordo.post.states import Channel


@operation
def let_in(
    *,
    email: str,
    given_name: str,
    family_name: str,
    address: str,
    by: Acting,
    at: datetime,
    fiscal_code: str = "",
) -> User:
    """Open an account and write to the person where to choose her password: both, or neither."""
    names = {"given_name": given_name, "family_name": family_name}
    user = open_account(email=email, fiscal_code=fiscal_code, by=by, **names)
    _invite(user, address=address, by=by, at=at)
    if user.fiscal_code:
        _tell_of_code(user, had="", by=by, at=at)
        record(by=by, what="account.code_told", subject=user)
    record(by=by, what="account.invited", subject=user)
    return user


@operation
def invite_again(user: User, *, address: str, by: Acting, at: datetime) -> User:
    """Write once more where to choose a password to who has not chosen one yet."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if not user.is_active:
        raise Refused(_("L'utenza di %s è chiusa: prima di invitare, riaprirla.") % user)
    if user.has_usable_password():
        raise Refused(_("%s ha già scelto la password: non serve un altro invito.") % user)
    if Message.objects.filter(once=_invitation(user, at=at)).exists():
        raise Refused(_("A %s un invito è già partito oggi: aspettare domani.") % user)
    _invite(user, address=address, by=by, at=at)
    record(by=by, what="account.invited", subject=user)
    return user


@operation
def note_fiscal_code(user: User, *, fiscal_code: str, by: Acting, at: datetime) -> User:
    """Write by which fiscal code a person is recognised, and tell her: who has it enters as her."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    had = user.fiscal_code
    if had and by.user and by.role != Role.ADMINISTRATOR:
        raise Refused(
            _("Il codice fiscale c'è già: lo cambia solo l'amministrazione di sistema."),
            field="fiscal_code",
        )
    user = write_fiscal_code(user, fiscal_code=fiscal_code, by=by)
    if user.fiscal_code == had:
        raise Refused(_("Il codice fiscale non è cambiato."), field="fiscal_code")
    if by.user is None or by.user.pk != user.pk:  # who writes her own knows it
        _tell_of_code(user, had=had, by=by, at=at)
        record(by=by, what="account.code_told", subject=user)
    return user


def _invite(user: User, *, address: str, by: Acting, at: datetime) -> None:
    with override("it"):  # the language of who receives, not of who sends
        subject = _("La sua utenza in Raccordo")
        body = _(
            "Buongiorno %(user)s,\n\n"
            "per lei è stata aperta un'utenza in Raccordo, l'Ufficio di Piano digitale.\n"
            "Per scegliere la password: %(address)s\n"
            "Basta scrivere lì questo indirizzo e-mail: arriverà un messaggio con un collegamento,"
            " che vale tre giorni. Se scade, se ne chiede un altro allo stesso modo.\n"
        ) % {"user": user, "address": address}
    _write(user, once=_invitation(user, at=at), subject=subject, body=body, by=by, at=at)


def _invitation(user: User, *, at: datetime) -> str:
    return f"invite:{user.key}:{localdate(at)}"


def _tell_of_code(user: User, *, had: str, by: Acting, at: datetime) -> None:
    with override("it"):
        text = f"{_change_of_code(had, user.fiscal_code)} " + _(
            "Si legge nel profilo. Se è sbagliato, avvisare subito chi gestisce Raccordo."
        )
        body = _("Buongiorno %(user)s,\n\n%(text)s\n") % {"user": user, "text": text}
        subject = _("Codice fiscale della sua utenza in Raccordo")
    once = f"code:{user.key}:{at.isoformat()}"
    give_notice(user, once=once, text=text, by=by, at=at)
    _write(user, once=once, subject=subject, body=body, by=by, at=at)


def _change_of_code(had: str, has: str) -> str:
    if not has:
        return _("Il codice fiscale con cui SPID e CIE riconoscevano questa utenza è stato tolto.")
    if not had:
        return _("È stato scritto il codice fiscale con cui SPID e CIE riconoscono questa utenza.")
    return _("È stato cambiato il codice fiscale con cui SPID e CIE riconoscono questa utenza.")


def _write(user: User, *, once: str, subject: str, body: str, by: Acting, at: datetime) -> None:
    to = [user.email]
    write_message(
        once=once, channel=Channel.EMAIL, recipients=to, subject=subject, body=body, by=by, at=at
    )
