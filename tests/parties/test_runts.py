"""The ministry's list of the bodies in the register: read by its columns, without its persons."""

from datetime import date

import pytest

from raccordo.archive.shelves import content_of
from raccordo.documents.sheets import write_csv, write_xlsx
from raccordo.foundation.errors import Refused
from raccordo.parties.importing.comparing import CHANGES, NEW, SAME, WRONG, note_alike
from raccordo.parties.models import Organisation, Representative
from raccordo.parties.rules import day_written, section_of
from raccordo.parties.states import IntakeForm, OrganisationKind, RuntsSection
from raccordo.territory.models import Area
from raccordo.territory.states import AreaKind
from tests.make import make_area, make_organisation, make_part, make_town, put_inside
from tests.parties.test_importing import GOOD, enter, receive, shown

pytestmark = pytest.mark.django_db
HEADING = (
    *("CODICE FISCALE", "REPERTORIO", "DENOMINAZIONE", "SEZIONE", "LEGALE RAPPRESENTANTE"),
    *("RETE ASSOCIATIVA", "COMUNE SEDE LEGALE", "PROVINCIA SEDE LEGALE", "5X1000"),
    "DATA ISCRIZIONE",
)
PERSON = "PRIVATISSIMI ADA"


@pytest.fixture
def province():
    return make_area(kind=AreaKind.PROVINCE, name="Chieti", sigla="CH")


@pytest.fixture
def town(province):
    town = make_part(province)
    Area.objects.filter(pk=town.pk).update(
        name="Città Sant'Angelo", search="citta sant'angelo", sort_key="citta sant'angelo"
    )
    town.refresh_from_db()
    return town


def row_of(seat, **cells):
    usual = {
        "cf": GOOD,
        "number": "12345",
        "name": "IL SOLE ODV",
        "section": "ODV - Organizzazioni di volontariato",
        "town": seat.name.upper(),
        "province": "CH",
        "day": "03/02/2023",
    }
    told = usual | cells
    return [
        *(told["cf"], told["number"], told["name"], told["section"], PERSON, "RETE"),
        *(told["town"], told["province"], "SI", told["day"]),
    ]


def as_csv(*rows, heading=HEADING):
    return write_csv(list(heading), rows)


def as_xlsx(*rows, heading=HEADING):
    return write_xlsx("Iscritti", list(heading), rows)


def bring(content, *towns, **facts):
    return receive(content, IntakeForm.RUNTS, codes={one.istat_code for one in towns}, **facts)


@pytest.mark.parametrize("make", [as_csv, as_xlsx])
def test_a_body_of_the_register_enters_with_its_section_number_and_day(province, town, make):
    intake = bring(make(row_of(town, day=date(2023, 2, 3))), town)

    (row,) = shown(intake, province)
    enter(intake, province)

    assert (row.verdict, row.problems) == (NEW, [])
    body = Organisation.objects.get()
    assert (body.name, body.kind, body.area) == ("Il Sole ODV", OrganisationKind.THIRD_SECTOR, town)
    assert (body.tax_code, body.runts_number) == (GOOD, "12345")
    assert (body.runts_section, body.runts_since) == (RuntsSection.VOLUNTEERS, date(2023, 2, 3))


def test_the_preview_says_section_and_day_as_people_read_them(province, town):
    (row,) = shown(bring(as_csv(row_of(town)), town), province)

    said = {change.what: change.after for change in row.changes}
    assert said["sezione del RUNTS"] == "Organizzazioni di volontariato"
    assert said["iscritto al RUNTS dal"] == "3 febbraio 2023"


@pytest.mark.parametrize("make", [as_csv, as_xlsx])
def test_who_represents_a_body_is_kept_nowhere(province, town, make):
    intake = bring(make(row_of(town)), town, with_holders=True)

    kept = content_of(intake.file.sha256).decode() + str(intake.rows) + str(intake.unread)
    enter(intake, province)

    assert "Sole" in kept or "SOLE" in kept
    assert "PRIVATISSIMI" not in kept
    assert "RAPPRESENTANTE" not in kept.upper()
    assert not Representative.objects.exists()


