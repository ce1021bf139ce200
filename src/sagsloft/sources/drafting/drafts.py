"""A file → drafts of its mapping: one, or one for each sheet where a workbook's sheets are not alike."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sagsloft.core.cpr import CPR_SHAPE, masked
from sagsloft.messages import Language
from sagsloft.sources.drafting.heading import write_findings, write_source
from sagsloft.sources.drafting.known import Names, Vocabulary
from sagsloft.sources.drafting.lexicon import shipped
from sagsloft.sources.drafting.page import Page
from sagsloft.sources.drafting.reading import Understood, understood
from sagsloft.sources.drafting.sections import (
    write_activities,
    write_cases,
    write_columns,
    write_events,
    write_unused,
    write_values,
)
from sagsloft.sources.exports import Export, Sheet

__all__ = ["Draft", "draft"]


@dataclass(frozen=True, slots=True)
class Draft:
    """A mapping file: what it should be called, its text, and how many places ask a person to decide."""

    name: str
    text: str
    decisions: int


def draft(export: Export, vocabulary: Vocabulary, language: Language) -> tuple[Draft, ...]:
    """Drafts for a file, at least one. Sheets that tell of nothing get none where others do."""
    names = Names.of(vocabulary, shipped())
    groups = [understood(sheets, export.path, names) for sheets in _alike(export.sheets)]
    telling = [group for group in groups if group.tells] or groups[:1]
    has_cpr = any(sheet.first_match(CPR_SHAPE) is not None for sheet in export.sheets)
    files = _file_names(export.path, telling)
    return tuple(
        _draft(export, found, file, files, language, has_cpr=has_cpr)
        for found, file in zip(telling, files, strict=True)
    )


def _alike(sheets: Sequence[Sheet]) -> list[list[Sheet]]:
    """The sheets with the same columns, if all of them have; a mapping can name one sheet, or none."""
    if len({tuple(sheet.columns) for sheet in sheets}) == 1:
        return [list(sheets)]
    return [[sheet] for sheet in sheets]


def _file_names(path: Path, groups: Sequence[Understood]) -> list[str]:
    """`lister.toml`, `lister-afgoerelser.toml`, …: the first is the one that `check --mapping FOLDER` looks for."""
    stem = path.name.split(".")[0]
    names = [f"{stem}.toml"]
    for place, group in enumerate(groups[1:], start=2):
        sheet = re.sub(r"\W+", "-", masked(group.sheets[0].name or "").casefold()).strip("-")
        name = f"{stem}-{sheet}.toml"
        names.append(name if sheet and name not in names else f"{stem}-{place}.toml")
    return names


def _draft(
    export: Export, found: Understood, file: str, files: Sequence[str], language: Language, *, has_cpr: bool
) -> Draft:
    body = Page(language)
    write_findings(body, export, found, has_cpr=has_cpr)
    if len(files) > 1:
        body.decide(
            "map.several_sheets", sheet=found.sheets[0].name or "", file=export.path.name, mappings=", ".join(files)
        )
    write_source(body, export, found, alone=len(export.sheets) == len(found.sheets))
    write_columns(body, found)
    write_cases(body, found)
    if found.log is not None:
        write_activities(body, found.log)
    write_values(body, found)
    write_events(body, found)
    write_unused(body, found)
    head = Page(language)
    head.remark("map.intro", file=export.path.name, decisions=body.decisions, mark=head.said("map.mark"))
    head.remark("map.run", file=export.path.name, mapping=file)
    head.blank()
    return Draft(file, head.text + body.text, body.decisions)
