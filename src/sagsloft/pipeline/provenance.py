"""Where a result came from, so that an outsider can find the same from the same files."""

import json
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from sagsloft import __version__
from sagsloft.core.cpr import masked
from sagsloft.core.errors import UserError
from sagsloft.pipeline.checking import Check
from sagsloft.pipeline.question import Question, sha256
from sagsloft.sources import Key

__all__ = ["ensure_same_key", "provenance"]


def provenance(found: Check) -> dict[str, object]:
    """The files, the rules, the software and the moment, as they go into run.json."""
    zone = ZoneInfo(found.book.calendar.timezone)
    question = found.question
    return {
        "software": {"name": "sagsloft", "version": __version__},
        "source": {
            "name": found.reading.name,
            "files": [
                {**_file(file), "mapping": mapping and _file(mapping)}
                for file, mapping in zip(question.events, question.mapping_files, strict=True)
            ],
            "events": found.reading.events.height,
            "rejected_rows": found.rejected_rows,
            "pseudonyms": None if question.key is None else {"key": Key.load(question.key).fingerprint},
        },
        "rulebook": {
            "name": found.book.name.da,
            "country": found.book.country,
            "hash": found.book.hash,
            "standards": question.standards,
            "rules": [rule.id for rule in found.rules],
        },
        "as_of": found.as_of.astimezone(zone).isoformat(),
        "known_at": found.known_at and found.known_at.astimezone(zone).isoformat(),
        "seed": None,
        "notes": [{"id": note.message_id, **_without_cpr(note.values)} for note in found.notes],
    }


def ensure_same_key(question: Question, run: Path) -> None:
    """Raises UserError where an earlier run in the same folder made its pseudonyms with another key.

    The same child would have two names, and nobody could compare.
    """
    if question.key is None:
        return
    try:
        earlier = json.loads(run.read_text("utf-8"))["source"]["pseudonyms"]
    except (OSError, ValueError, LookupError, TypeError):
        return  # no run of ours
    if earlier is not None and earlier["key"] != Key.load(question.key).fingerprint:
        raise UserError("key.another", file=question.key, folder=run.parent)


def _file(path: Path) -> dict[str, object]:
    return {"file": masked(path.name), "sha256": sha256(path)}


def _without_cpr(values: Mapping[str, object]) -> dict[str, object]:
    """Files and sheets are sometimes named by a child's number."""
    return {name: masked(value) if isinstance(value, str) else value for name, value in values.items()}
