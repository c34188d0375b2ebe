"""Acts as far as a test needs them: entered, drafted, fixed for signing, signed."""

from __future__ import annotations

from typing import Any

from raccordo.acts.models import Act
from raccordo.acts.operations import draft_act, enter_act, fix_text
from raccordo.acts.paper import paper_of
from raccordo.acts.states import ActKind, OrganKind
from tests.acts.certificates import pades, rossi
from tests.make import SOMEBODY, TODAY, make_organ


def entered(**facts: Any) -> Act:
    if "organ" not in facts:
        facts["organ"] = make_organ(kind=OrganKind.COUNCIL)
    usual = {"kind": ActKind.RESOLUTION, "number": "7", "made_on": TODAY, "subject": "Convenzione"}
    return enter_act(**usual | {"by": SOMEBODY, "on": TODAY} | facts)


def drafted(**facts: Any) -> Act:
    if "organ" not in facts:
        facts["organ"] = make_organ(kind=OrganKind.COUNCIL)
    usual = {"kind": ActKind.RESOLUTION, "subject": "Piano sociale", "text": "Delibera."}
    return draft_act(**usual | {"by": SOMEBODY} | facts)


def fixed(**facts: Any) -> tuple[Act, bytes]:
    act = drafted(**facts)
    pdf = paper_of(act, number="9", made_on=TODAY)
    return fix_text(act, number="9", made_on=TODAY, pdf=pdf, by=SOMEBODY, on=TODAY), pdf


def signed_pdf(pdf: bytes) -> bytes:
    return pades(pdf, rossi())
