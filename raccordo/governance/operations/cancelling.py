from __future__ import annotations

from django.utils.translation import gettext as _

from raccordo.access.operations import cancel_in_office
from raccordo.foundation.errors import Refused
from raccordo.governance.queries.holders import attended_by
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.parties.models import Holding, Office


@operation
def cancel_holder(
    holding: Holding, *, reason: str, by: Acting, brings_back: bool = False
) -> Office:
    """Take away who was written in an office by mistake, unless a sitting counted her."""
    if attendance := attended_by(holding):
        raise Refused(
            _(
                "Per questa carica si è preso parte a «%(sitting)s»: le presenze e i voti vi"
                " poggiano. La carica non si annulla: registrarne la fine."
            )
            % {"sitting": attendance.sitting}
        )
    office = cancel_in_office(holding, reason=reason, brings_back=brings_back, by=by)
    record(by=by, what="holder.cancelled", subject=office)
    return office
