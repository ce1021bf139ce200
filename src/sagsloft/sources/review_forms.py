"""Forms as the readers filled them in → reviews: all that can be used, and each slip with its sheet and cell."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sagsloft.core.errors import UserError
from sagsloft.core.forms import Field, FormKind, FormMap, Input
from sagsloft.core.protocols import Protocol, Subject
from sagsloft.core.reviews import CaseReview, Response
from sagsloft.core.scales import Answer, Criticality
from sagsloft.messages import Language
from sagsloft.sources.form_cells import FormCells, cells_of_map, column_of, read_cells, row_of, same_name
from sagsloft.sources.form_errors import FormError, error_at, told
from sagsloft.sources.form_trust import trust
from sagsloft.sources.form_values import FieldValue, Wrong, value_of

__all__ = ["FormError", "FormReading", "read_form", "told"]

OF_A_CASE = (Field.CRITICALITY, Field.CRITICALITY_REASON)
ANSWERS = (Field.ANSWER, Field.NUMBER, Field.CRITICALITY)
"""Beside which the other fields stand."""
Values = dict[Field, FieldValue]
Place = tuple[str, str | None]
"""A case, and a criterion of it or None."""


@dataclass(frozen=True, slots=True)
class FormReading:
    """A form read back: a record for each of its cases, in its order, and what could not be used."""

    map: FormMap
    reviews: tuple[CaseReview, ...]
    errors: tuple[FormError, ...]


def read_form(file: Path, protocol: Protocol) -> FormReading:
    """Read a form back. What is only missing is no error here: `core.reviews.gaps` tells it.

    Raises UserError where nothing of it can be used: no workbook, far too large, no form of ours, or one of another
    protocol. Whether it belongs to this round, its map's hash tells.
    """
    cells = read_cells(file)
    if not _belongs(cells.map, protocol):
        raise UserError("reading.another_protocol", file=file, protocol=protocol.id, version=protocol.version)
    trusted = trust(cells)
    found = _found(cells, protocol, trusted.refused)
    errors = (*trusted.errors, *found.errors, *_without_answer(cells.map, found, trusted.refused))
    return FormReading(cells.map, tuple(_reviews(cells.map, protocol, found.values)), _in_order(errors, cells.map))


def _belongs(form: FormMap, protocol: Protocol) -> bool:
    """Does every input ask for something that the protocol asks for?"""
    is_of_organisation = form.kind is FormKind.ORGANISATION
    return is_of_organisation is (protocol.subject is Subject.ORGANISATION) and all(
        _is_asked(each, protocol) for each in form.inputs
    )


def _is_asked(each: Input, protocol: Protocol) -> bool:
    if each.field in OF_A_CASE:
        return each.criterion is None and bool(protocol.criticality)
    scale = next((known.scale for known in protocol.criteria if known.code == each.criterion), None)
    is_answer = each.field in ANSWERS
    return scale is not None and (not is_answer or scale.is_number is (each.field is Field.NUMBER))


@dataclass(frozen=True, slots=True)
class _Found:
    """What a form's inputs say, by case and criterion; `faulty`: those that say nothing that can be used."""

    values: dict[Place, Values] = field(default_factory=dict)
    faulty: set[Input] = field(default_factory=set)
    errors: list[FormError] = field(default_factory=list)


def _found(cells: FormCells, protocol: Protocol, refused: frozenset[Input]) -> _Found:
    found = _Found()
    for each in cells.map.inputs:
        value = None if each in refused else _value(each, cells, protocol)
        if isinstance(value, Wrong):
            found.faulty.add(each)
            found.errors.append(error_at(each, value.message_id, value.values))
        elif value is not None:
            found.values.setdefault((each.case_id, each.criterion), {})[each.field] = value
    return found


def _value(each: Input, cells: FormCells, protocol: Protocol) -> FieldValue | Wrong | None:
    """None where nothing is written."""
    sheet = cells.sheets.get(same_name(each.sheet))
    if sheet is None:
        return None
    if each.address in sheet.broken:
        return Wrong("reading.no_value", {})
    text = sheet.texts.get(each.address, "")
    if not text.strip():
        return None
    scale = None if each.criterion is None else protocol.criterion(each.criterion).scale
    return value_of(each.field, text, scale, Language(cells.map.language))


def _without_answer(form: FormMap, found: _Found, refused: frozenset[Input]) -> Iterator[FormError]:
    """What is written beside an answer that is not given is kept, and said."""
    for each in form.inputs:
        beside = found.values.get((each.case_id, each.criterion), {})
        is_blank = each.field in ANSWERS and each.field not in beside
        if is_blank and beside and each not in found.faulty and each not in refused:
            yield error_at(each, "reading.answer_missing")


def _reviews(form: FormMap, protocol: Protocol, values: dict[Place, Values]) -> Iterator[CaseReview]:
    """A record for each case, also where none of its answers could be used."""
    asked: dict[str, dict[str, None]] = {}
    for each in form.inputs:
        asked.setdefault(each.case_id, {}).update({} if each.criterion is None else {each.criterion: None})
    for case, codes in asked.items():
        whole = values.get((case, None), {})
        judged = whole.get(Field.CRITICALITY)
        yield CaseReview(
            case_id=case,
            reviewer=form.reviewer,
            tracks=frozenset(protocol.criterion(code).track for code in codes),
            responses={code: _response(values[case, code]) for code in codes if (case, code) in values},
            criticality=judged if isinstance(judged, Criticality) else None,
            criticality_reason=str(whole.get(Field.CRITICALITY_REASON, "")),
        )


def _response(values: Values) -> Response:
    number = values.get(Field.NUMBER)
    answer = values.get(Field.ANSWER, number)
    return Response(
        answer=answer if isinstance(answer, Answer) else None,
        number=None if isinstance(number, Answer) or not isinstance(number, int) else number,
        reason=str(values.get(Field.REASON, "")),
        source=str(values.get(Field.SOURCE, "")),
        good_example=values.get(Field.GOOD_EXAMPLE) is True,
    )


def _in_order(errors: tuple[FormError, ...], form: FormMap) -> tuple[FormError, ...]:
    """Sheet by sheet in the order of the form, then row by row from left to right; a sheet as a whole first."""
    names = dict.fromkeys(same_name(cell.sheet) for cell in cells_of_map(form))
    order = {name: place for place, name in enumerate(names)}

    def place(error: FormError) -> tuple[int, int, int, str]:
        column = column_of(error.address)
        row = row_of(error.address) if error.address else 0
        return order[same_name(error.sheet)], row, len(column), column

    return tuple(sorted(errors, key=place))
