"""The rules of a body, read back as sentences; and what they come to with these seats today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.utils.translation import ngettext

from raccordo.governance.rules.rulebook import (
    ASSIGNED,
    HEADS,
    POPULATION,
    Rulebook,
    Share,
    UnsoundRule,
)
from raccordo.governance.rules.voting import Member, counted

PARTS = {
    (1, 2): _later("la metà"),
    (1, 3): _later("un terzo"),
    (2, 3): _later("due terzi"),
    (1, 4): _later("un quarto"),
    (3, 4): _later("tre quarti"),
    (1, 5): _later("un quinto"),
    (2, 5): _later("due quinti"),
    (3, 5): _later("tre quinti"),
    (4, 5): _later("quattro quinti"),
}
WHOLES = {
    (HEADS, "assigned"): _later("dei componenti"),
    (HEADS, "held"): _later("dei componenti in carica"),
    (HEADS, "present"): _later("dei presenti"),
    (HEADS, "voters"): _later("dei votanti"),
    (POPULATION, "assigned"): _later("degli abitanti"),
    (POPULATION, "held"): _later("degli abitanti rappresentati dai componenti in carica"),
    (POPULATION, "present"): _later("degli abitanti rappresentati dai presenti"),
    (POPULATION, "voters"): _later("degli abitanti rappresentati dai votanti"),
}
PROVISIONS = {
    "notice_days": _later("Preavviso"),
    "first_call": _later("Prima convocazione"),
    "second_call": _later("Seconda convocazione"),
    "majority": _later("Maggioranza"),
    "casting_vote": _later("Voto di chi presiede"),
    "several_seats": _later("Una persona per più componenti"),
    "share": _later("Quota"),
}
WHY_UNSOUND = {
    "no_article": _later("%(provision)s: manca l'articolo che la prevede."),
    "out_of_reach": _later("%(provision)s: i giorni vanno da 0 a 90."),
    "no_second_call": _later(
        "%(provision)s: dire dopo quante ore dalla prima, oppure togliere il numero legale."
    ),
    "not_a_part": _later("La frazione va da più di zero a uno: «2/3», oppure «30%%»."),
    "more_than_all": _later("«Più di tutti» non si può raggiungere."),
    "unknown_measure": _later("%(provision)s: misura sconosciuta."),
}


def unsound(rule: UnsoundRule) -> str:
    """Why a rule cannot be meant so, to who was writing it."""
    provision = PROVISIONS.get(rule.provision, rule.provision)
    return str(WHY_UNSOUND[rule.why]) % {"provision": provision}


def share_said(share: Share) -> str:
    """A part of a whole: «più della metà dei componenti», «almeno il 30% degli abitanti»."""
    return f"{_part_said(share)} {WHOLES[share.basis, share.of]}"


def shares_said(shares: Sequence[Share]) -> str:
    """All the parts that are wanted together; of two that are the same part, it is told once."""
    if not shares:
        return ""
    if len({_part_said(share) for share in shares}) == 1:
        wholes = [str(WHOLES[share.basis, share.of]) for share in shares]
        return f"{_part_said(shares[0])} {_joined(wholes)}"
    return _joined([share_said(share) for share in shares])


def rules_said(rules: Rulebook) -> list[tuple[str, str]]:
    """The rules in words: what each is about, and what it says with its article."""
    told = [
        (str(PROVISIONS["notice_days"]), _cited(_notice_said(rules), rules, "notice_days")),
        (str(PROVISIONS["first_call"]), _first_said(rules)),
        (str(PROVISIONS["second_call"]), _second_said(rules)),
        (str(PROVISIONS["majority"]), _majority_said(rules)),
    ]
    for matter in rules.matters:
        said = []
        if matter.quorum:
            said.append(_("presenti %s") % shares_said(matter.quorum))
        if matter.majority:
            said.append(_("favorevoli %s") % shares_said(matter.majority))
        article = f" ({matter.article})" if matter.article else ""
        told.append((matter.name, _capital("; ".join(said)) + article))
    if rules.casting_vote:
        said_ = _("a parità di voti prevale quello di chi presiede")
        told.append((str(PROVISIONS["casting_vote"]), _cited(said_, rules, "casting_vote")))
    if rules.several_seats:
        said_ = _("chi siede può intervenire anche per altri componenti")
        told.append((str(PROVISIONS["several_seats"]), _cited(said_, rules, "several_seats")))
    if rules.majority:
        told.append((_("Chi si astiene"), _counted_said(rules.abstentions_count)))
        told.append((_("Schede bianche e nulle"), _counted_papers_said(rules.blanks_count)))
    told.append((_("Come si partecipa"), _taking_part_said(rules)))
    return [(what, said) for what, said in told if said]


@dataclass(frozen=True, slots=True)
class Enough:
    """How much is enough of one measure, today: and whether one alone has it, or all need her."""

    what: str
    rule: str
    needed: str
    whole: str
    notes: tuple[str, ...]


def what_is_enough(rules: Rulebook, members: Sequence[tuple[str, Member]]) -> list[Enough]:
    """What each share comes to with these members: those of who comes, if all who can come do."""
    asked = [
        (str(PROVISIONS["first_call"]), rules.first_call),
        (str(PROVISIONS["second_call"]), rules.second_call),
        (str(PROVISIONS["majority"]), rules.majority),
    ]
    asked += [(_("%s: presenti") % matter.name, matter.quorum) for matter in rules.matters]
    asked += [(_("%s: favorevoli") % matter.name, matter.majority) for matter in rules.matters]
    return [_enough(what, share, members) for what, shares in asked for share in shares]


def _enough(what: str, share: Share, members: Sequence[tuple[str, Member]]) -> Enough:
    counting = [
        (title, member)
        for title, member in members
        if member.votes and (member.held or share.of == ASSIGNED)
    ]
    whole = counted(member for _title, member in counting).by(share.basis)
    needed = share.needed_of(whole)
    notes = []
    if share.basis == POPULATION and counting:
        title, heaviest = max(counting, key=lambda told: told[1].weight)
        if heaviest.weight >= needed:
            notes.append(_("«%s» li raggiunge senza gli altri.") % title)
        if whole - heaviest.weight < needed:
            notes.append(_("Senza «%s» non si raggiungono mai.") % title)
    elif share.basis == HEADS and sum(member.held for _title, member in counting) < needed:
        notes.append(_("I componenti in carica non bastano: prima designare chi manca."))
    words = _heads if share.basis == HEADS else _residents
    return Enough(what, _capital(share_said(share)), words(needed), words(whole), tuple(notes))


def _heads(n: int) -> str:
    return ngettext("%(n)s componente", "%(n)s componenti", n) % {"n": n}


def _residents(n: int) -> str:
    told = {"n": number_format(n, force_grouping=True)}
    return ngettext("%(n)s abitante", "%(n)s abitanti", n) % told


def _part_said(share: Share) -> str:
    n, m = share.numerator, share.denominator
    if share.strict and (n, m) == (1, 2):
        return _("più della metà")
    if n == m:
        return _("la totalità")
    if m == 100:
        return (_("più del %s%%") if share.strict else _("almeno il %s%%")) % n
    part = str(PARTS.get((n, m), f"{n}/{m}"))
    return (_("più di %s") if share.strict else _("almeno %s")) % part


def least_days(days: int, *, free: bool) -> str:
    """So many days of notice at least: almeno 5 giorni liberi."""
    words = (
        ngettext("almeno %(n)s giorno libero", "almeno %(n)s giorni liberi", days)
        if free
        else ngettext("almeno %(n)s giorno", "almeno %(n)s giorni", days)
    )
    return words % {"n": days}


def _notice_said(rules: Rulebook) -> str:
    if not rules.notice_days:
        return ""
    said = least_days(rules.notice_days, free=rules.notice_free)
    if rules.urgent_days is None:
        return said
    urgent = ngettext("%(n)s giorno", "%(n)s giorni", rules.urgent_days)
    return _("%(said)s; nei casi urgenti %(urgent)s") % {
        "said": said,
        "urgent": urgent % {"n": rules.urgent_days},
    }


def _first_said(rules: Rulebook) -> str:
    said = shares_said(rules.first_call) or _("non è richiesto un numero legale")
    return _cited(said, rules, "first_call")


def _second_said(rules: Rulebook) -> str:
    if rules.second_call_after is None:
        return ""
    hours = ngettext("dopo almeno %(n)s ora", "dopo almeno %(n)s ore", rules.second_call_after)
    same = _("come in prima")
    said = f"{hours % {'n': rules.second_call_after}}, {shares_said(rules.second_call) or same}"
    return _cited(said, rules, "second_call")


def _majority_said(rules: Rulebook) -> str:
    if not rules.majority:
        return _("Il regolamento non prevede votazioni.")
    return _cited(_("favorevoli %s") % shares_said(rules.majority), rules, "majority")


def _counted_said(counts: bool) -> str:
    return _("conta fra i votanti") if counts else _("non conta fra i votanti")


def _counted_papers_said(count: bool) -> str:
    return _("contano fra i votanti") if count else _("non contano fra i votanti")


def _taking_part_said(rules: Rulebook) -> str:
    ways = [_("di persona")]
    ways += [_("a distanza")] if rules.remote else []
    ways += [_("con un supplente")] if rules.alternates else []
    ways += [_("con una delega")] if rules.proxies else []
    return ", ".join(ways)


def _cited(said: str, rules: Rulebook, provision: str) -> str:
    if not said:
        return ""
    article = rules.cites.get(provision, "")
    return _capital(said) + (f" ({article})" if article else "")


def _capital(said: str) -> str:
    return said[:1].upper() + said[1:]


def _joined(parts: Sequence[str]) -> str:
    return _(" e ").join(parts)
