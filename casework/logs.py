"""What the log may tell: no identity number and no telephone number, wherever one slips in."""

import logging
import re

LONG_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def masked(text: str) -> str:
    """The text with eighteen-digit numbers and mobile numbers cut to their last four characters."""
    text = LONG_NUMBER.sub(lambda found: "*" * 14 + found[0][-4:], text)
    return PHONE.sub(lambda found: "*" * 7 + found[0][-4:], text)


class MaskedFormatter(logging.Formatter):
    """Masks the whole line, tracebacks included."""

    def format(self, record):
        return masked(super().format(record))
