"""Who may enter the demo, all invented; what each is, and for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from raccordo.access.operations import Place, give_mandate
from raccordo.access.rights import Role
from raccordo.accounts.models import User
from raccordo.accounts.operations import open_account
from raccordo.acts.models import Act
from raccordo.foundation.searching import searchable
from raccordo.keeper.demo.telling import DEMO, START
from raccordo.parties.models import Organisation, Representative
from raccordo.parties.operations import tie_account
from raccordo.territory.models import Area

PASSWORD = "Frentania-328-2000"


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
    Person(
        "provincia@demo.example", "Silvio", "Grilli", ((Role.PROVINCE, "provincia-ascoli-piceno"),)
    ),
    Person("regione@demo.example", "Teresa", "Del Conte", ((Role.REGION, "regione-abruzzo"),)),
    Person("rpd@demo.example", "Ivo", "Marinelli", ((Role.DPO, "ambito-11"),)),
    Person("amministratore@demo.example", "Sara", "Colantonio", ((Role.ADMINISTRATOR, "italia"),)),
)


def let_in(person: Person, act: Act, association: Organisation) -> User:
    """The account of a person of the demo, with her mandates."""
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
    in_office = Representative.objects.filter(search=searchable(str(user))).first()
    if in_office:
        tie_account(in_office, user=user, by=DEMO)
    return user


def is_there() -> bool:
    """Whether the demo has already been told."""
    return User.objects.filter(email=PEOPLE[0].email).exists()


def accounts() -> Sequence[tuple[str, str]]:
    """Who may sign in to the demo, and what each is."""
    return [
        (person.email, ", ".join(str(role.label) for role, _where in person.roles))
        for person in PEOPLE
    ]
