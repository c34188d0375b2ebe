from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from raccordo.acts.models import Act, ActFile, Organ, Signature
from raccordo.acts.rules import ISSUES, Calendar, enforceable_from, usual_enforceability
from raccordo.acts.signing import Unreadable, read_signed
from raccordo.acts.states import ActKind, ActStage, ActState, Enforceability, FilePurpose, OrganKind
from raccordo.archive.operations import store
from raccordo.archive.rules import P7M, PDF, clean_name
from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import searchable
from raccordo.foundation.wording import day
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record

SIGNABLE = {PDF, P7M}


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file as it arrives with an act: its bytes, the name it had, what it is."""

    content: bytes
    name: str
    purpose: FilePurpose
    title: str = ""


@operation
def make_organ(
    *, kind: OrganKind, name: str, genitive: str, by: Acting, issues: Sequence[str] | None = None
) -> Organ:
    """Add an organ; without a list, it makes the acts that the law gives to its sort."""
    name = " ".join(name.split())
    if Organ.objects.filter(search=searchable(name)).exists():
        raise Refused(_("L'organo «%s» c'è già.") % name, field="name")
    organ = Organ.objects.create(
        kind=kind,
        name=name,
        genitive=genitive,
        issues=sorted(ISSUES[kind] if issues is None else issues),
        search=searchable(name),
    )
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
    enforceable: date | None = None,
    published_from: date | None = None,
    published_until: date | None = None,
    protocol_number: str = "",
    protocol_date: date | None = None,
    to_ratify: bool = False,
    source: str = "",
    files: Sequence[AttachedFile] = (),
) -> Act:
    """Enter an act made elsewhere, with its particulars and its files."""
    require_issued_by(organ, kind)
    _require_past(made_on, on)
    act = Act(organ=organ, kind=kind, number=number.strip(), date=made_on, source=source)
    act.subject = " ".join(subject.split())
    act.protocol_number, act.protocol_date = protocol_number.strip(), protocol_date
    act.published_from, act.published_until = published_from, published_until
    act.stage = ActStage.PUBLISHED if published_from else ActStage.SIGNED
    act.state = ActState.TO_RATIFY if to_ratify else ActState.EFFECTIVE
    _make_enforceable(act, enforceable)
    save_new(act)
    for file in files:
        attach_file(act, file=file, by=by, on=on)
    record(by=by, what="act.entered", subject=act, number=act.number, made_on=made_on)
    return act


def _make_enforceable(act: Act, since: date | None) -> None:
    """From the day one tells; otherwise from the one that follows from the law."""
    how = usual_enforceability(act.organ.kind, act.kind)
    act.enforceability = Enforceability(how)
    days = Calendar(made_on=act.date, published_from=act.published_from, visa_on=None)
    act.enforceable_from = since or enforceable_from(how, days)


@operation
def attach_file(act: Act, *, file: AttachedFile, by: Acting, on: date) -> ActFile:
    """Add a file to an act; the text of an act already signed is not replaced."""
    stored = store(file.content, by=by)
    name = clean_name(file.name, media_type=stored.media_type)
    attached = ActFile.objects.create(
        act=act, file=stored, purpose=file.purpose, name=name, title=file.title, added_on=on
    )
    if file.purpose == FilePurpose.SIGNED and stored.media_type in SIGNABLE:
        _keep_signatures(attached, file.content)
    record(by=by, what="act.file_added", subject=act, sha256=stored.sha256, sort=file.purpose)
    return attached


def _keep_signatures(file: ActFile, content: bytes) -> None:
    """Write beside a file who signed it, as its certificates say; a scan has nobody to name."""
    try:
        signers = read_signed(content).signers
    except Unreadable:
        return
    Signature.objects.bulk_create(
        Signature(
            file=file,
            name=signer.name[:200],
            organisation=signer.organisation[:200],
            issuer=signer.issuer[:200],
            serial=signer.serial[:80],
            signed_at=signer.signed_at,
            format=signer.format,
            intact=signer.intact,
            certificate_valid=signer.certificate_valid_at_signing,
        )
        for signer in signers
    )


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
    same = Act.objects.filter(organ=act.organ, kind=act.kind, number=act.number, date=act.date)
    if act.number and same.exists():
        raise Refused(_("%s c'è già nel registro.") % act, field="number")
    if not act.subject:
        raise Refused(_("Manca l'oggetto dell'atto."), field="subject")
    act.search = search_text(act)
    act.save()


def search_text(act: Act) -> str:
    """What an act is found by: its particulars and its subject."""
    with override("it"):
        return searchable(f"{act} {act.subject} {act.protocol_number}")[:800]


def _require_past(made_on: date, on: date) -> None:
    if made_on > on:
        raise Refused(
            _("La data dell'atto è %(day)s: è dopo oggi, %(today)s.")
            % {"day": day(made_on), "today": day(on)},
            field="made_on",
        )
