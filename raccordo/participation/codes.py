"""The follow-up code and the link that confirms: made here, known here, kept as fingerprints."""

from __future__ import annotations

import secrets
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from raccordo.journal.acting import Acting
from raccordo.participation.models import Contribution
from raccordo.participation.rules.texts import (
    CODE_GROUPS,
    CODE_SIGNS,
    GROUP_SIZE,
    code_shown,
    code_typed,
)
from raccordo.territory.models import Area

PATH = "/partecipazione/conferma/"
SALT = "raccordo.participation.codes"


def new_code() -> str:
    """A code easy to dictate, that nobody guesses: some 10^17 there are."""
    return code_shown("".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_GROUPS * GROUP_SIZE)))


def hash_of(contribution: Contribution, code: str) -> str:
    """The fingerprint of a code, salted by the proposal it is of and keyed by this house."""
    return _fingerprint(contribution, code, settings.SECRET_KEY)


def opens(contribution: Contribution, code: str) -> bool:
    """Whether this is the code of a proposal, told in constant time."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    tried = [_fingerprint(contribution, code, key) for key in keys]
    return any(constant_time_compare(contribution.code_hash, one) for one in tried)


def token_of(contribution: Contribution) -> str:
    """What stands in the link that confirms: the key of the proposal, signed here."""
    return _signer().sign(contribution.key.hex)


def address_of(contribution: Contribution, *, house: str) -> str:
    """The whole address to be written in the letter that asks to confirm."""
    return f"{house}{PATH}{token_of(contribution)}/"


def key_in(token: str) -> UUID | None:
    """The key of the proposal a token was made for; nothing when it was not made here."""
    try:
        return UUID(_signer().unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def from_site(area: Area) -> Acting:
    """Whoever writes from the site, without an account: it is in the book of the area."""
    return Acting(user=None, role="site", mandate=None, area=area.key)


def in_name_of(contribution: Contribution) -> Acting:
    """Whoever has the code of a proposal: its author."""
    role = f"author:{contribution.key}"
    return Acting(user=None, role=role, mandate=None, area=contribution.area.key)


def _fingerprint(contribution: Contribution, code: str, key: str | bytes) -> str:
    value = f"{contribution.key.hex}:{code_typed(code)}"
    return salted_hmac(SALT, value, secret=key, algorithm="sha256").hexdigest()


def _signer() -> signing.Signer:
    return signing.Signer(salt=SALT, sep=".")
