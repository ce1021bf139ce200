"""How does a reader answer one question? Its input cells, what they accept, and a live word for what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell

from sagsloft.core.forms import Field
from sagsloft.core.protocols import Criterion
from sagsloft.core.scales import Answer, Criticality
from sagsloft.messages.wording import decimal
from sagsloft.render.review_cells import FormSheet, quoted

__all__ = ["LONGEST", "Places", "Question", "ask"]

LONGEST = 2_000
"""Characters of a reason or a source."""
MOST = 999_999
"""Of a number: more is a slip of the keys."""
GRAVE = (Criticality.CRITICAL, Criticality.WORRYING)


@dataclass(frozen=True, slots=True)
class Places:
    """The columns of a question's cells."""

    answer: int
    missing: int
    reason: int
    source: int | None = None
    good_example: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a row asks. `criterion`: None asks for the criticality of the case. `given`: the answer that stands there
    from the beginning.
    """

    case_id: str
    criterion: Criterion | None
    given: Answer | None = None

    @property
    def code(self) -> str | None:
        return None if self.criterion is None else self.criterion.code

    @property
    def holds(self) -> Field:
        if self.criterion is None:
            return Field.CRITICALITY
        return Field.NUMBER if self.criterion.scale.is_number else Field.ANSWER

    @property
    def answers(self) -> tuple[str, ...]:
        """The ids of the answers that it takes, instead of a number where it takes one."""
        if self.criterion is None:
            return tuple(f"criticality_{each}" for each in Criticality)
        return tuple(f"answer_{each}" for each in self.criterion.scale.answers)

    @property
    def reasoned(self) -> tuple[str, ...]:
        """The ids of those that are nothing without a reason."""
        if self.criterion is None:
            return tuple(f"criticality_{each}" for each in GRAVE)
        scale = self.criterion.scale
        return tuple(f"answer_{each}" for each in scale.answers if each in scale.needs_reason)


def ask(sheet: FormSheet, row: int, question: Question, places: Places) -> None:
    """Write the inputs of a question, what they accept, and the word for what is missing."""
    code = question.code
    _answer(sheet, row, question, places.answer)
    reason = Field.CRITICALITY_REASON if code is None else Field.REASON
    for column, holds in ((places.reason, reason), (places.source, Field.SOURCE)):
        if column is not None and (code is not None or holds is reason):
            sheet.input(row, column, (holds, question.case_id, code))
            _accept(sheet, row, column, _length(), "length", most=decimal(LONGEST, sheet.form.head.language, 0))
    if places.good_example is not None and code is not None:
        sheet.input(row, places.good_example, (Field.GOOD_EXAMPLE, question.case_id, code))
        _accept(sheet, row, places.good_example, _listed(sheet, ["yes"]), "good_example")
    lacking = _lacking_now(sheet, question, places)
    sheet.lacking.update([lacking] if lacking else [])
    told = sheet.form.say(f"missing_{lacking}") if lacking else ""
    sheet.formula(row, places.missing, _lacks(sheet, row, question, places), "missing", told)


def _answer(sheet: FormSheet, row: int, question: Question, column: int) -> None:
    holds = (question.holds, question.case_id, question.code)
    if question.holds is Field.NUMBER:
        sheet.input(row, column, holds, "input_number")
        words = [sheet.form.say(each) for each in question.answers]
        said = {"most": decimal(MOST, sheet.form.head.language, 0), "answers": ", ".join(words)}
        _accept(sheet, row, column, _whole(xl_rowcol_to_cell(row, column), words), "number", **said)
        return
    sheet.input(row, column, holds)
    if question.given is not None and (question.case_id, question.code, question.holds) not in sheet.form.filled:
        sheet.write(row, column, sheet.form.say(f"answer_{question.given}"), "input")
    _accept(sheet, row, column, _listed(sheet, question.answers), "answer")


def _lacking_now(sheet: FormSheet, question: Question, places: Places) -> str | None:
    """The first thing that is missing while the form is as it was written."""
    form, code = sheet.form, question.code
    reason = Field.CRITICALITY_REASON if code is None else Field.REASON
    answer, why, source = (
        form.filled.get((question.case_id, code, each), "") for each in (question.holds, reason, Field.SOURCE)
    )
    if not answer and question.given is not None:
        answer = form.say(f"answer_{question.given}")
    if not answer:
        return "answer"
    if not why and (form.always_reasoned or answer in {form.say(each) for each in question.reasoned}):
        return "reason"
    is_left_out = answer == form.say(f"answer_{Answer.NOT_RELEVANT}")
    return "source" if form.needs_sources and places.source is not None and not source and not is_left_out else None


def _lacks(sheet: FormSheet, row: int, question: Question, places: Places) -> str:
    """A formula for the first thing that is missing, in words; nothing where the question is answered."""
    say = sheet.form.say
    answer, reason = (xl_rowcol_to_cell(row, column) for column in (places.answer, places.reason))
    conditions = [(f'TRIM({answer})=""', "answer")]
    if sheet.form.always_reasoned:
        conditions.append((f'TRIM({reason})=""', "reason"))
    elif question.reasoned:
        grave = ",".join(f"TRIM({answer})={quoted(say(each))}" for each in question.reasoned)
        conditions.append((f'AND(OR({grave}),TRIM({reason})="")', "reason"))
    if sheet.form.needs_sources and places.source is not None:
        source, left_out = xl_rowcol_to_cell(row, places.source), quoted(say(f"answer_{Answer.NOT_RELEVANT}"))
        conditions.append((f'AND(TRIM({answer})<>{left_out},TRIM({source})="")', "source"))
    formula = '""'
    for condition, key in reversed(conditions):
        formula = f"IF({condition},{quoted(say(f'missing_{key}'))},{formula})"
    return formula


def _listed(sheet: FormSheet, ids: Sequence[str]) -> Mapping[str, object]:
    return {"validate": "list", "source": sheet.form.choices([sheet.form.say(each) for each in ids])}


def _whole(cell: str, words: Sequence[str]) -> Mapping[str, object]:
    """A whole number, or one of these words."""
    number, word = f"AND({cell}>=0,{cell}<={MOST},{cell}=INT({cell}))", f"TRIM({cell})"
    said = ",".join(f"{word}={quoted(each)}" for each in words)
    return {"validate": "custom", "value": f"=IF(ISNUMBER({cell}),{number},OR({said}))"}


def _length() -> Mapping[str, object]:
    return {"validate": "length", "criteria": "<=", "value": LONGEST}


def _accept(sheet: FormSheet, row: int, column: int, rule: Mapping[str, object], slip: str, **values: object) -> None:
    """Refuse anything else, in plain words."""
    say = sheet.form.say
    words = {"error_title": say(f"wrong_{slip}"), "error_message": say(f"wrong_{slip}_text", **values)}
    sheet.page.data_validation(row, column, row, column, {**rule, **words})
