from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from raccordo.access.rights import Role
from raccordo.acts.states import ActStage
from raccordo.post.models import Draft
from raccordo.territory.boundaries import drawn_codes
from raccordo.territory.models import Area, Delegation, Denomination, Membership
from raccordo.territory.states import Function
from tests.make import (
    LONG_AGO,
    TODAY,
    make_act,
    make_area,
    make_filed_act,
    make_part,
    make_town,
    put_inside,
)

pytestmark = pytest.mark.django_db
NEW = reverse("territory:new")


def region_with(*towns):
    region = make_area(kind="region", name="Abruzzo")
    for town in towns:
        put_inside(town, region)
    return region


def typed(**words):
    usual = {
        "kind": "zone",
        "name": "Zona Sangro",
        "since": "2026-01-01",
        "municipalities": "Frisa",
    }
    return usual | words


def test_a_newcomer_makes_the_zone_of_her_district_from_a_pasted_list(client, enter):
    one, two = make_town(name="Frisa"), make_town(name="Treglio")
    region = region_with(one, two)
    enter(region, role=Role.ADMINISTRATOR)

    page = client.post(
        NEW, typed(municipalities="• Frisa\n• TREGLIO\n\nFrisa", lead="Treglio", within=region.pk)
    )

    zone = Area.objects.get(slug="zona-sangro")
    assert page.url == reverse("territory:area", args=["zona-sangro"])
    assert zone.members.count() == 2
    assert zone.delegations.get().to == two


def test_every_name_that_is_not_a_municipality_is_told(client, enter):
    enter(region_with(make_town(name="Frisa")), role=Role.ADMINISTRATOR)

    page = client.post(NEW, typed(municipalities="Frisa, Atlantide, Eldorado"))

    errors = page.context["form"].errors["municipalities"]
    assert [error.split("»")[0] for error in errors] == ["«Atlantide", "«Eldorado"]
    assert "Non è stato salvato nulla" in page.text


def test_a_municipality_of_others_is_out_of_reach(client, enter):
    make_town(name="Altrove")
    enter(region_with(make_town(name="Frisa")), role=Role.ADMINISTRATOR)

    page = client.post(NEW, typed(municipalities="Altrove"))

    assert "fuori dal proprio territorio" in page.text


def test_a_town_already_in_a_zone_is_refused_beside_the_list(client, enter):
    town, zone = make_town(name="Frisa"), make_area(name="Zona 2")
    put_inside(town, zone)
    enter(region_with(town), role=Role.ADMINISTRATOR)

    page = client.post(NEW, typed())

    (error,) = page.context["form"].errors["municipalities"]
    assert error.startswith("Frisa fa già parte di «Zona 2»")


def test_what_was_being_typed_is_offered_back(client, enter):
    enter(region_with(make_town(name="Frisa")), role=Role.ADMINISTRATOR)
    kept = client.post(reverse("desk:keep_draft"), typed(draft_page=NEW, csrfmiddlewaretoken="x"))

    page = client.get(NEW)

    assert "Bozza salvata alle" in kept.text
    assert "testo non ancora inviato" in page.text
    assert 'value="Zona Sangro"' in page.text
    assert Draft.objects.get().content == typed()


def test_what_has_arrived_is_no_longer_offered_and_a_draft_can_be_thrown_away(client, enter):
    enter(region_with(make_town(name="Frisa")), role=Role.ADMINISTRATOR)
    for send in (typed(), typed(discard_draft="1")):
        client.post(reverse("desk:keep_draft"), typed(draft_page=NEW))
        client.post(NEW, send)
        assert not Draft.objects.exists()


def test_enter_pressed_in_a_field_does_not_throw_the_draft_away(client, enter):
    enter(region_with(make_town(name="Frisa")), role=Role.ADMINISTRATOR)
    client.post(reverse("desk:keep_draft"), typed(draft_page=NEW))

    html = client.get(NEW).text

    main = html[html.index("hx-post=") : html.index('<form id="discard-draft"')]
    buttons = [part.split(">")[0] for part in main.split("<button")[1:]]
    assert [part for part in buttons if "form=" not in part] == [' class="btn btn-primary"']
    assert any(
        'name="discard_draft"' in part and 'form="discard-draft"' in part for part in buttons
    )


