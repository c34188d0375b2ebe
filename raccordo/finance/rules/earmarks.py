"""What the money of a fund may pay: an earmark refuses where it binds the area, else it warns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from raccordo.finance.states import EarmarkLevel, EarmarkSort
from raccordo.foundation.reasons import Reason


@dataclass(frozen=True, slots=True)
class Bond:
    """An earmark as rules see it."""

    text: str
    source: str
    level: EarmarkLevel
    sort: EarmarkSort
    codes: frozenset[str]
    percent: Decimal | None = None

    @property
    def refuses(self) -> bool:
        """It binds the area itself, and says by which provision."""
        return self.level == EarmarkLevel.AREA and bool(self.source)


@dataclass(frozen=True, slots=True)
class Use:
    """What some money would pay: an action, with whom it is for, and the nature of the cost."""

    action: str
    groups: frozenset[str]
    leps: frozenset[str]
    nature: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an earmark says of a use, and whether it refuses it or only warns."""

    reason: Reason
    refuses: bool


def judged(fund: str, bonds: Iterable[Bond], use: Use) -> list[Verdict]:
    """What the earmarks of a fund say of one use of it: nothing, where all is well."""
    return [
        Verdict(_said(fund, bond, use), bond.refuses)
        for bond in bonds
        if use.amount > 0 and not _allows(bond, use)
    ]


def shares_judged(fund: str, bonds: Iterable[Bond], uses: Sequence[Use]) -> list[Verdict]:
    """What the earmarks that want a share say of all the uses of a fund, together."""
    whole = sum((use.amount for use in uses), Decimal(0))
    found = []
    for bond in bonds:
        if bond.percent is None or not whole:
            continue
        part = sum((use.amount for use in uses if use.groups & bond.codes), Decimal(0))
        percent = part * 100 / whole
        low = bond.sort == EarmarkSort.AT_LEAST and percent < bond.percent
        high = bond.sort == EarmarkSort.AT_MOST and percent > bond.percent
        if low or high:
            facts = {
                "fund": fund,
                "text": bond.text,
                "source": bond.source,
                "wanted": _plain(bond.percent),
                "now": _plain(percent),
            }
            code = "share_too_low" if low else "share_too_high"
            found.append(Verdict(Reason(code, facts), bond.refuses))
    return found


def _allows(bond: Bond, use: Use) -> bool:
    match bond.sort:
        case EarmarkSort.ONLY_GROUPS:
            return _within(use.groups, bond.codes)
        case EarmarkSort.ONLY_LEPS:
            return bool(use.leps & bond.codes)
        case EarmarkSort.NOT_NATURE:
            return use.nature not in bond.codes
        case _:
            return True  # a share is judged on the whole


def _within(groups: Collection[str], allowed: frozenset[str]) -> bool:
    """An action for several groups is paid by what pays each of them; of none, it is not known."""
    return bool(groups) and set(groups) <= allowed


def _said(fund: str, bond: Bond, use: Use) -> Reason:
    facts = {"fund": fund, "text": bond.text, "source": bond.source, "action": use.action}
    return Reason("earmark_with_source" if bond.source else "earmark_without_source", facts)


def _plain(percent: Decimal) -> str:
    """A share to one decimal, as it is read in Italy."""
    rounded = percent.quantize(Decimal("0.1"))
    return str(rounded.to_integral_value() if rounded == int(rounded) else rounded).replace(
        ".", ","
    )
