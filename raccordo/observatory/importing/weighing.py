"""A table beside what is already there: what it replaces, what it leaves out, whether it may."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from raccordo.archive.shelves import place_of
from raccordo.foundation.errors import Refused
from raccordo.foundation.reasons import Reason
from raccordo.foundation.wording import day
from raccordo.observatory import counting
from raccordo.observatory.bundled import Publication
from raccordo.observatory.importing.reading import Known, Read
from raccordo.observatory.importing.tables import table_of, table_over
from raccordo.observatory.models import Vintage
from raccordo.observatory.rules import Past, told_by
from raccordo.observatory.states import TRUST, Dataset, Status
from raccordo.territory.models import Area
from raccordo.territory.queries import ancestry, living, town_codes
from raccordo.territory.states import AreaKind

WHOLE = 99  # percent of the municipalities: what lacks more is not a table of all Italy
ISTAT = ("ISTAT", "CC BY 4.0")
MEF = ("Ministero dell'economia e delle finanze, Dipartimento delle finanze", "CC BY 3.0 IT")
PUBLISHED: Mapping[str, tuple[str, str, str]] = {
    Dataset.POPULATION: (*ISTAT, "Popolazione residente per sesso, età e stato civile (POSAS)"),
    Dataset.SURFACES: (*ISTAT, "Superfici dei Comuni"),
    Dataset.INCOMES: (*MEF, "Redditi e principali variabili IRPEF su base comunale"),
}
VERSION = "1"


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a table would become if it were confirmed, and instead of what."""

    publication: Publication
    table: bytes
    former: Vintage | None
    merged: bool
    added: int  # municipalities that the file itself has
    largest: tuple[str, ...]
    notes: tuple[Reason, ...]

    @property
    def changes_nothing(self) -> bool:
        """Whether the figures in use are already these."""
        return self.former is not None and (
            self.former.file.sha256 == sha256(self.table).hexdigest()
            and self.former.status == self.publication.status
        )

    def told(self) -> dict[str, Any]:
        """What is kept until somebody confirms."""
        publication = asdict(self.publication) | {"missing": list(self.publication.missing)}
        publication["reference_date"] = self.publication.reference_date.isoformat()
        return {
            "publication": publication,
            "former": str(self.former.key) if self.former else "",
            "merged": self.merged,
            "added": self.added,
            "largest": list(self.largest),
            "notes": [{"code": note.code, "facts": dict(note.facts)} for note in self.notes],
        }


def publication_told(told: Mapping[str, Any]) -> Publication:
    """The publication that was shown, as it was kept."""
    facts = dict(told["publication"])
    facts["reference_date"] = date.fromisoformat(facts["reference_date"])
    return Publication(**facts | {"missing": tuple(facts["missing"])})


def known_on(on: date) -> Known:
    """The municipalities of the register, by every code each has had."""
    return Known({code: area for area, codes in town_codes().items() for code in codes}, on)


def former_of(dataset: str, reference_date: date) -> Vintage | None:
    """The figures in use of a dataset on a day."""
    found = Vintage.objects.filter(dataset=dataset, reference_date=reference_date, current=True)
    return found.select_related("file", "source").first()


def weigh(read: Read) -> Weighed:
    """Whole tables replace; partial ones are added to those of the same day, or refused."""
    former = former_of(read.dataset, read.reference_date)
    _require_as_good(read, former)
    pasts = _pasts(read.reference_date)
    missing = _missing(read.codes, pasts, read.reference_date)
    alive = len(_alive(read.reference_date))
    if (alive - len(missing)) * 100 >= WHOLE * alive:
        rows = sum(row.count("\n") + 1 for row in read.rows)
        publication = _publication(read, rows=rows, towns=len(read.codes), missing=missing)
        return _weighed(publication, table_of(read), former, read)
    if former is None:
        raise Refused(_partial(read, alive), field="file")
    return _merged(read, former, pasts)


