"""Answers as they stand in a form's cells, in words."""

from collections.abc import Iterator, Sequence

from sagsloft.core.forms import Field
from sagsloft.core.reviews import CaseReview, Response
from sagsloft.messages import Language, say

__all__ = ["filled_in"]

Place = tuple[str, str | None, Field]


def filled_in(reviews: Sequence[CaseReview], language: Language) -> dict[Place, str]:
    """The text of each cell that something is to stand in."""
    return {place: text for review in reviews for place, text in _cells(review, language) if text}


def _cells(review: CaseReview, language: Language) -> Iterator[tuple[Place, str]]:
    if review.criticality is not None:
        yield (review.case_id, None, Field.CRITICALITY), say(f"form.criticality_{review.criticality}", language)
    yield (review.case_id, None, Field.CRITICALITY_REASON), review.criticality_reason
    for code, response in review.responses.items():
        for field, text in _texts(response, language).items():
            yield (review.case_id, code, field), text


def _texts(response: Response, language: Language) -> dict[Field, str]:
    answer = "" if response.answer is None else say(f"form.answer_{response.answer}", language)
    return {
        Field.ANSWER: answer,
        Field.NUMBER: answer if response.number is None else str(response.number),
        Field.REASON: response.reason,
        Field.SOURCE: response.source,
        Field.GOOD_EXAMPLE: say("form.yes", language) if response.good_example else "",
    }
