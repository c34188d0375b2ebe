"""Backups that nobody made with the program: damaged, hostile, or rewritten with care."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from raccordo.keeper import manifests
from raccordo.keeper.boxes import BLOCK, END, Member, header, padding
from raccordo.keeper.manifests import Manifest

Content = list[tuple[str, bytes]]


def contents(path: Path) -> tuple[Content, Manifest]:
    """What a backup holds, and its list."""
    with tarfile.open(path) as box:
        held = [(member.name, box.extractfile(member).read()) for member in box]
    return held[:-1], manifests.read(held[-1][1])


def forge(path: Path, held: Content, manifest: Manifest) -> Path:
    """A box with this content and this list, every fingerprint of the list made again."""
    members = {name: Member(len(c), sha256(c).hexdigest()) for name, c in held}
    page = replace(manifest, members=members).text().encode()
    return pack(path, [*held, (manifests.NAME, page)])


def pack(path: Path, held: Iterable[tuple[str, bytes]]) -> Path:
    """A box with this content, whatever it is."""
    body = b"".join(header(name, len(c)) + c + padding(len(c)) for name, c in held)
    path.write_bytes(body + END)
    return path


def alter(path: Path, held: Content, manifest: Manifest, **told: Any) -> Path:
    """A box whose list says something else, and is sound in itself."""
    return forge(path, held, replace(manifest, **told))


def smuggle(path: Path, original: Path, change: Callable[[tarfile.TarInfo], None]) -> Path:
    """A box with one more thing in it, before the list, as a hostile tar would have it."""
    info = tarfile.TarInfo("archive/intruso")
    info.mode = 0o600
    change(info)
    whole, content = original.read_bytes(), b"x" * 10
    if info.isreg():
        info.size = len(content)
    block = info.tobuf(tarfile.GNU_FORMAT)
    body = block + (content + padding(10) if info.isreg() else b"")
    start = start_of(original, manifests.NAME)
    path.write_bytes(whole[:start] + body + whole[start:])
    return path


def start_of(path: Path, name: str) -> int:
    """Where the header of a file is in a box."""
    with tarfile.open(path) as box:
        return box.getmember(name).offset


def regions(path: Path) -> dict[str, int]:
    """One byte of each kind of place that a box has."""
    with tarfile.open(path) as box:
        members = {member.name: member for member in box}
    database, page = next(iter(members.values())), members[manifests.NAME]
    archived = next(m for name, m in members.items() if name.startswith("archive/"))
    return {
        "name in a header": archived.offset + 12,
        "size in a header": archived.offset + 130,
        "owner in a header": archived.offset + 110,
        "unused end of a header": archived.offset + BLOCK - 1,
        "first header": 3,
        "database": database.offset_data + database.size // 2,
        "file of the archive": archived.offset_data + 5,
        "padding": archived.offset_data + archived.size + 1,
        "header of the list": page.offset + 1,
        "list": page.offset_data + page.size // 2,
        "first byte of the list": page.offset_data,
        "last byte of the list": page.offset_data + page.size - 1,
        "end": path.stat().st_size - 1,
    }


def other_tar(path: Path) -> Path:
    """A tar that is whole, but is not ours."""
    with tarfile.open(path, "w") as box:
        info = tarfile.TarInfo("vacanze.txt")
        info.size = 4
        box.addfile(info, io.BytesIO(b"mare"))
    return path
