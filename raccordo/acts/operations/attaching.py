from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from raccordo.acts.models import Act, ActFile, Signature
from raccordo.acts.signing import Unreadable, read_signed
from raccordo.acts.states import ActStage, FilePurpose
from raccordo.archive.operations import store
from raccordo.archive.rules import P7M, PDF, clean_name
from raccordo.foundation.errors import Refused
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
def attach_file(act: Act, *, file: AttachedFile, by: Acting, on: date) -> ActFile:
    """Add a file to an act; the text of an act already signed is not replaced."""
    act = Act.objects.select_for_update(of=("self",)).get(pk=act.pk)
    _require_not_replaced(act, file.purpose)
    stored = store(file.content, by=by)
    name = clean_name(file.name, media_type=stored.media_type)
    attached = ActFile.objects.create(
        act=act, file=stored, purpose=file.purpose, name=name, title=file.title, added_on=on
    )
    if file.purpose == FilePurpose.SIGNED and stored.media_type in SIGNABLE:
        _keep_signatures(attached, file.content)
    record(by=by, what="act.file_added", subject=act, sha256=stored.sha256, sort=file.purpose)
    return attached


def _require_not_replaced(act: Act, purpose: FilePurpose) -> None:
    """Once signed, a text is what was signed: whatever else comes is an annex."""
    if purpose == FilePurpose.TEXT and act.stage not in {ActStage.DRAFT, ActStage.TO_SIGN}:
        raise Refused(_("L'atto è già firmato: il suo testo non si sostituisce."), field="file")
    if purpose == FilePurpose.SIGNED and act.files.filter(purpose=purpose).exists():
        raise Refused(
            _("L'atto firmato c'è già e non si sostituisce: aggiungere questo file come allegato."),
            field="file",
        )


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
