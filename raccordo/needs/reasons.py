from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from raccordo.foundation.reasons import Reason
from raccordo.foundation.wording import said

SENTENCES = {
    "figure_gone": _("I dati di oggi non danno più questo valore."),
    "figure_changed": _("Da aggiornare: dato modificato."),
    "figure_overturned": _("Da aggiornare: il dato di oggi può smentire quanto affermato."),
    "tree_cycle": _("Un'affermazione non può stare sotto a sé stessa: sceglierne un'altra."),
    "tree_too_deep": _("L'albero arriva a %(deepest)s livelli: metterla più in alto."),
}
FACTS = {
    "need.added": _("Ha rilevato un bisogno"),
    "need.changed": _("Ha modificato un bisogno"),
    "need.recognised": _("Ha riconosciuto un bisogno"),
    "need.set_aside": _("Ha accantonato un bisogno"),
    "need.reopened": _("Ha ripreso un bisogno accantonato"),
    "evidence.indicator_cited": _("Ha aggiunto come prova un dato statistico"),
    "evidence.study_cited": _("Ha aggiunto come prova uno studio"),
    "evidence.note_added": _("Ha aggiunto come prova una nota"),
    "evidence.renewed": _("Ha aggiornato il dato di una prova"),
    "evidence.dropped": _("Ha tolto una prova"),
    "study.added": _("Ha aggiunto uno studio"),
    "study.changed": _("Ha modificato uno studio"),
    "study.file_attached": _("Ha allegato un file a uno studio"),
    "study.file_dropped": _("Ha tolto un allegato da uno studio"),
    "finding.added": _("Ha aggiunto un risultato a uno studio"),
    "finding.changed": _("Ha modificato un risultato di uno studio"),
    "finding.dropped": _("Ha tolto un risultato da uno studio"),
    "problem.added": _("Ha aggiunto un problema"),
    "problem.changed": _("Ha modificato un problema"),
    "statement.added": _("Ha aggiunto una causa o un effetto"),
    "statement.changed": _("Ha modificato una causa o un effetto"),
    "statement.dropped": _("Ha tolto una causa o un effetto"),
    "swot.added": _("Ha aggiunto un punto di forza o di debolezza"),
    "swot.changed": _("Ha modificato un punto di forza o di debolezza"),
    "swot.taken_up": _("Ha legato un punto di debolezza a un bisogno"),
    "swot.left": _("Ha dichiarato non affrontato un punto di debolezza"),
    "swot.dropped": _("Ha tolto un punto di forza o di debolezza"),
}


def sentence(reason: Reason) -> str:
    """Why a figure is to be read again, or a statement cannot stand there."""
    facts = {name: said(fact) for name, fact in reason.facts.items()}
    return str(SENTENCES[reason.code]) % facts
