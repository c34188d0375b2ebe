from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date

from django.utils.translation import gettext as _

from raccordo.accounts.models import User
from raccordo.archive.models import StoredFile
from raccordo.archive.operations import store
from raccordo.archive.rules import PARQUET, TEXT, XLSX, ZIP, clean_name
from raccordo.archive.shelves import content_of
from raccordo.foundation.errors import Refused
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.observatory.bundled import Publication
from raccordo.observatory.importing.examining import Examined
from raccordo.observatory.importing.weighing import former_of, publication_told
from raccordo.observatory.models import Arrival, Vintage
from raccordo.observatory.states import ARRIVAL_LIFE, ArrivalState
from raccordo.post import jobs
from raccordo.territory.changes import Changes
from raccordo.territory.listing import Listed
from raccordo.territory.operations import update_official

BROUGHT = frozenset({TEXT, ZIP, XLSX})


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
        if former.file == file and former.status == publication.status:
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


@operation
def receive_file(
    content: bytes,
    *,
    name: str,
    by: Acting,
    on: date,
    day: date | None = None,
    limit: int | None = None,
) -> Arrival:
    """Keep a file that was brought, as it is, until it has been read and somebody confirms."""
    file = store(content, by=by, accept=BROUGHT, limit=limit)
    name = clean_name(name, media_type=file.media_type)
    arrival = Arrival.objects.create(file=file, name=name, day=day, arrived_on=on)
    record(by=by, what="file.arrived", subject=arrival, name=name, sha256=file.sha256)
    return arrival


@operation
def note_reading(arrival: Arrival, *, found: Examined, by: Acting) -> Arrival:
    """Write down what was found in a file: what it would load, or why it cannot be."""
    arrival = Arrival.objects.select_for_update(of=("self",)).get(pk=arrival.pk)
    here = ArrivalState(arrival.state)
    ARRIVAL_LIFE.require(here, found.state)

    arrival.state, arrival.kind, arrival.problem = found.state, found.kind, found.problem
    arrival.told, arrival.table = found.told(), None
    if found.weighed:
        arrival.table = store(found.weighed.table, by=by, accept=frozenset({PARQUET}))
    arrival.save(update_fields=["state", "kind", "problem", "told", "table"])
    record(by=by, what="file.read", subject=arrival, before=here, after=found.state)
    return arrival


@operation
def confirm_figures(arrival: Arrival, *, sha256: str, by: Acting, on: date) -> Vintage:
    """Load exactly the figures that were shown, once; refused if anything has changed since."""
    arrival = Arrival.objects.select_for_update(of=("self",)).get(pk=arrival.pk)
    ARRIVAL_LIFE.require(ArrivalState(arrival.state), ArrivalState.LOADED)
    if arrival.table is None or sha256 != arrival.file.sha256:
        raise Refused(_("La conferma non è del file mostrato: riaprire la pagina del file."))
    publication = publication_told(arrival.told)
    former = former_of(publication.dataset, publication.reference_date)
    if (str(former.key) if former else "") != arrival.told["former"]:
        raise Refused(
            _("Dopo la lettura del file i dati in uso sono cambiati: caricarlo di nuovo.")
        )
    vintage = load_vintage(
        publication,
        table=content_of(arrival.table.sha256),
        source=arrival.file,
        source_name=arrival.name,
        by=by,
        on=on,
    )
    arrival.state = ArrivalState.LOADED
    arrival.save(update_fields=["state"])
    record(by=by, what="file.confirmed", subject=arrival, sha256=sha256, vintage=vintage.key)
    return vintage


@operation
def discard_file(arrival: Arrival, *, by: Acting) -> Arrival:
    """Leave a file aside: nothing of it enters."""
    arrival = Arrival.objects.select_for_update(of=("self",)).get(pk=arrival.pk)
    ARRIVAL_LIFE.require(ArrivalState(arrival.state), ArrivalState.DISCARDED)

    arrival.state = ArrivalState.DISCARDED
    arrival.save(update_fields=["state"])
    record(by=by, what="file.discarded", subject=arrival)
    return arrival


@operation
def leave_to_worker(arrival: Arrival, *, user: User, by: Acting, on: date) -> Arrival:
    """Have a large file read in the background: its page tells how far it is."""
    arrival.job = jobs.ask(
        kind="observatory.read",
        title=_("Lettura di «%s»") % arrival.name,
        facts={"arrival": str(arrival.key), "on": on.isoformat()},
        by=by,
        user=user,
    )
    arrival.save(update_fields=["job"])
    record(by=by, what="file.queued", subject=arrival)
    return arrival


@operation
def confirm_list(
    arrival: Arrival,
    *,
    listed: Sequence[Listed],
    sha256: str,
    became: Mapping[str, str],
    split_from: Mapping[str, str],
    by: Acting,
    on: date,
) -> Changes:
    """Bring the register to the list that was shown, once, with what the list does not tell."""
    arrival = Arrival.objects.select_for_update(of=("self",)).get(pk=arrival.pk)
    ARRIVAL_LIFE.require(ArrivalState(arrival.state), ArrivalState.LOADED)
    if sha256 != arrival.file.sha256:
        raise Refused(_("La conferma non è del file mostrato: riaprire la pagina del file."))
    changes = update_official(
        listed,
        since=date.fromisoformat(arrival.told["since"]),
        digest=arrival.told["digest"],
        became=became,
        split_from=split_from,
        by=by,
        on=on,
    )
    arrival.state = ArrivalState.LOADED
    arrival.save(update_fields=["state"])
    record(by=by, what="file.confirmed", subject=arrival, sha256=sha256)
    return changes
