"""A whole invented round of reviews, through the commands: a log, a protocol, a draw, and readers who fill in forms."""

import io
import json
import shutil
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field, replace
from pathlib import Path

from openpyxl import load_workbook
from tests.unit.conftest import Run

from sagsloft.cli import main

__all__ = [
    "CASES",
    "DICE",
    "GOOD",
    "LATE",
    "PROTOCOL",
    "READERS",
    "Round",
    "form_map",
    "log",
    "run",
    "texts_of",
]

CASES = tuple(f"sag-{number:02}" for number in range(1, 17))
LATE = frozenset({"sag-03", "sag-08", "sag-13"})
"""Whose notification was assessed after three days; the others' within two hours."""
HEADER = "case_id,activity,occurred_at,matter_id,recorded_at,caseworker\n"
DICE = "4 2 6 1 1 5 3 6 2 4"
READERS = "Anna Holm,Bo Lund"
PROTOCOL = """\
version = 1
subject = "case"
look_back = 24
title = { da = "Lille måling", en = "Small review" }
inspired_by = { da = "Inspireret af ingen.", en = "Inspired by nobody." }
introduction = { da = "Læs sagen.", en = "Read the case." }

[criticality]
critical = { da = "Fare nu.", en = "Danger now." }
worrying = { da = "Alvorlige fejl.", en = "Serious defects." }
not_critical = { da = "Ingen af delene.", en = "Neither." }

[[themes]]
code = "underretning"
title = { da = "Underretning", en = "Notification" }
benchmark = "faglig_udredning"
outcome = { fulfilled = 1.0, partly = 0.5 }

[[criteria]]
code = "A1"
theme = "underretning"
question = { da = "Er den vurderet inden 24 timer?", en = "Was it assessed within 24 hours?" }
guidance = { da = "Se notatet.", en = "See the note." }
track = "legal"
scale = "in_time"
origin = "own"
rule = "underretning-24-timer"
citations = [{ act = "Barnets lov", section = "§ 136" }]

[[criteria]]
code = "A2"
theme = "underretning"
question = { da = "Er underretteren orienteret?", en = "Was the notifier told?" }
guidance = { da = "Se efter et brev.", en = "Look for a letter." }
track = "legal"
scale = "yes_no"
origin = "own"

[[criteria]]
code = "B1"
theme = "underretning"
question = { da = "Er vurderingen grundig?", en = "Is the assessment thorough?" }
guidance = { da = "Læs vurderingen.", en = "Read the assessment." }
track = "professional"
scale = "degree"
origin = "own"
"""
GOOD = {"A1": "ja", "A2": "ja", "B1": "i høj grad", None: "ikke kritisk"}
"""What a reader answers where nothing is wrong; None: of the case as a whole."""
ANSWER_FIELDS = ("answer", "number", "criticality")


