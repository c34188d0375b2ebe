"""The office: who may act, seen and changed from its pages."""

import pytest
from django.core import mail
from django.urls import reverse

from raccordo.access.models import Mandate
from raccordo.access.operations import file_act
from raccordo.access.rights import Role
from raccordo.accounts.models import User
from raccordo.acts.operations import change_standing
from raccordo.acts.states import ActState
from raccordo.journal.models import Entry
from raccordo.post.drafts import save_draft
from raccordo.post.models import Message, Notice
from tests.conftest import sign_in
from tests.make import (
    LONG_AGO,
    NOW,
    SOMEBODY,
    TODAY,
    make_act,
    make_area,
    make_mandate,
    make_organisation,
    make_part,
    make_user,
    numbers,
)

pytestmark = pytest.mark.django_db
GIVE, LIST = reverse("office:mandate_give"), reverse("office:mandates")
WAITING = reverse("office:persons")
SPECIMEN = "RSSMRA80A01H501U"  # the public specimen, of nobody
HOSTILE = "<script>alert(1)</script>"


def director(enter, area=None):
    return enter(area or make_area(), role=Role.PLAN_DIRECTOR)


def words(mandate, holder, **more):
    file_act(mandate.act, place=mandate.area, by=SOMEBODY)
    usual = {"holder": holder.email, "place": mandate.area.key, "role": "mayor"}
    return usual | {"act": mandate.act.pk, "since": "2025-03-03"} | more


def test_a_mandate_is_given_by_an_act_from_a_day_until_another(client, enter):
    mandate, user = director(enter), make_user()

    client.post(GIVE, words(mandate, user, last_day="2025-12-31"))

    given = Mandate.objects.get(holder=user)
    assert (given.role, str(given.until)) == ("mayor", "2026-01-01")
    assert Entry.objects.filter(what="mandate.given").exists()


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"act": ""}, "act", "Manca l'atto"),
        ({"last_day": "2025-03-01"}, "until", "La fine deve seguire"),
        ({"holder": "nessuno@example.it"}, "holder", "Nessuna utenza attiva"),
        ({"role": "third_sector"}, "role", "opzione valida"),
        ({"role": "administrator", "act": ""}, "role", "opzione valida"),
        ({"since": "ieri"}, "since", "Scrivere una data"),
    ],
)
def test_a_wrong_mandate_is_refused_with_its_reason(client, enter, wrong, field, said):
    mandate, user = director(enter), make_user()

    page = client.post(GIVE, words(mandate, user) | wrong)

    errors = page.context["form"].errors
    assert said in " ".join(str(error) for error in (errors.get(field) or errors["__all__"]))
    assert not Mandate.objects.filter(holder=user).exists()


def test_the_person_just_chosen_wins_over_the_one_of_a_draft(client, enter):
    mandate = director(enter)
    draft = {"holder": "prima@voci.example", "since": "2024-05-05"}
    save_draft(mandate.holder, page=GIVE, content=draft, at=NOW)

    form = client.get(GIVE, {"a": "dopo+uno@voci.example"}).context["form"]

    assert form["holder"].value() == "dopo+uno@voci.example"
    assert form["since"].value() == "2024-05-05"
    assert client.get(GIVE).context["form"]["holder"].value() == "prima@voci.example"


def test_two_directors_on_one_mandate_the_second_is_told(client, enter):
    area = make_area()
    director(enter, area)
    mandate = make_mandate(area=area, role=Role.MAYOR)
    url = reverse("office:mandate_end", args=[mandate.key])
    facts = {"until": "2025-03-03", "reason": "Dimissioni"}

    client.post(url, facts)
    page = client.post(url, facts)

    assert "cessa già il 3 marzo 2025" in page.context["form"].errors["until"][0]


def test_a_person_is_let_in_and_written_to_once(client, enter):
    director(enter)
    facts = {"given_name": "Elena", "family_name": "Verratti", "email": "Elena@Example.it"}

    client.post(reverse("office:person_open"), facts)
    again = client.post(reverse("office:person_open"), facts)

    user = User.objects.get(email="elena@example.it")
    assert Message.objects.get().recipients == [user.email]
    assert "C'è già un utente" in again.context["form"].errors["email"][0]


def test_who_is_let_in_is_the_one_offered_a_mandate_whatever_her_address(client, enter):
    director(enter)
    facts = {"given_name": "Elena", "family_name": "Verratti", "email": "e+uno@example.it"}

    page = client.post(reverse("office:person_open"), facts, follow=True)

    assert page.context["form"]["holder"].value() == "e+uno@example.it"


