"""Small worlds for tests. Each function makes one valid thing; name only what the test is about."""

from __future__ import annotations

from collections.abc import Mapping
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
    Attendance,
    Ballot,
    Body,
    Candidacy,
    DataRequest,
    Designation,
    Duty,
    DutyRule,
    Regulation,
    Seat,
    Seating,
    Sitting,
    TextModel,
    Vote,
)
from raccordo.governance.operations.attending import Presence, open_sitting, record_attendance
from raccordo.governance.operations.convening import convene_sitting
from raccordo.governance.rules.questions import Kind, Question, as_data
from raccordo.governance.rules.rulebook import ASSIGNED, HEADS, VOTERS, Rulebook, Share
from raccordo.governance.rules.rulebook import as_data as rules_as_data
from raccordo.governance.states import (
    AttendanceHow,
    BallotPurpose,
    BallotState,
    BodySort,
    DutyBearer,
    ItemOutcome,
    RequestState,
    SittingState,
    TextUse,
)
from raccordo.journal.acting import Acting
from raccordo.needs.models import (
    Evidence,
    Finding,
    Need,
    Problem,
    Statement,
    Study,
    StudyFile,
    SwotItem,
)
from raccordo.needs.queries.needs import GROUPS, KINDS
from raccordo.needs.states import EvidenceSort, StatementSort, SwotSide
from raccordo.participation.models import (
    Aim,
    Author,
    Backing,
    Batch,
    Consultation,
    Contribution,
    Occasion,
    Phase,
    Subscription,
)
from raccordo.participation.states import (
    AuthorKind,
    ConsultationState,
    OccasionSort,
    Stance,
    VoiceChannel,
    VoiceSort,
    VoiceState,
)
from raccordo.parties.models import (
    Agreement,
    CardChange,
    Holding,
    Intake,
    Office,
    Organisation,
    Proxy,
    Representative,
    Stake,
)
from raccordo.parties.states import IntakeForm, OfficeKind, OrganisationKind, StakeRole
from raccordo.post.models import Message
from raccordo.post.states import Channel
from raccordo.territory.models import Area, Denomination, Membership, Slug
from raccordo.territory.states import AreaKind
from raccordo.vocabularies.models import Catalogue, Term

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
    # Five digits in a list of names are an ISTAT code.
    usual = {"kind": AreaKind.ZONE, "name": f"Zona {number % 10_000}", "slug": f"zona-{number}"}
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
    usual = {"kind": AreaKind.MUNICIPALITY, "name": f"Borgo {number % 10_000:04}", "sigla": "CH"}
    return make_area(**usual | {"istat_code": f"9{number % 100_000:05}"} | fields)


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


def make_theme(label: str = "") -> Term:
    """A target group, for whom bodies work."""
    return make_term("target-groups", **{"label": label} if label else {})


def make_stake(**fields: Any) -> Stake:
    usual: dict[str, Any] = {"role": StakeRole.OFFERS, "since": LONG_AGO}
    for name, make in {"organisation": make_organisation, "area": make_area}.items():
        usual[name] = fields.pop(name, None) or make()
    return Stake.objects.create(**usual | fields)


def make_agreement(**fields: Any) -> Agreement:
    usual: dict[str, Any] = {"sort": "convention", "title": "Trasporto sociale", "since": LONG_AGO}
    for name, make in {"organisation": make_organisation, "area": make_area}.items():
        usual[name] = fields.pop(name, None) or make()
    return Agreement.objects.create(**usual | fields)


def make_card_change(**fields: Any) -> CardChange:
    """A body asks to be reached at another number."""
    organisation = fields.pop("organisation", None) or make_organisation()
    usual = {"facts": {"phone": [organisation.phone, "0872 000 000"]}, "proposed_on": TODAY}
    return CardChange.objects.create(organisation=organisation, **usual | fields)


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


