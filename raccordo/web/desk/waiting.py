"""What awaits a person today: each line says what, how many, and where to do it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import ngettext_lazy

from raccordo.access.queries import (
    acts_open_to,
    held_mandate,
    organisations_kept,
    seats_to_confirm_by,
    territory_kept,
)
from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.acts.queries import acts_to_review
from raccordo.acts.states import ActStage
from raccordo.foundation.wording import day, elided
from raccordo.governance.models import Duty
from raccordo.governance.queries.bodies import bodies_open_to
from raccordo.governance.queries.designations import designations_to_answer
from raccordo.governance.queries.desks import awaiting_signature_of, signing_for
from raccordo.governance.queries.duties import SOON, duties_open_to, late, own_to_do
from raccordo.governance.queries.sittings import (
    sittings_to_close,
    sittings_to_come,
    sittings_to_prepare,
)
from raccordo.governance.queries.terms import vacant_in
from raccordo.governance.queries.waiting import (
    acts_in_hand,
    answers_to_give,
    endings_to_see_to,
)
from raccordo.governance.states import DutyState
from raccordo.journal.acting import Acting
from raccordo.needs.queries.evidence import evidence_open_to, stale_evidence
from raccordo.needs.queries.needs import needs_open_to
from raccordo.needs.queries.swot import swot_open_to, unfaced
from raccordo.participation import digest
from raccordo.participation.queries.becoming import unheard
from raccordo.participation.queries.contributions import answers_to_hand
from raccordo.participation.queries.involving import to_involve
from raccordo.participation.queries.waiting import keeps_voices, voices_waiting
from raccordo.participation.states import VoiceState
from raccordo.parties.models import CardChange
from raccordo.parties.queries.mapping import to_confirm
from raccordo.parties.states import CardState
from raccordo.web.desk.plan_waiting import money_waiting, plan_waiting
from raccordo.web.network.coverage import WHOLES

STEPS = {
    ActStage.TO_SIGN: ngettext_lazy("%(n)s atto da firmare", "%(n)s atti da firmare", "n"),
    ActStage.SIGNED: ngettext_lazy("%(n)s atto da protocollare", "%(n)s atti da protocollare", "n"),
    ActStage.PROTOCOLLED: ngettext_lazy(
        "%(n)s atto da pubblicare", "%(n)s atti da pubblicare", "n"
    ),
    ActStage.DRAFT: ngettext_lazy("%(n)s atto in bozza", "%(n)s atti in bozza", "n"),
}
TO_REVIEW = ngettext_lazy(
    "%(n)s atto non più efficace su cui ancora qualcosa si fonda",
    "%(n)s atti non più efficaci su cui ancora qualcosa si fonda",
    "n",
)


TO_HAND = ngettext_lazy(
    "%(n)s risposta da comunicare a chi ha scritto",
    "%(n)s risposte da comunicare a chi ha scritto",
    "n",
)
TO_CONFIRM = ngettext_lazy(
    "%(n)s carica da confermare dopo le elezioni",
    "%(n)s cariche da confermare dopo le elezioni",
    "n",
)
TO_ANSWER = ngettext_lazy(
    "%(n)s designazione a cui rispondere", "%(n)s designazioni a cui rispondere", "n"
)
VACANT = ngettext_lazy("%(n)s componente da designare", "%(n)s componenti da designare", "n")
ENDING = ngettext_lazy(
    "%(n)s componente in scadenza entro sessanta giorni",
    "%(n)s componenti in scadenza entro sessanta giorni",
    "n",
)
TO_COME = ngettext_lazy("%(n)s seduta in programma", "%(n)s sedute in programma", "n")
TO_CLOSE = ngettext_lazy(
    "%(n)s seduta da tenere o da chiudere", "%(n)s sedute da tenere o da chiudere", "n"
)
TO_PREPARE = ngettext_lazy("%(n)s seduta da convocare", "%(n)s sedute da convocare", "n")
LATE = ngettext_lazy("%(n)s scadenza in ritardo", "%(n)s scadenze in ritardo", "n")
NOBODY_S = ngettext_lazy(
    "%(n)s scadenza di cui nessuno si occupa", "%(n)s scadenze di cui nessuno si occupa", "n"
)
TO_APPROVE = ngettext_lazy(
    "%(n)s correzione chiesta da un ente", "%(n)s correzioni chieste dagli enti", "n"
)
STALE_CARDS = ngettext_lazy(
    "%(n)s scheda non confermata da un anno", "%(n)s schede non confermate da un anno", "n"
)
DATA_ASKED = ngettext_lazy(
    "%(n)s richiesta di dati a cui rispondere, entro il %(day)s",
    "%(n)s richieste di dati a cui rispondere, la prima entro il %(day)s",
    "n",
)
STALE = ngettext_lazy(
    "%(n)s prova da aggiornare: dato modificato",
    "%(n)s prove da aggiornare: dati modificati",
    "n",
)
UNPROVED = ngettext_lazy("%(n)s bisogno senza prove", "%(n)s bisogni senza prove", "n")
UNFACED = ngettext_lazy(
    "%(n)s punto di debolezza di cui nessuno si occupa",
    "%(n)s punti di debolezza di cui nessuno si occupa",
    "n",
)
TO_INVOLVE = ngettext_lazy("%(n)s soggetto da coinvolgere", "%(n)s soggetti da coinvolgere", "n")
MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class Awaiting:
    """Something to do, and where."""

    text: str
    address: str


def awaiting(acting: Acting, *, on: date) -> list[Awaiting]:
    """The things that the one who acts should do, the most urgent first."""
    return [thing for source in SOURCES for thing in source(acting, on=on)]


def _sittings(acting: Acting, *, on: date) -> Iterator[Awaiting]:
    """Those to come of the bodies one sits in; those to hold, close or convene that one keeps."""
    page = reverse("assemblies:sittings")
    if n := sittings_to_close(acting, on=on).count():
        yield Awaiting(TO_CLOSE % {"n": n}, f"{page}?mostra=chiudere")
    if n := sittings_to_prepare(acting, on=on).count():
        yield Awaiting(TO_PREPARE % {"n": n}, f"{page}?stato=prepared")
    if n := sittings_to_come(acting, on=on).count():
        yield Awaiting(TO_COME % {"n": n}, f"{page}?mostra=future")


def due_by(acting: Acting, *, on: date) -> QuerySet[Duty]:
    """What is one's own to do and late, or due within thirty days; the latest first."""
    own = Duty.objects.filter(own_to_do(acting, on=on), state=DutyState.TO_DO)
    near = own.filter(due_on__lte=on + SOON).select_related("area", "organisation", "owner")
    return near.order_by("due_on", "pk")


