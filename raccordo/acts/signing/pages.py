"""What a PDF shows, whatever wrote it: one digest for each page, and one for the rest.

Two files with the same digests show the same: the content of each page, its fonts and images and
measures, its annotations, the form, what the document does when opened, what is attached to it.
Signatures and their stamps are left out, and so is what no page shows: metadata, the structure for
screen readers, outlines, the viewer's settings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic

from raccordo.acts.signing.canon import Canon, Ref, Token, sha, unpacked
from raccordo.acts.signing.outcomes import Malformed
from raccordo.acts.signing.pdf import form_fields

_Dictionary: Any = generic.DictionaryObject
_Number: Any = generic.NumberObject
MOST_PAGES = 5_000
DEEPEST_FIELD = 20
MOST_STEPS = 10
INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
OF_THE_PAGE = frozenset({"/Type", "/Parent", "/Annots", "/Contents", "/Tabs", "/Thumb", *INHERITED})
OF_THE_ANNOTATION = frozenset({"/P", "/Parent", "/M"})
OF_THE_FIELD = frozenset({"/Kids", "/Parent", "/P", "/M"})
OF_THE_FORM = frozenset({"/Fields", "/SigFlags", "/DR", "/DA", "/Q", "/NeedAppearances"})
OF_THE_CATALOGUE = frozenset(
    {"/Type", "/Pages", "/AcroForm", "/DSS", "/Extensions", "/MarkInfo", "/Version", "/Perms"}
    | {"/StructTreeRoot", "/Outlines", "/Lang", "/ViewerPreferences", "/PageMode", "/PageLayout"}
    | {"/OutputIntents"}
)


@dataclass(frozen=True, slots=True)
class Part:
    """The digest of what a part of a document shows, and the last revision that wrote in it.

    The drawing is told apart, for the fonts of one page can change with the words of another.
    """

    digest: bytes
    latest: int
    drawing: bytes = b""


@dataclass(frozen=True, slots=True)
class _Page:
    ref: Ref
    reference: Any
    entries: Any
    inherited: dict[str, Any]


class View:
    """What a document shows at one of its revisions."""

    def __init__(
        self, handler: Any, token: Token, written_in: Callable[[Any], int] = lambda reference: 0
    ) -> None:
        self._handler = handler
        self._written_in = written_in
        self._pages = list(_pages(handler))
        self.references = [page.reference for page in self._pages]
        self._parts: dict[int, Part] = {}
        self.refs = [page.ref for page in self._pages]
        self._canon = Canon(token, {ref: n for n, ref in enumerate(self.refs)}, written_in)

    def page(self, index: int) -> Part:
        """What one page shows."""
        if index not in self._parts:
            self._parts[index] = self._part(self._pages[index])
        return self._parts[index]

    def _part(self, page: _Page) -> Part:
        self._canon.latest = self._written_in(page.reference)
        resources = self._open(page.inherited["/Resources"])
        drawing = self._contents(page.entries.get("/Contents"))
        pieces = [
            drawing,
            self._canon.dictionary(resources, without={"/ProcSet"}) if resources else b"",
            self._canon.dictionary(page.entries, without=OF_THE_PAGE),
            *(self._canon.digest(page.inherited[key]) for key in INHERITED[1:]),
            *(self._annotation(each) for each in self._annotations(page) if not stamps(each)),
        ]
        return Part(sha(*map(sha, pieces)), self._canon.latest, sha(drawing))

    def rest(self) -> Part:
        """What the document holds beside its pages, signatures apart."""
        root = self._handler.root
        self._canon.latest = self._written_in(self._handler.root_ref)
        pieces = [self._canon.dictionary(root, without=OF_THE_CATALOGUE)]
        if form := self._open(root.get("/AcroForm")):
            pieces.append(self._canon.dictionary(form, without=OF_THE_FORM))
        for field, kind in form_fields(self._handler):
            self._touch(field.container_ref)
            if kind not in (None, "/Sig"):
                pieces.append(self._canon.dictionary(field, without=OF_THE_FIELD))
        empty = self._canon.dictionary(_Dictionary())
        return Part(sha(*(piece for piece in pieces if piece != empty)), self._canon.latest)

    def stamped(self, index: int) -> float:
        """The share of a page that the stamps of its signatures may cover."""
        page = self._pages[index]
        whole = _area(page.inherited["/MediaBox"])
        stamped = [each for each in self._annotations(page) if stamps(each)]
        return sum(_area(each.get("/Rect")) for each in stamped) / whole if whole else 0

    def _contents(self, contents: Any) -> bytes:
        """The page's drawing, in as many streams as its writer liked."""
        held = self._open(contents)
        whole = []
        for item in _listed(held):
            stream = self._open(item)
            drawing = unpacked(stream)
            whole.append(self._canon.digest(stream) if drawing is None else drawing.strip())
        return b"\n".join(whole)

    def _annotations(self, page: _Page) -> list[Any]:
        held = self._open(page.entries.get("/Annots"))
        return [] if held is None else [self._open(item) for item in list.__iter__(held)]

    def _open(self, value: Any) -> Any:
        """The value itself, noting who wrote each object that leads to it."""
        for _ in range(MOST_STEPS):
            if not isinstance(value, generic.IndirectObject):
                return None if isinstance(value, generic.NullObject) else value
            self._touch(value.reference)
            value = self._handler.get_object(value.reference)
        raise Malformed

    def _touch(self, reference: Any) -> None:
        self._canon.latest = max(self._canon.latest, self._written_in(reference))

    def _annotation(self, annotation: Any) -> bytes:
        if isinstance(annotation, generic.DictionaryObject):
            return self._canon.dictionary(annotation, without=OF_THE_ANNOTATION)
        return self._canon.digest(annotation)


def stamps(annotation: Any) -> bool:
    """Whether an annotation is the place of a signature on the page."""
    if not isinstance(annotation, generic.DictionaryObject):
        return False
    field = annotation
    for _ in range(DEEPEST_FIELD):
        if "/FT" in field:
            return bool(annotation.get("/Subtype") == "/Widget" and field["/FT"] == "/Sig")
        if "/Parent" not in field:
            return False
        field = field["/Parent"]
    raise Malformed


def _pages(handler: Any) -> Iterator[_Page]:
    nothing: dict[str, Any] = dict.fromkeys(INHERITED)
    waiting = [(handler.root.raw_get("/Pages"), nothing)]
    seen: set[Ref] = set()
    while waiting:
        reference, above = waiting.pop()
        ref = (reference.idnum, reference.generation)
        if ref in seen or len(seen) > MOST_PAGES:
            raise Malformed
        seen.add(ref)
        node = reference.get_object()
        own = {key: node.raw_get(key) for key in INHERITED if key in node}
        inherited = {**above, **own}
        if "/Kids" in node:
            waiting += [(kid, inherited) for kid in reversed(_listed(node["/Kids"]))]
        else:
            inherited["/CropBox"] = inherited["/CropBox"] or inherited["/MediaBox"]
            inherited["/Rotate"] = inherited["/Rotate"] or _Number(0)
            yield _Page(ref, reference.reference, node, inherited)


def _listed(held: Any) -> list[Any]:
    """One or many, as a list of what is written there."""
    if held is None:
        return []
    return list(list.__iter__(held)) if isinstance(held, generic.ArrayObject) else [held]


def _area(box: Any) -> float:
    if box is None:
        return 0
    left, bottom, right, top = (float(side) for side in box.get_object())
    return abs(right - left) * abs(top - bottom)
