"""Several people do the same thing at once: one does it, the others read why they cannot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import partial
from threading import Barrier
from time import sleep
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, connection

from raccordo.access.models import Filing, Mandate
from raccordo.access.operations import end_mandate, file_act, give_mandate
from raccordo.access.queries import acting_through
from raccordo.access.rights import Role
from raccordo.accounts.models import User
from raccordo.accounts.operations import open_account
from raccordo.acts.models import Act, Organ
from raccordo.acts.operations import (
    add_opinion,
    change_standing,
    draft_act,
    enter_act,
    fix_text,
    protocol_act,
)
from raccordo.acts.operations import make_organ as add_organ
from raccordo.acts.states import ActKind, ActStage, ActState, OpinionKind, OrganKind
from raccordo.archive.models import StoredFile
from raccordo.archive.operations import store
from raccordo.foundation.errors import Refused
from raccordo.journal.models import Entry, Seal
from raccordo.journal.operations import seal_chains
from raccordo.journal.queries import verify_all
from raccordo.journal.recording import name_of
from raccordo.parties.models import Organisation
from raccordo.parties.operations import add_organisation
from raccordo.parties.states import OrganisationKind
from raccordo.post import delivery, jobs
from raccordo.post.delivery import deliver_due
from raccordo.post.models import Job, Message, Notice
from raccordo.post.operations import ask_job, give_notice, write_message
from raccordo.post.states import Channel, JobState, MessageState
from raccordo.territory.models import Area, Membership, Slug
from raccordo.territory.operations import (
    create_area,
    delegate,
    end_delegation,
    join,
    leave,
    rename_area,
)
from raccordo.territory.states import AreaKind, Function
from tests.acts.certificates import document
from tests.make import (
    NOW,
    SOMEBODY,
    TODAY,
    make_act,
    make_area,
    make_mandate,
    make_message,
    make_organ,
    make_town,
    make_user,
    put_inside,
)
from tests.soak import times

PEOPLE = 8
pytestmark = pytest.mark.soak
Work = Callable[[], object]
# On PostgreSQL nobody waits between the question «is it there?» and the insert that follows: the
# database refuses the second, and the page says so with 409.
AT_ONCE = "nello stesso momento"


@pytest.fixture(params=range(times(40, 1)))
def race(together: Any) -> Callable[[list[Work]], list[str]]:
    """Start everybody at the same moment; what each who was refused has read."""

    def run(works: list[Work]) -> list[str]:
        ready, read = Barrier(len(works)), []

        def one(work: Work) -> None:
            connection.ensure_connection()
            ready.wait(timeout=20)
            try:
                work()
            except Refused as refused:
                read.append(refused.message)
            except IntegrityError:
                assert connection.vendor == "postgresql"
                read.append(AT_ONCE)

        together([partial(one, work) for work in works])
        assert not [found for found in verify_all(key=None) if found.fault]
        return read

    return run


def written(what: str, subject: Any) -> int:
    """How many lines of the register say this of this thing."""
    return Entry.objects.filter(what=what, subject=name_of(subject)).count()


def drafted(organ: Organ) -> Act:
    facts = {"kind": ActKind.RESOLUTION, "subject": "Piano", "text": "Delibera."}
    return draft_act(organ=organ, by=SOMEBODY, **facts)


def fixing(act: Act) -> Work:
    pdf = document("Piano")
    return partial(fix_text, act, number="9", made_on=TODAY, pdf=pdf, by=SOMEBODY, on=TODAY)


def test_a_mandate_is_ended_once(race):
    mandate = make_mandate()

    read = race([partial(end_mandate, mandate, until=TODAY, reason="Fine", by=SOMEBODY)] * 16)

    assert (len(read), written("mandate.ended", mandate)) == (15, 1)
    assert set(read) == {"L'incarico cessa già il 3 marzo 2025: la fine si può solo anticipare."}


@pytest.mark.django_db
def test_who_comes_second_reads_when_it_was_done():
    mandate, end = make_mandate(), {"until": TODAY, "reason": "Fine", "by": SOMEBODY}
    end_mandate(mandate, **end)

    with pytest.raises(Refused, match="cessa già il 3 marzo 2025"):
        end_mandate(mandate, **end)


def test_two_administrators_do_not_put_each_other_out(race):
    italy = make_area(kind=AreaKind.COUNTRY)
    one, other = (make_mandate(role=Role.ADMINISTRATOR, area=italy, act=None) for _ in range(2))
    end = partial(end_mandate, until=TODAY, reason="Fine")

    read = race(
        [partial(end, one, by=acting_through(other)), partial(end, other, by=acting_through(one))]
    )

    assert (len(read), Mandate.objects.filter(until=None).count()) == (1, 1)


def test_a_mandate_is_given_once(race):
    holder, facts = make_user(), {"place": make_area(), "role": Role.MAYOR, "act": make_act()}

    read = race([partial(give_mandate, holder, **facts, since=TODAY, by=SOMEBODY)] * PEOPLE)

    assert (len(read), Mandate.objects.filter(holder=holder).count()) == (PEOPLE - 1, 1)


def test_an_act_is_entered_once(race):
    organ = make_organ(kind=OrganKind.COUNCIL)
    facts = {"organ": organ, "kind": ActKind.RESOLUTION, "number": "7", "made_on": TODAY}

    read = race([partial(enter_act, **facts, subject="x", by=SOMEBODY, on=TODAY)] * PEOPLE)

    assert (len(read), Act.objects.count()) == (PEOPLE - 1, 1)
    assert all("c'è già" in sentence or sentence == AT_ONCE for sentence in read)


def test_two_drafts_do_not_take_the_same_number(race):
    organ = make_organ(kind=OrganKind.COUNCIL)

    read = race([fixing(drafted(organ)) for _ in range(PEOPLE)])

    fixed = Act.objects.filter(stage=ActStage.TO_SIGN).count()
    assert (len(read), fixed) == (PEOPLE - 1, 1)


def test_an_act_is_fixed_protocolled_and_annulled_once(race):
    act = drafted(make_organ(kind=OrganKind.COUNCIL))
    assert len(race([fixing(act)] * PEOPLE)) == PEOPLE - 1

    Act.objects.update(stage=ActStage.SIGNED)
    protocol = partial(protocol_act, act, number="1", protocolled_on=TODAY, by=SOMEBODY)
    assert len(race([protocol] * PEOPLE)) == PEOPLE - 1

    annul = partial(change_standing, act, to=ActState.ANNULLED, since=TODAY, reason="Vizio")
    assert len(race([partial(annul, by=SOMEBODY, on=TODAY)] * PEOPLE)) == PEOPLE - 1
    assert act.standings.count() == act.files.count() == 1


def test_an_act_carries_an_opinion_once(race):
    act, facts = make_act(), {"kind": OpinionKind.TECHNICAL, "favourable": True, "given_by": "X"}

    read = race([partial(add_opinion, act, **facts, by=SOMEBODY, on=TODAY)] * PEOPLE)

    assert (len(read), act.opinions.count()) == (PEOPLE - 1, 1)


def test_an_act_is_kept_in_a_register_once(race):
    act = make_act()

    assert race([partial(file_act, act, place=make_area(), by=SOMEBODY)] * PEOPLE) == []

    assert (Filing.objects.count(), written("act.filed", act)) == (1, 1)


def test_an_organ_is_added_once(race):
    facts = {"kind": OrganKind.COUNCIL, "name": "Consiglio", "genitive": "del Consiglio"}

    read = race([partial(add_organ, **facts, by=SOMEBODY)] * PEOPLE)

    assert (len(read), Organ.objects.count()) == (PEOPLE - 1, 1)


def test_an_address_is_claimed_by_one_area(race):
    facts = {"kind": AreaKind.ZONE, "slug": "zona-2", "since": TODAY, "by": SOMEBODY}
    facts["within"] = make_area(kind=AreaKind.REGION)
    towns = [make_town() for _ in range(PEOPLE)]

    read = race([partial(create_area, name=f"Z {t}", municipalities=[t], **facts) for t in towns])

    assert (len(read), Slug.objects.filter(slug="zona-2").count()) == (PEOPLE - 1, 1)
    assert Membership.objects.filter(whole_kind=AreaKind.ZONE).count() == 1


def test_an_address_is_claimed_by_one_new_name(race):
    facts = {"name": "Costa", "slug": "costa", "since": TODAY, "by": SOMEBODY}
    zones = [make_area() for _ in range(PEOPLE)]

    read = race([partial(rename_area, zone, **facts) for zone in zones])

    assert (len(read), Area.objects.filter(slug="costa").count()) == (PEOPLE - 1, 1)


def test_a_town_enters_one_zone(race):
    town, zones = make_town(), [make_area() for _ in range(PEOPLE)]

    read = race([partial(join, town, whole=zone, since=TODAY, by=SOMEBODY) for zone in zones])

    assert (len(read), Membership.objects.count()) == (PEOPLE - 1, 1)
    assert all("fa già parte di" in sentence for sentence in read)


def test_a_town_leaves_a_zone_once(race):
    membership = put_inside(make_town(), make_area())

    read = race([partial(leave, membership, until=TODAY, by=SOMEBODY)] * PEOPLE)

    assert len(read) == PEOPLE - 1


def test_one_leads_and_stops_leading_once(race):
    zone, towns = make_area(), [make_town() for _ in range(PEOPLE)]
    begin = partial(delegate, zone, function=Function.LEAD, since=TODAY, by=SOMEBODY)
    assert len(race([partial(begin, to=town) for town in towns])) == PEOPLE - 1

    end = partial(end_delegation, zone.delegations.get(), until=date(2025, 7, 1))
    assert len(race([partial(end, reason="Fine", by=SOMEBODY)] * PEOPLE)) == PEOPLE - 1


def test_a_body_is_added_once(race):
    facts = {"kind": OrganisationKind.THIRD_SECTOR, "name": "La Rete", "by": SOMEBODY}

    read = race([partial(add_organisation, **facts)] * PEOPLE)

    assert (len(read), Organisation.objects.count()) == (PEOPLE - 1, 1)


def test_a_tax_code_is_of_one_body(race):
    add = partial(add_organisation, kind=OrganisationKind.THIRD_SECTOR, tax_code="00000000001")

    read = race([partial(add, name=f"Ente {number}", by=SOMEBODY) for number in range(PEOPLE)])

    assert (len(read), Organisation.objects.count()) == (PEOPLE - 1, 1)


def test_a_person_is_let_in_once(race):
    facts = {"email": "ada@example.it", "given_name": "Ada", "family_name": "Esposito"}

    read = race([partial(open_account, **facts, by=SOMEBODY)] * PEOPLE)

    assert (len(read), User.objects.count()) == (PEOPLE - 1, 1)


def test_the_same_bytes_are_stored_once(race):
    assert race([partial(store, b"Testo" * 100, by=SOMEBODY)] * PEOPLE) == []

    assert written("file.stored", StoredFile.objects.get()) == 1


def test_a_letter_is_written_once(race):
    facts = {"recipients": ["a@example.it"], "subject": "x", "body": "x", "at": NOW}
    write = partial(write_message, once="x", channel=Channel.EMAIL, **facts, by=SOMEBODY)

    assert race([write] * PEOPLE) == []

    assert written("message.written", Message.objects.get()) == 1


def test_a_notice_is_given_once(race):
    give = partial(give_notice, make_user(), once="x", text="Da firmare", by=SOMEBODY, at=NOW)

    assert race([give] * PEOPLE) == []

    assert written("notice.given", Notice.objects.get()) == 1


def test_several_workers_send_each_letter_once(race, monkeypatch):
    sent: Counter[int] = Counter()
    letters = [make_message() for _ in range(4)]

    class Letter:
        def __init__(self, message: Message) -> None:
            self.pk = message.pk

        def send(self) -> None:
            sent[self.pk] += 1
            sleep(0.005)

    monkeypatch.setattr(delivery, "_email", Letter)

    assert race([partial(deliver_due, now=lambda: NOW)] * PEOPLE) == []

    assert sent == {letter.pk: 1 for letter in letters}
    assert {message.state for message in Message.objects.all()} == {MessageState.SENT}
    assert {written("message.moved", letter) for letter in letters} == {2}


def test_several_workers_do_a_job_once(race, monkeypatch):
    done: Counter[int] = Counter()

    def work(job: Job, progress: jobs.Progress) -> jobs.Outcome:
        done[job.pk] += 1
        sleep(0.01)
        return jobs.Outcome("Fatto.")

    monkeypatch.setitem(jobs.WORKS, "race", work)
    job = ask_job(kind="race", title="x", facts={}, by=SOMEBODY, at=NOW, user=make_user())

    race([partial(jobs.run.call, str(job.key))] * PEOPLE)

    job.refresh_from_db()
    assert (done[job.pk], job.state, job.outcome) == (1, JobState.DONE, "Fatto.")
    assert written("job.moved", job) == 2


def test_the_chains_are_sealed_once_a_day(race):
    key = Ed25519PrivateKey.generate()
    touched = drafted(make_organ(kind=OrganKind.COUNCIL))

    assert race([partial(seal_chains, key=key, by=SOMEBODY, on=TODAY)] * PEOPLE) == []

    assert written("act.drafted", touched) == Seal.objects.count() == 1
    assert not [found for found in verify_all(key=key.public_key()) if found.fault]
