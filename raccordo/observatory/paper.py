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
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from raccordo.documents.keeping import keep
from raccordo.documents.pdf import TEMPLATES, compose
from raccordo.foundation.wording import day
from raccordo.observatory import pictures
from raccordo.observatory.ages import ages_told, five_year_classes
from raccordo.observatory.exports import awaited, note_on
from raccordo.observatory.figures import Place
from raccordo.observatory.highlights import cards, label_of, shown
from raccordo.observatory.indicators import BY_CODE, INDICATORS, Indicator
from raccordo.observatory.queries import Profile
from raccordo.observatory.sentences import headlines, left_out, told
from raccordo.observatory.states import Dataset, Unit
from raccordo.observatory.trends import trend_of
from raccordo.observatory.wording import PARTS, exactly, figure

# The tables of a region with more municipalities would be a book: they are in the spreadsheet.
ONE_BY_ONE = 400
Chapter = dict[str, Any]


def chapter_of(profile: Profile) -> Chapter:
    """All that the PDF of a profile says, in the language of who asks."""
    return {
        "title": _("Profilo sociale: %s") % profile.place.name,
        "subtitle": _subtitle(profile),
        "language": get_language() or "it",
        "footer": _footer(profile),
        "source": _source(profile),
        "headlines": headlines(profile),
        "cards": [asdict(card) for card in cards(profile)],
        "sections": _sections(profile),
        "indicators": [_indicator(profile, i) for i in INDICATORS if _given(profile, i)],
        "sources": _sources(profile),
        "awaited": awaited(profile),
        "words": {
            "figure": _("Figura"),
            "summary": _("In sintesi"),
            "indicators": _("Gli indicatori"),
            "sources": _("Date e fonti"),
            "awaited": _("Indicatori non disponibili"),
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


def _given(profile: Profile, indicator: Indicator) -> bool:
    places = (profile.place, *profile.around, *profile.inside)
    return any(profile.value(indicator.code, place).amount is not None for place in places)


def _subtitle(profile: Profile) -> str:
    towns = len(profile.place.towns)
    if towns == 1:
        return _footer(profile)
    listed = ", ".join(place.name for place in profile.inside)
    if towns > 30:
        listed = _("%s Comuni") % figure(Decimal(towns), Unit.PERSONS)
    return f"{listed}. {_footer(profile)}"


def _footer(profile: Profile) -> str:
    figures = profile.figures.get(Dataset.POPULATION)
    said = _("Comuni: %s") % day(profile.on)
    if figures is None:
        return said
    return f"{said} · {_('residenti: %s') % day(figures.vintage.reference_date)}"


def _source(profile: Profile) -> str:
    figures = profile.figures.get(Dataset.POPULATION)
    if figures is None:
        return ""
    vintage = figures.vintage
    return _("%(publisher)s, popolazione per sesso ed età, %(day)s, %(status)s.") % {
        "publisher": vintage.publisher,
        "day": day(vintage.reference_date),
        "status": vintage.get_status_display(),
    }


def _sections(profile: Profile) -> list[dict[str, Any]]:
    classes = five_year_classes(profile)
    if not classes:
        return []
    people = _section(
        _("Popolazione residente"),
        [_picture(pictures.pyramid(profile), _("Residenti per età e sesso"), 78)],
        texts=[" ".join(ages_told(profile))],
    )
    people["table"] = {
        "columns": [_("Età"), _("Uomini"), _("Donne")],
        "rows": [[name, exactly(men), exactly(women)] for name, men, women in classes],
    }
    ages = _section(
        _("Le tre età della vita"),
        [_picture(pictures.structure(profile), _("Residenti per grandi classi di età"), 66)],
        texts=[told(profile, "D07"), told(profile, "D06")],
    )
    towns = _section(
        str(PARTS[profile.parts].each),
        [
            _picture(pictures.choropleth(profile, "D04"), _("Indice di vecchiaia"), 66),
            _picture(pictures.dots(profile, "D04"), _("A confronto con i territori più ampi"), 88),
        ],
        texts=[told(profile, "D04")],
    )
    return [people, ages, *([towns] if towns["pictures"] else []), *_over_the_years(profile)]


def _over_the_years(profile: Profile) -> list[dict[str, Any]]:
    drawn = []
    for indicator in (BY_CODE["D01"], BY_CODE["D04"]):
        trend = trend_of(profile, indicator)
        if trend and trend.moments:
            svg = pictures.course(profile, trend, indicator)
            drawn.append(_picture(svg, str(indicator.name), 88))
    return [_section(_("Negli anni"), drawn, texts=[])] if drawn else []


def _section(title: str, drawn: Sequence[dict[str, Any]], *, texts: list[str]) -> dict[str, Any]:
    kept = [one for one in drawn if one["svg"]]
    return {"title": title, "pictures": kept, "texts": [text for text in texts if text]}


def _picture(svg: str, caption: str, width: int) -> dict[str, Any]:
    return {"svg": svg, "caption": caption, "alt": pictures.words_of(svg), "width": width}


def _indicator(profile: Profile, indicator: Indicator) -> dict[str, Any]:
    places = [profile.place, *reversed(profile.around)]
    if 1 < len(profile.inside) <= ONE_BY_ONE:
        places += profile.inside
    return {
        "title": f"{indicator.code} · {indicator.name}",
        "meaning": str(indicator.meaning),
        "formula": str(indicator.formula),
        "said": told(profile, indicator.code),
        "note": note_on(profile.value(indicator.code)),
        "table": {
            "columns": [_("Territorio"), _("Valore"), _("Numeratore"), _("Denominatore")],
            "rows": [_row(profile, indicator, place) for place in places],
        },
    }


def _row(profile: Profile, indicator: Indicator, place: Place) -> list[str]:
    value = profile.value(indicator.code, place)
    return [
        label_of(place),
        shown(value, indicator),
        exactly(value.numerator),
        exactly(value.denominator),
    ]


def _sources(profile: Profile) -> list[str]:
    said = [
        f"{figures.vintage.get_dataset_display()}: {day(figures.vintage.reference_date)}, "
        f"{figures.vintage.get_status_display()}. {figures.vintage.attribution}"
        for figures in profile.figures.values()
    ]
    said.append(_("Confini delle mappe: %s, ISTAT.") % day(profile.boundary_date))
    if len(profile.inside) > ONE_BY_ONE:
        said.append(_("I valori dei singoli Comuni sono nel file Excel e in quello CSV."))
    return said + left_out(profile)
