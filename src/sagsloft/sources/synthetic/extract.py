"""An export of the invented municipality on one day: what had been recorded by then, and nothing of what came later."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import polars as pl

from sagsloft.sources.synthetic.invention import Invented

__all__ = ["write_extract"]


def write_extract(invented: Invented, day: date, file: Path) -> None:
    """The event log as it stood at the end of the day. Same invention and day, same bytes."""
    after = datetime.combine(day + timedelta(days=1), time())
    known = invented.events.filter(pl.col("recorded_at") < after)
    known.write_csv(file, datetime_format="%Y-%m-%d %H:%M")
