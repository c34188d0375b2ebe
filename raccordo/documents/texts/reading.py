"""A document read by its headings."""

from __future__ import annotations

from collections.abc import Iterator

from raccordo.documents.brought import Brought, DocumentRefused, Kind, open_brought
from raccordo.documents.texts.opendocument import OdtText
from raccordo.documents.texts.sections import (
    MOST_LETTERS,
    Block,
    Grid,
    LeftOut,
    Paragraph,
    Texts,
    parted,
)
from raccordo.documents.texts.word import DocxText
from raccordo.documents.texts.words import Run
from raccordo.foundation.reasons import Reason


def read_texts(content: bytes, *, deepest: int = 2) -> Texts:
    """What a DOCX or ODT says, a text for each heading as deep as the deepest that parts.

    The text is a subset of Markdown: paragraphs parted by blank lines, bold, italic, flat lists,
    `###` for deeper headings, tables with pipes. An asterisk of the text has a backslash before.
    """
    document = open_brought(content, accepted=(Kind.DOCX, Kind.ODT))
    left = LeftOut()
    try:
        blocks = list(_within_measure(_blocks(document, left)))
    except RecursionError as error:  # nobody writes one thing inside another a thousand times
        raise DocumentRefused(Reason("document_broken")) from error
    return Texts(parted(blocks, deepest=deepest), left.reasons())


def _blocks(document: Brought, left: LeftOut) -> Iterator[Block]:
    reader = DocxText if document.kind is Kind.DOCX else OdtText
    return reader(document, left).blocks()


def _within_measure(blocks: Iterator[Block]) -> Iterator[Block]:
    letters = 0
    for block in blocks:
        letters += sum(len(run.text) for run in _runs(block))
        if letters > MOST_LETTERS:
            raise DocumentRefused(Reason("document_too_long"))
        yield block


def _runs(block: Paragraph | Grid) -> Iterator[Run]:
    if isinstance(block, Paragraph):
        yield from block.runs
    else:
        for row in block.rows:
            for cell in row:
                yield from cell
