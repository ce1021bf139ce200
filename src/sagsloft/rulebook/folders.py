"""Rulebook folders on disk: which files they hold, which of them is the base, and the fingerprint of all."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sagsloft.core.errors import UserError
from sagsloft.rulebook.tables import Table

__all__ = ["ACTIVITIES", "COUNTRY", "HOLIDAYS", "SHIPPED", "Folder", "content_hash", "open_folders"]

SHIPPED = Path(__file__).resolve().parent
"""The Danish rulebook."""

COUNTRY = "rulebook.toml"
ACTIVITIES = "activities.toml"
HOLIDAYS = "holidays.toml"
RULES = "deadlines/<a-z, 0-9, ->.toml"
RULE_FILE = re.compile(r"deadlines/([a-z0-9-]+)\.toml")
PROTOCOLS = "protocols"
"""Review protocols lie beside the rules, are no part of them and have a reader of their own."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as it was read: each TOML file's path in the folder, and its bytes.

    The base is a whole country's rulebook; any other folder is an overlay, which adds to it. A folder is `named` when
    the user asked for it, so all but the shipped one.
    """

    path: Path
    is_base: bool
    is_named: bool
    contents: Mapping[str, bytes]

    @property
    def layout(self) -> tuple[str, ...]:
        """The files that may be here; a base needs them all."""
        return (COUNTRY, ACTIVITIES, HOLIDAYS, RULES) if self.is_base else (COUNTRY, ACTIVITIES, RULES)

    def __contains__(self, name: str) -> bool:
        return name in self.contents

    def table(self, name: str) -> Table:
        return Table.parse(_shown(self.path / name), self.contents[name])

    def rules(self) -> Iterator[tuple[str, Table]]:
        """Each rule's id, which is its file's name, and what the file says."""
        for name in self.contents:
            if match := RULE_FILE.fullmatch(name):
                yield match[1], self.table(name)

    def check(self) -> None:
        """Refuse a file that would otherwise be overlooked, and a folder that lacks what it must have."""
        for name in self.contents:
            if name not in self.layout and not RULE_FILE.fullmatch(name):
                raise UserError("rulebook.unknown_file", file=_shown(self.path / name), allowed=", ".join(self.layout))
        missing = [kind for kind in self.layout if not self._holds(kind)]
        if missing and (self.is_base or not self.contents):
            allowed = ", ".join(self.layout)
            raise UserError("rulebook.missing_file", file=_shown(self.path), value=missing[-1], allowed=allowed)

    def _holds(self, kind: str) -> bool:
        return any(RULE_FILE.fullmatch(name) for name in self.contents) if kind == RULES else kind in self


def open_folders(named: Sequence[Path]) -> tuple[Folder, ...]:
    """The base first, then the overlays in the order they were named."""
    try:
        return _open_all(named)
    except OSError as error:
        raise UserError("rulebook.cannot_open", file=error.filename, value=error.strerror) from error


def _open_all(named: Sequence[Path]) -> tuple[Folder, ...]:
    for path in named:
        if not path.is_dir():
            raise UserError("rulebook.missing_folder", file=_shown(path))
    brings_its_own_base = bool(named) and (named[0] / COUNTRY).is_file()
    shipped = () if brings_its_own_base else (_open(SHIPPED, is_base=True, is_named=False),)
    rest = (
        _open(path, is_base=brings_its_own_base and place == 0, is_named=path.resolve() != SHIPPED)
        for place, path in enumerate(named)
    )
    return (*shipped, *rest)


def content_hash(folders: Sequence[Folder]) -> str:
    """The SHA-256 of a list of the files, one line each: `<sha256 of its bytes>  <folder>/<path>` and a newline.

    `<folder>` is the folder's number, 0 for the base and then 1, 2, … for the overlays in the order they were named;
    `<path>` is the file's path in it, with slashes. The list holds all TOML files but the review protocols, folder by
    folder, each folder's files sorted by path. For a base alone, in its folder:

        export LC_ALL=C
        sha256sum activities.toml deadlines/*.toml holidays.toml rulebook.toml | sed 's,  ,  0/,' | sha256sum
    """
    lines = (
        f"{sha256(content).hexdigest()}  {number}/{name}\n"
        for number, folder in enumerate(folders)
        for name, content in folder.contents.items()
    )
    return sha256("".join(lines).encode()).hexdigest()


def _open(path: Path, *, is_base: bool, is_named: bool = True) -> Folder:
    folder = Folder(path, is_base, is_named, {name: (path / name).read_bytes() for name in _toml_files(path)})
    folder.check()
    return folder


def _toml_files(path: Path) -> list[str]:
    files = (file.relative_to(path) for file in path.rglob("*.toml") if file.is_file())
    return sorted(file.as_posix() for file in files if file.parts[0] != PROTOCOLS)


def _shown(path: Path) -> str:
    """The path as the user would write it: from the working directory where it lies below that."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
