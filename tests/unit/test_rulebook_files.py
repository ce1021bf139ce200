"""What a rulebook folder may hold: overlays add to the law, and whatever is not in the format is refused and named."""

# ruff: noqa: E501 - a table of mistakes is read row by row.

import re
import shutil
import tomllib
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

import sagsloft
from sagsloft import rulebook
from sagsloft.core.calendar import Span, Unit
from sagsloft.core.errors import UserError
from sagsloft.core.rules import IsTrue, OneOf, Pattern, Repealed, Within

MESSAGES = Path(sagsloft.__file__).parent / "messages"
WABO = Path(__file__).parents[2] / "examples/wabo/rules"
SHIPPED = Path(rulebook.__file__).parent

STANDARD = """\
title = { da = "Prøve", en = "Trial" }
kind = "standard"
theme = "sag"
scope = "case"
trigger = [{ activity = "undersoegelse_paabegyndt" }]
fulfilled_by = [{ activity = "notat" }]
counts_from = "behov_kendt"
not_after_end = true

[[versions]]
in_force = 2024-01-01
deadline = { within = "5 days", or_when = [{ activity = "notat" }], or_before = "1 weeks" }
citation = { act = "Standard", section = "1", url = "" }
comparable_with_previous = false
reason = { da = "Ny frist", en = "New limit" }

[[versions]]
in_force = 2023-01-01
deadline = { within = "6 weekdays" }
citation = { act = "Standard", section = "1", url = "" }
verified = { on = 2026-11-22, in = "Byrådets referat" }
"""

CITATION = 'citation = { act = "Byrådet", section = "3. december 2024", url = "" }'
VERSION_OF_THE_LAW = f"""\
[[versions]]
in_force = 2025-01-01
deadline = {{ within = "12 hours" }}
{CITATION}
comparable_with_previous = true
"""

