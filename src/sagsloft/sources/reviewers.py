"""Who reads the cases? Names with commas between them, or a TOML file:

[[reviewer]]
name = "Anna Holm"
known_as = ["ahol"]        what the case system calls them; whoever stands so in a case's events never reads it
tracks = ["legal"]         what they judge: "legal", "professional" or both, which is usual
leader = true              leads those whose cases are read
"""

import tomllib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sagsloft.core.cpr import holds_cpr
from sagsloft.core.errors import UserError
from sagsloft.core.review_round import Reviewer
from sagsloft.core.scales import Track
from sagsloft.sources.identity import ensure_no_cpr_written

__all__ = ["read_reviewers"]

KEYS = ("name", "known_as", "tracks", "leader")
FEWEST = 2
"""Names in a line; one alone is most often a slip, and can be said in a file."""
LONGEST_NAME = 100
"""Characters: of what is shown on each sheet."""


def read_reviewers(text_or_file: str) -> tuple[Reviewer, ...]:
    """The readers in the order in which they were named; a text that ends with `.toml` is the path of a file.

    Raises UserError where they cannot be used. That no name stands twice, `core.review_round.assign` sees to.
    """
    if text_or_file.strip().lower().endswith(".toml"):
        return _in_file(Path(text_or_file.strip()))
    if holds_cpr(text_or_file):
        raise UserError("reading.cpr_in_names")
    names = [" ".join(each.split()) for each in text_or_file.split(",")]
    if len(names) < FEWEST:
        raise UserError("reading.one_reviewer")
    if not all(names):
        raise UserError("reading.empty_name")
    if not all(map(_is_name, names)):
        raise UserError("reading.bad_name", most=LONGEST_NAME)
    return tuple(map(Reviewer, names))


def _in_file(file: Path) -> tuple[Reviewer, ...]:
    text = _written(file)
    ensure_no_cpr_written(text, file)
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UserError("reading.reviewers_not_toml", file=file, detail=error) from None
    _only(content, "", ("reviewer",), file)
    items = content.get("reviewer", [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise UserError("mapping.wrong_value", file=file, key="reviewer", allowed="[[reviewer]]")
    if not items:
        raise UserError("reading.no_reviewers", file=file)
    return tuple(_Entry(file, f"reviewer[{place}].", item).reviewer() for place, item in enumerate(items, start=1))


def _written(file: Path) -> str:
    with suppress(OSError, ValueError):
        if file.is_file():
            try:
                return file.read_text("utf-8-sig")
            except UnicodeDecodeError as error:
                raise UserError("reading.reviewers_not_toml", file=file, detail=error) from None
    raise UserError("reading.reviewers_unreadable", file=file)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One reader as written, and where."""

    file: Path
    key: str
    content: dict[str, Any]

    def reviewer(self) -> Reviewer:
        _only(self.content, self.key, KEYS, self.file)
        if "name" not in self.content:
            raise UserError("mapping.missing_key", file=self.file, key=f"{self.key}name")
        name, is_leader = self.content["name"], self.content.get("leader", False)
        if not isinstance(name, str) or not _is_name(name):
            raise self._wrong("name", '"Anna Holm"')
        if not isinstance(is_leader, bool):
            raise self._wrong("leader", "true | false")
        known_as = self._texts("known_as")
        if not all(map(_is_name, known_as)):
            raise self._wrong("known_as", '["ahol"]')
        return Reviewer(" ".join(name.split()), known_as, self._tracks(), is_leader)

    def _tracks(self) -> frozenset[Track]:
        written = self._texts("tracks") if "tracks" in self.content else tuple(Track)
        if not written or not set(written) <= set(Track):
            raise self._wrong("tracks", " | ".join(f'["{each}"]' for each in Track))
        return frozenset(map(Track, written))

    def _texts(self, key: str) -> tuple[str, ...]:
        items = self.content.get(key, [])
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            raise self._wrong(key, '["…"]')
        return tuple(items)

    def _wrong(self, key: str, allowed: str) -> UserError:
        return UserError("mapping.wrong_value", file=self.file, key=self.key + key, allowed=allowed)


def _only(content: dict[str, Any], prefix: str, allowed: tuple[str, ...], file: Path) -> None:
    for key in content:
        if key not in allowed:
            raise UserError("mapping.unknown_key", file=file, key=prefix + key, allowed=", ".join(allowed))


def _is_name(text: str) -> bool:
    """Something that can be read, on one line."""
    return bool(text.strip()) and len(text) <= LONGEST_NAME and text.isprintable()
