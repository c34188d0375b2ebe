from __future__ import annotations

import re

# Of a person (also one who is a business) it has sixteen signs, of any other body eleven digits.
OF_A_PERSON = re.compile(
    r"[A-Z]{6}[0-9LMNP-V]{2}[A-EHLMPRST][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]"
)
DIGITS, FEWEST = 11, 8
SMALL = re.compile(r"(?<= )(Di|Del|Della|Delle|Dei|Degli|Dell'|E|Ed|In|Per|A|Al)\b")
# The forms and the families that nobody writes as words.
CAPITALS = re.compile(r"\b(?:Odv|Aps|Ets|Onlus|Asd|Ssd|Apd|Soms|Anffas|Avis|Uildm|Csv)\b")


def tax_code_of(text: str) -> str | None:
    """A tax code as it is written, with the zeros that a spreadsheet eats; nothing if it is none.

    The last of the eleven digits checks the others (DPR 605/1973, D.M. 23-12-1976).
    """
    code = re.sub(r"[\s.]", "", text).upper()
    if OF_A_PERSON.fullmatch(code):
        return code
    if not (code.isascii() and code.isdigit() and FEWEST <= len(code) <= DIGITS):
        return None
    code = code.zfill(DIGITS)
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(code)]
    return None if sum(value // 10 + value % 10 for value in doubled) % 10 else code


def proper(name: str) -> str:
    """The name of a person written all in capitals, as names are written."""
    return name.title() if name.isupper() else name


def titled(name: str) -> str:
    """The name of a body written all in capitals, as titles are written."""
    if not name.isupper():
        return name
    written = SMALL.sub(lambda word: word[0].lower(), name.title())
    return CAPITALS.sub(lambda word: word[0].upper(), written)