def _merged(read: Read, former: Vintage, pasts: Mapping[int, Past]) -> Weighed:
    base_place = place_of(former.file.sha256)
    base = counting.codes_in(base_place)
    own = frozenset[str]().union(*(pasts[town].codes for town in read.towns))
    _require_same_land(read, base, pasts)
    table, rows, towns = table_over(base_place, read, without=own)
    codes = (base - own) | read.codes
    missing = _missing(codes, pasts, read.reference_date)
    status = min(read.status, former.status, key=lambda one: TRUST.index(Status(one)))
    publication = Publication(
        dataset=former.dataset,
        reference_date=former.reference_date,
        status=status,
        publisher=former.publisher,
        title=former.title,
        licence=former.licence,
        attribution=former.attribution,
        importer=former.importer,
        rows=rows,
        towns=towns,
        missing=missing,
    )
    return _weighed(publication, table, former, read, merged=True)


def _weighed(
    publication: Publication,
    table: bytes,
    former: Vintage | None,
    read: Read,
    *,
    merged: bool = False,
) -> Weighed:
    return Weighed(
        publication=publication,
        table=table,
        former=former,
        merged=merged,
        added=len(read.codes),
        largest=read.largest,
        notes=read.notes,
    )


def _publication(read: Read, *, rows: int, towns: int, missing: tuple[str, ...]) -> Publication:
    publisher, licence, title = PUBLISHED[read.dataset]
    year = read.reference_date.year
    return Publication(
        dataset=read.dataset,
        reference_date=read.reference_date,
        status=read.status,
        publisher=publisher,
        title=title,
        licence=licence,
        attribution=f"Fonte: {publisher}, {title}, {year}, licenza {licence}. Colonne scelte.",
        importer=f"import {VERSION}",
        rows=rows,
        towns=towns,
        missing=missing,
    )


def _require_as_good(read: Read, former: Vintage | None) -> None:
    """An estimate does not take the place of what is final."""
    if former and TRUST.index(Status(read.status)) < TRUST.index(Status(former.status)):
        raise Refused(
            _(
                "I dati del file, al %(day)s, sono indicati come «%(new)s», e quelli in uso come "
                "«%(old)s»: non li sostituiscono."
            )
            % {
                "new": Status(read.status).label,
                "old": former.get_status_display(),
                "day": day(read.reference_date),
            },
            field="file",
        )


def _require_same_land(read: Read, base: Collection[str], pasts: Mapping[int, Past]) -> None:
    """A municipality must not be counted twice: as itself, and as those it came from."""
    then = read.reference_date
    twice = [
        town
        for town in read.towns
        if not pasts[town].codes & frozenset(base)
        and told_by(town, pasts, base, then=then) is not None
    ]
    if twice:
        names = Area.objects.filter(pk__in=twice).values_list("name", flat=True)
        raise Refused(
            _(
                "I dati in uso hanno ancora, separati, i Comuni da cui vengono: %s. "
                "Caricare il file di tutta Italia."
            )
            % ", ".join(sorted(names)),
            field="file",
        )


def _partial(read: Read, alive: int) -> str:
    towns = len(read.towns)
    return ngettext(
        "Il file ha %(n)s solo Comune su %(alive)s, e al %(day)s non ci sono dati a cui "
        "aggiungerlo: da solo toglierebbe il profilo a tutti gli altri. Caricare prima il file "
        "di tutta Italia.",
        "Il file ha %(n)s Comuni su %(alive)s, e al %(day)s non ci sono dati a cui aggiungerli: "
        "da soli toglierebbero il profilo a tutti gli altri. Caricare prima il file di tutta "
        "Italia.",
        towns,
    ) % {"n": towns, "alive": alive, "day": day(read.reference_date)}


def _pasts(on: date) -> dict[int, Past]:
    before = ancestry(on=on)
    return {town: Past(held, before.get(town, ())) for town, held in town_codes().items()}


def _alive(on: date) -> dict[int, str]:
    towns = living(on).filter(kind=AreaKind.MUNICIPALITY)
    return dict(towns.values_list("pk", "istat_code"))


def _missing(codes: Collection[str], pasts: Mapping[int, Past], on: date) -> tuple[str, ...]:
    """The municipalities of that day of which a table says nothing."""
    told = {code: told_by(town, pasts, codes, then=on) for town, code in _alive(on).items()}
    return tuple(sorted(code for code, by in told.items() if by is None))
