"""A round of reviews as a folder: its plan, its protocols, what the events say, and the answers as they come.

`round.json` says which cases are read by whom, and what was fixed before the first case was seen. The protocols lie
beside it as they were then, so that a round never changes with the program.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sagsloft.core.draw_steps import SkipReason
from sagsloft.core.errors import UserError
from sagsloft.core.event_answers import EventAnswer
from sagsloft.core.forms import FormKind, FormMap, FormName
from sagsloft.core.protocols import Protocol
from sagsloft.core.review_round import Conflict, Reading, Reviewer
from sagsloft.core.scales import Answer, Track
from sagsloft.core.tickets import SeedOrigin
from sagsloft.messages import Language
from sagsloft.pipeline.sealed import read_sealed, write_sealed
from sagsloft.render.files import together
from sagsloft.rulebook import load_protocol

__all__ = ["PROTOCOLS", "ROUND", "DrawSince", "ReviewRound", "read_round", "replace_plan", "write_round"]

ROUND, PROTOCOLS, EVENT_ANSWERS = "round.json", "protocols", "events.json"
ROUND_FORMAT, EVENTS_FORMAT = "sagsloft-round-1", "sagsloft-event-answers-1"
Answers = Mapping[str, Mapping[str, EventAnswer]]


@dataclass(frozen=True, slots=True)
class DrawSince:
    """What the draw has done since the round began. `record`: the hash of its record now.

    `begun`: the cases that the round began with; `added`: those that came later; both in ticket order, and with those
    that are skipped by now, for a sheet keeps its number.
    """

    record: str
    begun: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRound:
    """The plan of a round.

    `record`: the hash of the draw's record when the round began, which names the round; `since`: what the draw has done
    after that. `frame`: the cases that were drawn from; `cases`: to read, in ticket order; `skipped`: every case that
    the draw has skipped, before or after, which nothing is concluded from. `twice`: the share that two read.
    `calibration`: further cases, unmarked, with the known answers. `as_of`: the cases are read as they were then.
    `window`: the first and last day they are read for. `primary`: of the criteria, which may be spoken of in words;
    `goals`: shares of 0 to 1. `leader` is called about a critical case, and `director` where the leader is silent.
    `worked_on`: the caseworkers of each case. `forms`: the hash of each form's map, by the name of its file.
    """

    on: date
    record: str
    frame: int
    origin: SeedOrigin
    cases: tuple[str, ...]
    as_of: datetime
    window: tuple[date, date]
    protocol: Protocol
    organisation: Protocol | None
    reviewers: tuple[Reviewer, ...]
    reading: Reading
    primary: tuple[str, ...]
    goals: Mapping[str, float]
    leader: str
    director: str
    worked_on: Mapping[str, tuple[str, ...]]
    invented: bool
    language: Language
    source: Mapping[str, object]
    calibration: Mapping[str, Mapping[str, Answer]] = field(default_factory=dict)
    forms: Mapping[str, str] = field(default_factory=dict)
    twice: float = 1.0
    skipped: Mapping[str, SkipReason] = field(default_factory=dict)
    since: DrawSince | None = None

    @property
    def record_now(self) -> str:
        """The hash of the draw's record as the round follows it."""
        return self.record if self.since is None else self.since.record

    @property
    def begun(self) -> tuple[str, ...]:
        """The cases that the round began with."""
        return self.cases if self.since is None else self.since.begun

    @property
    def added(self) -> tuple[str, ...]:
        """Those that came later."""
        return () if self.since is None else self.since.added

    @property
    def round_id(self) -> str:
        """Of the draw, the protocol and the day: another round has another."""
        return f"{self.on.isoformat()}-{self.record[:8]}-{self.protocol.hash[:8]}"

    @property
    def sheets(self) -> tuple[str, ...]:
        """All cases in the order in which the sheets are numbered; those with known answers are among the others.

        A number never changes: what was skipped keeps its own, and what came later comes last.
        """
        first = sorted({*self.begun, *self.calibration}, key=lambda case: (self._turn(case), case))
        return (*first, *self.added)

    @property
    def adjudicator(self) -> int:
        """The number of the third who decides: after all readers."""
        return len(self.reviewers) + 1

    def number(self, reviewer: str) -> int:
        """From 1, in the order in which they were named."""
        return [each.name for each in self.reviewers].index(reviewer) + 1

    def number_of(self, form: FormMap) -> int:
        """The number of the one who fills it in."""
        return self.adjudicator if form.kind is FormKind.ADJUDICATION else self.number(form.reviewer)

    def form_of(self, form: FormMap) -> int:
        """Which of the reader's forms of its kind it is, from 1; of one that the round knows."""
        names = (FormName.of(name) for name, sha256 in self.forms.items() if sha256 == form.sha256)
        return next((each.form for each in names if each is not None), 1)

    def last_form(self, reviewer: str) -> int:
        """How many forms with cases the reader has got."""
        names = (FormName.of(name) for name in self.forms)
        mine = (FormKind.REVIEW, self.number(reviewer))
        return max((each.form for each in names if each is not None and (each.kind, each.number) == mine), default=0)

    def _turn(self, case: str) -> float:
        """Calibration cases come evenly between the drawn ones, so that drift can be seen."""
        if case in self.begun:
            return float(self.begun.index(case))
        among, every = list(self.calibration), len(self.begun) / (len(self.calibration) + 1)
        return every * (among.index(case) + 1) - 0.5


