"""The blocks of a paper, shown on a page: the same tables and drawings that are printed."""

from __future__ import annotations

from collections.abc import Iterable

from raccordo.documents.blocks import Block


def told(blocks: Iterable[Block]) -> list[tuple[str, Block]]:
    """Each block with the name of its sort, for the template that shows it."""
    return [(type(block).__name__, block) for block in blocks]
