"""A round's counts → criteria. A small CSV file, one line for each criterion; no cases are in it."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from sagsloft.core.cpr import CPR_SHAPE
from sagsloft.core.errors import UserError
from sagsloft.core.estimates import Count
from sagsloft.core.rounds import CriterionCount
from sagsloft.sources.delimited import Delimited, open_delimited
from sagsloft.sources.kinds import Kind, kind_of
from sagsloft.sources.percentages import percentage
from sagsloft.sources.sheets import Options

__all__ = ["MOST_ANSWERS", "MOST_CASES", "read_round"]

MOST_ANSWERS = 2_500
"""Answers to one criterion: what the chances are worked out for in seconds."""
MOST_CASES = 100_000
"""Cases in a frame: more than the children of any municipality."""
REQUIRED = ("criterion", "relevant", "met", "frame", "law")
OPTIONAL = ("primary", "comparable", "goal")
WHOLE = re.compile(r"\d{1,9}")
YES, NO = {"ja", "yes", "true", "sand", "1"}, {"nej", "no", "false", "falsk", "0"}
OWN_WORDS = {"file.empty": "compare.empty", "file.no_header": "compare.no_header"}
"""What is said of events elsewhere, and of counts here."""

Row = dict[str, str]


def read_round(file: Path) -> tuple[CriterionCount, ...]:
    """The criteria in the order of the file. Raises UserError at the first thing that cannot be used."""
    sheet = _opened(file)
    _ensure_columns(sheet, file)
    raw = sheet.read([name for name in (*REQUIRED, *OPTIONAL) if name in sheet.columns])
    if raw.ragged:
        raise UserError("compare.too_many_fields", file=file, row=raw.ragged[0])
    if raw.table.is_empty():
        raise UserError("compare.no_criteria", file=file)
    rows = [{name: (text or "").strip() for name, text in row.items()} for row in raw.table.iter_rows(named=True)]
    criteria = tuple(_Line(file, number, row).criterion() for number, row in zip(raw.numbers, rows, strict=True))
    name, times = Counter(criterion.name for criterion in criteria).most_common(1)[0]
    if times > 1:
        raise UserError("compare.repeated", file=file, criterion=name)
    return criteria


def _opened(file: Path) -> Delimited:
    """Raises UserError where it is no text, or something in it has the shape of a CPR number."""
    try:
        kind = kind_of(file)
        sheet = open_delimited(file, Options())[0] if kind is Kind.TEXT else None
    except UserError as error:
        if error.message_id in OWN_WORDS:
            raise UserError(OWN_WORDS[error.message_id], file=file, columns=", ".join(REQUIRED)) from None
        raise
    if sheet is None:
        raise UserError("compare.not_csv", file=file)
    place = sheet.first_match(CPR_SHAPE)
    if place is not None:
        raise UserError("compare.cpr", file=file, row=place.row)
    return sheet


def _ensure_columns(sheet: Delimited, file: Path) -> None:
    missing = [name for name in REQUIRED if name not in sheet.columns]
    if missing:
        raise UserError("compare.missing_column", file=file, columns=", ".join(missing))
    unknown = [name for name in sheet.columns if name not in {*REQUIRED, *OPTIONAL}]
    if unknown:
        known = ", ".join((*REQUIRED, *OPTIONAL))
        raise UserError("compare.unknown_column", file=file, columns=", ".join(unknown), known=known)


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the file, and where it stands."""

    file: Path
    number: int
    row: Row

    def criterion(self) -> CriterionCount:
        for column in ("criterion", "law"):
            if not self.row[column]:
                raise self._wrong("missing", column=column)
        return CriterionCount(
            name=self.row["criterion"],
            count=self._count(),
            law=self.row["law"],
            primary=self._yes("primary"),
            comparable=self._yes("comparable"),
            goal=self._goal(),
        )

    def _count(self) -> Count:
        relevant, met = self._whole("relevant"), self._whole("met")
        frame = self._whole("frame") if self.row["frame"] else None
        if frame == 0:
            raise self._wrong("empty_frame")
        if met > relevant:
            raise self._wrong("more_met_than_relevant", met=met, relevant=relevant)
        if frame is not None and relevant > frame:
            raise self._wrong("more_relevant_than_frame", relevant=relevant, frame=frame)
        if relevant > MOST_ANSWERS or (frame or 0) > MOST_CASES:
            raise self._wrong("too_large", answers=MOST_ANSWERS, cases=MOST_CASES)
        return Count(relevant, met, frame)

    def _whole(self, column: str) -> int:
        text = self.row[column]
        if not text:
            raise self._wrong("no_count", column=column)
        if not (text.isascii() and WHOLE.fullmatch(text)):
            raise self._wrong("not_whole", column=column)
        return int(text)

    def _yes(self, column: str) -> bool | None:
        text = self.row.get(column, "").lower()
        if text and text not in YES | NO:
            raise self._wrong("not_yes_or_no", column=column)
        return text in YES if text else None

    def _goal(self) -> float | None:
        """A per cent, as a share; exact, so that a goal of 41.7 % is the same number as 417 of 1,000."""
        text = self.row.get("goal", "")
        if not text:
            return None
        goal = percentage(text)
        if goal is None:
            raise self._wrong("goal_outside")
        return float(goal / 100)

    def _wrong(self, what: str, **values: object) -> UserError:
        return UserError(f"compare.{what}", file=self.file, row=self.number, **values)
