"""A document that comes back corrected, ODT or DOCX: its words, and what makes them unsure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser, fromstring

from django.utils.translation import gettext as _

from raccordo.documents.blocks import Paper, fixed_texts, paragraphs
from raccordo.documents.odt import FREE, IDENTIFIER, STYLES
from raccordo.foundation.errors import Refused
from raccordo.foundation.packed import Overfull, Unreadable, parts_of

MOST = 20 * 1024 * 1024  # of the words of one document, unpacked
# Longer than any act: two texts are compared paragraph by paragraph, each with each.
MOST_LETTERS, MOST_PARAGRAPHS = 2_000_000, 2_000
LONG = 1_000  # of the two together: beyond, what is often said is not looked for everywhere
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ODT_PARTS = ("content.xml", "styles.xml", "meta.xml")
DOCX_PARTS = ("word/document.xml", "word/styles.xml", "docProps/custom.xml")
FIXED = {shown for shown, *_rest in STYLES} - {FREE, "Standard"}
# What stands in a document and is not of its words.
NOT_WORDS = {f"{TEXT}note", f"{OFFICE}annotation", f"{TEXT}tracked-changes", f"{WORD}del"}


@dataclass(frozen=True, slots=True)
class Said:
    """A paragraph, and the style it has in the document."""

    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """What a document says now: its free words, whose text it says to be."""

    text: str
    # Of which thing it says to be the text; empty when the program that saved it left it out.
    identifier: str = ""
    # Fixed parts that were changed in the document: those changes are not taken.
    lost: Sequence[str] = field(default=())


@dataclass(frozen=True, slots=True)
class Change:
    """A paragraph that stays, or how it was and how it would be."""

    before: str
    after: str

    @property
    def same(self) -> bool:
        return self.before == self.after


def read_back(content: bytes, paper: Paper) -> Returned:
    """The words of a corrected document, without those of the paper that were not to be changed."""
    try:
        parts = parts_of(content, [*ODT_PARTS, *DOCX_PARTS], most=MOST)
        trees = {name: _tree(part) for name, part in parts.items()}
    except Overfull as error:
        raise Refused(
            _("Il documento, una volta aperto, è troppo grande: contiene altro oltre al testo."),
            field="file",
        ) from error
    except (Unreadable, ParseError, LookupError, ValueError) as error:  # an encoding unknown too
        raise _not_a_document() from error
    if "content.xml" in trees:
        read, identifier = _odt(trees), _odt_identifier(trees.get("meta.xml"))
    elif "word/document.xml" in trees:
        read, identifier = _docx(trees), _docx_identifier(trees.get("docProps/custom.xml"))
    else:
        raise _not_a_document()
    try:
        said = list(_within_measure(read))
    except RecursionError as error:  # nobody writes one thing inside another a thousand times
        raise _not_a_document() from error
    return _told(said, identifier, paper)


def changes(before: str, after: str) -> list[Change]:
    """How a text would change, paragraph by paragraph, in the order in which one reads."""
    old, new = paragraphs(before), paragraphs(after)
    found: list[Change] = []
    matcher = SequenceMatcher(None, old, new, autojunk=len(old) + len(new) > LONG)
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag == "equal":
            found += [Change(text, text) for text in old[first:last]]
            continue
        pairs = max(last - first, end - start)
        was = old[first:last] + [""] * (pairs - (last - first))
        now = new[start:end] + [""] * (pairs - (end - start))
        found += [Change(*pair) for pair in zip(was, now, strict=True)]
    return found


def _within_measure(read: Iterator[Said]) -> Iterator[Said]:
    letters = paragraphs_ = 0
    for one in read:
        letters += len(one.text)
        paragraphs_ += bool(one.text.strip())
        if letters > MOST_LETTERS or paragraphs_ > MOST_PARAGRAPHS:
            raise Refused(
                _("Il documento è troppo lungo per essere confrontato con la bozza."), field="file"
            )
        yield one


def _not_a_document() -> Refused:
    return Refused(
        _("Il file non si legge come documento ODT o DOCX. Salvarlo in uno di questi formati."),
        field="file",
    )


class _Plain(TreeBuilder):
    """What declares entities could grow in memory, in whatever letters it is written."""

    def doctype(self, *_declared: object) -> None:
        raise Unreadable


def _tree(part: bytes) -> Element:
    """The tree of a part; none of these declares its type, nor anything else."""
    return fromstring(part, parser=XMLParser(target=_Plain()))


def _told(said: Sequence[Said], identifier: str, paper: Paper) -> Returned:
    fixed = {" ".join(text.split()) for text in fixed_texts(paper)}
    kept = [(one, " ".join(one.text.split()) in fixed) for one in said if one.text.strip()]
    lost = [one.text for one, known in kept if one.style in FIXED and not known]
    words = [(one, known) for one, known in kept if one.style not in FIXED]
    # Programs may lose the styles: what stands at the ends, word by word as it left, is not text.
    while words and words[0][1]:
        words.pop(0)
    while words and words[-1][1]:
        words.pop()
    return Returned("\n\n".join(one.text for one, _known in words), identifier, lost)


def _odt(trees: dict[str, Element]) -> Iterator[Said]:
    body = trees["content.xml"].find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise _not_a_document()
    if body.find(f".//{TEXT}tracked-changes") is not None:
        raise _still_tracked()
    shown = _odt_styles(trees)
    numbered = {
        one.get(f"{STYLE}name", "")
        for tree in trees.values()
        for one in tree.iter(f"{TEXT}list-style")
        if (first := next(iter(one), None)) is not None
        and first.tag == f"{TEXT}list-level-style-number"
    }
    yield from _odt_blocks(body, shown, numbered, lead="")


def _odt_blocks(
    inside: Element, shown: dict[str, str], numbered: set[str], *, lead: str
) -> Iterator[Said]:
    number = 0
    for one in inside:
        if one.tag in {f"{TEXT}p", f"{TEXT}h"}:
            style = one.get(f"{TEXT}style-name", "")
            yield Said(lead + "".join(_odt_words(one)).strip(), shown.get(style, style))
            lead = " " * len(lead) if lead else ""
        elif one.tag == f"{TEXT}list-item":
            number += 1
            yield from _odt_blocks(one, shown, numbered, lead=lead.replace("#", str(number)))
        elif one.tag == f"{TEXT}list":
            counted = one.get(f"{TEXT}style-name", "") in numbered
            yield from _odt_blocks(one, shown, numbered, lead="#. " if counted else "- ")
        elif one.tag not in NOT_WORDS:
            yield from _odt_blocks(one, shown, numbered, lead="")


def _odt_words(one: Element) -> Iterator[str]:
    yield one.text or ""
    for child in one:
        if child.tag == f"{TEXT}line-break":
            yield "\n"
        elif child.tag == f"{TEXT}s":
            told = child.get(f"{TEXT}c", "1")
            yield " " * (min(int(told), 100) if told.isdecimal() and len(told) < 5 else 1)
        elif child.tag == f"{TEXT}tab":
            yield " "
        elif child.tag not in NOT_WORDS:
            yield from _odt_words(child)
        yield child.tail or ""


def _odt_styles(trees: dict[str, Element]) -> dict[str, str]:
    """What each style is called on screen; one made by hand is called as the one it comes from."""
    names, parents = {}, {}
    for tree in trees.values():
        for one in tree.iter(f"{STYLE}style"):
            name = one.get(f"{STYLE}name", "")
            parents[name] = one.get(f"{STYLE}parent-style-name", "")
            names[name] = one.get(f"{STYLE}display-name", "") or name.replace("_20_", " ")
    found = {}
    for name in names:
        known = name
        for _step in range(10):
            if names.get(known) in FIXED or names.get(known) == FREE:
                break
            known = parents.get(known, "")
        found[name] = names.get(known, "")
    return found


def _odt_identifier(meta: Element | None) -> str:
    found = meta.iter(f"{META}user-defined") if meta is not None else ()
    told = (one.text for one in found if one.get(f"{META}name") == IDENTIFIER)
    return next((text.strip() for text in told if text), "")


def _docx(trees: dict[str, Element]) -> Iterator[Said]:
    body = trees["word/document.xml"].find(f"{WORD}body")
    if body is None:
        raise _not_a_document()
    if any(body.find(f".//{WORD}{mark}") is not None for mark in ("ins", "del", "moveTo")):
        raise _still_tracked()
    names = {}
    if (styles := trees.get("word/styles.xml")) is not None:
        for one in styles.iter(f"{WORD}style"):
            named = one.find(f"{WORD}name")
            shown = named.get(f"{WORD}val", "") if named is not None else ""
            names[one.get(f"{WORD}styleId", "")] = _as_ours(shown)
    for paragraph in body.iter(f"{WORD}p"):
        styled = paragraph.find(f"{WORD}pPr/{WORD}pStyle")
        style = names.get(styled.get(f"{WORD}val", ""), "") if styled is not None else ""
        listed = paragraph.find(f"{WORD}pPr/{WORD}numPr") is not None and style not in FIXED
        yield Said(("- " if listed else "") + "".join(_docx_words(paragraph)).strip(), style)


def _as_ours(shown: str) -> str:
    """Word writes the names of the styles it knows in its own way: «heading 1», «Body Text»."""
    known = {one.casefold(): one for one in FIXED}
    return FREE if shown.casefold() == "body text" else known.get(shown.casefold(), shown)


def _docx_words(inside: Element) -> Iterator[str]:
    """The words of a paragraph; the paragraphs in its boxes are read by themselves."""
    for one in inside:
        if one.tag == f"{WORD}t":
            yield one.text or ""
        elif one.tag in {f"{WORD}br", f"{WORD}cr"}:
            yield "\n"
        elif one.tag == f"{WORD}tab":
            yield " "
        elif one.tag != f"{WORD}p":
            yield from _docx_words(one)


def _docx_identifier(custom: Element | None) -> str:
    for one in custom if custom is not None else ():
        if one.get("name") == IDENTIFIER:
            return "".join(one.itertext()).strip()
    return ""


def _still_tracked() -> Refused:
    return Refused(
        _(
            "Nel documento ci sono revisioni non ancora accettate o rifiutate: accettarle o"
            " rifiutarle, salvare e caricare di nuovo."
        ),
        field="file",
    )