def make_mayors_office() -> Office:
    """The mayor's, of a municipality, vacant."""
    body = make_organisation(kind=OrganisationKind.PUBLIC, area=make_town())
    return make_office(organisation=body, kind=OfficeKind.MAYOR)


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
    usual["sitting"] = sitting = fields.pop("sitting", None) or make_sitting()
    told = usual | fields
    item = AgendaItem.objects.create(search=searchable(told["title"]), **told)
    if sitting.convened_on:  # the convocation told of it
        item.told = item.as_it_is
        item.save()
    return item


def make_conference(towns: int, *, rules: Rulebook | None = None, **fields: Any) -> Body:
    """A body of so many mayors, each in office, with an address; it decides by heads."""
    body = make_body(**fields)
    make_regulation(body=body, **({"rules": rules} if rules else {}))
    for number in range(1, towns + 1):
        town = make_organisation(
            name=f"Comune {number} {body.slug}", pec=f"pec{number}@comune.example"
        )
        office = make_office(organisation=town, title=f"Carica di sindaco {number}")
        person = make_representative(
            family_name=f"Sindaco {number}", email=f"sindaco{number}@comune.example"
        )
        make_holding(office=office, holder=person)
        make_seat(
            body=body,
            office=office,
            title=f"Sindaco di Comune {number}",
            position=number,
            presides=number == 1,
        )
    return body


def make_convened(body: Body | None = None, *, towns: int = 8, **fields: Any) -> Sitting:
    """A sitting in a week, with one item, to which its components were called elsewhere."""
    sitting = make_sitting(body=body or make_conference(towns), **fields)
    make_item(sitting=sitting)
    return convene_sitting(
        sitting, channel=None, by=SOMEBODY, on=min(TODAY, sitting.held_on), at=NOW
    )


def make_open(body: Body | None = None, *, towns: int = 8, there: int | None = None) -> Sitting:
    """A sitting that goes on, with so many of its components there."""
    sitting = make_convened(body, towns=towns)
    attend(sitting, towns if there is None else there)
    first = sitting.attendances.first()
    return open_sitting(
        sitting, call=1, at=sitting.first_call, secretary="Ada", chair=first, by=SOMEBODY
    )


def attend(sitting: Sitting, there: int) -> None:
    """The first so many components are there, the others are not."""
    entries = [
        Presence(one, AttendanceHow.PRESENT if number < there else AttendanceHow.ABSENT)
        for number, one in enumerate(sitting.attendances.all())
    ]
    record_attendance(sitting, entries=entries, by=SOMEBODY)


def make_proxy(**fields: Any) -> Proxy:
    """Who holds an office lets another sit in her place, since before every test."""
    usual: dict[str, Any] = {"since": LONG_AGO}
    usual["holding"] = fields.pop("holding", None) or make_holding()
    usual["delegate"] = fields.pop("delegate", None) or make_representative()
    return Proxy.objects.create(**usual | fields)


def make_mayor(town: Area, **fields: Any) -> Holding:
    """Somebody is the mayor of a municipality since before every test."""
    body = make_organisation(kind=OrganisationKind.PUBLIC, name=f"Comune di {town}", area=town)
    return make_holding(office=make_office(organisation=body, title="Sindaco"), **fields)


def make_intake(**fields: Any) -> Intake:
    """A list of bodies that waits to be confirmed, with one row."""
    rows = [{"row": 2, "cells": {"denominazione": "Auser", "tipo": "Ente del Terzo settore"}}]
    usual: dict[str, Any] = {"name": "enti.csv", "form": IntakeForm.OWN, "rows": rows}
    usual["user"] = fields.pop("user", None) or make_user()
    return Intake.objects.create(**usual | {"arrived_on": TODAY} | fields)


def make_designation(**fields: Any) -> Designation:
    """The third sector is called to say who sits for it, from today for thirty days."""
    usual: dict[str, Any] = {"called_on": TODAY, "candidacies_until": TODAY + timedelta(days=15)}
    usual["choice_until"] = TODAY + timedelta(days=30)
    seat = fields.pop("seat", None) or make_seat(category=OrganisationKind.THIRD_SECTOR)
    return Designation.objects.create(seat=seat, **usual | fields)


