from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from raccordo.acts.models import Act, Opinion, Standing
from raccordo.acts.rules import Calendar, enforceable_from
from raccordo.acts.states import ACT_LIFE, ActState, Enforceability, OpinionKind
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
    by_act: Act | None = None,
) -> Act:
    """Suspend, revoke, annul, ratify an act from a day; what rests on it is shown, not undone."""
    act = Act.objects.select_for_update(of=("self",)).get(pk=act.pk)
    ACT_LIFE.require(ActState(act.state), to)
    _require_after_what_was(act, since)
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
    visa = kind == OpinionKind.VISA and favourable
    if visa and act.enforceability == Enforceability.WITH_VISA:
        days = Calendar(made_on=act.date, published_from=act.published_from, visa_on=on)
        act.enforceable_from = enforceable_from(act.enforceability, days)
        act.save(update_fields=["enforceable_from"])
    record(by=by, what="act.opinion_added", subject=act, kind=kind, favourable=favourable)
    return opinion


def _require_after_what_was(act: Act, since: date) -> None:
    last = act.standings.order_by("since", "pk").last()
    earliest = max(filter(None, (act.date, last.since if last else None)), default=None)
    if earliest and since < earliest:
        raise Refused(
            _("Il %(since)s viene prima del %(earliest)s, da cui l'atto vale com'è ora.")
            % {"since": day(since), "earliest": day(earliest)},
            field="since",
        )
