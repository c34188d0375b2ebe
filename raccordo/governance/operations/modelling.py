from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.foundation.wording import day
from raccordo.governance.models import Body, TextModel
from raccordo.governance.reasons import MARKS
from raccordo.governance.rules.marks import unknown_in
from raccordo.governance.states import TextUse
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.territory.models import Area


@operation
def write_model(
    *,
    area: Area | None,
    use: TextUse,
    name: str,
    text: str,
    by: Acting,
    since: date,
    body: Body | None = None,
) -> TextModel:
    """Keep a text to begin papers from; one that comes with the program is of no area."""
    if body and area and body.area_id != area.pk:
        raise Refused(
            _("L'organismo «%(body)s» è di un altro territorio.") % {"body": body}, field="body"
        )
    model = TextModel(area=area, body=body, use=use, name=_named(name), since=since)
    _require_free(model)
    model.text = _checked(text)
    model.save()
    record(by=by, what="text_model.written", subject=model, use=use, name=model.name)
    return model


@operation
def rewrite_model(model: TextModel, *, name: str, text: str, by: Acting) -> TextModel:
    """Change a model text of one's own; papers already begun stay as they are."""
    model = _own(model)
    if model.until:
        raise Refused(_("Il modello è stato messo da parte: non si modifica più."))
    model.name = _named(name)
    _require_free(model)
    model.text = _checked(text)
    model.save(update_fields=["name", "text"])
    record(by=by, what="text_model.rewritten", subject=model, name=model.name)
    return model


@operation
def end_model(model: TextModel, *, by: Acting, on: date) -> TextModel:
    """Put a model text aside: no paper begins from it any more."""
    model = _own(model)
    if model.until:
        raise Refused(_("Il modello è già stato messo da parte il %s.") % day(model.until))
    model.until = max(on, model.since + timedelta(days=1))
    model.save(update_fields=["until"])
    record(by=by, what="text_model.ended", subject=model)
    return model


def _own(model: TextModel) -> TextModel:
    model = TextModel.objects.select_for_update(of=("self",)).get(pk=model.pk)
    if model.area_id is None:
        raise Refused(_("Questo modello arriva con il programma: per cambiarlo, farne una copia."))
    return model


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refused(_("Manca il nome del modello."), field="name")
    return name


def _require_free(model: TextModel) -> None:
    same = TextModel.objects.filter(area=model.area, body=model.body, use=model.use, until=None)
    if same.filter(name__iexact=model.name).exclude(pk=model.pk).exists():
        raise Refused(_("C'è già un modello di questo tipo con questo nome."), field="name")


def _checked(text: str) -> str:
    """A text whose marks are all known: one that nothing fills would be printed as it is."""
    if not text.strip():
        raise Refused(_("Manca il testo del modello."), field="text")
    for mark, nearest in unknown_in(text, MARKS):
        said = _("Il segno «[%s]» non è fra quelli che la seduta può riempire.") % mark
        hint = _("Forse è «[%s]».") % nearest if nearest else _("Sceglierne uno dell'elenco.")
        raise Refused(f"{said} {hint}", field="text")
    return text.strip()