@pytest.mark.parametrize(
    "heading",
    [
        [
            *("Codice_Fiscale", "N. repertorio", "Denominazione ente", "Sezione RUNTS"),
            *("Rappresentante", "Rete", "Comune (sede legale)", "Prov.", "5x1000"),
            "Data di iscrizione",
        ],
        [
            *("CodiceFiscale", "Numero di Repertorio", "Ragione sociale", "Sezione di iscrizione"),
            *("Legale rapp.", "Rete", "Sede legale - Comune", "Sede legale - Provincia", "5‰"),
            "Iscritto al RUNTS dal",
        ],
        [
            *("C.F.", "Repertorio RUNTS", "DENOMINAZIONE DELL'ENTE", "sez."),
            *("Codice fiscale legale rappresentante", "Denominazione rete", "Città"),
            *("Sigla provincia", "Cinque per mille", "DATA ISCRIZIONE AL RUNTS"),
        ],
        [
            *("Codice fiscale / P. IVA", "N° repertorio", "Nome dell'ente", "Sezione del registro"),
            *("Nome e cognome del rappresentante", "Rete", "Comune della sede legale", "PR"),
            *("Accreditamento 5x1000", "Data di iscrizione nel registro"),
        ],
    ],
)
def test_columns_are_known_by_what_they_are_called_more_or_less(province, town, heading):
    (row,) = shown(bring(as_csv(row_of(town), heading=heading), town), province)

    assert (row.verdict, row.facts["runts_number"]) == (NEW, "12345")


def test_columns_may_be_moved_and_a_title_may_stand_above_them(province, town):
    order = [9, 2, 0, 7, 6, 5, 4, 3, 1, 8]
    told = row_of(town)
    rows = [
        ["Elenco degli enti iscritti al RUNTS", *[""] * 9],
        [""] * 10,
        [HEADING[n] for n in order],
        [told[n] for n in order],
    ]
    content = write_xlsx("Iscritti", rows[0], rows[1:])

    (row,) = shown(bring(content, town), province)

    assert (row.verdict, row.number) == (NEW, 4)


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ([*HEADING[:3], "TIPO DI ENTE", *HEADING[4:]], "mancano le colonne: «Sezione»"),
        ([*HEADING[:6], "SEDE LEGALE", "", *HEADING[8:]], "«Comune», «Provincia»"),
        ([*HEADING[:4], "DENOMINAZIONE", *HEADING[5:]], "Più colonne possono essere"),
        (["denominazione", "tipo", *[f"x{n}" for n in range(8)]], "mancano le colonne"),
        ([f"colonna {n}" for n in range(10)], "«Codice fiscale», «Repertorio»"),
    ],
)
@pytest.mark.parametrize("make", [as_csv, as_xlsx])
def test_a_table_that_is_not_this_list_says_what_it_lacks(town, heading, said, make):
    with pytest.raises(Refused, match=said) as refused:
        bring(make(row_of(town), heading=heading), town)
    assert refused.value.field == "file"


@pytest.mark.parametrize("make", [as_csv, as_xlsx])
def test_a_list_without_rows_of_the_territory_says_so(town, make):
    far = make_town(sigla="LE")
    for content in (make(), make(row_of(far, province="LE"))):
        with pytest.raises(Refused, match="nessun ente del territorio scelto"):
            bring(content, town)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        *[("CITTA' SANT'ANGELO", p) for p in ("CH", "ch", "CHIETI", "Provincia di Chieti")],
        ("Citta Sant Angelo", "Chieti (CH)"),
        ("Città Sant’Angelo", "(CH)"),
        ("COMUNE DI CITTA' SANT'ANGELO", "CH"),
        ("Città Sant'Angelo (CH)", ""),
    ],
)
def test_a_seat_is_found_however_it_is_written(province, town, name, written):
    (row,) = shown(bring(as_csv(row_of(town, town=name, province=written)), town), province)

    assert (row.verdict, row.facts["area"]) == (NEW, town)


def test_of_two_towns_of_one_name_the_province_decides(province):
    ours = make_town(name="Castro", sigla="CH")
    put_inside(ours, province)
    there = make_area(kind=AreaKind.PROVINCE, name="Reggio nell'Emilia", sigla="RE")
    put_inside(make_town(name="Castro", sigla="RE"), there)

    def row(n, **cells):
        facts = {"cf": "", "number": str(n), "name": f"Ente {n}"} | cells
        return row_of(ours, **facts)

    intake = bring(
        as_csv(
            row(1, province="CH"),
            row(2, province="RE"),
            row(3, province="Reggio nell'Emilia"),
            row(4, province=""),
            row(5, province="chissà"),
        ),
        ours,
    )

    good, without, unclear = shown(intake, province)
    assert (good.name, good.facts["area"]) == ("Ente 1", ours)
    for wrong in (without, unclear):
        assert (wrong.verdict, len(wrong.problems)) == (WRONG, 1)
        assert "la provincia non si capisce" in wrong.problems[0]