def test_who_has_mandates_elsewhere_is_not_kept_out_from_here(client, enter):
    area = make_area()
    director(enter, area)
    here = make_mandate(area=area, role=Role.MAYOR)
    make_mandate(holder=here.holder)

    page = client.post(reverse("office:person_close", args=[here.holder.key]), {"reason": "Sgarbo"})

    assert page.status_code == 404
    here.holder.refresh_from_db()
    assert here.holder.is_active


def test_the_list_of_mandates_asks_the_same_questions(enter, queries_stay_flat):
    area = make_area()
    director(enter, area)

    queries_stay_flat(LIST, lambda: make_mandate(area=area, role=Role.MAYOR))


def test_an_act_that_is_not_enforceable_gives_no_mandate(client, enter):
    mandate, act = director(enter), make_act(enforceable_from=None)
    file_act(act, place=mandate.area, by=SOMEBODY)

    page = client.post(GIVE, words(mandate, make_user(), act=act.pk))

    assert "non ha efficacia" in page.context["form"].errors["act"][0]


def test_the_form_offers_only_what_who_acts_may_give(client, enter):
    area = make_area()
    director(enter, area)

    roles = dict(client.get(GIVE).context["form"].fields["role"].choices)
    assert "mayor" in roles
    assert not set(roles) & {"administrator", "third_sector"}

    enter(area, role=Role.ADMINISTRATOR)
    assert "administrator" in dict(client.get(GIVE).context["form"].fields["role"].choices)


def test_the_form_tells_apart_what_is_for_an_area_and_what_is_for_a_body(client, enter):
    area = make_area()
    body = make_organisation(area=area)
    mandate = director(enter, area)

    form = client.get(GIVE).context["form"]
    for name, value in (("place", str(body.key)), ("role", "third_sector")):
        for_areas, for_bodies = (dict(some) for _label, some in form.fields[name].choices[-2:])
        assert value in for_bodies
        assert value not in for_areas
    page = client.post(GIVE, words(mandate, make_user(), role="third_sector"))
    assert "per un ente, non per un'area" in page.context["form"].errors["role"][0]


@pytest.mark.parametrize("state", [ActState.ANNULLED, ActState.SUSPENDED])
def test_the_form_offers_only_acts_on_which_a_mandate_can_rest(client, enter, state):
    mandate = director(enter)
    good, lost, waiting = make_act(), make_act(), make_act(enforceable_from=None)
    for act in (good, lost, waiting):
        file_act(act, place=mandate.area, by=SOMEBODY)
    change_standing(lost, to=state, since=LONG_AGO, reason="Errore", by=SOMEBODY, on=TODAY)

    assert list(client.get(GIVE).context["form"].fields["act"].queryset) == [good]


def test_the_act_is_not_called_optional_where_it_is_needed(client, enter):
    area = make_area()
    director(enter, area)
    assert client.get(GIVE).context["form"].fields["act"].required

    administrator = enter(area, role=Role.ADMINISTRATOR)
    facts = words(administrator, make_user(), role="administrator", act="")
    assert client.post(GIVE, facts).status_code == 302


def test_who_watches_over_the_office_learns_from_her_desk_who_opens_the_files(client, enter):
    area = make_area()
    mandate, watcher = director(enter, area), make_mandate(area=area, role=Role.DPO).holder

    client.post(GIVE, words(mandate, make_user(), role="social_worker"))

    assert "Servizio sociale professionale" in Notice.objects.get(user=watcher).text


def test_a_director_is_not_offered_to_end_what_she_cannot_end(client, enter):
    area = make_area()
    director(enter, area)
    watching = make_mandate(area=area, role=Role.DPO)
    end = reverse("office:mandate_end", args=[watching.key])

    assert end not in client.get(LIST).text
    page = client.post(end, {"until": "2095-03-03", "reason": "Scomoda"})
    assert "lo fa cessare solo l'amministrazione" in page.context["form"].errors["__all__"][0]
    for name in ("person_close", "person_code", "person_reopen"):
        assert client.get(reverse(f"office:{name}", args=[watching.holder.key])).status_code == 404

    enter(area, role=Role.ADMINISTRATOR)
    assert end in client.get(LIST).text


