from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from raccordo.accounts.models import User
from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import searchable
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.parties.models import Representative


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person not yet known, as she is written beside the seat she takes."""

    given_name: str
    family_name: str
    email: str = ""


@operation
def know_person(person: Representative | NewPerson, *, by: Acting) -> Representative:
    """The person who is told: the one that has this address, or a new one; with her account.

    The account is that of her address: who has none yet, sits and does not enter.
    """
    if isinstance(person, NewPerson):
        person = _with_address(person) or _made(person, by=by)
    account = None if person.user_id or not person.email else _account(person)
    if account:
        person.user = account
        person.save(update_fields=["user"])
        record(by=by, what="person.tied", subject=person)
    return person


def _with_address(told: NewPerson) -> Representative | None:
    email = told.email.strip().lower()
    known = Representative.objects.filter(email__iexact=email).first() if email else None
    if known and known.search != _search(told):
        raise Refused(
            _("Questo indirizzo è già di un'altra persona: controllare nome e indirizzo."),
            field="email",
        )
    return known


def _made(told: NewPerson, *, by: Acting) -> Representative:
    person = Representative.objects.create(
        given_name=" ".join(told.given_name.split()),
        family_name=" ".join(told.family_name.split()),
        email=told.email.strip().lower(),
        search=_search(told),
    )
    record(by=by, what="person.told", subject=person)
    return person


def _account(person: Representative) -> User | None:
    """The account of her address, if the name is hers too: a slip would let another in."""
    found = User.objects.filter(email__iexact=person.email, is_active=True, representative=None)
    user = found.first()
    return user if user and searchable(str(user)) == person.search else None


def _search(told: NewPerson) -> str:
    return searchable(f"{told.given_name} {told.family_name}")[:200]
