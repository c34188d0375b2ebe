from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from raccordo.access.models import Filing, Mandate
from raccordo.access.queries import administrators, holders_over, is_filed, mandate_overlapping
from raccordo.access.rights import DELICATE, ENDED_ABOVE, FOR_A_BODY, TOLD, WITHOUT_ACT, Role
from raccordo.accounts.models import User
from raccordo.accounts.operations import open_account, write_fiscal_code
from raccordo.acts.models import Act, Organ
from raccordo.acts.operations import (
    Brought,
    discard_draft,
    draft_act,
    enter_act,
    import_acts,
    make_organ,
    require_in_force,
)
from raccordo.acts.queries import act_with
from raccordo.acts.states import ActKind, ActStage, OrganKind
from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import searchable
from raccordo.foundation.wording import day
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.parties.models import Organisation
from raccordo.post.models import Message
from raccordo.post.operations import give_notice, write_message
from raccordo.post.states import Channel
from raccordo.territory.models import Area

Place = Area | Organisation


@dataclass(frozen=True, slots=True)
class NewOrgan:
    """An organ not yet known, as it is written beside its first act."""

    kind: OrganKind
    name: str
    genitive: str


@operation
def give_mandate(
    holder: User,
    *,
    place: Place,
    role: Role,
    act: Act | None,
    since: date,
    by: Acting,
    until: date | None = None,
    at: datetime | None = None,
) -> Mandate:
    """Let a person act for an area or a body, from a day, because an act says so."""
    _require_may_be_given(role, holder, by=by)
    _require_place_for(role, place)
    _require_act(role, act, since=since)
    if until and until <= since:
        raise Refused(_("La fine deve seguire l'inizio, che è il %s.") % day(since), field="until")
    holder = User.objects.select_for_update(of=("self",)).get(pk=holder.pk)
    _require_not_held(holder, place, role, since, until)

    area, organisation = _apart(place)
    mandate = Mandate.objects.create(
        holder=holder,
        area=area,
        organisation=organisation,
        role=role,
        act=act,
        since=since,
        until=until,
    )
    _tell_the_others(mandate, by=by, at=at)
    with override("it"):
        purpose = str(act) if act else ""
    record(by=by, what="mandate.given", subject=mandate, purpose=purpose, role=role, since=since)
    return mandate


@operation
def end_mandate(mandate: Mandate, *, until: date, reason: str, by: Acting) -> Mandate:
    """End a mandate: on the day it ends, it holds no more."""
    if mandate.role == Role.ADMINISTRATOR:  # all together, in order: two must not end each other
        last = Mandate.objects.filter(role=Role.ADMINISTRATOR, until=None).order_by("pk")
        list(last.select_for_update(of=("self",)))
    mandate = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    _require_may_be_ended(mandate, until=until, by=by)
    if mandate.until and mandate.until <= until:
        said = _("L'incarico cessa già il %s: la fine si può solo anticipare.")
        raise Refused(said % day(mandate.until), field="until")
    if until < mandate.since:
        raise Refused(_("L'incarico comincia il %s.") % day(mandate.since), field="until")

    if until == mandate.since:
        mandate.revoked_on, until = until, until + timedelta(days=1)
    mandate.until = until
    mandate.save(update_fields=["until", "revoked_on"])
    record(by=by, what="mandate.ended", subject=mandate, purpose=reason, until=until)
    return mandate


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


@operation
def file_act(act: Act, *, place: Place, by: Acting) -> Filing:
    """Keep an act in the register of an area or of a body, where it is read from."""
    filing, new = _keep(act, place)
    if new:
        record(by=by, what="act.filed", subject=act, place=place.key)
    return filing


@operation
def register_act(
    *,
    place: Place,
    organ: Organ | NewOrgan,
    kind: ActKind,
    number: str,
    made_on: date,
    by: Acting,
    on: date,
    **facts: Any,
) -> Act:
    """Enter an act made elsewhere, with its organ if new, or file one known by these particulars.

    Filing opens of another's act what its particulars already say, and what it is worth; its text
    and its files are still read only in the register it came to first, and changed only there.
    """
    organ = _organ(organ, by=by)
    act = act_with(organ, kind, number, made_on)
    if act is None or is_filed(act, place):
        act = enter_act(
            organ=organ, kind=kind, number=number, made_on=made_on, by=by, on=on, **facts
        )
    else:
        _require_may_be_filed(act, files=facts.get("files"))
    if _keep(act, place)[1]:
        record(by=by, what="act.filed", subject=act, place=place.key)
    return act


@operation
def begin_act(*, place: Place, organ: Organ | NewOrgan, by: Acting, **facts: Any) -> Act:
    """Begin an act here, in the register of a place."""
    act = draft_act(organ=_organ(organ, by=by), by=by, **facts)
    if _keep(act, place)[1]:
        record(by=by, what="act.filed", subject=act, place=place.key)
    return act


@operation
def discard_act(act: Act, *, reason: str, by: Acting) -> None:
    """Throw away a draft that never had a number, and its place in the registers."""
    Filing.objects.filter(act=act).delete()
    record(by=by, what="act.unfiled", subject=act)
    discard_draft(act, reason=reason, by=by)


