"""A request sent to hundreds: chosen by part of the territory, written by the worker."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now

from raccordo.governance.models import Answer
from raccordo.governance.operations import sending
from raccordo.governance.states import RequestState
from raccordo.post import jobs
from raccordo.post.models import Job, Message
from raccordo.post.states import JobState
from raccordo.web.desk.requests.sending import AT_ONCE
from tests.make import (
    make_answer,
    make_area,
    make_hall,
    make_link,
    make_part,
    make_request,
    put_inside,
)

pytestmark = pytest.mark.django_db
MANY = AT_ONCE + 15


@pytest.fixture(autouse=True)
def queue(settings):
    """The queue of production, with nobody at work on it but who says so."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def page_of(name, request):
    return reverse(f"desk:{name}", args=[request.key])


@pytest.fixture
def region(enter):
    region = make_area(kind="region", name="Regione di prova")
    enter(region)
    return region


@pytest.fixture
def request_(region):
    soon = localdate() + timedelta(days=9)
    return make_request(area=region, due_on=soon, state=RequestState.PREPARED, sent_on=None)


@pytest.fixture
def halls(region):
    """More municipalities than are written to at once, in a zone; one has no address."""
    zone = make_area(name="Zona larga", slug="zona-larga")
    put_inside(zone, region)
    halls = [make_hall(make_part(zone)) for _ in range(MANY)]
    halls[0].email = halls[0].pec = ""
    halls[0].save()
    return halls


def send(client, request, **words):
    towns = [str(one.area.key) for one in words.pop("halls", [])]
    return client.post(page_of("request_send", request), {"towns": towns, "channel": "email"})


def worked(job):
    assert jobs.run.call(str(job.key))
    job.refresh_from_db()
    return job.state, job.outcome


def test_many_are_asked_by_the_worker_and_the_page_of_the_work_is_shown(client, request_, halls):
    page = send(client, request_, halls=halls)

    job = Job.objects.get()
    assert page.url == reverse("desk:job", args=[job.key])
    assert not Answer.objects.exists()
    state, outcome = worked(job)
    assert state == JobState.DONE
    assert f"{MANY - 1} messaggi in partenza. 1 ente è senza indirizzo" in outcome
    assert Answer.objects.count() == MANY
    assert Message.objects.count() == MANY - 1
    assert (job.done, job.total) == (MANY, MANY)
    assert page_of("request", request_) in client.get(page.url).text
    request_.refresh_from_db()
    assert request_.state == RequestState.OPEN


def test_all_the_municipalities_of_a_region_can_be_chosen_at_once(client, request_, region):
    make_part(region)
    towns = [str(uuid4()) for _ in range(1600)]

    page = client.post(page_of("request_send", request_), {"towns": towns, "channel": "email"})

    assert page.status_code == 200
    assert page.context["form"].errors["towns"]  # they were read: none of them is of this region


class Killed(BaseException):
    """The process ended where it was: nothing that comes after is done."""


@pytest.fixture
def breaking(monkeypatch):
    """Break a sending half way, by an error or by a kill; who was written to until then."""

    def breaks(job, error):
        sheets, whole = [], sending.sheet_of

        def broken(answer):
            sheets.append(answer)
            if len(sheets) == MANY // 2:
                raise error
            return whole(answer)

        monkeypatch.setattr(sending, "sheet_of", broken)
        with pytest.raises(error):
            jobs.run.call(str(job.key))
        monkeypatch.setattr(sending, "sheet_of", whole)
        half = set(Answer.objects.values_list("organisation", flat=True))
        assert 0 < len(half) < MANY
        return half

    return breaks


def test_a_worker_that_is_killed_half_way_writes_to_nobody_twice(client, request_, halls, breaking):
    send(client, request_, halls=halls)
    job = Job.objects.get()
    breaking(job, Killed)
    job.refresh_from_db()
    assert job.state == JobState.RUNNING

    assert jobs.take_up_again(at=now() + timedelta(minutes=30)) == 1
    assert worked(job)[0] == JobState.DONE
    assert Answer.objects.count() == MANY
    assert Message.objects.count() == MANY - 1


def test_what_broke_off_goes_on_from_who_is_left(client, request_, halls, breaking):
    send(client, request_, halls=halls)
    half = breaking(Job.objects.get(), MemoryError)

    send(client, request_, halls=[one for one in halls if one.pk not in half])
    assert worked(Job.objects.get(state=JobState.WAITING))[0] == JobState.DONE
    assert Answer.objects.count() == MANY
    assert Message.objects.count() == MANY - 1


@pytest.mark.parametrize("days", [0, 1])
def test_it_is_not_sent_in_the_name_of_whose_mandate_has_ended_since(
    client, request_, halls, region, days
):
    send(client, request_, halls=halls)
    asked_for = Job.objects.get()
    asked_for.facts["on"] = str(localdate() - timedelta(days=days))
    asked_for.save()
    region.mandates.update(revoked_on=localdate())
    state, outcome = worked(Job.objects.get())
    assert (state, Answer.objects.count()) == (JobState.FAILED, 0)
    assert "è finito l'incarico" in outcome


def test_a_request_past_its_last_day_is_refused_at_once(client, request_, halls):
    request_.due_on = localdate() - timedelta(days=1)
    request_.save()
    page = send(client, request_, halls=halls)
    assert "è passato: cambiarlo" in str(page.context["form"].errors)
    assert not Job.objects.exists()


def test_many_who_are_late_are_reminded_by_the_worker_once_a_day(client, request_, region, halls):
    request_.state, request_.sent_on = RequestState.OPEN, localdate()
    request_.save()
    for hall in halls:
        make_answer(request=request_, organisation=hall)
    make_link(organisation=halls[-1], area=region, revoked_on=localdate())
    client.post(page_of("request_remind", request_))
    state, outcome = worked(Job.objects.get())
    assert state == JobState.DONE
    assert outcome.startswith(f"{MANY - 2} messaggi in partenza. 1 ente è senza indirizzo")
    assert "1 ente ha il collegamento revocato" in outcome
    assert Message.objects.count() == MANY - 2

    again = client.post(page_of("request_remind", request_), follow=True)
    assert Job.objects.count() == 1
    assert "1 ente è senza indirizzo" in again.text


def test_only_the_municipalities_of_a_part_are_offered(client, request_, region):
    inside = make_part(region)
    zone = make_area(name="Zona di prova", slug="zona-di-prova")
    put_inside(zone, region)
    town, elsewhere = make_part(zone), make_area(slug="altrove")

    def offered(part):
        page = client.get(page_of("request_send", request_), {"di": part})
        return {key for key, _name in page.context["form"].fields["towns"].choices}

    assert offered("zona-di-prova") == {str(town.key)}
    assert offered(region.slug) == {str(town.key), str(inside.key)}
    assert offered(elsewhere.slug) == offered("") == offered(region.slug)
