"""A small world with an own area, one inside it, a sister and a stranger; and what is in each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from raccordo.access.models import Mandate
from raccordo.access.rights import FOR_A_BODY, Role
from raccordo.acts.states import ActStage, FilePurpose
from raccordo.archive.models import StoredFile
from raccordo.archive.operations import store
from raccordo.governance.operations.asking import close_request
from raccordo.observatory.models import Arrival
from raccordo.parties.models import Organisation
from raccordo.post.models import Job, Receipt
from raccordo.post.states import ReceiptKind
from raccordo.territory.models import Area, Delegation
from raccordo.territory.states import Function
from tests.make import (
    LONG_AGO,
    NOW,
    SOMEBODY,
    make_answer,
    make_area,
    make_filed_act,
    make_hall,
    make_mandate,
    make_message,
    make_organisation,
    make_part,
    make_request,
    make_town,
    make_user,
    put_inside,
)
from tests.observatory.worlds import make_population

RELATIONS = {"o": "own", "i": "inside", "s": "sister", "x": "other"}


@dataclass
class Corner:
    """A place and the objects that belong to it, by the word their address uses."""

    place: Area | Organisation
    town: Area  # one of its municipalities, or any
    objects: dict[str, Any]


def make_corner(place: Area | Organisation, town: Area) -> Corner:
    """One of everything that has a page, in this place."""
    act = make_filed_act(place)
    draft = make_filed_act(place, stage=ActStage.DRAFT, made_here=True, number="", date=None)
    stored = store(b"%PDF-1.4 " + str(place.key).encode(), by=SOMEBODY)
    file = act.files.create(file=stored, purpose=FilePurpose.ANNEX, name="a.pdf", added_on=LONG_AGO)
    kind = "area" if isinstance(place, Area) else "organisation"
    message = make_message(chain=f"{kind}:{place.key}")
    message.attachments.create(file=stored, name="a.pdf")
    receipt = Receipt.objects.create(
        message=message, kind=ReceiptKind.ACCEPTED, on=LONG_AGO, file=stored, name="r.eml"
    )
    role = Role.MAYOR if isinstance(place, Area) else Role.THIRD_SECTOR
    mandate = make_mandate(holder=make_user(), role=role, **{kind: place})
    job = Job.objects.create(kind="x", title="x", user=mandate.holder, asked_at=NOW, result=stored)
    objects = {"act": act, "draft": draft, "file": file, "message": message, "receipt": receipt}
    objects |= {"stored": stored}
    arrival = Arrival.objects.create(file=stored, name="posas.csv", arrived_on=LONG_AGO)
    objects["arrival"] = arrival  # statistics are of the whole house, not of a corner
    objects |= {"mandate": mandate, "person": mandate.holder, "job": job}
    objects |= make_requests(place, stored)
    if isinstance(place, Area):
        objects["delegation"] = Delegation.objects.create(
            area=place, function=Function.MONEY, to_name="Comune", since=LONG_AGO
        )
    return Corner(place, town, objects)


def make_requests(place: Area | Organisation, stored: StoredFile) -> dict[str, Any]:
    """What an area asks of the body that it is, or what is asked of a body; and one closed."""
    area, body = (place, make_hall(place)) if isinstance(place, Area) else (make_area(), place)
    asked = make_request(area=area)
    answer = make_answer(request=asked, organisation=body, file=stored)
    closed = close_request(make_request(area=area, year=2020), by=SOMEBODY, on=LONG_AGO)
    return {"request": asked, "answer": answer, "closed": closed, "dataset": closed.dataset}


def make_world(role: Role) -> tuple[Mandate, dict[str, Corner]]:
    """A mandate for a role, and a corner for each relation to the place it is for."""
    ambito = make_area(kind="ambito")
    own, sister = make_area(), make_area()
    inside, other = make_town(), make_area()
    for zone in (own, sister):
        put_inside(zone, ambito)
    put_inside(inside, own)
    mine: Area | Organisation = make_organisation() if role in FOR_A_BODY else own
    fields = {"organisation": mine} if role in FOR_A_BODY else {"area": mine}
    towns = [inside, *(make_part(zone) for zone in (sister, other))]
    make_population({town.istat_code: {30: (1, 1)} for town in towns})
    places = {"own": mine, "inside": inside, "sister": sister, "other": other}
    corners = {name: make_corner(place, inside) for name, place in places.items()}
    return make_mandate(role=role, **fields), corners
