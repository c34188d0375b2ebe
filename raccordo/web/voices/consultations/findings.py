"""The table of answers of a consultation, as a paper."""

from __future__ import annotations

from datetime import UTC, datetime, time
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from raccordo.access.rights import Right
from raccordo.foundation.searching import slug_of
from raccordo.participation.papers.findings import table_of_answers
from raccordo.participation.queries.figures import statistics_of
from raccordo.participation.queries.public import as_public
from raccordo.participation.states import VoiceState
from raccordo.web.assemblies.papers.views import ENDINGS
from raccordo.web.door import MemberRequest, requires
from raccordo.web.files import attached
from raccordo.web.voices.consultations.views import found


@require_safe
@requires(Right.READ_VOICES)
def table(request: MemberRequest, key: UUID, ending: str) -> HttpResponse:
    """With nothing that the public may not read: it is an annex of the plan."""
    if ending not in ENDINGS:
        raise Http404
    one = found(request, key, Right.READ_VOICES)
    voices = one.contributions.exclude(state=VoiceState.UNCONFIRMED).order_by("year", "number")
    figures = statistics_of(voices, on=request.today)
    paper = table_of_answers(one, as_public(voices), figures, on=request.today)
    made_at = datetime.combine(request.today, time(), UTC)
    name = f"{slug_of('tabella di riscontro ' + one.title)[:80]}.{ending}"
    return attached(ENDINGS[ending](paper, made_at=made_at), name)
