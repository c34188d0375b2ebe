from raccordo.parties.rules.codes import proper, tax_code_of, titled
from raccordo.parties.rules.likeness import Card, Roll, alike, host_of, telling_words
from raccordo.parties.rules.register import day_written, section_of

__all__ = [
    "Card",
    "Roll",
    "alike",
    "day_written",
    "host_of",
    "proper",
    "section_of",
    "tax_code_of",
    "telling_words",
    "titled",
]
