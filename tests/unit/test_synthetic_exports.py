"""The invented exports, read as a municipality's own would be: the rates are those published, and the course shows."""

import hashlib
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from sagsloft import rulebook
from sagsloft.core import trends
from sagsloft.core.obligations import evaluate
from sagsloft.sources import load_mapping, read, read_exports
from sagsloft.sources.synthetic import invent, write_exports

LAST = date(2025, 12, 31)
COURSE = date(2024, 9, 1)
JUDGED, IN_TIME = ["met", "excused", "late", "overdue"], ["met", "excused"]
MAPPINGS = Path(__file__).parents[2] / "src/sagsloft/demo/mappings"
SLIP = "31-02-2024"
NOT_IN_LISTS = {
    "formandsafgoerelse_ivaerksat", "formandsafgoerelse_meddelt", "formandsafgoerelse_godkendt",
    "formandsafgoerelse_bortfaldet", "aktindsigt_anmodet", "aktindsigt_besvaret", "raadgiver_skiftet",
    "overlevering_noteret", "notat", "henvendelse_modtaget",
}  # fmt: skip
BIRTHDAY = "barn_fyldt_16"


@pytest.fixture(scope="module")
def invented():
    return invent(1, cases=1500)


@pytest.fixture(scope="module")
def exports(invented, tmp_path_factory):
    """File name without ending → file."""
    return {path.stem: path for path in write_exports(invented, tmp_path_factory.mktemp("eksempelkoebing"))}


@pytest.fixture(scope="module")
def log(exports):
    return read(exports["haendelser"], MAPPINGS / "haendelser.toml")


@pytest.fixture(scope="module")
def lists(exports):
    files = [(path, load_mapping(MAPPINGS / f"{stem}.toml")) for stem, path in exports.items() if stem != "haendelser"]
    return read_exports(files)


@pytest.fixture(scope="module")
def obligations(log):
    return judged(log)


def judged(reading):
    """What was due by the last day, and can be measured."""
    due = pl.col("due_at").is_null() | (pl.col("due_at") < pl.datetime(2025, 12, 31, 22, time_zone="UTC"))
    found = evaluate(reading.events, rulebook.load().rules, as_of=LAST, covers=reading.covers)
    is_judged = pl.col("measurable") & pl.col("status").is_in(JUDGED) & due
    return found.filter(is_judged).with_columns(
        in_time=pl.col("status").is_in(IN_TIME),
        month=pl.col("due_at").dt.convert_time_zone("Europe/Copenhagen").dt.date().dt.truncate("1mo"),
    )


def share(obligations, rule, *conditions):
    return obligations.filter(pl.col("rule_id") == rule, *conditions)["in_time"].mean()


def test_the_same_invention_gives_the_same_bytes(invented, exports, tmp_path):
    for path in write_exports(invent(1, cases=1500), tmp_path / "again"):
        assert digest(path) == digest(exports[path.stem]), path.name


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_each_file_is_of_another_kind_as_danish_systems_write_them(exports):
    notified, investigated, followed, cases, log = (
        exports[stem].read_bytes()
        for stem in ("underretninger", "undersoegelser", "opfoelgninger", "sager", "haendelser")
    )
    assert notified.decode("windows-1252").startswith("Sagsnr.;Underretning nr.;Modtaget;")
    assert "Årsag".encode("windows-1252") in notified
    assert investigated.startswith(b"\xef\xbb\xbfSagsnr.;")
    assert followed.decode().startswith("Sagsnr.\tIndsats nr.\tType\tDato")
    assert cases.decode().startswith("Sagsnr.;Fødselsmåned;")
    assert log.decode().startswith("event_id,case_id,matter_id,activity,occurred_at,recorded_at,")


def test_the_workbook_holds_real_dates_with_danish_formats_and_its_slips_as_text(exports, invented):
    book = openpyxl.load_workbook(exports["afgoerelser"])
    header, *rows = book["Afgørelser"].iter_rows()
    columns = {cell.value: [row[place] for row in rows if row[place].value] for place, cell in enumerate(header)}
    made, begun = ({cell.number_format for cell in columns[name] if cell.is_date} for name in ("Truffet", "Iværksat"))
    assert (made, begun) == ({"dd-mm-yyyy hh:mm"}, {"dd-mm-yyyy"})
    slips = invented.lists["Afgørelser"].filter(pl.col("Truffet") == SLIP)["Truffet"].to_list()
    assert [cell.value for cell in columns["Truffet"] if not cell.is_date] == slips != []
    assert book.properties.created.date() == LAST


def test_the_event_log_is_read_without_a_word(log, invented):
    assert (log.rejected.height, log.notes) == (0, ())
    assert log.events.height == invented.events.height


def test_every_shipped_rule_can_be_measured_in_the_event_log(log):
    rules = rulebook.load().rules
    measurable = evaluate(log.events, rules, as_of=LAST).filter("measurable")["rule_id"].unique()
    assert {rule.id for rule in rules} - set(measurable) == set()


@pytest.mark.parametrize(
    ("rule", "low", "high"),
    [
        ("undersoegelse-4-maaneder", 0.5, 0.63),
        ("samtale-i-undersoegelse", 0.92, 0.99),
        ("samtale-foer-afgoerelse", 0.55, 0.65),
        ("underretning-bekraeftelse", 0.78, 0.9),
        ("partshoering-foer-afgoerelse", 0.75, 0.93),
        ("klagevejledning-med-afgoerelse", 0.8, 0.95),
        ("plan-ved-indsats", 0.7, 0.85),
        ("loebende-opfoelgning", 0.58, 0.75),
        ("tilsynsbesoeg", 0.65, 0.92),
        ("aktindsigt-7-arbejdsdage", 0.68, 0.85),
        ("klage-genvurdering", 0.68, 0.85),
        ("undersoegelse-foer-anbringelse", 0.85, 0.99),
    ],
)
def test_rates_are_near_those_that_reviews_have_published(obligations, rule, low, high):
    assert low < share(obligations, rule) < high


