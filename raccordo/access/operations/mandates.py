from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from raccordo.access.models import Mandate, Place, apart
from raccordo.access.queries import administrators, holders_over, mandate_overlapping
from raccordo.access.rights import (
    BY_ANOTHER,
    DELICATE,
    ENDED_ABOVE,
    FOR_A_BODY,
    TOLD,
    WITHOUT_ACT,
    Role,
)
from raccordo.accounts.models import User
from raccordo.acts.models import Act
from raccordo.acts.operations import require_in_force
from raccordo.foundation.errors import Refused
from raccordo.foundation.wording import day
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.parties.models import Holding, Organisation
from raccordo.post.operations import give_notice
from raccordo.territory.models import Area


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
    holding: Holding | None = None,
) -> Mandate:
    """Let a person act for an area or a body, from a day, because an act says so."""
    _require_may_be_given(role, holder, by=by)
    _require_place_for(role, place)
    _require_act(role, act, since=since)
    if until and until <= since:
        raise Refused(_("La fine deve seguire l'inizio, che è il %s.") % day(since), field="until")
    holder = User.objects.select_for_update(of=("self",)).get(pk=holder.pk)
    _require_not_held(holder, place, role, since, until)

    area, organisation = apart(place)
    mandate = Mandate.objects.create(
        holder=holder,
        area=area,
        organisation=organisation,
        role=role,
        act=act,
        since=since,
        until=until,
        holding=holding,
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
    if role in BY_ANOTHER and by.user.pk == holder.pk:
        said = _("Nessuno dà a sé stesso l'incarico «%s»: lo dà un'altra persona che può darlo.")
        raise Refused(said % role.label, field="holder")


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
    area, organisation = apart(place)
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
