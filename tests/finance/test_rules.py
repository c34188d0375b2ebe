"""What an earmark allows, refuses, advises."""

from decimal import Decimal

import pytest

from raccordo.finance.reasons import sentence
from raccordo.finance.rules.earmarks import Bond, Use, judged, shares_judged
from raccordo.finance.states import EarmarkLevel, EarmarkSort

FNA = Bond(
    text="paga solo la non autosufficienza",
    source="L. 296/2006 art. 1 c. 1264",
    level=EarmarkLevel.AREA,
    sort=EarmarkSort.ONLY_GROUPS,
    codes=frozenset({"disabilita", "anziani"}),
)


def use(groups=("famiglia-minori",), amount=5000, **more):
    told = {"leps": frozenset(), "nature": "", "action": "4.2 Centro per le famiglie"}
    return Use(groups=frozenset(groups), amount=Decimal(amount), **told | more)


def bond(**more):
    names = ("text", "source", "level", "sort", "codes", "percent")
    return Bond(**{name: getattr(FNA, name) for name in names} | more)


def test_money_for_the_dependent_does_not_pay_for_the_young_and_says_why():
    [verdict] = judged("FNA 2026", [FNA], use())
    assert verdict.refuses
    assert sentence(verdict.reason) == (
        "FNA 2026 non paga «4.2 Centro per le famiglie»: paga solo la non autosufficienza"
        " (L. 296/2006 art. 1 c. 1264)."
    )


@pytest.mark.parametrize("groups", [("anziani",), ("anziani", "disabilita")])
def test_it_pays_for_those_it_is_for(groups):
    assert not judged("FNA", [FNA], use(groups))


@pytest.mark.parametrize("groups", [(), ("anziani", "famiglia-minori")])
def test_an_action_for_nobody_known_or_also_for_others_is_not_paid(groups):
    assert judged("FNA", [FNA], use(groups))
    assert not judged("FNA", [FNA], use(groups, amount=0))


@pytest.mark.parametrize(
    "weak", [bond(source=""), bond(level=EarmarkLevel.STATE), bond(level=EarmarkLevel.REGION)]
)
def test_what_has_no_source_or_binds_another_only_warns(weak):
    [verdict] = judged("FNA", [weak], use())
    assert not verdict.refuses
    assert "FNA" in sentence(verdict.reason)


def test_an_earmark_on_levels_or_natures_is_kept():
    levels = bond(sort=EarmarkSort.ONLY_LEPS, codes=frozenset({"pippi"}))
    assert judged("F", [levels], use())
    assert not judged("F", [levels], use(leps=frozenset({"pippi"})))
    current = bond(sort=EarmarkSort.NOT_NATURE, codes=frozenset({"investments"}))
    assert judged("F", [current], use(nature="investments"))
    assert not judged("F", [current], use(nature="staff"))


@pytest.mark.parametrize(
    ("sort", "percent", "said"),
    [
        (EarmarkSort.AT_LEAST, "50", "almeno il 50 %"),
        (EarmarkSort.AT_MOST, "30", "al più il 30 %"),
    ],
)
def test_a_share_is_judged_on_all_the_uses_together(sort, percent, said):
    half = bond(sort=sort, codes=frozenset({"famiglia-minori"}), percent=Decimal(percent))
    uses = [use(amount=4000), use(("anziani",), amount=6000)]
    [verdict] = shares_judged("FNPS", [half], uses)
    assert said in sentence(verdict.reason)
    assert "Adesso è il 40 %" in sentence(verdict.reason)
    assert not shares_judged("FNPS", [half], [])
    fair = "40" if sort == EarmarkSort.AT_LEAST else "41"
    assert not shares_judged(
        "FNPS", [bond(sort=sort, codes=half.codes, percent=Decimal(fair))], uses
    )
