from __future__ import annotations

from datetime import date

from raccordo.access.operations import NewOrgan, register_act
from raccordo.acts.models import Act
from raccordo.acts.states import ActKind, OrganKind
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.keeper.demo.bodies import end_conference_of_the_zone, tell_bodies
from raccordo.keeper.demo.duties import tell_duties
from raccordo.keeper.demo.needs import tell_needs
from raccordo.keeper.demo.network import tell_network
from raccordo.keeper.demo.papers import tell_acts
from raccordo.keeper.demo.parties import tell_parties
from raccordo.keeper.demo.people import PEOPLE, let_in
from raccordo.keeper.demo.plans import tell_plan
from raccordo.keeper.demo.requests import tell_requests
from raccordo.keeper.demo.sittings import (
    tell_conference,
    tell_coordination,
    tell_sitting_of_2019,
)
from raccordo.keeper.demo.telling import DEMO, INVENTED, START, acting_for, moment
from raccordo.keeper.demo.voices import tell_becoming, tell_voices
from raccordo.post.operations import give_notice, write_message
from raccordo.post.states import Channel
from raccordo.territory.models import Area


@operation
def tell_demo(*, by: Acting, on: date) -> None:
    """Write the whole story of the demo, or nothing of it."""
    ambito, zone = (Area.objects.get(slug=slug) for slug in ("ambito-11", "ambito-11-zona-2"))
    known = tell_parties(ambito, on=on)
    tell_network(ambito, known, on=on)
    association = known["Associazione La Rete (demo)"]
    appointed = _appointments(ambito, on=on)
    rules = tell_acts(ambito, zone, on=on)
    tell_bodies(ambito, zone, rules, known, on=on)
    tell_sitting_of_2019(zone)
    end_conference_of_the_zone(zone)
    tell_conference(ambito, on=on)
    tell_coordination(on=on)
    users = [let_in(person, appointed, association) for person in PEOPLE]
    tell_duties(ambito, users, on=on)
    tell_requests(ambito, on=on)
    tell_voices(ambito, known, on=on)
    tell_needs(ambito, on=on)
    tell_becoming(ambito, on=on)
    tell_plan(ambito, known, on=on)
    at = moment(on)
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