MISTAKES = [
    ("a key of the rule that is not known", "counts_from", "count_from", "unknown_key", "count_from"),
    ("a key of a version that is not known", 'section = "1"', "paragraph = 1", "unknown_key", "versions[0].citation.paragraph"),
    ("a key of a pattern that is not known", '"notat" }]\ncounts', '"notat", with = 1 }]\ncounts', "unknown_key", "fulfilled_by[0].with"),
    ("a comparison on the oldest version", "verified =", "comparable_with_previous = true\nverified =", "unknown_key", "versions[1].comparable_with_previous"),
    ("two forms of deadline in one", '"6 weekdays"', '"6 weekdays", open = true', "unknown_key", "versions[1].deadline.open"),
    ("no form of deadline", '{ within = "6 weekdays" }', "{}", "wrong_value", "versions[1].deadline"),
    ("a due day without a limit to fall back on", 'within = "6 weekdays"', 'on_date_in = "behov_kendt"', "wrong_value", "versions[1].deadline"),
    ("no title", 'title = { da = "Prøve", en = "Trial" }', "", "missing_key", "title"),
    ("no English title", ', en = "Trial"', "", "missing_key", "title.en"),
    ("no citation", 'citation = { act = "Standard", section = "1", url = "" }\nverified', "verified", "missing_key", "versions[1].citation"),
    ("no deadline", 'deadline = { within = "6 weekdays" }', "", "missing_key", "versions[1].deadline"),
    ("a deadline that is a text", '{ within = "6 weekdays" }', '"6 weekdays"', "wrong_value", "versions[1].deadline"),
    ("no first day", "in_force = 2023-01-01", "", "missing_key", "versions[1].in_force"),
    ("nothing on comparison with the version before", "comparable_with_previous = false\n", "", "missing_key", "versions[0].comparable_with_previous"),
    ("no comparison, without a reason", 'reason = { da = "Ny frist", en = "New limit" }', "", "missing_key", "versions[0].reason"),
    ("nothing that fulfils", 'fulfilled_by = [{ activity = "notat" }]', "", "missing_key", "fulfilled_by"),
    ("a blank text", '"Prøve"', '" "', "wrong_value", "title.da"),
    ("a title in one language only", '{ da = "Prøve", en = "Trial" }', '"Prøve"', "wrong_value", "title"),
    ("a kind that is not one", '"standard"', '"regel"', "wrong_value", "kind"),
    ("a theme that is not one", '"sag"', '"oekonomi"', "wrong_value", "theme"),
    ("a scope that is not one", '"case"', '"child"', "wrong_value", "scope"),
    ("an empty trigger", '[{ activity = "undersoegelse_paabegyndt" }]', "[]", "wrong_value", "trigger"),
    ("a trigger that is no list", '[{ activity = "undersoegelse_paabegyndt" }]', '"notat"', "wrong_value", "trigger"),
    ("a trigger that is a list of texts", '[{ activity = "undersoegelse_paabegyndt" }]', '["notat"]', "wrong_value", "trigger"),
    ("an empty or_when", '[{ activity = "notat" }], or_before', "[], or_before", "wrong_value", "versions[0].deadline.or_when"),
    ("a number where true or false belongs", "not_after_end = true", "not_after_end = 1", "wrong_value", "not_after_end"),
    ("a first day that is a text", "in_force = 2023-01-01", 'in_force = "2023-01-01"', "wrong_value", "versions[1].in_force"),
    ("a first day with a time of day", "in_force = 2023-01-01", "in_force = 2023-01-01T00:00:00", "wrong_value", "versions[1].in_force"),
    ("a link that is no text", 'url = "" }\nverified', "url = 1 }\nverified", "wrong_value", "versions[1].citation.url"),
    ("verified without a source", '{ on = 2026-11-22, in = "Byrådets referat" }', "true", "wrong_value", "versions[1].verified"),
    ("a span in a unit that is not one", "6 weekdays", "6 fortnights", "wrong_value", "versions[1].deadline.within"),
    ("a span without a number", "6 weekdays", "six weekdays", "wrong_value", "versions[1].deadline.within"),
    ("a negative span", "6 weekdays", "-6 weekdays", "wrong_value", "versions[1].deadline.within"),
    ("a look-back in hours", "1 weeks", "24 hours", "wrong_value", "versions[0].deadline.or_before"),
    ("before = false", 'within = "6 weekdays"', 'before = false, not_older_than = "1 years"', "wrong_value", "versions[1].deadline.before"),
    ("a look-back in weekdays", 'within = "6 weekdays"', 'before = true, not_older_than = "6 weekdays"', "wrong_value", "versions[1].deadline.not_older_than"),
    ("no look-back", 'within = "6 weekdays"', "before = true", "missing_key", "versions[1].deadline.not_older_than"),
    ("at least none", 'within = "6 weekdays"', 'at_least = 0, every = "1 years"', "wrong_value", "versions[1].deadline.at_least"),
    ("at least true", 'within = "6 weekdays"', 'at_least = true, every = "1 years"', "wrong_value", "versions[1].deadline.at_least"),
    ("a period of no length", 'within = "6 weekdays"', 'at_least = 2, every = "0 years"', "wrong_value", "versions[1].deadline.every"),
    ("open = false", 'within = "6 weekdays"', "open = false", "wrong_value", "versions[1].deadline.open"),
    ("none = false", 'within = "6 weekdays"', "none = false", "wrong_value", "versions[1].deadline.none"),
    ("a condition with a fraction", '"undersoegelse_paabegyndt" }', '"undersoegelse_paabegyndt", where = { behov_kendt = 1.5 } }', "wrong_value", "trigger[0].where.behov_kendt"),
    ("a condition on an empty list", '"undersoegelse_paabegyndt" }', '"undersoegelse_paabegyndt", where = { behov_kendt = [] } }', "wrong_value", "trigger[0].where.behov_kendt"),
    ("a condition given = false", '"undersoegelse_paabegyndt" }', '"undersoegelse_paabegyndt", where = { behov_kendt = { given = false } } }', "wrong_value", "trigger[0].where.behov_kendt"),
    ("the first day counted in weekdays", '"6 weekdays"', '"6 weekdays", counting_first_day = true', "only_with", "versions[1].deadline.counting_first_day"),
    ("the first day counted of no days", '"6 weekdays"', '"0 days", counting_first_day = true', "only_with", "versions[1].deadline.counting_first_day"),
    ('except without the activity "*"', "counts_from", 'except = ["sag_afsluttet"]\ncounts_from', "only_with", "except"),
    ("the same activity taken out twice", "counts_from", 'except = ["notat", "notat"]\ncounts_from', "duplicate", "except"),
    ("an activity taken out that is unknown", "counts_from", 'except = ["note"]\ncounts_from', "unknown_activity", "except"),
    ("activities taken out that are no texts", "counts_from", "except = [1]\ncounts_from", "wrong_value", "except"),
    ("an activity that is unknown", '"undersoegelse_paabegyndt"', '"undersøgelse_påbegyndt"', "unknown_activity", "trigger[0].activity"),
    ("a condition on an attribute that is unknown", '"undersoegelse_paabegyndt" }', '"undersoegelse_paabegyndt", where = { akut = true } }', "unknown_attribute", "trigger[0].where.akut"),
    ("counting from an attribute that is unknown", '"behov_kendt"', '"behovet_kendt"', "unknown_attribute", "counts_from"),
    ("due on an attribute that is unknown", '"6 weekdays"', '"6 weekdays", on_date_in = "frist"', "unknown_attribute", "versions[1].deadline.on_date_in"),
    ("the older version first", "in_force = 2023-01-01", "in_force = 2025-01-01", "wrong_order", "versions[1].in_force"),
    ("two versions from one day", "in_force = 2023-01-01", "in_force = 2024-01-01", "wrong_order", "versions[1].in_force"),
    ("weekdays from before the calendar", "in_force = 2023-01-01", "in_force = 1999-12-31", "before_calendar", "versions[1].deadline.within"),
]  # fmt: skip

