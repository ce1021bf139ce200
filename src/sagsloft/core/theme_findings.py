"""In how many cases is a theme fulfilled? Worked out from its answers by the protocol's rule; never typed.

Of a benchmark, its themes are put together case by case. No percentage is pooled over criteria or themes: the answers
about one case are not independent of each other, and an interval over them would promise too much.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sagsloft.core.criterion_findings import Cases, grouped
from sagsloft.core.protocols import Benchmark, Protocol, ReviewTheme
from sagsloft.core.reviews import CaseReview
from sagsloft.core.scales import Track

__all__ = ["BenchmarkFinding", "Outcome", "ThemeFinding", "benchmark_findings", "outcome", "theme_findings"]

ROUNDING = 1e-9
"""Two of three is two thirds, however the protocol's file writes it in decimals."""


class Outcome(StrEnum):
    """What a theme's answers about one case add up to."""

    FULFILLED = "fulfilled"
    PARTLY = "partly"
    NOT_FULFILLED = "not_fulfilled"
    NOT_RELEVANT = "not_relevant"


@dataclass(frozen=True, slots=True)
class ThemeFinding:
    """The cases with each outcome: of both tracks together, and of each that the theme is judged by, apart."""

    code: str
    benchmark: Benchmark
    together: Mapping[Outcome, Cases]
    apart: Mapping[Track, Mapping[Outcome, Cases]]


@dataclass(frozen=True, slots=True)
class BenchmarkFinding:
    """The cases in which every relevant theme is fulfilled, those in which some is not, and those without any."""

    benchmark: Benchmark
    themes: tuple[str, ...]
    criteria: tuple[str, ...]
    all_fulfilled: Cases
    some_not: Cases
    none_relevant: Cases


def theme_findings(protocol: Protocol, records: Sequence[CaseReview]) -> tuple[ThemeFinding, ...]:
    """In the order of the protocol."""
    return tuple(_of_theme(theme, protocol, records) for theme in protocol.themes)


def benchmark_findings(
    protocol: Protocol, themes: Sequence[ThemeFinding], cases: Cases
) -> tuple[BenchmarkFinding, ...]:
    """Those that the protocol has themes of, in the order of their first; `cases`: all that the themes tell of."""
    of_each = {each.benchmark: [one for one in themes if one.benchmark is each.benchmark] for each in themes}
    return tuple(_of_benchmark(benchmark, some, protocol, cases) for benchmark, some in of_each.items())


def outcome(theme: ReviewTheme, protocol: Protocol, record: CaseReview, tracks: frozenset[Track]) -> Outcome:
    """Of one case: the share of its relevant criteria that are met, held against the theme's rule.

    A required criterion that is relevant and not met leaves nothing fulfilled. Numbers are not judged.
    """
    met = {
        each.code: each.scale.meets(answer)
        for each in protocol.of_theme(theme.code)
        if each.track in tracks
        and (answer := record.responses[each.code].answer) is not None
        and each.scale.counts(answer)
    }
    if not met:
        return Outcome.NOT_RELEVANT
    share = sum(met.values()) / len(met) + ROUNDING
    if share < theme.outcome.partly or not all(met.get(code, True) for code in theme.outcome.required):
        return Outcome.NOT_FULFILLED
    return Outcome.FULFILLED if share >= theme.outcome.fulfilled else Outcome.PARTLY


def _of_theme(theme: ReviewTheme, protocol: Protocol, records: Sequence[CaseReview]) -> ThemeFinding:
    judged = {each.track for each in protocol.of_theme(theme.code) if each.is_judged}

    def found(tracks: frozenset[Track]) -> Mapping[Outcome, Cases]:
        return grouped({each.case_id: outcome(theme, protocol, each, tracks) for each in records}, Outcome)

    apart = {track: found(frozenset({track})) for track in Track if track in judged}
    return ThemeFinding(theme.code, theme.benchmark, found(frozenset(Track)), apart)


def _of_benchmark(
    benchmark: Benchmark, themes: Sequence[ThemeFinding], protocol: Protocol, cases: Cases
) -> BenchmarkFinding:
    outcomes = {case: {_outcome_of(case, theme) for theme in themes} - {Outcome.NOT_RELEVANT} for case in cases}
    codes = tuple(theme.code for theme in themes)
    return BenchmarkFinding(
        benchmark=benchmark,
        themes=codes,
        criteria=tuple(each.code for each in protocol.criteria if each.theme in codes),
        all_fulfilled=tuple(case for case in cases if outcomes[case] == {Outcome.FULFILLED}),
        some_not=tuple(case for case in cases if outcomes[case] - {Outcome.FULFILLED}),
        none_relevant=tuple(case for case in cases if not outcomes[case]),
    )


def _outcome_of(case: str, theme: ThemeFinding) -> Outcome:
    return next(outcome for outcome, cases in theme.together.items() if case in cases)
