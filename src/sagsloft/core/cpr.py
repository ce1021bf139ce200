"""What has the shape of a CPR number: a day, a month and a year in six digits, and four more."""

import re

__all__ = ["CPR_SHAPE", "holds_cpr", "is_cpr_shaped", "masked"]

DATE = r"(?:(?:0[1-9]|[12]\d)(?:0[1-9]|1[0-2])|30(?:0[13-9]|1[0-2])|31(?:0[13578]|1[02]))\d\d"
DASH = "[-\u00ad\u2010-\u2015\u2212]"
"""The hyphen, and what text editors make of it: soft, unbreakable, dashes, minus."""
NUMBER = rf"{DATE}\s?{DASH}?\s?\d{{4}}"
EDGE = "[^0-9A-Fa-f]"
"""Digits inside a longer number, or inside the hexadecimal digits of a UUID or a hash, are no CPR number."""
CPR_SHAPE = rf"(?:^|{EDGE}){NUMBER}(?:{EDGE}|$)"
"""As a pattern that Polars and Python both understand. 29 February counts in every year: the century is not known."""

FOUND = re.compile(rf"(?<![0-9A-Fa-f]){NUMBER}(?![0-9A-Fa-f])")
WHOLE = re.compile(NUMBER)


def is_cpr_shaped(text: str) -> bool:
    """Is it a CPR number and nothing else?"""
    return WHOLE.fullmatch(text) is not None


def holds_cpr(text: str) -> bool:
    """Is there one anywhere in it?"""
    return FOUND.search(text) is not None


def masked(text: str) -> str:
    """The text with every digit of what may be a CPR number replaced."""
    return FOUND.sub(lambda found: re.sub(r"\d", "9", found[0]), text)
