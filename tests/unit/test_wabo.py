"""Another country, another vocabulary, the same program: the public Dutch log, by a mapping and a folder of rules.

The log is public and large, so it is not part of this repository; it lies beside it where it has been fetched.
"""

import csv
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sagsloft import rulebook
from sagsloft.sources import read

ROOT = Path(__file__).parents[2]
WABO = ROOT / "examples/wabo"
LOG = ROOT.parent / "shared/data/receipt.csv"
QUESTION = ("--mapping", WABO / "mapping.toml", "--only-rules", WABO / "rules", "--as-of", "2012-01-31")
RECEIVED, SENT = "Confirmation of receipt", "T05 Print and send confirmation of receipt"

pytestmark = pytest.mark.skipif(not LOG.is_file(), reason=f"{LOG} has not been fetched")


def table(path):
    with path.open(encoding="utf-8", newline="") as written:
        return list(csv.DictReader(written))


def test_the_real_command_finds_the_known_figures(sagsloft, tmp_path):
    run = sagsloft("check", LOG, *QUESTION, "--out", tmp_path)
    assert (run.code, "Afviste rækker: 0." in run.out) == (0, True)
    figures = {row["rule_id"]: row for row in table(tmp_path / "indicators.csv")}
    assert {rule: [row[name] for name in ("judged", "met", "late", "overdue")] for rule, row in figures.items()} == {
        "receipt-24-hours": ["1434", "910", "390", "134"],
        "receipt-5-working-days": ["1434", "1152", "148", "134"],
    }
    assert len(table(tmp_path / "obligations.csv")) == 2 * 1434


def test_counting_by_hand_gives_the_same_twenty_four_hours():
    received, sent = defaultdict(list), defaultdict(list)
    for row in table(LOG):
        for activity, times in ((RECEIVED, received), (SENT, sent)):
            if row["concept:name"] == activity:
                times[row["case:concept:name"]].append(datetime.fromisoformat(row["time:timestamp"]))
    found = Counter()
    for case, (begun,) in received.items():
        done = min((time for time in sent[case] if time >= begun), default=None)
        found["overdue" if done is None else "met" if done - begun <= timedelta(hours=24) else "late"] += 1
    assert found == {"met": 910, "late": 390, "overdue": 134}


def test_the_cases_deadline_is_kept_as_an_attribute_of_every_event():
    book = rulebook.load(WABO / "rules")
    reading = read(LOG, WABO / "mapping.toml", timezone=book.calendar.timezone, attributes=book.attributes)
    assert (reading.events.height, reading.rejected.height) == (8577, 0)
    assert reading.events["attr.deadline"].to_list() == [row["case:deadline"] or None for row in table(LOG)]
    assert set(reading.events["activity"]) <= set(book.activities)
    assert reading.events["event_id"].n_unique() == 8577


def test_one_case_is_explained_by_the_holidays_of_that_country(sagsloft):
    run = sagsloft("explain", LOG, "case-10011", *QUESTION, "--lang", "en")
    told = " ".join(run.out.split())
    assert run.code == 0
    assert '"Confirmation of receipt" 11 October 2011 at 13:45:40' in told
    assert "by the end of 18 October 2011 at the latest." in told
    assert "15 October 2011 (Saturday) and 16 October 2011 (Sunday)" in told
