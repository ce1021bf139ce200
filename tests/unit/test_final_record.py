"""The final record is what both readers say, and a third's answer where they differ; and it is of what is finished."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.review_rounds import GOOD, PROTOCOL, response, review

from sagsloft.core.final_record import final, unresolved
from sagsloft.core.reviews import CaseReview, Response, gaps
from sagsloft.core.scales import Answer, Criticality, Track


def third(**answers):
    """Who decides answers what is asked, and nothing else."""
    return CaseReview("sag-01", "Carl", responses={code: response(given) for code, given in answers.items()})


def with_response(record, code, **changes):
    return replace(record, responses={**record.responses, code: replace(record.responses[code], **changes)})


def test_where_both_say_the_same_that_is_final_with_the_reasons_and_sources_of_both():
    one = with_response(review(A1=Answer.NO), "A1", reason="intet notat", source="journal 3")
    two = with_response(review(reviewer="Bo", A1=Answer.NO), "A1", reason="ingen vurdering", source="journal 3")
    said = final(PROTOCOL, [one, two], None).responses["A1"]
    assert (said.answer, said.reason, said.source) == (Answer.NO, "intet notat / ingen vurdering", "journal 3")


def test_a_good_example_is_one_where_either_has_marked_it():
    marked = with_response(review(), "A9", good_example=True)
    found = final(PROTOCOL, [review(reviewer="Bo"), marked], None)
    assert [code for code, each in found.responses.items() if each.good_example] == ["A9"]


def test_where_they_differ_the_third_s_answer_and_reason_are_final():
    readers = [review(A1=Answer.YES), review(reviewer="Bo", A1=Answer.NO)]
    decided = with_response(third(A1=Answer.NOT_DOCUMENTED), "A1", reason="intet i sagen")
    said = final(PROTOCOL, readers, decided).responses["A1"]
    assert (said.answer, said.reason) == (Answer.NOT_DOCUMENTED, "intet i sagen")


@pytest.mark.parametrize(("decided", "is_example"), [(Answer.HIGH, True), (Answer.SOME, False)])
def test_a_mark_of_a_good_example_stands_only_with_the_answer_that_it_was_given_to(decided, is_example):
    readers = [with_response(review(A9=Answer.HIGH), "A9", good_example=True), review(reviewer="Bo", A9=Answer.SOME)]
    assert final(PROTOCOL, readers, third(A9=decided)).responses["A9"].good_example is is_example


def test_the_third_does_not_change_what_both_have_said():
    readers = [review(), review(reviewer="Bo", A2=Answer.NO)]
    found = final(PROTOCOL, readers, third(A1=Answer.NO, A2=Answer.YES))
    assert (found.responses["A1"].answer, found.responses["A2"].answer) == (Answer.YES, Answer.YES)


def test_numbers_that_differ_are_decided_too():
    readers = [review(G4=2), review(reviewer="Bo", G4=3)]
    assert unresolved(PROTOCOL, readers, None) == ("G4",)
    assert final(PROTOCOL, readers, third(G4=3)).responses["G4"].number == 3


def test_the_case_as_a_whole_is_decided_in_the_same_way():
    readers = [review(), review(reviewer="Bo", criticality=Criticality.CRITICAL)]
    assert unresolved(PROTOCOL, readers, None) == (None,)
    decided = replace(third(), criticality=Criticality.WORRYING, criticality_reason="ingen fare nu")
    found = final(PROTOCOL, readers, decided)
    assert (found.criticality, found.criticality_reason) == (Criticality.WORRYING, "ingen fare nu")


def test_a_third_s_answer_without_the_reason_that_it_needs_decides_nothing():
    readers = [review(A1=Answer.YES), review(reviewer="Bo", A1=Answer.NO)]
    bare = with_response(third(A1=Answer.NO), "A1", reason="")
    assert unresolved(PROTOCOL, readers, bare) == ("A1",)
    assert unresolved(PROTOCOL, readers, third(A2=Answer.NO)) == ("A1",)
    critical = [review(), review(reviewer="Bo", criticality=Criticality.CRITICAL)]
    assert unresolved(PROTOCOL, critical, replace(third(), criticality=Criticality.CRITICAL)) == (None,)


def of_track(track, reviewer):
    whole = review(reviewer=reviewer)
    own = {each.code: whole.responses[each.code] for each in PROTOCOL.of_tracks(frozenset({track}))}
    return replace(whole, tracks=frozenset({track}), responses=own)


def test_a_criterion_that_one_alone_has_read_for_is_that_one_s():
    readers = [of_track(Track.LEGAL, "Anne"), of_track(Track.PROFESSIONAL, "Bo")]
    found = final(PROTOCOL, readers, None)
    assert found.responses.keys() == GOOD.keys()
    assert found.tracks == frozenset(Track)


def test_a_third_who_decides_one_track_leaves_the_differences_of_the_other_open():
    readers = [review(A1=Answer.YES, A9=Answer.HIGH), review(reviewer="Bo", A1=Answer.NO, A9=Answer.SOME)]
    legal = replace(third(A1=Answer.NO), tracks=frozenset({Track.LEGAL}))
    assert unresolved(PROTOCOL, readers, legal) == ("A9",)


def test_nothing_is_final_before_all_of_it_is_finished():
    differing = [review(A1=Answer.YES), review(reviewer="Bo", A1=Answer.NO)]
    unfinished = with_response(review(reviewer="Bo"), "A1", answer=None)
    for readers in ([], differing, [review(), unfinished]):
        with pytest.raises(ValueError, match="not finished"):
            final(PROTOCOL, readers, None)


answers = st.fixed_dictionaries(
    {
        each.code: st.sampled_from(each.scale.answers) if each.is_judged else st.integers(0, 5)
        for each in PROTOCOL.criteria
    }
)


@given(answers, answers, answers)
def test_a_final_record_is_finished_and_never_an_answer_that_nobody_gave(one, two, decided):
    readers = [review(**one), review(reviewer="Bo", **two)]
    found = final(PROTOCOL, readers, replace(third(**decided), criticality=Criticality.NOT_CRITICAL))
    assert gaps(found, PROTOCOL) == ()
    for code, said in found.responses.items():
        expected = one[code] if one[code] == two[code] else decided[code]
        assert (said.number if said.answer is None else said.answer) == expected
    order = [found, final(PROTOCOL, readers[::-1], third(**decided))]
    assert len({tuple((each.answer, each.number) for each in record.responses.values()) for record in order}) == 1


def test_the_final_record_names_no_reader():
    found = final(PROTOCOL, [review(), review(reviewer="Bo")], None)
    assert found.reviewer not in {"Anne", "Bo"}
    assert all(isinstance(each, Response) for each in found.responses.values())
