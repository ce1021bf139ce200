"""Calibration cases: cases of the same source whose right answers are known, read among the others and unmarked."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from sagsloft.core.cpr import masked
from sagsloft.core.errors import UserError
from sagsloft.core.protocols import Protocol
from sagsloft.core.scales import Answer
from sagsloft.core.tickets import one_text
from sagsloft.sources.identity import ensure_no_cpr_written

__all__ = ["read_calibration"]


def read_calibration(file: Path | None, protocol: Protocol) -> Mapping[str, Mapping[str, Answer]]:
    """The known answers by case and criterion, of `[[case]] case_id = "…", answers.A1 = "yes"`.

    Empty without a file. Raises UserError where the file cannot be used, or an answer is not of its criterion's scale.
    """
    if file is None:
        return {}
    try:
        text = file.read_text("utf-8-sig")
        entries = tomllib.loads(text)["case"]
        known = {one_text(str(each["case_id"])): dict(each["answers"]) for each in entries}
    except OSError as error:
        raise UserError("calibration.unreadable", file=file, detail=error.strerror or error) from error
    except (ValueError, LookupError, TypeError):
        raise UserError("calibration.not_understood", file=file) from None
    ensure_no_cpr_written(text, file)
    if not known or len(known) < len(entries) or not all(known.values()):
        raise UserError("calibration.not_understood", file=file)
    return {case: _answers(answers, protocol, file) for case, answers in known.items()}


def _answers(answers: Mapping[str, object], protocol: Protocol, file: Path) -> Mapping[str, Answer]:
    scales = {each.code: each.scale for each in protocol.criteria}
    for code, answer in answers.items():
        if code not in scales:
            raise UserError("calibration.unknown_criterion", file=file, code=masked(code))
        if answer not in scales[code].answers:
            allowed = " | ".join(scales[code].answers)
            raise UserError("calibration.wrong_answer", file=file, code=code, allowed=allowed)
    return {code: Answer(str(answer)) for code, answer in answers.items()}
