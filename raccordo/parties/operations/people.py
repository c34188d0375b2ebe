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
    """A person as she is written beside her first office; perhaps she is known already."""

    given_name: str
    family_name: str
    email: str = ""
    phone: str = ""

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"


Person = Representative | NewPerson


@operation
def know_person(person: Person, *, by: Acting) -> Representative:
    """The person who is meant: the one who has this address, or else one added now."""
    if isinstance(person, Representative):
        return person
    given, family = " ".join(person.given_name.split()), " ".join(person.family_name.split())
    if not (given and family):
        raise Refused(_("Scrivere nome e cognome di chi ricopre la carica."), field="family_name")
    email, search = person.email.strip().lower(), searchable(f"{given} {family}")[:200]
    if known := _with_address(email, search):
        return known
    new = Representative.objects.create(
        given_name=given,
        family_name=family,
        email=email,
        phone=" ".join(person.phone.split()),
        search=search,
    )
    record(by=by, what="representative.added", subject=new)
    return new


def _with_address(email: str, search: str) -> Representative | None:
    known = Representative.objects.filter(email=email).order_by("pk") if email else []
    same = next((person for person in known if person.search == search), None)
    if known and same is None:
        raise Refused(
            _("Questo indirizzo è già di un'altra persona: controllare nome e indirizzo."),
            field="email",
        )
    return same


@operation
def change_person(
    person: Representative,
    *,
    given_name: str,
    family_name: str,
    email: str,
    phone: str,
    by: Acting,
) -> Representative:
    """Correct how a person is called, and where she is reached."""
    person = Representative.objects.select_for_update(of=("self",)).get(pk=person.pk)
    facts = {"given_name": given_name, "family_name": family_name, "phone": phone}
    facts = {name: " ".join(text.split()) for name, text in facts.items()}
    facts["email"] = email.strip().lower()
    facts["search"] = searchable(f"{facts['given_name']} {facts['family_name']}")
    changed = sorted(name for name, text in facts.items() if getattr(person, name) != text)
    if not changed:
        raise Refused(_("Non è cambiato nulla."))
    for name in changed:
        setattr(person, name, facts[name])
    person.save(update_fields=changed)
    record(by=by, what="representative.changed", subject=person, changed=changed)
    return person


@operation
def tie_account(person: Representative, *, user: User, by: Acting) -> Representative:
    """A person who holds an office also enters: only then does it open something to her."""
    person = Representative.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if person.user_id and person.user_id != user.pk:
        raise Refused(_("%s entra già con un'altra utenza.") % person)
    other = Representative.objects.filter(user=user).exclude(pk=person.pk).first()
    if other:
        raise Refused(
            _("L'utenza %(email)s è già di %(other)s.") % {"email": user.email, "other": other}
        )
    person.user = user
    person.save(update_fields=["user"])
    record(by=by, what="representative.tied", subject=person, user=user.key)
    return person


@operation
def tie_own_account(person: Representative, *, by: Acting) -> Representative:
    """A person whose address and name are those of an account enters with it.

    Of her address alone it would not be enough: a slip of the keyboard would let another in.
    """
    if person.user_id or not person.email:
        return person
    free = User.objects.filter(email__iexact=person.email, is_active=True, representative=None)
    account = free.first()
    if account and searchable(str(account)) == person.search:
        person.user = account
        person.save(update_fields=["user"])
        record(by=by, what="representative.tied", subject=person, user=account.key)
    return person
