"""The keys of an installation: made once, each in a file of its own that only its owner reads."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from secrets import token_urlsafe

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

SECRET, SEAL, SEAL_PUBLIC = "secret_key", "seal_key", "seal_key.pub"
ONLY_OWNER = stat.S_IRUSR | stat.S_IWUSR


class KeyTrouble(Exception):
    """A key is missing or cannot be read: the message says which, and what to do."""


def path_of(name: str) -> Path:
    """Where a key is kept."""
    root: Path = settings.KEYS_ROOT
    return root / name


def make_missing() -> list[str]:
    """Make the keys that are not there yet; those that are there are never touched."""
    made = []
    if not path_of(SECRET).exists():
        _write(SECRET, token_urlsafe(64))
        made.append(SECRET)
    if not path_of(SEAL).exists():
        key = Ed25519PrivateKey.generate()
        _write(SEAL, key.private_bytes_raw().hex())
        _write(SEAL_PUBLIC, key.public_key().public_bytes_raw().hex())
        made.append(SEAL)
    return made


def seal_key() -> Ed25519PrivateKey:
    """The key that signs the register's seals."""
    return Ed25519PrivateKey.from_private_bytes(_bytes_of(SEAL))


def seal_public_key() -> Ed25519PublicKey:
    """The key that verifies the register's seals: all that an outside verifier needs."""
    return Ed25519PublicKey.from_public_bytes(_bytes_of(SEAL_PUBLIC))


def open_to_others(name: str) -> bool:
    """Whether somebody besides its owner may read a key."""
    return bool(stat.S_IMODE(path_of(name).stat().st_mode) & ~ONLY_OWNER)


def _bytes_of(name: str) -> bytes:
    try:
        key = bytes.fromhex(path_of(name).read_text("utf-8").strip())
    except OSError as error:
        raise KeyTrouble(f"{path_of(name)}: {error.strerror}") from error
    except ValueError as error:
        raise KeyTrouble(f"{path_of(name)}: non è una chiave") from error
    if len(key) != 32:
        raise KeyTrouble(f"{path_of(name)}: non è una chiave")
    return key


def _write(name: str, content: str) -> None:
    place = path_of(name)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ONLY_OWNER)
    with os.fdopen(handle, "w") as file:
        file.write(content + "\n")
        file.flush()
        os.fsync(file.fileno())
