from __future__ import annotations

from dataclasses import asdict
from datetime import date

from raccordo.archive.models import StoredFile
from raccordo.archive.operations import store
from raccordo.archive.rules import PARQUET
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.observatory.bundled import Publication
from raccordo.observatory.models import Vintage


@operation
def load_vintage(
    publication: Publication,
    *,
    table: bytes,
    by: Acting,
    on: date,
    source: StoredFile | None = None,
    source_name: str = "",
) -> Vintage:
    """Put a table of figures on the shelf, in use from now on; the one it replaces is kept."""
    file = store(table, by=by, accept=frozenset({PARQUET}))
    same = Vintage.objects.select_for_update(of=("self",)).filter(
        dataset=publication.dataset, reference_date=publication.reference_date, current=True
    )
    for former in same:
        if former.file == file:
            return former
        former.current = False
        former.save(update_fields=["current"])
    facts = asdict(publication) | {"missing": list(publication.missing)}
    vintage = Vintage.objects.create(
        file=file, source=source, source_name=source_name, loaded_on=on, **facts
    )
    record(
        by=by,
        what="vintage.loaded",
        subject=vintage,
        dataset=publication.dataset,
        reference_date=publication.reference_date,
        sha256=file.sha256,
    )
    return vintage
