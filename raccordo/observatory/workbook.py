"""A profile as a workbook: to read, to sort and chart, to compute on, and where it comes from."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from raccordo.documents.sheets import Cell, Sheet, Table, write_book
from raccordo.observatory.exports import as_rows, code_of, exact, heading, note_on
from raccordo.observatory.figures import Place
from raccordo.observatory.highlights import label_of
from raccordo.observatory.indicators import BEFORE, BY_CODE, INDICATORS, YEARS_BEFORE, Indicator
from raccordo.observatory.notes import left_out
from raccordo.observatory.queries import Profile
from raccordo.observatory.states import Dataset
from raccordo.observatory.wording import PARTS, seen

# With more parts the numbers of each are a third of a million cells: they are in the CSV.
ONE_BY_ONE = 400
NAME, NUMBER, SHORT, LONG, PRINT = 40, 16, 12, 80, 72  # letters


def as_book(profile: Profile) -> bytes:
    """The workbook, as its bytes."""
    sheets = [_indicators, _parts, _figures, _sources]
    if len(profile.inside) > ONE_BY_ONE:
        sheets.remove(_figures)
    return write_book((made(profile) for made in sheets), footer=label_of(profile.place))


def _indicators(profile: Profile) -> Sheet:
    """Each indicator of the place, beside the same of what is around."""
    places = [profile.place, *reversed(profile.around)]
    names = [_("codice"), _("indicatore"), *map(label_of, places), _("unità"), _("numeratore")]
    names += [_("denominatore"), _("data di riferimento"), _("stato"), _("nota")]
    widths = [SHORT, NAME, *[NUMBER] * len(places), NUMBER, NUMBER, NUMBER, NUMBER, 18, LONG]
    rows = [_indicator(profile, indicator, places) for indicator in INDICATORS]
    table = Table(names, rows)
    return Sheet(_("Indicatori"), [table], widths=widths, pinned=2, wrapped=True)


def _indicator(profile: Profile, indicator: Indicator, places: Sequence[Place]) -> list[Cell]:
    value = profile.value(indicator.code)
    return [
        indicator.code,
        str(indicator.name),
        *(_amount(profile, indicator, place) for place in places),
        str(indicator.unit.label),
        exact(value.numerator),
        exact(value.denominator),
        value.vintage.reference_date if value.vintage else None,
        str(value.vintage.get_status_display()) if value.vintage else None,
        note_on(value),
    ]


def _amount(profile: Profile, indicator: Indicator, place: Place) -> Cell:
    amount = profile.value(indicator.code, place).amount
    return None if amount is None else seen(amount, indicator.unit)


def _parts(profile: Profile) -> Sheet:
    """A row for each municipality, or province, and a column for each indicator that has values."""
    given = [i for i in INDICATORS if _is_given(profile, i)]
    words = PARTS[profile.parts]
    names = [_("codice ISTAT"), str(words.one), *(f"{i.name} ({i.code})" for i in given), _("nota")]
    rows = (_part(profile, part, given) for part in profile.inside)
    widths = [SHORT, NAME, *[NUMBER] * len(given), LONG]
    return Sheet(str(words.many), [Table(names, rows)], widths=widths, pinned=2)


def _is_given(profile: Profile, indicator: Indicator) -> bool:
    return any(profile.value(indicator.code, p).amount is not None for p in profile.inside)


def _part(profile: Profile, part: Place, given: Sequence[Indicator]) -> list[Cell]:
    notes = dict[str, list[str]]()
    for indicator in given:
        if note := note_on(profile.value(indicator.code, part)):
            notes.setdefault(note, []).append(indicator.code)
    note = " ".join(f"{', '.join(codes)}: {said}" for said, codes in notes.items())
    amounts = (_amount(profile, indicator, part) for indicator in given)
    return [code_of(part), part.name, *amounts, note]


def _figures(profile: Profile) -> Sheet:
    """All the figures of all the places, one under the other: for pivot tables and programs."""
    widths = [NAME, SHORT, SHORT, NAME, *[NUMBER] * 5, 18, LONG, 50, NUMBER]
    table = Table(heading(), as_rows(profile, rounding=seen))
    return Sheet(_("Numeri"), [table], widths=widths, pinned=1)


def _sources(profile: Profile) -> Sheet:
    tables = [_to_read(profile), _published(profile), _meanings(), *_absent(profile)]
    widths = [NAME, NUMBER, LONG, 44, 30, PRINT]
    return Sheet(_("Fonti e date"), tables, widths=widths, wrapped=True)


def _to_read(profile: Profile) -> Table:
    people = profile.figures.get(Dataset.POPULATION)
    rows: list[Sequence[Cell]] = [
        [
            _("Comuni compresi"),
            profile.on,
            _("I Comuni sono quelli che in questo giorno facevano parte del territorio."),
        ],
        [
            _("Popolazione residente"),
            people.vintage.reference_date if people else None,
            _("Il dato più recente, fra quelli caricati, che non segue quel giorno."),
        ],
        [_("Confini delle mappe"), profile.boundary_date, _("Confini ISTAT.")],
        [
            _("Valori"),
            None,
            _(
                "Arrotondati. Il valore di un territorio viene dal suo numeratore e dal suo "
                "denominatore, mai dalla media dei valori dei Comuni."
            ),
        ],
        [_("Celle vuote"), None, _("Il dato non è disponibile: la nota dice perché.")],
        *([_("Che cosa manca"), None, said] for said in left_out(profile)),
    ]
    if len(profile.inside) > ONE_BY_ONE:
        elsewhere = _("Numeratori e denominatori di ciascun Comune sono nel file CSV.")
        rows.append([_("Numeri"), None, elsewhere])
    return Table([_("voce"), _("giorno"), _("che cosa vuol dire")], rows, label_of(profile.place))


def _published(profile: Profile) -> Table:
    names = [_("dati"), _("data di riferimento"), _("attribuzione"), _("chi pubblica"), _("stato")]
    rows: list[Sequence[Cell]] = [
        [
            vintage.get_dataset_display(),
            vintage.reference_date,
            vintage.attribution,
            vintage.publisher,
            vintage.get_status_display(),
            vintage.file.sha256,
        ]
        for vintage in profile.vintages
    ]
    return Table([*names, _("impronta SHA-256")], rows, _("Fonti"))


def _meanings() -> Table:
    names = [_("indicatore"), _("codice"), _("che cosa dice"), _("formula"), _("unità"), _("dati")]
    rows = [
        [
            str(indicator.name),
            indicator.code,
            str(indicator.meaning),
            str(indicator.formula),
            str(indicator.unit.label),
            "; ".join(
                dict.fromkeys(_called(table) for table in (indicator.above, indicator.below))
            ),
        ]
        for indicator in INDICATORS
    ]
    return Table(names, rows, _("Indicatori"))


def _called(table: Dataset | str) -> str:
    if table != BEFORE:
        return str(Dataset(table).label)
    facts = {"dataset": Dataset.POPULATION.label, "years": YEARS_BEFORE}
    return _("%(dataset)s, di %(years)s anni prima") % facts


def _absent(profile: Profile) -> list[Table]:
    found = [(code, profile.value(code)) for code in BY_CODE]
    rows = [
        [str(BY_CODE[code].name), code, note_on(value)]
        for code, value in found
        if value.amount is None
    ]
    caption = _("Indicatori non disponibili")
    return [Table([_("indicatore"), _("codice"), _("perché")], rows, caption)] if rows else []
