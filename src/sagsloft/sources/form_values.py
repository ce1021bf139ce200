"""What does the text in a form's cell say? An answer, a number, or the reader's own words.

A slip of case, of spaces or of a full stop is no mistake, and neither is the other language's word for an answer.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import polars as pl

from sagsloft.core.events import masked_shape
from sagsloft.core.forms import Field
from sagsloft.core.scales import Answer, Criticality, Scale
from sagsloft.messages import Language, say

__all__ = ["LONGEST_TEXT", "MOST", "FieldValue", "Wrong", "shape_of", "value_of"]

FieldValue = Answer | Criticality | int | bool | str
LONGEST_TEXT = 2_000
"""Characters of a reason or a source: enough for any, and no room for copying the file."""
MOST = 999_999
"""Of a number that is told: more is a slip of the keys."""
WHOLE = re.compile(r"[0-9]{1,6}")
TRUE, FALSE = "true", "false"
"""What a spreadsheet may make of `sand` and `falsk`."""
Choice = TypeVar("Choice", Answer, Criticality)


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a cell: the id of a sentence that says so and how to mend it, and its values."""

    message_id: str
    values: Mapping[str, object]


def value_of(field: Field, text: str, scale: Scale | None, language: Language) -> FieldValue | Wrong:
    """What a text that is not blank says in a field. `scale`: that of the criterion; `language`: that of the form."""
    match field:
        case Field.ANSWER if scale is not None:
            return _one_of(scale.answers, "answer", text, language)
        case Field.CRITICALITY:
            return _one_of(tuple(Criticality), "criticality", text, language)
        case Field.NUMBER:
            return _whole(text.strip(), scale.answers if scale is not None else ())
        case Field.GOOD_EXAMPLE:
            return _good_example(text, language)
        case _:
            return _own_words(re.sub("\r\n?", "\n", text.strip()))


def shape_of(text: str) -> str:
    """What a report of an error may show of it: `x` for each letter and `9` for each digit."""
    return str(pl.select(masked_shape(pl.lit(text.strip()))).item())


def _one_of(choices: tuple[Choice, ...], kind: str, text: str, language: Language) -> Choice | Wrong:
    place = _places(choices, kind).get(_plain(text))
    if place is not None:
        return choices[place]
    allowed = " · ".join(say(f"form.{kind}_{choice}", language) for choice in choices)
    return Wrong(f"reading.no_such_{kind}", {"found": shape_of(text), "allowed": allowed})


@cache
def _places(choices: tuple[Answer | Criticality, ...], kind: str) -> Mapping[str, int]:
    """Which choice each word of either language means; none means two."""
    return {_plain(say(f"form.{kind}_{each}", language)): n for n, each in enumerate(choices) for language in Language}


def _whole(text: str, answers: tuple[Answer, ...]) -> int | Answer | Wrong:
    """A number, or one of the words that can stand instead of it."""
    if WHOLE.fullmatch(text):
        return int(text)
    answer = _one_of(answers, "answer", text, Language.DANISH)
    return (
        Wrong("reading.not_a_number", {"found": shape_of(text), "most": MOST}) if isinstance(answer, Wrong) else answer
    )


def _good_example(text: str, language: Language) -> bool | Wrong:
    said = _plain(text)
    if said == FALSE:
        return False
    if said == TRUE or said in {_plain(say("form.yes", each)) for each in Language}:
        return True
    return Wrong("reading.not_a_good_example", {"found": shape_of(text), "yes": say("form.yes", language)})


def _own_words(text: str) -> str | Wrong:
    if len(text) > LONGEST_TEXT:
        return Wrong("reading.too_long", {"count": len(text), "most": LONGEST_TEXT})
    return text


def _plain(text: str) -> str:
    """Without what a slip of the hand changes."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split()).rstrip(". ")
