"""What a certificate says of who holds it and who issued it, without the person's fiscal code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

# Letters stand for digits where two people would have had the same code (omocodia).
_DIGIT = "[0-9LMNPQRSTUV]"
_FISCAL_CODE = re.compile(
    rf"[:/\s_-]*(?:(?:TIN)?IT[:-])?[A-Z]{{6}}{_DIGIT}{{2}}[A-EHLMPRST]{_DIGIT}{{2}}[A-Z]{_DIGIT}{{3}}[A-Z]"
    r"(?![A-Z0-9])\S*",
    re.IGNORECASE,
)
_NOBODY = {"NON PRESENTE", "NON DEFINITO", "N/A", "-"}
LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class Holder:
    """The facts of a certificate that are shown."""

    name: str
    organisation: str
    issuer: str
    serial: str
    not_before: datetime
    not_after: datetime

    def valid_at(self, moment: datetime | None) -> bool:
        """Whether the certificate's own dates hold the moment."""
        return moment is not None and self.not_before <= moment <= self.not_after


def holder_of(certificate: Any) -> Holder:
    """Read the shown facts of an X.509 certificate."""
    person, issuer = _facts(certificate.subject), _facts(certificate.issuer)
    validity = certificate["tbs_certificate"]["validity"]
    return Holder(
        name=_name(person),
        organisation=_said(person.get("organization_name", "")),
        issuer=_said(issuer.get("common_name") or issuer.get("organization_name", "")),
        serial=f"{certificate.serial_number:X}",
        not_before=in_utc(validity["not_before"].native),
        not_after=in_utc(validity["not_after"].native),
    )


def in_utc(moment: datetime) -> datetime:
    """The moment with its zone; one that tells none is taken as universal time."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _facts(name: Any) -> dict[str, str]:
    facts: dict[str, str] = {}
    for relative in name.chosen:
        for pair in relative:
            facts.setdefault(pair["type"].native, str(pair["value"].native))
    return facts


def _name(person: dict[str, str]) -> str:
    given, family = _said(person.get("given_name", "")), _said(person.get("surname", ""))
    if given and family:
        return f"{given} {family}"
    for attribute in ("common_name", "pseudonym", "organization_name"):
        if said := _said(person.get(attribute, "")):
            return said
    return given or family


def _said(text: str) -> str:
    plain = " ".join(_FISCAL_CODE.sub(" ", text[:LONGEST_TEXT]).split())
    return "" if plain.upper() in _NOBODY else plain
