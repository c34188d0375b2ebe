"""The ages of a place: the classes of its pyramid, and what they say in words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import ngettext

from raccordo.observatory.queries import Profile, ages_of
from raccordo.observatory.rules import ratio
from raccordo.observatory.states import Unit
from raccordo.observatory.wording import figure, the_share, together

OLDEST_CLASS, YEARS_IN_CLASS = 95, 5
VERY_OLD = 80
Class = tuple[str, int, int]


def five_year_classes(profile: Profile) -> list[Class]:
    """The pyramid's rows, the youngest first: «0–4», males, females."""
    classes: dict[int, list[int]] = {}
    for age, males, females in ages_of(profile):
        row = classes.setdefault(min(age - age % YEARS_IN_CLASS, OLDEST_CLASS), [0, 0])
        row[0] += males
        row[1] += females
    return [(_class(since), males, females) for since, (males, females) in sorted(classes.items())]


def _class(since: int) -> str:
    return f"{since}+" if since == OLDEST_CLASS else f"{since}–{since + YEARS_IN_CLASS - 1}"


def largest(classes: Sequence[Class]) -> str:
    """Which class has more people than any other, and how many."""
    most = max(males + females for _name, males, females in classes)
    names = [name for name, males, females in classes if males + females == most]
    return ngettext(
        "La classe di età più numerosa è quella di %(names)s anni (%(people)s persone).",
        "Le classi di età più numerose sono quelle di %(names)s anni (%(people)s persone "
        "ciascuna).",
        len(names),
    ) % {"names": together(names), "people": figure(Decimal(most), Unit.PERSONS)}


def ages_told(profile: Profile) -> list[str]:
    """What the pyramid says: the largest class, who is a minor, who is very old."""
    classes = five_year_classes(profile)
    if not any(males + females for _name, males, females in classes):
        return []
    return [said for said in (largest(classes), _minors(profile), _very_old(profile)) if said]


def _minors(profile: Profile) -> str:
    value = profile.value("D12.0-17")
    if value.amount is None or value.numerator is None:
        return ""
    smallest = profile.value("D12.0-2").numerator
    return ngettext(
        "Ha meno di 18 anni %(people)s persona, %(share)s dei residenti; meno di 3 anni, "
        "%(smallest)s.",
        "Hanno meno di 18 anni %(people)s persone, %(share)s dei residenti; meno di 3 anni, "
        "%(smallest)s.",
        int(value.numerator),
    ) % {
        "people": figure(value.numerator, Unit.PERSONS),
        "share": the_share(value.amount),
        "smallest": figure(smallest or Decimal(0), Unit.PERSONS),
    }


def _very_old(profile: Profile) -> str:
    old = [(males, females) for age, males, females in ages_of(profile) if age >= VERY_OLD]
    women = Decimal(sum(females for _males, females in old))
    people = women + sum(males for males, _females in old)
    share = ratio(women, people, per=100)
    if share is None:
        return ""
    return ngettext(
        "Ha %(since)s anni e più %(people)s persona; le donne sono %(share)s.",
        "Hanno %(since)s anni e più %(people)s persone; le donne sono %(share)s.",
        int(people),
    ) % {
        "since": VERY_OLD,
        "people": figure(people, Unit.PERSONS),
        "share": the_share(share),
    }
