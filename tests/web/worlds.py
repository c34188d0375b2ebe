"""A small world with an own area, one inside it, a sister and a stranger; and what is in each."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from raccordo.access.models import Mandate
from raccordo.access.rights import FOR_A_BODY, Role
from raccordo.accounts.models import User
from raccordo.acts.models import Act, ActFile
from raccordo.acts.states import ActStage, FilePurpose
from raccordo.archive.models import StoredFile
from raccordo.archive.operations import store
from raccordo.documents.sheets import write_xlsx
from raccordo.finance.operations.accounting import commit
from raccordo.finance.operations.forms import add_form
from raccordo.finance.states import FormSort
from raccordo.governance.models import Absence, Feed, Minutes, MinutesPart, Remark
from raccordo.governance.operations.asking import close_request, publish_collected
from raccordo.governance.operations.preparing import attach_paper
from raccordo.governance.operations.voting import open_ballot
from raccordo.governance.states import DutyState, MinutesState
from raccordo.observatory.models import Arrival
from raccordo.participation.models import Subscription
from raccordo.participation.states import Outcome, Stance
from raccordo.parties.models import Organisation
from raccordo.parties.states import OrganisationKind
from raccordo.planning.models import Action
from raccordo.post.models import Job, Receipt
from raccordo.post.states import ReceiptKind
from raccordo.territory.models import Area, Delegation
from raccordo.territory.states import Function
from raccordo.web.desk.duties.feeds import token_of
from tests.funds import make_allocation, make_determination, make_fund, make_line, make_told
from tests.make import (
    LONG_AGO,
    NOW,
    SOMEBODY,
    TODAY,
    make_act,
    make_agreement,
    make_aim,
    make_answer,
    make_area,
    make_attendance,
    make_backing,
    make_batch,
    make_body,
    make_candidacy,
    make_card_change,
    make_conference,
    make_consultation,
    make_contribution,
    make_designation,
    make_duty,
    make_duty_rule,
    make_evidence,
    make_filed_act,
    make_finding,
    make_hall,
    make_held_sitting,
    make_holding,
    make_intake,
    make_item,
    make_mandate,
    make_message,
    make_need,
    make_occasion,
    make_office,
    make_open,
    make_organisation,
    make_part,
    make_problem,
    make_proxy,
    make_request,
    make_seat,
    make_seating,
    make_sitting,
    make_stake,
    make_statement,
    make_study,
    make_study_file,
    make_swot_item,
    make_text_model,
    make_town,
    make_user,
    put_inside,
)
from tests.observatory.worlds import make_population
from tests.plans import (
    make_action,
    make_contract,
    make_objective,
    make_plan,
    make_procedure,
    make_section,
)

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
    objects |= make_body_of(place, mandate.holder, stored)
    objects |= make_corner_of_bodies(place)
    objects |= make_requests(place, stored)
    if isinstance(place, Area):
        objects |= make_held(place)
        objects |= make_time(place, mandate.holder, stored)
        objects["delegation"] = Delegation.objects.create(
            area=place, function=Function.MONEY, to_name="Comune", since=LONG_AGO
        )
        objects |= make_papers(place)
        objects |= make_voices(place, stored)
        objects["batch"] = make_batch(area=place, user=mandate.holder)
        objects |= make_needs(place, stored)
        objects |= make_planning(place, stored)
    return Corner(place, town, objects)


def make_planning(area: Area, stored: StoredFile) -> dict[str, Any]:
    """A plan of this area, with one of everything in it."""
    plan = make_plan(area=area)
    section, objective = make_section(plan=plan), make_objective(plan=plan)
    action = make_action(plan=plan)
    contract = make_contract(procedure=make_procedure(action=action))
    remark = section.remarks.create(text="Manca", made_on=LONG_AGO)
    attached = plan.acts.create(act=make_filed_act(area), sort="approved")
    stage = action.stages.create(title="Gara", position=1, since=LONG_AGO, until=NOW.date())
    file = action.files.create(file=stored, name="a.pdf", title="A", dated=LONG_AGO)
    origin = action.origins.create(contribution=make_contribution(area=area), since=LONG_AGO)
    objects: dict[str, Any] = {"plan": plan, "section": section, "objective": objective}
    objects |= {"action": action, "procedure": contract.procedure, "contract": contract}
    objects |= {"made": remark, "attached": attached, "stage": stage, "action_file": file}
    return objects | {"origin": origin} | make_money(action)


def make_money(action: Action) -> dict[str, Any]:
    """A year of a fund that pays this action: some of it committed, some owed by a town."""
    area = action.plan.area
    allocation = make_allocation("500.00", fund=make_fund(sort="towns", matrix="fnps"), area=area)
    line = make_line("100.00", action=action, allocation=allocation)
    told = make_told("10.00", act=make_determination())
    movement = commit(allocation, told, action=action, year=line.year, by=SOMEBODY, on=TODAY)
    quota = allocation.quotas.create(town=make_town(), amount=Decimal("5.00"))
    content = write_xlsx("Scheda", ["Titolo", ""], [["Azione", ""]])
    facts = {"sort": FormSort.ACTION, "title": "Scheda", "content": content, "name": "s.xlsx"}
    blank = add_form(area, **facts, by=SOMEBODY, on=TODAY)
    made = {"allocation": allocation, "movement": movement, "quota": quota}
    return made | {"blank": blank}


def make_body_of(place: Area | Organisation, user: User, stored: StoredFile) -> dict[str, Any]:
    """The body of a place, somebody in office there, and who sits for her."""
    body = place
    if isinstance(place, Area):
        body = make_organisation(kind=OrganisationKind.PUBLIC, area=place)
    holding = make_holding(office=make_office(organisation=body))
    objects = {"organisation": body, "office": holding.office, "holding": holding}
    objects |= {"proxy": make_proxy(holding=holding), "representative": holding.holder}
    objects |= {
        "stake": make_stake(organisation=body),
        "change": make_card_change(organisation=body),
    }
    objects["agreement"] = make_agreement(organisation=body)
    return objects | {"intake": make_intake(user=user, file=stored)}


def make_corner_of_bodies(place: Area | Organisation) -> dict[str, Any]:
    """A body of this area, or one in which this organisation has a seat; a call to its category.

    What a referent opens of a designation is that of her own category, wherever it is called.
    """
    area = place if isinstance(place, Area) else make_area()
    body = make_body(area=area, slug=area.slug)
    owner = make_organisation() if isinstance(place, Area) else place
    seat = make_seat(body=body, organisation=owner)
    seating = make_seating(seat=seat)
    kind = OrganisationKind.UNION if isinstance(place, Area) else place.kind
    designation = make_designation(seat=make_seat(body=body, category=kind))
    candidacy = make_candidacy(designation=designation, organisation=owner)
    objects = {"body": body, "seat": seat, "seating": seating}
    return objects | {"designation": designation, "candidacy": candidacy}


def make_papers(place: Area) -> dict[str, Any]:
    """A sitting that was held there, its minutes as each page wants them, a model text."""
    body = make_body(area=place)
    sitting = make_held_sitting(body=body)
    other = make_held_sitting(body=body, regulation=sitting.regulation, number=4)
    came = make_attendance(sitting=sitting)
    item = make_item(sitting=sitting)
    minutes = Minutes.objects.create(sitting=sitting)
    public = Minutes.objects.create(sitting=other, state=MinutesState.PUBLISHED)
    part = MinutesPart.objects.create(minutes=minutes, position=0, title="Apertura")
    remark = Remark.objects.create(minutes=minutes, attendance=came, text="No", made_on=LONG_AGO)
    objects = {"held": sitting, "held_item": item, "minutes": minutes, "public": public}
    text_model = make_text_model(area=place, body=body)
    return objects | {"part": part, "remark": remark, "text_model": text_model}


def make_held(area: Area) -> dict[str, Any]:
    """A sitting of a body of this area, that goes on, and one in preparation."""
    body = make_conference(1, area=area)
    sitting = make_open(body, towns=1)
    item = sitting.items.get()
    paper = attach_paper(
        sitting, content=b"nota", name="nota.txt", title="", by=SOMEBODY, on=LONG_AGO
    )
    ballot = open_ballot(item, question="", secret=False, by=SOMEBODY, at=sitting.first_call)
    coming = make_sitting(body=body)
    coming_item = make_item(sitting=coming)
    return {
        "sitting": sitting,
        "item": item,
        "paper": paper,
        "ballot": ballot,
        "attendance": sitting.attendances.get(),
        "coming": coming,
        "coming_item": coming_item,
    }


def make_time(area: Area, holder: User, stored: StoredFile) -> dict[str, Any]:
    """What is due in an area, to do and done and passed; who is away; a calendar."""
    passing = uuid4()
    make_duty(area=area, passing=passing)
    absence = Absence.objects.create(user=holder, substitute=make_user(), since=LONG_AGO)
    feed = Feed.objects.create(user=holder, since=LONG_AGO)
    return {
        "duty": make_duty(area=area),
        "done": make_duty(area=area, state=DutyState.DONE, file=stored, file_name="a.pdf"),
        "passing": SimpleNamespace(key=passing),
        "absence": absence,
        "calendar": SimpleNamespace(key=token_of(feed)),
        "rule": make_duty_rule(when={"sort": "after", "event": "x", "count": 10}),
    }


def make_needs(area: Area, stored: StoredFile) -> dict[str, Any]:
    """A need with its evidence, a study with what it found, a problem with a cause, a weakness."""
    need, study = make_need(area=area), make_study(area=area)
    return {
        "need": need,
        "evidence": make_evidence(need=need),
        "study": study,
        "finding": make_finding(study=study),
        "study_file": make_study_file(study=study, file=stored),
        "problem": (problem := make_problem(area=area)),
        "statement": make_statement(problem=problem),
        "swot_item": make_swot_item(area=area),
    }


def make_requests(place: Area | Organisation, stored: StoredFile) -> dict[str, Any]:
    """What an area asks of the body that it is, or what is asked of a body; and one closed."""
    area, body = (place, make_hall(place)) if isinstance(place, Area) else (make_area(), place)
    asked = make_request(area=area)
    answer = make_answer(request=asked, organisation=body, file=stored)
    collected = close_request(make_request(area=area, year=2020), by=SOMEBODY, on=LONG_AGO)
    publish_collected(collected, by=SOMEBODY, on=LONG_AGO)
    objects = {"request": asked, "answer": answer, "closed": collected.request}
    objects["collected"] = collected
    return objects | {"resolution": make_resolution(body, stored)}


def make_voices(area: Area, stored: StoredFile) -> dict[str, Any]:
    """A consultation with its phase, its objective and what a body says of it; an occasion; a
    proposal with a file and an answer to be handed over.
    """
    consultation = make_consultation(area=area)
    aim, one = (
        make_aim(consultation=consultation),
        make_contribution(area=area, consultation=consultation),
    )
    stance = Subscription.objects.create(
        aim=aim, organisation=make_organisation(), stance=Stance.SUBSCRIBES, since=LONG_AGO
    )
    reply = one.replies.create(outcome=Outcome.ACCEPTED, text="x", answered_on=LONG_AGO)
    return {
        "consultation": consultation,
        "phase": consultation.phases.get(),
        "aim": aim,
        "stance": stance,
        "occasion": make_occasion(area=area),
        "proposal": one,
        "backing": make_backing(need=make_need(area=area)),
        "proposal_file": one.files.create(file=stored, name="a.pdf"),
        "telling": reply.tellings.create(contribution=one),
    }


def make_resolution(body: Organisation, stored: StoredFile) -> Act:
    """What was decided in a sitting where somebody of a body presided, ready to be signed."""
    act = make_act(stage=ActStage.TO_SIGN)
    text = {"purpose": FilePurpose.TEXT, "file": stored, "name": "a.pdf", "added_on": LONG_AGO}
    ActFile.objects.create(act=act, **text)
    sitting = make_held_sitting()
    seat = make_seat(body=sitting.body, office=make_office(organisation=body))
    make_attendance(sitting=sitting, seat=seat, presides=True)
    make_item(sitting=sitting, resolution=act)
    return act


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
    there = dict(zip(("own", "sister", "other"), towns, strict=True))
    for name, corner in corners.items():
        corner.objects |= {"town": there.get(name, inside), "place": corner.place}
    return make_mandate(role=role, **fields), corners
