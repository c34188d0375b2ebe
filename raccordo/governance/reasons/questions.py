"""What is wrong with a question, or with an answer to it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "question_code_wrong": _("il codice ha solo lettere minuscole, cifre, trattini."),
    "question_twice": _("il codice c'è già in un'altra domanda."),
    "question_without_words": _("manca il testo della domanda."),
    "question_without_choices": _("servono almeno due risposte fra cui scegliere."),
    "total_unknown": _("non c'è nessuna domanda con il codice del totale, «%(total)s»."),
    "total_of_another_kind": _("il totale «%(total)s» è di un altro tipo."),
    "total_of_itself": _("il totale è parte di sé stesso."),
    "answer_missing": _("Manca la risposta."),
    "choice_wanted": _("Scegliere fra: %(known)s."),
    "yes_no_wanted": _("Rispondere sì o no."),
    "text_too_long": _("Il testo supera i %(limit)s caratteri: accorciarlo."),
    "text_with_signs": _("Togliere il segno «<» seguito da lettere."),
    "number_wanted": _("«%(said)s» non è un numero: scriverlo come 1.250 o 1250,50."),
    "number_with_point": _(
        "«%(said)s» è ambiguo: il punto separa le migliaia, la virgola i decimali. Scrivere per"
        " esempio 1250,50."
    ),
    "number_negative": _("Il numero non può essere negativo."),
    "number_too_large": _("Il numero è troppo grande: controllare gli zeri."),
    "number_not_whole": _("Serve un numero intero, senza decimali."),
    "number_too_fine": _("Al massimo %(most)s decimali."),
    "total_differs": _(
        "Le parti sommano %(sum)s, il totale scritto è %(total)s: la differenza è %(gap)s."
    ),
    "total_differs_in": _(
        "Le parti di «%(section)s» sommano %(sum)s, il totale scritto è %(total)s: la differenza è"
        " %(gap)s."
    ),
}
KINDS = {
    "euros": _("Euro"),
    "whole": _("Numero intero"),
    "decimal": _("Numero con decimali"),
    "text": _("Testo"),
    "yes_no": _("Sì o no"),
    "choice": _("Scelta da un elenco"),
}
