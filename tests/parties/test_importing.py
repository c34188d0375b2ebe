"""Lists of bodies: ours and that of the IPA, shown row by row, entered all or the good rows."""

import csv
import io

import pytest

from raccordo.archive.shelves import content_of
from raccordo.documents.sheets import write_csv, write_xlsx
from raccordo.foundation.errors import Refused
from raccordo.journal.models import Entry
from raccordo.parties.importing.comparing import (
    CHANGES,
    NEW,
    SAME,
    WRONG,
    digest_of,
    proposals_of,
)
from raccordo.parties.importing.reading import IPA, IPA_HOLDER, IPA_MAIL, IPA_MORE, MOST, OWN
from raccordo.parties.models import Holding, Intake, Organisation, Representative
from raccordo.parties.operations import (
    choose_rows,
    discard_list,
    end_holding,
    enter_list,
    receive_list,
)
from raccordo.parties.rules import tax_code_of, titled
from raccordo.parties.states import HoldingQuality, IntakeForm, OrganisationKind
from raccordo.territory.queries import areas_within
from tests.make import (
    SOMEBODY,
    TODAY,
    make_area,
    make_mayor,
    make_organisation,
    make_part,
    make_town,
    make_user,
)

pytestmark = pytest.mark.django_db
GOOD = "00182910695"  # a public body's, whose last digit checks the others
COLUMNS = [*IPA, *IPA_MAIL, *IPA_MORE, *IPA_HOLDER]


@pytest.fixture
def zone():
    return make_area()


@pytest.fixture
def town(zone):
    return make_part(zone)


def ours(*rows, columns=("denominazione", "tipo", "codice fiscale", "pec", "comune")):
    return write_csv(list(columns), rows)


