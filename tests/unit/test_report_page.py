"""The page says what the figures say, in plain Danish or English, and nothing of any child or member of staff."""

import re
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from lxml import html
from tests import invented_overview as invented

from sagsloft import pipeline, rulebook
from sagsloft.core.overview import overview as overview_of
from sagsloft.core.trends import trend as trend_of
from sagsloft.messages import Language
from sagsloft.render.report_page import report_page
from sagsloft.render.report_words import Words

DEMO = Path(__file__).parent.parent / "demo"
ENGLISH_WORDS = re.compile(
    r"\b(the|and|with|axis|titled|line mark|legend|symbol|scale|values|chart|title|in time|share|overdue|none|null|true"
    r"|false|nan|January|February|March|May|June|July|October|Oct|Mon|Thu)\b",
    re.IGNORECASE,
)
DANISH_WORDS = re.compile(r"\b(og|ikke|af|børn|uden|frist|fristen|januar|maj|andel|hændelser|kvartal)\b", re.IGNORECASE)
DANISH_ON_PURPOSE = re.compile(r"Lov om [\w ]+|Barnets lov|Eksempelkøbing \(opdigtede data\)|[Øø]vrige")
NO_BREAK = "\N{NO-BREAK SPACE}"


@cache
def page(language=Language.DANISH, **changes):
    return report_page(invented.overview(), invented.context(**changes), language)


@cache
def tree(language=Language.DANISH):
    return html.fromstring(page(language))


@cache
def demonstration():
    """The demo's cases, judged; the overview of them; and the page of that."""
    found = pipeline.check(pipeline.Question(events=(DEMO / "haendelser.csv",), mappings=(DEMO / "mapping.toml",)))
    book = found.book
    overview = overview_of(
        found.reading.events,
        found.trace,
        found.indicators,
        found.rules,
        book.calendar,
        found.as_of,
        vocabulary=frozenset(book.activities),
    )
    context = invented.context(
        rules=found.rules, unmeasurable=found.unmeasurable, published=rulebook.published(), rejected_reasons={}
    )
    return found, overview, report_page(overview, context, Language.DANISH)


def spoken(root):
    """What is seen or read aloud, titles and descriptions of drawings too; not what is marked as Danish, or as code."""
    yield from root.xpath(
        "//text()[not(ancestor::style or ancestor::code or ancestor::*[@lang='da' and not(self::html)])]"
    )
    yield from root.xpath("//@aria-label | //@title | //@alt | //@aria-description")


def said(language=Language.DANISH, **changes):
    """The page's words in order, with single spaces."""
    return in_order(html.fromstring(page(language, **changes)).find("body"))


def in_order(element):
    return " ".join(" ".join(element.itertext()).replace(NO_BREAK, " ").split())


def article(rule_id):
    (found,) = tree().xpath(f'//article[@id="{rule_id}"]')
    return in_order(found)


def test_children_who_wait_come_before_any_per_cent():
    words = said()
    assert "1.037 børn venter på et skridt, der efter loven skulle være taget" in words
    assert "12 børn har en frist inden for 7 dage" in words
    assert "1 barn venter på et skridt, som loven kræver uden fast frist" in words
    assert words.index("1.037") < words.index("%")


def test_what_children_wait_for_has_a_bar_as_long_as_its_number():
    bars = tree().xpath('//table[contains(@class, "needs")]//span[@class="bar"]/@style')
    assert bars == ["--part: 1.0", f"--part: {421 / 995:.3f}", "--part: 1.0"]


def test_the_first_paragraphs_say_what_cannot_be_said():
    (sentence,) = tree().xpath('//p[@class="cannot"]')
    rules = len(invented.BOOK.law)
    assert f"1 af {rules} regler kan ikke eller kun delvis måles i dette udtræk" in in_order(sentence)


def test_a_rule_shows_count_share_excused_and_median():
    words = article("samtale-foer-afgoerelse")
    assert "30 af 33 i tide (90,9 %)" in words
    assert "Heraf lovligt undladt: 2. For sent: 0. Overskredet og ikke gjort: 3." in words
    assert "Median: 42,9 dage før." in words


def test_a_rule_without_a_limit_shows_how_many_wait_and_how_long():
    words = article("underretter-orientering")
    assert "15 venter, uden fast frist Den ældste har ventet 120,5 dage. Gjort: 30." in words


def test_before_and_after_the_change_of_law_stand_side_by_side_with_the_reason():
    words = article("underretning-24-timer")
    assert "Før og efter lovændringen" in words
    rows = {row[0].text: [cell.text for cell in row[1:]] for row in tree().xpath('//table[@class="versions"]')[0][2]}
    assert rows["Bedømt"] == ["800", "1.289"]
    assert rows["Andel i tide"] == [f"87,5{NO_BREAK}%", f"83,3{NO_BREAK}%"]
    assert "Tallene før og efter 1. januar 2024 må sammenlignes." in words


