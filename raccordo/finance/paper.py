"""The determination as it is drafted where an office has no model of its own: blanks by name."""

from __future__ import annotations

from raccordo.documents.blocks import Block, Facts, Heading, Listed, Paper, Signatures, Words
from raccordo.finance.states import FormSort

# The words of an act are Italian, whatever language the screens are in.
SUBJECTS = {
    FormSort.RESERVATION: "Prenotazione d'impegno di spesa",
    FormSort.COMMITMENT: "Impegno di spesa",
    FormSort.CLEARANCE: "Liquidazione",
}
ARTICLES = {
    FormSort.RESERVATION: "gli articoli 107 e 183, comma 3",
    FormSort.COMMITMENT: "gli articoli 107 e 183",
    FormSort.CLEARANCE: "gli articoli 107 e 184",
}
TO_BIND = (
    "di {verb} euro {{{{atto.importo}}}} per l'azione {{{{azione.codice}}}}"
    " “{{{{azione.titolo}}}}”, a carico di {{{{atto.fonte}}}}, capitolo {{{{atto.capitolo}}}},"
    " esercizio {{{{atto.esercizio}}}}, esigibile nel {{{{atto.esigibile}}}};"
)
VISA = (
    "di trasmettere il presente atto al responsabile del servizio finanziario per il visto di"
    " regolarità contabile attestante la copertura finanziaria (art. 183, comma 7, del D.Lgs."
    " 267/2000)."
)
CODES = "di indicare come codici CUP {{atto.cup}} e CIG {{atto.cig}} (L. 136/2010, art. 3);"
CREDITOR = "di dare atto che il creditore è {{atto.creditore}};"


def model_of(sort: FormSort) -> Paper:
    """The model of the determination that makes an entry of some kind."""
    title = f"Determinazione n. ____ del ____\n{SUBJECTS[sort]}: {{{{azione.titolo}}}}"
    blocks: list[Block] = [
        Heading("Il responsabile"),
        Listed(_seen(sort)),
        Words(
            "Dato atto che per l'azione {{azione.codice}} restano disponibili"
            " euro {{atto.disponibile}} su {{atto.fonte}} e che dopo il presente atto ne restano"
            " euro {{atto.resta}};"
            if sort != FormSort.CLEARANCE
            else "Visto il riscontro che segue, eseguito dall'ufficio (art. 184, comma 2, del"
            " D.Lgs. 267/2000):"
        ),
    ]
    if sort == FormSort.CLEARANCE:
        blocks.append(Facts(CHECKED))
    blocks += [
        Heading("Determina"),
        Listed(_decided(sort), numbered=True),
        Signatures([("Il responsabile del procedimento", "{{procedura.responsabile}}")]),
        Signatures([("Il responsabile", "")]),
    ]
    return Paper(title=title, author="{{territorio.nome}}", blocks=blocks)


CHECKED = (
    ("Impegno", "n. {{impegno.numero}} di euro {{impegno.importo}}, {{impegno.atto}}"),
    ("Prestazione resa entro il", "{{riscontro.prestazione}}"),
    ("Fattura o altro titolo", "{{riscontro.fattura}}"),
    ("DURC", "{{riscontro.durc}}"),
    ("CUP", "{{atto.cup}}"),
    ("CIG", "{{atto.cig}}"),
    ("Residuo del contratto prima del presente atto", "{{contratto.residuo}}"),
    ("Residuo dell'impegno dopo il presente atto", "{{impegno.resta}}"),
)


def _seen(sort: FormSort) -> list[str]:
    return [
        f"Visto il decreto legislativo 18 agosto 2000, n. 267, e in particolare {ARTICLES[sort]};",
        "Vista la legge 8 novembre 2000, n. 328;",
        "Visto il piano “{{piano.titolo}}”, e in esso l'azione {{azione.codice}}"
        " “{{azione.titolo}}”;",
        "Visto {{atto.fonte}} ({{atto.legge}});",
    ]


def _decided(sort: FormSort) -> list[str]:
    if sort == FormSort.CLEARANCE:
        return [
            "di liquidare euro {{atto.importo}} a {{atto.creditore}}, sull'impegno"
            " n. {{impegno.numero}}, esercizio {{atto.esercizio}}, per l'azione"
            " {{azione.codice}} “{{azione.titolo}}”;",
            "di trasmettere il presente atto al servizio finanziario, con i documenti"
            " giustificativi, per i controlli e il mandato (art. 184, commi 3 e 4, del D.Lgs."
            " 267/2000).",
        ]
    verb = "prenotare" if sort == FormSort.RESERVATION else "impegnare"
    told = [TO_BIND.format(verb=verb)]
    return [*told, VISA] if sort == FormSort.RESERVATION else [*told, CREDITOR, CODES, VISA]