def test_the_page_of_an_area_asks_the_same_questions_however_many_are_inside(queries_stay_flat):
    zone = make_area()

    queries_stay_flat(reverse("territory:area", args=[zone.slug]), lambda: make_part(zone))


def test_the_list_of_areas_asks_the_same_questions_however_many(queries_stay_flat):
    queries_stay_flat(reverse("territory:overview"), lambda: make_area(kind="ambito"))


def test_the_search_asks_the_same_questions_and_shows_the_kind(client, enter, queries_stay_flat):
    enter()
    url = reverse("desk:search") + "?q=borgo"

    queries_stay_flat(url, make_town)
    assert "Comune · CH" in client.get(url).text


def test_htmx_receives_only_what_was_found(client):
    make_town(name="Frisa")

    html = client.get(reverse("desk:search") + "?q=fri", headers={"HX-Request": "true"}).text

    assert html.strip().startswith('<div class="found">')
    assert "Frisa" in html


def test_an_area_as_of_a_day_before_it_was_says_so(client):
    zone = make_area(since=TODAY)

    assert "non esisteva" in client.get(f"/territorio/{zone.slug}/?al=2024-01-01").text


@pytest.mark.parametrize("ending", ["", "?formato=csv"])
def test_the_municipalities_of_a_zone_can_be_taken_away_as_a_table(client, ending):
    zone = make_area()
    make_part(zone)

    page = client.get(reverse("territory:members", args=[zone.slug]) + ending)

    assert page.status_code == 200
    assert "attachment" in page["Content-Disposition"]


def district(*names):
    """An ambito in a region, with these municipalities."""
    ambito = make_area(kind="ambito", name="Ambito 11")
    put_inside(ambito, make_area(kind="region", name="Abruzzo"))
    towns = [make_town(name=name) for name in names]
    for town in towns:
        put_inside(town, ambito)
    return ambito, towns


def test_the_office_of_an_ambito_makes_its_zones_there_and_opens_them(client, enter):
    ambito, (frisa,) = district("Frisa")
    enter(ambito)

    page = client.get(NEW)
    assert "Nuova zona" in page.text
    assert page.context["form"]["within"].subwidgets[0].data["value"].value == ambito.pk
    missing = client.post(NEW, typed(within=""))
    assert "within" in missing.context["form"].errors
    made = client.post(NEW, typed(within=ambito.pk), follow=True)

    assert made.status_code == 200
    zone = Area.objects.get(slug="zona-sangro")
    assert [m.whole for m in zone.memberships.all()] == [ambito]
    assert client.get(reverse("territory:rename", args=[zone.slug])).status_code == 200
    assert frisa in [m.part for m in zone.members.all()]


def test_a_zone_of_which_nothing_else_is_said_is_in_the_region_of_its_towns(client, enter):
    region = region_with(make_town(name="Frisa"))
    enter(region, role=Role.ADMINISTRATOR)

    assert "La Regione dei Comuni dell&#x27;elenco" in client.get(NEW).text
    client.post(NEW, typed(within=""))

    assert Area.objects.get(slug="zona-sangro").memberships.get().whole == region


def test_the_command_puts_an_area_in_the_same_region_and_understands_the_same_names(capsys):
    region = region_with(make_town(name="San Vito Chietino"), make_town(name="Frisa"))

    call_command("area", "create", "zone", "Zona 2", "1) S. Vito Chietino", "• FRISA, CH")

    assert Area.objects.get(slug="zona-2").memberships.get().whole == region
    with pytest.raises(CommandError, match="forse «San Vito Chietino»"):
        call_command("area", "create", "zone", "Zona 3", "San Vitto Chietino")


def test_who_acts_for_less_than_an_ambito_is_told_and_not_offered_a_new_area(client, enter):
    zone = make_area(name="Zona 2")
    enter(zone)

    assert "Nuovo ambito o zona" not in client.get(reverse("territory:overview")).text
    page = client.get(NEW)
    assert page.status_code == 409
    assert "quello con cui si opera è per «Zona 2»" in page.text


def test_a_list_pasted_from_windows_is_understood_and_what_fails_is_kept_and_answered(
    client, enter
):
    region = region_with(*(make_town(name=name) for name in ("Frisa", "San Vito Chietino")))
    enter(region, role=Role.ADMINISTRATOR)
    text = "1) Comune di Frisa\r\n2) S. Vitto Chietino\r\n3) Atlantide\r\n"

    page = client.post(NEW, typed(municipalities=text))

    first, second = page.context["form"].errors["municipalities"]
    assert first == "«S. Vitto Chietino» non è un Comune di oggi: forse «San Vito Chietino»."
    assert second.startswith("«Atlantide» non è un Comune di oggi: controllare")
    assert "2) S. Vitto Chietino" in page.text


