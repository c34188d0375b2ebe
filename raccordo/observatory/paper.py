"""A profile as a chapter of a plan: PDF, with its pictures as drawings and its tables whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from raccordo.documents.pdf import compose
from raccordo.foundation.wording import day
from raccordo.observatory import pictures
from raccordo.observatory.exports import note_on
from raccordo.observatory.figures import Place
from raccordo.observatory.indicators import BY_CODE, INDICATORS, Indicator
from raccordo.observatory.pictures import five_year_classes, label_of, short_of
from raccordo.observatory.queries import Profile
from raccordo.observatory.sentences import headlines, left_out, told
from raccordo.observatory.states import Dataset, Unit
from raccordo.observatory.wording import figure, with_unit

CARDS = ("D01", "D04", "D05", "D11")


def paper_of(profile: Profile, *, made_at: datetime) -> bytes:
    """The PDF of a profile; the same figures made at the same moment give the same bytes."""
    data = {
        "title": _("Profilo sociale: %s") % profile.place.name,
        "subtitle": _subtitle(profile),
        "language": get_language() or "it",
        "footer": _("Dati al %s") % day(profile.on),
        "source": _source(profile),
        "headlines": headlines(profile),
        "cards": [_card(profile, code) for code in CARDS],
        "sections": _sections(profile),
        "indicators": [_indicator(profile, i) for i in INDICATORS if _given(profile, i)],
        "sources": _sources(profile),
        "words": {
            "figure": _("Figura"),
            "summary": _("In sintesi"),
            "indicators": _("Gli indicatori, Comune per Comune"),
            "sources": _("Date e fonti"),
        },
    }
    return compose("profile", data, made_at=made_at)


def _given(profile: Profile, indicator: Indicator) -> bool:
    places = (profile.place, *profile.around, *profile.inside)
    return any(profile.value(indicator.code, place).amount is not None for place in places)


def _subtitle(profile: Profile) -> str:
    towns = [place.name for place in profile.inside]
    listed = ", ".join(towns) if len(towns) <= 30 else _("%s Comuni") % len(towns)
    return _("%(towns)s. Comuni compresi al %(day)s.") % {"towns": listed, "day": day(profile.on)}


def _source(profile: Profile) -> str:
    figures = profile.figures.get(Dataset.POPULATION)
    if figures is None:
        return ""
    vintage = figures.vintage
    return _("%(publisher)s, popolazione per sesso ed età al %(day)s, %(status)s.") % {
        "publisher": vintage.publisher,
        "day": day(vintage.reference_date),
        "status": vintage.get_status_display(),
    }


def _card(profile: Profile, code: str) -> dict[str, str]:
    indicator, value = BY_CODE[code], profile.value(code)
    beside = [
        f"{short_of(place)} {figure(amount, indicator.unit)}"
        for place in reversed(profile.around)
        if indicator.unit != Unit.PERSONS
        and (amount := profile.value(code, place).amount) is not None
    ]
    said = "n.d." if value.amount is None else figure(value.amount, indicator.unit)
    return {"name": str(indicator.name), "value": said, "beside": " · ".join(beside)}


def _sections(profile: Profile) -> list[dict[str, Any]]:
    classes = five_year_classes(profile)
    if not classes:
        return []
    people = _section(
        _("Popolazione residente"),
        [_picture(pictures.pyramid(profile), _("Residenti per età e sesso"), 78)],
        texts=[],
    )
    people["table"] = {
        "columns": [_("Età"), _("Uomini"), _("Donne")],
        "rows": [[name, _whole(men), _whole(women)] for name, men, women in classes],
    }
    ages = _section(
        _("Le tre età della vita"),
        [_picture(pictures.structure(profile), _("Residenti per grandi classi di età"), 92)],
        texts=[told(profile, "D07"), told(profile, "D06")],
    )
    towns = _section(
        _("L'indice di vecchiaia, Comune per Comune"),
        [
            _picture(pictures.choropleth(profile, "D04"), _("Indice di vecchiaia per Comune"), 66),
            _picture(pictures.dots(profile, "D04"), _("A confronto con i territori più ampi"), 88),
        ],
        texts=[told(profile, "D04")],
    )
    return [people, ages, towns]


def _section(title: str, drawn: Sequence[dict[str, Any]], *, texts: list[str]) -> dict[str, Any]:
    kept = [one for one in drawn if one["svg"]]
    return {"title": title, "pictures": kept, "texts": [text for text in texts if text]}


def _picture(svg: str, caption: str, width: int) -> dict[str, Any]:
    return {"svg": svg, "caption": caption, "alt": pictures.words_of(svg), "width": width}


def _indicator(profile: Profile, indicator: Indicator) -> dict[str, Any]:
    places = [profile.place, *reversed(profile.around), *profile.inside]
    if len(profile.inside) == 1:
        places = [profile.place, *reversed(profile.around)]
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
    shown = "n.d." if value.amount is None else with_unit(value.amount, indicator.unit)
    return [label_of(place), shown, _whole(value.numerator), _whole(value.denominator)]


def _sources(profile: Profile) -> list[str]:
    said = [
        f"{figures.vintage.get_dataset_display()}: {day(figures.vintage.reference_date)}, "
        f"{figures.vintage.get_status_display()}. {figures.vintage.attribution}"
        for figures in profile.figures.values()
    ]
    said.append(_("Confini delle mappe: %s, ISTAT.") % day(profile.boundary_date))
    return said + left_out(profile)


def _whole(people: Decimal | int | None) -> str:
    return "–" if people is None else figure(Decimal(people), Unit.PERSONS)
