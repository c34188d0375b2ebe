"""The envelopes of a p7m file: one CMS SignedData inside another, down to the content."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Any

from raccordo.acts.signing.asn1 import OCTETS, ContentInfo
from raccordo.acts.signing.ber import definite
from raccordo.acts.signing.outcomes import Malformed, Unreadable

MOST_LAYERS = 5
SIGNED, ENVELOPED, ENCRYPTED = b"\x02", b"\x03", b"\x06"
_CMS = re.compile(
    rb"\x30(?:[\x00-\x80]|\x81.|\x82..|\x83.{3}|\x84.{4})\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07(.)",
    re.DOTALL,
)
_ARMOUR = re.compile(rb"-----BEGIN [A-Z0-9 #]+-----(.*?)-----END ", re.DOTALL)
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\r\n"


@dataclass(frozen=True, slots=True)
class Layer:
    """One envelope: the signed data as parsed, and the content it signs."""

    signed_data: Any
    content: bytes


def open_layers(data: bytes) -> tuple[list[Layer], bytes]:
    """Open every envelope, the outermost first, and give what the innermost holds."""
    layers: list[Layer] = []
    content = data
    while (kind := _kind(message := _without_armour(content))) is not None:
        if len(layers) == MOST_LAYERS:
            raise Unreadable("too_many_layers")
        if kind != SIGNED:
            raise Unreadable("encrypted")
        layers.append(_open(message))
        content = layers[-1].content
    return layers, content


def parse(message: bytes) -> Any:
    """Parse a CMS message within bounds and give its SignedData; raise Malformed otherwise."""
    try:
        return ContentInfo.load(definite(message))["content"]
    except Exception as wrong:  # the parser raises whatever hostile bytes make it raise
        raise Malformed from wrong


def _open(message: bytes) -> Layer:
    try:
        signed_data = parse(message)
        inside = signed_data["encap_content_info"]["content"]
        if not len(signed_data["signer_infos"]):
            raise Unreadable("not_signed")
        if not isinstance(inside, OCTETS) or not inside.contents:
            raise Unreadable("detached")
        return Layer(signed_data, bytes(inside.contents))
    except Unreadable:
        raise
    except Exception as wrong:  # as above
        raise Unreadable("not_a_signed_file") from wrong


def _kind(message: bytes) -> bytes | None:
    found = _CMS.match(message[:40])
    return found[1] if found and found[1] in (SIGNED, ENVELOPED, ENCRYPTED) else None


def _without_armour(data: bytes) -> bytes:
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"-----BEGIN "):
        found = _ARMOUR.search(data)
        text = found[1] if found else b""
    elif start.startswith(b"M") and not data.lstrip(b"\xef\xbb\xbf").translate(None, _BASE64):
        text = data.lstrip(b"\xef\xbb\xbf")
    else:
        return data
    try:
        return base64.b64decode(text)
    except binascii.Error:
        return data
