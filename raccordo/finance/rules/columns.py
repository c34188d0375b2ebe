"""What offices call the columns of a financial plan in rows, and of a sheet of funds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Calls = Mapping[str, Sequence[str]]

BUDGET_CALLS: Calls = {
    "action": ("azione", "codice", "codice-azione", "n", "scheda"),
    "source": ("fonte", "fondo", "fonte-di-finanziamento", "canale"),
    "assigned_in": ("anno-di-assegnazione", "annualita", "anno-fondo", "annualita-fondo"),
    "year": ("esercizio", "anno", "anno-di-spesa"),
    "amount": ("programmato", "importo", "stanziato", "stanziamento", "budget"),
    "committed": ("gia-impegnato", "impegnato", "impegni"),
    "cleared": ("gia-liquidato", "liquidato", "liquidazioni"),
    "paid": ("gia-pagato", "pagato", "pagamenti"),
}
BUDGET_NEEDED = ("action", "source", "year", "amount")

FUND_CALLS: Calls = {
    "fund": ("fondo", "fonte", "nome"),
    "year": ("anno-di-assegnazione", "annualita", "anno"),
    "assigned": ("assegnato", "importo", "quota", "assegnazione"),
    "ascertained": ("accertato", "accertamento"),
    "collected": ("riscosso", "incassato", "riscossioni"),
    "spend_from": ("spendibile-dal", "dal"),
    "spend_by": ("da-spendere-entro-il", "scadenza", "spendibile-fino-al", "entro-il"),
    "report_by": ("da-rendicontare-entro-il", "rendicontazione"),
}
BOOKS_CALLS: Calls = {
    "kind": ("tipo", "tipologia", "tipo-movimento", "movimento", "tipo-documento"),
    "number": (
        *("numero", "n", "num", "numero-impegno", "n-impegno", "impegno", "numero-mandato"),
        *("n-mandato", "mandato", "numero-liquidazione", "numero-documento", "progressivo"),
    ),
    "year": ("esercizio", "anno", "anno-impegno", "anno-competenza", "competenza"),
    "date": ("data", "data-impegno", "data-mandato", "data-registrazione", "data-movimento"),
    "amount": ("importo", "totale", "importo-impegnato", "importo-mandato", "euro", "valore"),
    "creditor": ("creditore", "beneficiario", "fornitore", "soggetto", "debitore"),
}
BOOKS_NEEDED = ("number", "amount")

FUND_NEEDED = ("fund", "year", "assigned")
