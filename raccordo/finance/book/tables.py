"""A table of a plan, where there is something to tell."""

from __future__ import annotations

from collections.abc import Sequence

from raccordo.documents.blocks import Block, Table


def tabled(
    caption: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    widths: Sequence[int] = (),
    right: Sequence[int] = (),
) -> list[Block]:
    """A table as a block; without rows, nothing."""
    return [Table(caption, columns, rows, widths=widths, right=tuple(right))] if rows else []
