"""What lies where in an invented course, and which command each step is: a text file beside the folders."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sagsloft.messages import Language, say
from sagsloft.messages.wording import day
from sagsloft.pipeline.course_reports import report_commands
from sagsloft.pipeline.course_stage import (
    ACTIVITY,
    ADJUDICATOR,
    COUNT,
    DIRECTOR,
    EXTEND_TO,
    GOALS,
    LEADER,
    ORGANISATION,
    PRIMARY,
    PROTOCOL,
    READERS,
    WHERE,
    Stage,
)
from sagsloft.pipeline.draw_files import FRAME, RECORD
from sagsloft.render.files import together

__all__ = ["FIRST_TO_OPEN", "commands", "write_notes"]

FILES: Mapping[Language, str] = {Language.DANISH: "LAES-MIG.txt", Language.ENGLISH: "README.txt"}
Command = tuple[str, ...]
FIRST_TO_OPEN = (
    "course.open_status",
    "course.open_analysis",
    "course.open_form",
    "course.open_events",
    "course.open_findings",
    "course.open_comparison",
    "course.open_check",
)
FOLDERS = (
    "course.folder_extract",
    "course.folder_check",
    "course.folder_draw",
    "course.folder_round",
    "course.folder_filled",
    "course.folder_agreement",
    "course.folder_comparison",
    "course.folder_report",
)


def write_notes(one: Stage, two: Stage) -> Path:
    """The file's name is that of the language."""
    language = one.language
    with together(one.folder) as hidden:
        (hidden / FILES[language]).write_text("\n".join(_lines(one, two, language)) + "\n", "utf-8")
    return one.folder / FILES[language]


def commands(stage: Stage, before: Stage | None) -> dict[str, tuple[Command, ...]]:
    """What is typed in the course's folder for each step of a round, by the id of the step; without the program's name.

    The leaders' steps about alarms and repairs are shown by an example, which changes nothing.
    """
    extract = (_of(stage, stage.export), "--mapping", "mappings")
    on, language = "--on", ("--lang", str(stage.language))
    leave_out = () if before is None else ("--leave-out", f"{_of(before, before.draw)}/{RECORD}")
    previous = () if before is None else ("--previous", _of(before, before.round))
    draw, round_folder, filled = (_of(stage, each) for each in (stage.draw, stage.round, stage.filled))
    goals = [part for code, goal in GOALS.items() for part in ("--goal", f"{code}={goal:.0%}".rstrip("%"))]
    numbers = range(1, len(READERS) + 1)
    return {
        "course.step_check": (
            ("check", *extract, "--as-of", str(stage.as_of), "--out", _of(stage, stage.check), *language),
        ),
        "course.step_draw": (
            (
                *("freeze", *extract, "--as-of", str(stage.as_of), "--activity", ACTIVITY, "--where", WHERE),
                *("--from", str(stage.first), "--to", str(stage.as_of), *leave_out, "--count", str(COUNT)),
                *("--extension-rule", say("course.extension_rule", stage.language), "--extend-to", str(EXTEND_TO)),
                *(on, str(stage.as_of), "--out", draw, *language),
            ),
            ("draw", draw, "--seed", stage.dice, on, str(stage.drawn_on), *language),
            ("verify-draw", f"{draw}/{RECORD}", f"{draw}/{FRAME}", *language),
        ),
        "course.step_forms": (
            (
                *("review-forms", draw, *extract, "--reviewers", ",".join(READERS), "--leader", LEADER),
                *("--director", DIRECTOR, "--protocol", PROTOCOL, "--organisation", ORGANISATION),
                *("--primary", ",".join(PRIMARY), *goals, on, str(stage.sent_on), "--out", round_folder, *language),
            ),
        ),
        "course.step_read": (
            (
                *("read-reviews", round_folder, *(f"{filled}/{number}-review.xlsx" for number in numbers)),
                *(f"{filled}/1-organisation.xlsx", "--at", _clock(stage.read_at), *language),
            ),
            ("critical", round_folder, "--at", _clock(stage.explained_at), *language),
        ),
        "course.step_explain": (
            (
                *("read-reviews", round_folder, *(f"{filled}/{number}-events.xlsx" for number in numbers)),
                *("--at", _clock(stage.explained_at), *language),
            ),
        ),
        "course.step_decide": (
            ("adjudicate", round_folder, "--by", ADJUDICATOR, *language),
            (
                *("read-reviews", round_folder, f"{filled}/adjudication.xlsx"),
                *("--at", _clock(stage.decided_at), *language),
            ),
        ),
        "course.step_agree": (("agree", round_folder, "--out", _of(stage, stage.agreement), *language),),
        "course.step_conclude": (("conclude", round_folder, *previous, "--at", _clock(stage.concluded_at), *language),),
        "course.step_mend": (("repairs", round_folder, on, str(stage.concluded_at.date()), *language),),
    }


def _lines(one: Stage, two: Stage, language: Language) -> Iterator[str]:
    yield from (say("course.notes_title", language), "", say("course.notes_invented", language), "")
    days = {"first": day(one.as_of, language), "last": day(two.as_of, language)}
    yield from (say("course.notes_story", language, **days), "")
    yield from _listed("course.notes_open", FIRST_TO_OPEN, language)
    yield from _listed("course.notes_folders", FOLDERS, language)
    yield from (say("course.notes_commands", language), "")
    for stage, before in ((one, None), (two, one)):
        yield from (say("course.notes_round", language, number=stage.number), "")
        for step, typed in commands(stage, before).items():
            yield f"  {say(step, language)}"
            yield from (f"    sagsloft {shlex.join(each)}" for each in typed)
        yield ""
    yield f"  {say('course.step_compare', language)}"
    yield f"    sagsloft {shlex.join(_comparing(one, two))}"
    yield f"  {say('course.step_report', language)}"
    for stage, before in ((one, None), (two, one)):
        yield from (f"    sagsloft {shlex.join(each)}" for each in report_commands(stage, before))


def _comparing(one: Stage, two: Stage) -> Command:
    rounds = (f"{_of(stage, stage.round)}/round.csv" for stage in (one, two))
    return ("compare", *rounds, "--out", "sammenligning", "--lang", str(one.language))


def _listed(heading: str, ids: Sequence[str], language: Language) -> Iterator[str]:
    yield say(heading, language)
    yield from (f"  {say(each, language)}" for each in ids)
    yield ""


def _of(stage: Stage, path: Path) -> str:
    """The path as it is typed in the course's folder."""
    return path.relative_to(stage.folder).as_posix()


def _clock(at: object) -> str:
    return f"{at:%Y-%m-%dT%H:%M}"