def _duties(acting: Acting, *, on: date) -> Iterator[Awaiting]:
    if Right.KEEP_DUTIES not in RIGHTS.get(Role(acting.role), ()):
        return
    kept = duties_open_to(acting, Right.KEEP_DUTIES, on=on).order_by()
    nobody_s = Q(state=DutyState.TO_DO, owner=None, due_on__lte=on + SOON)
    counted = kept.aggregate(
        late=Count("pk", filter=late(on)), nobody_s=Count("pk", filter=nobody_s)
    )
    page = reverse("desk:duties")
    if n := counted["late"]:
        yield Awaiting(LATE % {"n": n}, f"{page}?stato=ritardo")
    if n := counted["nobody_s"]:
        yield Awaiting(NOBODY_S % {"n": n}, f"{page}?chi=nessuno")


def _answers(acting: Acting, *, on: date) -> Iterator[Awaiting]:
    waited = list(answers_to_give(acting, on=on)[:MOST_COUNTED])
    if waited:
        facts = {"n": len(waited), "day": day(waited[0].request.due_on)}
        yield Awaiting(elided(DATA_ASKED % facts), reverse("desk:place"))


def _signatures(acting: Acting, *, on: date) -> Iterator[Awaiting]:
    """What waits for the signature of who speaks for the body in whose name one acts."""
    mandate = held_mandate(acting, on=on)
    if mandate and (n := awaiting_signature_of(signing_for(mandate)).count()):
        yield Awaiting(STEPS[ActStage.TO_SIGN] % {"n": n}, reverse("desk:place"))


def _acts(acting: Acting, *, on: date) -> Iterator[Awaiting]:
    kept = acts_in_hand(acting, on=on)
    counted = dict(kept.order_by().values_list("stage").annotate(n=Count("pk", distinct=True)))
    for stage, words in STEPS.items():
        if n := counted.get(stage, 0):
            address = f"{reverse('assemblies:acts')}?iter={stage}&mie=1"
            yield Awaiting(words % {"n": n}, address)
    ours = acts_open_to(acting, Right.KEEP_ACTS, on=on)
    if n := acts_to_review(ours, on=on).count():
        yield Awaiting(TO_REVIEW % {"n": n}, f"{reverse('assemblies:acts')}?rivedere=1&mie=1")


