"""A document that an office brings, XLSX, DOCX or ODT: opened without trusting what is inside."""

from __future__ import annotations

import io
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from lxml.etree import LxmlError, XMLParser, _Element, fromstring, tostring

from raccordo.foundation.packed import BROKEN, PIECE, Overfull, require_light
from raccordo.foundation.reasons import Reason

MOST_WHOLE = 120 * 1024 * 1024  # unpacked, pictures too
MOST_PARTS = 4_000
MOST_XML = 16 * 1024 * 1024  # one part that is read
# A tree weighs a hundred times the shortest of its tags. In a picture one byte in 256 seems a tag.
MOST_TAGS = 1_000_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how Office wrote before 2007, and writes what is locked
STRICT = "http://purl.oclc.org/ooxml/"
TYPES = "[Content_Types].xml"
MANIFEST = "META-INF/manifest.xml"
ODF_TEXT = (b"application/vnd.oasis.opendocument.text",)


class Kind(Enum):
    """What a document is, and the part that holds what it says."""

    XLSX = "xl/workbook.xml"
    DOCX = "word/document.xml"
    ODT = "content.xml"


class DocumentRefused(Exception):
    """The document is not one that can be taken, or cannot take what was asked of it."""

    def __init__(self, *reasons: Reason) -> None:
        super().__init__(reasons[0].code)
        self.reason, self.reasons = reasons[0], reasons


@dataclass(frozen=True)
class Brought:
    """A document that was weighed, and is what it says to be."""

    kind: Kind
    content: bytes

    @cached_property
    def names(self) -> frozenset[str]:
        """The parts it is made of."""
        with ZipFile(io.BytesIO(self.content)) as archive:
            return frozenset(archive.namelist())

    def main(self) -> _Element:
        """The part that holds what it says; one that speaks in other names would seem empty."""
        found = self.tree(self.kind.value)
        if any(name.startswith(STRICT) for name in found.nsmap.values()):
            new = self.kind.name
            raise DocumentRefused(Reason("document_old", {"old": f"{new} (Strict)", "new": new}))
        return found

    def tree(self, name: str) -> _Element:
        """A part that must be there, as XML."""
        found = self.tree_if_any(name)
        if found is None:
            raise DocumentRefused(Reason("document_broken"))
        return found

    def tree_if_any(self, name: str) -> _Element | None:
        """A part as XML, if the document has it."""
        if name not in self.names:
            return None
        with ZipFile(io.BytesIO(self.content)) as archive, archive.open(name) as stream:
            part = stream.read(MOST_XML + 1)
        return tree_of(part)


def open_brought(content: bytes, *, accepted: Collection[Kind]) -> Brought:
    """A document of one of these kinds; refused, and why, when it is anything else."""
    if content.startswith(OLE):
        raise DocumentRefused(_of_old(content))
    if content.startswith(b"{\\rtf"):
        raise DocumentRefused(Reason("document_old", {"old": "RTF", "new": "DOCX"}))
    if not content.startswith(b"PK"):
        raise DocumentRefused(_unknown(accepted))
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            kind = _kind(archive, accepted)
            _weigh(archive, packed=len(content))
            _require_plain(archive, kind)
    except Overfull as error:
        raise DocumentRefused(Reason("document_overfull")) from error
    except BROKEN as error:
        raise DocumentRefused(Reason("document_broken")) from error
    return Brought(kind, content)


def tree_of(part: bytes) -> _Element:
    """XML that declares nothing and asks for nothing: no part of a document needs to."""
    if len(part) > MOST_XML or part.count(b"<") > MOST_TAGS:
        raise DocumentRefused(Reason("document_overfull"))
    parser = XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        strip_cdata=False,
    )
    try:
        root = fromstring(part, parser)
    except (LxmlError, SyntaxError, LookupError, ValueError) as error:
        raise DocumentRefused(Reason("document_broken")) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise DocumentRefused(Reason("document_broken"))
    return root