def test_a_province_is_known_by_its_words_also_when_some_are_left_out(province):
    emilia = make_area(kind=AreaKind.PROVINCE, name="Reggio nell'Emilia", sigla="RE")
    ours = make_town(name="Canossa", sigla="RE")
    put_inside(ours, emilia)

    (row,) = shown(bring(as_csv(row_of(ours, province="REGGIO EMILIA")), ours), emilia)

    assert row.verdict == NEW


def test_every_wrong_cell_of_a_row_is_told_in_words(province, town):
    wrong = row_of(town, cf="123", section="Bocciofile", day="ieri", number="")
    empty = row_of(town, cf="", section="", day="", name="", number="2")
    later = row_of(town, cf="", day="03/02/2099", name="Domani", number="3")

    for row, said in zip(
        shown(bring(as_csv(wrong, empty, later), town), province),
        [
            ("non è un codice fiscale", "Reti associative", "non è una data"),
            ("«Denominazione»", "«Sezione»"),
            ("la data è nel futuro",),
        ],
        strict=True,
    ):
        assert row.verdict == WRONG
        assert len(row.problems) == len(said)
        for one in said:
            assert one in "\n".join(row.problems)


def test_the_good_half_of_a_list_enters_and_the_other_half_is_told(province, town):
    rows = [
        row_of(
            town,
            cf="",
            name=f"Ente numero {n}",
            number=str(n),
            section="ODV" if n % 2 else "boh",
        )
        for n in range(40)
    ]
    intake = bring(as_csv(*rows), town)

    verdicts = [row.verdict for row in shown(intake, province)]
    entered = enter(intake, province)

    assert (verdicts.count(NEW), verdicts.count(WRONG)) == (20, 20)
    assert (entered.added, Organisation.objects.count()) == (20, 20)


@pytest.mark.parametrize("known_by", ["tax_code", "runts_number", "name"])
def test_a_body_is_recognised_by_its_codes_then_by_its_name_and_keeps_its_kind(
    province, town, known_by
):
    facts = {"tax_code": GOOD} if known_by == "tax_code" else {"runts_number": "12345"}
    facts = {} if known_by == "name" else facts
    known = make_organisation(
        name="Il Sole ODV", kind=OrganisationKind.PROVIDER, area=town, pec="a@pec.example", **facts
    )
    intake = bring(as_csv(row_of(town)), town)

    (row,) = shown(intake, province)
    enter(intake, province)

    assert (row.verdict, row.organisation) == (CHANGES, known)
    known.refresh_from_db()
    assert (known.kind, known.pec) == (OrganisationKind.PROVIDER, "a@pec.example")
    assert (known.tax_code, known.runts_number) == (GOOD, "12345")
    (again,) = shown(bring(as_csv(row_of(town)), town), province)
    assert (again.verdict, again.changes) == (SAME, [])


def test_a_known_body_keeps_the_name_it_is_called_by_unless_it_is_another(province, town):
    known = make_organisation(name="Il Sole", tax_code=GOOD, area=town)
    whole = row_of(town, name="ASSOCIAZIONE DI VOLONTARIATO IL SOLE ODV")
    enter(bring(as_csv(whole), town), province)
    known.refresh_from_db()
    assert (known.name, known.runts_number) == ("Il Sole", "12345")

    enter(bring(as_csv(row_of(town, name="LA LUNA ODV")), town), province)

    known.refresh_from_db()
    assert known.name == "La Luna ODV"


def test_where_a_known_body_works_is_not_changed_by_its_seat(province, town):
    known = make_organisation(name="Il Sole ODV", area=province, tax_code=GOOD)
    intake = bring(as_csv(row_of(town)), town)

    enter(intake, province)

    known.refresh_from_db()
    assert (known.area, known.runts_number) == (province, "12345")


def test_a_number_of_another_body_is_refused_with_its_row(province, town):
    make_organisation(name="La Luna", runts_number="12345", area=town)
    make_organisation(name="Il Sole", tax_code=GOOD, area=town)
    intake = bring(as_csv(row_of(town)), town)

    with pytest.raises(Refused, match=r"Riga 2: Il repertorio RUNTS è già di «La Luna»"):
        enter(intake, province)


