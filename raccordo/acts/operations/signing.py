from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from raccordo.acts.models import Act, ActFile
from raccordo.acts.operations.attaching import AttachedFile, attach_file
from raccordo.acts.operations.entering import (
    declared,
    make_enforceable,
    require_free,
    require_past,
    search_text,
)
from raccordo.acts.operations.writing import require_draft, require_unchanged, usual_for
from raccordo.acts.reasons import NEXT_STEPS, sentence
from raccordo.acts.signing import compare
from raccordo.acts.states import ACT_WAY, ActStage, FilePurpose
from raccordo.archive.rules import PDF
from raccordo.archive.shelves import content_of
from raccordo.foundation.errors import Refused
from raccordo.foundation.wording import day
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record


@operation
def fix_text(
    act: Act,
    *,
    number: str,
    made_on: date,
    pdf: bytes,
    by: Acting,
    on: date,
    at_once: bool = False,
    seen: str = "",
) -> Act:
    """Give a draft its number and its date, and freeze the PDF that will be signed."""
    printed, act = act.wording, _locked(act)
    require_draft(act)
    require_unchanged(act, {printed, seen or printed})
    require_past(made_on, on)
    if not number.strip():
        raise Refused(_("Manca il numero dell'atto."), field="number")
    act.number, act.date = number.strip(), made_on
    require_free(act)
    act.enforceability = declared(usual_for(act), at_once=at_once)
    _step(act, ActStage.TO_SIGN)
    with override("it"):  # as the PDF, whoever makes it
        name = f"{act.get_kind_display()} {act.number} {made_on.isoformat()}.pdf"
    text = AttachedFile(content=pdf, name=name, purpose=FilePurpose.TEXT)
    if attach_file(act, file=text, by=by, on=on).file.media_type != PDF:
        raise Refused(_("Il testo da firmare deve essere un PDF."), field="pdf")
    record(by=by, what="act.fixed", subject=act, number=act.number, made_on=made_on)
    return act


@operation
def reopen_draft(act: Act, *, reason: str, by: Acting) -> Act:
    """Bring an act that nobody has signed back to a draft; its PDF is put aside."""
    act = _locked(act)
    _step(act, ActStage.DRAFT)
    act.files.filter(purpose=FilePurpose.TEXT).update(purpose=FilePurpose.SUPERSEDED)
    record(by=by, what="act.reopened", subject=act, purpose=reason)
    return act


@operation
def put_back_signed(act: Act, *, content: bytes, name: str, by: Acting, on: date) -> ActFile:
    """Put back the signed file: it must hold the text that was downloaded, whole and unchanged."""
    act = _locked(act)
    ACT_WAY.require(ActStage(act.stage), ActStage.SIGNED)
    text = act.files.filter(purpose=FilePurpose.TEXT).select_related("file").latest("pk")
    verdict = compare(content_of(text.file.sha256), content)
    if not verdict.same:
        raise Refused(sentence(verdict), field="file")

    _step(act, ActStage.SIGNED)
    signed = AttachedFile(content=content, name=name, purpose=FilePurpose.SIGNED)
    file = attach_file(act, file=signed, by=by, on=on)
    record(by=by, what="act.signed", subject=act, signers=[s.name for s in verdict.signers])
    return file


@operation
def protocol_act(act: Act, *, number: str, protocolled_on: date, by: Acting) -> Act:
    """Write the protocol number an act received (DPR 445/2000 art. 53)."""
    act = _locked(act)
    if act.date and protocolled_on < act.date:
        raise Refused(
            _("L'atto è del %s: il protocollo non può essere di prima.") % day(act.date),
            field="protocolled_on",
        )
    act.protocol_number, act.protocol_date = number.strip(), protocolled_on
    _step(act, ActStage.PROTOCOLLED)
    record(by=by, what="act.protocolled", subject=act, number=number)
    return act


@operation
def publish_act(act: Act, *, published_from: date, published_until: date, by: Acting) -> Act:
    """Write from when until when an act is on the notice board (L. 69/2009 art. 32)."""
    act = _locked(act)
    if published_until <= published_from:
        raise Refused(_("La pubblicazione finisce prima di cominciare."), field="published_until")
    if act.protocol_date and published_from < act.protocol_date:
        raise Refused(
            _("L'atto è stato protocollato il %s: non può essere pubblicato prima.")
            % day(act.protocol_date),
            field="published_from",
        )
    act.published_from, act.published_until = published_from, published_until
    _step(act, ActStage.PUBLISHED)
    record(by=by, what="act.published", subject=act, since=published_from, until=published_until)
    return act


def _locked(act: Act) -> Act:
    """The act, nobody else changing it; one made elsewhere has no way to go here."""
    act = Act.objects.select_for_update(of=("self",)).select_related("organ").get(pk=act.pk)
    if not act.made_here:
        raise Refused(str(NEXT_STEPS["elsewhere"]))
    return act


def _step(act: Act, to: ActStage) -> None:
    ACT_WAY.require(ActStage(act.stage), to)
    act.stage = to
    make_enforceable(act)
    act.search = search_text(act)
    act.save()
