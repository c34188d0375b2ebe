"""The indicators, declared once: pages, paper, tables and commands are made from here."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from raccordo.observatory.rules import Columns, People, Term, YearsLived, aged
from raccordo.observatory.states import Dataset, Unit

Words = str | Promise
# The population of some years before, told by the municipalities of today (D03).
YEARS_BEFORE, BEFORE = 5, "population_before"
POPULATION, SURFACES, INCOMES = Dataset.POPULATION, Dataset.SURFACES, Dataset.INCOMES
BALANCE, FOREIGNERS = Dataset.BALANCE, Dataset.FOREIGNERS
HOUSEHOLDS, NURSERIES = Dataset.HOUSEHOLDS, Dataset.NURSERIES
ALL, CHILDREN, WORKING, OLD = People(), aged(0, 14), aged(15, 64), aged(65)
# Who has no income, or less than nothing; and who has up to 10,000 euros.
LOW = ("class_none", "class_low")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: what it is called, what it says, from which figures it is made."""

    code: str
    name: Words
    meaning: Words
    formula: Words
    unit: Unit
    numerator: Term | None = None
    denominator: Term | None = None
    per: int = 1
    above: Dataset = POPULATION  # the table of the numerator
    below: Dataset | str = POPULATION  # the table of the denominator
    change: bool = False  # what the numerator has gained on the denominator, not the numerator

    @property
    def tables(self) -> frozenset[str]:
        """The tables it needs."""
        return frozenset({self.above, self.below})


def _ratio(
    code: str, name: Words, says: Words, formula: str, up: People, down: People
) -> Indicator:
    unit = Unit.PERCENT if down == ALL else Unit.PER_HUNDRED
    return Indicator(code, name, says, f"{formula} × 100", unit, up, down, per=100)


