"""The signatures of a CMS message: whether each is that of its content, and whose it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from pyhanko_certvalidator.sig_validate import (
    DEFAULT_SIGNATURE_VALIDATOR,
    SignatureValidationContext,
)

from raccordo.acts.signing.asn1 import TSTInfo, Void
from raccordo.acts.signing.certificates import holder_of, in_utc
from raccordo.acts.signing.outcomes import Format, Malformed, Signer, TimeSource, Unreadable

STRONG = frozenset({"sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"})
MOST_SIGNERS = 50
DEEPEST_COUNTERSIGNATURE = 3
LARGEST_KEY = 8192
_validator: Any = DEFAULT_SIGNATURE_VALIDATOR


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signature signs: its digest by any algorithm, and the type it is declared to be."""

    digest: Callable[[str], bytes]
    content_type: str | None  # a countersignature signs a signature, which has no type


@dataclass(frozen=True, slots=True)
class Manner:
    """How a signature is carried, which the CMS message itself does not tell."""

    format: Format
    covers_whole: bool = True
    told_time: datetime | None = None


def digests_of(*pieces: bytes | memoryview) -> Callable[[str], bytes]:
    """The digest of the pieces, one after the other, made once for each algorithm."""
    made: dict[str, bytes] = {}

    def digest(algorithm: str) -> bytes:
        if algorithm not in made:
            hashing = hashlib.new(algorithm)
            for piece in pieces:
                hashing.update(piece)
            made[algorithm] = hashing.digest()
        return made[algorithm]

    return digest


def signers_of(signed_data: Any, digest: Callable[[str], bytes], manner: Manner) -> list[Signer]:
    """Everyone who signed the message, each countersigner after the one countersigned."""
    try:
        content_type = signed_data["encap_content_info"]["content_type"].native
        signed = Signed(digest, content_type)
        found = list(islice(_infos(signed_data["signer_infos"], signed), MOST_SIGNERS + 1))
        if len(found) > MOST_SIGNERS:
            raise Unreadable("too_many_layers")
        certificates = _certificates(signed_data)
        return [_signer(info, signed, certificates, manner) for info, signed in found]
    except Unreadable:
        raise
    except Exception as wrong:  # hostile bytes make the parser raise anything
        raise Unreadable("signature_broken") from wrong


def _infos(infos: Any, signed: Signed, depth: int = 0) -> Iterator[tuple[Any, Signed]]:
    if depth > DEEPEST_COUNTERSIGNATURE:
        raise Unreadable("too_many_layers")
    for info in infos:
        yield info, signed
        if countersigners := list(_values(info["unsigned_attrs"], "counter_signature")):
            signature = Signed(digests_of(info["signature"].native), None)
            yield from _infos(countersigners, signature, depth + 1)


def _values(attributes: Any, name: str) -> Iterator[Any]:
    if isinstance(attributes, Void):
        return
    for attribute in attributes:
        if attribute["type"].native == name:
            yield from attribute["values"]


def _one(attributes: Any, name: str) -> Any:
    values = list(_values(attributes, name))
    if len(values) > 1:
        raise Malformed
    return values[0] if values else None


def _certificates(signed_data: Any) -> list[Any]:
    held = signed_data["certificates"]
    if isinstance(held, Void):
        return []
    return [choice.chosen.untag() for choice in held if choice.name == "certificate"]


def _certificate_of(info: Any, certificates: list[Any]) -> Any:
    sid = info["sid"]
    for certificate in certificates:
        if sid.name == "subject_key_identifier":
            if certificate.key_identifier == sid.chosen.native:
                return certificate
        elif certificate["tbs_certificate"]["serial_number"] == sid.chosen["serial_number"] and (
            certificate.issuer.dump() == sid.chosen["issuer"].dump()
            or certificate.issuer == sid.chosen["issuer"]
        ):
            return certificate
    raise Unreadable("signature_broken")