MISTAKES_IN_WHOLE_FILES = [
    ("an error of TOML", "deadlines/x.toml", "title = ", "unreadable_toml", None),
    ("another encoding", "deadlines/x.toml", 'title = "Pr\xf8ve"'.encode("latin-1"), "not_utf8", None),
    ("a rule without versions", "deadlines/x.toml", STANDARD[: STANDARD.index("[[")], "missing_key", "versions"),
    ("an empty list of versions", "deadlines/x.toml", f"{STANDARD[: STANDARD.index('[[')]}versions = []", "wrong_value", "versions"),
    ("a rule whose name is no id", "deadlines/Ny_regel.toml", STANDARD, "unknown_file", None),
    ("a rule in a folder below", "deadlines/egne/x.toml", STANDARD, "unknown_file", None),
    ("a file that is misspelt", "activites.toml", "", "unknown_file", None),
    ("an overlay's own holidays", "holidays.toml", "", "unknown_file", None),
    ("an activity without an English label", "activities.toml", '[moede]\nda = "Møde"', "missing_key", "moede.en"),
    ("an activity code with a capital", "activities.toml", '[Moede]\nda = "Møde"\nen = "Meeting"', "unknown_key", "Moede"),
    ("an activity that is no table", "activities.toml", 'moede = "Møde"', "wrong_value", "moede"),
    ("an attribute with a space", "activities.toml", '[moede]\nda = "M"\nen = "M"\nattributes = ["a b"]', "wrong_value", "moede.attributes"),
]  # fmt: skip

MISTAKES_IN_A_COUNTRY = [
    ("a country code that is not two capitals", "rulebook.toml", '"NL"', '"Nederland"', "wrong_value", "country"),
    ("a time zone that is not one", "rulebook.toml", "Europe/Amsterdam", "Europe/Utrecht", "wrong_value", "timezone"),
    ("a time zone that is a folder", "rulebook.toml", "Europe/Amsterdam", "Europe", "wrong_value", "timezone"),
    ("a name in one language", "rulebook.toml", "name = {", "note = {", "missing_key", "name"),
    (
        "a last year before the first",
        "holidays.toml",
        "last_year = 2040",
        "last_year = 1999",
        "wrong_value",
        "last_year",
    ),
    ("a year that is left out", "holidays.toml", "[2011]", "[2041]", "unknown_key", "2041"),
    ("a year without a table", "holidays.toml", "last_year = 2040", "last_year = 2041", "missing_key", "2041"),
    ("a holiday in another year", "holidays.toml", "2011-01-01 =", "2012-01-01 =", "unknown_key", "2011.2012-01-01"),
    ("a holiday that is no day", "holidays.toml", "2011-01-01 =", "2011-02-29 =", "unknown_key", "2011.2011-02-29"),
    ("a holiday in another notation", "holidays.toml", "2011-01-01 =", "20110101 =", "unknown_key", "2011.20110101"),
]


