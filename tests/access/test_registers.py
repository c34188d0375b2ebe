"""In which register an act is kept, where else it is read, and by whom."""

from datetime import date
from uuid import uuid4

import pytest

from raccordo.access.models import Filing
from raccordo.access.operations import (
    NewOrgan,
    begin_act,
    discard_act,
    file_act,
    register_act,
    register_acts,
)
from raccordo.access.queries import acts_open_to, acts_to_read, files_to_read
from raccordo.access.rights import Right, Role
from raccordo.acts.models import Act, Organ
from raccordo.acts.operations import AttachedFile
from raccordo.acts.states import ActKind, ActStage, ActState, FilePurpose, OrganKind
from raccordo.archive.operations import store
from raccordo.foundation.errors import Refused
from raccordo.journal.models import Entry
from raccordo.journal.recording import name_of
from raccordo.territory.states import AreaKind
from tests.make import (
    LONG_AGO,
    SOMEBODY,
    TODAY,
    make_act,
    make_acting,
    make_area,
    make_filed_act,
    make_organ,
    make_town,
    put_inside,
)

pytestmark = pytest.mark.django_db


def registered(act, place, **facts):
    """Somebody enters, in the register of a place, the particulars of an act that is known."""
    usual = {"organ": act.organ, "kind": ActKind(act.kind), "number": act.number}
    usual |= {"made_on": act.date, "subject": "Come lo chiamo io", "by": SOMEBODY, "on": TODAY}
    return register_act(place=place, **usual | facts)


def with_file(act, purpose=FilePurpose.SIGNED):
    stored = store(f"%PDF-1.4 {act.key} {purpose}".encode(), by=SOMEBODY)
    return act.files.create(file=stored, purpose=purpose, name="a.pdf", added_on=LONG_AGO)


def test_an_act_known_elsewhere_is_filed_as_it_is_and_not_made_again():
    act, place = make_filed_act(make_area(), subject="Convenzione"), make_area()

    assert registered(act, place) == act

    assert Act.objects.get().subject == "Convenzione"
    assert act.filings.filter(area=place).exists()
    assert Entry.objects.filter(what="act.entered").count() == 0


def test_an_act_already_in_this_register_is_not_entered_again():
    place = make_area()

    with pytest.raises(Refused, match="c'è già nel registro"):
        registered(make_filed_act(place), place)


def test_what_another_is_still_preparing_is_not_filed():
    act = make_filed_act(make_area(), stage=ActStage.TO_SIGN, made_here=True)

    with pytest.raises(Refused, match="è in preparazione in un registro") as refused:
        registered(act, make_area())
    assert refused.value.field == "number"
    assert act.filings.count() == 1


def test_nobody_adds_a_file_to_what_another_keeps():
    act = make_filed_act(make_area())
    file = AttachedFile(b"%PDF-1.4 a", "a.pdf", FilePurpose.SIGNED)

    with pytest.raises(Refused, match="inviare di nuovo senza il file"):
        registered(act, make_area(), files=[file])
    assert not act.files.exists()


def test_who_files_an_act_of_another_reads_what_it_is_worth_but_not_its_files_nor_changes_it():
    keeper, reader = make_acting(), make_acting()
    act = make_filed_act(place_of(keeper))
    file = with_file(act)
    registered(act, place_of(reader))

    assert act in acts_to_read(reader, on=TODAY)
    assert act not in acts_open_to(reader, Right.KEEP_ACTS, on=TODAY)
    assert not files_to_read(reader, act, on=TODAY).exists()
    assert act in acts_open_to(keeper, Right.KEEP_ACTS, on=TODAY)
    assert list(files_to_read(keeper, act, on=TODAY)) == [file]


def place_of(acting):
    return acting.user.mandates.get().area


def test_the_texts_put_aside_are_read_only_by_who_keeps_the_register():
    keeper = make_acting()
    reader = make_acting(area=place_of(keeper), role=Role.ACCOUNTANT)
    act = make_filed_act(place_of(keeper))
    aside, signed = with_file(act, FilePurpose.SUPERSEDED), with_file(act)

    assert list(files_to_read(keeper, act, on=TODAY)) == [aside, signed]
    assert list(files_to_read(reader, act, on=TODAY)) == [signed]