def _signer(info: Any, signed: Signed, certificates: list[Any], manner: Manner) -> Signer:
    certificate = _certificate_of(info, certificates)
    holder = holder_of(certificate)
    signed_at, source = _time(info, manner)
    return Signer(
        name=holder.name,
        organisation=holder.organisation,
        issuer=holder.issuer,
        serial=holder.serial,
        signed_at=signed_at,
        format=manner.format,
        intact=_intact(info, certificate, signed),
        valid_from=holder.not_before.date(),
        valid_until=holder.not_after.date(),
        certificate_valid_at_signing=holder.valid_at(signed_at),
        time_source=source,
        covers_whole=manner.covers_whole,
    )


def _intact(info: Any, certificate: Any, signed: Signed) -> bool:
    try:
        return _holds(info, certificate, signed)
    except Exception:  # a wrong signature raises, and so does whatever hostile bytes break
        return False


def _holds(info: Any, certificate: Any, signed: Signed) -> bool:
    algorithm = info["digest_algorithm"]["algorithm"].native
    if algorithm not in STRONG or not _strong(info["signature_algorithm"]):
        return False
    if len(certificate.public_key.dump()) > LARGEST_KEY:
        return False
    attributes = info["signed_attrs"]
    bare = isinstance(attributes, Void)
    if not bare and not _agree(attributes, certificate, signed, algorithm):
        return False
    _validator.validate_signature(
        info["signature"].native,
        signed.digest(algorithm) if bare else attributes.untag().dump(),
        certificate.public_key,
        info["signature_algorithm"],
        context=SignatureValidationContext(contextual_md_algorithm=algorithm, prehashed=bare),
    )
    return True


def _strong(signature_algorithm: Any) -> bool:
    try:
        return signature_algorithm.hash_algo in STRONG
    except ValueError:  # the algorithm leaves the digest to the one declared beside it
        return True


def _agree(attributes: Any, certificate: Any, signed: Signed, algorithm: str) -> bool:
    if _one(attributes, "message_digest").native != signed.digest(algorithm):
        return False
    if signed.content_type and _one(attributes, "content_type").native != signed.content_type:
        return False
    return _named(attributes, certificate)


def _named(attributes: Any, certificate: Any) -> bool:
    """Whether the certificate is the one the signer named, if one was named."""
    newer = _one(attributes, "signing_certificate_v2")
    if newer is not None:
        named = newer["certs"][0]
        algorithm = named["hash_algorithm"]["algorithm"].native
    elif (older := _one(attributes, "signing_certificate")) is not None:
        named, algorithm = older["certs"][0], "sha1"
    else:
        return True
    return bool(hashlib.new(algorithm, certificate.dump()).digest() == named["cert_hash"].native)


def _time(info: Any, manner: Manner) -> tuple[datetime | None, TimeSource | None]:
    for token in _values(info["unsigned_attrs"], "signature_time_stamp_token"):
        if stamped := _stamped(token["content"], info["signature"].native):
            return stamped, "timestamp"
    told = _one(info["signed_attrs"], "signing_time")
    moment = manner.told_time if told is None else in_utc(told.native)
    return moment, None if moment is None else "signer"


def _stamped(token: Any, signature: bytes) -> datetime | None:
    """The time of a stamp that was made on this signature and is intact."""
    try:
        inside = token["encap_content_info"]
        facts = TSTInfo.load(inside["content"].contents)
        imprint = facts["message_imprint"]
        algorithm = imprint["hash_algorithm"]["algorithm"].native
        (info,) = token["signer_infos"]
        signed = Signed(digests_of(inside["content"].contents), inside["content_type"].native)
        certificate = _certificate_of(info, _certificates(token))
        made_on_it = digests_of(signature)(algorithm) == imprint["hashed_message"].native
        if algorithm in STRONG and made_on_it and _intact(info, certificate, signed):
            return in_utc(facts["gen_time"].native)
    except Exception:  # a broken stamp is no stamp
        return None
    return None
