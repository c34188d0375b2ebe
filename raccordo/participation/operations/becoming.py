"""What a proposal becomes: a need it backs, one that is there or one found because of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.needs.models import Need
from raccordo.needs.operations.needs import add_need
from raccordo.participation.models import Backing, Contribution
from raccordo.participation.queries.changing import contribution_to_change
from raccordo.participation.states import HEARD, VoiceState
from raccordo.territory.models import Area
from raccordo.territory.queries import areas_around
from raccordo.vocabularies.models import Term


@operation
def back_need(contribution: Contribution, *, need: Need, by: Acting, on: date) -> Backing:
    """Let a need stand on a proposal, once it is admitted."""
    contribution = contribution_to_change(contribution)
    _require_heard(contribution)
    near = {need.area_id} & {contribution.area_id, *_around(contribution, on)}
    if not near:
        raise Refused(
            _("Il bisogno è di %(area)s: la proposta è stata fatta altrove.") % {"area": need.area},
            field="need",
        )
    if contribution.backings.filter(need=need).exists():
        raise Refused(_("La proposta sostiene già questo bisogno."), field="need")
    backing = Backing.objects.create(contribution=contribution, need=need, since=on)
    record(by=by, what="need.backed", subject=need, contribution=contribution.key)
    return backing


@operation
def find_need(
    contribution: Contribution,
    *,
    title: str,
    group: Term,
    kind: Term,
    by: Acting,
    on: date,
    description: str = "",
    towns: Collection[Area] | None = None,
) -> Backing:
    """Write down the need that a proposal tells of: where it is, if nobody says, is told by it."""
    contribution = contribution_to_change(contribution)
    _require_heard(contribution)
    where = contribution.towns.all() if towns is None else towns
    need = add_need(
        area=contribution.area,
        title=title,
        group=group,
        kind=kind,
        description=description,
        towns=list(where),
        by=by,
        on=on,
    )
    backing = back_need(contribution, need=need, by=by, on=on)
    record(by=by, what="need.found_in", subject=contribution, need=need.key)
    return backing


@operation
def drop_backing(backing: Backing, *, reason: str, by: Acting) -> None:
    """A need no longer stands on a proposal; the register says that it did, and why no more."""
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(_("Dire perché."), field="reason")
    tied = Backing.objects.select_for_update(of=("self",)).filter(pk=backing.pk)
    locked = tied.select_related("need__area", "contribution").first()
    if locked is None:
        raise Refused(_("Il legame con la proposta è già stato tolto."))
    told = locked.contribution.key
    record(by=by, what="need.unbacked", subject=locked.need, contribution=told, purpose=reason)
    locked.delete()


def _require_heard(contribution: Contribution) -> None:
    if contribution.state == VoiceState.WITHDRAWN:
        raise Refused(_("%s è stata ritirata da chi l'ha scritta.") % contribution)
    if contribution.state == VoiceState.MERGED:
        facts = {"one": contribution, "other": contribution.merged_into}
        said = _("%(one)s è unita a %(other)s: è quella che può sostenere un bisogno.")
        raise Refused(said % facts)
    if contribution.state not in HEARD:
        raise Refused(_("%s non è ancora ammessa: prima si ammette.") % contribution)


def _around(contribution: Contribution, on: date) -> set[int]:
    around = areas_around(contribution.area, on=on).order_by()
    return set(around.values_list("pk", flat=True))