def _seats(acting: Acting, *, on: date) -> Iterator[Awaiting]:
    """The designations that one's body answers; the seats that one keeps, to be filled soon."""
    if n := designations_to_answer(acting, on=on).count():
        yield Awaiting(TO_ANSWER % {"n": n}, reverse("assemblies:designations"))
    kept = bodies_open_to(acting, Right.KEEP_BODIES, on=on)
    there = reverse("assemblies:renewals")
    if n := len(endings_to_see_to(acting, on=on)):
        yield Awaiting(ENDING % {"n": n}, there)
    if n := vacant_in(kept, on=on).count():
        yield Awaiting(VACANT % {"n": n}, there)


def _offices(acting: Acting, *, on: date) -> Iterator[Awaiting]:
    if n := seats_to_confirm_by(acting, on=on).count():
        yield Awaiting(TO_CONFIRM % {"n": n}, reverse("network:to_confirm"))


def _voices(acting: Acting, *, on: date) -> Iterator[Awaiting]:
    """The proposals that one keeps: late, to be admitted, to be answered; answers to be told."""
    page = reverse("voices:proposals")
    takes = Right.TAKE_VOICES in RIGHTS.get(Role(acting.role), ())
    if takes and (n := answers_to_hand(acting, on=on).count()):
        yield Awaiting(TO_HAND % {"n": n}, f"{page}?mostra=da-comunicare")
    if not keeps_voices(acting):
        return
    counted = voices_waiting(acting, on=on)
    if n := counted.late:
        yield Awaiting(digest.LATE % {"n": n}, f"{page}?mostra=ritardo")
    if n := counted.to_admit:
        yield Awaiting(digest.TO_ADMIT % {"n": n}, f"{page}?stato={VoiceState.RECEIVED}")
    if n := counted.to_answer:
        yield Awaiting(digest.TO_ANSWER % {"n": n}, f"{page}?mostra=senza-risposta")


def _needs(acting: Acting, *, on: date) -> Iterator[Awaiting]:
    """Of the needs one keeps: figures that changed, what has no evidence, who faces nothing."""
    if Right.KEEP_NEEDS not in RIGHTS.get(Role(acting.role), ()):
        return
    keep = Right.KEEP_NEEDS
    if n := len(stale_evidence(evidence_open_to(acting, keep, on=on), on=on)):
        yield Awaiting(STALE % {"n": n}, reverse("voices:evidence_stale"))
    if n := unheard(needs_open_to(acting, keep, on=on)).count():
        yield Awaiting(UNPROVED % {"n": n}, f"{reverse('voices:needs')}?mostra=senza-prove")
    if n := unfaced(swot_open_to(acting, keep, on=on)).count():
        yield Awaiting(UNFACED % {"n": n}, f"{reverse('voices:swot')}?mostra=da-affrontare")


def _cards(acting: Acting, *, on: date) -> Iterator[Awaiting]:
    """What bodies ask to correct; the cards that nobody has confirmed since a year ago.

    Those never confirmed are on their own page: at the beginning they are all.
    """
    if territory_kept(acting, on=on) is None:
        return
    kept = organisations_kept(acting, on=on).order_by()
    proposed = CardChange.objects.filter(state=CardState.PROPOSED)
    if n := proposed.filter(organisation__in=kept.values("pk")).count():
        yield Awaiting(TO_APPROVE % {"n": n}, reverse("network:card_changes"))
    if n := kept.filter(to_confirm(on), confirmed_on__isnull=False).count():
        yield Awaiting(STALE_CARDS % {"n": n}, reverse("network:cards_stale"))


def _bodies(acting: Acting, *, on: date) -> Iterator[Awaiting]:
    """Who has a part in the plan and was never heard, to who keeps the bodies of a whole area."""
    mandate = held_mandate(acting, on=on)
    area = mandate.area if mandate else None
    both = {Right.KEEP_PARTIES, Right.READ_VOICES} <= RIGHTS.get(Role(acting.role), frozenset())
    if area is None or area.kind not in WHOLES or not both:
        return
    if n := to_involve(area, on=on).count():
        yield Awaiting(TO_INVOLVE % {"n": n}, f"{reverse('network:involve')}?di={area.slug}")


def _plans(acting: Acting, *, on: date) -> Iterator[Awaiting]:
    for source in (plan_waiting, money_waiting):
        for text, address in source(acting, on=on):
            yield Awaiting(text, address)


FIRST = (_answers, _signatures, _duties, _sittings, _voices, _acts)
SOURCES = (*FIRST, _plans, _offices, _seats, _cards, _needs, _bodies)
