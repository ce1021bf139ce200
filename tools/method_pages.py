"""What the pages of docs/method have in common."""

from collections.abc import Sequence

__all__ = ["MADE", "table"]

MADE = "Printed by `python tools/make_method.py`; CI checks that it is fresh.\n"


def table(headings: Sequence[object], rows: Sequence[Sequence[object]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"