TABLE = "organo;tipo;numero;data;oggetto\r\nGiunta di Frisa;Deliberazione;7;03/03/2025;Cosa\r\n"


def test_the_acts_of_a_table_already_known_are_filed_too():
    organ = make_organ(kind=OrganKind.GIUNTA, name="Giunta di Frisa")
    act = make_filed_act(make_area(), organ=organ, kind="resolution", number="7", date=TODAY)
    place = make_area()
    rows = TABLE + "Giunta di Frisa;Deliberazione;8;03/03/2025;Altra\r\n"

    for entered in (1, 0):
        brought = register_acts(rows.encode(), place=place, by=SOMEBODY, on=TODAY)
        assert len(brought.entered) == entered

    assert act in brought.known
    assert Entry.objects.filter(what="act.filed", subject=name_of(act)).count() == 2
    assert Filing.objects.filter(area=place).count() == 2
    (line,) = Entry.objects.filter(what="act.filed", details__contains=str(place.key))
    assert line.subject == name_of(act)


def test_a_draft_is_thrown_away_with_its_place_in_the_register():
    draft = make_filed_act(make_area(), stage=ActStage.DRAFT, made_here=True, number="", date=None)

    discard_act(draft, reason="Di prova", by=SOMEBODY)

    assert not Filing.objects.exists()
    assert not Act.objects.exists()


def test_what_is_not_thrown_away_stays_in_its_register():
    act = make_filed_act(make_area())

    with pytest.raises(Refused):
        discard_act(act, reason="Di prova", by=SOMEBODY)

    assert act.filings.count() == 1


def test_a_draft_begun_twice_with_its_organ_is_one_of_one_organ():
    organ = NewOrgan(OrganKind.GIUNTA, "Giunta di Frisa", "della Giunta di Frisa")
    facts = {"organ": organ, "kind": ActKind.RESOLUTION, "subject": "Cosa", "text": ""}
    place, once = make_area(), uuid4()

    drafts = [begin_act(place=place, **facts, once=once, by=SOMEBODY) for _ in range(2)]

    assert drafts[0] == drafts[1]
    assert Organ.objects.count() == Filing.objects.count() == 1
    assert Entry.objects.filter(what="act.filed").count() == 1


@pytest.mark.parametrize(
    ("role", "reads"),
    [
        (Role.MAYOR, True),
        (Role.PLAN_GROUP, True),
        (Role.ACCOUNTANT, False),
        (Role.SECRETARY, False),
    ],
)
def test_who_sits_above_for_a_municipality_reads_the_acts_of_its_zone_and_ambito(role, reads):
    ambito, zone, town = make_area(kind=AreaKind.AMBITO), make_area(), make_town()
    put_inside(zone, ambito)
    put_inside(town, zone)
    acts = {make_filed_act(ambito), make_filed_act(zone)}
    file = with_file(min(acts, key=lambda act: act.pk))
    acting = make_acting(role=role, area=town)

    assert set(acts_to_read(acting, on=TODAY)) == (acts if reads else set())
    assert files_to_read(acting, file.act, on=TODAY).exists() == reads


def test_a_mayor_does_not_read_above_what_is_not_signed_or_no_longer_worth_nor_elsewhere():
    region, ambito = make_area(kind=AreaKind.REGION), make_area(kind=AreaKind.AMBITO)
    town, left = make_town(), make_area()
    put_inside(ambito, region)
    put_inside(town, ambito)
    put_inside(town, left, until=date(2025, 3, 3))
    sister = make_town()
    put_inside(sister, ambito)
    make_filed_act(ambito, stage=ActStage.TO_SIGN, made_here=True)
    make_filed_act(ambito, state=ActState.ANNULLED)
    for place in (region, left, sister):
        make_filed_act(place)

    assert not acts_to_read(make_acting(role=Role.MAYOR, area=town), on=TODAY).exists()


def test_an_act_filed_first_nowhere_is_kept_where_it_is_filed():
    acting, act = make_acting(), make_act()

    file_act(act, place=place_of(acting), by=SOMEBODY)

    assert act in acts_open_to(acting, Right.KEEP_ACTS, on=TODAY)
