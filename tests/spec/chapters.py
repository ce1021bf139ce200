"""The chapters as values: what the tests say, taken out of them for the manual, and judged once more."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent
from typing import Any

from sagsloft.core.rules import Text

from .example import Example, Judged, judge

__all__ = ["Chapter", "Section", "chapters"]

FOLDER = Path(__file__).parent
FILES = "test_[0-9][0-9]_*.py"
TEST = "test_"


@dataclass(frozen=True, slots=True)
class Section:
    """One test: a sentence that is true, perhaps an explanation, and the examples that show it."""

    sentence: Text
    explanation: Text | None
    examples: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One file of tests; `name` is that of its printed pages."""

    name: str
    file: Path
    title: Text
    text: Text
    sections: tuple[Section, ...]


def chapters() -> Iterator[Chapter]:
    """In the order of the files."""
    for file in sorted(FOLDER.glob(FILES)):
        module = import_module(f".{file.stem}", __package__)
        yield Chapter(
            name=file.stem.removeprefix(TEST).replace("_", "-"),
            file=file,
            title=module.title,
            text=Text(da=_unwrapped(module.text.da), en=_unwrapped(module.text.en)),
            sections=tuple(_section(test) for name, test in vars(module).items() if name.startswith(TEST)),
        )


def _section(test: Callable[..., None]) -> Section:
    return Section(*_said(test), tuple(_judged(example) for example in _recorded(test)))


def _recorded(test: Callable[..., None]) -> list[Example]:
    """What the test asks of its fixture."""
    examples: list[Example] = []

    def record(log: str, **question: Any) -> None:
        examples.append(Example(log, **question))

    test(record)
    return examples


def _judged(example: Example) -> Judged:
    """A manual is printed of what holds, or not at all."""
    with TemporaryDirectory() as folder:
        judged = judge(example, Path(folder))
    if judged.drawn_as(example.answer.columns) != example.answer:
        raise ValueError(f"an example of {example.rule} does not hold; run the tests")
    return judged


def _said(test: Callable[..., None]) -> tuple[Text, Text | None]:
    """The docstring's two sentences, and its two paragraphs where it has them."""
    sentences, *paragraphs = (inspect.getdoc(test) or "").split("\n\n")
    match sentences.split("\n"), [_unwrapped(paragraph) for paragraph in paragraphs]:
        case [danish, english], []:
            return Text(danish, english), None
        case [danish, english], [in_danish, in_english]:
            return Text(danish, english), Text(in_danish, in_english)
    raise ValueError(f"{test.__name__} says neither two sentences, nor two sentences and two paragraphs")


def _unwrapped(text: str) -> str:
    """Each paragraph as one line."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in dedent(text).strip().split("\n\n"))
