"""A profile as a chapter of a plan: PDF, with its pictures as drawings and its tables whole."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.formats import get_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from raccordo.documents.keeping import keep
from raccordo.documents.pdf import TEMPLATES, compose
from raccordo.foundation.wording import day
from raccordo.observatory import maps, pictures, tables
from raccordo.observatory.ages import ages_told, five_year_classes
from raccordo.observatory.figures import Place
from raccordo.observatory.highlights import OPENING, cards, label_of
from raccordo.observatory.indicators import BY_CODE
from raccordo.observatory.notes import left_out
from raccordo.observatory.queries import Profile
from raccordo.observatory.sentences import caption_compared, caption_of, headlines, told
from raccordo.observatory.states import Dataset, Unit
from raccordo.observatory.tables import beside
from raccordo.observatory.trends import trend_of
from raccordo.observatory.wording import PARTS, exactly, figure

# With more municipalities than these, their tables would be a book: they are in the spreadsheet.
PART_BY_PART = 400
# With more than these, an indicator would take a page: numerators are in the spreadsheet, too.
ONE_BY_ONE = 16
Chapter = dict[str, Any]


def chapter_of(profile: Profile, *, ahead: bool = False) -> Chapter:
    """All that the PDF of a profile says, in the language of who asks; of a day to come, too."""
    notes = tables.notes_on(profile, [BY_CODE[code] for code in OPENING], beside(profile))
    if ahead:
        to_come = _("Data futura (%s): Comuni e dati sono quelli conosciuti oggi.")
        notes = [to_come % day(profile.on), *notes]
    return {
        "title": _("Profilo sociale: %s") % label_of(profile.place),
        "subtitle": _subtitle(profile),
        "language": get_language() or "it",
        "footer": _dates(profile),
        "headlines": headlines(profile),
        "notes": notes,
        "cards": [asdict(card) for card in cards(profile)],
        "overview": tables.overview(profile),
        "sections": _sections(profile),
        "indicators": _indicators(profile),
        "sources": _sources(profile),
        "not_available": tables.not_available(profile),
        "decimal": get_format("DECIMAL_SEPARATOR"),
        "words": {
            "figure": _("Figura"),
            "table": _("Tabella"),
            "page": _("Pagina {page} di {pages}"),
            "summary": _("In sintesi"),
            "indicators": _("Gli indicatori uno per uno"),
            "sources": _("Date e fonti"),
            "not_available": _("Indicatori non disponibili"),
        },
    }


def place_of_paper(chapter: Chapter) -> Path:
    """Where the PDF of these words and figures is kept, if it was made; another word, another."""
    made_of = [json.dumps(chapter, ensure_ascii=False, sort_keys=True), version("typst")]
    made_of += [(TEMPLATES / name).read_text("utf-8") for name in ("house.typ", "profile.typ")]
    print_ = sha256("\n".join(made_of).encode()).hexdigest()
    return Path(settings.PAPERS_ROOT) / f"{print_}.pdf"


def make_paper(chapter: Chapter, *, made_at: datetime) -> Path:
    """Make the PDF of a chapter and keep it, whole or not at all."""
    place = place_of_paper(chapter)
    keep(place, compose("profile", chapter, made_at=made_at))
    return place


def _subtitle(profile: Profile) -> str:
    towns = len(profile.place.towns)
    if towns == 1:
        return _dates(profile)
    listed = ", ".join(place.name for place in profile.inside)
    if towns > 30:
        listed = _("%s Comuni") % figure(Decimal(towns), Unit.PERSONS)
    return f"{listed}. {_dates(profile)}"


def _dates(profile: Profile) -> str:
    """The three days of every profile: of the municipalities, of the figures, of the outlines."""
    people = profile.figures.get(Dataset.POPULATION)
    said = [_("Comuni: %s") % day(profile.on)]
    if people:
        said.append(_("residenti: %s") % day(people.vintage.reference_date))
    said.append(_("confini: %s") % day(profile.boundary_date))
    return " · ".join(said)


def _sections(profile: Profile) -> list[dict[str, Any]]:
    sections = [*_ages(profile), _parts(profile), *_over_the_years(profile)]
    return [section for section in sections if section["pictures"] or section["tables"]]


def _ages(profile: Profile) -> list[dict[str, Any]]:
    classes = five_year_classes(profile)
    if not classes:
        return []
    people = _section(
        _("Popolazione residente"),
        [_picture(profile, pictures.pyramid(profile), _("Residenti per età e sesso"), "D01", [])],
        texts=[" ".join(ages_told(profile))],
    )
    people["ages"] = {
        "columns": [_("Età"), _("Uomini"), _("Donne")],
        "rows": [[name, exactly(men), exactly(women)] for name, men, women in classes],
    }
    caption, places = _("Residenti per grandi classi di età"), beside(profile)
    structure = _section(
        _("Le tre età della vita"),
        [_picture(profile, pictures.structure(profile), caption, "D07", places)],
        texts=[told(profile, "D07"), told(profile, "D06")],
    )
    return [people, structure]


def _parts(profile: Profile) -> dict[str, Any]:
    """Each municipality, or province: on the map, on one scale, in the tables."""
    index, words = BY_CODE["D04"], PARTS[profile.parts]
    caption = caption_of(profile, index)
    section = _section(
        str(words.each),
        [
            _picture(profile, maps.choropleth(profile, "D04"), caption, "D04", []),
            _picture(
                profile,
                pictures.dots(profile, "D04"),
                caption_compared(profile, index),
                "D04",
                beside(profile),
            ),
        ],
        texts=[told(profile, "D04")],
    )
    if 1 < len(profile.inside) <= PART_BY_PART:
        section["tables"] = tables.by_part(profile)
    return section


def _over_the_years(profile: Profile) -> list[dict[str, Any]]:
    drawn = []
    for indicator in (BY_CODE["D01"], BY_CODE["D04"]):
        trend = trend_of(profile, indicator)
        if trend and trend.moments:
            svg, name = pictures.course(profile, trend, indicator), str(indicator.name)
            drawn.append(_picture(profile, svg, name, indicator.code, beside(profile)))
    return [_section(_("Negli anni"), drawn, texts=[])] if drawn else []


def _section(title: str, drawn: Sequence[dict[str, Any]], *, texts: list[str]) -> dict[str, Any]:
    return {
        "title": title,
        "pictures": [one for one in drawn if one["svg"]],
        "texts": [text for text in texts if text],
        "tables": [],
    }


def _picture(
    profile: Profile, svg: str, caption: str, code: str, places: Sequence[Place]
) -> dict[str, Any]:
    """A picture of one indicator, with whose it is and what the places drawn leave out."""
    shown = [BY_CODE[code]]
    notes = [tables.source_of(profile, shown), *tables.notes_on(profile, shown, places)]
    alt = pictures.words_of(svg)
    return {"svg": svg, "caption": caption, "alt": alt, "notes": [note for note in notes if note]}


def _indicators(profile: Profile) -> list[dict[str, Any]]:
    parts = profile.inside if 1 < len(profile.inside) <= ONE_BY_ONE else ()
    given = tables.given_in(profile, [*beside(profile), *profile.inside])
    return [
        {
            "title": f"{indicator.code} · {indicator.name}",
            "meaning": str(indicator.meaning),
            "formula": str(indicator.formula),
            "said": told(profile, indicator.code),
            "table": tables.one_by_one(profile, indicator, parts),
        }
        for indicator in given
    ]


def _sources(profile: Profile) -> list[str]:
    facts = {"on": day(profile.on), "drawn": day(profile.boundary_date)}
    said = [
        _("Comuni e territori di cui fanno parte: %(on)s. Confini delle mappe: %(drawn)s, ISTAT.")
        % facts
    ]
    said += [
        f"{vintage.get_dataset_display()}: {day(vintage.reference_date)}, "
        f"{vintage.get_status_display()}. {vintage.attribution}"
        for vintage in profile.vintages
    ]
    if len(profile.inside) > PART_BY_PART:
        said.append(_("I valori dei singoli Comuni sono nel file Excel e in quello CSV."))
    elif len(profile.inside) > ONE_BY_ONE:
        words = str(PARTS[profile.parts].each)
        said.append(_("%s, numeratori e denominatori sono nel file Excel e in quello CSV.") % words)
    return said + left_out(profile)
