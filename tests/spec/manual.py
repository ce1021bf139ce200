"""The manual: a front page, and every chapter as a page in each language."""

from collections.abc import Iterator, Sequence

from sagsloft import rulebook
from sagsloft.messages import Language

from .chapters import Chapter, Section, chapters
from .drawn import Drawn
from .example import DATE_LENGTH
from .law import in_force, rules
from .markdown import joined, link, table
from .words import Cells, Words

__all__ = ["pages"]

PRINTED = "<!-- Printed by tools/print_spec.py: change the tests, and not this page. -->"
FRONT_PAGE = "README.md"
STATUSES = ("met", "fulfilled", "excused", "late", "overdue", "pending", "lapsed")


def pages() -> Iterator[tuple[str, str]]:
    """Each page's path in the manual, and its text."""
    book = tuple(chapters())
    yield FRONT_PAGE, joined(PRINTED, *(_front(book, Words(language)) for language in Language)) + "\n"
    for language in Language:
        for chapter in book:
            yield _path(chapter, language), _page(chapter, Words(language)) + "\n"


def _path(chapter: Chapter, language: Language) -> str:
    return f"{language}/{chapter.name}.md"


def _front(book: Sequence[Chapter], words: Words) -> str:
    contents = (link(words.of(chapter.title), _path(chapter, words.language)) for chapter in book)
    meanings = ([f"**{words.say(f'status.{one}')}**", words.say(f"meaning.{one}")] for one in STATUSES)
    note = rulebook.load().note
    return joined(
        words.say("index.other_language"),
        f"# {words.say('index.title')}",
        words.say("index.intro"),
        "\n".join(f"{number}. {chapter}" for number, chapter in enumerate(contents, start=1)),
        f"## {words.say('index.words')}",
        table([words.say("columns.status"), words.say("index.meaning")], meanings),
        f"## {words.say('index.reading')}",
        words.say("index.tables"),
        f"## {words.say('index.reservation')}" if note else "",
        words.of(note).strip() if note else "",
        f"*{words.say('index.printed')}*",
    )


def _page(chapter: Chapter, words: Words) -> str:
    name = chapter.file.name
    printed = words.say("page.printed", file=link(name, f"../../../tests/spec/{name}"))
    return joined(
        PRINTED,
        _links(chapter, words),
        f"# {words.of(chapter.title)}",
        words.of(chapter.text),
        *(_section(section, words) for section in chapter.sections),
        f"## {words.say('page.rules')}",
        rules(chapter.sections, words),
        "---",
        f"*{printed}*",
    )


def _links(chapter: Chapter, words: Words) -> str:
    """To the front page, and to the same chapter in the other language."""
    other = next(language for language in Language if language is not words.language)
    contents = link(words.say("page.contents"), f"../{FRONT_PAGE}")
    return f"{contents} · {link(words.say('page.other_language'), f'../{_path(chapter, other)}')}"


def _section(section: Section, words: Words) -> str:
    tables = []
    log = None
    for judged in section.examples:
        cells = Cells(words, judged)
        tables += [_happened(cells) if judged.example.log != log else "", _stands(cells)]
        log = judged.example.log
    return joined(
        f"## {words.of(section.sentence).removesuffix('.')}",
        words.of(section.explanation) if section.explanation else "",
        in_force(section.examples, words),
        *tables,
    )


def _happened(cells: Cells) -> str:
    return joined(f"**{cells.words.say('section.happened')}:**", _in_words(cells, cells.judged.example.events))


def _stands(cells: Cells) -> str:
    words, answer = cells.words, cells.judged.example.answer
    return joined(
        f"**{words.say('section.stands')} {', '.join(_conditions(cells))}:**",
        _in_words(cells, answer) if answer.rows else words.say("section.no_duty"),
        _holidays(cells),
    )


def _conditions(cells: Cells) -> Iterator[str]:
    """The day we look, and what else the answer rests on."""
    words, example = cells.words, cells.judged.example
    yield _moment(example.as_of, cells)
    if example.known_at:
        yield words.say("section.known", moment=_moment(example.known_at, cells))
    if example.covers:
        labels = (words.of(cells.judged.book.activities[code].label) for code in example.covers)
        yield words.say("section.covers", names=", ".join(labels))


def _moment(text: str, cells: Cells) -> str:
    key = "section.at_end_of" if len(text) == DATE_LENGTH else "section.at"
    return cells.words.say(key, moment=cells.time(text))


def _in_words(cells: Cells, drawn: Drawn) -> str:
    rows = ([cells.cell(column, record) for column in drawn.columns] for record in drawn.records())
    return table([cells.heading(column) for column in drawn.columns], rows)


def _holidays(cells: Cells) -> str:
    """The public holidays within the limits, for whoever counts the days by hand."""
    holidays = cells.judged.rule.calendar.holidays
    days = cells.judged.holidays
    passed = [f"{cells.words.of(holidays[day])} ({cells.time_with_weekday(day.isoformat())})" for day in days]
    return f"{cells.words.say('section.holidays')}: {', '.join(passed)}." if passed else ""
