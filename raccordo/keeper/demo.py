"""The demo: the real territory of Ambito 11 Frentano, with invented persons and acts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from raccordo.access.operations import NewOrgan, Place, begin_act, give_mandate, register_act
from raccordo.access.rights import Role
from raccordo.accounts.models import User
from raccordo.accounts.operations import open_account
from raccordo.acts.models import Act, Organ
from raccordo.acts.operations import add_opinion, change_standing, fix_text
from raccordo.acts.paper import paper_of
from raccordo.acts.states import ActKind, ActState, OpinionKind, OrganKind
from raccordo.governance.operations.duties import add_activity
from raccordo.governance.operations.ruling import adopt_rules
from raccordo.governance.queries.duties import rules_for
from raccordo.governance.rules.deadlines import AFTER
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.parties.models import Organisation
from raccordo.parties.operations import add_organisation
from raccordo.parties.states import OrganisationKind
from raccordo.post.operations import give_notice, write_message
from raccordo.post.states import Channel
from raccordo.territory.models import Area
from raccordo.territory.states import AreaKind

DEMO = Acting.system("demo")
PASSWORD = "Frentania-328-2000"
INVENTED = "Atto inventato per la dimostrazione"
START = date(2026, 1, 7)


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person, and what she is for whom."""

    email: str
    given_name: str
    family_name: str
    roles: tuple[tuple[Role, str], ...]


PEOPLE = (
    Person(
        "ufficio@demo.example",
        "Marta",
        "Di Fabrizio",
        ((Role.PLAN_OFFICER, "ambito-11-zona-2"), (Role.PLAN_DIRECTOR, "ambito-11")),
    ),
    Person("sindaca@demo.example", "Elena", "Verratti", ((Role.MAYOR, "fossacesia"),)),
    Person("ragioneria@demo.example", "Paolo", "Iezzi", ((Role.ACCOUNTANT, "ambito-11"),)),
    Person("segreteria@demo.example", "Carla", "Sabatini", ((Role.SECRETARY, "ambito-11"),)),
    Person("sociale@demo.example", "Noemi", "D'Alonzo", ((Role.SOCIAL_WORKER, "ambito-11"),)),
    Person("associazione@demo.example", "Luca", "Cieri", ((Role.THIRD_SECTOR, "associazione"),)),
    Person("coordinatrice@demo.example", "Rosa", "Capriotti", ((Role.COORDINATOR, "ats-21"),)),
    Person("rpd@demo.example", "Ivo", "Marinelli", ((Role.DPO, "ambito-11"),)),
    Person("amministratore@demo.example", "Sara", "Colantonio", ((Role.ADMINISTRATOR, "italia"),)),
)


def is_there() -> bool:
    """Whether the demo has already been told."""
    return User.objects.filter(email=PEOPLE[0].email).exists()


@operation
def tell_demo(*, by: Acting, on: date) -> None:
    """Write the whole story of the demo, or nothing of it."""
    ambito, zone = (Area.objects.get(slug=slug) for slug in ("ambito-11", "ambito-11-zona-2"))
    association = _bodies(ambito)
    appointed = _appointments(ambito, on=on)
    users = [_person(person, appointed, association, on=on) for person in PEOPLE]
    _acts(ambito, zone, on=on)
    _time(ambito, users, on=on)
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
        by=_acting_for(ambito),
        at=at,
    )
    record(by=by, what="demo.told", subject=ambito)


def _bodies(ambito: Area) -> Organisation:
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


def _person(person: Person, act: Act, association: Organisation, *, on: date) -> User:
    user = open_account(
        email=person.email,
        given_name=person.given_name,
        family_name=person.family_name,
        password=PASSWORD,
        by=DEMO,
    )
    for role, where in person.roles:
        place: Place = association if where == "associazione" else Area.objects.get(slug=where)
        rests_on = None if role == Role.ADMINISTRATOR else act
        give_mandate(user, place=place, role=role, act=rests_on, since=START, by=DEMO)
    return user


def _acts(ambito: Area, zone: Area, *, on: date) -> None:
    rules = _rules_of_the_conference(ambito, on=on)
    subject = "Presa d'atto del profilo sociale dell'Ambito"
    text = "La Conferenza dei Sindaci\n\nVista la legge 8 novembre 2000, n. 328;\n\n"
    text += "Sentita la relazione dell'Ufficio di Piano;\n\nprende atto del profilo sociale."
    profile = _draft(ambito, rules.organ, ActKind.RESOLUTION, subject, text)
    pdf = paper_of(profile, number="2", made_on=on)
    fix_text(profile, number="2", made_on=on, pdf=pdf, by=_acting_for(ambito), on=on)
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


def _time(ambito: Area, users: Sequence[User], *, on: date) -> None:
    """What the law wants this year, and what the office has given itself."""
    named = {user.email.partition("@")[0]: user for user in users}
    office, social = named["ufficio"], named["sociale"]
    for_acting = _acting_for(ambito)
    codes = [rule.code for rule in rules_for(ambito, on=on) if rule.when["sort"] != AFTER]
    since = on - timedelta(days=40)
    for year in (on.year, on.year + 1):
        adopt_rules(ambito, codes=codes, year=year, since=since, owner=office, by=for_acting, on=on)
    for title, days, owner in (
        ("Preparare la nota tecnica per la prossima seduta", 9, office),
        ("Sopralluogo al centro diurno di Treglio", 2, social),
        ("Aggiornare l'elenco delle associazioni", 45, None),
    ):
        due_on = on + timedelta(days=days)
        add_activity(area=ambito, title=title, due_on=due_on, owner=owner, by=for_acting, on=on)


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


def _acting_for(area: Area) -> Acting:
    return Acting(user=None, role="system:demo", mandate=None, area=area.key)


def accounts() -> Sequence[tuple[str, str]]:
    """Who may sign in to the demo, and what each is."""
    return [
        (person.email, ", ".join(str(role.label) for role, _where in person.roles))
        for person in PEOPLE
    ]
