from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from raccordo.acts.models import Act
from raccordo.finance.models import Allocation, Movement, Quota
from raccordo.finance.operations.income import enter_income
from raccordo.finance.queries.changing import allocation_to_change
from raccordo.finance.queries.quotas import paid_of
from raccordo.finance.queries.sums import ZERO
from raccordo.finance.states import MovementKind
from raccordo.finance.told import Told
from raccordo.foundation.errors import Refused
from raccordo.foundation.money import euros
from raccordo.foundation.wording import day
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.post.models import Message
from raccordo.post.operations import write_message
from raccordo.post.states import Channel
from raccordo.territory.models import Area


@dataclass(frozen=True, slots=True)
class QuotaFact:
    """What a municipality owes, by when, and whether its own budget has it."""

    amount: Decimal
    due_on: date | None = None
    budgeted: bool = False
    act: Act | None = None


@operation
def share_quotas(
    allocation: Allocation, shares: Mapping[Area, Decimal], *, due_on: date | None, by: Acting
) -> list[Quota]:
    """Write what each municipality owes of a year, and nobody else; who paid is never left out."""
    allocation = allocation_to_change(allocation)
    held = {one.town_id: one for one in allocation.quotas.select_related("town")}
    paid = paid_of(list(held.values()))
    gone = [one for town, one in held.items() if town not in {area.pk for area in shares}]
    if stays := [one for one in gone if paid.get(one.pk)]:
        raise Refused(
            _("%s ha già versato: la sua quota non si può togliere.") % stays[0].town.name
        )
    made = []
    for town, amount in shares.items():
        quota = held.get(town.pk) or Quota(allocation=allocation, town=town)
        _require_not_below(amount, paid.get(quota.pk, ZERO), town)
        quota.amount, quota.due_on = amount, due_on or quota.due_on
        quota.save()
        made.append(quota)
    for one in gone:
        one.delete()
    whole = sum(shares.values(), ZERO)
    record(by=by, what="quotas.shared", subject=allocation, towns=len(made), amount=whole)
    return made


@operation
def change_quota(quota: Quota, fact: QuotaFact, *, by: Acting) -> Quota:
    """Change what a municipality owes, and whether its own budget has it, by which act."""
    allocation_to_change(quota.allocation)
    quota = Quota.objects.select_related("town", "allocation").get(pk=quota.pk)
    _require_not_below(fact.amount, paid_of([quota]).get(quota.pk, ZERO), quota.town)
    if fact.budgeted and fact.act is None:
        raise Refused(_("Indicare l'atto con cui il Comune l'ha iscritta."), field="act")
    before = quota.amount
    for name in ("amount", "due_on", "budgeted", "act"):
        setattr(quota, name, getattr(fact, name))
    quota.save()
    record(by=by, what="quota.changed", subject=quota, before=before, after=quota.amount)
    return quota


@operation
def collect_quota(quota: Quota, told: Told, *, year: int, by: Acting, on: date) -> Movement:
    """Write down that a municipality paid some of its share; the same twice is once."""
    allocation = allocation_to_change(quota.allocation)
    if known := Movement.objects.filter(once=told.once).first():
        return known
    quota = Quota.objects.select_related("town").get(pk=quota.pk)
    left = quota.amount - paid_of([quota]).get(quota.pk, ZERO)
    if told.amount > left:
        facts = {"town": quota.town.name, "left": euros(left), "amount": euros(told.amount)}
        raise Refused(
            _("%(town)s deve ancora %(left)s: %(amount)s sono di più.") % facts, field="amount"
        )
    kind = MovementKind.COLLECTED
    told = replace(told, quota=quota)
    movement = enter_income(allocation, told, kind=kind, year=year, by=by, on=on)
    record(by=by, what="quota.collected", subject=quota, amount=told.amount)
    return movement


@operation
def remind_quota(
    quota: Quota, *, left: Decimal, recipients: Sequence[str], by: Acting, on: date, at: datetime
) -> Message:
    """Write to a municipality that its share is due: once a day, whoever asks."""
    if left <= 0:
        raise Refused(_("%s ha già versato tutto.") % quota.town.name)
    if not recipients:
        raise Refused(
            _("Di %s non si conosce un indirizzo: aggiungerlo alla sua scheda.") % quota.town.name
        )
    due = _(" da versare entro il %s") % day(quota.due_on) if quota.due_on else ""
    facts = {"what": quota.allocation, "left": euros(left), "due": due, "town": quota.town.name}
    message = write_message(
        once=f"quota:{quota.key}:{on}",
        channel=Channel.EMAIL,
        recipients=recipients,
        subject=_("Quota del Comune: %s") % quota.allocation,
        body=_("Al Comune di %(town)s.\n\n%(what)s: restano %(left)s%(due)s.") % facts,
        by=by,
        at=at,
    )
    record(by=by, what="quota.reminded", subject=quota, left=left)
    return message


def _require_not_below(amount: Decimal, paid: Decimal, town: Area) -> None:
    if amount < 0:
        raise Refused(_("L'importo non può essere negativo."), field="amount")
    if amount < paid:
        facts = {"town": town.name, "paid": euros(paid), "amount": euros(amount)}
        raise Refused(
            _("%(town)s ha già versato %(paid)s: la quota non può essere %(amount)s.") % facts,
            field="amount",
        )
