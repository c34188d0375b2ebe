from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from raccordo.acts.models import Act
from raccordo.acts.operations import require_in_force
from raccordo.foundation.errors import Refused
from raccordo.foundation.wording import day
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.parties.models import Holding, Proxy
from raccordo.parties.operations.people import Person, know_person


@operation
def give_proxy(
    holding: Holding,
    *,
    delegate: Person,
    since: date,
    by: Acting,
    until: date | None = None,
    subject: str = "",
    act: Act | None = None,
) -> Proxy:
    """Who holds an office lets another sit in her place, within the days she holds it."""
    locked = Holding.objects.select_for_update(of=("self",)).select_related("holder", "office")
    holding = locked.get(pk=holding.pk)
    _require_within(holding, since, until)
    if act:
        require_in_force(act, on=since)
    person = know_person(delegate, by=by)
    if person == holding.holder:
        said = _("%s ricopre già la carica: la delega è per un'altra persona.")
        raise Refused(said % person, field="delegate")
    ends = until or holding.until
    same = holding.proxies.filter(Q(until=None) | Q(until__gt=since), delegate=person)
    same = same.filter(revoked_on=None)
    if given := (same.filter(since__lt=ends) if ends else same).first():
        said = _("%(person)s ha già la delega dal %(day)s.")
        raise Refused(said % {"person": person, "day": day(given.since)}, field="delegate")
    proxy = Proxy.objects.create(
        holding=holding, delegate=person, since=since, until=ends, subject=subject, act=act
    )
    record(by=by, what="proxy.given", subject=proxy, holding=holding.key, since=since)
    return proxy


@operation
def revoke_proxy(proxy: Proxy, *, until: date, by: Acting, reason: str = "") -> Proxy:
    """A proxy holds no more from a day, even from that on which it began."""
    proxy = Proxy.objects.select_for_update(of=("self",)).get(pk=proxy.pk)
    if proxy.revoked_on or (proxy.until and proxy.until <= until):
        ended = proxy.revoked_on or proxy.until
        assert ended
        said = _("La delega non vale già più dal %s.")
        raise Refused(said % day(ended), field="until")
    if until < proxy.since:
        said = _("La delega comincia il %s: non si revoca prima.")
        raise Refused(said % day(proxy.since), field="until")
    _cut(proxy, until)
    record(by=by, what="proxy.revoked", subject=proxy, purpose=reason, until=until)
    return proxy


@operation
def cut_proxies(holding: Holding, *, until: date, by: Acting) -> list[Proxy]:
    """The proxies that somebody gave end with her office (TUEL art. 50)."""
    after = Q(until=None) | Q(until__gt=until)
    proxies = list(holding.proxies.select_for_update(of=("self",)).filter(after, revoked_on=None))
    for proxy in proxies:
        _cut(proxy, max(until, proxy.since))
        record(by=by, what="proxy.ended", subject=proxy, until=until)
    return proxies


def _cut(proxy: Proxy, until: date) -> None:
    if until == proxy.since:  # the period keeps that day, the right does not
        proxy.revoked_on, until = until, until + timedelta(days=1)
    proxy.until = until
    proxy.save(update_fields=["until", "revoked_on"])


def _require_within(holding: Holding, since: date, until: date | None) -> None:
    """A proxy is given while one is in office, and lasts no longer."""
    facts = {"holder": holding.holder, "since": day(holding.since)}
    if since < holding.since:
        said = _("%(holder)s è in carica dal %(since)s: prima non può delegare.")
        raise Refused(said % facts, field="since")
    if until and until <= since:
        said = _("L'ultimo giorno viene prima dell'inizio, che è il %s.")
        raise Refused(said % day(since), field="until")
    if holding.until is None:
        return
    facts["last"] = day(holding.until - timedelta(days=1))
    if since >= holding.until:
        said = _("%(holder)s è in carica fino al %(last)s: dopo non può delegare.")
        raise Refused(said % facts, field="since")
    if until and until > holding.until:
        said = _("%(holder)s è in carica fino al %(last)s: la delega finisce con la carica.")
        raise Refused(said % facts, field="until")
