"""The criteria of one theme as the rows of a table, each with what a reader must know to answer it."""

from collections.abc import Mapping, Sequence

from sagsloft.core.protocols import Criterion, ReviewTheme
from sagsloft.core.rules import Text
from sagsloft.core.scales import Criticality
from sagsloft.render.review_answers import Places, Question, ask
from sagsloft.render.review_cells import FormBook, FormSheet
from sagsloft.render.terminal import in_language

__all__ = ["PLACES", "WIDTHS", "columns", "criticality_guided", "guided", "write_criticality", "write_theme"]

WIDTHS = {
    "code": 15,
    "question": 30,
    "guidance": 56,
    "answer": 18,
    "missing": 11,
    "reason": 34,
    "source": 15,
    "good_example": 9,
}
"""The columns: up to the reason they stand side by side on a screen of 1,280 pixels. The first holds the dates of a
timeline too."""
GUIDANCE = 2
PLACES = Places(answer=3, missing=4, reason=5, source=6, good_example=7)


def write_theme(sheet: FormSheet, row: int, theme: ReviewTheme, criteria: Sequence[Criterion], case_id: str) -> int:
    """Write it from that row on; the row after it."""
    language = sheet.form.head.language
    sheet.band(row, in_language(theme.title, language))
    sheet.headings(row + 1, columns(sheet.form))
    for place, criterion in enumerate(criteria, row + 2):
        question, guidance = in_language(criterion.question, language), guided(sheet.form, criterion)
        sheet.fix(place, 0, criterion.code, "strong")
        sheet.write(place, 1, question)
        sheet.write(place, GUIDANCE, guidance, "guidance")
        sheet.fit(place, (criterion.code, question, guidance), small=GUIDANCE)
        ask(sheet, place, Question(case_id=case_id, criterion=criterion), PLACES)
    return row + 2 + len(criteria)


def write_criticality(sheet: FormSheet, row: int, meanings: Mapping[Criticality, Text], case_id: str) -> int:
    """The judgement of the case as a whole; the row that asks for it."""
    form = sheet.form
    sheet.band(row, form.say("criticality_title"))
    sheet.headings(row + 1, columns(form)[: PLACES.reason + 1])
    question, guidance = form.say("criticality_question"), criticality_guided(form, meanings)
    sheet.write(row + 2, 0, "")
    sheet.write(row + 2, 1, question)
    sheet.write(row + 2, GUIDANCE, guidance, "guidance")
    sheet.fit(row + 2, ("", question, guidance), small=GUIDANCE)
    ask(sheet, row + 2, Question(case_id=case_id, criterion=None), PLACES)
    return row + 2


def columns(form: FormBook) -> list[str]:
    """The keys of the headings: a judgement of the organisation has a source, and no place in a file."""
    return [f"{key}_organisation" if key == "source" and form.needs_sources else key for key in WIDTHS]


def guided(form: FormBook, criterion: Criterion) -> str:
    """When it is relevant, how to judge it, in which unit to count, and where the law is written."""
    language = form.head.language
    parts = [in_language(criterion.guidance, language).strip()]
    if criterion.relevant_when is not None:
        condition = in_language(criterion.relevant_when, language).strip()
        parts.insert(0, form.say("relevant_when", condition=condition))
    if criterion.unit is not None:
        answers = ", ".join(form.say(f"answer_{each}") for each in criterion.scale.answers)
        parts.append(form.say("in_unit", unit=in_language(criterion.unit, language), answers=answers))
    if criterion.citations:
        parts.append(form.say("law", citations=" · ".join(map(str, criterion.citations))))
    return "\n".join(parts)


def criticality_guided(form: FormBook, meanings: Mapping[Criticality, Text]) -> str:
    """What each judgement of a whole case means, a line for each."""
    told = {form.say(f"criticality_{each}"): in_language(text, form.head.language) for each, text in meanings.items()}
    return "\n".join(form.say("criticality_means", word=word, meaning=text.strip()) for word, text in told.items())