@pytest.mark.parametrize(("what", "right", "wrong", "kind", "key"), MISTAKES, ids=[row[0] for row in MISTAKES])
def test_a_mistake_in_a_rule_is_refused_and_named(folder, what, right, wrong, kind, key):
    assert STANDARD.count(right) >= 1
    text = STANDARD.replace(right, wrong, 1)
    assert mistake(folder({"deadlines/proeve.toml": text})) == (kind, key, "deadlines/proeve.toml")


@pytest.mark.parametrize(
    ("what", "file", "text", "kind", "key"), MISTAKES_IN_WHOLE_FILES, ids=[row[0] for row in MISTAKES_IN_WHOLE_FILES]
)
def test_a_file_that_does_not_belong_or_cannot_be_read_is_refused_and_named(folder, what, file, text, kind, key):
    assert mistake(folder({file: text})) == (kind, key, file)


@pytest.mark.parametrize(
    ("what", "file", "right", "wrong", "kind", "key"),
    MISTAKES_IN_A_COUNTRY,
    ids=[row[0] for row in MISTAKES_IN_A_COUNTRY],
)
def test_a_mistake_about_a_country_is_refused_and_named(dutch, what, file, right, wrong, kind, key):
    text = (dutch / file).read_text(encoding="utf-8")
    assert right in text
    (dutch / file).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    assert mistake(dutch) == (kind, key, file)


@pytest.mark.parametrize("name", ["activities.toml", "holidays.toml", "deadlines"])
def test_a_base_must_hold_every_part_of_a_rulebook(dutch, name):
    shutil.rmtree(dutch / name) if (dutch / name).is_dir() else (dutch / name).unlink()
    assert mistake(dutch) == ("missing_file", None, str(dutch))


def test_an_empty_folder_and_a_missing_one_are_refused(folder, tmp_path):
    assert mistake(folder({})) == ("missing_file", None, str(tmp_path / "1"))
    assert mistake(tmp_path / "nowhere") == ("missing_folder", None, str(tmp_path / "nowhere"))


