"""Who reads which case? A round of reviews: its cases, its readers, and nobody near a case that they have worked on.

Without dice: the order of the cases is that of their tickets, which chance has made already.
"""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

from sagsloft.core.errors import MessageId, UserError
from sagsloft.core.scales import Track

__all__ = ["Conflict", "Reading", "Reviewer", "assign", "same_person"]


@dataclass(frozen=True, slots=True)
class Reviewer:
    """One who reads cases. `known_as`: what the case system calls them, besides their name; `tracks`: what they judge.

    `is_leader`: leads those whose cases are read; their ratings are held against independent ones, and are no second
    blind reading.
    """

    name: str
    known_as: tuple[str, ...] = ()
    tracks: frozenset[Track] = frozenset(Track)
    is_leader: bool = False

    @property
    def names(self) -> frozenset[str]:
        return frozenset(map(same_person, (self.name, *self.known_as)))


@dataclass(frozen=True, slots=True)
class Conflict:
    """A reader who has worked on a drawn case, as the events show it."""

    case_id: str
    reviewer: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Which cases each reader reads, in ticket order, with the tracks for each; and who was kept from which case."""

    cases: Mapping[str, Mapping[str, frozenset[Track]]] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()

    def readers(self, case_id: str) -> tuple[str, ...]:
        return tuple(name for name, cases in self.cases.items() if case_id in cases)


def same_person(name: str) -> str:
    """A person's name as it is compared: without regard to case, spaces, and how an å is put together."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def assign(
    cases: Sequence[str],
    reviewers: Sequence[Reviewer],
    worked_on: Mapping[str, Collection[str]],
    *,
    twice: float = 1.0,
    calibration: Sequence[str] = (),
    tracks: Collection[Track] = tuple(Track),
    before: Reading | None = None,
) -> Reading:
    """Share the cases out: each track of each case to one independent reader; of the first `twice` (a share) to two.

    Leaders read every case besides, and everybody the `calibration` cases. First comes who reads the case already, then
    the least busy, then who was named first. `worked_on`: the caseworkers of each case's events. `tracks`: those that
    the protocol asks for. `before`: what was shared out before, which stays; the share is then that of all `cases`, and
    the first of the new ones fill it up. Raises UserError where a name stands twice, or a track of a case is left
    without the readers that it needs; with the case's place in the draw, for its number is confidential.
    """
    _ensure_reviewers(reviewers, twice)
    before = Reading() if before is None else before
    new = [case for case in cases if not before.readers(case)]
    every = (*new, *calibration)
    kept_out = {case: {same_person(name) for name in worked_on.get(case, ())} for case in every}
    shared = {each.name: dict(before.cases.get(each.name, {})) for each in reviewers}
    doubled = ceil(twice * len(cases) - 1e-9) - sum(_is_doubled(case, reviewers, before, tracks) for case in cases)
    for place, case in enumerate(every):
        free = [each for each in reviewers if not each.names & kept_out[case]]
        for track in (each for each in Track if each in tracks):
            found = _readers(case, track, free, shared)
            if place < len(new):
                found = _enough(found, 2 if place < doubled else 1, cases.index(case), track)
            leaders = [each.name for each in free if each.is_leader and track in each.tracks]
            for reader in (*found, *leaders):
                shared[reader][case] = shared[reader].get(case, frozenset()) | {track}
    conflicts = [Conflict(case, each.name) for case in every for each in reviewers if each.names & kept_out[case]]
    return Reading({name: each for name, each in shared.items() if each}, (*before.conflicts, *conflicts))


def _is_doubled(case: str, reviewers: Sequence[Reviewer], before: Reading, tracks: Collection[Track]) -> bool:
    """Is each track of it read by two already?"""
    mine = [before.cases.get(each.name, {}).get(case, frozenset[Track]()) for each in reviewers if not each.is_leader]
    return all(sum(track in each for each in mine) > 1 for track in tracks)


def _enough(readers: Sequence[str], wanted: int, place: int, track: Track) -> list[str]:
    if len(readers) < wanted:
        raise UserError("review.too_few_readers", place=place + 1, wanted=wanted, track=MessageId(f"review.{track}"))
    return list(readers[:wanted])


def _readers(
    case: str, track: Track, free: Sequence[Reviewer], shared: Mapping[str, Mapping[str, frozenset[Track]]]
) -> list[str]:
    """The independent ones who may read it, the one whose turn it is first."""
    names = [each.name for each in free if not each.is_leader and track in each.tracks]
    return sorted(names, key=lambda name: (case not in shared[name], len(shared[name])))


def _ensure_reviewers(reviewers: Sequence[Reviewer], twice: float) -> None:
    names = [name for each in reviewers for name in sorted(each.names)]
    if len(set(names)) < len(names):
        raise UserError("review.reviewer_twice")
    if not 0 <= twice <= 1:
        raise UserError("review.impossible_share")