def test_who_is_invited_chooses_a_password_and_enters(client, enter):
    """The whole way, from the office that opens the account to the desk of who was invited."""
    director(enter)
    facts = {"given_name": "Elena", "family_name": "Verratti", "email": "elena@example.it"}
    client.post(reverse("office:person_open"), facts)
    make_mandate(holder=User.objects.get(email="elena@example.it"), role=Role.MAYOR)
    client.logout()
    assert reverse("account_reset_password") in Message.objects.get().body

    client.post(reverse("account_reset_password"), {"email": "elena@example.it"})
    (link,) = [line for line in mail.outbox[0].body.splitlines() if "/password/nuova/" in line]
    form = client.get(link.removeprefix("http://testserver"), follow=True)
    chosen = "una-frase-lunga-328"
    client.post(form.request["PATH_INFO"], {"password1": chosen, "password2": chosen})
    client.post(reverse("account_login"), {"login": "elena@example.it", "password": chosen})

    assert "Elena Verratti" in client.get(reverse("desk:home")).text


def invited(client, **more):
    facts = {"given_name": "Elena", "family_name": "Verratti", "email": "elena@example.it"}
    client.post(reverse("office:person_open"), facts | more)
    return User.objects.get(email=(facts | more)["email"])


def test_an_account_without_a_mandate_is_in_a_list_until_it_has_one(client, enter):
    mandate = director(enter)
    assert f'"{WAITING}"' not in client.get(LIST).text
    user = invited(client)

    assert "C'è 1 utenza aperta qui senza nessun incarico." in client.get(LIST).text
    html = client.get(WAITING).text
    assert user.email in html
    assert "non ancora scelta" in html

    client.post(GIVE, words(mandate, user))
    assert user.email not in client.get(WAITING).text
    assert f'"{WAITING}"' not in client.get(LIST).text


def test_an_account_without_a_mandate_is_closed_and_opened_again(client, enter):
    director(enter)
    user = invited(client)
    close, reopen = (reverse(f"office:person_{w}", args=[user.key]) for w in ("close", "reopen"))
    assert close in client.get(WAITING).text

    assert client.post(close, {"reason": "Indirizzo sbagliato"}).url == WAITING
    assert reopen in client.get(WAITING).text
    assert f'"{WAITING}"' not in client.get(LIST).text
    client.post(reopen, {"reason": "Era giusto"})
    assert close in client.get(WAITING).text


def test_a_forgotten_invitation_is_sent_again_and_not_twice_a_day(client, enter):
    director(enter)
    user = invited(client)
    again = reverse("office:person_invite", args=[user.key])
    assert again in client.get(WAITING).text
    assert "invito non scade" in client.get(again).text

    page = client.post(again)
    assert "già partito oggi" in page.context["form"].errors["__all__"][0]
    Message.objects.all().delete()  # as if it had left on another day
    assert client.post(again).url == WAITING
    assert Message.objects.get().recipients == [user.email]


def test_who_has_a_mandate_and_no_password_is_invited_again_from_the_list(client, enter):
    mandate = director(enter)
    user = invited(client)
    client.post(GIVE, words(mandate, user))
    again = reverse("office:person_invite", args=[user.key])

    assert again in client.get(LIST).text
    user.set_password("una-frase-lunga-328")
    user.save()
    assert again not in client.get(LIST).text


def test_the_accounts_opened_elsewhere_are_not_seen_nor_touched(client, enter):
    director(enter)
    user = invited(client)

    director(enter)

    assert user.email not in client.get(WAITING).text
    for name in ("invite", "close", "reopen", "code"):
        page = client.get(reverse(f"office:person_{name}", args=[user.key]))
        assert page.status_code == 404


def test_the_list_of_accounts_asks_the_same_questions(client, enter, queries_stay_flat):
    director(enter)

    queries_stay_flat(WAITING, lambda: invited(client, email=f"p{next(numbers)}@example.it"))


def test_an_account_is_closed_and_opened_again_from_the_list(client, enter):
    area = make_area()
    director(enter, area)
    mayor = make_mandate(area=area, role=Role.MAYOR).holder
    close, reopen = (reverse(f"office:person_{w}", args=[mayor.key]) for w in ("close", "reopen"))
    assert close in client.get(LIST).text

    client.post(close, {"reason": "Sospesa"})
    html = client.get(LIST).text
    assert reopen in html
    assert close not in html

    client.post(reopen, {"reason": "Rientrata"})
    mayor.refresh_from_db()
    assert mayor.is_active
    assert Entry.objects.get(what="account.reopened").purpose == "Rientrata"


def test_nobody_closes_her_own_account_from_the_list(client, enter):
    mandate = director(enter)
    close = reverse("office:person_close", args=[mandate.holder.key])

    assert close not in client.get(LIST).text
    page = client.post(close, {"reason": "Me ne vado"})
    assert "Nessuno chiude la propria utenza" in page.context["form"].errors["__all__"][0]


