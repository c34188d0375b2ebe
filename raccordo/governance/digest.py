"""The words of the digest: what each thing that awaits a person is called, and where it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.utils.translation import ngettext, ngettext_lazy

from raccordo.accounts.models import User
from raccordo.acts.models import Act
from raccordo.acts.states import ActStage
from raccordo.foundation.wording import day
from raccordo.governance.models import Answer, Sitting
from raccordo.governance.queries.convocations import hour
from raccordo.governance.queries.reminding import Due
from raccordo.governance.queries.waiting import Said, Thing

# As the web calls them: a room knows no addresses, and a test compares.
DUTIES, SITTINGS, ACTS = "/scadenzario/", "/sedute/", "/atti/"
ENDINGS, ANSWERS, DESK = "/organismi/da-rinnovare/", "/dati-da-inviare/", "/scrivania/"
SIGNATURES = "/scrivania/ente/firma/"
LONGEST, MOST = 300, 10
HEADINGS = {
    "duty": ngettext_lazy("%(n)s scadenza", "%(n)s scadenze", "n"),
    "answer": ngettext_lazy("%(n)s richiesta di dati", "%(n)s richieste di dati", "n"),
    "sitting": ngettext_lazy("%(n)s seduta", "%(n)s sedute", "n"),
    "act": ngettext_lazy("%(n)s atto", "%(n)s atti", "n"),
    "voice": ngettext_lazy("%(n)s avviso sulle proposte", "%(n)s avvisi sulle proposte", "n"),
    "ending": ngettext_lazy("%(n)s componente in scadenza", "%(n)s componenti in scadenza", "n"),
}
STEPS = {
    ActStage.TO_SIGN: _later("Da firmare"),
    ActStage.SIGNED: _later("Da protocollare"),
    ActStage.PROTOCOLLED: _later("Da pubblicare"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing of the digest: of which sort, in words, and the address of its page."""

    sort: str
    words: str
    address: str
    note: str = ""


def lines_for(user: User, due: Sequence[Due], things: Sequence[Thing], *, on: date) -> list[Line]:
    """All that is told to a person, her duties first."""
    told = [_of_duty(user, one, on=on) for one in due]
    return told + [_of_thing(thing) for thing in things]


def subject_of(lines: Sequence[Line]) -> str:
    """How much there is of each sort: «Promemoria: 2 scadenze, 1 seduta»."""
    counted = {sort: sum(line.sort == sort for line in lines) for sort in HEADINGS}
    parts = [HEADINGS[sort] % {"n": n} for sort, n in counted.items() if n]
    return _("Promemoria: %s") % ", ".join(parts)


def noticed(lines: Sequence[Line]) -> tuple[str, str]:
    """What the notice says and where it leads: to the thing, when it is alone."""
    first, count = lines[0], len(lines) - 1
    if not count:
        return first.words[:LONGEST], first.address
    duties = all(line.sort == "duty" for line in lines)
    if duties:
        words = ngettext("e un'altra scadenza", "e altre %(n)s scadenze", count)
    else:
        words = ngettext("e un'altra cosa da fare", "e altre %(n)s cose da fare", count)
    others = words % {"n": count}
    said = f"{first.words[: LONGEST - len(others) - 2]}, {others}"
    return said, f"{DUTIES}?vista=mie" if duties else DESK


def letter(user: User, lines: Sequence[Line], *, site: str) -> str:
    """The letter: sort by sort, the first of each, and how many more are on the desk."""
    said = [_("Buongiorno %s,") % user, "", _("ecco che cosa c'è da fare:"), ""]
    for sort, heading in HEADINGS.items():
        mine = [line for line in lines if line.sort == sort]
        if mine:
            said += [f"{heading % {'n': len(mine)}}:", *_listed(mine, site=site), ""]
    said.append(_("Tutto ciò che attende è sulla scrivania: %s") % f"{site}{DESK}")
    return "\n".join(said)


def _listed(lines: Sequence[Line], *, site: str) -> Iterator[str]:
    for line in lines[:MOST]:
        yield f"- {line.words}"
        if line.note:
            yield f"  {line.note}"
        yield f"  {site}{line.address}"
    if (more := len(lines) - MOST) > 0:
        yield "- " + _("… e ancora %s") % more


def _of_duty(user: User, one: Due, *, on: date) -> Line:
    duty, note = one.duty, ""
    if duty.owner_id is None:
        note = _("Nessuno se ne occupa ancora: va assegnata.")
    elif duty.owner_id != user.pk:
        note = _("Se ne occupa %s, che ora non può.") % duty.owner
    words = f"{duty} ({duty.organisation or duty.area}): {_when(duty.due_on, on=on)}"
    return Line("duty", words, f"{DUTIES}{duty.key}/", note)


def _of_thing(thing: Thing) -> Line:
    what = thing.what
    if isinstance(what, Said):
        return Line(what.sort, what.words, what.address)
    if isinstance(what, Sitting):
        return Line("sitting", f"{what.body}: {hour(_next_call(what))}", f"{SITTINGS}{what.key}/")
    if isinstance(what, Act):
        words = f"{STEPS[ActStage(what.stage)]}: {what} – {what.subject}"
        return Line("act", words, f"{SIGNATURES if thing.signs else ACTS}{what.key}/")
    if isinstance(what, Answer):
        asked = what.request
        facts = {"area": asked.area, "title": asked.title, "year": asked.year}
        words = _("%(title)s, anno %(year)s, per %(area)s: entro il %(due)s")
        said = words % (facts | {"due": day(asked.due_on)})
        return Line("answer", said, f"{ANSWERS}{what.key}/")
    facts = {"seat": what.seat, "body": what.seat.body, "person": what.person}
    last = day(what.until - timedelta(days=1))
    words = _("%(body)s, %(seat)s: %(person)s fino al %(last)s")
    return Line("ending", words % (facts | {"last": last}), ENDINGS)


def _next_call(sitting: Sitting) -> datetime:
    second = sitting.second_call if sitting.call == 2 else None
    return second or sitting.first_call


def _when(due_on: date, *, on: date) -> str:
    left = (due_on - on).days
    if left < 0:
        words = ngettext("in ritardo di %(n)s giorno", "in ritardo di %(n)s giorni", -left)
        return words % {"n": -left}
    if left == 0:
        return _("scade oggi")
    words = ngettext(
        "entro il %(day)s, manca %(n)s giorno", "entro il %(day)s, mancano %(n)s giorni", left
    )
    return words % {"n": left, "day": day(due_on)}