def written(tree: _Element) -> bytes:
    """A tree as a part: its names, its order and its comments as they were."""
    said: bytes = tostring(
        tree.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True
    )
    return said


def repacked(content: bytes, changed: Mapping[str, bytes]) -> bytes:
    """The same document with some parts changed: the others as they are, in their order."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for member in before.infolist():
            entry = ZipInfo(member.filename, member.date_time)
            stored = member.compress_type == ZIP_STORED
            entry.compress_type = ZIP_STORED if stored else ZIP_DEFLATED
            entry.external_attr = member.external_attr
            if member.filename in changed:
                after.writestr(entry, changed[member.filename])
                continue
            entry.file_size = member.file_size
            with before.open(member) as source, after.open(entry, "w") as target:
                shutil.copyfileobj(source, target, PIECE)
    return out.getvalue()


def _kind(archive: ZipFile, accepted: Collection[Kind]) -> Kind:
    members = archive.infolist()
    names = [one.filename for one in members]
    if len(names) > MOST_PARTS:
        raise Overfull
    if len(set(names)) < len(names):  # two programs would read two documents
        raise ValueError
    if any(one.flag_bits & 1 for one in members):
        raise DocumentRefused(Reason("document_locked"))
    if "xl/workbook.bin" in names:
        raise DocumentRefused(Reason("document_old", {"old": "XLSB", "new": "XLSX"}))
    found = next((one for one in Kind if one.value in names), None)
    if found is Kind.ODT and not _says_text(archive, names):
        raise DocumentRefused(_unknown(accepted))
    if found is None or found not in accepted:
        raise DocumentRefused(_unknown(accepted))
    return found


def _says_text(archive: ZipFile, names: Collection[str]) -> bool:
    """Sheets and slides of OpenDocument too hold what they say in content.xml."""
    if "mimetype" not in names:
        return False
    with archive.open("mimetype") as stream:
        return stream.read(100).strip() in ODF_TEXT


def _weigh(archive: ZipFile, *, packed: int) -> None:
    """Every part is unpacked a piece at a time: what it declares of itself is not believed."""
    size = tags = 0
    for member in archive.infolist():
        with archive.open(member) as stream:
            while piece := stream.read(PIECE):
                size += len(piece)
                tags += piece.count(b"<")
                if size > MOST_WHOLE or tags > MOST_TAGS:  # of all trees: a part each may be open
                    raise Overfull
                require_light(size, packed=packed)


def _require_plain(archive: ZipFile, kind: Kind) -> None:
    names = archive.namelist()
    if kind is Kind.ODT:
        if MANIFEST in names and b"encryption-data" in archive.read(MANIFEST):
            raise DocumentRefused(Reason("document_locked"))
        macro = any(one.startswith(("Basic/", "Scripts/")) and one[-1] != "/" for one in names)
    else:
        types = archive.read(TYPES) if TYPES in names else b""
        macro = b"macroEnabled" in types or any(one.endswith("vbaProject.bin") for one in names)
    if macro:
        raise DocumentRefused(Reason("document_macro", {"new": kind.name}))


def _of_old(content: bytes) -> Reason:
    """Which document is in a container of before 2007: the names inside are in UTF-16."""
    for name, reason in (
        ("EncryptedPackage", Reason("document_locked")),
        ("WordDocument", Reason("document_old", {"old": "DOC", "new": "DOCX"})),
        ("Workbook", Reason("document_old", {"old": "XLS", "new": "XLSX"})),
        ("Book", Reason("document_old", {"old": "XLS", "new": "XLSX"})),
    ):
        if name.encode("utf-16-le") in content:
            return reason
    return Reason("document_broken")


def _unknown(accepted: Collection[Kind]) -> Reason:
    names = ", ".join(one.name for one in Kind if one in accepted)
    return Reason("document_unknown", {"accepted": names})
