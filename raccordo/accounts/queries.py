from __future__ import annotations

from django.db.models import QuerySet

from raccordo.accounts.models import User
from raccordo.foundation.searching import searchable


def users_found(users: QuerySet[User], wanted: str) -> QuerySet[User]:
    """Those among some persons whose name or address holds every word wanted."""
    for word in searchable(wanted).split():
        users = users.filter(search__contains=word)
    return users
