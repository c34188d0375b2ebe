"""The accounts of an action on the screen: from the reservation to the payment, and back."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from raccordo.access.rights import Role
from raccordo.finance.models import Movement
from tests.funds import make_allocation, make_line
from tests.make import make_area, make_filed_act, make_organisation, make_part
from tests.plans import make_action, make_contract, make_plan, make_procedure

pytestmark = pytest.mark.django_db


def at(name, one, *more):
    return reverse(f"money:{name}", args=[one.key, *more])


@pytest.fixture
def line(enter):
    area = make_area(kind="ambito", name="Ambito 11")
    enter(area, Role.ACCOUNTANT)
    action = make_action(plan=make_plan(area=area), code="5.3", title="Trasporto sociale")
    allocation = make_allocation("1000.00", area=area)
    return make_line("1000.00", action=action, allocation=allocation)


@pytest.fixture
def act(line):
    return make_filed_act(line.allocation.area)


def told(amount, **more):
    facts = {"once": str(uuid4()), "amount": amount, "told_on": localdate().isoformat()}
    return facts | more


def checked(**more):
    today = localdate().isoformat()
    return {"done_on": today, "invoice": "Fattura n. 7", "durc_until": today} | more


def bound(client, line, act, amount, name="commit", **more):
    source = f"{line.allocation.key}:{line.year}"
    sent = told(amount, act=str(act.key), source=source, **more)
    return client.post(at(name, line.action), sent)


def test_from_the_reservation_to_the_payment_one_page_after_the_other(client, line, act):
    bound(client, line, act, "800", "reserve")
    one = Movement.objects.get(kind="reserved")
    for kind in ("committed", "cleared", "ordered", "paid"):
        amount = "700" if kind == "committed" else "600"
        page = client.get(at("onward", one))
        assert page.status_code == 200
        client.post(at("onward", one), told(amount, act=str(act.key), **checked()))
        one = Movement.objects.get(kind=kind)
    page = client.get(at("action", line.action))
    assert page.context["whole"].paid == 600
    assert page.context["whole"].available == 200
    assert "ne restano 100,00" in page.text
    assert client.get(at("onward", one)).status_code == 404
    assert "Fattura n. 7" in client.get(at("movement", Movement.objects.get(kind="cleared"))).text


def test_what_is_refused_stands_beside_its_field_and_the_text_stays(client, line, act):
    page = bound(client, line, act, "1.000,01", note="da rivedere")
    assert set(page.context["form"].errors) == {"amount"}
    assert "restano 1.000,00" in page.text
    assert "da rivedere" in page.text
    bound(client, line, act, "500")
    page = client.post(
        at("onward", Movement.objects.get(kind="committed")),
        told("1", act=str(act.key), **checked(durc_until="2020-01-01")),
    )
    assert set(page.context["form"].errors) == {"durc_until"}


def test_the_same_form_sent_twice_is_one_entry(client, line, act):
    source = f"{line.allocation.key}:{line.year}"
    sent = told("300", act=str(act.key), source=source)
    for _ in range(2):
        client.post(at("commit", line.action), sent)
    assert Movement.objects.filter(kind="committed").count() == 1


def test_only_a_determination_can_be_chosen(client, line, act):
    other = make_filed_act(line.allocation.area, kind="resolution")
    page = bound(client, line, other, "10")
    assert set(page.context["form"].errors) == {"act"}


def test_a_contract_and_a_creditor_go_with_the_money(client, line, act):
    contract = make_contract(procedure=make_procedure(action=line.action))
    body = make_organisation(name="Cooperativa Aurora")
    more = {"contract": str(contract.key), "creditor": body.name}
    bound(client, line, act, "300", **more)
    one = Movement.objects.get(kind="committed")
    assert (one.contract, one.creditor, one.cig) == (contract, body, contract.cig)
    assert "Cooperativa Aurora" in client.get(at("movement", one)).text


def test_an_entry_is_taken_back_from_the_action(client, line, act):
    bound(client, line, act, "300")
    one = Movement.objects.get(kind="committed")
    client.post(at("reverse", one), {"once": str(uuid4()), "reason": "Doppia"})
    page = client.get(at("action", line.action))
    assert page.context["whole"].available == 1000
    assert "stornata" in page.text


def test_a_reader_reads_and_a_stranger_finds_nothing(client, enter, line, act):
    bound(client, line, act, "300")
    one = Movement.objects.get(kind="committed")
    enter(make_part(line.allocation.area), Role.MAYOR)
    page = client.get(at("action", line.action))
    assert "300,00" in page.text
    assert "Storna" not in page.text
    assert client.get(at("onward", one)).status_code == 404
    enter(make_area(kind="ambito"), Role.ACCOUNTANT)
    assert client.get(at("action", line.action)).status_code == 404
    assert client.get(at("movement", one)).status_code == 404


def test_the_page_asks_a_constant_number_of_questions(client, line, act, queries_stay_flat):
    queries_stay_flat(at("action", line.action), lambda: bound(client, line, act, "10"))
