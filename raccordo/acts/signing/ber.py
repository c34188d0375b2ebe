"""BER made plain: every length definite, every octet string in one piece.

Many p7m files are written as they are read (indefinite lengths, the content in pieces). Here they
are walked once, without recursion and within bounds, before any other library parses them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from raccordo.acts.signing.outcomes import Malformed

MOST_ELEMENTS = 300_000
DEEPEST = 64
OCTETS = 0x04
OCTETS_IN_PIECES = 0x24
CONSTRUCTED = 0x20
LONG_TAG = 0x1F
REVOKED = (3, 0xA1)  # lists of revoked certificates: how deep in the message, and under what tag
# An integer or a name longer than these costs a square of its length to whoever decodes it.
LONGEST = {0x02: 4096, 0x06: 64}


@dataclass(slots=True)
class _Open:
    tag: int
    start: int
    end: int | None
    rewritten: bool
    parts: list[bytes | memoryview] = field(default_factory=list)


def definite(data: bytes) -> bytes:
    """Give the first value in the data, encoded with definite lengths; the rest is left out."""
    return _Walk(data).result()


def _header(tag: int, length: int) -> bytes:
    if length < 0x80:
        return bytes((tag, length))
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(size))) + size


class _Walk:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.view = memoryview(data)
        self.at = 0
        self.elements = 0
        self.stack: list[_Open] = []
        self.found: bytes | None = None

    def result(self) -> bytes:
        while self.found is None:
            if self.stack and self._finished(self.stack[-1]):
                self._close(self.stack.pop())
            else:
                self._next()
        return self.found

    def _finished(self, open_: _Open) -> bool:
        if open_.end is not None:
            if self.at > open_.end:
                raise Malformed
            return self.at == open_.end
        if self.data[self.at : self.at + 2] == b"\0\0":
            self.at += 2
            return True
        return False

    def _next(self) -> None:
        start = self.at
        tag, length = self._read_header()
        self.elements += 1
        if self.elements > MOST_ELEMENTS or len(self.stack) > DEEPEST:
            raise Malformed
        end = None if length is None else self.at + length
        if end is not None and end > len(self.data):
            raise Malformed
        if tag & CONSTRUCTED and ((len(self.stack), tag) != REVOKED or end is None):
            self.stack.append(_Open(tag, start, end, end is None or tag == OCTETS_IN_PIECES))
        elif end is None or end - self.at > LONGEST.get(tag, end):
            raise Malformed
        else:
            content, self.at = self.view[self.at : end], end
            self._emit(tag, content, self.view[start:end], rewritten=False)

    def _read_header(self) -> tuple[int, int | None]:
        try:
            tag, length = self.data[self.at], self.data[self.at + 1]
        except IndexError:
            raise Malformed from None
        if tag & LONG_TAG == LONG_TAG:
            raise Malformed
        self.at += 2
        if length < 0x80:
            return tag, length
        if length == 0x80:
            return tag, None
        size = self.data[self.at : self.at + (length & 0x7F)]
        self.at += length & 0x7F
        if len(size) > 8:
            raise Malformed
        return tag, int.from_bytes(size, "big")

    def _close(self, done: _Open) -> None:
        if not done.rewritten:
            self._emit(done.tag, b"", self.view[done.start : self.at], rewritten=False)
            return
        content = b"".join(done.parts)
        tag = OCTETS if done.tag == OCTETS_IN_PIECES else done.tag
        self._emit(tag, content, _header(tag, len(content)) + content, rewritten=True)

    def _emit(
        self, tag: int, content: bytes | memoryview, whole: bytes | memoryview, *, rewritten: bool
    ) -> None:
        if not self.stack:
            self.found = bytes(whole)
            return
        around = self.stack[-1]
        around.rewritten = around.rewritten or rewritten
        if around.tag != OCTETS_IN_PIECES:
            around.parts.append(whole)
        elif tag == OCTETS:
            around.parts.append(content)
        else:
            raise Malformed
