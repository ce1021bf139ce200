"""Two answers side by side: the reader's and the events', or those of two readers; and the one that stands."""

from collections.abc import Iterable, Mapping, Sequence

from sagsloft.core.protocols import Protocol
from sagsloft.core.reviews import CaseReview, Difference, Response
from sagsloft.render.review_answers import Places, Question, ask
from sagsloft.render.review_cells import FormBook, FormSheet
from sagsloft.render.review_criteria import criticality_guided, guided
from sagsloft.render.review_input import EventItem
from sagsloft.render.review_progress import Part, part
from sagsloft.render.terminal import in_language

__all__ = ["write_adjudication", "write_events"]

EVENTS_WIDTHS = {
    "code": 9,
    "question": 30,
    "own": 14,
    "events": 14,
    "why": 46,
    "now": 16,
    "missing": 11,
    "reason": 32,
}
WHY = 4
EVENTS_PLACES = Places(answer=5, missing=6, reason=7)
READERS_WIDTHS = {
    "code": 9,
    "question": 46,
    "reader_1": 28,
    "reader_2": 28,
    "final": 17,
    "missing": 11,
    "reason": 30,
}
ASKED = 1
READERS_PLACES = Places(answer=4, missing=5, reason=6)


def write_events(form: FormBook, protocol: Protocol, items: Sequence[EventItem]) -> list[Part]:
    """A table for each case, one below the other, in the order in which the cases come first."""
    sheet, row = _begin(form, "sheet_events", EVENTS_WIDTHS), 2
    parts = []
    for case_id in dict.fromkeys(each.case_id for each in items):
        found = [each for each in items if each.case_id == case_id]
        _case(sheet, row, case_id, EVENTS_WIDTHS)
        for place, item in enumerate(found, row + 2):
            criterion = protocol.criterion(item.criterion)
            sheet.fix(place, 0, item.criterion, "strong")
            question, why = in_language(criterion.question, form.head.language), "\n".join(item.why)
            for column, text in enumerate(
                (question, *(form.say(f"answer_{each}") for each in (item.own, item.events))), 1
            ):
                sheet.write(place, column, text)
            sheet.write(place, WHY, why, "guidance")
            sheet.fit(place, ("", question, "", "", why), small=WHY)
            ask(sheet, place, Question(case_id=case_id, criterion=criterion, given=item.own), EVENTS_PLACES)
        parts.append(part(sheet, (row, row + 1 + len(found)), EVENTS_PLACES, case_id))
        row += len(found) + 3
    return parts


def write_adjudication(form: FormBook, protocol: Protocol, disputes: Sequence[Difference]) -> list[Part]:
    """The same for two readers, who have no names here."""
    sheet, row = _begin(form, "sheet_adjudication", READERS_WIDTHS), 2
    parts = []
    for case_id in dict.fromkeys(each.case_id for each in disputes):
        found = [each for each in disputes if each.case_id == case_id]
        _case(sheet, row, case_id, READERS_WIDTHS)
        for place, dispute in enumerate(found, row + 2):
            _dispute(sheet, place, dispute, protocol)
        parts.append(part(sheet, (row, row + 1 + len(found)), READERS_PLACES, case_id))
        row += len(found) + 3
    return parts


def _begin(form: FormBook, name: str, widths: Mapping[str, float]) -> FormSheet:
    sheet = form.sheet(form.say(name), tuple(widths.values()))
    sheet.link(1, 0, (form.say("sheet_start"), 0), form.say("to_start"))
    sheet.page.freeze_panes(2, 0)
    sheet.page.repeat_rows(0)
    return sheet


def _case(sheet: FormSheet, row: int, case_id: str, columns: Iterable[str]) -> None:
    """The case that the rows below are about, and their headings."""
    sheet.band(row, "")
    sheet.fix(row, 0, case_id, "band")
    sheet.headings(row + 1, columns)


def _dispute(sheet: FormSheet, row: int, dispute: Difference, protocol: Protocol) -> None:
    form, language = sheet.form, sheet.form.head.language
    if dispute.criterion is None:
        criterion, asked = None, form.say("criticality_question")
        guidance = criticality_guided(form, protocol.criticality)
    else:
        criterion = protocol.criterion(dispute.criterion)
        asked, guidance = in_language(criterion.question, language), guided(form, criterion)
    told = [_told(form, review, dispute.criterion) for review in (dispute.first, dispute.second)]
    (sheet.write if criterion is None else sheet.fix)(row, 0, dispute.criterion or "", "strong")
    for column, (first, rest) in enumerate(((asked, guidance), *told), ASKED):
        sheet.lead(row, column, first, rest)
    sheet.fit(row, ["", *("\n".join(each) for each in ((asked, guidance), *told))], small=ASKED)
    ask(sheet, row, Question(case_id=dispute.case_id, criterion=criterion), READERS_PLACES)


def _told(form: FormBook, review: CaseReview, criterion: str | None) -> tuple[str, str]:
    """A reader's answer; and the reason and the place in the file, where they are given."""
    response = Response() if criterion is None else review.responses.get(criterion, Response())
    reason = review.criticality_reason if criterion is None else response.reason
    answer = "no_answer"
    if response.answer is not None:
        answer = f"answer_{response.answer}"
    elif criterion is None and review.criticality is not None:
        answer = f"criticality_{review.criticality}"
    rest = [form.say("reader_reason", reason=reason)] if reason else []
    rest += [form.say("reader_source", source=response.source)] if response.source else []
    return str(response.number) if response.number is not None else form.say(answer), "\n".join(rest)
