from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypedDict, Unpack
from uuid import UUID, uuid4, uuid5

from django.utils.translation import gettext as _
from django.utils.translation import override

from raccordo.acts.models import Act, Organ
from raccordo.acts.operations.attaching import AttachedFile, attach_file
from raccordo.acts.queries import act_with
from raccordo.acts.rules import (
    FIRST_YEAR,
    ISSUES,
    Calendar,
    enforceable_from,
    usual_enforceability,
)
from raccordo.acts.states import ActKind, ActStage, ActState, Enforceability, OpinionKind, OrganKind
from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import searchable
from raccordo.foundation.wording import day
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record


class Particulars(TypedDict, total=False):
    """What may be told of an act made elsewhere, at once or later."""

    enforceable: date | None
    at_once: bool
    published_from: date | None
    published_until: date | None
    protocol_number: str
    protocol_date: date | None


@operation
def make_organ(
    *, kind: OrganKind, name: str, genitive: str, by: Acting, issues: Sequence[str] | None = None
) -> Organ:
    """Add an organ; without a list, it makes the acts that the law gives to its sort."""
    name = " ".join(name.split())
    facts = {
        "kind": kind,
        "name": name,
        "genitive": " ".join(genitive.split()),
        "issues": sorted(ISSUES[kind] if issues is None else issues),
    }
    organ, new = Organ.objects.get_or_create(search=searchable(name), defaults=facts)
    if not new:
        raise Refused(_("L'organo «%s» c'è già.") % organ, field="organ")
    record(by=by, what="organ.made", subject=organ, name=name)
    return organ


@operation
def enter_act(
    *,
    organ: Organ,
    kind: ActKind,
    number: str,
    made_on: date,
    subject: str,
    by: Acting,
    on: date,
    to_ratify: bool = False,
    source: str = "",
    files: Sequence[AttachedFile] = (),
    once: UUID | None = None,
    **particulars: Unpack[Particulars],
) -> Act:
    """Enter an act made elsewhere, with its particulars and its files; sent twice, it is one."""
    require_issued_by(organ, kind)
    require_past(made_on, on)
    number, subject = number.strip(), " ".join(subject.split())
    key = key_of(once, organ.key, kind, number, made_on, subject)
    if sent := Act.objects.filter(key=key).first():
        return sent
    act = Act(key=key, organ=organ, kind=kind, number=number, date=made_on, subject=subject)
    act.state = ActState.TO_RATIFY if to_ratify else ActState.EFFECTIVE
    act.source = source
    _tell(act, particulars)
    save_new(act)
    for file in files:
        attach_file(act, file=file, by=by, on=on)
    record(by=by, what="act.entered", subject=act, number=act.number, made_on=made_on)
    return act


@operation
def complete_act(
    act: Act, *, by: Acting, seen: str = "", **particulars: Unpack[Particulars]
) -> Act:
    """Tell of an act made elsewhere what was not known when it was entered, or was wrong."""
    act = Act.objects.select_for_update(of=("self",)).select_related("organ").get(pk=act.pk)
    if act.made_here:
        raise Refused(_("L'atto è fatto qui: protocollo e pubblicazione si registrano nell'iter."))
    if seen not in {"", act.telling}:
        raise Refused(
            _(
                "Nel frattempo gli estremi sono stati cambiati: nulla è stato salvato. Ora c'è: %s."
                " Inviando di nuovo, valgono quelli scritti qui."
            )
            % _told_of(act)
        )
    before = act.particulars
    _tell(act, particulars)
    act.search = search_text(act)
    act.save()
    changed = {name: now for name, now in act.particulars.items() if now != before[name]}
    were = {f"{name}_before": before[name] for name in changed}
    record(by=by, what="act.completed", subject=act, **changed, **were)
    return act


def _told_of(act: Act) -> str:
    """What is now told of an act, in words."""
    told = {
        _("protocollo n. %s"): act.protocol_number,
        _("protocollo del %s"): act.protocol_date and day(act.protocol_date),
        _("all'albo dal %s"): act.published_from and day(act.published_from),
        _("esecutivo dal %s"): act.enforceable_from and day(act.enforceable_from),
    }
    return "; ".join(words % fact for words, fact in told.items() if fact) or _("nessun estremo")


