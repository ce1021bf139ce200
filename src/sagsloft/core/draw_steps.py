"""What can happen in a draw, from the frozen frame on: the steps of its record, and how each is written in JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum

from sagsloft.core.frame import Exclusion
from sagsloft.core.tickets import Party, SeedOrigin

__all__ = [
    "Committed",
    "Drawn",
    "Extended",
    "Extension",
    "Frozen",
    "Planned",
    "SkipReason",
    "Skipped",
    "Step",
    "as_entry",
    "name_of",
    "step_of",
]


class SkipReason(StrEnum):
    """Why a drawn case is not read. That its file is thin is no reason: that is a finding."""

    NOT_IN_SCOPE = "not_in_scope"
    DUPLICATE = "duplicate"
    TRANSFERRED = "transferred"
    RESTRICTED = "restricted"


@dataclass(frozen=True, slots=True)
class Extension:
    """The rule of extension, fixed before the draw: at most `up_to` cases in all, and `when` in words."""

    up_to: int
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """The frame: how many cases, their hash, what was asked for, what was left out, and from which files."""

    on: date
    cases: int
    frame_sha256: str
    families: bool
    criteria: Mapping[str, object]
    excluded: Mapping[Exclusion, int]
    source: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """How many cases will be drawn, and by which rule there may be more."""

    on: date
    count: int
    extension: Extension | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """The parties are bound to secrets that they have not told."""

    on: date
    parties: tuple[Party, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The draw: `cases` in ticket order, and the families of which more than one case is among them."""

    on: date
    origin: SeedOrigin
    seed: str
    secrets: tuple[str, ...]
    cases: tuple[str, ...]
    siblings: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A drawn case that is not read; `taken` is the case with the next ticket, if there is one."""

    on: date
    case: str
    reason: SkipReason
    taken: str | None
    siblings: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended:
    """More cases, by the rule: `cases` are those with the next tickets."""

    on: date
    cases: tuple[str, ...]
    siblings: tuple[tuple[str, ...], ...]


Step = Frozen | Planned | Committed | Drawn | Skipped | Extended
NAMES: dict[type[Step], str] = {
    Frozen: "frozen",
    Planned: "planned",
    Committed: "committed",
    Drawn: "drawn",
    Skipped: "skipped",
    Extended: "extended",
}


def name_of(step: Step) -> str:
    return NAMES[type(step)]


def as_entry(step: Step) -> dict[str, object]:
    """The step as JSON holds it; of a frame without families, and the like, the fields are there and are null."""
    return {"step": name_of(step), **{name: _plain(value) for name, value in asdict(step).items()}}


def step_of(entry: Mapping[str, object]) -> Step:
    """The step of an entry. Raises ValueError where it is none, holds anything else, or lacks a part."""
    step = _read(entry)
    if as_entry(step) != entry:
        raise ValueError(name_of(step))
    return step


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {str(name): _plain(each) for name, each in value.items()}
    return str(value) if isinstance(value, StrEnum) else value


def _read(entry: Mapping[str, object]) -> Step:
    match entry:
        case {"step": "frozen", "on": str(on), "cases": int(cases), "frame_sha256": str(sha256), **rest}:
            return _frozen(date.fromisoformat(on), cases, sha256, rest)
        case {"step": "planned", "on": str(on), "count": int(count), "extension": extension, **_rest}:
            return Planned(on=date.fromisoformat(on), count=count, extension=_extension(extension))
        case {"step": "committed", "on": str(on), "parties": list(parties), **_rest}:
            return Committed(on=date.fromisoformat(on), parties=tuple(map(_party, parties)))
        case {"step": "drawn", "on": str(on), "origin": str(origin), "seed": str(seed), "secrets": told, **rest}:
            return Drawn(
                on=date.fromisoformat(on),
                origin=SeedOrigin(origin),
                seed=seed,
                secrets=_texts(told),
                cases=_texts(rest.get("cases")),
                siblings=_groups(rest.get("siblings")),
            )
        case {"step": "skipped", "on": str(on), "case": str(skipped), "reason": str(reason), "taken": taken, **rest}:
            return Skipped(
                on=date.fromisoformat(on),
                case=skipped,
                reason=SkipReason(reason),
                taken=None if taken is None else _text(taken),
                siblings=_groups(rest.get("siblings")),
            )
        case {"step": "extended", "on": str(on), "cases": drawn, "siblings": siblings, **_rest}:
            return Extended(on=date.fromisoformat(on), cases=_texts(drawn), siblings=_groups(siblings))
    raise ValueError(entry.get("step"))


def _frozen(on: date, cases: int, sha256: str, rest: Mapping[str, object]) -> Frozen:
    match rest:
        case {
            "families": bool(families),
            "criteria": dict(criteria),
            "excluded": dict(excluded),
            "source": dict(source),
        }:
            return Frozen(
                on=on,
                cases=cases,
                frame_sha256=sha256,
                families=families,
                criteria=criteria,
                excluded={Exclusion(reason): count for reason, count in excluded.items()},
                source=source,
            )
    raise ValueError(sorted(rest))


def _extension(value: object) -> Extension | None:
    match value:
        case None:
            return None
        case {"up_to": int(up_to), "when": str(when)}:
            return Extension(up_to, when)
    raise ValueError(type(value))


def _party(value: object) -> Party:
    match value:
        case {"name": str(name), "commitment": str(commitment)}:
            return Party(name, commitment)
    raise ValueError(type(value))


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise ValueError(type(value))


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(map(_text, value))
    raise ValueError(type(value))


def _groups(value: object) -> tuple[tuple[str, ...], ...]:
    if isinstance(value, list):
        return tuple(map(_texts, value))
    raise ValueError(type(value))
