"""What reading a signed file and comparing it can come to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from raccordo.foundation.reasons import Fact, Reason

Format = Literal["PAdES", "CAdES"]
Kind = Literal["PAdES", "CAdES", "CAdES+PAdES"]
TimeSource = Literal["signer", "timestamp"]
SAME = frozenset({"same_bytes", "same_pages"})


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed, by the certificate; a person's fiscal code is never among these facts."""

    name: str
    organisation: str
    issuer: str
    serial: str
    signed_at: datetime | None
    format: Format
    intact: bool
    valid_from: date
    valid_until: date
    certificate_valid_at_signing: bool
    time_source: TimeSource | None
    covers_whole: bool


@dataclass(frozen=True, slots=True)
class SignedFile:
    """A signed file opened: who signed first comes first.

    The content is what was there before any signature, as far as the file tells; the document is
    the file out of its envelopes, which still carries the signatures that a PDF holds inside.
    """

    content: bytes
    signers: tuple[Signer, ...]
    kind: Kind
    document: bytes


@dataclass(frozen=True, slots=True)
class Verdict(Reason):
    """Whether a signed file carries the original, why, and who signed it."""

    signers: tuple[Signer, ...] = ()

    @property
    def same(self) -> bool:
        """Whether the file may be taken as the original, signed."""
        return self.code in SAME


class Unreadable(Exception):
    """The file cannot be read as a signed one.

    The reason's code is not_a_signed_file, not_signed, detached, encrypted, too_many_layers, or
    signature_broken when not even the signer's certificate is there to be shown.
    """

    def __init__(self, code: str, **facts: Fact) -> None:
        super().__init__(code)
        self.reason = Reason(code, facts)


class Malformed(Exception):
    """The bytes break the rules of their format, or the bounds within which they are read."""
