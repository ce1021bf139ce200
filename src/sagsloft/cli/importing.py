"""`map`, `diff` and `make-key`: getting a municipality's own files ready to be read."""

from pathlib import Path

from rich.text import Text

from sagsloft import pipeline
from sagsloft.cli.options import (
    EventsArgument,
    Increment,
    KeyArgument,
    Lang,
    MappingFiles,
    NewArgument,
    OldArgument,
    OnlyRules,
    Out,
    Pseudonymise,
    Rules,
    question,
)
from sagsloft.cli.screen import screen
from sagsloft.messages import Language, say
from sagsloft.render import terminal
from sagsloft.sources import Key

__all__ = ["diff", "draft", "make_key"]


def draft(
    events: EventsArgument,
    out: Out = None,
    rules: Rules = None,
    only_rules: OnlyRules = None,
    lang: Lang = Language.DANISH,
) -> None:
    folder = out or Path()
    console = screen()
    for written in pipeline.draft_mappings(tuple(events), folder, tuple(rules or ()), only_rules, lang):
        sentence = say("map.written", lang, file=written.file, decisions=written.decisions)
        console.print(Text(sentence), soft_wrap=True)
    console.print(Text(say("map.next", lang, folder=folder)), soft_wrap=True)


def diff(
    old: OldArgument,
    new: NewArgument,
    mapping: MappingFiles = None,
    increment: Increment = False,
    pseudonymise: Pseudonymise = None,
    out: Out = None,
    lang: Lang = Language.DANISH,
) -> None:
    both = question([old, new], mapping=mapping, key=pseudonymise)
    found = pipeline.diff(both, increment=increment)
    if out is not None:
        pipeline.write_changes(found, out)
    console = screen()
    console.print(terminal.changes(found.changes, lang))
    console.print(Text(say("check.not_saved", lang) if out is None else say("check.saved", lang, folder=out)))
    console.print(Text(say("diff.rejected", lang, count=found.rejected_rows)))


def make_key(key: KeyArgument, lang: Lang = Language.DANISH) -> None:
    made = Key.make(key)
    screen().print(Text(say("key.made", lang, file=key, fingerprint=made.fingerprint)))
