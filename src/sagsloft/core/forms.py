"""A form that a reader fills in: which cell holds what, so that a form can be read back and every slip be addressed.

The map is written into the form itself, hidden; its hash is kept in the round, so that a form from an older draw, or
one whose map was changed, is seen.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

__all__ = ["Field", "Fixed", "FormKind", "FormMap", "FormName", "Input"]


class FormKind(StrEnum):
    """What a form asks for."""

    REVIEW = "review"
    """One reader's cases, blind."""
    ORGANISATION = "organisation"
    """Steering and management, from documents and interviews."""
    EVENTS = "events"
    """Where a reader's answers and the events' own differ: why?"""
    ADJUDICATION = "adjudication"
    """Where two readers differ: the final answer, by a third."""


NAME = re.compile(rf"([1-9][0-9]{{0,3}})-({'|'.join(FormKind)})(?:-([2-9]|[1-9][0-9]{{1,3}}))?")


@dataclass(frozen=True, slots=True)
class FormName:
    """What a form is called, and what was read of it: `1-review`, and the reader's next `1-review-2`.

    `number`: the reader's in the round, from 1; `form`: which of the reader's forms of that kind, from 1.
    """

    number: int
    kind: FormKind
    form: int = 1

    def __str__(self) -> str:
        return f"{self.number}-{self.kind}" + (f"-{self.form}" if self.form > 1 else "")

    @classmethod
    def of(cls, file: str) -> "FormName | None":
        """Of a file, whatever comes after its first dot; None where it is called otherwise."""
        found = NAME.fullmatch(file.partition(".")[0])
        return None if found is None else cls(int(found[1]), FormKind(found[2]), int(found[3] or 1))


class Field(StrEnum):
    """What an input cell holds, of a criterion or (the last two) of a case as a whole."""

    ANSWER = "answer"
    NUMBER = "number"
    REASON = "reason"
    SOURCE = "source"
    GOOD_EXAMPLE = "good_example"
    CRITICALITY = "criticality"
    CRITICALITY_REASON = "criticality_reason"


@dataclass(frozen=True, slots=True)
class Input:
    """A cell that the reader fills in. `case_id` is "" where the subject is the organisation."""

    sheet: str
    address: str
    field: Field
    case_id: str
    criterion: str | None = None


@dataclass(frozen=True, slots=True)
class Fixed:
    """A cell that must stand as it was written: a heading, a criterion's code, a case's number."""

    sheet: str
    address: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormMap:
    """Everything that is needed to read one form back. `language`: of its words ("da" or "en")."""

    kind: FormKind
    round_id: str
    reviewer: str
    language: str
    inputs: tuple[Input, ...]
    fixed: tuple[Fixed, ...]

    @property
    def sha256(self) -> str:
        written = json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(written.encode()).hexdigest()

    def as_json(self) -> dict[str, object]:
        return {
            "kind": self.kind,
            "round_id": self.round_id,
            "reviewer": self.reviewer,
            "language": self.language,
            "inputs": [asdict(each) for each in self.inputs],
            "fixed": [asdict(each) for each in self.fixed],
        }

    @classmethod
    def from_json(cls, content: Mapping[str, object]) -> "FormMap":
        """Raises ValueError, KeyError or TypeError where it is no map."""
        inputs, fixed = content["inputs"], content["fixed"]
        if not isinstance(inputs, list) or not isinstance(fixed, list):
            raise TypeError(type(inputs))
        return cls(
            kind=FormKind(str(content["kind"])),
            round_id=str(content["round_id"]),
            reviewer=str(content["reviewer"]),
            language=str(content["language"]),
            inputs=tuple(Input(**{**each, "field": Field(each["field"])}) for each in inputs),
            fixed=tuple(Fixed(**each) for each in fixed),
        )
