"""A report's charts show what their figures say: where they stand, how long they are, and the same in words."""

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from tests.invented_overview import NEW_LAW, trend
from tests.unit.documents import LONG_WORD
from tests.unit.drawings import boxes, dots, height, lines, marks, parsed, place, texts

from sagsloft.core.estimates import Count
from sagsloft.core.scales import SCALES, Answer, Criticality
from sagsloft.core.theme_findings import Outcome
from sagsloft.messages import Language
from sagsloft.render.answer_bars import ANSWERS, AnswerRow, ThemeRow
from sagsloft.render.chart_sheet import Hatch
from sagsloft.render.charts import Caption
from sagsloft.render.document import Document, Figure, Section
from sagsloft.render.document_pdf import document_pdf
from sagsloft.render.lettering import breadth
from sagsloft.render.level_rows import Level, LevelRow
from sagsloft.render.measure_labels import Measure
from sagsloft.render.round_charts import (
    answers_chart,
    answers_pages,
    criticality_chart,
    deadline_chart,
    levels_chart,
    levels_pages,
    themes_chart,
)
from sagsloft.render.typesetting import pictures

ROOT = Path(__file__).parents[2]
DANISH, ENGLISH = Language.DANISH, Language.ENGLISH
CAPTION = Caption("figur", "Titel <x>", "Nu 3 af 4 & ikke flere", DANISH)
BROAD = 440
PHONE = 350
SMALLEST = 11
LAST_LINE = 297 - 26
QUESTION = (
    "A1 Blev en ny underretning om et barn, der allerede fik støtte, genvurderet med en, der ikke før havde sagen?"
)
IN_ANOTHER_PLACE = """
from tests.unit.test_round_charts import every_chart
print("".join(every_chart().values()))
"""


def level(met, relevant, frame=200):
    return Level(met, relevant, Count(relevant, met, frame).interval if relevant else None)


def rows(count):
    return [
        LevelRow(f"A{place} {QUESTION[3:]}", level(place * 7 % 21, 20), level(place % 20, 19), 0.9)
        for place in range(count)
    ]


NOW, BEFORE, BAR = "#1d5a96", "white", "#6f97bd"


def x_of(share):
    """0 % and 100 % are where the chart puts them; a share is as far between them as it says."""
    nought, whole = (dots(levels_chart([LevelRow("A1", level(met, 20))], CAPTION), NOW)[-1][0] for met in (0, 20))
    return nought + (whole - nought) * share


def every_chart(language=DANISH):
    caption = replace(CAPTION, language=language)
    judged = {Criticality.CRITICAL: 1, Criticality.WORRYING: 3, Criticality.NOT_CRITICAL: 16}
    answers = [AnswerRow(QUESTION, dict.fromkeys(SCALES[scale].answers, 3)) for scale in SCALES]
    return {
        "levels": levels_chart([*rows(5), LevelRow(LONG_WORD * 2, Level(3, 4, None))], caption),
        "answers": answers_chart([*answers, AnswerRow(f"{LONG_WORD} {LONG_WORD}", {Answer.YES: 1})], caption),
        "themes": themes_chart([ThemeRow("Underretning", dict.fromkeys(Outcome, 5))], caption),
        "criticality": criticality_chart(judged, judged, caption),
        "deadline": deadline_chart([trend(NEW_LAW, 24)], caption, goal=0.9, measures=MEASURES, reference=(0.8, 0.9)),
    }


MEASURES = (
    Measure("Kursus", date(2024, 3, 1)),
    Measure("Ny skabelon", date(2025, 8, 15)),
    Measure("Vagtordning", date(2025, 10, 1)),
    Measure("Fast opfølgning hver mandag", date(2025, 11, 20)),
)


@pytest.mark.parametrize("name", every_chart())
def test_a_chart_is_one_picture_with_a_title_a_description_and_no_english_but_ours(name):
    svg = every_chart()[name]
    assert svg.count('role="img"') == svg.count("role=") == 1
    assert '<title id="figur-title">Titel &lt;x&gt;</title>' in svg
    assert '<desc id="figur-desc">Nu 3 af 4 &amp; ikke flere</desc>' in svg
    assert re.findall(r"aria-(?!labelledby|describedby)\w+|class=|axis|mark-|legend|container", svg) == []
    assert set(re.findall(r'id="([^"]+)"', svg)) >= set(re.findall(r"url\(#([^)]+)\)", svg))


