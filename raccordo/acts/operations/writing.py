from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from raccordo.acts.models import Act, Organ
from raccordo.acts.operations.entering import key_of, require_issued_by, save_new, search_text
from raccordo.acts.rules import usual_enforceability
from raccordo.acts.states import ActKind, ActStage, Enforceability
from raccordo.foundation.errors import Refused
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record


@operation
def draft_act(
    *,
    organ: Organ,
    kind: ActKind,
    subject: str,
    text: str,
    by: Acting,
    spends: bool = False,
    once: UUID | None = None,
) -> Act:
    """Begin an act here, once however often it is sent; number and date come when it is fixed."""
    require_issued_by(organ, kind)
    subject = " ".join(subject.split())
    key = key_of(once, organ.key, kind, subject, text, spends)
    if sent := Act.objects.filter(key=key).first():
        return sent
    act = Act(key=key, organ=organ, kind=kind, subject=subject, text=text, spends=spends)
    act.made_here, act.enforceability = True, usual_for(act)
    save_new(act)
    record(by=by, what="act.drafted", subject=act)
    return act


@operation
def rewrite_act(
    act: Act, *, subject: str, text: str, spends: bool, by: Acting, seen: str = ""
) -> Act:
    """Change the words of a draft; what has been fixed for signing is brought back first."""
    act = _locked(act)
    require_draft(act)
    require_unchanged(act, {seen or act.wording})
    if not subject.strip():
        raise Refused(_("Manca l'oggetto dell'atto."), field="subject")

    act.subject, act.text, act.spends = " ".join(subject.split()), text, spends
    act.enforceability, act.search = usual_for(act), search_text(act)
    act.save(update_fields=["subject", "text", "spends", "enforceability", "search"])
    record(by=by, what="act.rewritten", subject=act)
    return act


@operation
def discard_draft(act: Act, *, reason: str, by: Acting) -> None:
    """Throw away a draft that never had a number; the register says whose, and why."""
    act = _locked(act)
    require_draft(act)
    if act.number:
        raise Refused(
            _("La bozza ha già avuto il numero %s: scartarla lascerebbe un numero mancante.")
            % act.number
        )
    if not reason.strip():
        raise Refused(_("Serve il motivo."), field="reason")
    act.files.all().delete()  # the bytes stay in the archive, which throws nothing away
    act.opinions.all().delete()
    record(by=by, what="act.discarded", subject=act, purpose=reason, title=act.subject)
    act.delete()


def usual_for(act: Act) -> Enforceability:
    """How an act made here becomes enforceable, unless it says to be so at once."""
    return Enforceability(usual_enforceability(act.organ.kind, act.kind, spends=act.spends))


def require_draft(act: Act) -> None:
    """Refuse to change an act that is no longer a draft."""
    if act.stage != ActStage.DRAFT:
        raise Refused(
            _("L'atto è «%s»: si modifica solo una bozza.") % act.get_stage_display().lower()
        )


def require_unchanged(act: Act, seen: set[str]) -> None:
    """Refuse who has seen other words than those the draft has now."""
    if seen != {act.wording}:
        raise Refused(_("Nel frattempo la bozza è stata modificata: nulla è stato salvato."))


def _locked(act: Act) -> Act:
    return Act.objects.select_for_update(of=("self",)).select_related("organ").get(pk=act.pk)
