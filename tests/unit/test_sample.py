"""The draw, its skips and its extension follow from the frame, the plan and the seed, in that order and once."""

import hmac
import random
import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.draws import CASES, DICE, FRAME, LATER, PARTIES, RULE, SECOND, SECRETS, drawn, frozen, refusal, written

from sagsloft.core import sample
from sagsloft.core.draw_record import Record
from sagsloft.core.draw_steps import Drawn, Extended, Extension, Skipped, SkipReason
from sagsloft.core.errors import UserError
from sagsloft.core.frame import Frame
from sagsloft.core.tickets import Party, Seed, SeedOrigin, combined, in_ticket_order


def test_a_draw_can_be_repeated_with_three_lines_of_any_language():
    by_hand = sorted(CASES, key=lambda case: hmac.new(DICE.text.encode(), case.encode(), "sha256").hexdigest())
    assert list(drawn(20).first(Drawn).cases) == by_hand[:20]


@given(st.integers(1, 59), st.integers(1, 59))
def test_the_first_of_many_are_the_few(one, other):
    few, many = sorted((one, other))
    assert drawn(many).first(Drawn).cases[:few] == drawn(few).first(Drawn).cases


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        (lambda ids: [*ids, "sag-999"], "other_number"),
        (lambda ids: ids[1:], "other_number"),
        (lambda ids: [*ids[1:], "sag-999"], "other_frame"),
        (lambda ids: [ids[0].replace("-", " - "), *ids[1:]], "other_frame"),
        (lambda ids: [ids[0].upper(), *ids[1:]], "other_frame"),
    ],
)
def test_a_frame_that_was_edited_after_the_freeze_is_seen(change, seen):
    edited = Frame.of(change(CASES))
    assert refusal(sample.verify, drawn(), edited) == seen
    assert refusal(sample.draw, sample.plan(frozen(), 20, None, SECOND), edited, DICE, SECOND) == seen
    assert refusal(sample.skip, drawn(), edited, CASES[0], SkipReason.DUPLICATE, SECOND) == seen
    assert refusal(sample.extend, drawn(20, RULE), edited, 1, SECOND) == seen


def test_families_that_were_added_or_changed_are_seen():
    families = Frame.of(CASES, dict.fromkeys(CASES, "f"))
    assert refusal(sample.verify, drawn(), families) == "other_families"
    other = Frame.of(CASES, dict.fromkeys(CASES, "g"))
    assert refusal(sample.verify, drawn(frame=families), other) == "other_frame"


@pytest.mark.parametrize(("count", "reason"), [(0, "no_count"), (-1, "no_count"), (61, "more_than_frame")])
def test_a_plan_needs_a_number_that_the_frame_has(count, reason):
    assert refusal(sample.plan, frozen(), count, None, SECOND) == reason


@pytest.mark.parametrize(
    ("extension", "reason"),
    [
        (Extension(20, "ja"), "extension_rule_unusable"),
        (Extension(30, " "), "extension_rule_unusable"),
        (Extension(30, "hvis\n"), "extension_rule_unusable"),
        (Extension(61, "ja"), "more_than_frame"),
    ],
)
def test_a_rule_of_extension_says_when_and_how_far(extension, reason):
    assert refusal(sample.plan, frozen(), 20, extension, SECOND) == reason


def test_a_plan_is_not_changed():
    planned = sample.plan(frozen(), 20, RULE, SECOND)
    assert sample.plan(planned, 20, RULE, LATER) is planned
    assert refusal(sample.plan, planned, 21, RULE, LATER) == "planned_otherwise"
    assert refusal(sample.plan, planned, 20, None, LATER) == "planned_otherwise"
    assert refusal(sample.plan, drawn(20), 30, None, LATER) == "planned_otherwise"


def test_nothing_is_drawn_without_a_plan_and_nothing_twice():
    assert refusal(sample.draw, frozen(), FRAME, DICE, SECOND) == "not_planned"
    assert refusal(sample.draw, drawn(), FRAME, DICE, LATER) == "drawn_already"
    assert refusal(sample.draw, drawn(), FRAME, Seed("andet", SeedOrigin.DICE), LATER) == "drawn_already"


def test_a_step_is_not_taken_before_the_last_one():
    assert refusal(sample.plan, frozen(), 20, None, date(2026, 2, 28)) == "before_the_last_step"


def test_a_skipped_case_gives_way_to_the_next_ticket_and_keeps_its_own():
    record = drawn(20)
    order = in_ticket_order(CASES, DICE.text)
    record = sample.skip(record, FRAME, f" {order[3]}", SkipReason.TRANSFERRED, SECOND)
    assert record.first(Skipped).taken == order[20]
    assert sample.sample(record) == (*order[:3], *order[4:21])
    record = sample.skip(record, FRAME, order[20], SkipReason.RESTRICTED, LATER)
    assert sample.sample(record) == (*order[:3], *order[4:20], order[21])
    assert refusal(sample.skip, record, FRAME, order[3], SkipReason.DUPLICATE, LATER) == "skipped_already"
    sample.verify(record, FRAME)


