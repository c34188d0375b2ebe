from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser


@dataclass(frozen=True, slots=True)
class Acting:
    """In whose name something is done: a person, through one mandate, for an area or a body."""

    user: AbstractBaseUser | None
    role: str
    mandate: UUID | None
    area: UUID | None
    organisation: UUID | None = None
    request_id: str = ""

    @classmethod
    def system(cls, name: str) -> Acting:
        """A command or a job: nobody's mandate, but never without a name."""
        return cls(user=None, role=f"system:{name}", mandate=None, area=None)

    @classmethod
    def oneself(cls, user: AbstractBaseUser, *, request_id: str = "") -> Acting:
        """A person about her own account, before any mandate: entering, changing a password."""
        return cls(user=user, role="self", mandate=None, area=None, request_id=request_id)

    @property
    def signature(self) -> str:
        return f"{self.role}:{self.mandate}" if self.mandate else self.role

    @property
    def chain(self) -> str:
        """The book in which this is written: one an area, one an organisation, one the house."""
        if self.organisation:
            return f"organisation:{self.organisation}"
        return f"area:{self.area}" if self.area else "house"
