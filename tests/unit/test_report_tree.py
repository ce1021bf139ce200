"""No statement of a report is made without its count, and none claims more than its count bears."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sagsloft.core.estimates import Count
from sagsloft.core.goals import Standing
from sagsloft.core.ladder import Claim, Phrase
from sagsloft.core.report import (
    Basis,
    Bulleted,
    Callout,
    Edition,
    Evidence,
    Joined,
    Listed,
    Number,
    Reach,
    Report,
    ReportKind,
    Section,
    Share,
    Source,
    Statement,
    TowardsGoal,
    message,
)
from sagsloft.core.rules import Text
from sagsloft.messages import Language, say
from sagsloft.messages.catalogue import catalogue
from sagsloft.render.report_sentences import proof, sentence, worded

BEFORE, NOW, OTHER = Count(20, 4, 300), Count(20, 14, 300), Count(20, 19, 300)
CLAIM = Claim(BEFORE, NOW, comparable=True)
ABOUT_A1 = Basis(Source.ANSWERS, ("A1",))
DANISH, ENGLISH = Language.DANISH, Language.ENGLISH


def evidence(*counts, reach=Reach.FRAME):
    return tuple(Evidence(each, reach) for each in counts)


def statement(said, proved, name="A1-3", basis=ABOUT_A1):
    return Statement(name, said, proved, basis)


def change():
    return message("analyse.change", name="A1", phrase=CLAIM, why="")


def verdict(count=NOW):
    standing = Standing(count, 0.9)
    return message("analyse.against_goal", verdict=TowardsGoal(message("analyse.text", text="A1"), standing))


def report(*sections):
    return Report(
        kind=ReportKind.ANALYSIS,
        edition=Edition.INTERNAL,
        is_draft=False,
        is_invented=True,
        title=message("analyse.title_analyse"),
        subtitle=message("analyse.subtitle", name="Eksempelkøbing"),
        as_of=date(2025, 3, 1),
        on=date(2025, 3, 10),
        sections=sections,
    )


def section(*blocks):
    return Section("a", message("analyse.advice"), blocks)


@pytest.mark.parametrize("source", [each for each in Source if each not in {Source.ROUND, Source.ORGANISATION}])
def test_a_statement_about_what_can_be_counted_needs_its_count(source):
    with pytest.raises(ValueError, match="no count"):
        statement(message("analyse.text", text="Det går godt."), (), basis=Basis(source))


def test_a_phrase_of_the_ladder_stands_only_beside_the_two_counts_that_earned_it():
    assert statement(change(), evidence(BEFORE, NOW)).message.values["phrase"].phrase is Phrase.MARKED_IMPROVEMENT
    for others in ((NOW,), (BEFORE, OTHER), (OTHER,)):
        with pytest.raises(ValueError, match="other counts"):
            statement(change(), evidence(*others))


def test_a_phrase_deep_in_a_sentence_is_found_too():
    for inside in (Joined((change(),)), Listed(("a", change())), message("analyse.text", text=change())):
        with pytest.raises(ValueError, match="other counts"):
            statement(message("analyse.text", text=inside), evidence(OTHER))


def test_a_verdict_stands_only_beside_its_own_count():
    assert statement(verdict(), evidence(NOW)).id == "A1-3"
    with pytest.raises(ValueError, match="other counts"):
        statement(verdict(), evidence(OTHER))


def test_a_sentence_cannot_be_given_words_of_the_ladder_or_a_verdict_instead_of_what_earns_them():
    with pytest.raises((AttributeError, TypeError)):
        CLAIM.phrase = Phrase.MARKED_WORSENING
    assert worded(CLAIM, DANISH) == "markant forbedring"
    assert worded(Claim(BEFORE, BEFORE, comparable=True), DANISH) == "ingen sikker ændring"
    assert "ikke i mål" in sentence(verdict(), DANISH)


@pytest.mark.parametrize("language", Language)
def test_no_sentence_of_a_report_borrows_the_words_of_the_ladder_or_of_a_verdict(language):
    sentences = catalogue(language)
    changes = [text for key, text in sentences.items() if key.startswith("ladder.")]
    verdicts = {DANISH: ["i mål."], ENGLISH: ["goal reached", "goal not reached"]}[language]
    for key, text in sentences.items():
        if key.startswith("analyse."):
            assert not any(each in text.casefold() for each in (*changes, *verdicts)), key


@pytest.mark.parametrize(
    ("count", "reach"),
    [
        (Count(20, 13, 300), Reach.NONE_FOUND),
        (Count(0, 0, 300), Reach.NONE_FOUND),
        (Count(20, 13, 300), Reach.ALL),
        (Count(20, 20), Reach.ALL),
    ],
)
def test_evidence_reaches_no_farther_than_its_count(count, reach):
    with pytest.raises(ValueError, match=reach):
        Evidence(count, reach)


def test_evidence_has_one_kind_of_bound():
    framed, none_found, read = (
        Evidence(Count(20, 20, 300), each) for each in (Reach.FRAME, Reach.NONE_FOUND, Reach.READ)
    )
    assert (framed.interval is not None, framed.at_most) == (True, None)
    assert (none_found.interval, f"{none_found.at_most:.3f}") == (None, "0.133")
    assert (read.interval, read.at_most) == (None, None)
    assert Evidence(Count(30, 12, 30), Reach.ALL).interval is None


@pytest.mark.parametrize(
    ("count", "reach", "danish", "english"),
    [
        (Count(20, 13, 300), Reach.FRAME, "13 af 20, 41,7–84,0 %", "13 of 20, 41.7–84.0 %"),
        (Count(20, 20, 300), Reach.NONE_FOUND, "20 af 20, højst 13,3 % brud", "20 of 20, at most 13.3 % breaches"),
        (Count(20, 0, 300), Reach.NONE_FOUND, "0 af 20, højst 13,3 %", "0 of 20, at most 13.3 %"),
        (Count(20, 13, 300), Reach.READ, "13 af 20", "13 of 20"),
        (Count(1300, 1120, 1300), Reach.ALL, "1.120 af 1.300, alle talt", "1,120 of 1,300, all counted"),
        (Count(0, 0, 300), Reach.READ, "ingen relevante svar", "no relevant answers"),
    ],
)
def test_evidence_is_worded_as_the_method_s_own_figures(count, reach, danish, english):
    assert proof(evidence(count, reach=reach), DANISH) == danish
    assert proof(evidence(count, reach=reach), ENGLISH) == english


def test_two_different_statements_cannot_have_one_id_but_the_same_may_stand_twice():
    first = statement(change(), evidence(BEFORE, NOW))
    other = statement(verdict(), evidence(NOW))
    with pytest.raises(ValueError, match="two statements A1-3"):
        report(section(first), section(Callout(message("analyse.advice"), (Bulleted((other,)),))))
    assert report(section(first), section(Bulleted((first,)))).statements == (first,)


def test_a_statement_s_figures_are_its_numbers_and_not_its_days():
    on = date(2026, 1, 1)
    said = message("analyse.repairs", lines=8, cases=3, open=2, on=on)
    proved = evidence(Count(8, 2, 8), reach=Reach.ALL)
    later = message("analyse.repairs", lines=8, cases=3, open=2, on=date(2026, 4, 1))
    assert statement(said, proved).figures == statement(later, proved).figures == (8, 3, 2, 2, 8, 8)
    assert statement(change(), evidence(BEFORE, NOW)).figures[:6] == (4, 20, 300, 14, 20, 300)


@given(st.integers(-(10**9), 10**9), st.floats(0, 1), st.floats(-1e6, 1e6))
def test_numbers_are_written_as_each_language_writes_them(whole, share, figure):
    danish, english = ([worded(each, one) for each in (whole, Share(share), Number(figure, 2))] for one in Language)
    swapped = str.maketrans(",.", ".,")
    assert [each.translate(swapped) for each in danish] == english


def test_texts_days_and_lists_are_worded_in_the_language():
    parts = (Text("ja", "yes"), date(2026, 3, 1), "A1")
    assert worded(Joined(parts), DANISH) == "ja, 1. marts 2026 og A1"
    assert worded(Listed(parts), ENGLISH) == "yes · 1 March 2026 · A1"
    assert worded(Joined(()), DANISH) == ""
    assert sentence(message("analyse.change", name="A1", phrase=CLAIM, why=""), DANISH) == "A1: markant forbedring."


def test_no_cpr_number_can_be_said():
    assert "010203-1234" not in sentence(message("analyse.text", text="Barnet 010203-1234"), DANISH)
    assert say("analyse.text", DANISH, text="uden") == "uden"
