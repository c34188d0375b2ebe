"""The resolution is signed by who presided: from the desk, or from the link of the letter."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from raccordo.access.links import token_of
from raccordo.access.rights import Role
from raccordo.acts.models import ActFile
from raccordo.acts.states import ActStage
from raccordo.archive.shelves import content_of
from raccordo.governance.models import AgendaItem, Attendance
from raccordo.governance.states import AttendanceHow
from raccordo.journal.models import Entry
from tests.acts.stories import fixed, signed_pdf
from tests.make import (
    make_attendance,
    make_hall,
    make_held_sitting,
    make_item,
    make_link,
    make_office,
    make_seat,
    make_town,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def resolution():
    """A resolution to sign, and the municipality whose mayor presided over its sitting."""
    (act, _pdf), hall, sitting = fixed(), make_hall(make_town()), make_held_sitting()
    make_item(sitting=sitting, resolution=act)
    seat = make_seat(body=sitting.body, office=make_office(organisation=hall))
    make_attendance(sitting=sitting, seat=seat, presides=True)
    return act, hall


def page_of(name, *args):
    return reverse(f"desk:{name}", args=args)


def area_of(act):
    return AgendaItem.objects.get(resolution=act).sitting.body.area


def file(content):
    return {"file": SimpleUploadedFile("atto.pdf", content)}


def pdf_of(act):
    return content_of(ActFile.objects.get(act=act).file.sha256)


def test_who_presided_signs_from_her_desk(client, enter, resolution):
    act, hall = resolution
    enter(hall.area, role=Role.MAYOR)
    assert "1 atto da firmare" in client.get(page_of("home")).text
    assert page_of("sign", act.key) in client.get(page_of("place")).text

    downloaded = b"".join(client.get(page_of("sign_text", act.key)))
    assert downloaded == pdf_of(act)
    client.post(page_of("sign", act.key), file(signed_pdf(downloaded)))

    act.refresh_from_db()
    assert act.stage == ActStage.SIGNED
    assert page_of("sign", act.key) not in client.get(page_of("place")).text
    assert client.get(page_of("sign", act.key)).status_code == 404


def test_who_presided_signs_from_the_link_and_the_register_says_by_which(client, resolution):
    act, hall = resolution
    link = make_link(organisation=hall, area=area_of(act))
    token = token_of(link)
    assert page_of("link_sign", token, act.key) in client.get(page_of("link", token)).text

    downloaded = b"".join(client.get(page_of("link_sign_text", token, act.key)))
    client.post(page_of("link_sign", token, act.key), file(signed_pdf(downloaded)))

    act.refresh_from_db()
    assert act.stage == ActStage.SIGNED
    assert Entry.objects.get(what="act.signed").acting == f"link:{link.key}"


def test_the_link_of_one_area_does_not_open_the_drafts_of_another(client, resolution):
    act, hall = resolution
    token = token_of(make_link(organisation=hall))

    assert "Da firmare" not in client.get(page_of("link", token)).text
    assert client.get(page_of("link_sign", token, act.key)).status_code == 404
    assert client.get(page_of("link_sign_text", token, act.key)).status_code == 404


def another(_pdf):
    return signed_pdf(fixed()[1])


@pytest.mark.parametrize("spoil", [bytes, another, lambda _pdf: b"a"])
def test_what_is_not_that_text_signed_is_refused_beside_the_file(client, resolution, spoil):
    act, hall = resolution
    token = token_of(make_link(organisation=hall, area=area_of(act)))

    answer = client.post(page_of("link_sign", token, act.key), file(spoil(pdf_of(act))))

    assert answer.context["form"].errors["file"]
    act.refresh_from_db()
    assert act.stage == ActStage.TO_SIGN


@pytest.mark.parametrize("how", [AttendanceHow.ABSENT, AttendanceHow.JUSTIFIED])
def test_who_usually_presides_and_did_not_come_is_not_asked_to_sign(client, enter, resolution, how):
    act, hall = resolution
    Attendance.objects.update(how=how)
    token = token_of(make_link(organisation=hall, area=area_of(act)))
    assert client.get(page_of("link_sign", token, act.key)).status_code == 404

    enter(hall.area, role=Role.MAYOR)
    assert "1 atto da firmare" not in client.get(page_of("home")).text
    assert client.get(page_of("sign", act.key)).status_code == 404


def test_nobody_else_finds_it(client, enter, resolution):
    act, _hall = resolution
    other = make_hall(make_town())
    token = token_of(make_link(organisation=other, area=area_of(act)))
    assert client.get(page_of("link_sign", token, act.key)).status_code == 404
    assert client.get(page_of("link_sign_text", token, act.key)).status_code == 404

    enter(other.area, role=Role.MAYOR)
    assert client.get(page_of("sign", act.key)).status_code == 404
    assert client.get(page_of("sign_text", act.key)).status_code == 404