def write_round(plan: ReviewRound, events: Answers, folder: Path) -> None:
    """round.json and the events' own answers; the protocols are copied by who has their files."""
    write_sealed(_as_json(plan), ROUND_FORMAT, folder / ROUND)
    write_sealed(_of_events(events), EVENTS_FORMAT, folder / EVENT_ANSWERS)


def replace_plan(plan: ReviewRound, folder: Path, events: Answers | None = None) -> None:
    """The same round with a further form; with further cases, whose events' answers are then among those of all."""
    with together(folder) as hidden:
        write_sealed(_as_json(plan), ROUND_FORMAT, hidden / ROUND)
        if events is not None:
            write_sealed(_of_events(events), EVENTS_FORMAT, hidden / EVENT_ANSWERS)


def read_round(folder: Path) -> tuple[ReviewRound, Answers]:
    """Raises UserError where the folder is no round's, or something in it was changed."""
    if not (folder / ROUND).is_file():
        raise UserError("review.not_a_round", folder=folder)
    content = read_sealed(folder / ROUND, ROUND_FORMAT)
    used: dict[str, Any] = {name: content[name] for name in ("protocol", "organisation")}
    protocol = _protocol(folder, used["protocol"])
    organisation = None if used["organisation"] is None else _protocol(folder, used["organisation"])
    return _plan(content, protocol, organisation), _events(read_sealed(folder / EVENT_ANSWERS, EVENTS_FORMAT))


def _protocol(folder: Path, used: Mapping[str, object]) -> Protocol:
    """The protocol as it was when the round began."""
    file = folder / PROTOCOLS / f"{used['id']}.toml"
    protocol = load_protocol(file)
    if used != _hash_of(protocol):
        raise UserError("review.protocol_changed", file=file)
    return protocol


def _hash_of(protocol: Protocol | None) -> object:
    return None if protocol is None else {"id": protocol.id, "version": protocol.version, "sha256": protocol.hash}


