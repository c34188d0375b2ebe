from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Choices, Q
from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import searchable
from raccordo.foundation.wording import day
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.parties.models import Holding, Organisation
from raccordo.parties.queries import town_halls
from raccordo.parties.states import OrganisationKind
from raccordo.parties.wording import town_hall_of
from raccordo.territory.models import Area


@operation
def add_organisation(
    *,
    kind: OrganisationKind,
    name: str,
    by: Acting,
    tax_code: str = "",
    ipa_code: str = "",
    area: Area | None = None,
    **more: Any,
) -> Organisation:
    """Add a body that has a part in the plan, once."""
    facts = _cleaned({"kind": kind, "name": name, "tax_code": tax_code, "ipa_code": ipa_code})
    facts |= _cleaned({"area": area, "runts_number": "", **more})
    _require_only(facts)
    organisation = Organisation.objects.create(**facts)
    record(by=by, what="organisation.added", subject=organisation, name=organisation.name)
    return organisation


@operation
def tell_town_halls(towns: Iterable[Area], *, by: Acting) -> list[Organisation]:
    """The bodies that some municipalities are, in order: those not known yet are added."""
    towns = list(towns)
    known = town_halls(towns)
    missing = [town for town in towns if town.pk not in known]
    for town in missing:
        name = town_hall_of(town)
        known[town.pk] = add_organisation(kind=OrganisationKind.PUBLIC, name=name, area=town, by=by)
    if missing:
        record(by=by, what="town_halls.added", subject=None, towns=[str(town) for town in missing])
    return [known[town.pk] for town in towns]


@operation
def change_organisation(organisation: Organisation, *, by: Acting, **facts: Any) -> Organisation:
    """Correct what is known of a body: what is told replaces what was there."""
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    if organisation.closed_on:
        raise Refused(
            _("L'ente «%(body)s» è cessato il %(day)s: i suoi dati non si cambiano più.")
            % {"body": organisation, "day": day(organisation.closed_on)}
        )
    facts = _cleaned(facts)
    changed = {name: new for name, new in facts.items() if getattr(organisation, name) != new}
    if not changed:
        raise Refused(_("Non è cambiato nulla."))
    before = [f"{name}: {getattr(organisation, name) or ''}" for name in sorted(changed)]
    for name, new in changed.items():
        setattr(organisation, name, new)
    told = ("search", "area", "tax_code", "ipa_code", "runts_number")
    _require_only({name: getattr(organisation, name) for name in told}, but=organisation)
    organisation.save(update_fields=sorted(changed))
    record(by=by, what="organisation.changed", subject=organisation, before=before)
    return organisation


@operation
def close_organisation(
    organisation: Organisation, *, closed_on: date, by: Acting, on: date, reason: str = ""
) -> Organisation:
    """A body is no more: nobody is in office there from that day, and its past stays."""
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    if organisation.closed_on:
        said = _("L'ente «%(body)s» è già cessato il %(day)s.")
        raise Refused(said % {"body": organisation, "day": day(organisation.closed_on)})
    if closed_on > on:
        raise Refused(
            _("Il %s deve ancora venire: la cessazione si registra quando è avvenuta.")
            % day(closed_on),
            field="closed_on",
        )
    after = Q(until=None) | Q(until__gt=closed_on)
    held = Holding.objects.filter(after, office__organisation=organisation)
    holding = held.select_related("office", "holder").first()
    if holding:
        raise Refused(
            _("Dopo il %(day)s è in carica %(holder)s (%(office)s): prima registrarne la fine.")
            % {"day": day(closed_on), "holder": holding.holder, "office": holding.office},
            field="closed_on",
        )
    organisation.closed_on = closed_on
    organisation.save(update_fields=["closed_on"])
    facts = {"closed_on": closed_on}
    record(by=by, what="organisation.closed", subject=organisation, purpose=reason, **facts)
    return organisation


@operation
def reopen_organisation(organisation: Organisation, *, by: Acting, reason: str) -> Organisation:
    """A body was said to be no more, and it is there."""
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    if organisation.closed_on is None:
        raise Refused(_("L'ente «%s» non risulta cessato.") % organisation)
    organisation.closed_on = None
    organisation.save(update_fields=["closed_on"])
    record(by=by, what="organisation.reopened", subject=organisation, purpose=reason)
    return organisation


def _cleaned(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as they are kept: one space between words, codes in capitals, what it is found by."""
    clean = {name: " ".join(v.split()) if _is_text(v) else v for name, v in facts.items()}
    if "tax_code" in clean:
        clean["tax_code"] = clean["tax_code"].upper()
    if "name" in clean:
        clean["search"] = searchable(clean["name"])[:240]
    return clean


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and not isinstance(value, Choices)


def _require_only(facts: dict[str, Any], *, but: Organisation | None = None) -> None:
    """Nobody else has this name there, nor these codes."""
    others = Organisation.objects.exclude(pk=but.pk) if but else Organisation.objects.all()
    if same := others.filter(search=facts["search"], area=facts["area"]).first():
        raise Refused(_("«%s» c'è già.") % same, field="name")
    codes = {
        "tax_code": _("Il codice fiscale è già di «%s»."),
        "ipa_code": _("Il codice IPA è già di «%s»."),
        "runts_number": _("Il repertorio RUNTS è già di «%s»."),
    }
    for field, said in codes.items():
        code = facts.get(field)
        if code and (other := others.filter(**{field: code}).first()):
            raise Refused(said % other, field=field)
