"""How broad is a text in a drawing, whatever font draws it, and where does it break into lines?

A machine's fonts are not known, so every letter is given the breadth that it has in the broadest of the usual ones
(DejaVu Sans). What fits by these numbers fits everywhere.
"""

from itertools import accumulate

from sagsloft.render.chart_grammar import LETTERS

__all__ = ["LINE_HEIGHT", "breadth", "wrapped"]

LINE_HEIGHT = 17.0
GROUPS = {"ijlI.,:;|' ": 0.34, "frt()[]/-’!": 0.42, "mwMW@%&+=½æÆ": 1.0}
OF_CAPITAL, OF_OTHER = 0.79, 0.64
"""In font sizes."""


def breadth(text: str) -> float:
    """In the drawing's units, and never too little."""
    return LETTERS * sum(map(_of, text))


def wrapped(text: str, most: float) -> tuple[str, ...]:
    """The text in lines of at most that breadth. A word that is broader than a line is broken."""
    lines: list[str] = []
    line = ""
    for word in (part for each in text.split() for part in _parts(each, most)):
        longer = f"{line} {word}" if line else word
        if line and breadth(longer) > most:
            lines.append(line)
            longer = word
        line = longer
    return (*lines, line)


def _of(letter: str) -> float:
    found = next((breadth for letters, breadth in GROUPS.items() if letter in letters), None)
    if found is not None:
        return found
    return OF_CAPITAL if letter.isupper() else OF_OTHER


def _parts(word: str, most: float) -> list[str]:
    """The word, or as much of it at a time as a line holds."""
    parts: list[str] = []
    while breadth(word) > most and len(word) > 1:
        fits = max(1, sum(reach <= most for reach in accumulate(LETTERS * _of(letter) for letter in word)))
        parts.append(word[:fits])
        word = word[fits:]
    return [*parts, word]
