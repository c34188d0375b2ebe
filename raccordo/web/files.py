from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from raccordo.archive.models import StoredFile
from raccordo.archive.shelves import place_of, read


def download(file: StoredFile, name: str) -> StreamingHttpResponse:
    """A file from the shelf, always to be saved and never run; its room has given the right."""
    if not place_of(file.sha256).exists():
        raise Http404
    response = StreamingHttpResponse(read(file.sha256), content_type=file.media_type)
    response["Content-Length"] = str(file.size)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


KINDS = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ics": "text/calendar; charset=utf-8",
    "json": "application/json",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def streamed(pieces: Iterable[bytes], name: str) -> StreamingHttpResponse:
    """Something made while it is sent, to be saved under a name whose ending says what it is."""
    response = StreamingHttpResponse(pieces, content_type=KINDS[name.rpartition(".")[2]])
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


def attached(content: bytes, name: str) -> HttpResponse:
    """Something made now, to be saved under a name whose ending says what it is."""
    response = HttpResponse(content, content_type=KINDS[name.rpartition(".")[2]])
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
