"""Do the readers agree? By blind answers alone, in cases that both have finished; figures by hand."""

from dataclasses import replace
from datetime import date

import pytest
from tests.unit.protocol import small_protocol
from tests.unit.review_rounds import LATE, NO, NOT_RELEVANT, SILENT, YES, response, review

from sagsloft.core.agreement import Readings, agreement
from sagsloft.core.event_answers import EventAnswer
from sagsloft.core.reviews import Response
from sagsloft.core.scales import Answer, Criticality, Track

SEED = 7
HIGH, LITTLE = Answer.HIGH, Answer.LITTLE


def readings(*records, count=None, **more):
    """What was read: records of anybody, in the order of their cases."""
    by_reader = {}
    for each in records:
        by_reader.setdefault(each.reviewer, {})[each.case_id] = each
    order = tuple(dict.fromkeys(each.case_id for each in records))
    return Readings(
        **{"protocol": small_protocol(), "by_reader": by_reader, "order": order, "known": {}, "events": {}} | more
    )


def pair(number, first, second, code="A2"):
    """A case that two have read: their answers to one criterion."""
    return [review(f"sag-{number:02}", name, **{code: each}) for name, each in (("Anne", first), ("Bo", second))]


def pairs(answers, code="A2"):
    return [each for number, (first, second) in enumerate(answers, 1) for each in pair(number, first, second, code)]


def found(*records, **more):
    return agreement(readings(*records, **more), SEED)


def criterion(result, code):
    return next(each for each in result.criteria if each.code == code)


def pooled(result, track, scale="nominal"):
    return next(each for each in result.pooled if (each.track, each.scale) == (track, scale))


def test_a_criterion_is_told_as_so_many_the_same_of_so_many():
    result = found(*pairs([(YES, YES)] * 18 + [(YES, NO), (SILENT, NO)]))
    told = criterion(result, "A2")
    assert (told.same, told.shared, told.coefficient) == (18, 20, None)
    assert result.cases == 20
    assert [each.code for each in result.criteria] == ["A1", "A2", "A9", "C11"]


@pytest.mark.parametrize(
    ("answers", "is_told"),
    [
        ([(YES, YES)] * 25 + [(NO, NO)] * 5, True),
        ([(YES, YES)] * 24 + [(NO, NO)] * 5, False),
        ([(YES, YES)] * 26 + [(NO, NO)] * 4, False),
        ([(YES, YES)] * 25 + [(YES, NO)] * 5, True),
        ([(NO, NO)] * 25 + [(NO, YES)] * 5, True),
    ],
)
def test_a_coefficient_of_one_criterion_takes_30_cases_and_5_of_the_rarer_answer(answers, is_told):
    assert (criterion(found(*pairs(answers)), "A2").coefficient is not None) == is_told


def test_on_an_ordinal_scale_cases_where_it_is_not_relevant_do_not_make_up_the_30():
    told = [(HIGH, HIGH)] * 20 + [(LITTLE, LITTLE)] * 5
    result = found(*pairs([*told, *[(NOT_RELEVANT, NOT_RELEVANT)] * 10], "A9"))
    assert (criterion(result, "A9").shared, criterion(result, "A9").coefficient) == (35, None)
    more = found(*pairs([*told, *[(HIGH, HIGH)] * 5, *[(NOT_RELEVANT, NOT_RELEVANT)] * 10], "A9"))
    assert criterion(more, "A9").coefficient == pytest.approx(1.0)


def test_chance_is_reckoned_among_the_answers_that_the_scale_has():
    """Yes or no has four answers: 25 of 30 the same, 55 of 60 yes, p_e = 2 × 55/60 × 5/60 / 3."""
    told = criterion(found(*pairs([(YES, YES)] * 25 + [(YES, NO)] * 5)), "A2")
    by_chance = 2 * 55 / 60 * 5 / 60 / 3
    assert told.coefficient == pytest.approx((25 / 30 - by_chance) / (1 - by_chance))


def test_ac1_and_alpha_of_two_criteria_pooled_by_hand():
    """10 cases; A1 is always yes, A2 is yes–yes in 6, no–no in 2, yes–no in 2: 20 units, of which 18 are the same."""
    result = found(*pairs([(YES, YES)] * 6 + [(NO, NO)] * 2 + [(YES, NO)] * 2))
    legal = pooled(result, Track.LEGAL)
    assert (legal.items, legal.same, legal.cases) == (20, 18, 10)
    # Of 40 answers 34 are yes and 6 no. AC1, five categories: p_e = (0.85 × 0.15 + 0.15 × 0.85) / 4 = 0.06375.
    assert legal.gwet == pytest.approx((0.9 - 0.06375) / (1 - 0.06375))
    # Alpha: the observed disagreement is 2 of 20, the expected 2 × 34 × 6 / (40 × 39).
    assert legal.alpha == pytest.approx(1 - 0.1 / (2 * 34 * 6 / (40 * 39)))
    assert legal.gwet_interval is not None


def test_what_varies_nowhere_cannot_be_told_and_few_cases_have_no_interval():
    result = found(*pairs([(YES, YES)] * 9))
    legal = pooled(result, Track.LEGAL)
    assert (legal.gwet, legal.alpha, legal.items) == (None, None, 18)
    few = pooled(found(*pairs([(YES, YES)] * 8 + [(NO, YES)])), Track.LEGAL)
    assert few.gwet is not None
    assert (few.gwet_interval, few.alpha_interval) == (None, None)


