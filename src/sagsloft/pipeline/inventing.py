"""The event log of an invented municipality with its mapping, as files that the web imports like any other."""

from datetime import date
from importlib.resources import files
from pathlib import Path

import polars as pl

from sagsloft.core.errors import UserError
from sagsloft.pipeline.demonstrating import LOG, Invention
from sagsloft.pipeline.question import Question
from sagsloft.sources.synthetic import invent
from sagsloft.sources.synthetic.event_log import MUNICIPALITY

__all__ = ["write_log"]

MAPPING = "haendelser.toml"


def write_log(folder: Path, name: str, invention: Invention, until: date | None = None) -> Question:
    """Write the log of a municipality called `name`, and say how it is read. The same invention, the same bytes.

    `until`: as the log was when that day ended, though more was to come.

    Raises UserError where the folder cannot be written.
    """
    made = invent(invention.seed, cases=invention.cases, first=invention.first, last=invention.last)
    events = made.events if until is None else made.events.filter(pl.col("recorded_at").dt.date() <= until)
    log, mapping = folder / LOG, folder / MAPPING
    texts = {
        log: events.write_csv(datetime_format="%Y-%m-%d %H:%M"),
        mapping: (files("sagsloft") / "demo" / "mappings" / MAPPING).read_text("utf-8"),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in texts.items():
            file.write_text(text.replace(MUNICIPALITY, name), "utf-8")
    except OSError as error:
        raise UserError("out.cannot_write", folder=folder, detail=error.strerror or error) from error
    return Question(events=(log,), mappings=(mapping,))
