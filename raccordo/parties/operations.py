from __future__ import annotations

from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import searchable
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.parties.models import Organisation
from raccordo.parties.states import OrganisationKind
from raccordo.territory.models import Area


@operation
def add_organisation(
    *,
    kind: OrganisationKind,
    name: str,
    by: Acting,
    tax_code: str = "",
    pec: str = "",
    area: Area | None = None,
) -> Organisation:
    """Add a body that has a part in the plan, once."""
    name, tax_code = " ".join(name.split()), tax_code.strip().upper()
    search = searchable(name)[:240]
    same = Organisation.objects.filter(search=search, area=area)
    if same.exists():
        raise Refused(_("«%s» c'è già.") % name, field="name")
    if tax_code and (other := Organisation.objects.filter(tax_code=tax_code).first()):
        raise Refused(_("Il codice fiscale è già di «%s».") % other, field="tax_code")
    organisation = Organisation.objects.create(
        kind=kind, name=name, tax_code=tax_code, pec=pec, area=area, search=search
    )
    record(by=by, what="organisation.added", subject=organisation, name=name)
    return organisation
