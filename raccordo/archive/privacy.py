from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from raccordo.foundation.privacy import (
    ARCHIVES,
    THE_OFFICES,
    WHO_IS_NAMED,
    WHO_KEEPS_THE_HOUSE,
    WHO_SIGNS,
    WRITTEN,
    Declared,
    Processing,
    Retention,
    held,
)

SHELVES = Processing(
    code="archivio",
    title=_("Archivio dei documenti"),
    purpose=_("Conservare i file di atti, sedute, messaggi ed elenchi così come sono arrivati."),
    persons=(WHO_SIGNS, WHO_IS_NAMED),
    basis=_(
        "Compito di interesse pubblico e obbligo di legge (art. 6, par. 1, lett. e e c GDPR):"
        " tenuta dei documenti amministrativi (D.P.R. 445/2000; artt. 40 e 44 CAD)."
    ),
    origin=_("Li carica chi lavora nell'ufficio, li inviano gli enti o li compone il programma."),
    recipients=(THE_OFFICES, WHO_KEEPS_THE_HOUSE),
    retention=Retention(
        _(
            "Senza termine: il programma non elimina file, nemmeno quelli di una bozza scartata."
            " Gli allegati di una proposta mai confermata, o di cui si tolgono i dati su"
            " richiesta, si eliminano entro due giorni se niente altro li usa; nelle copie di"
            " sicurezza restano finché la copia si conserva."
        ),
        ARCHIVES,
    ),
)

DECLARED = Declared(
    processings=(SHELVES,),
    # Of the file itself there is only its fingerprint here: the bytes it leads to may name anybody.
    models={"StoredFile": held(SHELVES, {WRITTEN: "sha256"}, plain="id key size media_type")},
)
