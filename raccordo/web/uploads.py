from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.urls import reverse


def most_at(path: str) -> int:
    """How many bytes may be sent together to a page: less by who has not entered."""
    public = path.startswith(reverse("public:consultations"))
    return int(settings.MAX_PUBLIC_BODY if public else settings.MAX_BODY)


class NotTooMuch(FileUploadHandler):
    """What is too big is refused by the size it declares, before a byte of it is on the disk."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 - Django's own name
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        if content_length > most_at(META.get("PATH_INFO", "")):
            raise RequestDataTooBig("the files sent together are too big")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
