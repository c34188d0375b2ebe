"""Things locked to be changed, in one order, and what may be done to them."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.foundation.reasons import Reason
from raccordo.participation.models import Aim, Consultation, Contribution, Occasion, Phase
from raccordo.participation.reasons import sentence
from raccordo.participation.rules.phases import Stretch
from raccordo.participation.states import VOICE_LIFE, ConsultationState, VoiceState
from raccordo.territory.models import Area


def consultation_to_change(consultation: Consultation) -> Consultation:
    """A consultation, locked."""
    locked = Consultation.objects.select_for_update(of=("self",)).select_related("area")
    return locked.get(pk=consultation.pk)


def occasion_to_change(occasion: Occasion) -> Occasion:
    """An occasion, locked."""
    return Occasion.objects.select_for_update(of=("self",)).get(pk=occasion.pk)


def phase_to_change(consultation: Consultation, phase: Phase) -> Phase:
    """A phase of a locked consultation, as it is now."""
    if found := consultation.phases.filter(pk=phase.pk).first():
        return found
    raise Refused(_("La fase «%s» non c'è più: nel frattempo qualcun altro l'ha tolta.") % phase)


def aim_to_change(consultation: Consultation, aim: Aim) -> Aim:
    """An objective of a locked consultation, as it is now."""
    if found := consultation.aims.filter(pk=aim.pk).first():
        return found
    raise Refused(_("L'obiettivo «%s» non c'è più: nel frattempo qualcun altro l'ha tolto.") % aim)


def contribution_to_change(contribution: Contribution) -> Contribution:
    """A proposal, locked."""
    return contributions_to_change(contribution)[0]


def contributions_to_change(*wanted: Contribution) -> list[Contribution]:
    """Some proposals, locked in order of row so that nobody waits in a ring; as they were asked."""
    found = _locked().filter(pk__in=[one.pk for one in wanted]).order_by("pk")
    by_row = {one.pk: one for one in found}
    missing = _("La proposta non c'è più: non è stata confermata in tempo.")
    if any(one.pk not in by_row for one in wanted):
        raise Refused(missing)
    return [by_row[one.pk] for one in wanted]


def merged_to_change(contribution: Contribution) -> list[Contribution]:
    """Those that follow the answer of a proposal, locked; who took hers back awaits none."""
    following = _locked().filter(merged_into=contribution, state=VoiceState.MERGED)
    return list(following.order_by("pk"))


def numbers_from(area: Area, year: int) -> int:
    """The first number that is free in an area and a year: no other is given until the end."""
    Area.objects.select_for_update(of=("self",), no_key=True).get(pk=area.pk)
    given = Contribution.objects.filter(area=area, year=year, number__isnull=False)
    last = given.order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def require_move(contribution: Contribution, to: VoiceState) -> None:
    """Refuse a step that does not follow from where a proposal is."""
    here = VoiceState(contribution.state)
    if here == VoiceState.WITHDRAWN:
        raise Refused(_("%s è stata ritirata da chi l'ha scritta.") % contribution)
    if here == VoiceState.MERGED:
        raise Refused(
            _("%(one)s è unita a %(other)s e ne segue la risposta: prima separarla.")
            % {"one": contribution, "other": contribution.merged_into}
        )
    VOICE_LIFE.require(here, to)


def require_being_prepared(consultation: Consultation) -> None:
    """Refuse to change a consultation that is over."""
    if consultation.state == ConsultationState.CONCLUDED:
        raise Refused(_("La consultazione è conclusa: riaprirla prima di cambiarla."))


def stretches_of(consultation: Consultation, *, but: Phase | None = None) -> list[Stretch]:
    """The phases of a consultation, as the rules see them."""
    phases = consultation.phases.exclude(pk=but.pk) if but else consultation.phases.all()
    return [Stretch(one.title, one.since, one.until, one.receives) for one in phases]


def require_none(reason: Reason | None, *, field: str | None = None) -> None:
    """Refuse, if there is a reason to."""
    if reason:
        raise Refused(sentence(reason), field=field)


def _locked() -> QuerySet[Contribution]:
    locked = Contribution.objects.select_for_update(of=("self",))
    return locked.select_related("area", "consultation", "merged_into", "organisation")
