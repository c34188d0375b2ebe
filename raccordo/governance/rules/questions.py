"""What is asked of many, how an answer is read, whether it adds up, how far it is from before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import Any

from raccordo.foundation.reasons import Reason

Value = Decimal | int | str
LARGEST, FINEST, LONGEST = 10**12, 4, 2000
# A change beyond this is asked to be explained; it is never refused.
JUMP = 30
CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
ITALIAN = re.compile(r"-?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,([0-9]+))?")
ENGLISH = re.compile(r"-?[0-9][0-9,]*\.[0-9]+")
MARKUP = re.compile(r"<\s*[a-zA-Z!/?]|[\x00-\x08\x0b-\x1f]")
BLANKS = re.compile(r"[\s'’\u00a0\u202f\u20ac]|(?i:euro)")
YES, NO = "sì", "no"
SAID_YES, SAID_NO = (
    {"sì", "si", "si'", "s", "yes", "vero", "true", "x"},
    {"no", "n", "falso", "false"},
)


class Kind(StrEnum):
    """What is answered."""

    EUROS = "euros"
    WHOLE = "whole"
    DECIMAL = "decimal"
    TEXT = "text"
    YES_NO = "yes_no"
    CHOICE = "choice"


NUMBERS = frozenset({Kind.EUROS, Kind.WHOLE, Kind.DECIMAL})


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that is asked, by its code, whatever place it has in a form or in a sheet."""

    code: str
    label: str
    kind: Kind
    help: str = ""
    unit: str = ""
    required: bool = True
    # The code of the total it is a part of. A total may be divided in more than one way: the
    # parts of each section make it.
    part_of: str = ""
    choices: tuple[str, ...] = ()
    section: str = ""

    @property
    def counts(self) -> bool:
        """Whether it is answered with a number."""
        return self.kind in NUMBERS


@dataclass(frozen=True, slots=True)
class Wrong:
    """An answer that cannot be taken: to which question, and why."""

    code: str
    reason: Reason