def make_candidacy(**fields: Any) -> Candidacy:
    usual: dict[str, Any] = {"presented_on": TODAY}
    usual["designation"] = fields.pop("designation", None) or make_designation()
    usual["organisation"] = fields.pop("organisation", None) or make_organisation()
    usual["person"] = fields.pop("person", None) or make_representative()
    return Candidacy.objects.create(**usual | fields)


def make_attendance(**fields: Any) -> Attendance:
    """A seat that came to a sitting, in the person who was called."""
    number = next(numbers)
    sitting = fields.pop("sitting", None) or make_sitting()
    usual: dict[str, Any] = {"title": f"Sindaco di Borgo {number}", "position": number}
    usual |= {"how": AttendanceHow.PRESENT, "name": f"Ada Esposito {number}"}
    usual["seat"] = fields.pop("seat", None) or make_seat(body=sitting.body)
    made = usual | fields
    made.setdefault("summoned", made["name"])
    return Attendance.objects.create(sitting=sitting, **made)


def make_held_sitting(**fields: Any) -> Sitting:
    """A sitting of today that was held, under rules that take votes; nobody came yet."""
    body = fields.pop("body", None) or make_body()
    regulation = fields.pop("regulation", None) or make_regulation(body=body)
    first = fields.pop("first_call", NOW)
    usual: dict[str, Any] = {"first_call": first, "state": SittingState.CLOSED, "number": 3}
    usual |= {"regulation": regulation, "rulebook": regulation.content, "call": 1}
    usual |= {"opened_at": first, "closed_at": first + timedelta(hours=2)}
    usual |= {"convened_on": LONG_AGO}
    usual |= {"chair": "Elena Verratti", "secretary": "Carla Sabatini"}
    return make_sitting(body=body, **usual | fields)


def make_ballot(choices: Mapping[str, int], **fields: Any) -> Ballot:
    """A closed vote on an item: so many said each thing; who said it comes to the sitting."""
    item = fields.pop("item", None) or make_item(sitting=make_held_sitting())
    usual: dict[str, Any] = {"number": item.ballots.count() + 1, "question": item.title}
    usual["state"] = BallotState.CLOSED
    carried = choices.get("for", 0) > choices.get("against", 0)
    usual |= {"opened_at": NOW, "closed_at": NOW, "valid": True, "carried": carried}
    ballot = Ballot.objects.create(item=item, **usual | fields)
    for choice, heads in choices.items():
        for _one in range(heads):
            came = make_attendance(sitting=item.sitting)
            if not ballot.secret:
                Vote.objects.create(
                    ballot=ballot, attendance=came, choice=choice, name=came.name, cast_at=NOW
                )
    counts = {choice: {"heads": heads, "population": 0} for choice, heads in choices.items()}
    ballot.tally = {"counts": counts, "chair": ""}
    ballot.save()
    if ballot.valid and ballot.purpose == BallotPurpose.PROPOSAL:
        item.outcome = ItemOutcome.CARRIED if ballot.carried else ItemOutcome.NOT_CARRIED
        item.save(update_fields=["outcome"])
    return ballot


def make_text_model(**fields: Any) -> TextModel:
    usual = {"use": TextUse.RESOLUTION, "name": f"Modello {next(numbers)}", "since": LONG_AGO}
    return TextModel.objects.create(
        **usual | {"text": "Oggetto: [oggetto]\n\n[votazione]"} | fields
    )


def make_duty_rule(**fields: Any) -> DutyRule:
    """Something due each year by the end of February, by a source that was read."""
    number = next(numbers)
    usual: dict[str, Any] = {"code": f"regola-{number}", "version": "1", "since": LONG_AGO}
    usual |= {"title": f"Regola {number}", "owed_by": DutyBearer.AMBITO, "source": "L. 1/2000"}
    usual |= {"when": {"sort": "yearly", "month": 2, "day": 28}, "verified": True}
    return DutyRule.objects.create(**usual | fields)


def make_duty(**fields: Any) -> Duty:
    """Something to do by a month from today, that nobody has been given."""
    usual: dict[str, Any] = {"title": f"Scadenza {next(numbers)}"}
    usual["due_on"] = TODAY + timedelta(days=30)
    usual["area"] = fields.pop("area", None) or make_area()
    made = usual | fields
    return Duty.objects.create(search=searchable(made["title"]), **made)


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


