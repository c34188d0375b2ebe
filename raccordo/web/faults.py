"""When something goes wrong: a page that says what, why and what to do, with the text kept."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable
from smtplib import SMTPException
from socket import gaierror
from urllib.parse import unquote
from uuid import uuid4

from django.core.exceptions import RequestDataTooBig
from django.db import DataError, IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from raccordo.foundation.errors import Refused
from raccordo.web.uploads import most_at

log = logging.getLogger("raccordo.faults")
NOT_KEPT = {
    "csrfmiddlewaretoken",
    "in_name_of",
    "password",
    "password1",
    "password2",
    "oldpassword",
    "code",
}
FULL = ("disk is full", "No space left on device", "could not extend file")
# The letters that hold a secret (a code, a link) leave at once, never from the outbox.
POST_DOWN = (SMTPException, ConnectionError, TimeoutError, gaierror)
NUL = "\0"  # no keyboard writes it: only who tries the doors sends it
REFUSE_NUL = ("cannot contain NUL", "unsupported Unicode escape")  # PostgreSQL: in text, in JSON
BUSY = ("database is locked", "database table is locked", "deadlock detected", "lock timeout")


class Faults:
    """What the machine cannot do is told in words; what was typed is given back to send again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        address = (request.path, unquote(request.META.get("QUERY_STRING", "")))
        if any(NUL in text for text in (*address, *request.COOKIES.values())):
            return bad_request(request, ValueError("NUL"))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for a refusal nobody caught, a busy database, a full disk."""
        if isinstance(error, Refused):
            return conflict(request, error.message)
        if isinstance(error, DataError) and any(said in str(error) for said in REFUSE_NUL):
            return bad_request(request, error)
        if isinstance(error, IntegrityError):  # two at once: the database let the first pass
            log.warning("two at once: %s", error)
            return conflict(request, _("Nello stesso momento qualcun altro ha salvato questo."))
        if _is_full(error):
            log.error("disk full: %s", error)
            return unavailable(request, _("Lo spazio su disco è finito: nulla è stato salvato."))
        if isinstance(error, POST_DOWN):
            log.error("mail server: %s", error)
            return unavailable(
                request,
                _("Il server di posta non risponde: il messaggio non è partito."),
            )
        if isinstance(error, OperationalError):
            log.warning("database unavailable: %s", error)
            busy = any(word in str(error) for word in BUSY)
            return unavailable(
                request,
                _("In questo momento altri stanno salvando: nulla è andato perso.")
                if busy
                else _("L'archivio dei dati non risponde: nulla è stato salvato."),
            )
        return None


def _is_full(error: Exception) -> bool:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return True
    return isinstance(error, OperationalError) and any(word in str(error) for word in FULL)


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, to be sent again with one button; files cannot be kept."""
    if request.method != "POST":
        return []
    typed = [(name, text) for name in request.POST for text in request.POST.getlist(name)]
    return [(name, text) for name, text in typed if name not in NOT_KEPT]


def _page(request: HttpRequest, name: str, status: int, **facts: object) -> HttpResponse:
    return render(request, f"faults/{name}.html", facts, status=status)


@requires_csrf_token
def conflict(request: HttpRequest, message: str) -> HttpResponse:
    """409: the rules say no, and the page one was on had no place to show it."""
    kept, files = _kept(request), bool(request.FILES)
    return _page(request, "conflict", 409, message=message, kept=kept, files=files)


@requires_csrf_token
def unavailable(request: HttpRequest, message: str) -> HttpResponse:
    """503: try again in a moment; what was typed is on the page."""
    kept, files = _kept(request), bool(request.FILES)
    response = _page(request, "unavailable", 503, message=message, kept=kept, files=files)
    response["Retry-After"] = "5"
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: there is no such page, or not for who asks."""
    return _page(request, "not_found", 404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request cannot be understood; 413: it is too big to be received."""
    if isinstance(exception, RequestDataTooBig):
        limit = most_at(request.path) // 1_048_576
        return _page(request, "bad_request", 413, limit=limit)
    return _page(request, "bad_request", 400, limit=0)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: who asks may not."""
    return _page(request, "not_found", 403)


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is too old, or the session has ended; what was typed is on the page."""
    return _page(request, "csrf", 403, kept=_kept(request), files=bool(request.FILES))


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault; the number on the page finds it in the log."""
    number = uuid4().hex[:8]
    log.error("fault %s at %s", number, request.path)
    return _page(request, "broken", 500, number=number)
