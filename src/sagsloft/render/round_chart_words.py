"""The charts of the reports in words, for those who do not see them: everything that they show, and in their order."""

from collections.abc import Iterator, Mapping, Sequence

from sagsloft.core.scales import Criticality
from sagsloft.core.trends import Trend
from sagsloft.messages import Language, say
from sagsloft.messages.wording import percent
from sagsloft.render.answer_bars import ANSWERS, OUTCOMES, AnswerRow, ThemeRow, judgements
from sagsloft.render.level_rows import Level, LevelRow, When, is_compared
from sagsloft.render.measure_labels import Measure, named
from sagsloft.render.report_context import Published
from sagsloft.render.report_trends import description, part_of
from sagsloft.render.report_words import Words

__all__ = ["answers_in_words", "criticality_in_words", "deadline_in_words", "levels_in_words", "themes_in_words"]

SENTENCES = {When.BEFORE: "chart.level_before", When.NOW: "chart.level_now"}
NO_CLOCK = "UTC"
"""A chart tells days and periods, and never a time of day."""


def levels_in_words(rows: Sequence[LevelRow], language: Language) -> str:
    """Row by row: the counts, what they say of all cases, and the goal."""
    return " ".join(_entitled(row.title, _levels(row, language, compared=is_compared(rows))) for row in rows)


def answers_in_words(rows: Sequence[AnswerRow], language: Language) -> str:
    """Row by row: how many cases have each answer that was given."""
    names = {each: say(f"form.answer_{each}", language) for looks in ANSWERS for each in looks}
    nothing = say("chart.none_answered", language)
    return " ".join(
        _divided(row.title, {names[each]: row.counts.get(each, 0) for each in names}, nothing, language) for row in rows
    )


def themes_in_words(rows: Sequence[ThemeRow], language: Language) -> str:
    """Theme by theme: in how many cases it has each outcome."""
    names = {each: say(f"findings.outcome_{each}", language).lower() for each in OUTCOMES}
    nothing = say("chart.no_cases", language)
    return " ".join(
        _divided(row.title, {names[each]: row.counts.get(each, 0) for each in names}, nothing, language) for row in rows
    )


def criticality_in_words(
    before: Mapping[Criticality, int] | None, now: Mapping[Criticality, int], language: Language
) -> str:
    """How many of how many cases are critical, worrying and not: before, where there is a before, and now."""
    return " ".join(f"{told}." for told in judgements(before, now, language))


def deadline_in_words(
    trends: Sequence[Trend],
    language: Language,
    *,
    goal: float | None = None,
    measures: Sequence[Measure] = (),
    published: Published | None = None,
) -> str:
    """As the page of deadlines tells its charts; then the goal, and what was done when."""
    words = Words(language, NO_CLOCK)
    parts = [part_of(trend, len(trends) > 1, words) for trend in trends]
    said = [description(parts, published, words)]
    if goal is not None:
        said.append(say("chart.goal_line", language, goal=percent(goal, language)))
    if measures:
        in_order = sorted(measures, key=lambda each: (each.day, each.name))
        told = words.joined([named(each, language) for each in in_order])
        said.append(say("chart.measures", language, measures=told))
    return " ".join(said)


def _levels(row: LevelRow, language: Language, *, compared: bool) -> Iterator[str]:
    """Now first, for that is what is asked for."""
    for when, level in reversed(row.levels.items()):
        yield say(SENTENCES[when] if compared else "chart.level", language, counted=_counted(level, language))
    if row.goal is not None:
        yield say("chart.goal_stated", language, goal=percent(row.goal, language))


def _counted(level: Level, language: Language) -> str:
    if level.share is None:
        return say("chart.none_relevant", language)
    counts = {"met": level.met, "relevant": level.relevant, "share": percent(level.share, language)}
    if level.interval is None:
        return say("chart.counted_silent", language, **counts)
    lower, upper = (percent(each, language) for each in level.interval)
    if lower == upper:
        return say("chart.counted_all", language, **counts)
    return say("chart.counted_span", language, **counts, lower=lower.removesuffix(" %"), upper=upper)


def _divided(title: str, counts: Mapping[str, int], nothing: str, language: Language) -> str:
    given = [say("chart.part", language, name=name, count=count) for name, count in counts.items() if count]
    told = "; ".join(given) or nothing
    return _entitled(title, [f"{told}."])


def _entitled(title: str, sentences: Iterator[str] | Sequence[str]) -> str:
    """A question ends as it does; anything else is followed by a colon."""
    return " ".join([title if title.endswith((".", "?", "!")) else f"{title}:", *sentences])
