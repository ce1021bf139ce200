"""`sagsloft explain`: one case in plain words, so that a caseworker can count along and disagree."""

import re
from io import StringIO
from pathlib import Path

import polars as pl
import pytest
from rich.console import Console

from sagsloft import pipeline, rulebook
from sagsloft.cli.findings import explained
from sagsloft.core.due import Basis
from sagsloft.core.obligations import Status
from sagsloft.core.rules import Open
from sagsloft.messages import Language, say
from sagsloft.render.explanation import Narrator

DEMO = Path(__file__).parent.parent / "demo"
BOOK = rulebook.load()
HEADER = "case_id,matter_id,activity,occurred_at,attr.behov_kendt,attr.naeste_opfoelgning,attr.indhold,attr.samtale\n"
EARLIER = "gammel,,notat,2022-01-03,,,,\n"


def log(*rows):
    """Rows of `case,matter,activity,time` and perhaps attributes, after an early event, for looks back to reach."""
    return HEADER + EARLIER + "".join(row + "," * (7 - row.count(",")) + "\n" for row in rows)


@pytest.fixture
def told(command, file):
    """`told(rule, *rows)`: what is said of that rule in case `a`, in one line."""

    def explain(rule, *rows, language="da", as_of="2024-06-30", **options):
        chosen = [part for name, value in options.items() for part in (f"--{name}", value)]
        run = command("explain", file(log(*rows)), "a", "--as-of", as_of, "--lang", language, *chosen)
        assert run.code == 0
        title = getattr(BOOK.rule(rule).title, language)
        sections = (" ".join(section.split()) for section in run.out.split("\n\n"))
        return "\n".join(section for section in sections if section.startswith(f"{title} ·"))

    return explain


def holds(text, *sentences):
    for sentence in sentences:
        assert sentence in text


SPRING = ("a,m,underretning_modtaget,2024-03-30 12:00", "a,m,underretning_vurderet,2024-03-31 12:59")
AUTUMN = ("a,m,underretning_modtaget,2024-10-26 12:00", "a,m,underretning_vurderet,2024-10-27 11:01")


def test_twenty_four_hours_over_a_change_of_clocks(told, sentence):
    holds(
        told("underretning-24-timer", *SPRING),
        f"Underretning vurderet inden 24 timer · Barnets lov § 136 · {say('status.met', Language.DANISH)}",
        "Pligten opstod ved »Underretning modtaget« 30. marts 2024 kl. 12.00 (række 3).",
        "Fristen er inden 24 timer, regnet fra hændelsen: senest 31. marts 2024 kl. 13.00.",
        "Uret blev stillet frem undervejs, så klokkeslættet er en time senere.",
        "Det blev gjort i tide: »Underretning vurderet (24-timers vurdering)« 31. marts 2024 kl. 12.59 (række 4).",
    )
    holds(
        told("underretning-24-timer", *AUTUMN, language="en", as_of="2024-12-01"),
        "The limit is within 24 hours, counted from the event: 27 October 2024 at 11:00 at the latest.",
        "Clocks went back on the way, so the time of day is an hour earlier.",
        'It was done too late: "Notification assessed (acute assessment)" 27 October 2024 at 11:01 (row 4).',
    )
    usual = told("underretning-24-timer", *(row.replace("-03-3", "-05-1") for row in SPRING))
    for other in ("clocks_forward", "clocks_back", "counted", "day_precision"):
        assert not sentence(f"explain.{other}").search(usual)


def test_weekdays_are_counted_aloud_and_every_skipped_day_has_its_reason(told):
    rows = ("a,m,underretning_modtaget,2024-03-27 09:00", "b,n,underretning_bekraeftet,2024-03-28")
    holds(
        told("underretning-bekraeftelse", *rows),
        "Fristen er inden 6 hverdage, regnet fra hændelsen, 27. marts 2024: senest med udgangen af 6. april 2024.",
        "Talt med er 30. marts 2024, 2. april 2024, 3. april 2024, 4. april 2024, 5. april 2024 og 6. april 2024.",
        "Ikke talt med er 28. marts 2024 (Skærtorsdag), 29. marts 2024 (Langfredag), 31. marts 2024 (Påskedag) og "
        "1. april 2024 (Anden påskedag).",
        "Det er ikke gjort, og fristen er overskredet med 85 dage pr. 30. juni 2024.",
        "Arbejdsantagelse: lørdag tælles som hverdag.",
    )
    holds(
        told("underretning-bekraeftelse", *rows, language="en"),
        "and 6 April 2024. Skipped are 28 March 2024 (Maundy Thursday), 29 March 2024 (Good Friday)",
        "It has not been done, and is 85 days overdue as of 30 June 2024.",
    )


def test_which_version_of_the_law_and_why(told, sentence):
    text = told("underretning-24-timer", *(row.replace("2024-03", "2023-12") for row in SPRING))
    holds(
        text,
        "Den følger Lov om social service § 155, stk. 2 i den version, der gælder fra 1. oktober 2013, for hændelsen "
        "er fra den dag eller senere. Fra 1. januar 2024 gælder en anden version.",
    )
    newest = told("undersoegelse-4-maaneder", "a,u,undersoegelse_paabegyndt,2024-01-01")
    for superseded in ("version_until", "unverified"):
        assert sentence(f"explain.{superseded}").search(text)
        assert not sentence(f"explain.{superseded}").search(newest)