def test_a_file_is_named_from_the_working_directory(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(folder({"deadlines/x.toml": "!"}).parent)
    assert refusal(Path("1")).values["file"] == "1/deadlines/x.toml"
    assert refusal(tmp_path / "1").values["file"] == "1/deadlines/x.toml"


def test_a_new_rule_costs_one_file_of_at_most_30_lines_and_no_code(folder):
    book = rulebook.load(folder({"deadlines/proeve.toml": STANDARD}))
    rule = book.rule("proeve")
    assert len(STANDARD.splitlines()) <= 30
    assert [version.in_force for version in rule.versions] == [date(2024, 1, 1), date(2023, 1, 1)]
    assert rule.versions[0].deadline == Within(
        span=Span(5, Unit.DAYS), or_when=(Pattern("notat"),), or_before=Span(1, Unit.WEEKS)
    )
    assert rule.versions[1].verified.source == "Byrådets referat"
    assert len(book.rules) == len(rulebook.load().rules) + 1


def test_a_standard_in_a_named_folder_is_asked_for_and_the_shipped_ones_stay_off(folder):
    book = rulebook.load(folder({"deadlines/proeve.toml": STANDARD}))
    assert {rule.id for rule in book.asked_for() if rule in book.standards} == {"proeve"}


def test_a_standard_may_be_replaced_and_is_then_asked_for(folder):
    book = rulebook.load(folder({"deadlines/fremdrift.toml": STANDARD}))
    assert book.rule("fremdrift").title.da == "Prøve"
    assert book.rule("fremdrift") in book.asked_for()


def test_a_standard_may_not_become_law(folder):
    text = STANDARD.replace('"standard"', '"law"')
    assert mistake(folder({"deadlines/fremdrift.toml": text})) == ("wrong_value", "kind", "deadlines/fremdrift.toml")


def test_law_can_be_given_a_further_version_which_is_marked_municipal(folder):
    book = rulebook.load(folder({"deadlines/underretning-24-timer.toml": VERSION_OF_THE_LAW}))
    versions = book.rule("underretning-24-timer").versions
    assert [(version.in_force.year, version.until, version.municipal) for version in versions] == [
        (2025, None, True),
        (2024, date(2025, 1, 1), False),
        (2013, date(2024, 1, 1), False),
    ]
    assert versions[0].trigger == versions[1].trigger
    assert versions[0].lapses_on == versions[1].lapses_on


def test_two_overlays_may_each_add_a_version_but_not_from_the_same_day(folder):
    file = "deadlines/underretning-24-timer.toml"
    first, same = folder({file: VERSION_OF_THE_LAW}), folder({file: VERSION_OF_THE_LAW})
    later = folder({file: VERSION_OF_THE_LAW.replace("2025", "2026")})
    years = [version.in_force.year for version in rulebook.load(first, later).rule("underretning-24-timer").versions]
    assert years == [2026, 2025, 2024, 2013]
    assert mistake(first, same) == ("duplicate", "versions[0].in_force", file)


@pytest.mark.parametrize(
    ("what", "text", "kind", "key"),
    [
        ("another trigger", f'trigger = [{{ activity = "notat" }}]\n{VERSION_OF_THE_LAW}', "law_replaced", "trigger"),
        ("another kind", f'kind = "standard"\n{VERSION_OF_THE_LAW}', "law_replaced", "kind"),
        ("another title", f'title = {{ da = "Ny", en = "New" }}\n{VERSION_OF_THE_LAW}', "law_replaced", "title"),
        ("no version", 'kind = "law"', "missing_key", "versions"),
        ("no citation", VERSION_OF_THE_LAW.replace(CITATION, ""), "missing_key", "versions[0].citation"),
        ("a day taken", VERSION_OF_THE_LAW.replace("2025", "2024"), "duplicate", "versions[0].in_force"),
        ("before the law", VERSION_OF_THE_LAW.replace("2025", "2010"), "wrong_value", "versions[0].in_force"),
    ],
)
def test_law_cannot_be_replaced(folder, what, text, kind, key):
    file = "deadlines/underretning-24-timer.toml"
    assert mistake(folder({file: text})) == (kind, key, file)


def test_a_further_version_may_repeat_what_the_law_is_called(folder):
    text = f'kind = "law"\ntheme = "underretning"\nscope = "matter"\n{VERSION_OF_THE_LAW}'
    book = rulebook.load(folder({"deadlines/underretning-24-timer.toml": text}))
    assert book.rule("underretning-24-timer").versions[0].municipal


def test_law_that_an_overlay_brings_is_a_municipal_reading_too(folder):
    book = rulebook.load(folder({"deadlines/egen-lov.toml": STANDARD.replace('"standard"', '"law"')}))
    assert all(version.municipal for version in book.rule("egen-lov").versions)


def test_an_overlay_may_add_activities_and_attributes_but_never_takes_one_away(folder):
    activities = '[moede]\nda = "Møde"\nen = "Meeting"\n[notat]\nda = "Notat"\nen = "Note"\nattributes = ["laengde"]\n'
    activities += '[boernesamtale_afholdt]\nda = "Samtale"\nen = "Talk"\n'
    rule = STANDARD.replace('"notat" }]\ncounts', '"notat", where = { laengde = 2 } }, { activity = "moede" }]\ncounts')
    book = rulebook.load(folder({"activities.toml": activities, "deadlines/proeve.toml": rule}))
    assert book.rule("proeve").versions[0].fulfilled_by == (
        Pattern("notat", {"laengde": OneOf(("2",))}),
        Pattern("moede"),
    )
    assert book.activities["boernesamtale_afholdt"].attributes == ("anledning",)
    assert book.activities["boernesamtale_afholdt"].label.en == "Talk"


def test_any_activity_leaves_out_what_the_rule_excepts_also_in_its_versions(folder):
    text = STANDARD.replace('counts_from = "behov_kendt"', 'except = ["sag_afsluttet"]')
    text = text.replace('or_when = [{ activity = "notat" }]', 'or_when = [{ activity = "*", where = { akut = true } }]')
    version = rulebook.load(folder({"deadlines/proeve.toml": text})).rule("proeve").versions[0]
    assert version.deadline.or_when == (Pattern("*", {"akut": IsTrue()}, excluded=("sag_afsluttet",)),)


def test_repeal_is_a_version_too(folder):
    text = VERSION_OF_THE_LAW.replace('within = "12 hours"', "none = true")
    book = rulebook.load(folder({"deadlines/underretning-24-timer.toml": text}))
    assert book.rule("underretning-24-timer").version_on(date(2025, 1, 1)).deadline == Repealed()


def test_another_country_is_another_folder_and_its_standards_are_asked_for():
    book = rulebook.load(WABO)
    assert (book.country, book.calendar.timezone, len(book.activities)) == ("NL", "Europe/Amsterdam", 27)
    assert [rule.id for rule in book.asked_for()] == ["receipt-24-hours", "receipt-5-working-days"]


def test_an_overlay_of_another_country_is_refused(dutch, folder):
    country = (SHIPPED / "rulebook.toml").read_text(encoding="utf-8")
    overlay = folder({"rulebook.toml": country, "deadlines/proeve.toml": STANDARD})
    assert mistake(dutch, overlay) == ("wrong_value", "country", "rulebook.toml")


def test_an_overlay_may_say_that_it_belongs_to_the_same_country(folder):
    country = (SHIPPED / "rulebook.toml").read_text(encoding="utf-8")
    first = folder({"deadlines/proeve.toml": STANDARD})
    assert rulebook.load(first, folder({"rulebook.toml": country})).country == "DK"


def test_the_example_mapping_names_activities_of_its_rulebook():
    mapping = tomllib.loads((WABO.parent / "mapping.toml").read_text(encoding="utf-8"))
    assert set(mapping["activities"].values()) == set(rulebook.load(WABO).activities)


def test_the_hash_changes_with_any_file_and_can_be_recomputed_folder_by_folder(folder):
    overlay = folder({"deadlines/proeve.toml": STANDARD})
    shipped = sorted(path.relative_to(SHIPPED).as_posix() for path in SHIPPED.rglob("*.toml"))
    files = [(0, SHIPPED, name) for name in shipped if not name.startswith("protocols/")]
    files += [(1, overlay, "deadlines/proeve.toml")]
    lines = [f"{sha256((path / name).read_bytes()).hexdigest()}  {number}/{name}\n" for number, path, name in files]
    assert rulebook.load(overlay).hash == sha256("".join(lines).encode()).hexdigest()
    (overlay / "deadlines/proeve.toml").write_text(STANDARD + "# ændret\n", encoding="utf-8")
    assert rulebook.load(overlay).hash != sha256("".join(lines).encode()).hexdigest()


def test_every_mistake_has_a_sentence_with_the_same_blanks_in_both_languages():
    def blanks(language):
        return {kind: set(re.findall(r"{(\w+)}", text)) for kind, text in sentences(language).items()}

    assert blanks("da") == blanks("en")
    assert {row[3] for row in MISTAKES} <= set(sentences("da"))


def test_a_byte_order_mark_is_no_mistake(folder):
    assert rulebook.load(folder({"deadlines/proeve.toml": STANDARD.encode("utf-8-sig")})).rule("proeve")


@pytest.fixture
def folder(tmp_path):
    """Writes a rulebook folder, numbered from 1, with these files."""

    def write(files):
        path = tmp_path / str(1 + len(list(tmp_path.iterdir())))
        path.mkdir()
        for name, content in files.items():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def dutch(tmp_path):
    """A copy of another country's whole rulebook."""
    return Path(shutil.copytree(WABO, tmp_path / "nl"))


def mistake(*folders):
    """What was wrong, at which key and in which file of the last folder, or in which folder."""
    error = refusal(*folders)
    file = error.values["file"].removeprefix(f"{folders[-1]}/")
    return error.message_id.removeprefix("rulebook."), error.values.get("key"), file


def refusal(*folders):
    with pytest.raises(UserError) as caught:
        rulebook.load(*folders)
    kind = caught.value.message_id.removeprefix("rulebook.")
    for language in ("da", "en"):
        assert caught.value.values["file"] in sentences(language)[kind].format(**caught.value.values)
    return caught.value


def sentences(language):
    return tomllib.loads((MESSAGES / language / "rulebook.toml").read_text(encoding="utf-8"))
