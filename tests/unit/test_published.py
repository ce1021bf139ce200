"""National figures stand beside a municipality's own, each with its years, its base and where it is written."""

from pathlib import Path

import pytest

from sagsloft import rulebook
from sagsloft.core.errors import UserError

GOOD = """\
[underretning-24-timer]
publisher = "Ankestyrelsen"
law = { da = "Serviceloven", en = "Social Services Act" }
text = { da = "Inden 24 timer", en = "Within 24 hours" }

[[underretning-24-timer.figures]]
years = [2020, 2022]
percent = 92
base = { da = "2.140 sager", en = "2,140 cases" }
url = "https://example.org"
"""


@pytest.fixture
def read(tmp_path: Path):
    """`read(text)`: the figures of a file with that text."""

    def published(text):
        file = tmp_path / "published.toml"
        file.write_text(text, encoding="utf-8")
        return rulebook.published(file)

    return published


def test_every_published_figure_belongs_to_a_rule_and_names_its_source():
    found, rules = rulebook.published(), {rule.id for rule in rulebook.load().rules}
    assert found.keys() <= rules
    for each in found.values():
        assert all(figure.url.startswith("https://") for figure in each.figures), each.rule_id
        assert [figure.last_year for figure in each.figures] == sorted(figure.last_year for figure in each.figures)


@pytest.mark.parametrize(
    ("rule", "low", "high"),
    [
        ("underretning-24-timer", 0.87, 0.92),
        ("undersoegelse-4-maaneder", 0.50, 0.60),
        ("samtale-foer-afgoerelse", 0.57, 0.65),
        ("samtale-i-undersoegelse", 0.95, 0.95),
        ("foerste-opfoelgning", 0.44, 0.75),
    ],
)
def test_the_range_is_from_the_lowest_to_the_highest_that_was_published(rule, low, high):
    found = rulebook.published()[rule]
    assert (found.low, found.high) == (low, high)


def test_a_range_of_years_runs_from_the_first_to_the_last():
    assert rulebook.published()["foerste-opfoelgning"].years == (2019, 2024)


def test_a_figure_is_read_as_a_share(read):
    (figure,) = read(GOOD)["underretning-24-timer"].figures
    assert (figure.first_year, figure.last_year, figure.share, figure.base.en) == (2020, 2022, 0.92, "2,140 cases")


@pytest.mark.parametrize(
    ("wrong", "message", "key"),
    [
        (GOOD.replace("percent = 92", "percent = 192"), "rulebook.wrong_value", "percent"),
        (GOOD.replace("percent = 92", ""), "rulebook.missing_key", "percent"),
        (GOOD.replace("[2020, 2022]", "[2022, 2020]"), "rulebook.wrong_value", "years"),
        (GOOD.replace("[2020, 2022]", "2022"), "rulebook.wrong_value", "years"),
        (GOOD.replace("[2020, 2022]", "[true, 2022]"), "rulebook.wrong_value", "years"),
        (GOOD.replace("url =", "adress ="), "rulebook.unknown_key", "adress"),
        (GOOD.replace("publisher =", "by ="), "rulebook.unknown_key", "by"),
        (GOOD.replace(', en = "2,140 cases"', ""), "rulebook.missing_key", "base.en"),
        (GOOD.partition("[[")[0] + "figures = []", "rulebook.wrong_value", "figures"),
    ],
)
def test_anything_that_is_not_in_the_format_is_refused_by_its_place(read, wrong, message, key):
    with pytest.raises(UserError) as refused:
        read(wrong)
    assert refused.value.message_id == message
    assert str(refused.value.values["key"]).endswith(key)


def test_figures_are_no_part_of_the_law():
    assert not (rulebook.SHIPPED / "published.toml").exists()
    assert rulebook.load().hash == rulebook.load(rulebook.SHIPPED).hash