def test_a_rule_split_by_basis_shows_each_and_speaks_of_no_change_of_law():
    words = article("undersoegelse-4-maaneder")
    assert "40 af 80 i tide (50,0 %) regnet fra hændelsen" in words
    assert "50 af 80 i tide (62,5 %) regnet fra den dato, hændelsen oplyser" in words
    assert "lovændringen" not in words


def test_signals_are_said_in_words_and_without_verdict():
    words = article("underretning-24-timer")
    assert "Uden for grænserne: juni 2024 (20,0 %, under)." in words
    assert "Otte eller flere i træk på samme side af midten: januar 2025 til august 2025 (8 over)." in words
    assert not re.search(r"forbedr|forværr|bedre|dårlig|ringere|tendens|markant", said())


def test_limits_from_fewer_than_twelve_points_are_called_provisional():
    assert "Foreløbige grænser: de er regnet af 9 punkter" in article("undersoegelse-4-maaneder")
    assert "Foreløbige" not in article("underretning-24-timer")


def test_published_figures_are_dated_and_cited_and_stand_apart():
    words = article("underretning-24-timer")
    assert "Landstal 88–92 %. Vurderet inden 24 timer (Lov om social service § 155)." in words
    assert "Ankestyrelsen: 88 % i 2021" in words
    assert "92 % i 2020–2022 , 708 sager." in words
    (links,) = {tuple(tree().xpath('//p[@class="national"]//a/@href'))}
    assert links == ("https://eksempel.invalid/2021",) * 2


def test_doubt_about_a_paragraph_and_working_assumptions_stand_beside_the_figure():
    assert "Paragraf ikke efterprøvet i lovteksten" in article("underretning-24-timer")
    assert "Arbejdsantagelse: samtalen må højst være 6 måneder gammel." in article("samtale-foer-afgoerelse")


def test_teams_are_shown_as_they_were_given_and_the_rest_has_a_name():
    words = article("underretning-24-timer")
    assert "Modtagelsen 350 af 401 87,3 %" in words
    assert "Øvrige og uden team 350 af 402" in words


def test_what_is_missing_is_named_in_words_with_the_question():
    (section,) = tree().xpath('//section[@id="ikke-maalt"]')
    words = in_order(section)
    assert "Mangler det i udtrækket, eller blev det ikke gjort?" in words
    assert "Hændelser: Ungeplan udarbejdet. Oplysningen har_plan" in words
    assert "ungeplan_udarbejdet" not in words


def test_stocks_volumes_and_outcomes_are_counts_first():
    words = said()
    assert "en plan 150 af 211 71,1 %" in words
    assert "en dato for næste opfølgning – – Kan ikke måles. Udtrækket mangler: Opfølgning afholdt" in words
    assert "Anbringelse iværksat: udtrækket har ingen." in words
    assert "børnefaglig undersøgelse 60 60,0 % 40 80,0 % 20 40,0 % 40,0 % – 80,0 %" in words
    assert "7 har intet udfald registreret." in words


def test_the_quality_of_the_data_is_told():
    words = said()
    assert "Afviste rækker 2 2: tidspunktet kan ikke læses" in words
    assert "inden for 7 dage: 90,0 %" in words
    assert "1 måned har under en tredjedel af det sædvanlige antal" in words
    assert "Afgørelse truffet: indhold 90 af 120 75,0 %" in words
    assert "cpr_navn" in words


def test_activities_that_no_one_knows_are_counted_and_never_named():
    quality = replace(invented.quality(), unknown=pl.DataFrame({"activity": ["Opkald", "Mors navn"], "count": [5, 4]}))
    shown = report_page(replace(invented.overview(), quality=quality), invented.context(), Language.DANISH)
    assert "2 navne, i alt 9 hændelser" in shown
    assert not any(name in shown for name in ("Opkald", "Mors navn"))


@pytest.mark.parametrize("count", [4, 40])
def test_an_outcome_that_the_vocabulary_does_not_know_is_not_named(count):
    (row,) = invented.outcomes().whole.head(1).iter_rows(named=True)
    whole = pl.DataFrame([row, row | {"outcome": "ring til mor", "count": count}])
    rare = replace(invented.outcomes(), whole=whole)
    assert "ring til mor" not in report_page(
        replace(invented.overview(), outcomes=rare), invented.context(), Language.DANISH
    )


def test_law_and_provenance_are_enough_to_recompute():
    words = said()
    for part in (invented.BOOK.hash, "a" * 64, "sagsloft check haendelser.csv --as-of 2025-12-31", "31. december 2025"):
        assert part in words
    cited = {version.citation.url for rule in invented.BOOK.law for version in rule.versions if version.citation.url}
    assert cited <= set(tree().xpath('//section[@id="lov"]//a/@href'))


def test_invented_data_are_called_so_on_the_screen_and_on_every_printed_page():
    assert "Opdigtede data. Ingen tal på denne side handler om virkelige børn." in said()
    assert '@top-center { content: "Opdigtede data."' in page()
    assert "Opdigtede data." not in page(invented=False, name="Eksempelkøbing")


