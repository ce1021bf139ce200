"""Report → document: every message worded in one language, every chart drawn, and what has changed told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sagsloft.core import report as tree
from sagsloft.core.ladder import Claim
from sagsloft.messages import Language, say
from sagsloft.messages.wording import day
from sagsloft.render import document
from sagsloft.render.report_figures import figures_of
from sagsloft.render.report_sentences import proof, sentence, worded

__all__ = ["Changed", "document_of"]


@dataclass(frozen=True, slots=True)
class Changed:
    """A statement whose figures were others when the report was first made (`on`), and what it said then."""

    on: date
    words: str


def document_of(
    report: tree.Report, language: Language, changed: Mapping[str, Changed], gone: Mapping[str, Changed]
) -> document.Document:
    """`changed` by the statement's id; `gone`: statements that stood in it and no longer do."""
    writer = _Writer(language, changed)
    first, *others = report.sections
    sections = [writer.section(first, _told(gone, language)), *(writer.section(each) for each in others)]
    return document.Document(
        title=sentence(report.title, language),
        subtitle=sentence(report.subtitle, language),
        language=language,
        marks=tuple(_marks(report, language)),
        day=report.as_of,
        author="",
        sections=tuple(sections),
        is_short=report.kind is tree.ReportKind.QUARTER,
    )


@dataclass(frozen=True, slots=True)
class _Writer:
    """Words one report in one language."""

    language: Language
    changed: Mapping[str, Changed]

    def section(self, section: tree.Section, before: tuple[document.Block, ...] = ()) -> document.Section:
        written = (each for block in section.blocks for each in self.blocks(block))
        return document.Section(
            title=self.say(section.title),
            blocks=(*before, *written),
            sections=tuple(self.section(each) for each in section.sections),
            page_break=section.new_page,
        )

    def blocks(self, block: tree.Block) -> Iterator[document.Block]:
        match block:
            case tree.Table():
                yield self.table(block)
            case tree.Account():
                yield document.Account(self.say(block.title), self.say(block.guidance), block.text)
            case tree.Facts():
                yield document.KeyValues(tuple((self.say(name), self.word(value)) for name, value in block.pairs))
            case tree.Callout():
                yield document.Callout(self.say(block.title), tuple(self.text(each) for each in block.blocks))
            case tree.Statement() | tree.Message() | tree.Bulleted():
                yield self.text(block)
            case _:
                yield from figures_of(block, self.language)

    def text(self, block: tree.Statement | tree.Message | tree.Bulleted) -> document.Paragraph | document.Bullets:
        match block:
            case tree.Bulleted():
                return document.Bullets(tuple(self.paragraph(each) for each in block.items))
            case _:
                return self.paragraph(block)

    def paragraph(self, said: tree.Statement | tree.Message) -> document.Paragraph:
        if isinstance(said, tree.Message):
            return document.Paragraph(self.say(said))
        words = _emphasised(self.say(said.message), said.message, self.language)
        before = self.changed.get(said.id)
        if before is not None:
            shown = say("analyse.changed", self.language, on=day(before.on, self.language), before=before.words)
            words = (*words, " ", document.Strong(shown))
        return document.Paragraph(words, proof(said.evidence, self.language), said.id)

    def table(self, table: tree.Table) -> document.DataTable:
        return document.DataTable(
            title=self.say(table.title),
            headings=tuple(self.say(each) for each in table.headings),
            rows=tuple(tuple(self.word(cell) for cell in row) for row in table.rows),
            numbers=frozenset(table.numbers),
            note="" if table.note is None else self.say(table.note),
        )

    def say(self, message: tree.Message) -> str:
        return sentence(message, self.language)

    def word(self, value: tree.Value) -> str:
        return worded(value, self.language)


def _emphasised(words: str, message: tree.Message, language: Language) -> tuple[document.Run, ...]:
    """The phrase about a change stands out."""
    phrases = [worded(each, language) for each in message.values.values() if isinstance(each, Claim)]
    if not phrases:
        return (words,)
    before, phrase, after = words.rpartition(f": {phrases[0]}")
    return f"{before}: ", document.Strong(phrase.removeprefix(": ")), after


def _told(gone: Mapping[str, Changed], language: Language) -> tuple[document.Block, ...]:
    if not gone:
        return ()
    on = day(min(each.on for each in gone.values()), language)
    told = say("analyse.gone", language, ids=", ".join(gone), on=on)
    return (document.Callout(say("analyse.gone_title", language), (document.Paragraph(told),)),)


def _marks(report: tree.Report, language: Language) -> Iterator[str]:
    if report.is_draft:
        yield say("analyse.mark_draft", language)
    if report.edition is tree.Edition.INTERNAL:
        yield say("analyse.mark_internal", language)
    if report.is_invented:
        yield say("analyse.mark_invented", language)
