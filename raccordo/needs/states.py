from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.lifecycle import Lifecycle


class NeedState(TextChoices):
    """The life of a need (bisogno)."""

    FOUND = "found", _("Rilevato")
    RECOGNISED = "recognised", _("Riconosciuto")
    SET_ASIDE = "set_aside", _("Accantonato")


NEED_LIFE = Lifecycle(
    start=NeedState.FOUND,
    moves={
        NeedState.FOUND: {NeedState.RECOGNISED, NeedState.SET_ASIDE},
        NeedState.RECOGNISED: {NeedState.SET_ASIDE},
        NeedState.SET_ASIDE: {NeedState.FOUND},
    },
)


class EvidenceSort(TextChoices):
    """What a need or a statement stands on (tipo di prova)."""

    INDICATOR = "indicator", _("Dato statistico")
    STUDY = "study", _("Studio")
    NOTE = "note", _("Nota")


class StatementSort(TextChoices):
    """On which side of a problem a statement is (causa o effetto)."""

    CAUSE = "cause", _("Causa")
    EFFECT = "effect", _("Effetto")


class SwotSide(TextChoices):
    """Which quadrant something is in (punti di forza e di debolezza, opportunità e rischi)."""

    STRENGTH = "strength", _("Punti di forza")
    WEAKNESS = "weakness", _("Punti di debolezza")
    OPPORTUNITY = "opportunity", _("Opportunità")
    THREAT = "threat", _("Rischi")
