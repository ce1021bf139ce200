"""How do the cases divide: over the answers to a criterion, the outcomes of a theme, the judgements of whole cases?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sagsloft.core.scales import Answer, Criticality
from sagsloft.core.theme_findings import Outcome
from sagsloft.messages import Language, say
from sagsloft.render.chart_sheet import Mark
from sagsloft.render.stacked_bars import (
    BEST,
    GOOD,
    HALF,
    NOT_COUNTED,
    POOR,
    UNKNOWN,
    WORST,
    Bar,
    Look,
    Segment,
    stacked_bars,
)

__all__ = ["ANSWERS", "OUTCOMES", "AnswerRow", "ThemeRow", "answer_bars", "judgement_bars", "judgements", "theme_bars"]

ANSWERS: Sequence[Mapping[Answer, Look]] = (
    {Answer.YES: BEST, Answer.YES_LATE: POOR, Answer.NO: WORST, Answer.NOT_DOCUMENTED: UNKNOWN},
    {
        Answer.VERY_HIGH: BEST,
        Answer.HIGH: GOOD,
        Answer.SOME: HALF,
        Answer.LITTLE: POOR,
        Answer.NOT_AT_ALL: WORST,
    },
    {
        Answer.NOTHING_MISSING: BEST,
        Answer.MINOR_MISSING: GOOD,
        Answer.MAJOR_MISSING: POOR,
        Answer.DECISIVE_MISSING: WORST,
    },
    {Answer.NOT_RELEVANT: NOT_COUNTED},
)
"""Kind by kind, and from left to right in a bar: the best first, and last what is not counted."""
OUTCOMES: Mapping[Outcome, Look] = {
    Outcome.FULFILLED: BEST,
    Outcome.PARTLY: GOOD,
    Outcome.NOT_FULFILLED: WORST,
    Outcome.NOT_RELEVANT: NOT_COUNTED,
}
JUDGEMENTS: Mapping[Criticality, Look] = {
    Criticality.CRITICAL: WORST,
    Criticality.WORRYING: POOR,
    Criticality.NOT_CRITICAL: HALF,
}

Laid = tuple[list[Mark], float]
"""The marks of a drawing, and how high they stand."""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """`title`: a criterion's code and question. `counts`: how many cases have each answer, the usual order aside."""

    title: str
    counts: Mapping[Answer, int]


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """`counts`: in how many cases the theme has each outcome."""

    title: str
    counts: Mapping[Outcome, int]


def answer_bars(rows: Sequence[AnswerRow], language: Language) -> Laid:
    """All bars stand for the same number of cases: the most that any has. The key has the answers that were given."""
    given = {answer for row in rows for answer, count in row.counts.items() if count}
    kinds = [
        {each: Segment(say(f"form.answer_{each}", language), look) for each, look in looks.items() if each in given}
        for looks in ANSWERS
    ]
    whole = max((sum(row.counts.values()) for row in rows), default=0)
    nothing = say("chart.none_answered", language)
    bars = [
        Bar(
            row.title,
            {segment: row.counts.get(each, 0) for kind in kinds for each, segment in kind.items()},
            whole,
            nothing,
        )
        for row in rows
    ]
    return stacked_bars(bars, [list(kind.values()) for kind in kinds])


def theme_bars(rows: Sequence[ThemeRow], language: Language) -> Laid:
    """All bars stand for the same number of cases."""
    segments = {each: Segment(say(f"findings.outcome_{each}", language), look) for each, look in OUTCOMES.items()}
    whole = max((sum(row.counts.values()) for row in rows), default=0)
    nothing = say("chart.no_cases", language)
    bars = [
        Bar(row.title, {segment: row.counts.get(each, 0) for each, segment in segments.items()}, whole, nothing)
        for row in rows
    ]
    return stacked_bars(bars, [list(segments.values())])


def judgement_bars(
    before: Mapping[Criticality, int] | None, now: Mapping[Criticality, int], language: Language
) -> Laid:
    """Each bar is all cases of its round, however many they are, and is told in words too: one case may be too narrow
    for its number."""
    segments = {each: Segment(say(f"form.criticality_{each}", language), look) for each, look in JUDGEMENTS.items()}
    titles = judgements(before, now, language)
    rounds = [now] if before is None else [before, now]
    bars = [
        Bar(title, {segment: counts.get(each, 0) for each, segment in segments.items()}, sum(counts.values()), "")
        for title, counts in zip(titles, rounds, strict=True)
    ]
    return stacked_bars(bars, [list(segments.values())])


def judgements(
    before: Mapping[Criticality, int] | None, now: Mapping[Criticality, int], language: Language
) -> list[str]:
    """`Før, af 18 sager: kritisk 3, bekymrende 5, ikke kritisk 10`, and the same of now."""
    if before is None:
        return [say("chart.judged", language, **_judged(now, language))]
    return [
        say("chart.judged_before", language, **_judged(before, language)),
        say("chart.judged_now", language, **_judged(now, language)),
    ]


def _judged(counts: Mapping[Criticality, int], language: Language) -> dict[str, object]:
    names = {each: say(f"form.criticality_{each}", language) for each in JUDGEMENTS}
    told = [say("chart.part", language, name=name, count=counts.get(each, 0)) for each, name in names.items()]
    return {"cases": sum(counts.values()), "parts": ", ".join(told)}
