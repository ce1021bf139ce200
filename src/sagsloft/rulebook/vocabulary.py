"""The vocabulary: the activities that rules may speak of, and the attributes of each."""

import re
from collections.abc import Iterable, Mapping

from sagsloft.core.rules import Text
from sagsloft.rulebook.book import Activity
from sagsloft.rulebook.tables import Table

__all__ = ["Vocabulary", "read_vocabulary"]

Vocabulary = Mapping[str, Activity]

NAME = re.compile("[a-z][a-z0-9_]*")
A_NAME = "a-z, 0-9, _"


def read_vocabulary(tables: Iterable[Table]) -> Vocabulary:
    """The activities of all folders: a later one may add activities, rename them and give them more attributes."""
    vocabulary: dict[str, Activity] = {}
    for table in tables:
        for code in table.entries:
            if not NAME.fullmatch(code):
                raise table.mistake("unknown_key", code, allowed=A_NAME)
            vocabulary[code] = _activity(table.table(code), code, vocabulary.get(code))
    return vocabulary


def _activity(table: Table, code: str, earlier: Activity | None) -> Activity:
    table.allow("da", "en", "attributes")
    known = earlier.attributes if earlier else ()
    # What a law asks about stays, whether or not a later folder repeats it.
    return Activity(
        code=code,
        label=Text(da=table.text("da"), en=table.text("en")),
        attributes=tuple(dict.fromkeys((*known, *_attributes(table)))),
    )


def _attributes(table: Table) -> tuple[str, ...]:
    attributes = table.texts("attributes") if "attributes" in table else ()
    if not all(NAME.fullmatch(attribute) for attribute in attributes):
        raise table.wrong("attributes", A_NAME)
    return attributes