@pytest.mark.parametrize("lead", ["provincia di Chieti", "Frisa, Treglio", "Comuni di Frisa e Ari"])
def test_who_leads_is_one_municipality_and_not_the_first_of_several(client, enter, lead):
    towns = [make_town(name=name) for name in ("Frisa", "Treglio", "Ari")]
    region = region_with(*towns)
    put_inside(towns[0], make_area(kind="province", name="Chieti", sigla="CH"))
    enter(region, role=Role.ADMINISTRATOR)
    page = client.post(NEW, typed(lead=lead))

    assert page.context["form"].errors["lead"] == ["Il capofila è un Comune solo: scrivere quale."]
    with pytest.raises(CommandError, match="è un Comune solo"):
        call_command("area", "create", "zone", "Zona 2", "Frisa", lead=lead)


def test_a_code_already_taken_is_told_beside_the_field(client, enter):
    make_area(kind="ambito", name="Ambito 11", istat_code="13011")
    enter(region_with(make_town(name="Frisa")), role=Role.ADMINISTRATOR)

    page = client.post(NEW, typed(kind="ambito", istat_code="13011"))

    (error,) = page.context["form"].errors["istat_code"]
    assert "è già di «Ambito 11»" in error


def test_a_name_that_says_nothing_is_told_beside_the_field(client, enter):
    enter(region_with(make_town(name="Frisa")), role=Role.ADMINISTRATOR)

    page = client.post(NEW, typed(name="..."))

    assert "«...» non è un nome" in page.context["form"].errors["name"][0]


def test_a_town_is_added_later_and_leaves_by_an_act_that_the_page_shows(client, enter):
    ambito, (frisa, treglio) = district("Frisa", "Treglio")
    zone = make_area(name="Zona 2")
    put_inside(zone, ambito)
    put_inside(frisa, zone)
    enter(ambito)
    act = make_filed_act(ambito, number="77")
    here = reverse("territory:area", args=[zone.slug])
    add = reverse("territory:enlarge", args=[zone.slug])
    go = reverse("territory:leave", args=[zone.slug])

    assert add in client.get(here).text
    client.post(add, {"municipalities": "Treglio", "since": "2025-01-01", "act": act.pk})
    assert Membership.objects.get(part=treglio, whole=zone).act == act
    page = client.get(here).text
    assert go in page
    assert page.count(reverse("assemblies:act", args=[act.key])) == 1

    left = Membership.objects.get(part=treglio, whole=zone)
    assert ">Treglio</option>" in client.get(go).text
    sent = client.post(go, {"membership": left.pk, "last_day": "2025-06-30", "act": act.pk})
    assert sent.url == here
    left.refresh_from_db()
    assert (left.until, left.ended_by) == (date(2025, 7, 1), act)
    page = client.get(here).text
    assert "Comprende" in page
    assert page.count(reverse("assemblies:act", args=[act.key])) == 2
    assert left not in client.get(go).context["form"].fields["membership"].queryset


def test_an_area_that_all_have_left_can_still_take_someone_in(client, enter):
    ambito, _towns = district("Frisa")
    zone = make_area()
    put_inside(zone, ambito)
    enter(ambito)

    text = client.get(reverse("territory:area", args=[zone.slug])).text

    assert "non comprende nessun Comune" in text
    assert reverse("territory:enlarge", args=[zone.slug]) in text


def test_a_town_of_others_is_not_taken_in(client, enter):
    ambito, _towns = district("Frisa")
    zone = make_area()
    put_inside(zone, ambito)
    make_town(name="Pescara")
    enter(ambito)

    add = reverse("territory:enlarge", args=[zone.slug])
    page = client.post(add, {"municipalities": "Pescara", "since": "2025-01-01"})

    assert "fuori dal proprio territorio" in page.text
    assert add not in client.get(reverse("territory:area", args=[ambito.slug])).text