def test_tracks_and_ordinal_scales_are_pooled_apart():
    result = found(*pairs([(YES, YES)] * 3))
    assert [(each.track, each.scale, each.items) for each in result.pooled] == [
        (Track.LEGAL, "nominal", 6),
        (Track.PROFESSIONAL, "degree", 3),
        (Track.PROFESSIONAL, "information", 3),
    ]


def test_one_step_apart_agrees_more_than_two_on_an_ordinal_scale():
    near = [(HIGH, HIGH)] * 8 + [(HIGH, Answer.SOME)] * 2
    far = [(HIGH, HIGH)] * 8 + [(HIGH, Answer.NOT_AT_ALL)] * 2
    values = [pooled(found(*pairs(each, "A9")), Track.PROFESSIONAL, "degree").gwet for each in (near, far)]
    assert values[0] > values[1]


def test_only_the_first_answers_count():
    changed = review("sag-01", "Bo", A2=NO)
    changed = replace(changed, responses={**changed.responses, "A2": Response(YES, reason="x", first=NO)})
    told = criterion(found(review("sag-01", "Anne"), changed), "A2")
    assert (told.same, told.shared) == (0, 1)


def test_a_case_that_one_has_not_finished_is_left_out_whole():
    half = review("sag-01", "Bo")
    half = replace(half, responses={code: each for code, each in half.responses.items() if code != "C11"})
    result = found(review("sag-01", "Anne"), half, *pair(2, YES, YES))
    assert (result.cases, criterion(result, "A1").shared) == (1, 1)


def test_criticality_is_compared_by_pairs_of_readers():
    critical = review("sag-02", "Bo", Criticality.CRITICAL)
    assert found(*pair(1, YES, NO), review("sag-02", "Anne"), critical).criticality == (2, 1)


def test_two_who_read_for_a_track_each_share_no_item_but_both_judge_the_case():
    records = [
        replace(
            review("sag-01", name),
            tracks=frozenset({track}),
            responses={each.code: response(answer) for each, answer in answers},
        )
        for name, track, answers in (
            ("Anne", Track.LEGAL, [(each, YES) for each in small_protocol().criteria[:2]]),
            (
                "Bo",
                Track.PROFESSIONAL,
                list(zip(small_protocol().criteria[2:], (HIGH, Answer.NOTHING_MISSING, 2), strict=True)),
            ),
        )
    ]
    result = found(*records)
    assert (result.cases, result.criticality) == (0, (1, 1))


def test_calibration_cases_are_held_against_what_is_known_and_not_against_one_another():
    known = {"sag-01": {"A1": LATE, "A2": YES}, "sag-02": {"A2": NO}}
    result = found(*pair(1, YES, NO), *pair(2, NO, NO), *pair(3, YES, NO), known=known)
    assert result.cases == 1
    told = {each.name: (each.items, each.same, each.milder, each.stricter, each.by_case) for each in result.calibration}
    # A1 is yes for both, where it was late: milder. Bo's A2 of the first case is no where it was yes: stricter.
    assert told == {"Anne": (3, 2, 1, 0, ((2, 1), (1, 1))), "Bo": (3, 1, 1, 1, ((2, 0), (1, 1)))}


def test_a_leader_is_held_against_each_independent_reader_and_not_among_them():
    leader = review("sag-01", "Lis", A2=YES, A9=LITTLE)
    half = replace(review("sag-02", "Lis"), criticality=None)
    result = found(*pair(1, NO, YES), leader, *pair(2, YES, YES), half, leaders=frozenset({"Lis"}))
    assert (result.cases, criterion(result, "A2").shared) == (2, 2)
    (told,) = result.leaders
    # Four judged criteria against two readers; not the same: A2 against Anne (milder), A9 against both (stricter).
    assert (told.name, told.items, told.same, told.milder, told.stricter) == ("Lis", 8, 5, 1, 2)


def test_a_leader_is_not_held_against_others_in_cases_with_a_known_answer():
    leader = [review(f"sag-{number:02}", "Lis") for number in (1, 2)]
    known = {"sag-01": {"A2": YES}}
    (told,) = found(*pair(1, YES, YES), *pair(2, YES, YES), *leader, known=known, leaders=frozenset({"Lis"})).leaders
    assert told.by_case == ((8, 8),)


def test_not_relevant_on_either_side_is_neither_milder_nor_stricter():
    result = found(*pair(1, NOT_RELEVANT, NO), known={"sag-01": {"A2": YES}})
    told = {each.name: (each.same, each.milder, each.stricter) for each in result.calibration}
    assert told == {"Anne": (0, 0, 0), "Bo": (0, 0, 1)}


def test_the_events_are_held_against_every_first_answer_where_they_can_say():
    def event(answer):
        return {"A1": EventAnswer(answer, (date(2024, 1, 1),), ())}

    events = {"sag-01": event(LATE), "sag-02": event(None), "sag-03": event(YES)}
    result = found(*pairs([(YES, LATE), (NO, NO), (YES, SILENT)], "A1"), events=events)
    (told,) = result.events
    assert (told.name, told.items, told.same, told.milder, told.stricter) == ("A1", 4, 2, 1, 1)


def test_nothing_read_is_no_agreement_and_no_error():
    result = agreement(readings(), SEED)
    assert (result.cases, result.criticality) == (0, (0, 0))
    assert all(each.gwet is None and each.items == 0 for each in result.pooled)


def test_the_same_seed_gives_the_same_intervals():
    records = pairs([(YES, YES)] * 9 + [(NO, YES)] * 3 + [(NO, NO)] * 8)
    first, again, other = (agreement(readings(*records), seed) for seed in (1, 1, 2))
    assert first == again
    assert pooled(first, Track.LEGAL).gwet_interval != pooled(other, Track.LEGAL).gwet_interval