def test_a_municipalitys_own_reading_says_that_it_is_one(told, tmp_path):
    (tmp_path / "egen/deadlines").mkdir(parents=True)
    (tmp_path / "egen/deadlines/underretning-24-timer.toml").write_text(
        '[[versions]]\nin_force = 2024-03-01\ndeadline = { within = "12 hours" }\n'
        'citation = { act = "Byrådet", section = "punkt 4", url = "" }\ncomparable_with_previous = true\n',
        "utf-8",
    )
    text = told("underretning-24-timer", *SPRING, rules=str(tmp_path / "egen"))
    holds(
        text,
        f"Byrådet punkt 4 · {say('status.late', Language.DANISH)}",
        "Versionen er en kommunal fortolkning.",
        "31. marts 2024 kl. 00.00",
    )


BEGUN, DONE = "a,u,undersoegelse_paabegyndt,2024-02-10 09:00", "b,u,undersoegelse_afsluttet,2024-02-11"


@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        ("2024-01-31", "regnet fra den dato, hændelsen oplyser, 31. januar 2024: senest med udgangen af 31. maj 2024."),
        ("", 'Der står ingen dato i "Behov kendt", så fristen er regnet uden den.'),
        ("snart", 'Det, der står i "Behov kendt", kan ikke læses som en dato, så fristen er regnet uden den.'),
        ("2024-02-11", 'Datoen i "Behov kendt" ligger efter hændelsen, så fristen er regnet uden den.'),
    ],
)
def test_what_it_was_counted_from_and_why_not_from_the_date_in_the_law(told, known, sentence):
    text = told("undersoegelse-4-maaneder", f"{BEGUN},{known}", DONE)
    holds(text, sentence)
    assert ("10. juni 2024" in text) == (known != "2024-01-31")


def test_an_agreed_date_a_limit_brought_forward_and_one_that_fell_back(told):
    follow = "a,i,opfoelgning_afholdt,2024-02-01 10:00,,"
    holds(
        told("loebende-opfoelgning", follow + "2024-03-15"),
        'Fristen er den dato, der står i "Næste opfølgning": senest med udgangen af 15. marts 2024.',
    )
    holds(told("loebende-opfoelgning", follow + "2024-01-15"), 'Datoen i "Næste opfølgning" ligger før hændelsen')
    support = (
        "a,i,indsats_ivaerksat,2024-02-01",
        "a,u,undersoegelse_afsluttet,2024-02-20",
        "b,i,opfoelgning_afholdt,2024-03-01",
    )
    holds(
        told("foerste-opfoelgning", *support),
        "Fristen blev fremskyndet til udgangen af 20. februar 2024 af »Børnefaglig undersøgelse afsluttet« "
        "20. februar 2024 (række 4).",
        "Et klokkeslæt mangler",
    )


def test_before_in_every_period_and_without_a_limit(told):
    decided = ("a,,afgoerelse_truffet,2024-03-04 10:00,,,indsats", "a,,boernesamtale_afholdt,2024-03-05 09:00")
    holds(
        told("samtale-foer-afgoerelse", *decided, language="en"),
        "It was to be done before the event, so 4 March 2024 at 10:00 at the latest, and at most 6 months earlier.",
        "It was done too late:",
    )
    visits = (
        "a,p,anbringelse_ivaerksat,2023-02-01",
        *(f"a,p,tilsynsbesoeg_afholdt,2023-0{n}-02,,,,ja" for n in (3, 4)),
    )
    holds(
        told("tilsynsbesoeg", *visits),
        "for perioden begynder den dag eller senere.",
        "Det skal ske mindst 2 gange i hver periode på 1 år; dette er periode 1, som slutter med udgangen af "
        "31. januar 2024.",
        "dette er periode 2, som slutter med udgangen af 31. januar 2025. Det er ikke gjort endnu",
    )
    waiting = ("a,,underretning_modtaget,2024-06-01 12:00", "b,,screening_foretaget,2024-06-01")
    holds(told("underretning-opfoelgning", *waiting), "Der er ingen fast frist. Det er ikke gjort; der er gået 29 dage")


def test_one_day_is_never_told_as_one_days(told):
    waiting = ("a,m,underretning_modtaget,2024-05-31 12:00", "b,,screening_foretaget,2024-05-01")
    assessed = (*waiting, "b,,underretning_vurderet,2024-05-01")
    for rule, danish, english in (
        ("underretning-opfoelgning", "der er gået 1 dag pr. 1. juni 2024.", "it has waited 1 day as of 1 June 2024."),
        ("underretning-24-timer", "overskredet med 1 dag pr. 2. juni 2024.", "is 1 day overdue as of 2 June 2024."),
    ):
        as_of = "2024-06-01" if rule == "underretning-opfoelgning" else "2024-06-02"
        holds(told(rule, *assessed, as_of=as_of), danish)
        holds(told(rule, *assessed, as_of=as_of, language="en"), english)