def test_a_case_that_was_not_drawn_cannot_be_skipped_and_is_not_named():
    with pytest.raises(UserError) as refused:
        sample.skip(drawn(20), FRAME, in_ticket_order(CASES, DICE.text)[20], SkipReason.DUPLICATE, SECOND)
    assert (refused.value.message_id, refused.value.values) == ("sample.not_drawn", {})
    assert refusal(sample.skip, frozen(), FRAME, CASES[0], SkipReason.DUPLICATE, SECOND) == "not_yet_drawn"


def test_when_the_frame_is_used_up_there_is_one_fewer_to_read():
    record = sample.skip(drawn(60), FRAME, CASES[0], SkipReason.NOT_IN_SCOPE, SECOND)
    assert record.first(Skipped).taken is None
    assert len(sample.sample(record)) == 59
    sample.verify(record, FRAME)


def test_an_extension_follows_its_rule_and_the_tickets():
    record = sample.skip(drawn(20, RULE), FRAME, in_ticket_order(CASES, DICE.text)[0], SkipReason.DUPLICATE, SECOND)
    longer = sample.extend(record, FRAME, 10, LATER)
    assert longer.first(Extended).cases == in_ticket_order(CASES, DICE.text)[21:31]
    assert sample.sample(longer) == in_ticket_order(CASES, DICE.text)[1:31]
    assert refusal(sample.extend, longer, FRAME, 1, LATER) == "beyond_extension_rule"
    assert refusal(sample.extend, record, FRAME, 0, LATER) == "no_count"
    assert refusal(sample.extend, drawn(20), FRAME, 1, LATER) == "no_extension_rule"
    assert refusal(sample.extend, sample.plan(frozen(), 20, RULE, SECOND), FRAME, 1, LATER) == "not_yet_drawn"
    sample.verify(longer, FRAME)


def test_an_extension_ends_with_the_frame():
    record = drawn(58, Extension(60, "altid"))
    for case in sample.sample(record)[:2]:
        record = sample.skip(record, FRAME, case, SkipReason.DUPLICATE, SECOND)
    assert refusal(sample.extend, record, FRAME, 1, SECOND) == "frame_used_up"


def test_committed_parties_and_nobody_else_give_the_seed():
    planned = sample.plan(frozen(), 20, None, SECOND)
    seed = Seed.of_commitments(PARTIES, SECRETS)
    assert refusal(sample.draw, planned, FRAME, seed, SECOND) == "not_committed"
    committed = sample.commit(planned, PARTIES, SECOND)
    assert refusal(sample.draw, committed, FRAME, DICE, LATER) == "committed_to_secrets"
    assert refusal(sample.draw, committed, FRAME, Seed("x", SeedOrigin.COMMITMENTS), LATER) == "secrets_missing"
    forged = Seed("valgt", SeedOrigin.COMMITMENTS, SECRETS)
    assert refusal(sample.draw, committed, FRAME, forged, LATER) == "secrets_missing"
    record = sample.draw(committed, FRAME, seed, LATER)
    assert sample.sample(record) == in_ticket_order(CASES, combined(SECRETS))[:20]
    sample.verify(Record.from_json(written(record)), FRAME)
    assert refusal(sample.commit, committed, PARTIES, LATER) == "committed_already"


@pytest.mark.parametrize(
    ("parties", "reason"),
    [
        (PARTIES[:1], "too_few_parties"),
        ((PARTIES[0], replace(PARTIES[0], name="Task Force")), "too_few_parties"),
        ((PARTIES[0], replace(PARTIES[1], name="Kommunen")), "too_few_parties"),
        ((PARTIES[0], Party("Task Force", "abc")), "not_a_commitment"),
        ((PARTIES[0], Party("Task Force", "z" * 64)), "not_a_commitment"),
    ],
)
def test_commitments_need_two_parties_that_do_not_copy_each_other(parties, reason):
    assert refusal(sample.commit, sample.plan(frozen(), 20, None, SECOND), parties, SECOND) == reason


@settings(max_examples=30)
@given(st.integers(1, 60), st.integers(0, 2**32), st.text(st.characters(categories=("L", "N")), min_size=1))
def test_every_course_of_steps_verifies(count, dice_seed, seed):
    dice = random.Random(dice_seed)  # noqa: S311 - a course of steps, not a secret
    text = unicodedata.normalize("NFC", seed)
    record = drawn(count, Extension(60, "altid") if count < 60 else None, seed=Seed(text, SeedOrigin.DICE))
    for case in dice.sample(sample.sample(record), min(count, dice.randrange(4))):
        record = sample.skip(record, FRAME, case, SkipReason.DUPLICATE, SECOND)
    left = len(CASES) - len(sample.used(record))
    room = 60 - len(sample.sample(record))
    if count < 60 and min(left, room) > 0:
        record = sample.extend(record, FRAME, dice.randint(1, min(left, room)), LATER)
    sample.verify(Record.from_json(written(record)), FRAME)
    assert len(set(sample.used(record))) == len(sample.used(record))
