"""Lists of activities with conditions, as in `trigger = [{ activity = "…", where = { … } }]`."""

from dataclasses import dataclass
from difflib import get_close_matches

from sagsloft.core.rules import ANY_ACTIVITY, Condition, Given, IsFalse, IsTrue, OneOf, Pattern
from sagsloft.rulebook.tables import Table
from sagsloft.rulebook.vocabulary import Vocabulary

__all__ = ["PatternReader"]

A_PATTERN_LIST = '[{ activity = "…", where = { … } }]'
A_CONDITION = 'true | false | "…" | 1 | ["…"] | { given = true }'


@dataclass(frozen=True, slots=True)
class PatternReader:
    """Reads the patterns of one rule: they speak of the `vocabulary`, and `"*"` leaves out the `excluded`."""

    vocabulary: Vocabulary
    excluded: tuple[str, ...] = ()

    def read(self, table: Table, key: str, *, may_be_empty: bool = False) -> tuple[Pattern, ...]:
        items = table.tables(key, A_PATTERN_LIST)
        if not items and not may_be_empty:
            raise table.wrong(key, A_PATTERN_LIST)
        return tuple(self._pattern(item) for item in items)

    def check_activity(self, table: Table, key: str, activity: str) -> None:
        if activity not in self.vocabulary:
            similar = get_close_matches(activity, self.vocabulary, n=5, cutoff=0.0)
            raise table.mistake("unknown_activity", key, value=activity, allowed=", ".join(similar))

    def check_attribute(self, table: Table, key: str, attribute: str, activity: str) -> None:
        known = self._attributes_of(activity)
        if attribute not in known:
            allowed = ", ".join(known) or "[]"
            raise table.mistake("unknown_attribute", key, value=attribute, activity=activity, allowed=allowed)

    def _pattern(self, item: Table) -> Pattern:
        item.allow("activity", "where")
        activity = item.text("activity")
        if activity == ANY_ACTIVITY:
            return Pattern(activity, self._where(item, activity), self.excluded)
        self.check_activity(item, "activity", activity)
        return Pattern(activity, self._where(item, activity))

    def _where(self, item: Table, activity: str) -> dict[str, Condition]:
        if "where" not in item:
            return {}
        where = item.table("where")
        for attribute in where.entries:
            self.check_attribute(where, attribute, attribute, activity)
        return {attribute: _condition(where, attribute) for attribute in where.entries}

    def _attributes_of(self, activity: str) -> tuple[str, ...]:
        covered = self.vocabulary.values() if activity == ANY_ACTIVITY else (self.vocabulary[activity],)
        return tuple(dict.fromkeys(attribute for one in covered for attribute in one.attributes))


def _condition(where: Table, attribute: str) -> Condition:
    match where.entries[attribute]:
        case True:
            return IsTrue()
        case False:
            return IsFalse()
        case int(number):
            return OneOf((str(number),))
        case str(text) if text.strip():
            return OneOf((text,))
        case [_, *_] as texts if all(isinstance(text, str) and text.strip() for text in texts):
            return OneOf(tuple(str(text) for text in texts))
        case {"given": True, **others} if not others:
            return Given()
    raise where.wrong(attribute, A_CONDITION)
