"""The review instrument: which questions are asked of a case, how each is answered, and what the answers add up to.

A protocol is data (`rulebook/protocols`), versioned as a whole: a criterion that asks for something else than before
says so, and is then not compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sagsloft.core.rules import Citation, Text
from sagsloft.core.scales import Criticality, Scale, Track

__all__ = ["Benchmark", "Criterion", "Origin", "OutcomeRule", "Protocol", "ReviewTheme", "Subject"]


class Subject(StrEnum):
    """What is judged: cases, one by one; or the organisation, once a round, from documents and interviews."""

    CASE = "case"
    ORGANISATION = "organisation"


class Benchmark(StrEnum):
    """The four national benchmarks of quality (pejlemærker), steering and management, and the file itself."""

    UDREDNING = "faglig_udredning"
    INDDRAGELSE = "inddragelse"
    VALG_AF_INDSATS = "valg_af_indsats"
    OPFOELGNING = "opfoelgning"
    STYRING = "styring_og_ledelse"
    SAG = "sag_og_proces"


class Origin(StrEnum):
    """Is the criterion's theme published by an authority, or is it our own?"""

    PUBLISHED = "published"
    OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One question that a reader answers.

    `rule`: the id of the rule that answers it from the events. `same_since`: the lowest version of the protocol in
    which it asked for the same; `formerly`: what it was called there, where that was something else. `law_changed`:
    days on which the law behind it changed so that answers from either side are not compared (a criterion with a rule
    changes with its versions). `unit`: of a number.
    """

    code: str
    theme: str
    question: Text
    track: Track
    scale: Scale
    guidance: Text
    origin: Origin
    relevant_when: Text | None = None
    citations: tuple[Citation, ...] = ()
    rule: str | None = None
    same_since: int = 1
    formerly: str | None = None
    law_changed: tuple[date, ...] = ()
    unit: Text | None = None

    @property
    def is_judged(self) -> bool:
        """Whether its answers can meet or miss anything: numbers cannot."""
        return not self.scale.is_number


@dataclass(frozen=True, slots=True)
class OutcomeRule:
    """When a theme is fulfilled in a case, or in part: shares (0–1) of its relevant criteria that are met.

    `required`: criteria without which it is not even fulfilled in part, where they are relevant.
    """

    fulfilled: float
    partly: float
    required: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewTheme:
    """A chapter of the protocol."""

    code: str
    title: Text
    benchmark: Benchmark
    outcome: OutcomeRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """One version of one instrument. `criteria` in the order in which they are asked; `look_back`: the months before
    the day of the draw that a case is read for. `inspired_by`: whose published themes it builds on. `criticality`: what
    each judgement means; empty where the subject is the organisation. `hash`: SHA-256 of its file.
    """

    id: str
    version: int
    title: Text
    subject: Subject
    inspired_by: Text
    introduction: Text
    look_back: int
    themes: tuple[ReviewTheme, ...]
    criteria: tuple[Criterion, ...]
    criticality: Mapping[Criticality, Text]
    hash: str

    @property
    def needs_sources(self) -> bool:
        """A judgement of the organisation says which documents and interviews it rests on."""
        return self.subject is Subject.ORGANISATION

    def criterion(self, code: str) -> Criterion:
        """Raises StopIteration where there is none such."""
        return next(each for each in self.criteria if each.code == code)

    def of_theme(self, theme: str) -> tuple[Criterion, ...]:
        return tuple(each for each in self.criteria if each.theme == theme)

    def of_tracks(self, tracks: frozenset[Track]) -> tuple[Criterion, ...]:
        return tuple(each for each in self.criteria if each.track in tracks)
