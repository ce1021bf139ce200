"""What do the cases rest on, and how do they stand, benchmark by benchmark? And steering and management beside them."""

from collections.abc import Iterator, Sequence

from sagsloft.core.criterion_findings import CriterionFinding
from sagsloft.core.estimates import Count
from sagsloft.core.report import (
    Basis,
    Block,
    Bulleted,
    Callout,
    Evidence,
    Message,
    Reach,
    Section,
    Source,
    Statement,
    message,
)
from sagsloft.core.report_charts import LevelRow, LevelsChart, ThemeRow, ThemesChart
from sagsloft.core.report_material import Material
from sagsloft.core.rules import Text
from sagsloft.core.scales import Track
from sagsloft.core.statements import against_goal, benchmark, change, judgement, level, numbers, theme, unsaid
from sagsloft.core.theme_findings import ThemeFinding
from sagsloft.core.tickets import SeedOrigin

__all__ = ["benchmarks", "data_basis", "in_short", "steering"]

ORIGINS = {
    None: "analyse.chosen",
    SeedOrigin.DICE: "analyse.from_dice",
    SeedOrigin.COMMITMENTS: "analyse.from_commitments",
    SeedOrigin.OWN: "analyse.from_program",
}
TRACKS = {Track.LEGAL: "analyse.legal", Track.PROFESSIONAL: "analyse.professional"}


def data_basis(material: Material) -> Section:
    """Which cases were read by whom, how far they agree, and what all this cannot say."""
    told: list[Statement] = [_drawn(material), *_agreed(material)]
    blocks: list[Block] = [Bulleted(tuple(told)), message("analyse.how_to_read")]
    cannot = tuple(unsaid(material.findings.unsaid))
    if cannot:
        blocks.append(Callout(message("findings.unsaid_title"), (Bulleted(cannot),)))
    return Section("grundlag", message("analyse.data_basis"), tuple(blocks), new_page=True)


def in_short(material: Material) -> Section:
    """All themes beside each other."""
    findings = material.findings
    titles = {each.code: each.title for each in material.protocol.themes}
    rows = tuple(
        ThemeRow(titles[each.code], {outcome: len(cases) for outcome, cases in each.together.items()})
        for each in findings.themes
    )
    return Section(
        "vurdering",
        message("analyse.assessment"),
        (message("analyse.assessment_intro"), message("findings.not_pooled"), ThemesChart("temaer", rows)),
        new_page=True,
    )


def benchmarks(material: Material) -> Iterator[Section]:
    """A chapter for each benchmark that the protocol has themes of."""
    for each in material.findings.benchmarks:
        themes = tuple(_theme(one, material) for one in material.findings.themes if one.code in each.themes)
        title = message(f"findings.benchmark_{each.benchmark}")
        yield Section(f"pejlemaerke-{each.benchmark}", title, (benchmark(each, material),), themes, new_page=True)


def steering(material: Material) -> Section:
    """What was judged from documents and interviews."""
    organisation, protocol = material.findings.organisation, material.organisation
    title = message("analyse.steering")
    if organisation is None or protocol is None:
        return Section("styring", title, (message("analyse.no_steering"),))
    sections = tuple(
        Section(
            f"styring-{each.code}",
            message("analyse.text", text=each.title),
            (Bulleted(tuple(judgement(one, material) for one in organisation.judgements if one.theme == each.code)),),
        )
        for each in protocol.themes
    )
    return Section("styring", title, (message("analyse.steering_intro"),), sections)


def _row(criterion: CriterionFinding, material: Material) -> LevelRow:
    before = material.counted_before(criterion.code)
    return LevelRow(
        code=criterion.code,
        question=material.protocol.criterion(criterion.code).question,
        now=material.findings.count(criterion),
        before=None if before is None else before.count,
        goal=criterion.goal,
        has_interval=material.findings.speaks_of_frame,
    )


def _theme(found: ThemeFinding, material: Material) -> Section:
    """What is lawful and what is good work, each by itself; then what may be said of goals and changes."""
    title = next(each.title for each in material.protocol.themes if each.code == found.code)
    criteria = [each for each in material.findings.criteria if each.theme == found.code]
    name = f"tema-{found.code}"
    tracks = (_track(name, title, track, criteria, material) for track in TRACKS)
    more = tuple(_more(criteria, material))
    last = Section(f"{name}-mere", message("analyse.goals_and_changes"), (Bulleted(more),)) if more else None
    sections = tuple(each for each in (*tracks, last) if each is not None)
    return Section(name, message("analyse.text", text=title), (theme(found, material),), sections)


def _track(
    name: str, title: Text, track: Track, criteria: Sequence[CriterionFinding], material: Material
) -> Section | None:
    """The levels of one track, drawn and told; None where the theme is not judged by it."""
    found = [each for each in criteria if each.track is track]
    told = tuple(_levels(found, material))
    if not told:
        return None
    rows = tuple(_row(each, material) for each in found if each.is_judged and each.relevant)
    drawn = (LevelsChart(f"{name}-{track}".replace("_", "-"), title, track, rows),) if rows else ()
    return Section(f"{name}-{track}", Message(TRACKS[track], {}), (*drawn, Bulleted(told)))


def _levels(criteria: Sequence[CriterionFinding], material: Material) -> Iterator[Statement]:
    for each in criteria:
        if each.is_judged and each.relevant:
            yield level(each, material)
        elif (said := numbers(each, material)) is not None:
            yield said


def _more(criteria: Sequence[CriterionFinding], material: Material) -> Iterator[Statement]:
    changes = {each.later.name: each for each in material.findings.changes}
    for criterion in criteria:
        goal = against_goal(criterion, material)
        found = change(changes[criterion.code], material) if criterion.code in changes else None
        yield from (each for each in (goal, found) if each is not None)


def _drawn(material: Material) -> Statement:
    findings = material.findings
    said = message(
        "analyse.drawn",
        cases=len(findings.cases),
        drawn=findings.drawn,
        frame=findings.frame,
        as_of=findings.as_of,
        first=findings.window[0],
        last=findings.window[1],
        how=message(ORIGINS[findings.origin]),
    )
    return Statement("grundlag", said, (), Basis(Source.ROUND))


def _agreed(material: Material) -> Iterator[Statement]:
    """The readers among themselves, and against the events' own answers: counts of answers."""
    found = material.agreement
    pairs = {
        "analyse.agreed": (sum(each.items for each in found.pooled), sum(each.same for each in found.pooled)),
        "analyse.agreed_events": (sum(each.items for each in found.events), sum(each.same for each in found.events)),
    }
    for place, (key, (items, same)) in enumerate(pairs.items(), 1):
        if items:
            count = Evidence(Count(items, same), Reach.READ)
            yield Statement(f"enighed-{place}", message(key), (count,), Basis(Source.AGREEMENT))
