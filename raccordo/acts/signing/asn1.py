"""The ASN.1 types read here; the library that defines them declares no types of its own."""

from __future__ import annotations

from typing import Any

from asn1crypto import cms, core, tsp

ContentInfo: Any = cms.ContentInfo
TSTInfo: Any = tsp.TSTInfo
OCTETS: Any = (core.OctetString, core.ParsableOctetString)
Void: Any = core.Void
