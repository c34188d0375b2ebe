import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from raccordo.access.operations import file_act
from raccordo.access.rights import Role
from raccordo.acts.models import Act, Organ
from raccordo.acts.states import ActStage, FilePurpose, OrganKind
from raccordo.post.drafts import save_draft
from tests.acts.certificates import pades, rossi
from tests.make import NOW, SOMEBODY, make_area, make_filed_act, make_organ

pytestmark = pytest.mark.django_db
ENTER, LIST = reverse("assemblies:enter"), reverse("assemblies:acts")


def words(mandate, **more):
    usual = {"place": mandate.area.key, "organ": "Giunta di Frisa", "organ_kind": "giunta"}
    usual |= {"genitive": "della Giunta di Frisa"}
    usual |= {
        "kind": "resolution",
        "number": "7",
        "made_on": "2025-03-03",
        "subject": "Convenzione",
    }
    return usual | more


def upload(content, name="atto.pdf"):
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


def test_an_act_made_elsewhere_is_entered_with_a_new_organ_in_one_page(client, enter):
    mandate = enter()

    page = client.post(ENTER, words(mandate))

    act = Act.objects.get(number="7")
    assert page.url == reverse("assemblies:act", args=[act.key])
    assert str(act) == "Deliberazione n. 7 del 3 marzo 2025 della Giunta di Frisa"
    assert "Esecutività da indicare" in client.get(page.url).text


def test_an_organ_already_known_is_found_by_its_name_whatever_the_capitals(client, enter):
    organ = make_organ(kind=OrganKind.GIUNTA, name="Giunta di Frisa")

    client.post(ENTER, words(enter(), organ="GIUNTA DI FRISA", organ_kind=""))

    assert Act.objects.get(number="7").organ == organ
    assert Organ.objects.count() == 2  # and the one of the mandate's act


def test_a_new_organ_without_its_sort_is_asked_for_it(client, enter):
    page = client.post(ENTER, words(enter(), organ_kind=""))

    assert "scegliere di che tipo è" in page.context["form"].errors["organ"][0]


def test_a_refusal_of_the_rules_stands_beside_its_field(client, enter):
    mandate = enter()
    client.post(ENTER, words(mandate))

    page = client.post(ENTER, words(mandate))
    wrong = client.post(ENTER, words(mandate, kind="decree", number="8"))

    assert "c'è già nel registro" in page.context["form"].errors["number"][0]
    assert "non emana atti" in wrong.context["form"].errors["kind"][0]


def test_the_register_of_others_cannot_be_written_in(client, enter):
    mandate, other = enter(), make_area()

    client.post(ENTER, words(mandate, place=other.key))

    assert not other.filings.exists()
    assert Act.objects.get(number="7").filings.get().area == mandate.area


def test_a_draft_written_through_another_mandate_does_not_choose_the_register(client, enter):
    before, now = enter(), enter()
    draft = {key: str(text) for key, text in words(before).items()}
    save_draft(now.holder, page=ENTER, content=draft, at=NOW)

    form = client.get(ENTER).context["form"]

    assert form["subject"].value() == "Convenzione"
    assert form["place"].value() == str(now.area.key)


def test_what_is_wrong_in_a_hidden_field_is_told_too(client, enter):
    page = client.post(ENTER, words(enter(), once="x"))

    (said,) = page.context["form"].errors["once"]
    assert said in page.text


def test_an_act_goes_from_the_draft_to_the_signature_on_its_pages(client, enter):
    mandate = enter()
    client.post(reverse("assemblies:write"), words(mandate, text="La Giunta delibera."))
    act = Act.objects.get(subject="Convenzione")

    client.post(reverse("assemblies:fix", args=[act.key]), {"number": "9", "made_on": "2025-03-03"})
    text = act.files.get(purpose=FilePurpose.TEXT)
    pdf = client.get(reverse("assemblies:file", args=[act.key, text.key])).getvalue()
    signed = client.post(
        reverse("assemblies:signed", args=[act.key]), {"file": upload(pades(pdf, rossi()))}
    )

    act.refresh_from_db()
    assert pdf.startswith(b"%PDF-")
    assert signed.status_code == 302
    assert act.stage == ActStage.SIGNED
    assert "Firmato da" in client.get(reverse("assemblies:act", args=[act.key])).text


def test_a_file_that_is_not_the_signed_text_is_refused_with_its_reason(client, enter):
    mandate = enter()
    client.post(reverse("assemblies:write"), words(mandate, text="La Giunta delibera."))
    act = Act.objects.get(subject="Convenzione")
    client.post(reverse("assemblies:fix", args=[act.key]), {"number": "9", "made_on": "2025-03-03"})

    page = client.post(
        reverse("assemblies:signed", args=[act.key]), {"file": upload(b"%PDF-1.7 niente")}
    )

    assert page.context["form"].errors["file"]
    assert Act.objects.get(pk=act.pk).stage == ActStage.TO_SIGN


def test_a_file_is_always_to_be_saved_and_never_run(client, enter):
    area = make_area()
    enter(area)
    act = make_filed_act(area)
    client.post(
        reverse("assemblies:attach", args=[act.key]), {"title": "A", "file": upload(b"%PDF-1.4 a")}
    )

    page = client.get(reverse("assemblies:file", args=[act.key, act.files.get().key]))

    assert page["Content-Disposition"].startswith("attachment")
    assert page["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in page["Cache-Control"]


def test_annulling_warns_of_all_that_rests_on_the_act(client, enter):
    mandate = enter()
    act = mandate.act
    file_act(act, place=mandate.area, by=SOMEBODY)
    url = reverse("assemblies:standing", args=[act.key])

    assert str(mandate.area) in client.get(url).text
    client.post(url, {"to": "annulled", "since": "2025-03-03", "reason": "Vizio di forma"})
    assert Act.objects.get(pk=act.pk).state == "annulled"


def test_the_list_finds_filters_and_asks_the_same_questions(client, enter, queries_stay_flat):
    area = make_area()
    enter(area, role=Role.PLAN_OFFICER)

    queries_stay_flat(LIST, lambda: make_filed_act(area))

    make_filed_act(area, subject="Attività per anziani")
    html = client.get(LIST + "?q=attivita", headers={"HX-Request": "true"}).text
    assert html.strip().startswith('<div id="acts"')
    assert "Attività per anziani" in html
    assert html.count("<tr>") == 2


def test_the_list_can_be_taken_away_as_a_workbook(client, enter):
    enter()

    page = client.get(reverse("assemblies:acts_table"))

    assert page.content.startswith(b"PK")


def test_a_table_of_acts_is_brought_in_or_every_wrong_cell_is_told(client, enter):
    mandate = enter()
    make_organ(kind=OrganKind.GIUNTA, name="Giunta di Frisa")
    head = "organo;tipo;numero;data;oggetto\r\n"
    good = head + "Giunta di Frisa;Deliberazione;1;03/03/2025;Cosa\r\n"
    url, place = reverse("assemblies:bring"), str(mandate.area.key)

    bad = client.post(url, {"place": place, "file": upload(b"organo\r\nX\r\n", "a.csv")})
    done = client.post(url, {"place": place, "file": upload(good.encode(), "a.csv")}, follow=True)

    assert "mancano le colonne" in bad.context["form"].errors["file"][0]
    assert "È stato inserito 1 atto." in done.text
    assert Act.objects.get(number="1").filings.get().area == mandate.area
