"""What does a document say, and in which order? A plain tree of sections and blocks, words only, before any format.

Everything in it is already worded in one language; a renderer decides how it looks and adds only the frame around it
(`document_frame`), so that all formats say the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import escape

from sagsloft.messages import Language

__all__ = [
    "CONTENTS_DEPTH",
    "Account",
    "Block",
    "Bullets",
    "Callout",
    "DataTable",
    "Document",
    "Figure",
    "KeyValues",
    "Paragraph",
    "Run",
    "Section",
    "Strong",
    "as_text",
    "figures",
    "headings",
]

DEEPEST = 3
"""Levels of sections; a reader loses the way in more."""
CONTENTS_DEPTH = 2
"""Levels that the list of contents shows."""
LONGEST_WORD, SHORT_SENTENCE, NARROWEST = 24, 28, 6
"""Letters of a column: at most for a word (a longer one is broken), at most for a sentence, and at least."""


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that stand out."""

    text: str


Run = str | Strong


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`words`: plain text, or runs of plain and strong text. Behind them stand `evidence` (the count and the interval,
    in round brackets) and `ref` (the claim's id, in square ones), where they are given."""

    words: str | tuple[Run, ...]
    evidence: str = ""
    ref: str | None = None

    @property
    def runs(self) -> tuple[Run, ...]:
        return (self.words,) if isinstance(self.words, str) else self.words

    @property
    def proof(self) -> str:
        """`(16 af 20; mellem 62 og 94 %)`, or nothing."""
        return f"({self.evidence})" if self.evidence else ""

    @property
    def mark(self) -> str:
        """`[A1-2]`, or nothing."""
        return f"[{self.ref}]" if self.ref else ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """Points of equal weight."""

    items: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class DataTable:
    """Cells as text; the first column names what its row is about. `numbers`: the columns that are right-aligned.

    Raises ValueError where a row has not a cell for each heading.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    note: str = ""

    def __post_init__(self) -> None:
        if any(len(row) != len(self.headings) for row in self.rows) or not self.numbers <= set(self._places):
            raise ValueError(f"Not the table that its headings announce: {self.title}")

    @property
    def _places(self) -> range:
        return range(len(self.headings))

    @property
    def widths(self) -> tuple[int, ...]:
        """How broad each column wants to be, in letters: enough for its longest word, and for a short sentence."""
        columns = ([self.headings[place], *(row[place] for row in self.rows)] for place in self._places)
        return tuple(_width(cells) for cells in columns)


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing. `svg`: as `svg.embedded` gives it; `alt`: what it shows, in words, which is also its description.

    Raises ValueError where the drawing describes itself in other words than `alt`.
    """

    title: str
    svg: str
    alt: str
    note: str = ""

    def __post_init__(self) -> None:
        if not self.alt or f">{escape(self.alt)}</desc>" not in self.svg:
            raise ValueError(f"The drawing's own description is another: {self.title}")


@dataclass(frozen=True, slots=True)
class Callout:
    """Something apart, such as what cannot be said."""

    title: str
    blocks: tuple[Paragraph | Bullets, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """Where people write in their own words, and what they are asked for. `text`: the paragraphs they have written."""

    title: str
    guidance: str
    text: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyValues:
    """Facts, each with its name, such as where the figures come from."""

    pairs: tuple[tuple[str, str], ...]


Block = Paragraph | Bullets | DataTable | Figure | Callout | Account | KeyValues


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, the blocks under it, and then the sections under it. `page_break`: it begins on a new page."""

    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple["Section", ...] = ()
    page_break: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """`marks`: what every page must say of it, such as `Udkast` or `Opdigtede data`. `day`: of `as_of`, and the only
    date that a file made from it carries. `is_short`: neither a cover nor a list of contents goes before it.

    Raises ValueError where sections lie deeper than three levels.
    """

    title: str
    subtitle: str
    language: Language
    marks: tuple[str, ...]
    day: date
    author: str
    sections: tuple[Section, ...]
    is_short: bool = False

    def __post_init__(self) -> None:
        if any(level > DEEPEST for level, _ in headings(self)):
            raise ValueError(f"Sections lie deeper than {DEEPEST} levels: {self.title}")


def headings(document: Document) -> Iterator[tuple[int, Section]]:
    """Every section with its level, 1 to 3, in reading order."""
    return _leveled(document.sections, 1)


def figures(document: Document) -> Iterator[Figure]:
    """Every drawing, in reading order."""
    return (block for _, section in headings(document) for block in section.blocks if isinstance(block, Figure))


def as_text(document: Document) -> str:
    """Everything that the document says below its title, in reading order, a line for each paragraph, cell or title."""
    lines = (line for _, section in headings(document) for line in (section.title, *_lines_of(section.blocks)))
    return "\n".join(line for line in lines if line)


def _leveled(sections: tuple[Section, ...], level: int) -> Iterator[tuple[int, Section]]:
    for section in sections:
        yield level, section
        yield from _leveled(section.sections, level + 1)


def _lines_of(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        yield from _lines(block)


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            words = "".join(run.text if isinstance(run, Strong) else run for run in block.runs)
            yield " ".join(part for part in (words, block.proof, block.mark) if part)
        case Bullets():
            yield from _lines_of(block.items)
        case DataTable():
            yield from (block.title, *block.headings, *(cell for row in block.rows for cell in row), block.note)
        case Figure():
            yield from (block.title, block.alt, block.note)
        case Callout():
            yield from (block.title, *_lines_of(block.blocks))
        case Account():
            yield from (block.title, block.guidance, *block.text)
        case KeyValues():
            yield from (text for pair in block.pairs for text in pair)


def _width(cells: list[str]) -> int:
    longest_word = max((len(word) for cell in cells for word in cell.split()), default=1)
    return max(min(longest_word, LONGEST_WORD), min(max(map(len, cells)), SHORT_SENTENCE), NARROWEST)