def _awaited(code: str, name: Words, says: Words, unit: Unit, table: Dataset) -> Indicator:
    """One whose figures cannot be loaded yet: it is shown, with the table it waits for."""
    return Indicator(code, name, says, "", unit, above=table, below=table)


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "D01",
        _("Popolazione residente"),
        _("Persone che risiedono nel territorio"),
        "P",
        Unit.PERSONS,
        ALL,
    ),
    Indicator(
        "D02",
        _("Densità"),
        _("Residenti per chilometro quadrato"),
        "P / km²",
        Unit.PER_SQUARE_KM,
        ALL,
        Columns(("square_km",)),
        below=SURFACES,
    ),
    Indicator(
        "D03",
        _("Variazione della popolazione"),
        _("Differenza con cinque anni prima, ogni 100 residenti di allora"),
        _("(P − P di cinque anni prima) / P di cinque anni prima × 100"),
        Unit.PERCENT,
        ALL,
        ALL,
        per=100,
        below=BEFORE,
        change=True,
    ),
    _ratio(
        "D04",
        _("Indice di vecchiaia"),
        _("Persone di 65 anni e più ogni 100 sotto i 15"),
        "P65+ / P0-14",
        OLD,
        CHILDREN,
    ),
    _ratio(
        "D05",
        _("Dipendenza strutturale"),
        _("Persone sotto i 15 anni o di 65 e più ogni 100 fra 15 e 64"),
        "(P0-14 + P65+) / P15-64",
        People(((0, 14), (65, 100))),
        WORKING,
    ),
    _ratio(
        "D06",
        _("Dipendenza degli anziani"),
        _("Persone di 65 anni e più ogni 100 fra 15 e 64"),
        "P65+ / P15-64",
        OLD,
        WORKING,
    ),
    _ratio(
        "D07",
        _("Dipendenza giovanile"),
        _("Persone sotto i 15 anni ogni 100 fra 15 e 64"),
        "P0-14 / P15-64",
        CHILDREN,
        WORKING,
    ),
    _ratio(
        "D08",
        _("Ricambio della popolazione attiva"),
        _("Persone fra 60 e 64 anni ogni 100 fra 15 e 19"),
        "P60-64 / P15-19",
        aged(60, 64),
        aged(15, 19),
    ),
    _ratio(
        "D09",
        _("Struttura della popolazione attiva"),
        _("Persone fra 40 e 64 anni ogni 100 fra 15 e 39"),
        "P40-64 / P15-39",
        aged(40, 64),
        aged(15, 39),
    ),
    _ratio(
        "D10",
        _("Carico di figli per donna feconda"),
        _("Bambine e bambini sotto i 5 anni ogni 100 donne fra 15 e 49"),
        "P0-4 / F15-49",
        aged(0, 4),
        aged(15, 49, sex="females"),
    ),
    Indicator(
        "D11",
        _("Età media"),
        _("Anni in media, contando per ciascuna persona mezzo anno oltre quelli compiuti"),
        "Σ (età + 0,5) × P(età) / P",
        Unit.YEARS,
        YearsLived(),
        ALL,
    ),
    _ratio(
        "D12.0-2",
        _("Da 0 a 2 anni"),
        _("Bambine e bambini sotto i 3 anni ogni 100 residenti"),
        "P0-2 / P",
        aged(0, 2),
        ALL,
    ),
    _ratio(
        "D12.0-5",
        _("Da 0 a 5 anni"),
        _("Bambine e bambini sotto i 6 anni ogni 100 residenti"),
        "P0-5 / P",
        aged(0, 5),
        ALL,
    ),
    _ratio(
        "D12.0-17",
        _("Minorenni"),
        _("Persone sotto i 18 anni ogni 100 residenti"),
        "P0-17 / P",
        aged(0, 17),
        ALL,
    ),
    _ratio(
        "D12.18-34",
        _("Da 18 a 34 anni"),
        _("Persone fra 18 e 34 anni ogni 100 residenti"),
        "P18-34 / P",
        aged(18, 34),
        ALL,
    ),
    _ratio(
        "D12.65",
        _("65 anni e più"),
        _("Persone di 65 anni e più ogni 100 residenti"),
        "P65+ / P",
        OLD,
        ALL,
    ),
    _ratio(
        "D12.75",
        _("75 anni e più"),
        _("Persone di 75 anni e più ogni 100 residenti"),
        "P75+ / P",
        aged(75),
        ALL,
    ),
    _ratio(
        "D12.80",
        _("80 anni e più"),
        _("Persone di 80 anni e più ogni 100 residenti"),
        "P80+ / P",
        aged(80),
        ALL,
    ),
    _ratio(
        "D12.85",
        _("85 anni e più"),
        _("Persone di 85 anni e più ogni 100 residenti"),
        "P85+ / P",
        aged(85),
        ALL,
    ),
    _ratio(
        "D13",
        _("Grandi anziani sugli anziani"),
        _("Persone di 80 anni e più ogni 100 di 65 e più"),
        "P80+ / P65+",
        aged(80),
        OLD,
    ),
    _awaited(
        "D14",
        _("Natalità e mortalità"),
        _("Nascite e decessi in un anno ogni 1.000 residenti"),
        Unit.PER_THOUSAND,
        BALANCE,
    ),
    _awaited(
        "D15",
        _("Saldo naturale, migratorio e totale"),
        _("Quanto la popolazione cresce o cala in un anno ogni 1.000 residenti"),
        Unit.PER_THOUSAND,
        BALANCE,
    ),
    _awaited(
        "D16",
        _("Residenti di cittadinanza straniera"),
        _("Persone di cittadinanza straniera ogni 100 residenti"),
        Unit.PERCENT,
        FOREIGNERS,
    ),
    _awaited(
        "D17",
        _("Minorenni di cittadinanza straniera"),
        _("Persone di cittadinanza straniera ogni 100 residenti sotto i 18 anni"),
        Unit.PERCENT,
        FOREIGNERS,
    ),
    _awaited(
        "D18",
        _("Famiglie"),
        _("Numero di famiglie, e componenti in media"),
        Unit.PERSONS,
        HOUSEHOLDS,
    ),
    _awaited(
        "D19",
        _("Famiglie di una persona"),
        _("Famiglie di una persona, e persone sole oltre i 65 anni, ogni 100 famiglie"),
        Unit.PERCENT,
        HOUSEHOLDS,
    ),
    _awaited(
        "D20",
        _("Un solo genitore con figli"),
        _("Nuclei di un solo genitore con figli ogni 100 nuclei"),
        Unit.PERCENT,
        HOUSEHOLDS,
    ),
    Indicator(
        "E01",
        _("Reddito imponibile medio"),
        _("Reddito imponibile ai fini IRPEF, in media per chi lo dichiara"),
        _("reddito imponibile, ammontare / frequenza"),
        Unit.EUROS,
        Columns(("taxable_amount",), ("taxable_frequency",)),
        Columns(("taxable_frequency",), ("taxable_amount",)),
        above=INCOMES,
        below=INCOMES,
    ),
    Indicator(
        "E02",
        _("Contribuenti sotto 10.000 euro"),
        _("Contribuenti con reddito complessivo fino a 10.000 euro ogni 100 contribuenti"),
        _("(classe fino a 0 + classe da 0 a 10.000 euro) / contribuenti × 100"),
        Unit.PERCENT,
        Columns(LOW, ("taxpayers",)),
        Columns(("taxpayers",), LOW),
        per=100,
        above=INCOMES,
        below=INCOMES,
    ),
    _awaited(
        "S03",
        _("Posti nei nidi"),
        _("Posti nei servizi educativi ogni 100 bambine e bambini sotto i 3 anni"),
        Unit.PERCENT,
        NURSERIES,
    ),
)
BY_CODE = {indicator.code: indicator for indicator in INDICATORS}
