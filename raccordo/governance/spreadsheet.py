"""The sheet that goes to each body and comes back: read by codes, whatever was moved in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from raccordo.documents.questionnaires import Line, Words, write_questionnaire
from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import searchable, slug_of
from raccordo.foundation.sentences import sentence as of_tables
from raccordo.foundation.tables import TableRefused, book_sheets
from raccordo.foundation.wording import day
from raccordo.governance.models import Answer
from raccordo.governance.queries.requests import (
    before_of,
    questions_of,
    stamp_of_written,
    values_of,
)
from raccordo.governance.reasons import sentence
from raccordo.governance.rules.questions import (
    NO,
    YES,
    Kind,
    Question,
    Value,
    read,
    totals_wrong,
)

NOTE, WHO = "note", "compilata-da"
CODE, ANSWER, STAMP = "codice", "risposta", "scritto"
DECIMALS = {Kind.EUROS: 2, Kind.WHOLE: 0, Kind.DECIMAL: 4}
Sheet = Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True)
class Returned:
    """What a sheet that came back says, as it was typed."""

    figures: dict[str, str]
    note: str
    given_by: str
    stamp: str  # of what was written when the sheet was taken


@dataclass(frozen=True, slots=True)
class _Cell:
    """What was written for a code, and where."""

    said: str
    address: str


def name_of_sheet(answer: Answer) -> str:
    """What the file is called: of whom and of which year it is."""
    return f"{slug_of(f'{answer.request.title} {answer.request.year} {answer.organisation}')}.xlsx"


def sheet_of(answer: Answer) -> bytes:
    """The sheet of one body, always in Italian, with what it has already written in it."""
    with override("it"):
        request, questions = answer.request, questions_of(answer.request)
        values = values_of(answer, questions)
        old = before_of(answer)
        past = values_of(old, questions) if old else {}
        return write_questionnaire(
            _words(answer),
            [*(_line(one, values, past) for one in questions), *_last(answer)],
            identity={
                "richiesta": str(request.key),
                "ente": str(answer.organisation.key),
                STAMP: stamp_of_written(answer),
            },
        )


def _words(answer: Answer) -> Words:
    request = answer.request
    due = _("%(organisation)s · anno %(year)s · entro il %(due)s")
    facts = {"organisation": answer.organisation, "year": request.year, "due": day(request.due_on)}
    return Words(
        name=_("Dati"),
        above=[
            request.title,
            due % facts,
            _("Si scrive solo nelle celle gialle. Il file si carica dalla pagina della richiesta."),
        ],
        heading=[
            _("Codice"),
            _("Domanda"),
            _("Unità"),
            _("Risposta"),
            _("Anno precedente"),
            _("Spiegazione"),
        ],
        number_wanted=_("Serve un numero, non negativo."),
        choice_wanted=_("Scegliere dall'elenco."),
    )


def _line(one: Question, values: Mapping[str, Value], past: Mapping[str, Value]) -> Line:
    required = "" if one.required else _("Facoltativa.")
    return Line(
        code=one.code,
        label=one.label,
        unit=_("euro") if one.kind == Kind.EUROS else one.unit,
        help=" ".join(filter(None, [one.help, required])),
        value=values.get(one.code),
        before=past.get(one.code),
        whole=one.kind == Kind.WHOLE,
        decimals=DECIMALS.get(one.kind),
        choices=(YES, NO) if one.kind == Kind.YES_NO else one.choices,
        section=one.section,
    )


def _last(answer: Answer) -> list[Line]:
    section = _("Alla fine")
    why = _("Per esempio, perché un dato è molto diverso da quello dell'anno precedente.")
    return [
        Line(NOTE, _("Note di chi risponde"), "", why, value=answer.note, section=section),
        Line(WHO, _("Chi compila"), "", _("Nome e cognome."), section=section),
    ]


def read_sheet(content: bytes, answer: Answer) -> Returned:
    """What a sheet that came back says; refused if it is another's, or a row of it is not sound."""
    if not content.startswith(b"PK"):
        raise Refused(
            _(
                "Il file non è un foglio di calcolo XLSX: riempire quello scaricato da questa"
                " pagina e caricarlo così com'è. PDF, CSV e foto non si leggono."
            ),
            field="file",
        )
    try:
        sheets = book_sheets(content, whole=True)
    except TableRefused as refused:
        raise Refused(of_tables(refused.reason), field="file") from refused
    told = {str(row[0]): str(row[1]) for sheet in sheets for row in sheet if len(row) > 1}
    _require_identity(told, answer)
    questions = questions_of(answer.request)
    found = _rows(sheets, questions)
    _require_sound(found, questions)
    typed = {one.code: found[one.code].said for one in questions if found[one.code].said}
    return Returned(typed, _said(found, NOTE), _said(found, WHO), told.get(STAMP, ""))


def _said(found: Mapping[str, _Cell], code: str) -> str:
    return found[code].said if code in found else ""


