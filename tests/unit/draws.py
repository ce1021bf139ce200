"""An invented draw: a frame of 60 cases, dice, two parties, and what an edit of its record looks like."""

import hashlib
import json
import re
from datetime import date

import pytest

from sagsloft.core import sample
from sagsloft.core.draw_record import FORMAT
from sagsloft.core.draw_steps import Extension
from sagsloft.core.errors import UserError
from sagsloft.core.frame import Exclusion, Frame, Framing
from sagsloft.core.tickets import Party, Seed, SeedOrigin, commitment

__all__ = [
    "CASES",
    "DICE",
    "FIRST",
    "FRAME",
    "LATER",
    "PARTIES",
    "RULE",
    "SECOND",
    "SECRETS",
    "drawn",
    "frozen",
    "hashed_anew",
    "refusal",
    "said",
    "saved",
    "steps",
    "written",
]

FIRST, SECOND, LATER = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 9)
CASES = [f"sag-{number:03}" for number in range(1, 61)]
FRAME = Frame.of(CASES)
DICE = Seed("4 2 6 1 1 5 3 6 2 4", SeedOrigin.DICE)
RULE = Extension(30, "hvis færre end 10 svar er relevante")
SECRETS = ("kommunens hemmelighed, lang nok", "Task Forcens hemmelighed, lang nok")
PARTIES = tuple(
    Party(name, commitment(secret)) for name, secret in zip(("Kommunen", "Task Force"), SECRETS, strict=True)
)


def frozen(frame=FRAME):
    return sample.freeze(Framing(frame, {Exclusion.REVIEWED: 2}), FIRST, {"first": "2024-01-01"}, {"name": "kilden"})


def drawn(count=20, extension=None, frame=FRAME, seed=DICE):
    return sample.draw(sample.plan(frozen(frame), count, extension, SECOND), frame, seed, SECOND)


def written(record):
    return json.loads(json.dumps(record.as_json(), ensure_ascii=False))


def hashed_anew(content):
    """What someone does who changes a record and knows how its hashes are made."""
    former = None
    for step in content["steps"]:
        step.pop("sha256", None)
        step["former"] = former
        text = json.dumps({**step, "format": FORMAT}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        former = step["sha256"] = hashlib.sha256(text.encode()).hexdigest()
    return content


def refusal(act, *arguments, **named):
    with pytest.raises(UserError) as refused:
        act(*arguments, **named)
    return refused.value.message_id.removeprefix("sample.")


def said(run):
    """The output with single spaces, without what is only there for the eye."""
    return " ".join(re.sub(r"[^\w\s.,:;–»«/%()-]", " ", run.out).split())


def steps(record):
    return json.loads(record.read_text("utf-8"))["steps"]


def saved(folder):
    """What lies in a folder, byte for byte."""
    return {each.name: each.read_bytes() for each in folder.iterdir()}
