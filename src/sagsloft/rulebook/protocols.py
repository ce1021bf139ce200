"""Which questions does a review ask? A protocol out of one TOML file: a shipped one, or one of one's own."""

import re
from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from sagsloft.core.errors import UserError
from sagsloft.core.protocols import Benchmark, Criterion, OutcomeRule, Protocol, ReviewTheme, Subject
from sagsloft.core.rules import Text
from sagsloft.core.scales import Criticality
from sagsloft.rulebook.criteria import CriterionReader, one_of
from sagsloft.rulebook.folders import PROTOCOLS, SHIPPED
from sagsloft.rulebook.tables import Table

__all__ = ["SHIPPED_PROTOCOLS", "load_protocol"]

SHIPPED_PROTOCOLS = ("ledelsestilsyn", "organisation", "sagsmaaling")

TEXTS = ("title", "inspired_by", "introduction")
KEYS = ("version", "subject", "look_back", *TEXTS, "criticality", "themes", "criteria")
THEME_CODE = re.compile("[a-z][a-z0-9_]*")
A_THEME_CODE = '"a-z, 0-9, _"'
MOST_MONTHS = 120
MOST_VERSIONS = 9999


def load_protocol(name_or_path: str | Path, rules: Collection[str] | None = None) -> Protocol:
    """The shipped protocol of that id, or the one that a file tells; a file's name is its id.

    `rules`: the ids that a criterion may name; None: those of the shipped rulebook. Raises UserError at the first thing
    that is not in the format. Whether anything in a file has the shape of a CPR number is for the caller to see to.
    """
    path = _path(name_or_path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UserError("rulebook.cannot_open", file=path, value=error.strerror) from error
    return _protocol(Table.parse(str(path), content), path.stem, sha256(content).hexdigest(), rules)


def _path(name_or_path: str | Path) -> Path:
    if name_or_path in SHIPPED_PROTOCOLS:
        return SHIPPED / PROTOCOLS / f"{name_or_path}.toml"
    path = Path(name_or_path)
    if not path.exists():
        raise UserError("rulebook.unknown_protocol", value=path, allowed=", ".join(SHIPPED_PROTOCOLS))
    return path


def _protocol(table: Table, protocol_id: str, content_hash: str, rules: Collection[str] | None) -> Protocol:
    table.allow(*KEYS)
    version = table.number("version", 1, MOST_VERSIONS)
    subject = table.choice("subject", Subject)
    theme_tables, criterion_tables = (_some_tables(table, key) for key in ("themes", "criteria"))
    themes = tuple(map(_theme, theme_tables))
    _check_codes(theme_tables, [theme.code for theme in themes])
    known = _shipped_rules() if rules is None else rules
    reader = CriterionReader(version, subject, tuple(theme.code for theme in themes), known)
    criteria = tuple(map(reader.read, criterion_tables))
    _check_codes(criterion_tables, [criterion.code for criterion in criteria])
    _check_earlier_codes(criterion_tables, criteria)
    for theme_table, theme in zip(theme_tables, themes, strict=True):
        _check_outcome(theme_table, theme, criteria)
    return Protocol(
        id=protocol_id,
        version=version,
        title=table.translated("title"),
        subject=subject,
        inspired_by=table.translated("inspired_by"),
        introduction=table.translated("introduction"),
        look_back=table.number("look_back", 1, MOST_MONTHS),
        themes=themes,
        criteria=criteria,
        criticality=_criticality(table, subject),
        hash=content_hash,
    )


def _shipped_rules() -> frozenset[str]:
    """A rule's id is its file's name, so none of them need be read."""
    return frozenset(file.stem for file in (SHIPPED / "deadlines").glob("*.toml"))


def _some_tables(table: Table, key: str) -> tuple[Table, ...]:
    tables = table.tables(key, f"[[{key}]]")
    if not tables:
        raise table.wrong(key, f"[[{key}]]")
    return tables


def _theme(table: Table) -> ReviewTheme:
    table.allow("code", "title", "benchmark", "outcome")
    code = table.text("code", A_THEME_CODE)
    if not THEME_CODE.fullmatch(code):
        raise table.wrong("code", A_THEME_CODE)
    return ReviewTheme(
        code=code,
        title=table.translated("title"),
        benchmark=table.choice("benchmark", Benchmark),
        outcome=_outcome(table.table("outcome", '{ fulfilled = 1.0, partly = 0.5, required = ["…"] }')),
    )


def _outcome(table: Table) -> OutcomeRule:
    table.allow("fulfilled", "partly", "required")
    fulfilled = _share(table, "fulfilled", most=1.0)
    required = table.texts("required") if "required" in table else ()
    return OutcomeRule(fulfilled, _share(table, "partly", most=fulfilled), required)


def _share(table: Table, key: str, most: float) -> float:
    allowed = f"0 … {most}"
    value = table.value(key, allowed)
    # In Python a bool is an int; in a protocol `true` is no share.
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise table.wrong(key, allowed)
    return float(value)


def _criticality(table: Table, subject: Subject) -> Mapping[Criticality, Text]:
    """Cases can be critical; an organisation cannot."""
    if subject is Subject.CASE:
        meanings = table.table("criticality", "[criticality]")
        meanings.allow(*Criticality)
        return {each: meanings.translated(each) for each in Criticality}
    if "criticality" in table:
        raise table.mistake("only_with", "criticality", allowed=f'subject = "{Subject.CASE}"')
    return {}


def _check_codes(tables: Sequence[Table], codes: Sequence[str]) -> None:
    for place, (table, code) in enumerate(zip(tables, codes, strict=True)):
        if code in codes[:place]:
            raise table.mistake("duplicate", "code", value=f'"{code}"')


def _check_earlier_codes(tables: Sequence[Table], criteria: Sequence[Criterion]) -> None:
    """Two criteria cannot both go back to the same one of an earlier version."""
    goes_back: set[tuple[int, str]] = set()
    # Those that kept their code come first: it is the one with another name that must be mended.
    for table, criterion in sorted(zip(tables, criteria, strict=True), key=lambda pair: pair[1].formerly is not None):
        earlier = criterion.same_since, criterion.formerly or criterion.code
        if earlier in goes_back:
            raise table.mistake("duplicate", "formerly", value=f'"{earlier[1]}"')
        goes_back.add(earlier)


def _check_outcome(table: Table, theme: ReviewTheme, criteria: Sequence[Criterion]) -> None:
    """An outcome is a share of what can be met in the theme, and only that can be required."""
    judged = [criterion.code for criterion in criteria if criterion.theme == theme.code and criterion.is_judged]
    if not judged:
        raise table.mistake("theme_without_criteria", "code", value=f'"{theme.code}"')
    if not set(theme.outcome.required) <= set(judged):
        raise table.table("outcome").wrong("required", f"[{one_of(judged)}]")
