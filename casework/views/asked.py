"""The rows that a request names by their numbers."""

from collections.abc import Iterable

LONGEST = 18  # digits of a key that both databases can hold


def numbers(texts: Iterable[str]) -> list[int]:
    """The keys among the texts, in their order; what can be no row's key is left out."""
    return [int(text) for text in texts if text.isdecimal() and len(text) <= LONGEST]
