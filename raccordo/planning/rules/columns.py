"""Which column of a sheet of theirs holds what: by its name, or as it was told once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from raccordo.foundation.searching import slug_of

Calls = Mapping[str, Sequence[str]]
DEEPEST = 20

# What offices call the columns of a sheet of actions, beside the words of the model.
ACTION_CALLS: Calls = {
    "code": ("codice", "n", "numero", "cod", "codice-azione", "n-scheda", "scheda"),
    "title": ("titolo", "azione", "denominazione", "intervento", "titolo-azione"),
    "axis": ("asse-tematico", "asse", "area", "area-di-intervento"),
    "objective": ("obiettivo", "obiettivi", "obiettivo-specifico", "finalita"),
    "groups": ("aree-di-utenza", "area-di-utenza", "target", "utenza", "tipologia-utenti"),
    "leps": ("livelli-essenziali", "leps", "liveas"),
    "towns": ("comuni", "comuni-interessati", "territorio"),
    "beneficiaries": ("a-chi-e-rivolta", "beneficiari", "destinatari"),
    "expected": ("persone-previste-in-un-anno", "persone-previste", "n-utenti", "utenti-previsti"),
    "activities": ("attivita-per-le-persone", "attivita", "attivita-previste", "descrizione"),
    "system_activities": ("attivita-di-sistema",),
    "implementer": ("chi-la-attua", "soggetto-attuatore", "ente-gestore", "attuatore", "gestore"),
    "since": ("dal", "data-inizio", "inizio", "data-di-avvio"),
    "until": ("fino-a-tutto-il", "al", "data-fine", "fine", "data-di-conclusione"),
    "cup": ("cup",),
}
ACTION_NEEDED = ("code", "title")


def heading_of(lines: Sequence[Sequence[str]], calls: Calls) -> int:
    """Which line is the heading: of the first twenty, that with most names one knows."""
    known = {name for names in calls.values() for name in names}
    best, found = 0, 0
    for number, line in enumerate(lines[:DEEPEST]):
        many = sum(slug_of(cell) in known for cell in line)
        if many > found:
            best, found = number, many
    return best


def matched(
    heading: Sequence[str],
    calls: Calls,
    *,
    told: Mapping[str, str] | None = None,
    remembered: Mapping[str, str] | None = None,
) -> dict[str, int]:
    """For each thing that a sheet may hold, the column it is in.

    As it is told now, with the name of the column of each thing; else as it was told another time,
    or by the names it usually has.
    """
    names = [slug_of(cell) for cell in heading]
    found: dict[str, int] = {}
    for thing, usual in calls.items():
        wanted = [slug_of((remembered or {}).get(thing, "")), *map(slug_of, usual)]
        if told is not None:
            wanted = [slug_of(told.get(thing, ""))]
        place = next((names.index(name) for name in wanted if name and name in names), None)
        if place is not None and place not in found.values():
            found[thing] = place
    return found


def missing(found: Mapping[str, int], needed: Collection[str]) -> list[str]:
    """What a sheet must hold and no column of it does."""
    return [thing for thing in needed if thing not in found]


def told_in(
    lines: Sequence[Sequence[str]], columns: Mapping[str, int], *, first: int
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows that say something: their number in the sheet, and what they tell of each thing."""
    for number, line in enumerate(lines, first):
        if any(cell.strip() for cell in line):
            yield (
                number,
                {
                    thing: line[place].strip() if place < len(line) else ""
                    for thing, place in columns.items()
                },
            )