class Unread(Exception):
    """What was typed is not what was asked."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code)
        self.reason = Reason(code, facts)


def as_data(questions: Iterable[Question]) -> list[dict[str, Any]]:
    """Questions as they are stored."""
    return [{k: v for k, v in asdict(one).items() if v not in ("", ())} for one in questions]


def from_data(stored: Iterable[Mapping[str, Any]]) -> tuple[Question, ...]:
    """Questions that were stored."""
    return tuple(
        Question(**{**one, "kind": Kind(one["kind"]), "choices": tuple(one.get("choices", ()))})
        for one in stored
    )


def faults_in(questions: Sequence[Question]) -> list[Wrong]:
    """What is wrong in the questions themselves."""
    known = {one.code: one for one in questions}
    wrong, met = [], set[str]()
    for one in questions:
        if reason := _fault(one, known, met):
            wrong.append(Wrong(one.code, reason))
        met.add(one.code)
    return wrong


def _fault(one: Question, known: Mapping[str, Question], met: set[str]) -> Reason | None:
    if not CODE.fullmatch(one.code):
        return Reason("question_code_wrong")
    if one.code in met:
        return Reason("question_twice")
    if not one.label.strip():
        return Reason("question_without_words")
    if one.kind == Kind.CHOICE and len(set(one.choices)) < 2:
        return Reason("question_without_choices")
    return _fault_of_part(one, known) if one.part_of else None


def _fault_of_part(one: Question, known: Mapping[str, Question]) -> Reason | None:
    total = known.get(one.part_of)
    if total is None:
        return Reason("total_unknown", {"total": one.part_of})
    if total.kind != one.kind or not one.counts:
        return Reason("total_of_another_kind", {"total": total.label})
    above, seen = total, {one.code}
    while above.part_of in known and above.code not in seen:
        seen.add(above.code)
        above = known[above.part_of]
    return Reason("total_of_itself") if above.code in seen and above.part_of else None


def read(
    questions: Iterable[Question], typed: Mapping[str, str]
) -> tuple[dict[str, Value], list[Wrong]]:
    """The values among what was typed, and what of it cannot be taken."""
    values: dict[str, Value] = {}
    wrong = []
    for one in questions:
        said = typed.get(one.code, "").strip()
        if not said:
            if one.required:
                wrong.append(Wrong(one.code, Reason("answer_missing")))
            continue
        try:
            values[one.code] = value_in(one, said)
        except Unread as unread:
            wrong.append(Wrong(one.code, unread.reason))
    return values, wrong


def value_in(question: Question, said: str) -> Value:
    """What an answer says; Unread when it is not of the kind that was asked."""
    match question.kind:
        case Kind.YES_NO:
            return _yes_or_no(said)
        case Kind.CHOICE:
            folded = {choice.casefold(): choice for choice in question.choices}
            if said.casefold() not in folded:
                raise Unread("choice_wanted", known=", ".join(question.choices))
            return folded[said.casefold()]
        case Kind.TEXT:
            return _text(said)
        case _:
            return _number(question.kind, said)


def _yes_or_no(said: str) -> str:
    bare = said.casefold()
    if bare in SAID_YES:
        return YES
    if bare in SAID_NO:
        return NO
    raise Unread("yes_no_wanted")


def _text(said: str) -> str:
    if len(said) > LONGEST:
        raise Unread("text_too_long", limit=LONGEST)
    if MARKUP.search(said):
        raise Unread("text_with_signs")
    return said


def _number(kind: Kind, said: str) -> Decimal | int:
    bare = BLANKS.sub("", said)
    found = ITALIAN.fullmatch(bare)
    if found is None:
        raise Unread(
            "number_with_point" if ENGLISH.fullmatch(bare) else "number_wanted", said=said[:40]
        )
    decimals = (found[1] or "").rstrip("0")
    number = Decimal(bare.replace(".", "").replace(",", "."))
    if number < 0:
        raise Unread("number_negative")
    if number >= LARGEST:
        raise Unread("number_too_large")
    if kind == Kind.WHOLE:
        if decimals:
            raise Unread("number_not_whole")
        return int(number)
    most = 2 if kind == Kind.EUROS else FINEST
    if len(decimals) > most:
        raise Unread("number_too_fine", most=most)
    return number.quantize(Decimal("0.01")) if kind == Kind.EUROS else number.normalize() + 0


def plain(value: Value) -> str:
    """A value as it is kept, in the one notation that is read back: 1250,50."""
    return f"{value:f}".replace(".", ",") if isinstance(value, Decimal) else str(value)


def totals_wrong(questions: Sequence[Question], values: Mapping[str, Value]) -> list[Wrong]:
    """The totals that are not, to the cent, the sum of their parts; a part not told is nothing."""
    wrong = []
    for total in questions:
        whole = values.get(total.code)
        for section, group in _parts_of(total, questions):
            told = [values[one.code] for one in group if one.code in values]
            if not told or isinstance(whole, str) or whole is None:
                continue
            summed = sum(map(Decimal, told), Decimal(0))
            if summed != whole:
                facts = _facts(
                    total, sum=summed, total=Decimal(whole), gap=abs(summed - Decimal(whole))
                )
                code = "total_differs_in" if section else "total_differs"
                wrong.append(Wrong(total.code, Reason(code, facts | {"section": section})))
    return wrong


def _parts_of(total: Question, questions: Sequence[Question]) -> list[tuple[str, list[Question]]]:
    parts = sorted((one for one in questions if one.part_of == total.code), key=_section)
    return [(section, list(group)) for section, group in groupby(parts, key=_section)]


def _section(one: Question) -> str:
    return one.section


def _facts(question: Question, **amounts: Decimal) -> dict[str, Decimal | str]:
    """Amounts as facts of a reason, where a Decimal is always euros."""
    if question.kind == Kind.EUROS:
        return dict(amounts)
    return {name: plain(amount.normalize() + 0) for name, amount in amounts.items()}


def change(value: Value | None, before: Value | None) -> int | None:
    """By how much in a hundred a number has changed; nothing where there is none to compare."""
    if value is None or before is None or isinstance(value, str) or isinstance(before, str):
        return None
    if not before:
        return None
    return int(((Decimal(value) - before) * 100 / before).to_integral_value())


def jumps(
    questions: Iterable[Question], values: Mapping[str, Value], before: Mapping[str, Value]
) -> dict[str, int]:
    """The numbers that have changed so much that one asks why, and by how much in a hundred."""
    found = {}
    for one in questions:
        value, old = values.get(one.code), before.get(one.code)
        percent = change(value, old)
        if percent is None or isinstance(value, str) or isinstance(old, str) or not old:
            continue
        if value is not None and abs(Decimal(value) - old) * 100 > JUMP * Decimal(old):
            found[one.code] = percent
    return found


def summed(
    questions: Iterable[Question], answers: Sequence[Mapping[str, Value]]
) -> dict[str, Value]:
    """What all have answered together, of each number that somebody has told."""
    totals: dict[str, Value] = {}
    for one in questions:
        told = [value for answer in answers if (value := answer.get(one.code)) is not None]
        if one.counts and told:
            total = sum(Decimal(value) for value in told)
            totals[one.code] = int(total) if one.kind == Kind.WHOLE else total
    return totals