def test_only_who_shapes_the_territory_is_offered_to_change_it(client, enter):
    ambito, _towns = district("Frisa")
    here = reverse("territory:area", args=[ambito.slug])
    names = ("leave", "enlarge", "found_by_act", "rename", "delegate")
    pages = [reverse(f"territory:{name}", args=[ambito.slug]) for name in names]

    enter(ambito, role=Role.MAYOR)

    text = client.get(here).text
    for page in pages:
        assert page not in text
        assert client.get(page).status_code == 404


def test_the_act_that_founded_an_area_is_added_from_its_page(client, enter):
    ambito, _towns = district("Frisa")
    enter(ambito)
    act, draft = make_filed_act(ambito), make_filed_act(ambito, stage=ActStage.DRAFT, date=None)
    here = reverse("territory:area", args=[ambito.slug])
    add = reverse("territory:found_by_act", args=[ambito.slug])

    assert add in client.get(here).text
    choices = client.get(add).context["form"].fields["act"].queryset
    assert act in choices
    assert draft not in choices
    client.post(add, {"act": act.pk})

    ambito.refresh_from_db()
    assert ambito.act == act
    assert add not in client.get(here).text


def test_the_end_of_a_delegation_keeps_its_act(client, enter):
    ambito, _towns = district("Frisa")
    enter(ambito)
    act = make_filed_act(ambito)
    money = Delegation.objects.create(
        area=ambito, function=Function.MONEY, to_name="Unione", since=LONG_AGO
    )

    client.post(
        reverse("territory:end_delegation", args=[ambito.slug, money.key]),
        {"last_day": "2025-06-30", "reason": "Nuova convenzione", "act": act.pk},
    )

    money.refresh_from_db()
    assert (money.until, money.ended_by) == (date(2025, 7, 1), act)


@pytest.mark.parametrize(
    ("to", "wrong"),
    [
        ("Comune di Lancianno", "forse «Lanciano»"),
        ("Castro", "è il nome di più Comuni"),
        ("COMUNE DI LANCIANO", ""),
        ("Unione dei Comuni del Sangro", ""),
    ],
)
def test_who_receives_a_delegation_is_a_town_when_called_so(client, enter, to, wrong):
    ambito, (lanciano,) = district("Lanciano")
    for sigla in ("BG", "LE"):
        make_town(name="Castro", sigla=sigla)
    enter(ambito)

    page = client.post(
        reverse("territory:delegate", args=[ambito.slug]),
        {"function": "money", "to": to, "since": "2025-01-01"},
    )

    if wrong:
        assert wrong in page.context["form"].errors["to"][0]
    else:
        made = ambito.delegations.get()
        assert (made.to, made.to_name) in [(lanciano, "Comune di Lanciano"), (None, to)]
        assert (made.to == lanciano) == to.startswith("COMUNE")


def test_an_act_is_named_to_all_and_linked_for_who_may_read_it(client, enter):
    ambito, (frisa,) = district()[0], (make_town(name="Frisa"),)
    act = make_filed_act(ambito, number="77")
    Membership.objects.create(
        part=frisa, whole=ambito, whole_kind="ambito", since=LONG_AGO, act=act, ended_by=None
    )
    link = reverse("assemblies:act", args=[act.key])
    pages = [reverse("territory:area", args=[area.slug]) for area in (ambito, frisa)]

    for page in pages:
        assert "n. 77" in (text := client.get(page).text)
        assert link not in text
    enter(make_area(), role=Role.MAYOR)
    assert link not in client.get(pages[0]).text
    client.logout()
    enter(ambito, role=Role.MAYOR)
    for page in pages:
        assert link in client.get(page).text


def test_acts_and_ends_do_not_make_the_page_ask_more(client, enter, queries_stay_flat):
    zone = make_area()
    enter(zone)

    def one_more():
        act = make_filed_act(zone)
        Membership.objects.create(
            part=make_town(), whole=zone, whole_kind="zone", since=LONG_AGO, act=act
        )
        Membership.objects.create(
            part=make_town(),
            whole=zone,
            whole_kind="zone",
            since=LONG_AGO,
            until=TODAY,
            act=make_act(),
            ended_by=act,
        )

    queries_stay_flat(reverse("territory:area", args=[zone.slug]), one_more)


