from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.foundation.wording import day
from raccordo.governance.models import Sitting
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.participation.models import (
    Consultation,
    Occasion,
    OccasionAid,
    OccasionPresence,
)
from raccordo.participation.queries.changing import occasion_to_change
from raccordo.participation.queries.stamps import require_unchanged
from raccordo.participation.rules.texts import cleaned
from raccordo.participation.states import AidKind, OccasionSort
from raccordo.parties.models import Organisation
from raccordo.territory.models import Area


@operation
def plan_occasion(
    area: Area,
    *,
    sort: OccasionSort,
    title: str,
    held_at: datetime,
    by: Acting,
    consultation: Consultation | None = None,
    place: str = "",
    link: str = "",
    towns: Sequence[Area] = (),
    sitting: Sitting | None = None,
    public_text: str = "",
    aids: Mapping[AidKind, str] | None = None,
) -> Occasion:
    """Say when and where people will be heard, and how it is made accessible to them."""
    if consultation and consultation.area_id != area.pk:
        raise Refused(_("La consultazione è di un altro territorio."), field="consultation")
    occasion = Occasion.objects.create(
        area=area,
        consultation=consultation,
        sort=sort,
        title=_titled(title),
        held_at=held_at,
        place=" ".join(place.split()),
        link=link,
        sitting=sitting,
        public_text=cleaned(public_text),
    )
    occasion.towns.set(towns)
    _promise(occasion, aids or {})
    record(by=by, what="occasion.planned", subject=occasion, at=held_at, aids=sorted(aids or {}))
    return occasion


@operation
def change_occasion(
    occasion: Occasion,
    *,
    title: str,
    held_at: datetime,
    place: str,
    link: str,
    towns: Sequence[Area],
    public_text: str,
    aids: Mapping[AidKind, str],
    seen: str,
    by: Acting,
) -> Occasion:
    """Change when, where and how people will be heard, until it has been."""
    occasion = occasion_to_change(occasion)
    _require_to_come(occasion)
    require_unchanged(occasion, seen)
    before = occasion.held_at
    occasion.title, occasion.held_at = _titled(title), held_at
    occasion.place, occasion.link = " ".join(place.split()), link
    occasion.public_text = cleaned(public_text)
    occasion.save()
    occasion.towns.set(towns)
    occasion.aids.all().delete()
    _promise(occasion, aids)
    record(by=by, what="occasion.changed", subject=occasion, before=before, after=held_at)
    return occasion


@operation
def call_off_occasion(occasion: Occasion, *, reason: str, by: Acting) -> Occasion:
    """Say that an occasion will not be, and why."""
    occasion = occasion_to_change(occasion)
    _require_to_come(occasion)
    if not reason.strip():
        raise Refused(_("Dire perché l'incontro non si tiene."), field="reason")
    occasion.called_off = cleaned(reason)[:300]
    occasion.save(update_fields=["called_off"])
    record(by=by, what="occasion.called_off", subject=occasion, purpose=occasion.called_off)
    return occasion


@operation
def hold_occasion(
    occasion: Occasion,
    *,
    presences: Mapping[Organisation, int],
    citizens: int | None,
    kept: Mapping[AidKind, bool],
    by: Acting,
    on: date,
    minutes: str = "",
    seen: str | None = None,
) -> Occasion:
    """Tell how an occasion went: who came, what was said, whether it was as accessible as told.

    Telling it again corrects what was told; who does shows to have seen it as it is.
    """
    occasion = occasion_to_change(occasion)
    if seen is not None:
        require_unchanged(occasion, seen)
    if occasion.called_off:
        raise Refused(_("L'incontro è stato annullato."))
    if (held_on := localdate(occasion.held_at)) > on:
        raise Refused(_("L'incontro è il %s: si registra dopo.") % day(held_on))
    _require_persons(presences, citizens)
    _keep(occasion, kept)
    occasion.presences.all().delete()
    OccasionPresence.objects.bulk_create(
        OccasionPresence(occasion=occasion, organisation=body, persons=persons)
        for body, persons in presences.items()
    )
    occasion.citizens, occasion.minutes, occasion.concluded_on = citizens, cleaned(minutes), on
    occasion.save(update_fields=["citizens", "minutes", "concluded_on"])
    broken = sorted(aid for aid, was in kept.items() if not was)
    facts: dict[str, Any] = {"bodies": len(presences), "citizens": citizens, "not_kept": broken}
    record(by=by, what="occasion.held", subject=occasion, **facts)
    return occasion


def _titled(title: str) -> str:
    title = " ".join(cleaned(title).split())
    if not title or len(title) > 200:
        raise Refused(_("Il titolo va da 1 a 200 caratteri."), field="title")
    return title


def _require_to_come(occasion: Occasion) -> None:
    if occasion.called_off:
        raise Refused(_("L'incontro è stato annullato."))
    if occasion.concluded_on:
        raise Refused(_("L'incontro si è già svolto: si corregge il suo resoconto."))


def _require_persons(presences: Mapping[Organisation, int], citizens: int | None) -> None:
    if any(not 1 <= persons <= 10_000 for persons in presences.values()):
        raise Refused(_("Di ogni ente dire quante persone c'erano, almeno una."), field="presences")
    if citizens is not None and not 0 <= citizens <= 1_000_000:
        raise Refused(_("Il numero dei cittadini presenti non è possibile."), field="citizens")


def _promise(occasion: Occasion, aids: Mapping[AidKind, str]) -> None:
    OccasionAid.objects.bulk_create(
        OccasionAid(occasion=occasion, aid=aid, note=" ".join(note.split())[:200])
        for aid, note in aids.items()
    )


def _keep(occasion: Occasion, kept: Mapping[AidKind, bool]) -> None:
    """What was promised is told kept or not; what was there without being told is told too."""
    promised = {one.aid: one for one in occasion.aids.all()}
    untold = [one for aid, one in promised.items() if one.promised and aid not in kept]
    if untold:
        raise Refused(
            _("Dire di ogni accoglienza annunciata se c'è stata: manca %s.")
            % ", ".join(one.get_aid_display() for one in untold),
            field="kept",
        )
    for aid, was in kept.items():
        one = promised.get(aid) or OccasionAid(occasion=occasion, aid=aid, promised=False)
        one.kept = was
        one.save()
