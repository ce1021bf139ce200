"""The first sheet of a form: what it is, what to do at once, how far the reader has come, and what the answers mean."""

from collections.abc import Sequence

from xlsxwriter.utility import xl_rowcol_to_cell

from sagsloft.core.forms import FormKind
from sagsloft.core.protocols import Protocol
from sagsloft.core.scales import SCALES, Answer, Scale
from sagsloft.messages.wording import day, decimal
from sagsloft.render.review_answers import LONGEST
from sagsloft.render.review_cells import FormBook, FormSheet
from sagsloft.render.review_progress import Part
from sagsloft.render.terminal import in_language

__all__ = ["Start"]

WIDTHS, COUNTS = (26, 84, 22), (15, 15, 15, 10)
"""The columns of words, and those of what is missing with its status."""
ANSWERED = 3
"""The first column that counts what is missing."""


class Start:
    """The first sheet is made before the others, whose order it opens, and written after them, whose rows it counts."""

    def __init__(self, form: FormBook, protocol: Protocol) -> None:
        self._form = form
        self._protocol = protocol
        self._sheet: FormSheet = form.sheet(form.say("sheet_start"), (*WIDTHS, *COUNTS[-len(form.can_miss) - 1 :]))
        self._row = 1

    def write(self, parts: Sequence[Part]) -> None:
        form, head, language = self._form, self._form.head, self._form.head.language
        self._sheet.write(self._row, 0, form.title, "title")
        self._row += 2
        self._paragraph("round", form.say("round_text", round_id=head.round_id, reviewer=head.reviewer))
        self._paragraph("what", form.say(f"what_{form.kind}"))
        if head.invented:
            self._paragraph("invented", form.say("invented_text"))
        if form.kind is not FormKind.ORGANISATION:
            self._paragraph("at_once", form.say("at_once_text", leader=head.leader), "urgent")
        first, last, known = (day(each, language) for each in (*head.window, head.as_of.date()))
        self._paragraph("window", form.say("window_text", first=first, last=last))
        self._paragraph("known", form.say("known_text", day=known))
        self._overview(parts)
        self._paragraph("about", in_language(self._protocol.introduction, language).strip())
        self._guidance()
        self._paragraph("inspired", in_language(self._protocol.inspired_by, language).strip())
        self._meanings()

    def _guidance(self) -> None:
        """How to answer: what differs by what is asked for is told as it is here."""
        form, kind = self._form, self._form.kind
        self._paragraph("how", form.say("how_review" if kind is FormKind.REVIEW else "how_other"))
        if kind is not FormKind.ORGANISATION:
            self._paragraph("file_only", form.say("file_only_text"))
        reasons = "reasons_always" if form.always_reasoned else "reasons_scale"
        self._paragraph("reasons", form.say(reasons, most=decimal(LONGEST, form.head.language, 0)))
        if not form.always_reasoned:
            sources = "sources_organisation" if form.needs_sources else "sources"
            self._paragraph(sources, form.say(f"{sources}_text"))
            self._paragraph("good_examples", form.say("good_examples_text"))
        self._paragraph("hand_in", form.say("hand_in_text"))

    def _overview(self, parts: Sequence[Part]) -> None:
        """The sheets, and what is missing in each: live, with a sum."""
        form, first = self._form, self._row + 3
        self._title("overview")
        keys = ("sheet", "case", "read_for", *(f"lacking_{each}" for each in form.can_miss), "status")
        self._heading([form.say(each) for each in keys])
        for part in parts:
            self._sheet.link(self._row, 0, part.target, part.target[0], "link")
            self._counted((None, part.about, part.read_for), list(part.missing.values()))
        totals = []
        for column, key in enumerate(form.can_miss, ANSWERED):
            cells = ":".join(xl_rowcol_to_cell(row, column) for row in (first, first + len(parts) - 1))
            totals.append((f"SUM({cells})" if parts else "0", sum(part.missing[key][1] for part in parts)))
        self._counted((form.say("total"), "", ""), totals)
        self._row += 1

    def _counted(self, words: Sequence[str | None], counts: Sequence[tuple[str, int]]) -> None:
        """A row of the overview: its words, what is missing in it, and whether it is finished, in a word."""
        say, sheet = self._form.say, self._sheet
        for column, text in enumerate(words):
            if text is not None:
                sheet.write(self._row, column, text)
        for column, (formula, value) in enumerate(counts, ANSWERED):
            sheet.formula(self._row, column, formula, "number", value)
        last = ANSWERED + len(counts)
        cells = ":".join(xl_rowcol_to_cell(self._row, column) for column in (ANSWERED, last - 1))
        status = say("unfinished" if any(value for _, value in counts) else "finished")
        formula = f'IF(SUM({cells})=0,"{say("finished")}","{say("unfinished")}")'
        sheet.formula(self._row, last, formula, "text", status)
        self._row += 1

    def _meanings(self) -> None:
        """What each answer means, of the scales that are used."""
        used = {criterion.scale.code for criterion in self._protocol.criteria}
        self._row += 1
        self._title("how_to_answer")
        for scale in SCALES.values():
            if scale.code in used:
                self._scale(scale)

    def _scale(self, scale: Scale) -> None:
        form = self._form
        self._heading([form.say(f"scale_{scale.code}"), "", form.say("counts"), form.say("reason_needed")])
        if scale.is_number:
            self._cells(
                [form.say("whole_number"), form.say("means_number"), form.say("counts_not"), form.say("reason_may")]
            )
        for answer in scale.answers:
            needed = form.always_reasoned or answer in scale.needs_reason
            reason = form.say("reason_must" if needed else "reason_may")
            words = (f"answer_{answer}", f"means_{answer}", _counts_as(scale, answer))
            self._cells([*map(form.say, words), reason])
        self._row += 1

    def _paragraph(self, key: str, text: str, style: str = "paragraph") -> None:
        label = self._form.say(key)
        self._sheet.write(self._row, 0, label, "label")
        self._sheet.write(self._row, 1, text, style)
        self._sheet.fit(self._row, (label, text))
        self._row += 1

    def _title(self, key: str) -> None:
        self._row += 1
        self._sheet.band(self._row, self._form.say(key))
        self._row += 1

    def _heading(self, texts: Sequence[str]) -> None:
        self._cells(texts, "heading")

    def _cells(self, texts: Sequence[str], style: str = "text") -> None:
        for column, text in enumerate(texts):
            self._sheet.write(self._row, column, text, style)
        self._sheet.fit(self._row, texts)
        self._row += 1


def _counts_as(scale: Scale, answer: Answer) -> str:
    if not scale.counts(answer):
        return "counts_not"
    return "counts_met" if scale.meets(answer) else "counts_not_met"
