"""Small worlds for tests. Each function makes one valid thing; name only what the test is about."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from django.utils.timezone import localdate

from raccordo.access.models import Link, Mandate
from raccordo.access.operations import file_act
from raccordo.access.queries import acting_through
from raccordo.access.rights import FOR_A_BODY, Role
from raccordo.accounts.models import User
from raccordo.acts.models import Act, Organ
from raccordo.acts.rules import ISSUES
from raccordo.acts.states import ActKind, ActStage, OrganKind
from raccordo.foundation.searching import searchable
from raccordo.governance.models import (
    AgendaItem,
    Answer,
    Body,
    DataRequest,
    Duty,
    Regulation,
    Seat,
    Seating,
    Sitting,
)
from raccordo.governance.rules.questions import Kind, Question, as_data
from raccordo.governance.rules.rulebook import ASSIGNED, HEADS, VOTERS, Rulebook, Share
from raccordo.governance.rules.rulebook import as_data as rules_as_data
from raccordo.governance.states import BodySort, RequestState
from raccordo.journal.acting import Acting
from raccordo.parties.models import Holding, Office, Organisation, Representative
from raccordo.parties.states import OfficeKind, OrganisationKind
from raccordo.post.models import Message
from raccordo.post.states import Channel
from raccordo.territory.models import Area, Denomination, Membership, Slug
from raccordo.territory.states import AreaKind

numbers = count(1)
LONG_AGO = date(2020, 1, 1)
TODAY = date(2025, 3, 3)
NOW = datetime(2025, 3, 3, 9, 30, tzinfo=UTC)
SOMEBODY = Acting.system("test")


def make_user(**fields: Any) -> User:
    usual = {"email": f"persona{next(numbers)}@example.it", "given_name": "Ada"}
    user = User(**usual | {"family_name": "Esposito"} | fields)
    user.search = searchable(f"{user} {user.email}")
    user.save()
    return user


def make_organ(**fields: Any) -> Organ:
    name = fields.pop("name", f"Responsabile del servizio {next(numbers)}")
    usual = {"kind": OrganKind.OFFICER, "genitive": f"del {name}", "search": searchable(name)}
    made = usual | fields
    return Organ.objects.create(name=name, **{"issues": sorted(ISSUES[made["kind"]])} | made)


def make_act(**fields: Any) -> Act:
    """An act made elsewhere, in force since before every test."""
    if "organ" not in fields:
        fields["organ"] = make_organ()
    usual = {"kind": ActKind.DETERMINATION, "number": str(next(numbers)), "date": LONG_AGO}
    usual |= {"subject": "Oggetto", "stage": ActStage.PUBLISHED, "enforceable_from": LONG_AGO}
    act = Act(**usual | fields)
    act.search = searchable(f"{act} {act.subject}")
    act.save()
    return act


def make_area(**fields: Any) -> Area:
    number = next(numbers)
    usual = {"kind": AreaKind.ZONE, "name": f"Zona {number}", "slug": f"zona-{number}"}
    made = usual | {"since": LONG_AGO} | fields
    name = made["name"]
    keys = {"search": searchable(name), "sort_key": searchable(name)}
    area = Area.objects.create(**keys | made)
    Slug.objects.create(slug=area.slug, area=area)
    Denomination.objects.create(
        area=area, name=name, istat_code=area.istat_code, since=area.since, until=area.until
    )
    return area


def make_town(**fields: Any) -> Area:
    number = next(numbers)
    usual = {"kind": AreaKind.MUNICIPALITY, "name": f"Borgo {number}", "sigla": "CH"}
    return make_area(**usual | {"istat_code": f"9{number:05}"} | fields)


def make_part(whole: Area, *, since: date = LONG_AGO, until: date | None = None) -> Area:
    """An area that is inside another."""
    part = make_town()
    put_inside(part, whole, since=since, until=until)
    return part


def put_inside(
    part: Area, whole: Area, *, since: date = LONG_AGO, until: date | None = None
) -> Membership:
    return Membership.objects.create(
        part=part, whole=whole, whole_kind=whole.kind, since=since, until=until
    )


def make_organisation(**fields: Any) -> Organisation:
    name = fields.pop("name", f"Associazione {next(numbers)}")
    usual = {"kind": OrganisationKind.THIRD_SECTOR, "search": searchable(name)}
    return Organisation.objects.create(name=name, **usual | fields)


def make_mandate(**fields: Any) -> Mandate:
    """Somebody holds a role for an area, or a body, since before every test."""
    usual: dict[str, Any] = {"role": Role.PLAN_OFFICER, "since": LONG_AGO}
    role = fields.get("role", Role.PLAN_OFFICER)
    if "organisation" not in fields and "area" not in fields:
        place = ("organisation", make_organisation) if role in FOR_A_BODY else ("area", make_area)
        fields[place[0]] = place[1]()
    for name, make in {"holder": make_user, "act": make_act}.items():
        usual[name] = fields.pop(name, None) or make()
    return Mandate.objects.create(**usual | fields)


def make_acting(**fields: Any) -> Acting:
    return acting_through(make_mandate(**fields))


def make_filed_act(place: Area | Organisation, **fields: Any) -> Act:
    """An act that is read in the register of a place."""
    act = make_act(**fields)
    file_act(act, place=place, by=SOMEBODY)
    return act


def make_message(**fields: Any) -> Message:
    usual = {"once": f"message:{next(numbers)}", "chain": "house", "channel": Channel.EMAIL}
    usual |= {"recipients": ["sindaca@example.it"], "subject": "Convocazione", "body": "Testo."}
    return Message.objects.create(**usual | {"written_at": NOW, "not_before": NOW} | fields)


def make_representative(**fields: Any) -> Representative:
    usual = {"given_name": "Ada", "family_name": f"Esposito {next(numbers)}"}
    person = Representative(**usual | fields)
    person.search = searchable(str(person))
    person.save()
    return person


def make_office(**fields: Any) -> Office:
    usual: dict[str, Any] = {"kind": OfficeKind.MAYOR, "title": f"Carica {next(numbers)}"}
    usual["organisation"] = fields.pop("organisation", None) or make_organisation()
    return Office.objects.create(**usual | fields)


def make_holding(**fields: Any) -> Holding:
    """Somebody holds an office since before every test."""
    usual: dict[str, Any] = {"since": LONG_AGO}
    usual["office"] = fields.pop("office", None) or make_office()
    usual["holder"] = fields.pop("holder", None) or make_representative()
    return Holding.objects.create(**usual | fields)


def make_body(**fields: Any) -> Body:
    """A body that decides, since before every test."""
    name = fields.pop("name", f"Conferenza {next(numbers)}")
    usual: dict[str, Any] = {"sort": BodySort.DECIDES, "since": LONG_AGO}
    usual |= {"slug": f"conferenza-{next(numbers)}", "search": searchable(name)}
    usual["area"] = fields.pop("area", None) or make_area()
    if fields.get("sort", BodySort.DECIDES) == BodySort.DECIDES and "organ" not in fields:
        usual["organ"] = make_organ(kind=OrganKind.CONFERENCE)
    return Body.objects.create(name=name, **usual | fields)


def make_seat(**fields: Any) -> Seat:
    """A seat that follows an office; vacant until somebody holds it."""
    usual: dict[str, Any] = {"title": f"Componente {next(numbers)}", "since": LONG_AGO}
    usual["body"] = fields.pop("body", None) or make_body()
    if not {"office", "organisation", "category"} & set(fields):
        usual["office"] = make_office()
    return Seat.objects.create(**usual | fields)


def make_seating(**fields: Any) -> Seating:
    usual: dict[str, Any] = {"since": LONG_AGO}
    usual["seat"] = fields.pop("seat", None) or make_seat(organisation=make_organisation())
    usual["person"] = fields.pop("person", None) or make_representative()
    return Seating.objects.create(**usual | fields)


def make_regulation(**fields: Any) -> Regulation:
    """A body decides by the majority of heads, half of them there; no notice is wanted."""
    rules = Rulebook(
        first_call=(Share(HEADS, ASSIGNED),),
        majority=(Share(HEADS, VOTERS),),
        cites={"first_call": "art. 6", "majority": "art. 7"},
    )
    usual: dict[str, Any] = {"since": LONG_AGO, "source": "Regolamento della Conferenza"}
    usual["content"] = rules_as_data(fields.pop("rules", rules))
    usual["body"] = fields.pop("body", None) or make_body()
    return Regulation.objects.create(**usual | fields)


def make_sitting(**fields: Any) -> Sitting:
    """A sitting in preparation, a week after today."""
    usual: dict[str, Any] = {"first_call": NOW + timedelta(days=7), "place": "Sala consiliare"}
    usual["body"] = fields.pop("body", None) or make_body()
    made = usual | fields
    made.setdefault("held_on", localdate(made["first_call"]))
    return Sitting.objects.create(**made)


def make_item(**fields: Any) -> AgendaItem:
    number = next(numbers)
    usual: dict[str, Any] = {"position": number, "title": f"Punto {number}"}
    usual["sitting"] = fields.pop("sitting", None) or make_sitting()
    return AgendaItem.objects.create(**usual | fields)


QUESTIONS = (
    Question("total", "Spesa totale", Kind.EUROS),
    Question("children", "Minori", Kind.EUROS, part_of="total"),
    Question("elderly", "Anziani", Kind.EUROS, part_of="total"),
    Question("workers", "Assistenti sociali", Kind.DECIMAL, unit="ETP", required=False),
)


def make_request(**fields: Any) -> DataRequest:
    """A request of spending that has left, to be answered within a fortnight."""
    usual: dict[str, Any] = {"title": "Spesa sociale", "year": 2024, "subject": "spending"}
    usual |= {"due_on": TODAY + timedelta(days=14), "state": RequestState.OPEN, "sent_on": TODAY}
    usual["area"] = fields.pop("area", None) or make_area()
    usual["questions"] = as_data(fields.pop("questions", QUESTIONS))
    return DataRequest.objects.create(**usual | fields)


def make_hall(town: Area | None = None, **fields: Any) -> Organisation:
    """A municipality, as the body that it is."""
    town = town or make_town()
    usual = {"kind": OrganisationKind.PUBLIC, "name": f"Comune di {town.name}", "area": town}
    return make_organisation(**usual | {"email": f"{town.slug}@example.it"} | fields)


def make_answer(**fields: Any) -> Answer:
    """One that was asked and has not answered."""
    usual: dict[str, Any] = {}
    usual["request"] = fields.pop("request", None) or make_request()
    usual["organisation"] = fields.pop("organisation", None) or make_hall()
    return Answer.objects.create(**usual | fields)


def make_link(**fields: Any) -> Link:
    usual: dict[str, Any] = {"since": LONG_AGO, "sent_to": "protocollo@example.it"}
    usual["organisation"] = fields.pop("organisation", None) or make_hall()
    usual["area"] = fields.pop("area", None) or make_area()
    return Link.objects.create(**usual | fields)


def make_duty(**fields: Any) -> Duty:
    """Something to be done within a fortnight."""
    usual: dict[str, Any] = {"title": f"Adempimento {next(numbers)}"}
    usual |= {"due_on": TODAY + timedelta(days=14)}
    usual["area"] = fields.pop("area", None) or make_area()
    return Duty.objects.create(**usual | fields)