def test_a_reader_who_knows_which_version_applies_still_hears_what_to_know_about_it(demo, sentence):
    rule = BOOK.rule("underretning-bekraeftelse")
    obligation = demo.trace.filter(rule_id=rule.id, version=rule.versions[0].in_force).row(0, named=True)
    events = {event["row"]: event for event in demo.reading.events.iter_rows(named=True)}
    narrator = Narrator(events, {}, BOOK.calendar, demo.as_of, Language.DANISH)
    first, again = (narrator.paragraph(obligation, rule, rule.versions[0], None, version_told=t) for t in (False, True))
    assert sentence("explain.version_by_trigger").search(first)
    assert not sentence("explain.version_by_trigger").search(again)
    for text in (first, again):
        holds(text, say("explain.unverified", Language.DANISH), rule.versions[0].note.da)


def test_excused_ended_pending_and_not_to_be_measured(told):
    heard = (
        "a,,afgoerelse_truffet,2024-03-04 10:00",
        "a,,partshoering_undladt,2024-03-01",
        "b,,partshoering_foretaget,2024-01-01",
    )
    holds(told("partshoering-foer-afgoerelse", *heard), "Det er lovligt undladt: »", "1. marts 2024 (række 4).")
    ended = "a,m,underretning_fejlregistreret,2024-03-30 13:00"
    holds(
        told("underretning-24-timer", SPRING[0], ended),
        "Pligten bortfaldt, før fristen udløb: »",
        "mangler underretning_vurderet:",
    )
    holds(
        told("underretning-24-timer", SPRING[0], as_of="2024-03-31"),
        "fristen er overskredet med mindre end en dag pr. 31. marts 2024.",
    )
    holds(
        told("underretning-24-timer", SPRING[0], as_of="2024-03-30"),
        "Det er ikke gjort endnu, og fristen er ikke udløbet.",
    )
    early = ("a,,afgoerelse_truffet,2022-02-01 10:00", "b,,partshoering_foretaget,2024-01-01")
    holds(told("partshoering-foer-afgoerelse", *early), "for udtrækket begynder senere, end reglen ser tilbage.")


def test_the_timeline_is_in_order_with_row_numbers_and_our_names(sagsloft, file):
    rows = ("a,m,skovtur,2024-03-02", "a,,sag_aabnet,2024-03-01 08:00", "b,,notat,2024-03-01")
    run = sagsloft("explain", file(log(*rows)), " a ")
    lines = [" ".join(line.split()) for line in run.out.splitlines()]
    assert lines[0] == "Sag a, som den så ud 2. marts 2024"
    assert lines[5:7] == ["4 1. marts 2024 kl. 08.00 Sag åbnet", "3 2. marts 2024 skovtur m"]
    assert "Ingen af reglerne har krævet noget i denne sag." in lines


def test_a_date_far_from_any_calendar_stops_nothing_and_is_never_told_as_a_time_of_day(command, told, sentence, file):
    far = ("a,i,opfoelgning_afholdt,2024-03-01 10:00,,9999-12-31T23:59:59Z", f"{BEGUN},0001-01-01T00:00:00+01:00", DONE)
    for question in (("check",), ("explain", "a")):
        assert command(question[0], file(log(*far)), *question[1:], "--as-of", "2024-06-30").code == 0
    text = told("undersoegelse-4-maaneder", f"{BEGUN},0001-01-01", DONE)
    assert "kl. 23" not in text
    assert not sentence("explain.clocks_back").search(text)


@pytest.fixture(scope="module")
def demo():
    question = pipeline.Question(events=(DEMO / "haendelser.csv",), mappings=(DEMO / "mapping.toml",), standards=True)
    return pipeline.check(question)


@pytest.mark.parametrize("language", Language)
def test_every_case_of_the_demonstration_can_be_explained(demo, language):
    screen = Console(file=StringIO(), width=100)
    required = demo.trace.sort("triggered_at").partition_by("case_id", as_dict=True)
    for (case,), events in demo.reading.events.sort("earliest", "row").partition_by("case_id", as_dict=True).items():
        trace = required.get((case,), demo.trace.clear())
        for part in explained(pipeline.Explanation(case, demo, events, trace), language):
            screen.print(part)
    said = screen.file.getvalue()
    assert said.count(" · ") >= demo.trace.height
    assert not set("{}") & set(said)
    assert not re.search(r"\bNone\b(?! of the rules)", said)


def test_the_demonstration_shows_every_status_every_form_of_deadline_and_every_basis(demo):
    assert set(demo.trace["status"]) == set(Status)
    assert set(demo.trace["basis"]) == set(Basis)
    forms = {(rule.id, version.in_force): type(version.deadline) for rule in BOOK.rules for version in rule.versions}
    shown = {forms[key] for key in demo.trace.select("rule_id", "version").unique().rows()}
    assert shown == set(forms.values())
    waiting = demo.trace.filter(pl.col("due_at").is_null())
    assert set(waiting["rule_id"]) <= {rule.id for rule in BOOK.rules if isinstance(rule.versions[0].deadline, Open)}
