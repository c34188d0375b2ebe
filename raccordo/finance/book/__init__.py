"""A plan as it is read and printed: its text, what its sections show, its euros."""

from raccordo.finance.book.paper import paper_of, parts_of
from raccordo.finance.book.shown import Book, blocks_for

__all__ = ["Book", "blocks_for", "paper_of", "parts_of"]
