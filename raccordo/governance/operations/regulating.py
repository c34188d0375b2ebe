from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from raccordo.acts.models import Act
from raccordo.acts.operations import require_in_force
from raccordo.foundation.errors import Refused
from raccordo.foundation.periods import in_force
from raccordo.foundation.wording import day
from raccordo.governance.models import Body, Regulation
from raccordo.governance.queries.bodies import require_alive
from raccordo.governance.rules.rulebook import Rulebook, as_data
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record


@operation
def set_regulation(
    body: Body,
    *,
    rules: Rulebook,
    since: date,
    by: Acting,
    act: Act | None = None,
    source: str = "",
) -> Regulation:
    """Record the rules of a body from a day; those before are closed on that day.

    A sitting keeps the rules it was convened by: they are never changed, new ones follow.
    """
    body = Body.objects.select_for_update(of=("self",)).get(pk=body.pk)
    require_alive(body, on=since, field="since")
    _require_source(act, source, since=since)
    _require_articles(rules)
    facts = {"content": as_data(rules), "act": act, "source": source.strip()}
    same = body.regulations.filter(since=since).first()
    if same:
        _require_unused(same)
        for name, value in facts.items():
            setattr(same, name, value)
        same.save(update_fields=list(facts))
        regulation = same
    else:
        later = body.regulations.filter(since__gt=since).order_by("since").first()
        _close_before(body, since)
        until = later.since if later else None
        regulation = Regulation.objects.create(body=body, since=since, until=until, **facts)
    record(by=by, what="regulation.set", subject=regulation, body=body.key, since=since)
    return regulation


def _require_source(act: Act | None, source: str, *, since: date) -> None:
    if act:
        require_in_force(act, on=since)
    elif not source.strip():
        raise Refused(
            _("Manca la fonte: scegliere l'atto, o scrivere dove si legge la regola."),
            field="source",
        )


def _require_articles(rules: Rulebook) -> None:
    for number, matter in enumerate(rules.matters, start=1):
        if not matter.article.strip():
            raise Refused(
                _("La materia «%s» non cita l'articolo che la prevede.") % matter.name,
                field=f"matter_{number}_article",
            )


def _require_unused(regulation: Regulation) -> None:
    sitting = regulation.sittings.order_by("held_on").first()
    if sitting:
        raise Refused(
            _(
                "Con le regole del %(since)s è già stata convocata la seduta del %(held)s: non si"
                " cambiano. Registrare le regole nuove con un altro giorno d'inizio."
            )
            % {"since": day(regulation.since), "held": day(sitting.held_on)},
            field="since",
        )


def _close_before(body: Body, since: date) -> None:
    """The rules that held until the day before; a sitting convened by them later would lie."""
    before = body.regulations.filter(in_force(since)).order_by("-since").first()
    if before is None:
        return
    later = before.sittings.filter(convened_on__gte=since).order_by("convened_on").first()
    if later:
        raise Refused(
            _(
                "La seduta del %(held)s è stata convocata il %(told)s con le regole di prima: le"
                " nuove possono valere solo da un giorno successivo."
            )
            % {"held": day(later.held_on), "told": day(later.convened_on or since)},
            field="since",
        )
    before.until = since
    before.save(update_fields=["until"])
