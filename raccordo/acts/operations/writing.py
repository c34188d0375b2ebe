from __future__ import annotations

from django.utils.translation import gettext as _

from raccordo.acts.models import Act, Organ
from raccordo.acts.operations.entering import require_issued_by, save_new, search_text
from raccordo.acts.rules import usual_enforceability
from raccordo.acts.states import ActKind, ActStage, Enforceability
from raccordo.foundation.errors import Refused
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record


@operation
def draft_act(
    *, organ: Organ, kind: ActKind, subject: str, text: str, by: Acting, spends: bool = False
) -> Act:
    """Begin an act here; its number and its date come when it is fixed for signing."""
    require_issued_by(organ, kind)
    act = Act(
        organ=organ,
        kind=kind,
        subject=" ".join(subject.split()),
        text=text,
        spends=spends,
        made_here=True,
        enforceability=Enforceability(usual_enforceability(organ.kind, kind)),
    )
    save_new(act)
    record(by=by, what="act.drafted", subject=act)
    return act


@operation
def rewrite_act(act: Act, *, subject: str, text: str, spends: bool, by: Acting) -> Act:
    """Change the words of a draft; what has been fixed for signing is brought back first."""
    act = Act.objects.select_for_update(of=("self",)).get(pk=act.pk)
    require_draft(act)
    if not subject.strip():
        raise Refused(_("Manca l'oggetto dell'atto."), field="subject")

    act.subject, act.text, act.spends = " ".join(subject.split()), text, spends
    act.search = search_text(act)
    act.save(update_fields=["subject", "text", "spends", "search"])
    record(by=by, what="act.rewritten", subject=act)
    return act


def require_draft(act: Act) -> None:
    """Refuse to change an act that is no longer a draft."""
    if act.stage != ActStage.DRAFT:
        raise Refused(
            _("L'atto è «%s»: si modifica solo una bozza.") % act.get_stage_display().lower()
        )
