"""ISTAT's list beside the register: what it says is done, what it does not say is asked."""

from datetime import date

import pytest

from raccordo.foundation.downloads import found_in
from raccordo.foundation.errors import Refused
from raccordo.territory.changes import changes_of
from raccordo.territory.listing import LAYOUT, read_list
from raccordo.territory.models import Area, Succession
from raccordo.territory.operations import update_official
from raccordo.territory.queries import ancestors_on, area_at, areas_around
from raccordo.territory.states import AreaKind, Change
from tests.make import SOMEBODY, make_area, put_inside

SINCE, TODAY = date(2026, 1, 1), date(2026, 3, 3)
HEAD = (
    "Codice Regione;Codice Provincia (Storico)(1);Codice Comune formato alfanumerico;"
    '"Denominazione (Italiana e straniera)";Denominazione in italiano;Denominazione altra lingua;'
    '"Denominazione dell\'Unità territoriale sovracomunale \n(valida a fini statistici)";'
    "Sigla automobilistica;Codice Catastale del comune"
)


def town(name):
    return Area.objects.get(name=name, kind=AreaKind.MUNICIPALITY, until=None)


def region_of(code):
    province = Area.objects.get(kind=AreaKind.PROVINCE, istat_code=code, until=None)
    return areas_around(province, on=SINCE).get(kind=AreaKind.REGION)


def official(*, without=(), instead=None, more=()):
    """The list of today's register, with some rows changed."""
    regions = {
        p.istat_code: region_of(p.istat_code).istat_code
        for p in Area.objects.filter(kind=AreaKind.PROVINCE, until=None)
    }
    lines = [HEAD]
    for area in Area.objects.filter(kind=AreaKind.MUNICIPALITY, until=None):
        if area.name in without:
            continue
        facts = {"code": area.istat_code, "name": area.name, "belfiore": area.belfiore_code}
        facts |= {"sigla": area.sigla, "region": regions[area.istat_code[:3]], "province": "Prov."}
        facts |= (instead or {}).get(area.name, {})
        lines.append(row(**facts))
    return "\r\n".join([*lines, *more, "", "(1) Nota"]).encode("cp1252")


def row(*, code, name, belfiore, sigla="CH", region="13", province="Chieti"):
    return f"{region};{code[:3]};{code};{name};{name};;{province};{sigla};{belfiore}"


def read(content):
    return read_list(found_in(content, [LAYOUT]))


def apply(content, *, became=None, split_from=None):
    listed = read(content)
    changes = changes_of(listed, on=SINCE, today=TODAY)
    return update_official(
        listed,
        since=SINCE,
        digest=changes.digest,
        became=became or {},
        split_from=split_from or {},
        by=SOMEBODY,
        on=TODAY,
    )


@pytest.mark.once
def test_the_list_of_today_changes_nothing(italy):
    assert changes_of(read(official()), on=SINCE, today=TODAY).none


@pytest.mark.once
def test_a_new_name_begins_on_the_day_of_the_list(italy):
    treglio = town("Treglio")

    apply(official(instead={"Treglio": {"name": "Treglio Frentano"}}))

    treglio.refresh_from_db()
    before, now = treglio.denominations.order_by("since")
    assert treglio.name == now.name == "Treglio Frentano"
    assert (before.name, before.until, now.since) == ("Treglio", SINCE, SINCE)
    assert area_at("treglio") == treglio


def test_a_new_code_is_of_the_municipality_that_has_the_same_cadastral_code(italy):
    """So do provinces change: by a province that the register did not have."""
    treglio = town("Treglio")
    moved = {"code": "199001", "sigla": "FZ", "province": "Frentania"}

    apply(official(instead={"Treglio": moved}))

    treglio.refresh_from_db()
    province = areas_around(treglio, on=SINCE).get(kind=AreaKind.PROVINCE)
    assert (treglio.istat_code, treglio.sigla) == ("199001", "FZ")
    assert (province.name, province.istat_code, province.sigla) == ("Frentania", "199", "FZ")
    assert areas_around(province, on=SINCE).filter(name="Abruzzo").exists()
    assert areas_around(treglio, on=date(2025, 12, 31)).filter(name="Chieti").exists()


def test_two_municipalities_may_exchange_their_codes(italy):
    one, two = town("Treglio"), town("Frisa")

    apply(
        official(
            instead={"Treglio": {"code": two.istat_code}, "Frisa": {"code": one.istat_code}},
        )
    )  # ISTAT never did: the cadastral code is not looked at when the code is known

    assert {town("Treglio").istat_code, town("Frisa").istat_code} == {
        one.istat_code,
        two.istat_code,
    }


def test_a_merger_is_told_by_a_person_and_the_figures_follow(italy):
    frisa, treglio = town("Frisa"), town("Treglio")
    new = row(code="069999", name="Frisa e Treglio", belfiore="Z999")
    listed = official(without={"Frisa", "Treglio"}, more=[new])

    with pytest.raises(Refused, match="dire in quale confluiscono: Frisa, Treglio"):
        apply(listed)
    apply(listed, became={frisa.istat_code: "069999", treglio.istat_code: "069999"})

    born = town("Frisa e Treglio")
    frisa.refresh_from_db()
    assert (frisa.until, born.since) == (SINCE, SINCE)
    assert set(ancestors_on(born, on=date(2024, 1, 1))) == {frisa, treglio}
    assert set(Succession.objects.filter(after=born).values_list("change", flat=True)) == {
        Change.MERGER
    }
    assert not frisa.memberships.filter(until=None).exists()
    assert areas_around(born, on=SINCE).filter(name="Chieti").exists()


