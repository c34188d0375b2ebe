from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from raccordo.acts.models import Act
from raccordo.acts.operations import require_in_force
from raccordo.foundation.errors import Refused
from raccordo.foundation.wording import day
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.parties.models import Agreement, Organisation, Stake
from raccordo.parties.queries.mapping import require_living
from raccordo.parties.states import AgreementSort, StakeRole
from raccordo.territory.models import Area
from raccordo.vocabularies.models import Term


@operation
def give_stakes(
    organisation: Organisation,
    *,
    role: StakeRole,
    groups: Collection[Term],
    area: Area,
    since: date,
    by: Acting,
    until: date | None = None,
    act: Act | None = None,
    source: str = "",
) -> list[Stake]:
    """Foresee the part that a body is to have in some themes; with none told, in all of them."""
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    require_living(organisation, on=since)
    _require_in_order(since, until)
    if act:
        require_in_force(act, on=since)
    themes: list[Term | None] = [*groups] or [None]
    _require_new(organisation, role, themes, area, since=since, until=until)
    facts: dict[str, Any] = {"since": since, "until": until, "act": act, "source": source.strip()}
    facts |= {"organisation": organisation, "role": role, "area": area}
    given = [Stake.objects.create(group=group, **facts) for group in themes]
    told = [str(theme) for theme in themes if theme]
    record(by=by, what="stake.given", subject=organisation, role=role, area=area.key, themes=told)
    return given


@operation
def end_stake(stake: Stake, *, until: date, by: Acting, reason: str = "") -> Stake:
    """From a day a body has that part no more; one given by mistake is ended the day after."""
    stake = Stake.objects.select_for_update(of=("self",)).get(pk=stake.pk)
    _require_not_ended(stake.since, stake.until, until)
    stake.until = until
    stake.save(update_fields=["until"])
    record(by=by, what="stake.ended", subject=stake, purpose=reason, until=until)
    return stake


@operation
def record_agreement(
    organisation: Organisation,
    *,
    sort: AgreementSort,
    title: str,
    area: Area,
    since: date,
    by: Acting,
    until: date | None = None,
    act: Act | None = None,
    source: str = "",
) -> Agreement:
    """Write down what was agreed with a body, by which act, and until when."""
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    require_living(organisation, on=since)
    _require_in_order(since, until)
    if act:
        require_in_force(act, on=since)
    elif not source.strip():
        said = _("Indicare l'atto con cui è stato approvato, o da quale fonte si sa.")
        raise Refused(said, field="source")
    title = " ".join(title.split())
    same = organisation.agreements.filter(title__iexact=title, since=since, area=area).first()
    if same:
        said = _("Quest'accordo c'è già, dal %s.")
        raise Refused(said % day(same.since), field="title")
    facts: dict[str, Any] = {"since": since, "until": until, "act": act, "source": source.strip()}
    agreement = Agreement.objects.create(
        organisation=organisation, area=area, sort=sort, title=title, **facts
    )
    record(by=by, what="agreement.recorded", subject=agreement, organisation=organisation.key)
    return agreement


@operation
def end_agreement(agreement: Agreement, *, until: date, by: Acting, reason: str = "") -> Agreement:
    """An agreement ends before its day, or has an end that was not known."""
    agreement = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    _require_not_ended(agreement.since, agreement.until, until)
    agreement.until = until
    agreement.save(update_fields=["until"])
    record(by=by, what="agreement.ended", subject=agreement, purpose=reason, until=until)
    return agreement


def _require_in_order(since: date, until: date | None) -> None:
    if until and until <= since:
        said = _("L'ultimo giorno viene prima dell'inizio, che è il %s.")
        raise Refused(said % day(since), field="until")


def _require_not_ended(since: date, ends: date | None, until: date) -> None:
    if ends and ends <= until:
        said = _("Finisce già il %s: la fine si può solo anticipare.")
        raise Refused(said % day(ends), field="until")
    if until <= since:
        raise Refused(_("È cominciato il %s: la fine viene dopo.") % day(since), field="until")


def _require_new(
    organisation: Organisation,
    role: StakeRole,
    themes: Collection[Term | None],
    area: Area,
    *,
    since: date,
    until: date | None,
) -> None:
    """A part is foreseen once at a time in a theme; who has it in all, has it in each."""
    held = organisation.stakes.filter(Q(until=None) | Q(until__gt=since), role=role, area=area)
    if until:
        held = held.filter(since__lt=until)
    codes = {theme.code for theme in themes if theme}
    mine = held.filter(Q(group=None) | Q(group__code__in=codes)) if codes else held
    if found := mine.select_related("group", "area").first():
        raise Refused(
            _("Dal %(day)s ha già questo ruolo: %(stake)s. Registrarne prima la fine.")
            % {"day": day(found.since), "stake": found},
            field="role",
        )
