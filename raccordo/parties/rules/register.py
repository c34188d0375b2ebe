"""The national register of the third sector, as people write what is in it."""

from __future__ import annotations

import re
from datetime import date, timedelta

from raccordo.foundation.searching import searchable
from raccordo.foundation.tables import day_in
from raccordo.parties.states import RuntsSection

# The seven sections (D.Lgs 117/2017 art. 46 c. 1) by the words that no other has.
SECTIONS = {
    RuntsSection.VOLUNTEERS: r"odv|volontariato",
    RuntsSection.PROMOTION: r"aps|promozione sociale",
    RuntsSection.PHILANTHROPY: r"filantropic[oi]|enti filantropici",
    RuntsSection.ENTERPRISES: r"impres[ae] social[ei]",
    RuntsSection.NETWORKS: r"ret[ei] associativ[ae]",
    RuntsSection.MUTUAL_AID: r"soms|mutuo soccorso",
    RuntsSection.OTHERS: r"altr[io]",
}
LETTERS = dict(zip("abcdefg", SECTIONS, strict=True))
LETTER = re.compile(r"(?:sez(?:ione)?|lett(?:era)?)? ?([a-g])")
MONTHS = (
    *("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio"),
    *("agosto", "settembre", "ottobre", "novembre", "dicembre"),
)
IN_WORDS = re.compile(r"(\d{1,2})[°º]? ([a-z]+) (\d{4})")
# A spreadsheet counts days from here; a number outside these years is something else.
FIRST, SERIAL, YEARS = date(1899, 12, 30), re.compile(r"\d{5}"), range(1950, 2101)


def section_of(text: str) -> RuntsSection | None:
    """The section that some words name, or its letter in the law; nothing if none, or several."""
    said = " ".join(re.findall(r"[a-z0-9]+", searchable(text).replace(".", "")))
    if letter := LETTER.fullmatch(said):
        return LETTERS[letter[1]]
    found = [one for one, look in SECTIONS.items() if re.search(rf"\b(?:{look})\b", said)]
    return found[0] if len(found) == 1 else None


def day_written(text: str) -> date | None:
    """A day as a spreadsheet or a person writes it: 03/03/2023, 3 marzo 2023, 44988."""
    said = searchable(text)
    if found := day_in(re.split(r"[ t](?=\d\d?:)", said)[0]):
        return found
    if SERIAL.fullmatch(said):
        found = FIRST + timedelta(days=int(said))
        return found if found.year in YEARS else None
    told = IN_WORDS.fullmatch(said)
    if told is None or told[2] not in MONTHS:
        return None
    return day_in(f"{told[1]}/{MONTHS.index(told[2]) + 1}/{told[3]}")
