"""What holds for every page: both languages, no script or style of its own, no case in an address, no one too far."""

import re
import tomllib
from pathlib import Path

import pytest
from tests.web.monitor_factories import OVERDUE, address, fill
from tests.web.reading_pages import links, tables, words

import sagsloft.messages
from sagsloft.core.rules import Theme
from sagsloft.web.accounts.roles import Role
from sagsloft.web.monitor.law import book
from sagsloft.web.monitor.models import Figures, Import

PAGES = (
    "/i-dag/",
    "/sager/",
    "/noegletal/",
    *(f"/noegletal/{theme}/" for theme in Theme),
    "/noegletal/frister/",
    "/noegletal/frister/sager/?regel=underretning-24-timer&lov=2024-01-01",
    "/datakvalitet/",
    "/lovgrundlag/",
    "/lovgrundlag/underretning-24-timer/",
    "/tilgaengelighed/",
)
OF_OURS = re.compile(r"\bweb(?:_\w+)?\.\w+|\breport\.\w+")
INLINE = re.compile(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", re.IGNORECASE)
PARTS = ("trigger", "fulfilled_by", "excused_by", "lapses_on")
TEMPLATES = Path(sagsloft.__file__).parent / "web" / "templates"


@pytest.fixture
def site(client, town, tmp_path):
    """`site(address, role, language)`: a page as that person sees it."""
    fill(town, tmp_path)
    case = address(town, OVERDUE)

    def page(path, role=Role.LEDER, language="da"):
        person = town.people[role]
        person.language = language
        person.save()
        client.force_login(person)
        return client.get(case if path == "case" else path)

    return page


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("path", [*PAGES, "case"])
def test_every_page_opens_in_both_languages_and_says_no_id_of_a_sentence(site, path, language):
    answer = site(path, language=language)
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.content.decode()
    assert not OF_OURS.search(words(answer))


@pytest.mark.parametrize("path", [*PAGES, "case"])
def test_no_page_has_a_script_or_style_of_its_own_and_none_names_a_case_in_an_address(site, path):
    answer = site(path)
    assert not INLINE.search(answer.content.decode())
    assert not [
        each for each in links(answer) if "sag-" in each or "eksempelkoebing-" in each.replace("raadgiver=", "")
    ]
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy


def test_both_languages_have_the_same_sentences_with_the_same_blanks():
    folder = Path(sagsloft.messages.__file__).parent
    for file in sorted((folder / "da").glob("web*.toml")):
        danish, english = (tomllib.loads((folder / each / file.name).read_text("utf-8")) for each in ("da", "en"))
        assert list(danish) == list(english), file.name
        blanks = [
            {name: set(re.findall(r"\{(\w+)\}", text)) for name, text in each.items()} for each in (danish, english)
        ]
        assert blanks[0] == blanks[1], file.name


def test_every_sentence_of_ours_is_used():
    """Words that no page says would be translated and believed for nothing."""
    code = [*TEMPLATES.rglob("*.html"), *TEMPLATES.parent.rglob("*.py")]
    text = "\n".join(each.read_text("utf-8") for each in code)
    stems = set(re.findall(r"[\"'](web(?:_(?:today|case|cases|figures|law|statement))?\.\w+)", text))
    made = (
        *re.findall(r"(web_\w+\.\w+_)\{", text),
        "web.hours_",
        "web.minutes_",
        *(f"web_law.{each}" for each in PARTS),
    )
    folder = Path(sagsloft.messages.__file__).parent / "da"
    for topic in ("web", "web_today", "web_case", "web_cases", "web_figures", "web_law", "web_statement"):
        for key in tomllib.loads((folder / f"{topic}.toml").read_text("utf-8")):
            name = f"{topic}.{key}"
            is_said = name in stems or re.sub("_(one|many)$", "", name) in stems
            assert is_said or any(map(name.startswith, made)), name


def test_a_politician_sees_figures_and_no_way_to_a_case(site):
    answer = site("/noegletal/", Role.POLITIKER)
    assert "Under 5 børn venter på et skridt, der efter loven skulle være taget" in words(answer)
    assert not [each for each in links(answer) if each.startswith(("/sag", "/i-dag"))]
    assert OVERDUE not in answer.content.decode()
    assert not [each for each in links(site("/noegletal/underretning/", Role.POLITIKER)) if "/i-dag" in each]


def test_whoever_sees_cases_comes_from_a_figure_to_the_children_behind_it(site):
    assert "/i-dag/?regel=underretning-24-timer" in links(site("/noegletal/"))
    assert "/i-dag/?regel=underretning-24-timer" in links(site("/noegletal/underretning/"))


@pytest.mark.parametrize("path", ["/noegletal/", *(f"/noegletal/{theme}/" for theme in Theme), "/datakvalitet/"])
def test_no_figure_names_a_case_or_an_employee(site, path):
    text = site(path).content.decode()
    assert "sag-" not in text
    assert "-anna" not in text


def test_a_theme_tells_counts_before_per_cent_and_before_and_after_the_law(site):
    said = words(site("/noegletal/underretning/"))
    assert "Underretning vurderet inden 24 timer" in said
    assert "1 af 3 i tide (33,3 %)" in said


def test_a_theme_that_is_none_is_not_there(site):
    assert site("/noegletal/noget-andet/").status_code == 404


def test_data_quality_tells_what_was_read_and_what_cannot_be_seen(site, town):
    Import.objects.create(
        municipality=town.municipality, kind="increment", state=Import.State.FAILED, started_at="2024-03-13T00:00Z"
    )
    answer = site("/datakvalitet/")
    latest, first = tables(answer)["Den nyeste først"]
    assert (latest[2:4], first[1:4]) == (["ændringer", "mislykket"], ["Systemet", "alt", "gælder"])
    assert "Regler, der ikke kan måles, og hvad der mangler" in tables(answer)
    assert "Den sidste indlæsning mislykkedes" in words(answer)


def test_the_law_stands_rule_by_rule_and_says_what_has_not_been_verified(site):
    answer = site("/lovgrundlag/")
    assert sum(f"/lovgrundlag/{rule.id}/" in links(answer) for rule in book().law) == len(book().law)
    assert "ikke efterprøvet" in words(answer)


@pytest.mark.parametrize("rule", book().law, ids=lambda rule: rule.id)
def test_a_rule_shows_every_version_with_its_citation_and_note(site, rule):
    said = words(site(f"/lovgrundlag/{rule.id}/"))
    for version in rule.versions:
        assert str(version.citation) in said
        if version.note is not None:
            assert " ".join(version.note.da.split()) in said


def test_a_rule_that_is_none_is_not_there(site):
    assert site("/lovgrundlag/findes-ikke/").status_code == 404


@pytest.mark.parametrize("path", ["/noegletal/", "/noegletal/underretning/", "/datakvalitet/", "case"])
def test_figures_of_another_version_are_said_to_be_evaluated_again_and_not_to_be_missing(client, town, tmp_path, path):
    evaluation = fill(town, tmp_path)
    Figures.objects.filter(evaluation=evaluation).update(content={"of": "another version"})
    client.force_login(town.people[Role.LEDER])
    told = words(client.get(address(town, OVERDUE) if path == "case" else path))
    assert "Tallene skal opgøres igen" in told
    assert "Der er intet at vise endnu" not in told
    assert "Data viser intet om dette tema" not in told


def test_anyone_may_read_the_accessibility_statement(client, db):
    assert client.get("/tilgaengelighed/").status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "said"), [("/findes-ikke/", 404, "Siden findes ikke"), ("/brugere/", 403, "ikke åben")]
)
def test_an_error_page_is_a_page_that_reveals_nothing(site, path, status, said):
    answer = site(path)
    assert answer.status_code == status
    assert said in words(answer)
    assert "Traceback" not in answer.content.decode()


def test_when_everything_fails_the_page_tells_nothing_of_it(client, town, monkeypatch):
    client.force_login(town.people[Role.LEDER])
    client.raise_request_exception = False
    monkeypatch.setattr("sagsloft.web.monitor.views.law.book", lambda: 1 / 0)
    answer = client.get("/lovgrundlag/")
    assert answer.status_code == 500
    assert "Noget gik galt" in words(answer)
    assert "ZeroDivision" not in answer.content.decode()


def test_made_up_data_are_marked_on_every_page(site, client, town):
    assert "OPDIGTEDE DATA" in site("/i-dag/").content.decode()
    town.municipality.invented = False
    town.municipality.save()
    assert "OPDIGTEDE DATA" not in client.get("/i-dag/").content.decode()
