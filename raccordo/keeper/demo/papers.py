"""The acts of the demo, invented: entered, written here, annulled."""

from __future__ import annotations

from datetime import date, timedelta

from raccordo.access.operations import NewOrgan, Place, begin_act, register_act
from raccordo.acts.models import Act, Organ
from raccordo.acts.operations import add_opinion, change_standing
from raccordo.acts.states import ActKind, ActState, OpinionKind, OrganKind
from raccordo.keeper.demo.telling import DEMO, INVENTED, START
from raccordo.territory.models import Area


def tell_acts(ambito: Area, zone: Area, *, on: date) -> Act:
    """What is entered, to be completed, annulled; gives the rules of the Conference."""
    rules = _rules_of_the_conference(ambito, on=on)
    name = "Responsabile del Servizio sociale di Lanciano"
    officer = NewOrgan(OrganKind.OFFICER, name, f"del {name}")
    subject = "Impegno di spesa per il trasporto sociale nella zona 2"
    text = "Il Responsabile del Servizio\n\ndetermina di impegnare la spesa."
    spending = _draft(zone, officer, ActKind.DETERMINATION, subject, text)
    add_opinion(
        spending,
        kind=OpinionKind.TECHNICAL,
        favourable=True,
        given_by="Servizio sociale di Lanciano",
        by=DEMO,
        on=on,
    )
    _annulled(ambito, spending.organ, on=on)
    return rules


def _rules_of_the_conference(ambito: Area, *, on: date) -> Act:
    name = "Conferenza dei Sindaci dell'Ambito 11 Frentano"
    return register_act(
        place=ambito,
        organ=NewOrgan(OrganKind.CONFERENCE, name, f"della {name}"),
        kind=ActKind.RESOLUTION,
        number="1",
        made_on=START,
        subject="Regolamento della Conferenza dei Sindaci",
        published_from=START,
        published_until=START + timedelta(days=15),
        protocol_number="0000112",
        protocol_date=START,
        source=INVENTED,
        by=DEMO,
        on=on,
    )


def _draft(place: Place, organ: Organ | NewOrgan, kind: ActKind, subject: str, text: str) -> Act:
    spends = kind == ActKind.DETERMINATION
    return begin_act(
        place=place, organ=organ, kind=kind, subject=subject, text=text, spends=spends, by=DEMO
    )


def _annulled(ambito: Area, organ: Organ, *, on: date) -> None:
    act = register_act(
        place=ambito,
        organ=organ,
        kind=ActKind.DETERMINATION,
        number="41",
        made_on=START + timedelta(days=30),
        subject="Affidamento del servizio di assistenza domiciliare",
        enforceable=START + timedelta(days=30),
        source=INVENTED,
        by=DEMO,
        on=on,
    )
    reason = "Errore nei termini dell'avviso: annullata in autotutela"
    since = START + timedelta(days=41)
    change_standing(act, to=ActState.ANNULLED, since=since, reason=reason, by=DEMO, on=on)