def _as_json(plan: ReviewRound) -> dict[str, object]:
    return {
        "round_id": plan.round_id,
        "on": plan.on.isoformat(),
        "record": plan.record,
        "frame": plan.frame,
        "origin": plan.origin,
        "cases": list(plan.cases),
        "calibration": {case: dict(answers) for case, answers in plan.calibration.items()},
        "as_of": plan.as_of.isoformat(),
        "window": [day.isoformat() for day in plan.window],
        "protocol": _hash_of(plan.protocol),
        "organisation": _hash_of(plan.organisation),
        "reviewers": [_of_reviewer(each) for each in plan.reviewers],
        "reading": {
            name: {case: sorted(tracks) for case, tracks in cases.items()} for name, cases in plan.reading.cases.items()
        },
        "conflicts": [{"case_id": each.case_id, "reviewer": each.reviewer} for each in plan.reading.conflicts],
        "primary": list(plan.primary),
        "goals": dict(plan.goals),
        "leader": plan.leader,
        "director": plan.director,
        "worked_on": {case: list(names) for case, names in plan.worked_on.items()},
        "invented": plan.invented,
        "language": plan.language,
        "source": dict(plan.source),
        "forms": dict(plan.forms),
        "twice": plan.twice,
        "skipped": dict(plan.skipped),
        "since": None if plan.since is None else asdict(plan.since),
    }


def _of_reviewer(reviewer: Reviewer) -> dict[str, object]:
    return {
        "name": reviewer.name,
        "known_as": list(reviewer.known_as),
        "tracks": sorted(reviewer.tracks),
        "leader": reviewer.is_leader,
    }


def _plan(content: dict[str, object], protocol: Protocol, organisation: Protocol | None) -> ReviewRound:
    """Of a file whose seal is unbroken: what is there is what `_as_json` wrote."""
    said: dict[str, Any] = content
    return ReviewRound(
        on=date.fromisoformat(said["on"]),
        record=said["record"],
        frame=said["frame"],
        origin=SeedOrigin(said["origin"]),
        cases=tuple(said["cases"]),
        as_of=datetime.fromisoformat(said["as_of"]),
        window=(date.fromisoformat(said["window"][0]), date.fromisoformat(said["window"][1])),
        protocol=protocol,
        organisation=organisation,
        reviewers=tuple(
            Reviewer(each["name"], tuple(each["known_as"]), frozenset(map(Track, each["tracks"])), each["leader"])
            for each in said["reviewers"]
        ),
        reading=Reading(
            {
                name: {case: frozenset(map(Track, tracks)) for case, tracks in cases.items()}
                for name, cases in said["reading"].items()
            },
            tuple(Conflict(**each) for each in said["conflicts"]),
        ),
        primary=tuple(said["primary"]),
        goals=said["goals"],
        leader=said["leader"],
        director=said["director"],
        worked_on={case: tuple(names) for case, names in said["worked_on"].items()},
        invented=said["invented"],
        language=Language(said["language"]),
        source=said["source"],
        calibration={
            case: {code: Answer(answer) for code, answer in known.items()}
            for case, known in said["calibration"].items()
        },
        forms=said["forms"],
        # A round of before rounds could follow their draw says nothing of it.
        twice=said.get("twice", 1.0),
        skipped={case: SkipReason(reason) for case, reason in said.get("skipped", {}).items()},
        since=_since(said.get("since")),
    )


def _since(said: Mapping[str, Any] | None) -> DrawSince | None:
    return None if said is None else DrawSince(said["record"], tuple(said["begun"]), tuple(said["added"]))


def _of_events(events: Answers) -> dict[str, object]:
    return {
        "cases": {
            case: {
                code: {
                    "answer": each.answer,
                    "versions": [day.isoformat() for day in each.versions],
                    "why": list(each.why),
                }
                for code, each in by_criterion.items()
            }
            for case, by_criterion in events.items()
        }
    }


def _events(content: dict[str, object]) -> Answers:
    said: dict[str, Any] = content
    return {
        case: {
            code: EventAnswer(
                None if each["answer"] is None else Answer(each["answer"]),
                tuple(map(date.fromisoformat, each["versions"])),
                tuple(each["why"]),
            )
            for code, each in by_criterion.items()
        }
        for case, by_criterion in said["cases"].items()
    }