def test_the_same_number_twice_is_told_at_its_second_row(province, town):
    rows = [row_of(town, cf="", name="Uno"), row_of(town, cf="", name="Due")]

    first, second = shown(bring(as_csv(*rows), town), province)

    assert (first.verdict, second.verdict) == (NEW, WRONG)
    assert "è già alla riga 2" in second.problems[0]


def test_a_new_row_like_a_body_that_is_known_says_so_and_may_enter(province, town):
    make_organisation(name="Associazione Sole", area=town)
    intake = bring(as_csv(row_of(town)), town)

    (row,) = rows = shown(intake, province)
    note_alike(rows)

    assert row.verdict == NEW
    assert row.notes == [
        f"Somiglia a «Associazione Sole» ({town}), nome simile: controllare che non sia lo stesso."
    ]
    assert enter(intake, province).added == 1


@pytest.mark.parametrize(
    ("said", "section"),
    [
        *[(str(one.label), one) for one in RuntsSection],
        *[(str(one.label).upper(), one) for one in RuntsSection],
        ("ODV - Organizzazioni di volontariato", RuntsSection.VOLUNTEERS),
        ("a) Organizzazioni di Volontariato", RuntsSection.VOLUNTEERS),
        ("O.D.V.", RuntsSection.VOLUNTEERS),
        ("APS", RuntsSection.PROMOTION),
        ("Sezione b", RuntsSection.PROMOTION),
        ("Ente filantropico", RuntsSection.PHILANTHROPY),
        ("Imprese sociali", RuntsSection.ENTERPRISES),
        ("d) Imprese sociali, incluse le cooperative sociali", RuntsSection.ENTERPRISES),
        ("Rete associativa", RuntsSection.NETWORKS),
        ("Societa' di mutuo soccorso", RuntsSection.MUTUAL_AID),
        ("SOMS", RuntsSection.MUTUAL_AID),
        ("g", RuntsSection.OTHERS),
        ("Altri ETS", RuntsSection.OTHERS),
        ("Bocciofile", None),
        ("ODV e APS", None),
        ("h", None),
        ("", None),
    ],
)
def test_a_section_is_known_in_the_ways_it_is_written(said, section):
    assert section_of(said) == section


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("03/02/2023", date(2023, 2, 3)),
        ("2023-02-03", date(2023, 2, 3)),
        ("2023-02-03 00:00:00", date(2023, 2, 3)),
        ("03/02/2023 10:15", date(2023, 2, 3)),
        ("3 febbraio 2023", date(2023, 2, 3)),
        ("1° Marzo 2023", date(2023, 3, 1)),
        ("44960", date(2023, 2, 3)),
        ("30/02/2023", None),
        ("99999", None),
        ("3 brumaio 2023", None),
        ("ieri", None),
        ("", None),
    ],
)
def test_a_day_is_known_in_the_ways_it_is_written(said, day):
    assert day_written(said) == day


# Our own model


def test_our_model_tells_the_register_and_what_a_body_has(province, town):
    columns = [
        *("denominazione", "tipo", "comune", "sezione RUNTS", "repertorio RUNTS", "iscritto dal"),
        *("volontari", "personale", "posti", "di che cosa si occupa"),
    ]
    row = ["Il Sole", "Ente del Terzo settore", town.name, "APS", "77", "1 marzo 2023"]
    row += ["1.200", "0", "8", "Anziani soli"]
    intake = receive(write_csv(columns, [row]))
    assert intake.unread == []

    enter(intake, province)

    body = Organisation.objects.get()
    assert (body.runts_section, body.runts_number) == (RuntsSection.PROMOTION, "77")
    assert (body.runts_since, body.about) == (date(2023, 3, 1), "Anziani soli")
    assert (body.volunteers, body.staff, body.places) == (1200, 0, 8)


@pytest.mark.parametrize("said", ["-1", "tanti", "1,5", "1234567", "٣"])
def test_how_many_is_a_whole_number(province, said):
    content = write_csv(["denominazione", "tipo", "volontari"], [["Uno", "Altro", said]])
    (row,) = shown(receive(content.replace(b"'-", b"-")), province)

    assert (row.verdict, len(row.problems)) == (WRONG, 1)
    assert "non è un numero intero" in row.problems[0]