@pytest.mark.parametrize("name", every_chart())
def test_no_text_is_small_on_a_phone_or_leaves_the_drawing(name):
    svg = every_chart()[name]
    assert parsed(svg).get("viewBox").split()[2] == str(BROAD)
    written = [each for each in marks(svg, "text") if each.get("font-size") is None]
    assert float(written[0].getparent().get("font-size")[:-2]) * PHONE / BROAD >= SMALLEST
    for each in written:
        x, anchor = place(each)[0], each.get("text-anchor")
        begin = x - breadth(each.text) * {"start": 0, "middle": 0.5}[anchor]
        assert begin >= 0, each.text
        assert begin + breadth(each.text) <= BROAD + 1, each.text


def test_the_same_figures_give_the_same_bytes_wherever_they_are_drawn():
    environment = {"TZ": "Pacific/Auckland", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PATH": "", "LANG": "C.UTF-8"}
    there = subprocess.run(
        [sys.executable, "-c", IN_ANOTHER_PLACE], env=environment, capture_output=True, text=True, check=True
    )
    assert there.stdout == "".join(every_chart().values()) + "\n"


def test_titles_are_text_and_never_code():
    svg = levels_chart([LevelRow("<b>&</b>", level(1, 2))], CAPTION)
    assert "<b>&</b>" in texts(svg)


def test_a_dot_stands_at_its_share_and_a_bar_over_its_interval():
    now = level(13, 20)
    svg = levels_chart([LevelRow("A1", now)], CAPTION)
    assert dots(svg, NOW)[-1][0] == pytest.approx(x_of(13 / 20), abs=0.1)
    begin, _, end, _ = lines(svg, stroke=BAR)[-1]
    assert (begin, end) == pytest.approx((x_of(now.interval.lower), x_of(now.interval.upper)), abs=0.1)
    assert "13 af 20" in texts(svg)


def test_half_is_half_way_between_nothing_and_all_and_under_its_name():
    svg = levels_chart([LevelRow("A1", level(10, 20))], CAPTION)
    assert dots(svg, NOW)[-1][0] == pytest.approx(texts(svg)["50 %"][0])


def test_before_is_hollow_on_a_thin_line_over_now_which_is_filled_on_a_thick_one():
    svg = levels_chart([LevelRow("A1", level(10, 20), level(10, 20))], CAPTION)
    (before_x, before_y), (now_x, now_y) = dots(svg, BEFORE)[-1], dots(svg, NOW)[-1]
    assert before_x == now_x
    assert now_y - before_y >= 20
    (thin,), (thick,) = (
        {float(each.get("stroke-width")) for each in marks(svg, "line", stroke=c)} for c in ("#6b6b6b", BAR)
    )
    assert thick > 4 * thin
    assert texts(svg)["før 10 af 20"][1] < texts(svg)["nu 10 af 20"][1]


def test_a_goal_is_an_upright_line_at_its_share_and_stands_in_the_title():
    svg = levels_chart([LevelRow("A1", level(10, 20), goal=0.9)], CAPTION)
    ((x, top, end, bottom),) = [each for each in lines(svg, stroke="#1c1c1c") if each[1] > texts(svg)["0 %"][1]]
    assert x == end == pytest.approx(x_of(0.9), abs=0.1)
    assert top < dots(svg, NOW)[-1][1] < bottom
    assert "A1 (mål 90,0 %)" in texts(svg)
    assert "mål" not in texts(levels_chart([LevelRow("A1", level(10, 20))], CAPTION))


def test_where_nothing_is_known_of_other_cases_there_is_no_bar_and_it_is_said():
    svg = levels_chart([LevelRow("A1", Level(10, 20, None))], CAPTION)
    assert lines(svg, stroke=BAR) == []
    assert any("Uden streg" in text for text in texts(svg))
    assert not any("Stregen" in text for text in texts(svg))
    assert not any("Uden streg" in text for text in texts(levels_chart([LevelRow("A1", level(10, 20))], CAPTION)))


def test_a_criterion_that_was_relevant_nowhere_has_words_and_no_dot():
    one = levels_chart([LevelRow("A1", level(0, 0))], CAPTION)
    assert "ikke relevant i nogen sag" in texts(one)
    assert len(dots(one, NOW)) == 1, "only that of the key"
    assert "0 af 0" in texts(one)
    assert not any("Uden streg" in text for text in texts(one))


def test_all_cases_read_is_a_dot_without_a_bar_and_no_doubt():
    svg = levels_chart([LevelRow("A1", level(15, 20, frame=20))], CAPTION)
    assert {each[0] - each[2] for each in lines(svg, stroke=BAR) if each[1] > texts(svg)["0 %"][1]} == {0}
    assert not any("Uden streg" in text for text in texts(svg))


def test_rows_keep_their_order_and_the_drawing_grows_with_them():
    names = [f"{letter} kort" for letter in "CABDE"]
    svgs = [levels_chart([LevelRow(name, level(1, 2)) for name in names[:count]], CAPTION) for count in (1, 5)]
    heights = [height(each) for each in svgs]
    tops = [texts(svgs[1])[name][1] for name in names]
    assert tops == sorted(tops)
    assert heights[1] - heights[0] == pytest.approx(tops[4] - tops[0], abs=0.1)


def test_a_long_question_takes_as_many_lines_as_it_needs_and_loses_no_word():
    svg = levels_chart([LevelRow(QUESTION, level(1, 2)), LevelRow("B1", level(1, 2))], CAPTION)
    top, bottom = texts(svg)["0 %"][1], dots(svg, NOW)[1][1]
    told = [text for text, (x, y) in texts(svg).items() if x == 0 and top < y < bottom]
    assert " ".join(told) == QUESTION
    assert len(told) == 2


@pytest.mark.parametrize(("divide", "draw"), [(levels_pages, levels_chart), (answers_pages, answers_chart)])
def test_many_rows_are_divided_into_drawings_that_stand_on_a_page(divide, draw):
    scale = SCALES["in_time"].answers
    given = rows(26) if draw is levels_chart else [AnswerRow(QUESTION, dict.fromkeys(scale, 4))] * 26
    parts = divide(given, DANISH)
    assert [row for part in parts for row in part] == given
    assert max(height(draw(part, CAPTION)) for part in parts) <= 720
    assert min(height(draw([*part, after[0]], CAPTION)) for part, after in pairwise(parts)) > 720, "none is cut short"


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed")
def test_in_a_pdf_a_drawing_keeps_its_text_and_stands_on_one_page(tmp_path):
    part = levels_pages(rows(26), DANISH)[0]
    figure = Figure("Niveauer", levels_chart(part, CAPTION), CAPTION.description, "En note.")
    document = Document(
        title="Prøve",
        subtitle="",
        language=DANISH,
        marks=("UDKAST",),
        day=date(2026, 6, 30),
        author="",
        sections=(Section("Afsnit", (figure,)),),
    )
    file = tmp_path / "chart.pdf"
    file.write_bytes(document_pdf(document))
    shown = subprocess.run(["pdftotext", "-bbox", file, "-"], capture_output=True, text=True, check=True).stdout
    (page,) = [each for each in shown.split("<page ") if ">Niveauer<" in each]
    words = re.findall(r'yMax="([\d.]+)">([^<]+)<', page)
    assert [word for _, word in words].count("nu") == len(part) + 1
    assert max(float(y) for y, word in words if word == "nu") / 72 * 25.4 < LAST_LINE


def parts_of(svg, *looks):
    return [boxes(svg, look) for look in looks]


def test_a_bar_s_parts_are_as_broad_as_their_counts_and_fill_it():
    counts = {Answer.YES: 10, Answer.NO: 6, Answer.NOT_DOCUMENTED: 1, Answer.NOT_RELEVANT: 3}
    svg = answers_chart([AnswerRow("A1", counts)], CAPTION)
    drawn = parts_of(svg, "#1d5a96", "url(#figur-dense)", "url(#figur-dotted)", "white")
    found = [each[0] for each in drawn]
    assert [each[2] for each in found] == pytest.approx([438 * count / 20 for count in counts.values()], abs=0.15)
    assert [each[0] + each[2] for each in found[:-1]] == pytest.approx([each[0] for each in found[1:]], abs=0.15)
    for (x, _, broad, _), count in zip(found, counts.values(), strict=True):
        assert texts(svg)[str(count)][0] == pytest.approx(x + broad / 2, abs=0.15)


def test_a_part_that_is_too_narrow_has_no_number():
    svg = answers_chart([AnswerRow("A1", {Answer.YES: 197, Answer.NO: 3})], CAPTION)
    assert "197" in texts(svg)
    assert "3" not in texts(svg)


def test_all_bars_stand_for_the_same_number_of_cases():
    svg = answers_chart([AnswerRow("A1", {Answer.YES: 20}), AnswerRow("A2", {Answer.YES: 10})], CAPTION)
    whole, half = boxes(svg, "#1d5a96")
    assert half[2] == pytest.approx(whole[2] / 2, abs=0.1)


def test_a_row_without_answers_says_so_and_the_key_names_only_what_was_answered():
    svg = answers_chart([AnswerRow("A1", {Answer.YES: 0}), AnswerRow("A2", {Answer.NO: 2})], CAPTION)
    assert "ingen svar" in texts(svg)
    assert "nej" in texts(svg)
    assert "ja" not in texts(svg)
    nothing = answers_chart([AnswerRow("A1", {})], CAPTION)
    assert set(texts(nothing)) == {"A1", "ingen svar"}


def lightness(colour):
    """Of 0 to 1, as a printer without colours shows it."""
    if not colour.startswith("#"):
        return 1.0
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return 0.3 * red + 0.59 * green + 0.11 * blue


@pytest.mark.parametrize("scale", SCALES.values(), ids=lambda scale: scale.code)
def test_without_colours_every_answer_of_a_scale_looks_different(scale):
    looks = {answer: look for kind in ANSWERS for answer, look in kind.items() if answer in scale.answers}
    assert set(looks) == set(scale.answers)
    hatched = [look.fill for look in looks.values() if isinstance(look.fill, Hatch)]
    assert len(set(hatched)) == len(hatched)
    plain = sorted(lightness(look.fill) for look in looks.values() if not isinstance(look.fill, Hatch))
    assert all(lighter - darker > 0.05 for darker, lighter in pairwise(plain))


@pytest.mark.parametrize("scale", SCALES.values(), ids=lambda scale: scale.code)
def test_what_meets_a_criterion_is_dark_or_blue_and_never_hatched(scale):
    looks = {answer: look for kind in ANSWERS for answer, look in kind.items()}
    assert {looks[answer].edge for answer in scale.met} <= {"#1d5a96"}
    assert "#1d5a96" not in {looks[answer].edge for answer in set(scale.answers) - scale.met}


def test_themes_show_their_cases_by_outcome():
    counts = dict(zip(Outcome, (8, 6, 4, 2), strict=True))
    svg = themes_chart([ThemeRow("Underretning", counts)], CAPTION)
    fills = ("#1d5a96", "#9db8d3", "url(#figur-dense)", "white")
    assert [found[0][2] for found in parts_of(svg, *fills)] == pytest.approx(
        [438 * n / 20 for n in (8, 6, 4, 2)], abs=0.15
    )
    assert {"Underretning", "Opfyldt", "Delvist", "Ikke opfyldt", "Ikke relevant"} <= set(texts(svg))


def test_rounds_of_different_sizes_are_each_a_whole_bar_and_told_with_their_own_numbers():
    before = {Criticality.CRITICAL: 5, Criticality.NOT_CRITICAL: 5}
    now = {Criticality.CRITICAL: 10, Criticality.WORRYING: 1, Criticality.NOT_CRITICAL: 29}
    svg = criticality_chart(before, now, CAPTION)
    half, quarter = boxes(svg, "url(#figur-dense)")
    assert (half[2], quarter[2]) == pytest.approx((438 / 2, 438 / 4), abs=0.1)
    assert half[1] < quarter[1]
    assert {
        "Før, af 10 sager: kritisk 5, bekymrende 0, ikke kritisk 5",
        "Nu, af 40 sager: kritisk 10, bekymrende 1, ikke kritisk 29",
    } <= set(texts(svg))


def test_a_first_round_is_one_bar_and_speaks_of_no_other():
    svg = criticality_chart(None, {Criticality.NOT_CRITICAL: 20}, CAPTION)
    assert "Af 20 sager: kritisk 0, bekymrende 0, ikke kritisk 20" in texts(svg)
    assert len(boxes(svg, "#e6ecf2")) == 1


def test_every_chart_becomes_a_picture_as_broad_as_the_others():
    made = pictures(list(every_chart().values()))
    sizes = [(int.from_bytes(each[16:20]), int.from_bytes(each[20:24])) for each in made]
    assert len({broad for broad, _ in sizes}) == 1
    shapes = [height(svg) / BROAD for svg in every_chart().values()]
    assert [high / broad for broad, high in sizes] == pytest.approx(shapes, abs=0.01)


def test_in_english_no_word_of_ours_is_danish():
    told = {word for svg in every_chart(ENGLISH).values() for text in texts(svg) for word in re.findall(r"\w+", text)}
    assert not {"nu", "mål", "ja", "nej", "sager", "grænser", "midten", "opfyldt", "kritisk", "fremgår"} & told
    assert {"now", "goal", "yes", "no", "cases", "limits", "centre", "Fulfilled", "critical", "documented"} <= told
