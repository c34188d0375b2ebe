"""The rows of who is heard: consultations, occasions, proposals with all that stands beside them.

Written straight into the tables: what is measured is reading them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, count
from random import Random

from bench.assemblies import TODAY, organisations
from raccordo.foundation.searching import searchable
from raccordo.needs.models import Evidence, Need
from raccordo.needs.states import EvidenceSort, NeedState
from raccordo.participation.codes import hash_of
from raccordo.participation.models import (
    Author,
    Backing,
    Consultation,
    Contribution,
    Discussion,
    Moderation,
    Occasion,
    Phase,
    Reply,
    Telling,
)
from raccordo.participation.states import (
    AuthorKind,
    ConsultationState,
    OccasionSort,
    Outcome,
    VoiceChannel,
    VoiceSort,
    VoiceState,
)
from raccordo.parties.models import Organisation
from raccordo.territory.models import Area
from raccordo.territory.queries import municipalities_of
from raccordo.vocabularies.queries import terms_of

ORGANISATIONS, CONSULTATIONS, CONTRIBUTIONS, NEEDS = 2_000, 12, 10_000, 300
CODE = "ACDE-FGHJ-KMNP"  # of the first of all: whoever follows it knows it
BATCH = 2_000
# Of a hundred proposals, how many are in each state.
STATES = {
    VoiceState.ANSWERED: 55,
    VoiceState.DISCUSSED: 6,
    VoiceState.ADMITTED: 10,
    VoiceState.RECEIVED: 9,
    VoiceState.MERGED: 8,
    VoiceState.NOT_PERTINENT: 6,
    VoiceState.WITHDRAWN: 3,
    VoiceState.UNCONFIRMED: 3,
}
ENDED = {Outcome.ACCEPTED: 30, Outcome.PARTLY: 30, Outcome.NOT_ACCEPTED: 25, Outcome.POSTPONED: 15}
# The words of all first: each is said as often as its place tells, as in any language.
SAID = """
di la il che per non con una si dei alle più nelle anche quando è dove perché la due ogni volte
almeno utile serve chiediamo vorremmo sarebbe manca proponiamo anziani trasporto famiglia bambini
persone casa ospedale assistenza domiciliare visite mediche comune sportello corriera lavoro
giovani disabilità scuola soli orario mattina autosufficienti ore settimana badante asilo nido
posti lista attesa rette madri pomeriggio estate campo laboratorio centro diurno accompagnamento
educatore sostegno affitto sfratto emergenza abitativa coppie contributo bollette ascolto Lanciano
segretariato sociale appuntamento modulo domanda ISEE solitudine volontariato associazione
palestra piazza incontro musica biblioteca violenza donne rifugio mediazione stranieri lingua
corsi italiano permesso
"""
ROOTS = "lavor scuol cas strad port cors accompagn assist cur ascolt parl cant legg gioc"
ENDINGS = "are ato ata ati ate ante anti azione atore atrice abile etta ino ina one"
WORDS = SAID.split() + [
    f"{root}{end}{more}"
    for more in ("", "si", "ci", "lo", "la")
    for root in ROOTS.split()
    for end in ENDINGS.split()
]
OFTEN = list(accumulate(1 / place for place in range(5, len(WORDS) + 5)))
NAMES = ("Ada", "Bruno", "Carla", "Dario", "Elena", "Fabio", "Gina", "Ivo", "Lea", "Marco", "Nora")
SURNAMES = ("Esposito", "Rossi", "Bianchi", "D'Amico", "De Luca", "Di Nardo", "Ferri", "Serafini")


class House:
    """An ambito that hears people, ever more of them."""

    def __init__(self, ambito: Area) -> None:
        self.ambito = ambito
        self.chance = Random(328)
        self.towns = list(municipalities_of(ambito, on=TODAY))
        self.groups = list(terms_of("target-groups", on=TODAY))
        self.kinds = list(terms_of("needs", on=TODAY))
        self.numbers = {TODAY.year - back: count(1) for back in range(3)}
        self.consultations: list[Consultation] = []
        self.occasions: list[Occasion] = []
        self.bodies: list[int] = []
        self.answered: list[int] = []

    def fill(self, *, upto: int) -> None:
        """So many times the rows there are to be; those that are there stay."""
        organisations(self.ambito, ORGANISATIONS * upto)
        self.bodies = list(Organisation.objects.order_by("pk").values_list("pk", flat=True))
        for number in range(len(self.consultations), CONSULTATIONS * upto):
            self._consultation(number)
        self._needs(NEEDS * upto)
        self._contributions(CONTRIBUTIONS * upto)

    def said(self, least: int, most: int) -> str:
        return " ".join(
            self.chance.choices(WORDS, cum_weights=OFTEN, k=self.chance.randint(least, most))
        ).capitalize()

    def _day(self) -> date:
        return TODAY - timedelta(days=self.chance.randint(0, 700))

    def _consultation(self, number: int) -> None:
        title = f"{self.said(3, 6)} {number}"
        begun = TODAY - timedelta(days=30 + number)
        one = Consultation.objects.create(
            area=self.ambito,
            title=title,
            slug=f"consultazione-{number}",
            state=ConsultationState.CONCLUDED if number % 3 == 1 else ConsultationState.PUBLISHED,
            published_on=begun,
            search=searchable(title),
        )
        phases = [(begun, begun + timedelta(days=60)), (begun + timedelta(days=60), None)]
        Phase.objects.bulk_create(
            Phase(consultation=one, position=n, title=self.said(2, 4), since=since, until=until)
            for n, (since, until) in enumerate(phases, 1)
        )
        self.consultations.append(one)
        held_at = datetime.combine(begun, time(18), UTC)
        self.occasions += Occasion.objects.bulk_create(
            Occasion(
                area=self.ambito,
                consultation=one,
                sort=OccasionSort.ASSEMBLY,
                title=self.said(3, 5),
                held_at=held_at + timedelta(days=7 * n),
                citizens=self.chance.randint(5, 80),
            )
            for n in range(3)
        )

    def _needs(self, many: int) -> None:
        begun = Need.objects.count()
        rows = []
        for number in range(begun + 1, many + 1):
            title = self.said(4, 9)[:200]
            rows.append(
                Need(
                    area=self.ambito,
                    number=number,
                    title=title,
                    description=self.said(20, 80),
                    group=self.chance.choice(self.groups),
                    kind=self.chance.choice(self.kinds),
                    state=NeedState.RECOGNISED if number % 3 else NeedState.FOUND,
                    found_on=self._day(),
                    search=searchable(title),
                )
            )
        made = Need.objects.bulk_create(rows)
        note = {"sort": EvidenceSort.NOTE, "source": "Incontro", "added_on": TODAY}
        Evidence.objects.bulk_create(
            Evidence(need=need, text=self.said(10, 40), **note) for need in made for _ in range(2)
        )
        beside = Need.towns.through
        beside.objects.bulk_create(
            beside(need=need, area=town)
            for need in made
            for town in self.chance.sample(self.towns, self.chance.randint(0, 2))
        )

    def _contributions(self, many: int) -> None:
        begun = Contribution.objects.count()
        needs = list(Need.objects.order_by("pk"))
        for start in range(begun, many, BATCH):
            rows = [self._voice(n) for n in range(start, min(start + BATCH, many))]
            made = Contribution.objects.bulk_create(rows)
            self.answered += [one.pk for one in made if one.outcome]
            self._beside(made)
            self._answers(made)
            Backing.objects.bulk_create(
                Backing(contribution=one, need=self.chance.choice(needs), since=TODAY)
                for one in made
                if one.outcome and self.chance.random() < 0.1
            )
        first = Contribution.objects.filter(outcome__gt="").earliest("pk")
        first.code_hash = hash_of(first, CODE)
        first.save(update_fields=["code_hash"])

    def _voice(self, n: int) -> Contribution:
        """A tenth is of the first consultation, half of one of the others, the rest of none."""
        chance = self.chance
        day = self._day()
        at = datetime.combine(day, time(9), UTC)
        state = chance.choices(list(STATES), list(STATES.values()))[0]
        title, text = self.said(3, 10)[:200], self.said(30, 300)
        of = self.consultations[0] if n % 10 == 0 else chance.choice(self.consultations)
        kind = chance.choices(list(AuthorKind), [60, 25, 10, 5])[0]
        one = Contribution(
            area=self.ambito,
            consultation=of if n % 10 < 6 else None,
            sort=chance.choice(list(VoiceSort)),
            channel=chance.choice(list(VoiceChannel)),
            title=title,
            text=text,
            group=chance.choice(self.groups) if n % 5 else None,
            kind=chance.choice(self.kinds) if n % 5 else None,
            author_kind=kind,
            named_in_public=n % 3 == 0,
            written_at=at,
            state=state,
            search=searchable(f"{title} {text}"),
        )
        if kind == AuthorKind.ORGANISATION:
            one.organisation_id = chance.choice(self.bodies)
        if state == VoiceState.UNCONFIRMED:
            return one
        one.year, one.number = day.year, next(self.numbers[day.year])
        one.received_at, one.answer_due_on = at, day + timedelta(days=30)
        if state == VoiceState.ANSWERED:
            one.outcome = chance.choices(list(ENDED), list(ENDED.values()))[0]
            one.answered_on = min(TODAY, day + timedelta(days=chance.randint(3, 60)))
        if state == VoiceState.WITHDRAWN:
            one.withdrawn_on = min(TODAY, day + timedelta(days=5))
        if state == VoiceState.MERGED and not self.answered:  # into what, as yet?
            one.state = VoiceState.ADMITTED
        elif state == VoiceState.MERGED:
            one.merged_into_id = chance.choice(self.answered)
            one.state_before = VoiceState.ADMITTED
        return one

    def _beside(self, made: list[Contribution]) -> None:
        """Who wrote, where it is about, where it was discussed, what is hidden."""
        chance, beside = self.chance, Contribution.towns.through
        authors = []
        for one in made:
            if chance.random() < 0.85:
                name, family = chance.choice(NAMES), f"{chance.choice(SURNAMES)} {one.pk}"
                email = f"{name}.{one.pk}@example.it".lower()
                words = searchable(f"{name} {family} {email}")
                told = {"given_name": name, "family_name": family, "email": email}
                authors.append(Author(contribution=one, search=words, **told))
        Author.objects.bulk_create(authors)
        beside.objects.bulk_create(
            beside(contribution=one, area=town)
            for one in made
            for town in chance.sample(self.towns, chance.choice([0, 1, 1, 2]))
        )
        heard = {VoiceState.DISCUSSED, VoiceState.ANSWERED}
        Discussion.objects.bulk_create(
            Discussion(
                contribution=one,
                occasion=chance.choice(self.occasions),
                day=TODAY,
                summary=self.said(10, 40),
            )
            for one in made
            if one.state in heard and chance.random() < 0.6
        )
        Moderation.objects.bulk_create(
            Moderation(contribution=one, hidden_on=TODAY, reason="Nomina una persona.")
            for one in made
            if chance.random() < 0.01
        )

    def _answers(self, made: list[Contribution]) -> None:
        replies = Reply.objects.bulk_create(
            Reply(
                contribution=one,
                outcome=one.outcome,
                text=self.said(30, 120),
                answered_on=one.answered_on,
                signed_by="Ada Esposito",
            )
            for one in made
            if one.outcome
        )
        Telling.objects.bulk_create(
            Telling(reply=reply, contribution=reply.contribution, told_how="e-mail", told_on=TODAY)
            for reply in replies
        )
