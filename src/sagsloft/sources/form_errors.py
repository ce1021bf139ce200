"""A slip in a form: what is wrong, and in which cell of which sheet."""

from collections.abc import Mapping
from dataclasses import dataclass

from sagsloft.core.forms import Fixed, Input
from sagsloft.messages import Language, say

__all__ = ["FormError", "error_at", "told"]


@dataclass(frozen=True, slots=True)
class FormError:
    """`address` is "" where it is the sheet as a whole.

    `values` hold no case's number, and of what the reader wrote the shape alone.
    """

    sheet: str
    address: str
    message_id: str
    values: Mapping[str, object]


def error_at(cell: Input | Fixed, message_id: str, values: Mapping[str, object] | None = None) -> FormError:
    return FormError(cell.sheet, cell.address, message_id, values or {})


def told(error: FormError, language: Language) -> str:
    """`Sag 03, celle F17: …`."""
    place = "reading.at_cell" if error.address else "reading.at_sheet"
    what = say(error.message_id, language, **error.values)
    return say(place, language, sheet=error.sheet, address=error.address, what=what)