def of_ipa(*rows):
    """The list as the IPA publishes it: every column, cells empty where nothing is told."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def mayor_row(town, **cells):
    usual = {
        "Codice_IPA": "c_x123",
        "Denominazione_ente": f"COMUNE DI {town.name.upper()}",
        "Codice_fiscale_ente": GOOD,
        "Codice_Categoria": "L6",
        "Codice_comune_ISTAT": town.istat_code,
        "CAP": "66022",
        "Indirizzo": "Via Roma, 1",
        "Mail1": "info@comune.example",
        "Tipo_Mail1": "Altro",
        "Mail2": "comune@pec.example",
        "Tipo_Mail2": "Pec",
        "Sito_istituzionale": "www.comune.example",
        "Nome_responsabile": "ANNA",
        "Cognome_responsabile": "D'ALESSANDRO",
        "Titolo_responsabile": "Sindaco",
    }
    return usual | cells


def receive(content, form=IntakeForm.OWN, **facts):
    usual = {"name": "enti.csv", "user": make_user(), "by": SOMEBODY, "on": TODAY}
    return receive_list(content, form=form, **usual | facts)


def ipa(content, town, **facts):
    return receive(content, IntakeForm.IPA, codes={town.istat_code}, **facts)


def shown(intake, zone):
    return proposals_of(intake, within=areas_within(zone, on=TODAY), on=TODAY)


def enter(intake, zone, **facts):
    within = areas_within(zone, on=TODAY)
    usual = {"sha256": intake.file.sha256, "digest": digest_of(shown(intake, zone))}
    return enter_list(intake, within=within, by=SOMEBODY, on=TODAY, **usual | facts)


def test_every_row_says_what_it_would_do(zone, town):
    known = make_organisation(name="Anffas", pec="vecchia@pec.example")
    make_organisation(name="Auser")
    intake = receive(
        ours(
            ["Nuova", "Ente del Terzo settore", GOOD, "nuova@pec.example", town.name],
            ["ANFFAS", "ente del terzo settore", "", "nuova2@pec.example", ""],
            ["Auser", "Ente del Terzo settore", "", "", ""],
            ["Storta", "Parrocchia", "123", "senza chiocciola", "Atlantide"],
        )
    )

    new, changed, same, wrong = shown(intake, zone)

    assert (new.verdict, changed.verdict, same.verdict, wrong.verdict) == (
        NEW,
        CHANGES,
        SAME,
        WRONG,
    )
    assert new.facts["area"] == town
    assert changed.organisation == known
    assert [(c.before, c.after) for c in changed.changes] == [
        ("vecchia@pec.example", "nuova2@pec.example")
    ]
    told = "\n".join(wrong.problems)
    assert "Ente pubblico, Azienda sanitaria" in told
    for said in ("tipo", "codice fiscale", "posta elettronica", "nessun Comune del territorio"):
        assert said in told


def test_all_the_good_rows_enter_or_those_one_chooses(zone):
    kind = "Organizzazione sindacale"
    intake = receive(
        ours(["Uno", kind, "", "", ""], ["Due", kind, "", "", ""], ["", kind, "", "", ""])
    )

    choose_rows(intake, shown=[2, 3], chosen=[3], by=SOMEBODY)
    entered = enter(intake, zone)

    assert (entered.added, entered.changed) == (1, 0)
    assert [body.name for body in Organisation.objects.all()] == ["Due"]
    assert Entry.objects.filter(what="intake.entered").exists()
    assert Intake.objects.get().rows == []


def test_a_row_left_out_on_one_page_stays_out_while_another_is_chosen(zone):
    rows = [[f"Ente {n}", "Altro", "", "", ""] for n in range(4)]
    intake = receive(ours(*rows))

    choose_rows(intake, shown=[2, 3], chosen=[2], by=SOMEBODY)
    intake = choose_rows(intake, shown=[4, 5], chosen=[4], by=SOMEBODY)
    assert intake.left_out == [3, 5]
    intake = choose_rows(intake, shown=[2, 3], chosen=[2, 3], by=SOMEBODY)
    assert intake.left_out == [5]


def test_a_list_enters_once(zone):
    intake = receive(ours(["Uno", "Altro", "", "", ""]))
    enter(intake, zone)

    for again in (
        lambda: enter(intake, zone),
        lambda: discard_list(intake, by=SOMEBODY),
        lambda: choose_rows(intake, shown=[2], chosen=[], by=SOMEBODY),
    ):
        with pytest.raises(Refused, match="già stato importato il 3 marzo 2025"):
            again()


def test_what_is_confirmed_is_what_was_shown(zone):
    intake = receive(ours(["Uno", "Altro", "", "", ""]))
    digest = digest_of(shown(intake, zone))
    make_organisation(name="Uno", kind=OrganisationKind.OTHER)

    for wrong in ({"digest": digest}, {"sha256": "0" * 64}):
        with pytest.raises(Refused, match="Dopo l'anteprima qualcosa è cambiato"):
            enter(intake, zone, **wrong)
    assert Organisation.objects.count() == 1


def test_nothing_enters_when_nothing_is_chosen_or_good(zone):
    intake = receive(ours(["Uno", "Parrocchia", "", "", ""]))

    with pytest.raises(Refused, match="Nessuna riga da importare"):
        enter(intake, zone)


def test_a_list_set_aside_is_no_more(zone):
    intake = receive(ours(["Uno", "Altro", "", "", ""]))

    discard_list(intake, by=SOMEBODY)

    assert not Intake.objects.exists()
    with pytest.raises(Refused, match="è stato scartato"):
        enter(intake, zone)


def test_one_wrong_row_among_those_that_enter_stops_them_all(zone):
    """What the preview could not see is refused with its row, and nothing is half entered."""
    town = make_part(zone)
    columns = ["denominazione", "tipo", "comune", "carica", "nome", "cognome", "dal"]
    good = ["Ente A", "Altro", "", "", "", "", ""]
    old = [f"Comune di {town}", "Ente pubblico", town.name, "Sindaca", "Ada", "Neri", "03/03/1725"]
    intake = receive(ours(good, old, columns=columns), with_holders=True)

    with pytest.raises(Refused, match=r"Riga 3: Controllare l'anno.*Non è stato importato nulla"):
        enter(intake, zone)
    assert not Organisation.objects.exists()
    assert not Representative.objects.exists()


def test_columns_may_stand_in_any_order_but_not_be_missing(zone):
    intake = receive(ours(["Altro", "Uno"], columns=["TIPO", "Denominazione"]))
    assert [row.name for row in shown(intake, zone)] == ["Uno"]

    with pytest.raises(Refused, match="mancano le colonne: tipo"):
        receive(ours(["Uno"], columns=["denominazione"]))
    with pytest.raises(Refused, match="Codice_Categoria, Codice_comune_ISTAT"):
        receive(ours(["c_x", "Uno"], columns=["Codice_IPA", "Denominazione_ente"]), IntakeForm.IPA)


def test_a_column_that_nobody_reads_is_told(zone):
    intake = receive(ours(["Uno", "Altro", "1"], columns=[*OWN, "posta certificata"]))

    assert intake.unread == ["posta-certificata"]


def test_an_excel_list_is_read_with_the_zeros_it_has_eaten(zone):
    content = write_xlsx("Soggetti", [*OWN, "codice fiscale"], [["Uno", "Altro", int(GOOD)]])

    (row,) = shown(receive(content), zone)

    assert row.facts["tax_code"] == GOOD


def test_the_same_body_twice_in_a_list_is_told_at_its_second_row(zone):
    rows = [["Uno", "Altro", "", "", ""], ["UNO", "Altro", "", "", ""]]

    first, second = shown(receive(ours(*rows)), zone)

    assert (first.verdict, second.verdict) == (NEW, WRONG)
    assert "è già alla riga 2" in second.problems[0]


def test_a_body_of_another_territory_or_closed_is_not_touched(zone):
    make_organisation(name="Lontana", area=make_town(), tax_code=GOOD)
    make_organisation(name="Finita", closed_on=TODAY)

    far, over = shown(
        receive(ours(["Lontana", "Altro", GOOD, "", ""], ["Finita", "Altro", "", "", ""])), zone
    )

    assert "fuori dal territorio" in far.problems[0]
    assert "è cessato il 3 marzo 2025" in over.problems[0]


def test_a_body_known_without_a_place_is_the_same_and_now_has_it(zone, town):
    known = make_organisation(name="Auser")
    intake = receive(ours(["Auser", "Ente del Terzo settore", "", "", town.name]))

    enter(intake, zone)

    known.refresh_from_db()
    assert known.area == town


def test_empty_cells_take_nothing_away(zone):
    known = make_organisation(name="Auser", pec="a@pec.example")

    (row,) = shown(receive(ours(["Auser", "Ente del Terzo settore", "", "", ""])), zone)

    assert (row.verdict, row.organisation) == (SAME, known)


@pytest.mark.parametrize("with_holders", [True, False])
def test_who_represents_a_private_body_is_never_imported(zone, with_holders):
    columns = [*OWN, "carica", "nome", "cognome", "dal"]
    row = ["Auser", "Ente del Terzo settore", "Presidente", "Ada", "Neri", "01/01/2024"]
    intake = receive(ours(row, columns=columns), with_holders=with_holders)

    (told,) = shown(intake, zone)
    enter(intake, zone)

    assert "non si importa" in told.notes[0]
    assert not Representative.objects.exists()


def test_who_is_in_office_in_a_public_body_enters_only_when_it_is_said(zone, town):
    columns = [*OWN, "comune", "carica", "nome", "cognome", "dal"]
    row = ["Comune di X", "Ente pubblico", town.name, "Sindaca", "Ada", "Neri", "10/06/2024"]
    enter(receive(ours(row, columns=columns)), zone)
    assert not Holding.objects.exists()

    enter(receive(ours(row, columns=columns), with_holders=True), zone)
    holding = Holding.objects.get()
    assert (str(holding.holder), holding.since.isoformat()) == ("Ada Neri", "2024-06-10")
    assert "enti.csv" in holding.source


def test_a_holder_without_a_day_or_to_come_is_told(zone, town):
    columns = [*OWN, "comune", "carica", "nome", "cognome", "dal"]
    rows = [
        [f"Comune di {n}", "Ente pubblico", "", "Sindaco", "Ada", "Neri", day]
        for n, day in enumerate(["", "10/06/2035"])
    ]
    without, ahead = shown(receive(ours(*rows, columns=columns), with_holders=True), zone)

    assert "manca il valore" in without.problems[0]
    assert "la data è nel futuro" in ahead.problems[0]


def test_no_name_of_who_represents_a_private_body_stays_anywhere(zone, town):
    columns = [*OWN, "comune", "carica", "nome", "cognome", "dal"]
    rows = [
        ["Auser", "Ente del Terzo settore", "", "Presidente", "Ada", "Privatissimi", "01/01/2024"],
        ["Comune", "Ente pubblico", town.name, "Sindaca", "Ugo", "Pubblicissimi", "10/06/2024"],
    ]

    for with_holders, public in ((True, True), (False, False)):
        intake = receive(ours(*rows, columns=columns), with_holders=with_holders)
        kept = content_of(intake.file.sha256).decode() + str(intake.rows)
        assert "Privatissimi" not in kept
        assert ("Pubblicissimi" in kept) == public
        assert "Auser" in kept


# The IPA


def test_of_the_national_list_only_mayors_are_kept_and_only_when_wanted(zone, town):
    school = mayor_row(town, Codice_IPA="is_1", Codice_Categoria="L33", Codice_fiscale_ente="")
    school |= {"Denominazione_ente": "ISTITUTO", "Cognome_responsabile": "PRESIDE"}
    content = of_ipa(mayor_row(town), school)

    wanted = ipa(content, town, with_holders=True)
    unwanted = ipa(content, town)

    assert "ALESSANDRO" in content_of(wanted.file.sha256).decode()
    for intake in (wanted, unwanted):
        assert "PRESIDE" not in content_of(intake.file.sha256).decode() + str(intake.rows)
    assert "ALESSANDRO" not in content_of(unwanted.file.sha256).decode() + str(unwanted.rows)


def test_of_the_national_list_only_the_bodies_of_the_territory_are_read(zone, town):
    far = make_town()
    rows = [
        mayor_row(town),
        mayor_row(far, Codice_IPA="c_y", Codice_fiscale_ente=""),
        mayor_row(
            town,
            Codice_IPA="istsc_1",
            Denominazione_ente="Istituto Fermi",
            Codice_Categoria="L33",
            Codice_fiscale_ente="",
        ),
    ]

    assert len(shown(ipa(of_ipa(*rows), town), zone)) == 2
    assert len(shown(ipa(of_ipa(*rows), town, only_towns=True), zone)) == 1
    with pytest.raises(Refused, match="nessun ente del territorio"):
        ipa(of_ipa(mayor_row(far)), town)


def test_a_municipality_of_the_ipa_comes_with_its_contacts_and_its_mayor_if_it_is_said(zone, town):
    enter(ipa(of_ipa(mayor_row(town)), town, with_holders=True), zone)

    body = Organisation.objects.get()
    assert (body.kind, body.area, body.tax_code) == (OrganisationKind.PUBLIC, town, GOOD)
    assert (body.pec, body.email) == ("comune@pec.example", "info@comune.example")
    assert body.website == "https://www.comune.example"
    assert body.name == f"Comune di {town.name}"
    holding = Holding.objects.get()
    assert (str(holding.holder), holding.since) == ("Anna D'Alessandro", TODAY)
    assert "da quando, l'elenco non lo dice" in holding.source


def test_the_mayor_stays_out_when_nobody_asked_for_her(zone, town):
    enter(ipa(of_ipa(mayor_row(town)), town), zone)

    assert not Representative.objects.exists()


def test_a_commissioner_of_the_ipa_sits_in_the_mayor_s_office(zone, town):
    row = mayor_row(town, Titolo_responsabile="Commissario straordinario")
    enter(ipa(of_ipa(row), town, with_holders=True), zone)

    holding = Holding.objects.get()
    assert holding.quality == HoldingQuality.COMMISSIONER
    assert holding.office.title == f"Sindaco o Sindaca di {town}"


def test_another_mayor_than_the_one_known_is_told_and_changes_nothing(zone, town):
    mayor = make_mayor(town)
    body = mayor.office.organisation
    Organisation.objects.filter(pk=body.pk).update(tax_code=GOOD)

    (row,) = shown(ipa(of_ipa(mayor_row(town)), town, with_holders=True), zone)

    assert f"qui di {mayor.holder}" in row.notes[0]
    assert row.holder is None


def test_a_seat_left_by_the_mayor_is_filled_from_the_list(zone, town):
    mayor = make_mayor(town)
    end_holding(mayor, until=TODAY, by=SOMEBODY)

    enter(ipa(of_ipa(mayor_row(town)), town, with_holders=True), zone)

    assert mayor.office.holdings.count() == 2


def test_the_head_of_a_school_is_not_imported_and_the_school_is_where_it_is(zone, town):
    row = mayor_row(
        town,
        Denominazione_ente="ISTITUTO COMPRENSIVO DI CASTEL FRENTANO",
        Codice_Categoria="L33",
        Titolo_responsabile="Dirigente scolastico",
    )
    enter(ipa(of_ipa(row), town, with_holders=True), zone)

    body = Organisation.objects.get()
    assert (body.kind, body.area) == (OrganisationKind.SCHOOL, town)
    assert body.name == "Istituto Comprensivo di Castel Frentano"
    assert not Representative.objects.exists()


def test_a_public_body_that_only_has_its_offices_there_is_of_no_area(zone, town):
    row = mayor_row(town, Denominazione_ente="Consorzio di bonifica", Codice_Categoria="L99")
    enter(ipa(of_ipa(row), town), zone)

    assert Organisation.objects.get().area is None


def test_the_same_list_again_changes_nothing(zone, town):
    enter(ipa(of_ipa(mayor_row(town)), town, with_holders=True), zone)

    (row,) = shown(ipa(of_ipa(mayor_row(town)), town, with_holders=True), zone)

    assert (row.verdict, row.notes) == (SAME, [])


def test_a_list_of_too_many_bodies_asks_for_fewer(zone):
    rows = [[f"Ente {n}", "Altro"] for n in range(MOST + 1)]

    with pytest.raises(Refused, match="al massimo"):
        receive(ours(*rows, columns=OWN))


def test_the_preview_asks_as_many_questions_for_many_rows_as_for_few(
    zone, town, django_assert_num_queries
):
    def asked(rows):
        intake = receive(ours(*([f"Ente {n}", "Altro", "", "", town.name] for n in range(rows))))
        return intake, areas_within(zone, on=TODAY)

    for rows in (2, 40):
        intake, within = asked(rows)
        with django_assert_num_queries(3):
            list(proposals_of(intake, within=within, on=TODAY))


# Codes and names


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (GOOD, GOOD),
        (GOOD.lstrip("0"), GOOD),
        ("RSSMRA80A01H501U", "RSSMRA80A01H501U"),
        (" rssmra80a01h501u ", "RSSMRA80A01H501U"),
        (GOOD[:-1] + "6", None),
        ("123", None),
        ("IT" + GOOD, None),
        ("٠٠١٨٢٩١٠٦٩٥", None),
    ],
)
def test_a_tax_code_is_checked_by_its_last_digit(said, code):
    assert tax_code_of(said) == code


def test_a_name_in_capitals_is_written_as_names_are():
    assert titled("UNIONE DEI COMUNI DELLA COSTA") == "Unione dei Comuni della Costa"
    assert titled("Comune di SAN VITO") == "Comune di SAN VITO"
