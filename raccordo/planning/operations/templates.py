from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.planning.models import PlanTemplate
from raccordo.planning.reasons import sentence
from raccordo.planning.rules.outlines import Outline, data_of, faults_of
from raccordo.planning.states import Shown
from raccordo.territory.models import Area


@operation
def load_template(
    outline: Outline,
    *,
    code: str,
    version: str,
    name: str,
    source: str,
    since: date,
    by: Acting,
    region: Area | None = None,
) -> PlanTemplate:
    """Load a version of a template; the one before is closed the day this begins, not changed."""
    if PlanTemplate.objects.filter(code=code, version=version).exists():
        raise Refused(_("La versione %(v)s di «%(name)s» c'è già.") % {"v": version, "name": name})
    if faults := faults_of(outline, shown=Shown.values):
        raise Refused("\n".join(map(sentence, faults)), field="file")
    before = PlanTemplate.objects.filter(code=code, until=None).first()
    if before:
        before.until = max(since, before.since + timedelta(days=1))
        before.save(update_fields=["until"])
    template = PlanTemplate.objects.create(
        code=code,
        version=version,
        name=name,
        source=source,
        since=since,
        region=region,
        outline=data_of(outline),
    )
    record(by=by, what="template.loaded", subject=template, sections=len(outline.parts))
    return template
