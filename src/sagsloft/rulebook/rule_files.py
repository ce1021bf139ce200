"""One rule out of `deadlines/<id>.toml`, with the versions that later folders add to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sagsloft.core.calendar import Calendar
from sagsloft.core.rules import ANY_ACTIVITY, Kind, Rule, Scope, Theme, Version
from sagsloft.rulebook.folders import Folder
from sagsloft.rulebook.patterns import PatternReader
from sagsloft.rulebook.tables import Table
from sagsloft.rulebook.versions import STEPS, VersionReader, check_falling, read_steps
from sagsloft.rulebook.vocabulary import Vocabulary

__all__ = ["RuleFile", "collect_rule_files", "read_rule"]

IDENTITY = ("title", "kind", "theme", "scope")
KEYS = (*IDENTITY, *STEPS, "except", "counts_from", "not_after_end", "versions")


@dataclass(frozen=True, slots=True)
class RuleFile:
    """What a folder says of a rule, and the version tables that later folders add to it if it is law."""

    rule_id: str
    folder: Folder
    table: Table
    further: tuple[Table, ...] = ()

    @property
    def kind(self) -> Kind:
        return self.table.choice("kind", Kind)

    @property
    def is_switched_off(self) -> bool:
        return self.kind is Kind.STANDARD and not self.folder.is_named

    @property
    def is_municipal(self) -> bool:
        """Law that an overlay brings along is a municipality's own reading of the law."""
        return self.kind is Kind.LAW and not self.folder.is_base


def collect_rule_files(folders: Iterable[Folder]) -> dict[str, RuleFile]:
    """One file for each id: a later folder's standard takes an earlier one's place, law is only added to."""
    files: dict[str, RuleFile] = {}
    for folder in folders:
        for rule_id, table in folder.rules():
            earlier = files.get(rule_id)
            if earlier and earlier.kind is Kind.LAW:
                files[rule_id] = replace(earlier, further=(*earlier.further, *_further_versions(table, earlier)))
            else:
                files[rule_id] = _with_same_kind(RuleFile(rule_id, folder, table), earlier)
    return files


def read_rule(file: RuleFile, vocabulary: Vocabulary, calendar: Calendar) -> Rule:
    table = file.table
    table.allow(*KEYS)
    patterns = PatternReader(vocabulary, _excluded(table, vocabulary))
    reader = VersionReader(read_steps(table, patterns), patterns, calendar)
    rule = Rule(
        id=file.rule_id,
        title=table.translated("title"),
        kind=file.kind,
        theme=table.choice("theme", Theme),
        scope=table.choice("scope", Scope),
        versions=_in_time(_versions(file, reader)),
        calendar=calendar,
        counts_from=table.possible_text("counts_from"),
        not_after_end=table.flag("not_after_end") if "not_after_end" in table else False,
    )
    _check_except(table, rule)
    _check_counts_from(table, rule, patterns)
    return rule


def _with_same_kind(file: RuleFile, earlier: RuleFile | None) -> RuleFile:
    """A standard may be replaced, but never turned into law."""
    if earlier and file.kind is not earlier.kind:
        raise file.table.wrong("kind", f'"{earlier.kind}"')
    return file


def _further_versions(table: Table, law: RuleFile) -> tuple[Table, ...]:
    """An overlay's versions of a law; beside them it may repeat what the law is called, and nothing else."""
    for key, value in table.entries.items():
        if key != "versions" and (key not in IDENTITY or value != law.table.entries.get(key)):
            raise table.mistake("law_replaced", key, value=law.rule_id, allowed="[[versions]]")
    versions = _version_tables(table)
    standing = [version.day("in_force") for version in (*_version_tables(law.table), *law.further)]
    for version in versions:
        _check_further(version, standing)
    return versions


def _check_further(version: Table, standing: Sequence[date]) -> None:
    day = version.day("in_force")
    if day in standing:
        raise version.mistake("duplicate", "in_force", value=day)
    if day < min(standing):
        raise version.wrong("in_force", f"> {min(standing)}")


def _version_tables(table: Table) -> tuple[Table, ...]:
    versions = table.tables("versions", "[[versions]]")
    if not versions:
        raise table.wrong("versions", "[[versions]]")
    check_falling(versions)
    return versions


def _excluded(table: Table, vocabulary: Vocabulary) -> tuple[str, ...]:
    excluded = table.texts("except") if "except" in table else ()
    for activity in excluded:
        PatternReader(vocabulary).check_activity(table, "except", activity)
    return excluded


def _versions(file: RuleFile, reader: VersionReader) -> list[Version]:
    *newer, oldest = _version_tables(file.table)
    return [
        *(reader.read(table, municipal=True) for table in file.further),
        *(reader.read(table, municipal=file.is_municipal) for table in newer),
        reader.read(oldest, is_oldest=True, municipal=file.is_municipal),
    ]


def _in_time(versions: Iterable[Version]) -> tuple[Version, ...]:
    """Newest first, each in force until the next newer one takes over."""
    falling = sorted(versions, key=lambda version: version.in_force, reverse=True)
    ends = (None, *(version.in_force for version in falling))
    return tuple(replace(version, until=end) for version, end in zip(falling, ends, strict=False))


def _check_except(table: Table, rule: Rule) -> None:
    patterns = (pattern for version in rule.versions for pattern in version.patterns)
    if "except" in table and not any(pattern.is_any_activity for pattern in patterns):
        raise table.mistake("only_with", "except", allowed=f'activity = "{ANY_ACTIVITY}"')


def _check_counts_from(table: Table, rule: Rule, patterns: PatternReader) -> None:
    """The day to count from must be one that each of the triggers can carry."""
    for pattern in (pattern for version in rule.versions for pattern in version.trigger if rule.counts_from):
        patterns.check_attribute(table, "counts_from", table.text("counts_from"), pattern.activity)
