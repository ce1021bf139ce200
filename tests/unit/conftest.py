"""What the tests of reading and of the command line share: real files, the real command, and a short log."""

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from sagsloft import pipeline
from sagsloft.cli import main
from sagsloft.messages import Language
from sagsloft.messages.catalogue import catalogue

COMMAND = "from sagsloft.cli import main; main()"
LOG = """\
case_id,activity,occurred_at
sag-1,underretning_modtaget,2024-03-01 10:00
sag-1,underretning_vurderet,2024-03-01 12:00
sag-2,underretning_modtaget,2024-03-01 10:00
sag-2,underretning_vurderet,2024-03-03 12:00
sag-3,underretning_modtaget,2024-03-01 10:00
sag-3,notat,2024-03-05 08:00
"""
"""One notification assessed in time, one assessed too late, and one not assessed."""


@dataclass(frozen=True, slots=True)
class Run:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


@pytest.fixture
def sagsloft() -> Callable[..., Run]:
    """`sagsloft("check", file, …)`: the real command, in a process of its own.

    `program` is Python code to run instead, with the same arguments; the other options are those of `subprocess.run`.
    """

    def run(*arguments: object, program: str = COMMAND, **options: object) -> Run:
        line = [sys.executable, "-c", program, *map(str, arguments)]
        ended = subprocess.run(line, capture_output=True, check=False, **options)
        return Run(ended.returncode, *(said.decode(errors="replace") for said in (ended.stdout, ended.stderr)))

    return run


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """The same within this process, which is faster; anything but an orderly end comes out as it is."""

    def run(*arguments: object) -> Run:
        with pytest.raises(SystemExit) as end:
            main(list(map(str, arguments)))
        said = capsys.readouterr()
        return Run(int(str(end.value.code)), said.out, said.err)

    return run


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """`file("case_id,…")`: a file with that content, called `events.csv` unless `name` says otherwise."""

    def write(content: str | bytes, name: str = "events.csv") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def log(file: Callable[..., Path]) -> Path:
    """The file of `LOG`."""
    return file(LOG)


@pytest.fixture
def checked(file: Callable[..., Path]) -> Callable[..., pipeline.Check]:
    """`checked("case_id,…", as_of=…)`: what `check` finds in a file with that content."""

    def check(content: str, **question: object) -> pipeline.Check:
        return pipeline.check(pipeline.Question(events=(file(content),), **question))

    return check


@pytest.fixture
def sentence() -> Callable[..., re.Pattern[str]]:
    """`sentence("file.not_found", "da", file=…)`: that sentence, with anything in the blanks that are not given."""

    def pattern(message_id: str, language: str = "da", **known: object) -> re.Pattern[str]:
        *fixed, last = re.split(r"(?<!{){(\w+)}(?!})", catalogue(Language(language))[message_id])
        texts, blanks = fixed[::2], fixed[1::2]
        assert known.keys() <= set(blanks), message_id
        filled = (re.escape(str(known[blank])) if blank in known else ".*?" for blank in blanks)
        return re.compile("".join(map("".join, zip(map(re.escape, texts), filled, strict=True))) + re.escape(last))

    return pattern
