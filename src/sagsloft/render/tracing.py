"""What `trace` shows in a terminal: a statement, its numbers, and all that lies behind it. Internal: it names cases."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sagsloft.core.report import Message
from sagsloft.messages import Language, say
from sagsloft.messages.wording import percent
from sagsloft.render.report_sentences import sentence

__all__ = ["page"]


class Row(Protocol):
    """A case and what is said of it."""

    @property
    def case_id(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def said(self) -> Message | str: ...
    @property
    def reason(self) -> str: ...
    @property
    def events(self) -> Message | None: ...
    @property
    def why(self) -> tuple[str, ...]: ...


class Behind(Protocol):
    """One round behind a statement."""

    @property
    def round_id(self) -> str: ...
    @property
    def rows(self) -> Sequence[Row]: ...
    @property
    def laws(self) -> tuple[str, ...]: ...
    @property
    def counted(self) -> tuple[int, int] | None: ...


def page(
    statement: Mapping[str, Any],
    rounds: Sequence[Behind],
    files: Sequence[tuple[str, str]],
    command: str,
    language: Language,
) -> Iterator[RenderableType]:
    """From the statement to the fingerprints."""
    yield Text(f"[{statement['id']}] {statement['words']}", "bold")
    yield from _numbers(statement, language)
    if not rounds:
        yield Text(say("trace.no_round", language))
    for each in rounds:
        yield Text()
        yield from _round(each, statement, language)
    if command:
        yield Text(say("trace.command", language, command=command))
    yield Text("\n" + say("trace.files", language), "bold")
    for name, fingerprint in files:
        yield Text(f"{name}  {fingerprint}")


def _numbers(statement: Mapping[str, Any], language: Language) -> Iterator[Text]:
    for each in statement["evidence"]:
        told = say("trace.count", language, met=each["met"], relevant=each["relevant"], frame=each["frame"] or "–")
        if each["lower"] is not None:
            lower, upper = percent(each["lower"], language), percent(each["upper"], language)
            told = f"{told} {say('trace.interval', language, lower=lower, upper=upper)}"
        if each["at_most"] is not None:
            told = f"{told} {say('trace.at_most', language, most=percent(each['at_most'], language))}"
        yield Text(told)
    if statement["first"]["figures"] != statement["figures"]:
        first = statement["first"]
        yield Text(say("reporting.changed", language, on=first["on"], id=statement["id"], before=first["words"]))


def _round(found: Behind, statement: Mapping[str, Any], language: Language) -> Iterator[RenderableType]:
    yield Text(say("trace.round", language, round=found.round_id), "bold")
    if found.counted is not None:
        counts = [(each["met"], each["relevant"]) for each in statement["evidence"]]
        key = "trace.same" if found.counted in counts else "trace.recounted"
        met, relevant = found.counted
        yield Text(say(key, language, met=met, relevant=relevant))
    for law in found.laws:
        yield Text(say("trace.law", language, law=law))
    if found.rows:
        yield _table(found.rows, language)
    for row in found.rows:
        if row.why:
            yield Text(say("trace.events_of", language, case=row.case_id, about=row.about), "bold")
            yield from (Text(each) for each in row.why)


def _table(rows: Sequence[Row], language: Language) -> Table:
    table = Table(title=say("trace.rows", language), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    has_events = any(each.events is not None for each in rows)
    for heading in (
        "trace.case",
        "trace.about",
        "trace.said",
        "trace.reason",
        *(("trace.events",) if has_events else ()),
    ):
        table.add_column(say(heading, language), overflow="fold")
    for each in rows:
        cells = [each.case_id, each.about, _said(each.said, language), each.reason]
        if has_events:
            cells.append("–" if each.events is None else sentence(each.events, language))
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _said(value: Message | str, language: Language) -> str:
    return value if isinstance(value, str) else sentence(value, language)