def _require_identity(told: Mapping[str, str], answer: Answer) -> None:
    """Refuse the sheet of another body, of another request, of another year."""
    if "richiesta" not in told or "ente" not in told:
        raise Refused(
            _(
                "Il file non è il foglio di questa richiesta: scaricarlo da questa pagina,"
                " riempirlo e ricaricarlo. Un foglio copiato in un altro non si riconosce."
            ),
            field="file",
        )
    if told["ente"] != str(answer.organisation.key):
        raise Refused(
            _("Il file è di un altro ente: qui serve il foglio intestato a «%s».")
            % answer.organisation,
            field="file",
        )
    if told["richiesta"] != str(answer.request.key):
        raise Refused(_of_another_request(told["richiesta"], answer), field="file")


def _of_another_request(key: str, answer: Answer) -> str:
    """Which of its own sheets a body has brought instead of the one wanted."""
    facts: dict[str, object] = {"title": answer.request.title, "year": answer.request.year}
    wanted = _("qui serve quello di «%(title)s», anno %(year)s.") % facts
    asked = answer.organisation.answers.filter(request__area=answer.request.area)
    ours = {str(one.request.key): one.request for one in asked.select_related("request")}
    if key not in ours:
        said = _("Il file è di un'altra richiesta o di un altro anno:")
        return f"{said} {wanted}"
    brought = {"title": ours[key].title, "year": ours[key].year}
    said = _("Questo è il foglio di «%(title)s», anno %(year)s:") % brought
    return f"{said} {wanted}"


def _rows(sheets: Sequence[Sheet], questions: Sequence[Question]) -> dict[str, _Cell]:
    """The answers by code, wherever rows and columns were moved."""
    for sheet in sheets:
        for number, row in enumerate(sheet):
            names = [searchable(str(cell)) for cell in row]
            if CODE in names and ANSWER in names:
                columns = names.index(CODE), names.index(ANSWER)
                return _require_whole(list(_told(sheet, number, columns)), questions)
    raise Refused(
        _("Nel file non ci sono più le colonne «Codice» e «Risposta»: rimetterle, o riscaricarlo."),
        field="file",
    )


def _told(sheet: Sheet, heading: int, columns: tuple[int, int]) -> Iterator[tuple[str, _Cell]]:
    at_code, at_answer = columns
    for number, row in enumerate(sheet[heading + 1 :], start=heading + 2):
        code = str(row[at_code]).strip() if at_code < len(row) else ""
        if code:
            said = _text(row[at_answer]) if at_answer < len(row) else ""
            yield code, _Cell(said, f"{_letters(at_answer)}{number}")


def _require_whole(
    told: list[tuple[str, _Cell]], questions: Sequence[Question]
) -> dict[str, _Cell]:
    """Refuse a table where a row is missing, is there twice, or has another name."""
    codes = {one.code for one in questions} | {NOTE, WHO}
    found: dict[str, _Cell] = {}
    said = []
    for code, cell in told:
        if code not in codes:
            facts = {"cell": cell.address, "code": code}
            said.append(_("%(cell)s: il codice «%(code)s» non è di questa richiesta.") % facts)
        elif code in found:
            facts = {"cell": cell.address, "code": code, "first": found[code].address}
            said.append(_("%(cell)s: la riga «%(code)s» c'è già in %(first)s.") % facts)
        else:
            found[code] = cell
    missing = [one for one in questions if one.code not in found]
    said += [
        _("Manca la riga «%(label)s», che ha il codice «%(code)s»: riscaricare il foglio.")
        % {"label": one.label, "code": one.code}
        for one in missing
    ]
    _refuse(said)
    return found


def _require_sound(found: Mapping[str, _Cell], questions: Sequence[Question]) -> None:
    """Refuse the cells that do not say what was asked or do not add up, each with its address."""
    values, wrong = read(questions, {code: cell.said for code, cell in found.items()})
    labels = {one.code: one.label for one in questions}
    said = []
    for one in wrong or totals_wrong(questions, values):
        facts = {"cell": found[one.code].address, "label": labels[one.code]}
        facts["why"] = sentence(one.reason)
        said.append(_("%(cell)s, «%(label)s»: %(why)s") % facts)
    _refuse(said)


def _refuse(said: list[str]) -> None:
    if said:
        n = len(said)
        head = ngettext(
            "Il file non è stato caricato: c'è %(n)s cosa da correggere.",
            "Il file non è stato caricato: ci sono %(n)s cose da correggere.",
            n,
        ) % {"n": n}
        raise Refused("\n".join([head, *said]), field="file")


def _text(cell: object) -> str:
    """A cell as a person would have typed it here: decimals with a comma."""
    match cell:
        case bool():
            return YES if cell else NO
        case float() | int():
            return _number(cell)
        case date():
            return cell.strftime("%d/%m/%Y")
        case str():
            return cell.strip().removeprefix("'")
    return str(cell)


def _number(cell: float) -> str:
    """A spreadsheet keeps 0,1 + 0,2 as 0,30000000000000004: after ten decimals, nothing."""
    try:
        exact = Decimal(repr(cell)).quantize(Decimal("1e-10")).normalize()
    except InvalidOperation:
        return str(cell)
    return f"{exact:f}".replace(".", ",")


def _letters(column: int) -> str:
    """The name of a column: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
