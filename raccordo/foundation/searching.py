from __future__ import annotations

import re
from unicodedata import combining, normalize

# Letters that NFKD does not take apart.
PLAIN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "đ": "d", "ø": "o", "ł": "l"})


def searchable(text: str) -> str:
    """A text as it is searched and ordered: no accents, no capitals, one space between words.

    SQLite folds only ASCII and the two databases order accents differently: both search this.
    """
    bare = "".join(c for c in normalize("NFKD", text.translate(PLAIN)) if not combining(c))
    return " ".join(bare.casefold().translate(PLAIN).split())


def slug_of(text: str) -> str:
    """A text as it stands in an address: ambito-11-frentano."""
    return re.sub(r"[^a-z0-9]+", "-", searchable(text)).strip("-")
