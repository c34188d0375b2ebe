from __future__ import annotations

from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import searchable
from raccordo.foundation.writing import on_a_line
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.needs.models import Need, SwotItem
from raccordo.needs.states import NeedState, SwotSide
from raccordo.needs.writing import require_unchanged
from raccordo.territory.models import Area

LONGEST_ITEM = 600


@operation
def add_swot_item(*, area: Area, side: str, text: str, by: Acting) -> SwotItem:
    """Write down a strength, a weakness, an opportunity or a threat of a territory."""
    item = SwotItem(area=area, side=SwotSide(side))
    _write(item, text)
    item.save()
    record(by=by, what="swot.added", subject=item, side=item.side, text=item.text)
    return item


@operation
def change_swot_item(item: SwotItem, *, text: str, seen: str, by: Acting) -> SwotItem:
    """Change the words of a strength or a weakness, if nobody has changed them meanwhile."""
    item = _locked(item)
    require_unchanged(item, seen)
    before = item.text
    _write(item, text)
    item.save(update_fields=["text", "search"])
    record(by=by, what="swot.changed", subject=item, before=before, after=item.text)
    return item


@operation
def take_up_weakness(item: SwotItem, *, need: Need, by: Acting) -> SwotItem:
    """Say which need takes up a weakness; if it was declared not faced, it no longer is."""
    item = _weakness(item)
    if need.state == NeedState.SET_ASIDE:
        raise Refused(_("Questo bisogno è accantonato: sceglierne un altro."), field="need")
    if need.area_id != item.area_id:
        raise Refused(_("Questo bisogno è di un altro territorio."), field="need")
    item.need, item.not_faced = need, ""
    item.save(update_fields=["need", "not_faced"])
    record(by=by, what="swot.taken_up", subject=item, need=need.key, number=need.number)
    return item


@operation
def leave_weakness(item: SwotItem, *, reason: str, by: Acting) -> SwotItem:
    """Declare that a weakness is not faced, and say why."""
    item = _weakness(item)
    item.need, item.not_faced = None, on_a_line(reason, field="reason", longest=600)
    item.save(update_fields=["need", "not_faced"])
    record(by=by, what="swot.left", subject=item, purpose=item.not_faced)
    return item


@operation
def drop_swot_item(item: SwotItem, *, by: Acting) -> None:
    """Take away a strength or a weakness that stands on no evidence."""
    item = _locked(item)
    if item.evidence.exists():
        raise Refused(_("Ha delle prove: toglierle prima."))
    record(by=by, what="swot.dropped", subject=item, side=item.side, text=item.text)
    item.delete()


def _locked(item: SwotItem) -> SwotItem:
    return SwotItem.objects.select_for_update(of=("self",)).get(pk=item.pk)


def _weakness(item: SwotItem) -> SwotItem:
    item = _locked(item)
    if item.side != SwotSide.WEAKNESS:
        raise Refused(_("Solo un punto di debolezza si affronta o no."))
    return item


def _write(item: SwotItem, text: str) -> None:
    item.text = on_a_line(text, field="text", longest=LONGEST_ITEM)
    item.search = searchable(item.text)