def _tell(act: Act, told: Particulars) -> None:
    """Write the particulars of an act made elsewhere, and from when it is carried out."""
    act.protocol_number = told.get("protocol_number", "").strip()
    act.protocol_date = told.get("protocol_date")
    act.published_from = told.get("published_from")
    act.published_until = told.get("published_until")
    _require_board(act)
    act.stage = ActStage.PUBLISHED if act.published_from else ActStage.SIGNED
    usual = Enforceability(usual_enforceability(act.organ.kind, act.kind))
    act.enforceability = declared(usual, at_once=told.get("at_once", False))
    make_enforceable(act)
    since = told.get("enforceable")
    if since and since != act.enforceable_from:
        act.enforceability, act.enforceable_from = Enforceability.TOLD, since


def _require_board(act: Act) -> None:
    since, until = act.published_from, act.published_until
    if until and not since:
        raise Refused(_("Manca il giorno da cui l'atto è all'albo."), field="published_from")
    if since and until and until <= since:
        raise Refused(_("La pubblicazione finisce prima di cominciare."), field="published_until")


def declared(usual: Enforceability, *, at_once: bool) -> Enforceability:
    """How an act is carried out, when it may have been declared so at once (TUEL art. 134 c. 4)."""
    if at_once and usual != Enforceability.TENTH_DAY:
        raise Refused(
            _("Immediatamente eseguibile è solo una deliberazione (art. 134 c. 4 TUEL)."),
            field="at_once",
        )
    return Enforceability.AT_ONCE if at_once else usual


def make_enforceable(act: Act) -> None:
    """Write from when an act is carried out as the law says; a day told by a person is left."""
    if act.enforceability == Enforceability.TOLD:
        return
    visa = act.opinions.filter(kind=OpinionKind.VISA, favourable=True).first() if act.pk else None
    days = Calendar(act.date, act.published_from, visa.on if visa else None)
    act.enforceable_from = enforceable_from(act.enforceability, days)


def key_of(once: UUID | None, *words: object) -> UUID:
    """The key of a new act: the same words from the same page are the same act.

    Whoever changes the words has not sent twice, and nobody can aim at the key of another's act.
    """
    return uuid5(once, "\n".join(map(str, words))) if once else uuid4()


def require_issued_by(organ: Organ, kind: ActKind) -> None:
    """Refuse an act that this organ cannot make."""
    if kind not in organ.issues:
        kinds = ", ".join(str(ActKind(issued).label).lower() for issued in organ.issues)
        raise Refused(
            _("«%(organ)s» non emana atti di tipo «%(kind)s». Può emanarne: %(kinds)s.")
            % {"organ": organ, "kind": kind.label, "kinds": kinds},
            field="kind",
        )


def save_new(act: Act) -> None:
    """Save an act whose particulars nobody else has."""
    require_free(act)
    if not act.subject:
        raise Refused(_("Manca l'oggetto dell'atto."), field="subject")
    act.search = search_text(act)
    act.save()


def require_free(act: Act) -> None:
    """Refuse the particulars of another act."""
    other = act_with(act.organ, act.kind, act.number, act.date) if act.date else None
    if other and other.pk != act.pk:
        raise Refused(_("%s c'è già nel registro.") % act, field="number")


def search_text(act: Act) -> str:
    """What an act is found by: its particulars and its subject."""
    with override("it"):
        return searchable(f"{act} {act.subject} {act.protocol_number}")[:800]


def require_past(made_on: date, on: date) -> None:
    """Refuse the date of an act still to be made, or made before there was a State to make it."""
    if made_on > on:
        raise Refused(
            _("La data dell'atto è %(day)s: è dopo oggi, %(today)s.")
            % {"day": day(made_on), "today": day(on)},
            field="made_on",
        )
    if made_on.year < FIRST_YEAR:
        raise Refused(
            _("La data dell'atto è %s: controllare l'anno.") % day(made_on),
            field="made_on",
        )