def test_a_fiscal_code_is_written_where_there_is_none_and_then_corrected_higher_up(client, enter):
    area = make_area()
    director(enter, area)
    mayor = make_mandate(area=area, role=Role.MAYOR).holder
    page = reverse("office:person_code", args=[mayor.key])
    client.post(page, {"fiscal_code": SPECIMEN})
    mayor.refresh_from_db()
    assert mayor.fiscal_code == SPECIMEN
    assert Message.objects.get().recipients == [mayor.email]

    assert page not in client.get(LIST).text
    again = client.post(page, {"fiscal_code": ""})
    assert "lo cambia solo l'amministrazione" in again.context["form"].errors["fiscal_code"][0]

    enter(area, role=Role.ADMINISTRATOR)
    assert page in client.get(LIST).text
    assert client.post(page, {"fiscal_code": ""}).status_code == 302


@pytest.mark.parametrize("wanted", ["elena", "verratti", "sindaca", "fossacesia", "verratti elena"])
def test_a_mandate_is_found_in_the_list_by_whatever_is_known_of_it(client, enter, wanted):
    ambito = make_area()
    director(enter, ambito)
    town = make_part(ambito)
    town.name, town.search = "Fossacesia", "fossacesia"
    town.save()
    elena = make_user(given_name="Elena", family_name="Verratti")
    make_mandate(area=town, role=Role.MAYOR, holder=elena)

    page = client.get(LIST, {"q": wanted})

    assert [mandate.holder for mandate in page.context["page"]] == [elena]


def test_what_has_ended_is_apart_from_what_holds_and_from_what_is_to_come(client, enter):
    area = make_area()
    mine = director(enter, area)
    ended = make_mandate(area=area, until=LONG_AGO.replace(year=2021))
    revoked = make_mandate(area=area, until=LONG_AGO.replace(day=2), revoked_on=LONG_AGO)
    coming = make_mandate(area=area, since=LONG_AGO.replace(year=2095))

    now, past = (set(client.get(LIST, q).context["page"]) for q in ({}, {"mostra": "cessati"}))

    assert now == {mine, coming}
    assert past == {ended, revoked}
    assert "non ancora in corso" in client.get(LIST).text


def test_a_person_is_found_by_who_gives_mandates_where_she_has_one(client, enter):
    area = make_area()
    make_mandate(area=area, holder=make_user(family_name="Verratti", email="e@voci.example"))
    make_mandate(holder=make_user(family_name="Verratti", email="altrove@voci.example"))
    search = {"q": "verratti"}

    director(enter, area)
    (found,) = client.get(reverse("desk:search"), search).context["things"]
    assert found.kind == "Persona · e@voci.example"
    (mandate,) = client.get(found.address).context["page"]
    assert mandate.holder.email == "e@voci.example"
    mandate.until = TODAY
    mandate.save()
    (found,) = client.get(reverse("desk:search"), search).context["things"]
    assert [past.pk for past in client.get(found.address).context["page"]] == [mandate.pk]

    enter(area)
    assert not client.get(reverse("desk:search"), search).context["things"]


def test_the_search_of_persons_asks_the_same_questions(enter, queries_stay_flat):
    area = make_area()
    director(enter, area)

    def add():
        make_mandate(area=area, role=Role.MAYOR, holder=make_user(family_name="Verratti"))

    queries_stay_flat(reverse("desk:search") + "?q=verratti", add)


def test_a_name_that_is_a_program_is_only_read(client, enter):
    """Whoever opens an account writes the name: it must not run in the pages of the others."""
    area = make_area()
    told = make_mandate(area=area, role=Role.PLAN_DIRECTOR)
    hostile = make_user(given_name=HOSTILE, family_name=f'"><img src=x onerror=1>{HOSTILE}')
    mandate = enter(area, role=Role.PLAN_DIRECTOR, holder=hostile)
    client.post(GIVE, words(mandate, make_user(), role="dpo"))
    pages = [LIST, reverse("desk:home"), reverse("office:journal")]
    pages += [f"{reverse('desk:search')}?q=script", f"{LIST}?q={HOSTILE}"]

    seen = [client.get(page).text for page in [*pages, reverse("entrance:account")]]
    sign_in(client, told.holder)
    seen += [client.get(page).text for page in pages]

    assert not [html for html in seen if "<script>alert" in html or "<img src=x" in html]
    assert all("&lt;script&gt;alert" in html for html in seen)
