"""A per cent as people write it."""

import re
from decimal import Decimal

__all__ = ["percentage"]

WRITTEN = re.compile(r"([+-]?\d{1,9}(?:[.,]\d{1,9})?) ?%?")
ALL = 100


def percentage(text: str) -> Decimal | None:
    """`90`, `90 %`, `41,7` or `41.7`: exactly that; None where it is something else, or not from 0 to 100."""
    found = WRITTEN.fullmatch(text.strip()) if text.isascii() else None
    value = Decimal(found[1].replace(",", ".")) if found else None
    return value if value is not None and 0 <= value <= ALL else None
