from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.vocabularies.models import Catalogue, Term


@dataclass(frozen=True, slots=True)
class TermFact:
    """A term as its file tells it."""

    code: str
    label: str
    parent: str = ""
    source: str = ""


@operation
def load_catalogue(
    *,
    code: str,
    version: str,
    name: str,
    source: str,
    since: date,
    terms: list[TermFact],
    by: Acting,
) -> Catalogue:
    """Load a version of a catalogue; the one before is closed the day this begins, not changed."""
    if Catalogue.objects.filter(code=code, version=version).exists():
        raise Refused(_("La versione %(v)s di «%(name)s» c'è già.") % {"v": version, "name": name})
    before = Catalogue.objects.filter(code=code, until=None).first()
    if before:
        before.until = max(since, before.since + timedelta(days=1))
        before.save(update_fields=["until"])
    catalogue = Catalogue.objects.create(
        code=code, version=version, name=name, source=source, since=since
    )
    made: dict[str, Term] = {}
    for position, fact in enumerate(terms, start=1):
        if fact.parent and fact.parent not in made:
            raise Refused(
                _("La voce %(code)s sta sotto %(parent)s, che non c'è.")
                % {"code": fact.code, "parent": fact.parent}
            )
        made[fact.code] = Term.objects.create(
            catalogue=catalogue,
            code=fact.code,
            label=fact.label,
            parent=made.get(fact.parent),
            source=fact.source,
            position=position,
        )
    record(by=by, what="catalogue.loaded", subject=catalogue, code=code, terms=len(made))
    return catalogue