def make_term(vocabulary: str, code: str = "", **fields: Any) -> Term:
    """A word of a vocabulary, whose only version holds since before every test."""
    usual = {"version": "1", "name": vocabulary, "source": "Prova", "since": LONG_AGO}
    catalogue, _ = Catalogue.objects.get_or_create(code=vocabulary, defaults=usual)
    number = next(numbers)
    code = code or f"voce-{number}"
    made = {"label": f"Voce {number}", "position": number} | fields
    return Term.objects.get_or_create(catalogue=catalogue, code=code, defaults=made)[0]


def make_need(**fields: Any) -> Need:
    """A need that was found, of everybody and everywhere in its area."""
    towns = fields.pop("towns", ())
    usual: dict[str, Any] = {"title": f"Bisogno {next(numbers)}", "found_on": LONG_AGO}
    usual["number"] = next(numbers)
    usual["area"] = fields.pop("area", None) or make_area()
    usual["group"] = fields.pop("group", None) or make_term(GROUPS, "gruppo")
    usual["kind"] = fields.pop("kind", None) or make_term(KINDS, "tipo")
    made = usual | fields
    need = Need.objects.create(search=searchable(made["title"]), **made)
    need.towns.set(towns)
    return need


def make_study(**fields: Any) -> Study:
    usual: dict[str, Any] = {"title": f"Studio {next(numbers)}", "question": "Quanti?"}
    usual |= {"author": "Ufficio di Piano", "done_on": LONG_AGO}
    usual["area"] = fields.pop("area", None) or make_area()
    made = usual | fields
    return Study.objects.create(search=searchable(made["title"]), **made)


def make_finding(**fields: Any) -> Finding:
    usual: dict[str, Any] = {"text": f"Risultato {next(numbers)}", "position": 0}
    usual["study"] = fields.pop("study", None) or make_study()
    return Finding.objects.create(**usual | fields)


def make_study_file(**fields: Any) -> StudyFile:
    usual: dict[str, Any] = {"name": "a.pdf", "title": "Allegato", "added_on": LONG_AGO}
    usual["study"] = fields.pop("study", None) or make_study()
    return StudyFile.objects.create(**usual | fields)


def make_problem(**fields: Any) -> Problem:
    usual: dict[str, Any] = {"title": f"Problema {next(numbers)}"}
    usual["area"] = fields.pop("area", None) or make_area()
    usual["group"] = fields.pop("group", None) or make_term(GROUPS, "gruppo")
    made = usual | fields
    return Problem.objects.create(search=searchable(made["title"]), **made)


def make_statement(**fields: Any) -> Statement:
    usual: dict[str, Any] = {"text": f"Causa {next(numbers)}", "sort": StatementSort.CAUSE}
    usual |= {"position": next(numbers)}
    usual["problem"] = fields.pop("problem", None) or make_problem()
    return Statement.objects.create(**usual | fields)


def make_swot_item(**fields: Any) -> SwotItem:
    usual: dict[str, Any] = {"text": f"Punto {next(numbers)}", "side": SwotSide.WEAKNESS}
    usual["area"] = fields.pop("area", None) or make_area()
    made = usual | fields
    return SwotItem.objects.create(search=searchable(made["text"]), **made)


def make_evidence(**fields: Any) -> Evidence:
    """A note that something stands on: a need, when nothing else is told."""
    usual: dict[str, Any] = {"sort": EvidenceSort.NOTE, "text": "Lo dicono le famiglie"}
    usual |= {"source": "Incontro", "added_on": LONG_AGO}
    if not {"need", "statement", "swot_item"} & set(fields):
        usual["need"] = make_need()
    return Evidence.objects.create(**usual | fields)