def test_what_a_source_calls_itself_cannot_become_markup():
    assert "&lt;b&gt;By&lt;/b&gt;: sådan stod det" in page(name="<b>By</b>")
    assert "<b>By" not in page(name="<b>By</b>")


@pytest.mark.parametrize("language", Language)
def test_the_page_asks_nothing_of_the_network_and_runs_nothing(language):
    root = tree(language)
    assert root.xpath("//script | //link | //img | //iframe | //object | //@src | //@onload | //@onclick") == []
    assert re.findall(r"@import|url\(", page(language)) == []


@pytest.mark.parametrize("language", Language)
def test_headings_tables_and_landmarks_are_in_order(language):
    root = tree(language)
    levels = [int(element.tag[1]) for element in root.iter("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len(root.xpath("//table")) == len(root.xpath("//table/caption")) > 8
    assert root.xpath("//th[not(@scope)] | //svg[not(@aria-hidden) and not(@role='img')]") == []
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {each[1:] for each in root.xpath("//a/@href") if each.startswith("#")} <= set(ids)
    assert (root.get("lang"), len(root.xpath("//main")), len(root.xpath("//nav"))) == (language, 1, 1)


def test_the_danish_page_has_no_english_word_hidden_labels_included():
    assert [text for text in spoken(tree()) if ENGLISH_WORDS.search(text)] == []


def test_the_english_page_has_no_danish_word_but_names_and_the_law():
    context = invented.context(notes=(), rejected_reasons={})
    shown = html.fromstring(report_page(invented.overview(), context, Language.ENGLISH))
    texts = (DANISH_ON_PURPOSE.sub("", text) for text in spoken(shown))
    assert [text for text in texts if DANISH_WORDS.search(text)] == []


def test_the_same_overview_gives_the_same_bytes():
    assert page.__wrapped__() == page.__wrapped__()


def test_a_source_without_events_at_the_day_still_has_a_page():
    empty = invented.quality()
    empty = replace(empty, events=0, first=None, last=None, by_month=empty.by_month.clear())
    shown = report_page(replace(invented.overview(), quality=empty), invented.context(), Language.DANISH)
    assert "<h1>" in shown


def test_no_case_and_no_member_of_staff_is_named_in_the_page_of_real_events():
    found, _, shown = demonstration()
    events = found.reading.events
    for column in ("case_id", "caseworker", "matter_id", "event_id"):
        names = [name for name in events[column].drop_nulls().unique().to_list() if len(name) > 2]
        assert names
        assert [name for name in names if re.search(rf"\b{re.escape(name)}\b", shown)] == [], column


def test_the_numbers_of_the_page_are_those_of_the_indicators():
    found, overview, shown = demonstration()
    words = Words(Language.DANISH, found.book.calendar.timezone)
    root = html.fromstring(shown)
    for measured in overview.measured:
        rows = measured.indicators.filter(pl.col("missing").is_null())
        rows = rows.filter((pl.col("version") == pl.col("version").max()) & (pl.col("judged") > 0))
        for row in rows.iter_rows(named=True):
            leads = root.xpath(f'//article[@id="{row["rule_id"]}"]//p[@class="lead"]/strong/text()')
            assert f"{words.number(row['in_time'])} af {words.number(row['judged'])}" in leads
    (waiting, *_) = root.xpath('//ul[@class="counts"]/li/strong')
    assert waiting.text == words.number(overview.children_waiting)


def test_the_page_of_a_municipality_is_smaller_than_three_megabytes():
    assert len(demonstration()[2].encode()) < 3_000_000


def test_a_chart_of_nothing_shows_signs_about_as_often_as_the_page_says():
    """`how_false`: omkring 10 af 100 over to år, op til 30 af 100 over fire år."""
    rates = {months: signs_by_chance(months) for months in (24, 48)}
    assert 0.04 < rates[24] < 0.15
    assert 0.15 < rates[48] < 0.35


def signs_by_chance(months, charts=200):
    dice = np.random.default_rng(20251231)
    firsts = invented.months(date(2022, 1, 1), months)
    found = 0
    for _ in range(charts):
        bases = dice.poisson(100, months)
        table = pl.DataFrame(
            {
                "first": firsts,
                "last": [invented.month_end(first) for first in firsts],
                "base": bases,
                "count": dice.binomial(bases, 0.85),
            }
        )
        chart = trend_of(table.cast({"base": pl.UInt32, "count": pl.UInt32}))
        found += chart.outside or chart.runs
    return found / charts


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2025, 3, 1), date(2025, 3, 31), "marts 2025"),
        (date(2025, 4, 1), date(2025, 6, 30), "2. kvartal 2025"),
        (date(2025, 1, 1), date(2025, 12, 31), "2025"),
        (date(2024, 2, 1), date(2024, 4, 30), "februar 2024 til april 2024"),
        (date(2025, 3, 2), date(2025, 3, 31), "2. marts 2025 til 31. marts 2025"),
    ],
)
def test_periods_have_the_names_that_people_use(first, last, expected):
    assert Words(Language.DANISH, "Europe/Copenhagen").period(first, last) == expected
