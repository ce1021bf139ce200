"""The `[[criteria]]` of a protocol: one question each, how it is answered, and which rule answers it too."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from itertools import pairwise

from sagsloft.core.protocols import Criterion, Origin, Subject
from sagsloft.core.rules import Citation, Text
from sagsloft.core.scales import SCALES, Answer, Scale, Track
from sagsloft.rulebook.tables import Table

__all__ = ["CriterionReader", "one_of"]

TEXTS = ("question", "relevant_when", "guidance")
KEYS = (
    "code",
    "theme",
    "track",
    "scale",
    "origin",
    "rule",
    "law_changed",
    "same_since",
    "formerly",
    "unit",
    "citations",
)
CODE = re.compile("[A-Z]{1,3}[0-9]{1,3}[a-z]?")
A_CODE = '"A1" | "A1a"'
SOME_CITATIONS = '[{ act = "…", section = "…", url = "…" }]'
RISING_DAYS = "[YYYY-MM-DD, …]"


@dataclass(frozen=True, slots=True)
class CriterionReader:
    """Reads the criteria of one `version` of a protocol: each belongs to one of the `themes`, and may name a rule."""

    version: int
    subject: Subject
    themes: Collection[str]
    rules: Collection[str]

    def read(self, table: Table) -> Criterion:
        table.allow(*KEYS, *TEXTS)
        scale = SCALES[_one(table, "scale", SCALES)]
        same_since = table.number("same_since", 1, self.version) if "same_since" in table else 1
        return Criterion(
            code=_code(table),
            theme=_one(table, "theme", self.themes),
            question=table.translated("question"),
            track=table.choice("track", Track),
            scale=scale,
            guidance=table.translated("guidance"),
            origin=table.choice("origin", Origin),
            relevant_when=table.possibly_translated("relevant_when"),
            citations=_citations(table),
            rule=self._rule(table, scale),
            same_since=same_since,
            formerly=self._formerly(table, same_since),
            law_changed=_law_changed(table),
            unit=_unit(table, scale),
        )

    def _rule(self, table: Table, scale: Scale) -> str | None:
        """A case's events meet a rule, late or not at all: no degree or number can be held against that."""
        rule = table.possible_text("rule")
        if rule is None:
            return None
        if self.subject is not Subject.CASE:
            raise table.mistake("only_with", "rule", allowed=f'subject = "{Subject.CASE}"')
        if Answer.NO not in scale.answers:
            fitting = one_of(each.code for each in SCALES.values() if Answer.NO in each.answers)
            raise table.mistake("only_with", "rule", allowed=f"scale = {fitting}")
        if rule not in self.rules:
            similar = get_close_matches(rule, sorted(self.rules), n=5, cutoff=0.0)
            raise table.mistake("unknown_rule_named", "rule", value=rule, allowed=", ".join(similar))
        return rule

    def _formerly(self, table: Table, same_since: int) -> str | None:
        """Only a criterion that goes back to an earlier version can have had another name there."""
        if "formerly" in table and same_since == self.version:
            raise table.mistake("only_with", "formerly", allowed=f"same_since < {self.version}")
        return table.possible_text("formerly")


def one_of(texts: Iterable[str]) -> str:
    """What is allowed, as it is written in TOML."""
    return " | ".join(f'"{text}"' for text in texts)


def _one(table: Table, key: str, texts: Collection[str]) -> str:
    allowed = one_of(texts)
    text = table.text(key, allowed)
    if text not in texts:
        raise table.wrong(key, allowed)
    return text


def _code(table: Table) -> str:
    code = table.text("code", A_CODE)
    if not CODE.fullmatch(code):
        raise table.wrong("code", A_CODE)
    return code


def _citations(table: Table) -> tuple[Citation, ...]:
    return tuple(map(_citation, table.tables("citations", SOME_CITATIONS))) if "citations" in table else ()


def _citation(table: Table) -> Citation:
    table.allow("act", "section", "url")
    return Citation(act=table.text("act"), section=table.text("section"), url=table.possible_text("url") or "")


def _law_changed(table: Table) -> tuple[date, ...]:
    days = table.entries.get("law_changed", [])
    # A timestamp is a date to Python: the law changes on a day.
    if not isinstance(days, list) or not all(isinstance(day, date) and not isinstance(day, datetime) for day in days):
        raise table.wrong("law_changed", RISING_DAYS)
    if not all(earlier < later for earlier, later in pairwise(days)):
        raise table.wrong("law_changed", RISING_DAYS)
    return tuple(days)


def _unit(table: Table, scale: Scale) -> Text | None:
    """What a number counts; an answer in words has no unit."""
    if scale.is_number:
        return table.translated("unit")
    if "unit" in table:
        raise table.mistake("only_with", "unit", allowed='scale = "number"')
    return None