def run(*arguments):
    """The command, within this process; for rounds that many tests begin from."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main(list(map(str, arguments)))
        except SystemExit as end:
            return Run(int(str(end.code)), out.getvalue(), err.getvalue())
    raise AssertionError(arguments)


def log(cases=CASES, year=2024, late=LATE, worker="kb", more=""):
    """Each case has a notification on its own day of January, recorded the same day, and an assessment of it."""
    lines = []
    for number, case in enumerate(cases, 1):
        day = f"{year}-01-{number:02}"
        done = f"{year}-01-{number + 3:02} 12:00" if case in late else f"{day} 12:00"
        lines += [
            f"{case},underretning_modtaget,{day} 10:00,m{number},{day} 10:05,{worker}",
            f"{case},underretning_vurderet,{done},m{number},{done},{worker}",
        ]
    lines.append(f"sag-slut,notat,{year}-02-29 09:00,m99,{year}-02-29 09:00,{worker}")
    return HEADER + "\n".join(lines) + "\n" + more


def form_map(file):
    """The hidden map of a form, as JSON."""
    rows = load_workbook(file)["sagsloft"].iter_rows(max_col=1, values_only=True)
    return json.loads("".join(row[0] for row in rows if row[0]))


def texts_of(file):
    """Every text in a form that a person can see."""
    book = load_workbook(file)
    shown = (sheet for sheet in book if sheet.sheet_state == "visible")
    return [str(cell.value) for sheet in shown for row in sheet.iter_rows() for cell in row if cell.value is not None]


@dataclass
class Round:
    """A round and all that belongs to it. `folder`: where everything lies."""

    folder: Path
    name: str = "runde"
    content: str = field(default_factory=log)
    year: int = 2024

    @property
    def path(self):
        return self.folder / self.name

    def copy(self, folder):
        """The same round, moved elsewhere."""
        return replace(self, folder=Path(shutil.copytree(self.folder, folder)))

    @property
    def events(self):
        return self.folder / f"{self.name}.csv"

    @property
    def draw(self):
        return self.folder / f"{self.name}-draw"

    @property
    def plan(self):
        return json.loads((self.path / "round.json").read_text("utf-8"))

    def form(self, name):
        return self.path / "forms" / f"{name}.xlsx"

    def drawn(self, count=6, *more):
        """Frozen and drawn."""
        self.events.write_text(self.content, "utf-8")
        period = ("--from", f"{self.year}-01-01", "--to", f"{self.year}-12-31")
        freeze = ("freeze", self.events, "--activity", "underretning_modtaget", *period, "--count", count)
        assert run(*freeze, *more, "--on", f"{self.year}-03-01", "--out", self.draw).code == 0
        assert run("draw", self.draw, "--seed", DICE, "--on", f"{self.year}-03-02").code == 0
        return self

    def ask(self, *more, readers=READERS, protocol=PROTOCOL, out=None):
        """`review-forms`, as it ends."""
        own = self.folder / "lille.toml"
        own.write_text(protocol, "utf-8")
        who = ("--reviewers", readers, "--leader", "Grethe Skov", "--director", "Dorte Lind")
        day = ("--on", f"{self.year}-03-03")
        out = self.path if out is None else out
        return run("review-forms", self.draw, self.events, *who, "--protocol", own, "--out", out, *day, *more)

    def made(self, *more, **named):
        run = self.ask(*more, **named)
        assert run.code == 0, run.err
        return self

    def cases(self, form):
        """Of a form, in the order of its sheets."""
        return list(dict.fromkeys(each["case_id"] for each in form_map(self.form(form))["inputs"]))

    def fill(self, form, answers, *, name=None, only=None, touch=None):
        """A copy of a form with these answers: `{(case, code): answer | (answer, reason)}`; its path.

        `only`: the cases that are filled in; `touch`: what is done to the workbook last.
        """
        found = form_map(self.form(form))
        book = load_workbook(self.form(form))
        for each in found["inputs"]:
            said = answers.get((each["case_id"], each["criterion"]))
            if said is None or (only is not None and each["case_id"] not in only):
                continue
            answer, reason = said if isinstance(said, tuple) else (said, "")
            text = answer if each["field"] in ANSWER_FIELDS else reason if "reason" in each["field"] else ""
            if text:
                book[each["sheet"]][each["address"]] = text
        if touch is not None:
            touch(book, found)
        file = self.folder / (name or f"{self.name}-{form}-udfyldt.xlsx")
        book.save(file)
        return file

    def answers(self, form, changes=None):
        """What a reader would say who finds everything in order, but for the changes: `{(case, code): …}`."""
        return {(case, code): text for case in self.cases(form) for code, text in GOOD.items()} | (changes or {})

    def read(self, *files, at=None):
        return run("read-reviews", self.path, *files, "--at", at or f"{self.year}-03-10T10:00")

    def done(self, first=None, second=None):
        """Both forms read, with these changes to what is in order."""
        for reader, changes in enumerate((first, second), 1):
            form = f"{reader}-review"
            assert self.read(self.fill(form, self.answers(form, changes))).code == 0
        return self

    def explained(self, changes=None):
        """Every form about the events read: `changes` to the reason alone, by case and code."""
        for form in sorted((self.path / "forms").glob("*-events.xlsx")):
            asked = [(each["case_id"], each["criterion"]) for each in form_map(form)["inputs"]]
            answers = dict.fromkeys(asked, (None, "Registreret forkert.")) | (changes or {})
            assert self.read(self.fill(form.stem, answers)).code == 0
        return self

    def conclude(self, *more):
        return run("conclude", self.path, "--at", f"{self.year}-04-01T10:00", *more)

    def json(self, name):
        return json.loads((self.path / name).read_text("utf-8"))

    def response(self, reader, kind, case, code):
        """What is kept of an answer."""
        (record,) = [each for each in self.json(f"reviews/{reader}-{kind}.json")["reviews"] if each["case_id"] == case]
        return record["responses"].get(code)
