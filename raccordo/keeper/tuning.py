"""What the database knows of its own tables: with it, it chooses by which index to read them."""

from __future__ import annotations

from django.db import connection


def count_again() -> bool:
    """Let SQLite count what its tables hold; PostgreSQL does it by itself. Whether it was done.

    Not `PRAGMA optimize`: in the SQLite of a stable Debian it looks only at the tables that its own
    connection has read, and a worker reads few. All rows are counted: of a sample, it believes that
    a district with a hundred thousand proposals has four hundred, and sorts them all at each page.
    """
    if connection.vendor != "sqlite":
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA analysis_limit = 0")
        cursor.execute("ANALYZE")
    return True