def test_the_course_helps_the_assessment_within_24_hours(obligations):
    """Before it the municipality is worse than the country's 87 to 92 %, afterwards about as good."""
    before = share(obligations, "underretning-24-timer", pl.col("month") < COURSE)
    after = share(obligations, "underretning-24-timer", pl.col("month") >= COURSE)
    assert before == pytest.approx(0.70, abs=0.03)
    assert after == pytest.approx(0.92, abs=0.02)


def test_the_first_follow_up_comes_in_time_more_and_more_often(obligations):
    """44 % in 2019 and 75 % in 2024 (Børnesagsbarometret)."""
    first, last = (
        share(obligations, "foerste-opfoelgning", pl.col("month").dt.year() == year) for year in (2022, 2025)
    )
    assert first == pytest.approx(0.52, abs=0.06)
    assert last == pytest.approx(0.73, abs=0.06)


def test_the_course_does_not_help_the_conversation_before_a_decision(obligations):
    recent = pl.col("month") >= date(2022, 7, 1)  # before, the log does not reach back the six months
    before = share(obligations, "samtale-foer-afgoerelse", pl.col("month") < COURSE, recent)
    after = share(obligations, "samtale-foer-afgoerelse", pl.col("month") >= COURSE)
    assert before == pytest.approx(0.57, abs=0.04)
    assert after == pytest.approx(before, abs=0.04)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_control_chart_of_a_small_municipality_sees_the_one_and_not_the_other(seed, tmp_path):
    log = next(path for path in write_exports(invent(seed), tmp_path) if path.stem == "haendelser")
    found = judged(read(log))
    helped = chart(found.filter(pl.col("rule_id") == "underretning-24-timer"))
    assert any(point.last >= COURSE and (point.outside or point.in_run) for point in helped.points)
    unhelped = found.filter(pl.col("rule_id") == "samtale-foer-afgoerelse", pl.col("version") == date(2024, 1, 1))
    assert not any(point.outside or point.in_run for point in chart(unhelped).points)


def chart(obligations):
    counts = obligations.group_by(period="month").agg(
        base=pl.len().cast(pl.UInt32), count=pl.col("in_time").sum().cast(pl.UInt32)
    )
    return trends.trend(trends.merged(counts.sort("period")))


def test_the_mappings_reject_the_slips_and_nothing_else(lists, invented):
    assert lists.rejected.select("file", "row").unique().height == invented.slips
    assert set(lists.rejected["reason"]) == {"row.no_such_time", "row.missing"}


def test_the_lists_give_the_events_that_they_hold(lists, invented):
    """All that the log tells on the same day in the same matter, but for the slips' rows."""
    wanted = invented.events.filter(~pl.col("activity").is_in([*NOT_IN_LISTS, BIRTHDAY])).select(
        "case_id", "matter_id", "activity", day=pl.col("occurred_at").dt.date()
    )
    day = pl.col("earliest").dt.convert_time_zone("Europe/Copenhagen").dt.date()
    given = lists.events.filter(pl.col("activity") != BIRTHDAY).select("case_id", "matter_id", "activity", day=day)
    assert given.join(wanted, on=wanted.columns, how="anti", nulls_equal=True).is_empty()
    assert wanted.height - given.height == wanted.join(given, on=wanted.columns, how="anti", nulls_equal=True).height
    assert wanted.height - given.height <= 9 * invented.slips


def test_attributes_of_the_lists_are_those_of_the_log(lists, log):
    for activity, attribute in (
        ("underretning_modtaget", "underretter"),
        ("underretning_afgjort", "udfald"),
        ("afgoerelse_truffet", "indhold"),
        ("undersoegelse_paabegyndt", "behov_kendt"),
        ("opfoelgning_afholdt", "naeste_opfoelgning"),
    ):
        ours, theirs = (
            reading.events.filter(pl.col("activity") == activity)[f"attr.{attribute}"].cast(pl.String).value_counts()
            for reading in (log, lists)
        )
        both = ours.join(theirs, on=f"attr.{attribute}", how="full", nulls_equal=True).fill_null(0)
        assert both.select((pl.col("count").cast(pl.Int64) - pl.col("count_right")).abs().max()).item() <= 9, activity


def test_the_lists_are_judged_almost_as_the_log_is(lists, obligations):
    """Dates without a time leave some doubt, which counts in the municipality's favour."""
    from_lists = judged(lists)
    for rule in ("underretning-24-timer", "undersoegelse-4-maaneder", "samtale-foer-afgoerelse", "plan-ved-indsats"):
        assert share(from_lists, rule) == pytest.approx(share(obligations, rule), abs=0.01), rule


def test_what_the_lists_leave_out_is_not_measurable_there(lists):
    rules = rulebook.load().rules
    measurable = set(evaluate(lists.events, rules, as_of=LAST, covers=lists.covers).filter("measurable")["rule_id"])
    assert {rule.id for rule in rules} - measurable == {
        "aktindsigt-7-arbejdsdage", "formandsafgoerelse-meddelelse", "formandsafgoerelse-godkendelse",
        "formandsafgoerelse-endelig", "overlevering",
    }  # fmt: skip
