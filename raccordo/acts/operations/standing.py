from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from raccordo.acts.models import Act, Opinion, Standing
from raccordo.acts.operations.entering import make_enforceable
from raccordo.acts.queries import worth_of
from raccordo.acts.reasons import sentence
from raccordo.acts.states import ACT_LIFE, ActStage, ActState, OpinionKind
from raccordo.foundation.errors import Refused
from raccordo.foundation.wording import day
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record


@operation
def change_standing(
    act: Act,
    *,
    to: ActState,
    since: date,
    reason: str,
    by: Acting,
    on: date,
    by_act: Act | None = None,
) -> Act:
    """Suspend, revoke, annul, ratify an act from a day; what rests on it is shown, not undone."""
    act = Act.objects.select_for_update(of=("self",)).get(pk=act.pk)
    if act.stage in {ActStage.DRAFT, ActStage.TO_SIGN}:
        raise Refused(_("L'atto non è ancora firmato: non ha efficacia da cambiare."))
    ACT_LIFE.require(ActState(act.state), to)
    _require_after_what_was(act, since, on=on)
    if not reason.strip():
        raise Refused(_("Serve il motivo."), field="reason")

    Standing.objects.create(act=act, state=to, since=since, by_act=by_act, reason=reason)
    before, act.state = act.state, to
    act.save(update_fields=["state"])
    record(
        by=by,
        what="act.standing_changed",
        subject=act,
        purpose=reason,
        before=before,
        after=to,
        since=since,
    )
    return act


@operation
def add_opinion(
    act: Act,
    *,
    kind: OpinionKind,
    favourable: bool,
    given_by: str,
    by: Acting,
    on: date,
    note: str = "",
) -> Opinion:
    """Add an opinion or a visa; the accounting visa makes a determination enforceable."""
    act = Act.objects.select_for_update(of=("self",)).get(pk=act.pk)
    if act.opinions.filter(kind=kind).exists():
        raise Refused(_("L'atto ha già: %s.") % kind.label.lower(), field="kind")

    opinion = Opinion.objects.create(
        act=act, kind=kind, favourable=favourable, given_by=given_by, on=on, note=note
    )
    make_enforceable(act)
    act.save(update_fields=["enforceable_from"])
    record(by=by, what="act.opinion_added", subject=act, kind=kind, favourable=favourable)
    return opinion


def require_in_force(act: Act, *, on: date) -> None:
    """Refuse to rest on an act still to come, or annulled; nobody annuls it in the meantime."""
    act = Act.objects.select_for_update(of=("self",)).get(pk=act.pk)
    reason = worth_of(act, on=on)
    if reason.code != "in_force":
        raise Refused(sentence(reason), field="act")


def _require_after_what_was(act: Act, since: date, *, on: date) -> None:
    """What an act is worth changes neither in the future nor before it was last changed."""
    if since > on:
        raise Refused(
            _("Il %(since)s è dopo oggi, %(today)s: l'efficacia si cambia quando il giorno arriva.")
            % {"since": day(since), "today": day(on)},
            field="since",
        )
    last = act.standings.order_by("since", "pk").last()
    if last and since < last.since:
        raise Refused(
            _("Il %(since)s viene prima del %(last)s, ultimo cambiamento della sua efficacia.")
            % {"since": day(since), "last": day(last.since)},
            field="since",
        )
    if act.date and since < act.date:
        raise Refused(
            _("Il %(since)s viene prima della data dell'atto, che è il %(date)s.")
            % {"since": day(since), "date": day(act.date)},
            field="since",
        )