def make_consultation(**fields: Any) -> Consultation:
    """A consultation that receives proposals since before every test."""
    number = next(numbers)
    usual: dict[str, Any] = {"title": f"Consultazione {number}", "slug": f"consultazione-{number}"}
    usual |= {"state": ConsultationState.PUBLISHED, "published_on": LONG_AGO}
    usual["area"] = fields.pop("area", None) or make_area()
    phase = fields.pop("phase", {"since": LONG_AGO})
    made = usual | fields
    consultation = Consultation.objects.create(search=searchable(made["title"]), **made)
    if phase:
        make_phase(consultation=consultation, **phase)
    return consultation


def make_phase(**fields: Any) -> Phase:
    """A stretch in which proposals are received, since before every test."""
    usual: dict[str, Any] = {"title": "Raccolta delle proposte", "receives": True, "position": 1}
    consultation = fields.pop("consultation", None) or make_consultation(phase=None)
    return Phase.objects.create(consultation=consultation, **usual | {"since": LONG_AGO} | fields)


def make_aim(**fields: Any) -> Aim:
    usual: dict[str, Any] = {"title": f"Obiettivo {next(numbers)}", "position": 1}
    usual["consultation"] = fields.pop("consultation", None) or make_consultation()
    return Aim.objects.create(**usual | fields)


def make_occasion(**fields: Any) -> Occasion:
    """A table that met today."""
    usual: dict[str, Any] = {"sort": OccasionSort.TABLE, "title": f"Tavolo {next(numbers)}"}
    usual["area"] = fields.pop("area", None) or make_area()
    return Occasion.objects.create(**usual | {"held_at": NOW} | fields)


def make_contribution(**fields: Any) -> Contribution:
    """A proposal received today on paper, to be looked at, of a citizen not named in public."""
    usual: dict[str, Any] = {"sort": VoiceSort.PROPOSAL, "channel": VoiceChannel.PAPER}
    usual |= {"title": "Trasporto", "text": "Serve un trasporto per le visite."}
    usual |= {"author_kind": AuthorKind.CITIZEN, "written_at": NOW, "state": VoiceState.RECEIVED}
    usual["area"] = fields.pop("area", None) or make_area()
    made = usual | fields
    if made["state"] != VoiceState.UNCONFIRMED:
        given = {"year": TODAY.year, "number": next(numbers), "received_at": NOW}
        made = given | {"answer_due_on": TODAY + timedelta(days=30)} | made
    if made["state"] == VoiceState.WITHDRAWN:
        made.setdefault("withdrawn_on", TODAY)
    made.setdefault("search", searchable(f"{made['title']} {made['text']}"))
    return Contribution.objects.create(**made)


def make_author(**fields: Any) -> Author:
    usual: dict[str, Any] = {"given_name": "Ada", "family_name": f"Esposito {next(numbers)}"}
    usual["contribution"] = fields.pop("contribution", None) or make_contribution()
    author = Author(**usual | fields)
    author.search = searchable(f"{author} {author.email}")
    author.save()
    return author


def make_backing(**fields: Any) -> Backing:
    """A need stands on a proposal that was admitted in its area."""
    need = fields.pop("need", None) or make_need()
    admitted = {"state": VoiceState.ADMITTED, "area": need.area}
    one = fields.pop("contribution", None) or make_contribution(**admitted)
    return Backing.objects.create(need=need, contribution=one, **{"since": LONG_AGO} | fields)


def make_subscription(**fields: Any) -> Subscription:
    """A body shares an objective."""
    usual: dict[str, Any] = {"stance": Stance.SUBSCRIBES, "since": LONG_AGO}
    for name, make in {"aim": make_aim, "organisation": make_organisation}.items():
        usual[name] = fields.pop(name, None) or make()
    return Subscription.objects.create(**usual | fields)


def make_batch(**fields: Any) -> Batch:
    """A questionnaire that waits to be confirmed, with one row."""
    usual: dict[str, Any] = {"name": "risposte.csv", "columns": ["testo"], "arrived_on": TODAY}
    usual |= {"mapping": {"text": "testo"}}
    usual["rows"] = [{"row": 2, "cells": {"testo": "Più corse nei giorni di mercato."}}]
    usual["user"] = fields.pop("user", None) or make_user()
    usual["area"] = fields.pop("area", None) or make_area()
    return Batch.objects.create(**usual | fields)