@operation
def register_acts(content: bytes, *, place: Place, by: Acting, on: date) -> Brought:
    """Put all the acts of a table in the register of a place, those already known too, or none."""
    acts = import_acts(content, by=by, on=on)
    for act in acts.entered:
        _keep(act, place)
    for act in acts.known:  # another register's: its own history says who reads it from here too
        if _keep(act, place)[1]:
            record(by=by, what="act.filed", subject=act, place=place.key)
    entered, known = len(acts.entered), len(acts.known)
    record(
        by=by,
        what="acts.registered",
        subject=None,
        place=place.key,
        entered=entered,
        known=known,
    )
    return acts


def _keep(act: Act, place: Place) -> tuple[Filing, bool]:
    area, organisation = _apart(place)
    return Filing.objects.get_or_create(act=act, area=area, organisation=organisation)


def _organ(organ: Organ | NewOrgan, *, by: Acting) -> Organ:
    if isinstance(organ, Organ):
        return organ
    if known := Organ.objects.filter(search=searchable(organ.name)).first():
        return known  # sent twice at once, or just made by somebody else
    return make_organ(kind=organ.kind, name=organ.name, genitive=organ.genitive, by=by)


def _require_may_be_filed(act: Act, *, files: Any) -> None:
    """Nobody files what another is still preparing, nor adds to what another keeps."""
    if act.stage in {ActStage.DRAFT, ActStage.TO_SIGN}:
        raise Refused(
            _("%s è in preparazione in un registro: si potrà inserire quando sarà firmato.") % act,
            field="number",
        )
    if files:
        raise Refused(
            _("%s è già in un altro registro: inviare di nuovo senza il file.") % act,
            field="file",
        )


def _apart(place: Place) -> tuple[Area | None, Organisation | None]:
    return (place, None) if isinstance(place, Area) else (None, place)


def _require_act(role: Role, act: Act | None, *, since: date) -> None:
    if act:
        require_in_force(act, on=since)
    elif role not in WITHOUT_ACT:
        raise Refused(_("Manca l'atto che dà l'incarico."), field="act")


def _require_may_be_given(role: Role, holder: User, *, by: Acting) -> None:
    if by.user is None:  # a command: who runs it holds the machine
        return
    if role == Role.ADMINISTRATOR and by.role != Role.ADMINISTRATOR:
        raise Refused(
            _("L'amministrazione di sistema la affida solo chi già la tiene."), field="role"
        )
    if role in DELICATE and by.user.pk == holder.pk:
        raise Refused(
            _("Nessuno dà a sé stesso un incarico che apre le cartelle delle persone o vigila."),
            field="holder",
        )


def _require_may_be_ended(mandate: Mandate, *, until: date, by: Acting) -> None:
    if mandate.role not in ENDED_ABOVE or by.user is None:
        return
    if by.role != Role.ADMINISTRATOR:
        raise Refused(_("Questo incarico lo fa cessare solo l'amministrazione di sistema."))
    if mandate.role != Role.ADMINISTRATOR:
        return
    others = administrators(on=until).filter(until=None).exclude(pk=mandate.pk)
    if not others.exists():
        raise Refused(_("È l'unica amministrazione: darla prima a un'altra persona."))


def _require_place_for(role: Role, place: Place) -> None:
    if role in FOR_A_BODY and isinstance(place, Area):
        raise Refused(_("«%s» è un ruolo per un ente, non per un'area.") % role.label, field="role")
    if role not in FOR_A_BODY and isinstance(place, Organisation):
        raise Refused(_("«%s» è un ruolo per un'area, non per un ente.") % role.label, field="role")


def _require_not_held(
    holder: User, place: Place, role: Role, since: date, until: date | None
) -> None:
    area, organisation = _apart(place)
    same = Mandate.objects.filter(holder=holder, role=role, area=area, organisation=organisation)
    held = mandate_overlapping(same, since=since, until=until)
    if held is None:
        return
    facts = {"holder": holder, "since": day(held.since)}
    if held.until:
        facts["last"] = day(held.until - timedelta(days=1))
        said = _("%(holder)s ha già questo incarico dal %(since)s al %(last)s.")
    else:
        said = _("%(holder)s ha già questo incarico dal %(since)s.")
    raise Refused(said % facts, field="holder")


def _tell_the_others(mandate: Mandate, *, by: Acting, at: datetime | None) -> None:
    """A person who opens herself a second account cannot give it a delicate role unseen."""
    if mandate.role not in DELICATE or by.user is None:  # a command: who runs it holds the machine
        return
    if at is None:
        raise ValueError("who gives a delicate mandate says when, for those who are told")
    with override("it"):
        text = _("%(who)s ha dato a %(holder)s l'incarico: %(mandate)s.")
        text %= {"who": by.user, "holder": mandate.holder, "mandate": mandate}
    told = holders_over(mandate.place, TOLD, on=localdate(at))
    for user in told.exclude(pk__in=[by.user.pk, mandate.holder.pk]):
        once = f"mandate:{mandate.key}:{user.key}"
        give_notice(user, once=once, text=text[:300], by=by, at=at)


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