@pytest.mark.once
def test_an_incorporation_goes_into_a_municipality_that_stays(italy):
    frisa, lanciano = town("Frisa"), town("Lanciano")

    apply(official(without={"Frisa"}), became={frisa.istat_code: lanciano.istat_code})

    assert Succession.objects.get(before=frisa).change == Change.INCORPORATION


@pytest.mark.once
def test_a_separation_is_told_too(italy):
    new = row(code="069999", name="Marina", belfiore="Z999")
    listed = official(more=[new])

    with pytest.raises(Refused, match="dire da quale si distaccano: Marina"):
        apply(listed)
    apply(listed, split_from={"069999": town("Lanciano").istat_code})

    assert Succession.objects.get(after=town("Marina")).change == Change.SEPARATION


def test_what_is_confirmed_is_what_was_shown(italy):
    listed = read(official(instead={"Treglio": {"name": "Treglio Frentano"}}))

    with pytest.raises(Refused, match="caricare di nuovo"):
        update_official(
            listed, since=SINCE, digest="x", became={}, split_from={}, by=SOMEBODY, on=TODAY
        )


@pytest.mark.once
@pytest.mark.parametrize(
    ("on", "words"),
    [(date(2026, 4, 1), "deve ancora venire"), (date(2021, 1, 1), "conosce già variazioni")],
)
def test_a_list_of_a_day_that_cannot_be_is_refused(italy, on, words):
    listed = read(official(instead={"Treglio": {"name": "Treglio Frentano"}}))

    with pytest.raises(Refused, match=words):
        changes_of(listed, on=on, today=TODAY)


@pytest.mark.once
@pytest.mark.parametrize("begun", [SINCE, date(2026, 2, 1)])
def test_what_would_end_before_it_has_begun_is_refused_by_name(italy, begun):
    cogne, zone = town("Cogne"), make_area(name="Zona nuova", slug="una-zona-nuova")
    put_inside(cogne, zone, since=begun)

    with pytest.raises(Refused, match=r"Cogne \(Zona nuova, 1° \w+ 2026\)"):
        apply(official(without={"Cogne"}), became={cogne.istat_code: town("Aosta").istat_code})
    assert town("Cogne") == cogne


@pytest.mark.once
def test_a_province_entered_since_cannot_be_left_before(italy):
    treglio = town("Treglio")
    treglio.memberships.filter(whole_kind=AreaKind.PROVINCE).update(since=SINCE)
    moved = {"code": "066999", "sigla": "AQ"}

    with pytest.raises(Refused, match=r"Treglio \(Chieti, 1° gennaio 2026\)"):
        apply(official(instead={"Treglio": moved}))


@pytest.mark.once
def test_what_was_to_end_later_ends_with_the_municipality(italy):
    cogne, zone = town("Cogne"), make_area(name="Zona nuova", slug="una-zona-nuova")
    later = put_inside(cogne, zone, since=date(2024, 1, 1), until=date(2027, 1, 1))
    ended = put_inside(
        cogne, make_area(name="Zona vecchia", slug="una-zona-vecchia"), until=date(2024, 1, 1)
    )

    apply(official(without={"Cogne"}), became={cogne.istat_code: town("Aosta").istat_code})

    later.refresh_from_db()
    ended.refresh_from_db()
    assert (later.until, ended.until) == (SINCE, date(2024, 1, 1))


@pytest.mark.once
def test_a_piece_of_the_list_does_not_end_the_rest_of_italy(italy):
    whole = official().split(b"\r\n")
    piece = read(b"\r\n".join(whole[:40]))

    with pytest.raises(Refused, match="serve quello di tutta Italia"):
        changes_of(piece, on=SINCE, today=TODAY)


@pytest.mark.once
def test_every_wrong_row_of_the_list_is_told():
    rows = [
        row(code="069999", name="A", belfiore="Z999"),
        row(code="069999", name="B", belfiore="Z998"),
        row(code="06A", name="C", belfiore="Z999"),
        row(code="069998", name="", belfiore="99", sigla="Chieti"),
    ]

    with pytest.raises(Refused) as refused:
        read("\n".join([HEAD, *rows]).encode())

    said = refused.value.message.split("\n")
    assert said[0] == "Non è entrato nulla: ci sono 6 errori."
    assert "Riga 3, colonna «Codice Comune formato alfanumerico», valore «069999»" in said[1]


@pytest.mark.once
def test_naples_is_not_a_missing_value():
    (one,) = read(
        "\n".join([HEAD, row(code="063999", name="X", belfiore="Z1", sigla="NA")])
        .replace("Z1", "Z111")
        .encode()
    )

    assert one.sigla == "NA"
