from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.db import connections
from django.http import HttpRequest, HttpResponse

from raccordo.foundation.asking import one_reading

ALLOWED = {
    ("INSERT", "journal_entry"),
    ("INSERT", "journal_chainhead"),
    ("UPDATE", "journal_chainhead"),
    ("INSERT", "django_session"),
    ("UPDATE", "django_session"),
    ("DELETE", "django_session"),
}
# Who comes back from SPID or CIE is brought here by a GET, and enters by it.
ENTRANCES = {"openid_connect_callback"}
HARMLESS = {
    "SELECT",
    "WITH",
    "VALUES",
    "EXPLAIN",
    "BEGIN",
    "SAVEPOINT",
    "RELEASE",
    "ROLLBACK",
    "SET",
}
ASIDE = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", re.DOTALL)
WRITE = re.compile(
    r"""\b(INSERT|REPLACE|MERGE)(\s+OR\s+REPLACE)?(?:\s+OR\s+\w+)?\s+INTO\s+([\w".]+)
      | \b(DELETE)\s+FROM\s+(?:ONLY\s+)?([\w".]+)
      | (?<!FOR\s)(?<!KEY\s)(?<!DO\s)\b(UPDATE)\s+(?:OR\s+\w+\s+)?(?:ONLY\s+)?([\w".]+)""",
    re.IGNORECASE | re.VERBOSE,
)


def writes_of(sql: str) -> set[tuple[str, str]]:
    """What a statement writes, and where: {("INSERT", "journal_entry")}."""
    bare = " ".join(ASIDE.sub(" ", sql).split())
    found = set()
    for match in WRITE.finditer(bare):
        words = [word for word in match.groups() if word]
        verb = "REPLACE" if len(words) == 3 else words[0].upper()
        found.add((verb, words[-1].replace('"', "").lower()))
    verb = bare.partition(" ")[0].upper().strip("(")
    return found if found or verb in HARMLESS else {(verb, "")}


class ReadsDoNotWrite:
    """A GET changes nothing but the register of readings and the session: it fails here first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)

        def refuse_writes(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if writes_of(sql) - ALLOWED and not _is_entrance(request):
                raise RuntimeError(f"a page that only reads tried to write: {sql[:80]}")
            return execute(sql, params, many, context)

        with one_reading(), ExitStack() as guards:
            for connection in connections.all():
                guards.enter_context(connection.execute_wrapper(refuse_writes))
            return self.get_response(request)


class NothingStaysBehind:
    """What is shown to who has entered is in no cache: the next at that desk finds nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response


def _is_entrance(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.url_name in ENTRANCES