@pytest.mark.parametrize("kind", ["country", "region"])
def test_a_wide_area_asks_the_same_questions_however_many_parts(queries_stay_flat, kind):
    whole = make_area(kind=kind)

    def one_more():
        part = make_area(kind="region" if kind == "country" else "province")
        put_inside(part, whole)
        make_part(part)

    queries_stay_flat(reverse("territory:area", args=[whole.slug]), one_more)


def test_as_of_a_day_everything_has_its_name_of_that_day(client):
    day = date(2023, 1, 1)
    ascoli, fermo = (
        make_area(kind="province", name=name, sigla=sigla)
        for name, sigla in (("Ascoli Piceno", "AP"), ("Fermo", "FM"))
    )
    zone, town = make_area(), make_town(name="Casorzo Monferrato", sigla="FM")
    put_inside(town, zone)
    put_inside(town, ascoli, until=day)
    put_inside(town, fermo, since=day)
    Denomination.objects.filter(area=town).update(since=day)
    Denomination.objects.create(
        area=town, name="Casorzo", istat_code="912345", since=LONG_AGO, until=day
    )
    table = reverse("territory:members", args=[zone.slug]) + "?formato=csv"
    page = reverse("territory:area", args=[zone.slug])

    assert "912345;Casorzo;AP" in client.get(table + "&al=2022-06-01").content.decode("utf-8-sig")
    assert "Casorzo Monferrato;FM" in client.get(table).content.decode("utf-8-sig")
    assert ">Casorzo</a>" in client.get(page + "?al=2022-06-01").text
    assert ">Casorzo Monferrato</a>" in client.get(page).text


def test_the_table_of_the_municipalities_asks_the_same_questions(queries_stay_flat):
    zone = make_area()

    queries_stay_flat(reverse("territory:members", args=[zone.slug]), lambda: make_part(zone))


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "31/12/9999", "2025-02-30", "x"])
@pytest.mark.parametrize("page", ["area", "members"])
def test_no_day_that_is_asked_for_breaks_a_page(client, page, day):
    zone = make_area(until=TODAY)
    put_inside(make_town(), zone, until=date.max)

    assert (
        client.get(reverse(f"territory:{page}", args=[zone.slug]), {"al": day}).status_code == 200
    )


def test_a_town_shows_the_ambito_and_the_zone_it_is_part_of(client):
    ambito, _towns = district()
    zone, town = make_area(name="Zona 2"), make_town(name="Frisa")
    put_inside(zone, ambito)
    put_inside(town, zone)

    text = client.get(reverse("territory:area", args=[town.slug])).text
    facts = text.partition("Che cos'è")[2].partition("</dl>")[0]

    for area in (ambito, zone):
        assert f'<a href="/territorio/{area.slug}/">{area.name}</a>' in facts


EVIL = "<script>alert('x')</script>"


def test_a_name_is_never_a_tag_on_any_page(client, enter):
    zone = make_area(name=EVIL)
    town = make_town(name=f"Borgo {EVIL}")
    put_inside(town, zone)
    ambito = make_area(kind="ambito", name=f"A {EVIL}")
    put_inside(zone, ambito)
    pages = [reverse("territory:area", args=[area.slug]) for area in (zone, town, ambito)]
    pages += [reverse("territory:overview"), reverse("public:home")]
    pages += [reverse("desk:search") + "?q=script"]
    enter(ambito, role=Role.ADMINISTRATOR)
    pages += [reverse(f"territory:{name}", args=[zone.slug]) for name in ("rename", "enlarge")]

    for page in pages:
        text = client.get(page).text
        assert "<script>alert" not in text, page
        assert "&lt;script&gt;alert" in text, page


def test_a_name_is_never_a_tag_on_a_map(client):
    town = make_town(name=EVIL, istat_code=min(drawn_codes()))

    svg = client.get(reverse("territory:area", args=[town.slug])).text.partition("<figure")[2]

    assert "&lt;script&gt;" in svg.partition("</svg>")[0]
    assert "<script>alert" not in svg


@pytest.mark.parametrize(("language", "said"), [("it", "1.200 Comuni"), ("en", "1,200 municip")])
def test_how_many_municipalities_there_are_is_written_as_one_reads_it(client, language, said):
    Area.objects.bulk_create(
        Area(kind="municipality", name="x", slug=f"x-{n}", since=LONG_AGO, istat_code=f"{n:06}")
        for n in range(1200)
    )

    page = client.get(reverse("public:home"), headers={"accept-language": language})

    assert said in page.text
