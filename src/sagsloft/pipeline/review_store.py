"""What the readers answered, kept beside a round: one JSON file for each form that was read.

`reviews/<number>-<kind>.json`: the reader's number in the round, never a name, and what the form asked for; `-2` behind
it is the reader's second form of that kind. Answers are corrected in the form, which is read again, and never here: the
seal would be broken.
"""

from pathlib import Path

from sagsloft.core.cpr import holds_cpr
from sagsloft.core.errors import UserError
from sagsloft.core.forms import FormKind, FormName
from sagsloft.pipeline.review_json import FormFile, StoredReviews, as_json, stored_of
from sagsloft.pipeline.sealed import read_sealed, write_sealed
from sagsloft.render.files import together

__all__ = ["REVIEWS", "FormFile", "StoredReviews", "load_reviews", "write_reviews"]

REVIEWS = "reviews"
FORMAT = "sagsloft-reviews-1"


def write_reviews(folder: Path, stored: StoredReviews) -> None:
    """Keep them in the round's folder, in the place of what was read from an earlier copy of the form.

    Raises UserError where they cannot be written, or something in them has the shape of a CPR number.
    """
    if any(map(holds_cpr, stored.texts())):
        raise UserError("reading.cpr_in_reviews")
    with together(folder / REVIEWS) as hidden:
        write_sealed(as_json(stored), FORMAT, hidden / f"{stored.name}.json")


def load_reviews(folder: Path) -> tuple[StoredReviews, ...]:
    """All that were read so far, by the readers' numbers; none where no form was read yet.

    Raises UserError where a file cannot be opened, was changed by another hand, or does not belong there.
    """
    files = [file for file in sorted((folder / REVIEWS).glob("*.json")) if not file.name.startswith(".")]
    stray = next((file for file in files if FormName.of(file.stem) is None), None)
    if stray is not None:
        raise UserError("reading.stray_reviews", file=stray)
    order = list(FormKind)
    return tuple(sorted(map(_load, files), key=lambda each: (each.number, order.index(each.kind), each.form)))


def _load(file: Path) -> StoredReviews:
    try:
        stored = stored_of(read_sealed(file, FORMAT))
    except (KeyError, RecursionError, TypeError, ValueError):
        raise UserError("sealed.not_ours", file=file) from None
    if f"{stored.name}.json" != file.name:
        raise UserError("reading.stray_reviews", file=file)
    return stored
