"""What is not written in the log: the part of an address that opens a door by itself."""

import logging
import re

# A personal link, a calendar, the letter by which one chooses a password.
KEYS = re.compile(r"(/risposte/|/calendario/|/password/nuova/[0-9A-Za-z]+-)[^/\s?]+")


class Unsaid(logging.Filter):
    """Every line leaves without its keys: who reads the log does not go in by it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = KEYS.sub(r"\1…", record.getMessage()), ()
        return True
