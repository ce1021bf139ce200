"""A form's answers as JSON, and back: what was not said is left out of an answer, and nothing else is let in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sagsloft.core.forms import FormKind, FormName
from sagsloft.core.reviews import CaseReview, Response
from sagsloft.core.scales import Answer, Criticality, Track

__all__ = ["FormFile", "StoredReviews", "as_json", "stored_of"]

Entry = dict[str, object]
Kind = TypeVar("Kind", bool, int, str, dict[str, object], list[object])


@dataclass(frozen=True, slots=True)
class FormFile:
    """The form that the answers were read from: its name, and the SHA-256 of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReviews:
    """One form's answers. `number`: the reader's in the round, from 1; `on`: the day on which the form was read.

    `form`: which of the reader's forms of that kind, from 1: a reader gets a further one where the draw has grown.
    """

    number: int
    reviewer: str
    kind: FormKind
    on: date
    source: FormFile
    reviews: tuple[CaseReview, ...]
    form: int = 1

    def __post_init__(self) -> None:
        if min(self.number, self.form) < 1 or any(each.reviewer != self.reviewer for each in self.reviews):
            raise ValueError(self.number)

    @property
    def name(self) -> FormName:
        return FormName(self.number, self.kind, self.form)

    def texts(self) -> Iterator[str]:
        """Everything in it that someone wrote."""
        yield from (self.reviewer, self.source.name)
        for review in self.reviews:
            yield from (review.case_id, review.criticality_reason)
            for code, each in review.responses.items():
                yield from (code, each.reason, each.source, each.event_reason)


def as_json(stored: StoredReviews) -> Entry:
    return {
        "number": stored.number,
        "reviewer": stored.reviewer,
        "kind": stored.kind.value,
        **({"form": stored.form} if stored.form > 1 else {}),
        "on": stored.on.isoformat(),
        "source": {"file": stored.source.name, "sha256": stored.source.sha256},
        "reviews": [_of_review(each) for each in stored.reviews],
    }


def stored_of(content: Entry) -> StoredReviews:
    """Raises ValueError, KeyError or TypeError where this is not what `as_json` makes."""
    source, reviewer = _a(dict, content["source"]), _a(str, content["reviewer"])
    stored = StoredReviews(
        number=_a(int, content["number"]),
        reviewer=reviewer,
        kind=FormKind(_a(str, content["kind"])),
        on=date.fromisoformat(_a(str, content["on"])),
        source=FormFile(_a(str, source["file"]), _a(str, source["sha256"])),
        reviews=tuple(_review(_a(dict, each), reviewer) for each in _a(list, content["reviews"])),
        form=_a(int, content.get("form", 1)),
    )
    if as_json(stored) != content:
        raise ValueError(stored.number)
    return stored


def _of_review(review: CaseReview) -> Entry:
    return {
        "case_id": review.case_id,
        "tracks": [track.value for track in Track if track in review.tracks],
        "criticality": None if review.criticality is None else review.criticality.value,
        "criticality_reason": review.criticality_reason,
        "responses": {code: _of_response(each) for code, each in review.responses.items()},
    }


def _of_response(response: Response) -> Entry:
    said: Entry = {
        "answer": None if response.answer is None else response.answer.value,
        "number": response.number,
        "reason": response.reason or None,
        "source": response.source or None,
        "good_example": response.good_example or None,
        "first": None if response.first is None else response.first.value,
        "event_reason": response.event_reason or None,
    }
    return {name: value for name, value in said.items() if value is not None}


def _review(content: Entry, reviewer: str) -> CaseReview:
    judged = content["criticality"]
    return CaseReview(
        case_id=_a(str, content["case_id"]),
        reviewer=reviewer,
        tracks=frozenset(Track(_a(str, each)) for each in _a(list, content["tracks"])),
        responses={code: _response(_a(dict, each)) for code, each in _a(dict, content["responses"]).items()},
        criticality=None if judged is None else Criticality(_a(str, judged)),
        criticality_reason=_a(str, content["criticality_reason"]),
    )


def _response(content: Entry) -> Response:
    answer, number, first = (content.get(name) for name in ("answer", "number", "first"))
    return Response(
        answer=None if answer is None else Answer(_a(str, answer)),
        number=None if number is None else _a(int, number),
        reason=_a(str, content.get("reason", "")),
        source=_a(str, content.get("source", "")),
        good_example=_a(bool, content.get("good_example", False)),
        first=None if first is None else Answer(_a(str, first)),
        event_reason=_a(str, content.get("event_reason", "")),
    )


def _a(kind: type[Kind], value: object) -> Kind:
    """The value, which is of this very kind: a truth is no number here."""
    if type(value) is not kind:
        raise TypeError(kind)
    return value
