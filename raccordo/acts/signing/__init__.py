"""Files signed outside: what they hold, whose signatures they carry, whether the text is the same.

What is checked: that each signature's digest is that of the content, that the signature was made
with the key of the certificate beside it, that this certificate is the one the signer named, that
nothing but further signatures was added afterwards, and what dates the certificate bears. A time
stamp counts when it was made on that signature and is intact; otherwise the time is the signer's.

What is not checked: who issued the certificate (there is no list of trusted issuers here, EU or
other), whether it was revoked, whether the time stamp's own issuer is to be trusted, whether a
signature is qualified. The issuer is told, so that a person can judge. SHA-1 and MD5 no longer say
that a content is the same, so a signature made on them is never intact.

Reading a PDF brings libraries that take a second to load: they are loaded when first needed.
"""

from __future__ import annotations

from raccordo.acts.signing.outcomes import SignedFile, Signer, Unreadable, Verdict

__all__ = ["SignedFile", "Signer", "Unreadable", "Verdict", "compare", "read_signed"]


def read_signed(data: bytes) -> SignedFile:
    """Open a signed file and say what it holds and who signed; raise Unreadable when it cannot."""
    from raccordo.acts.signing import reading

    return reading.read_signed(data)


def compare(original: bytes, signed: bytes) -> Verdict:
    """Say whether the signed file carries the original, whole and unaltered; never raise."""
    from raccordo.acts.signing import comparing

    return comparing.compare(original, signed)
