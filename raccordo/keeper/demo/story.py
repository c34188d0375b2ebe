from __future__ import annotations

from datetime import UTC, date, datetime, time

from raccordo.access.operations import NewOrgan, register_act
from raccordo.acts.models import Act
from raccordo.acts.states import ActKind, OrganKind
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.keeper.demo.papers import tell_acts
from raccordo.keeper.demo.people import PEOPLE, let_in
from raccordo.keeper.demo.telling import DEMO, INVENTED, START, acting_for
from raccordo.parties.models import Organisation
from raccordo.parties.operations import add_organisation
from raccordo.parties.states import OrganisationKind
from raccordo.post.operations import give_notice, write_message
from raccordo.post.states import Channel
from raccordo.territory.models import Area
from raccordo.territory.states import AreaKind


@operation
def tell_demo(*, by: Acting, on: date) -> None:
    """Write the whole story of the demo, or nothing of it."""
    ambito, zone = (Area.objects.get(slug=slug) for slug in ("ambito-11", "ambito-11-zona-2"))
    association = _bodies()
    appointed = _appointments(ambito, on=on)
    users = [let_in(person, appointed, association) for person in PEOPLE]
    tell_acts(ambito, zone, on=on)
    at = datetime.combine(on, time(5), UTC)
    give_notice(
        users[0],
        once="demo:welcome",
        text="Benvenuta: c'è una deliberazione da firmare e una bozza da completare.",
        link="/atti/",
        by=by,
        at=at,
    )
    write_message(
        once="demo:convocation",
        channel=Channel.PROTOCOL,
        recipients=["protocollo@demo.example"],
        subject="Convocazione della Conferenza dei Sindaci",
        body="Si convoca la Conferenza dei Sindaci dell'Ambito. Ordine del giorno in allegato.",
        by=acting_for(ambito),
        at=at,
    )
    record(by=by, what="demo.told", subject=ambito)


def _bodies() -> Organisation:
    lanciano = Area.objects.get(kind=AreaKind.MUNICIPALITY, slug="lanciano")
    add_organisation(
        kind=OrganisationKind.PUBLIC, name="Comune di Lanciano", area=lanciano, by=DEMO
    )
    return add_organisation(
        kind=OrganisationKind.THIRD_SECTOR, name="Associazione La Rete (demo)", by=DEMO
    )


def _appointments(ambito: Area, *, on: date) -> Act:
    mayor = NewOrgan(OrganKind.MAYOR, "Sindaco di Lanciano", "del Sindaco di Lanciano")
    return register_act(
        place=ambito,
        organ=mayor,
        kind=ActKind.DECREE,
        number="3",
        made_on=START,
        subject="Incarichi nell'Ufficio di Piano e negli organismi dell'Ambito",
        enforceable=START,
        source=INVENTED,
        by=DEMO,
        on=on,
    )
