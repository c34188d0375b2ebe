"""Small tables in the publishers' own layouts, written here: figures invented, shape true."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence

FINAL_TITLE = "Popolazione residente per età, sesso e stato civile al 1° gennaio {year}"
ESTIMATE_TITLE = "Popolazione residente per età e sesso al 1° gennaio {year} (stima)"
ESTIMATE_HEAD = '"Codice comune";"Comune";"Età";"Totale maschi";"Totale femmine";"Totale"'
FINAL_HEAD = (
    '"Codice comune";"Comune";"Età";"Celibi";"Coniugati";"Divorziati";"Vedovi";"Uniti civilmente";'
    '"Maschi già in unione civile (per scioglimento unione)";'
    '"Maschi già in unione civile (per decesso del partner)";"Totale maschi";"Nubili";"Coniugate";'
    '"Divorziate";"Vedove";"Unite civilmente";'
    '"Femmine già in unione civile (per scioglimento unione)";'
    '"Femmine già in unione civile (per decesso del partner)";"Totale femmine";"Totale"'
)
IRPEF_HEAD = (
    "Anno di imposta;Codice catastale;Codice Istat Comune;Denominazione Comune;Sigla Provincia;"
    "Regione;Codice Istat Regione;Numero contribuenti;Reddito imponibile - Frequenza;"
    "Reddito imponibile - Ammontare in euro;{benefit} - Frequenza;"
    "Reddito complessivo minore o uguale a zero euro - Frequenza;"
    "Reddito complessivo da 0 a 10000 euro - Frequenza"
)


def posas(
    towns: Mapping[str, tuple[int, int]],
    *,
    year: int = 2024,
    estimate: bool = True,
    lines: Iterable[str] = (),
    notes: Iterable[str] = (),
) -> str:
    """So many males and females of every age, and the row of all ages."""
    title, head = (ESTIMATE_TITLE, ESTIMATE_HEAD) if estimate else (FINAL_TITLE, FINAL_HEAD)
    rows = [f'"{title.format(year=year)}"', head]
    for code, (males, females) in towns.items():
        counted = [(age, males, females) for age in range(101)]
        counted.append((999, 101 * males, 101 * females))
        rows += [posas_row(code, *three, estimate=estimate) for three in counted]
    return "\r\n".join([*rows, *lines, *notes, ""])


def posas_row(code: str, age: object, males: int, females: int, *, estimate: bool = True) -> str:
    both = males + females
    if estimate:
        return f'"{code}";"Borgo";{age};{males};{females};{both}'
    return f'"{code}";"Borgo";{age};{males};0;0;0;;;;{males};{females};0;0;0;;;;{females};{both}'


def irpef(
    towns: Mapping[str, Sequence[object]],
    *,
    year: int = 2020,
    lines: Iterable[str] = (),
    newer: bool = False,
) -> str:
    """Taxpayers, class up to zero, class low, frequency, amount; as the early years, or newer."""
    head = IRPEF_HEAD.format(benefit="Trattamento spettante" if newer else "Bonus spettante")
    head += ";Reddito complessivo - Frequenza;Reddito complessivo - Ammontare" if newer else "; "
    rows = [head]
    for code, (taxpayers, none, low, frequency, amount) in towns.items():
        town = f"{year};X001;{code};BORGO;AP;Abruzzo;13"
        row = f"{town};{taxpayers};{frequency};{amount};1;{none};{low}"
        rows.append(row + (";;" if newer else ""))
    return ("\ufeff" if newer else "") + "\r\n".join([*rows, *lines, ""])


def zipped(text: str, *, name: str = "tabella.csv", encoding: str = "utf-8-sig") -> bytes:
    return zipped_bytes({name: text.encode(encoding)})


def zipped_bytes(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()
