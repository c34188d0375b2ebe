"""What may stand on the shelves: formats known by their content, never by their name."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

PDF = "application/pdf"
P7M = "application/pkcs7-mime"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"
PNG, JPEG = "image/png", "image/jpeg"
XML, EML, TEXT = "application/xml", "message/rfc822", "text/plain"
# Made here, never brought by people.
PARQUET, CALENDAR = "application/vnd.apache.parquet", "text/calendar"

NAMES = {
    PDF: "PDF",
    P7M: "P7M",
    ODT: "ODT",
    ODS: "ODS",
    DOCX: "DOCX",
    XLSX: "XLSX",
    ZIP: "ZIP",
    PNG: "PNG",
    JPEG: "JPEG",
    XML: "XML",
    EML: "EML",
    TEXT: "TXT, CSV",
}
ENDINGS = {
    PDF: ".pdf",
    P7M: ".p7m",
    ODT: ".odt",
    ODS: ".ods",
    DOCX: ".docx",
    XLSX: ".xlsx",
    ZIP: ".zip",
    PNG: ".png",
    JPEG: ".jpg",
    XML: ".xml",
    EML: ".eml",
    TEXT: ".txt",
    PARQUET: ".parquet",
    CALENDAR: ".ics",
}
STARTS = {
    b"%PDF-": PDF,
    b"PAR1": PARQUET,
    b"BEGIN:VCALENDAR": CALENDAR,
    b"\x89PNG\r\n\x1a\n": PNG,
    b"\xff\xd8\xff": JPEG,
    b"<?xml": XML,
    b"\xef\xbb\xbf<?xml": XML,
    b"-----BEGIN PKCS7": P7M,
    b"-----BEGIN CMS": P7M,
}
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")  # OID 1.2.840.113549.1.7.2
PAGE = re.compile(rb"<\s*(!doctype\s+html|html|script|svg|iframe|body)\b", re.IGNORECASE)
HEADER = re.compile(
    rb"^(Return-Path|Received|From|Message-ID|MIME-Version|X-[\w-]+):", re.IGNORECASE
)


def media_type_of(content: bytes) -> str | None:
    """The format of some bytes, or nothing when it is not one of those that are kept."""
    for start, found in STARTS.items():
        if content.startswith(start):
            return found
    if content.startswith(b"PK\x03\x04"):
        return _inside_zip(content)
    if content[:1] == b"\x30" and SIGNED_DATA in content[:64]:
        return P7M
    return _text(content)


def _inside_zip(content: bytes) -> str:
    """OpenDocument says what it is in its first entry; Office in the names of its parts."""
    for media_type in (ODT, ODS):
        if media_type.encode() in content[:200]:
            return media_type
    if b"[Content_Types].xml" in content:
        if b"word/document" in content:
            return DOCX
        if b"xl/workbook" in content:
            return XLSX
    return ZIP


def _text(content: bytes) -> str | None:
    """Text is what has no control characters; a page that could run is not text."""
    head = content[:4096]
    if not content or b"\x00" in content or any(c < 9 or 13 < c < 32 or c == 127 for c in head):
        return _base64_envelope(content)
    if PAGE.search(head):
        return None
    return EML if HEADER.match(head) else _base64_envelope(content) or TEXT


def _base64_envelope(content: bytes) -> str | None:
    """Some offices receive .p7m written in base64 without any heading: MII… is a sequence."""
    head = b"".join(content[:96].split())
    return P7M if head.startswith((b"MII", b"MIA")) and b"KoZIhvcNAQcC" in head else None


def clean_name(name: str, *, media_type: str) -> str:
    """A file's name without folders, control characters, tricks of direction, or a false ending."""
    flat = unicodedata.normalize("NFC", name.replace("\\", "/"))
    base = PurePosixPath(flat).name
    kept = "".join(c for c in base if unicodedata.category(c)[0] != "C" and c not in '<>:"|?*/')
    csv = media_type == TEXT and kept.lower().endswith(".csv")
    ending = ".csv" if csv else ENDINGS[media_type]
    if kept.lower().endswith(ending):
        kept = kept[: -len(ending)]
    stem = kept.strip(" .")[: 120 - len(ending)].rstrip(" .") or "documento"
    return stem + ending
