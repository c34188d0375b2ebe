"""An encrypted backup: the same box, closed for whoever holds a key that is kept elsewhere.

    heading  "raccordo copia cifrata 1\\n", the public key it is closed for (32 bytes), a public key
             made for this file alone (32 bytes)
    pieces   64 KiB of the box each, the last one shorter, with ChaCha20-Poly1305: 16 bytes longer

The key of the file is HKDF-SHA-256 of what X25519 makes of the two keys, with the heading as salt.
The nonce is the number of the piece (11 bytes, the greatest first) and a byte, 1 only on the last:
no byte can change, no piece can move or go, and no end can be cut, without being seen.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.keeper.boxes import altered

MARK = b"raccordo copia cifrata 1\n"
KEY, TAG, PIECE = 32, 16, 64 * 1024
HEADING = len(MARK) + 2 * KEY


class Locking:
    """A file being encrypted as it is written."""

    def __init__(self, file: BinaryIO, lock: X25519PublicKey) -> None:
        own = X25519PrivateKey.generate()
        heading = MARK + lock.public_bytes_raw() + own.public_key().public_bytes_raw()
        self.file, self.cipher = file, _cipher(own, lock, heading)
        self.held, self.number = bytearray(), 0
        file.write(heading)

    def write(self, content: bytes) -> int:
        self.held += content
        while len(self.held) > PIECE:  # never the last one: that is known only at the end
            self._put(last=False)
        return len(content)

    def flush(self) -> None:
        self.file.flush()

    def fileno(self) -> int:
        return self.file.fileno()

    def finish(self) -> None:
        """Write the last piece, and wait until all is on the disk."""
        self._put(last=True)
        self.file.flush()
        os.fsync(self.file.fileno())

    def _put(self, *, last: bool) -> None:
        piece = bytes(self.held[:PIECE])
        self.file.write(self.cipher.encrypt(_nonce(self.number, last=last), piece, None))
        del self.held[:PIECE]
        self.number += 1


class Unlocking:
    """An encrypted file being read: a piece is given out only after it has proved to be its own."""

    def __init__(self, file: BinaryIO, key: X25519PrivateKey, *, path: Path) -> None:
        self.file, self.path = file, path
        heading = file.read(HEADING)
        body = os.fstat(file.fileno()).st_size - HEADING
        self.pieces = -(-body // (PIECE + TAG))
        self.size = body - self.pieces * TAG
        if body <= TAG or 0 < body % (PIECE + TAG) <= TAG:
            raise altered(path, _("è tronca"))
        self.cipher = self._cipher(heading, key)
        self.held, self.number = b"", 0

    def read(self, size: int) -> bytes:
        while len(self.held) < size and self.number < self.pieces:
            self.held += self._next()
        given, self.held = self.held[:size], self.held[size:]
        return given

    def _cipher(self, heading: bytes, key: X25519PrivateKey) -> ChaCha20Poly1305:
        closed_for, other = heading[len(MARK) : -KEY], heading[-KEY:]
        if closed_for != key.public_key().public_bytes_raw():
            raise Refused(
                _(
                    "La copia %(path)s è cifrata per un'altra chiave (%(mark)s…): indicare con"
                    " --key quella giusta. Senza, nessuno può aprirla."
                )
                % {"path": self.path, "mark": closed_for.hex()[:12]}
            )
        try:
            return _cipher(key, X25519PublicKey.from_public_bytes(other), heading)
        except ValueError as error:
            raise altered(self.path, _("la sua intestazione è cambiata")) from error

    def _next(self) -> bytes:
        last = self.number == self.pieces - 1
        sealed = self.file.read(PIECE + TAG)
        try:
            piece = self.cipher.decrypt(_nonce(self.number, last=last), sealed, None)
        except InvalidTag as error:
            raise altered(self.path, self._why(sealed, last=last)) from error
        self.number += 1
        return piece

    def _why(self, sealed: bytes, *, last: bool) -> str:
        """A piece that holds, but is not the last, means that others have been cut."""
        if last:
            try:
                self.cipher.decrypt(_nonce(self.number, last=False), sealed, None)
            except InvalidTag:
                pass
            else:
                return _("è tronca")
        return _("almeno un byte è cambiato, o manca la fine")


def is_locked(path: Path) -> bool:
    """Whether a file is an encrypted backup."""
    with path.open("rb") as file:
        return file.read(len(MARK)) == MARK


def make_pair(path: Path) -> Path:
    """Make a key and its public half, in two new files; the second opens nothing and goes about."""
    public = path.with_name(path.name + ".pub")
    key = X25519PrivateKey.generate()
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    told = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    made: list[Path] = []
    try:
        for place, content, mode in ((path, secret, 0o600), (public, told, 0o644)):
            handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
            made.append(place)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
    except OSError as error:
        for half in made:  # half a pair closes copies that nobody opens, or opens none
            half.unlink()
        raise _not_made(place, error) from error
    return public


def _not_made(place: Path, error: OSError) -> Refused:
    if isinstance(error, FileExistsError):
        return Refused(_("Il file %s c'è già: una chiave non si sovrascrive.") % place)
    told = {"path": place, "why": error.strerror or error}
    return Refused(_("La chiave non si può scrivere in %(path)s: %(why)s.") % told)


def public_key_in(path: Path) -> X25519PublicKey:
    """The key that closes, from its file."""
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError) as error:
        raise _no_key(path, _("la metà pubblica, che finisce in .pub")) from error
    if not isinstance(key, X25519PublicKey):
        raise _no_key(path, _("la metà pubblica, che finisce in .pub"))
    return key


def private_key_in(path: Path) -> X25519PrivateKey:
    """The key that opens, from its file."""
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise _no_key(path, _("la metà segreta, senza .pub")) from error
    if not isinstance(key, X25519PrivateKey):
        raise _no_key(path, _("la metà segreta, senza .pub"))
    return key


def _no_key(path: Path, which: str) -> Refused:
    return Refused(
        _("Il file %(path)s non c'è o non è una chiave di «raccordo keypair»: serve %(which)s.")
        % {"path": path, "which": which}
    )


def _cipher(own: X25519PrivateKey, other: X25519PublicKey, heading: bytes) -> ChaCha20Poly1305:
    secret = own.exchange(other)
    return ChaCha20Poly1305(HKDF(hashes.SHA256(), 32, heading, MARK).derive(secret))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
