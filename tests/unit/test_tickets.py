"""A ticket depends on the seed and the case alone; a seed comes from dice, or from secrets parties are bound to."""

import hashlib
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2
from tests.unit.draws import CASES, PARTIES, SECRETS, refusal

from sagsloft.core.errors import UserError
from sagsloft.core.tickets import Seed, SeedOrigin, combined, commitment, in_ticket_order, ticket

SOME_IDS = st.lists(
    st.text(st.characters(categories=("L", "N")), min_size=1, max_size=8).map(lambda text: f"s{text}"),
    unique_by=lambda text: unicodedata.normalize("NFC", text),
    min_size=1,
    max_size=30,
)


@pytest.mark.parametrize(
    ("key", "message", "digest"),
    [  # RFC 4231, sections 4.3, 4.2 and 4.7 (the keys and messages of the others are no text)
        ("Jefe", "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        ("\x0b" * 20, "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
    ],
)
def test_a_ticket_is_the_hmac_of_rfc_4231(key, message, digest):
    assert ticket(key, message) == digest


def test_a_ticket_is_the_same_however_the_letters_are_composed():
    assert ticket("tærning å", "sag-å") == ticket("tærning a\u030a", "sag-a\u030a")


@given(SOME_IDS, st.text(min_size=1, max_size=10), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(case_ids, seed, dice):
    shuffled = dice.sample(case_ids, len(case_ids))
    assert in_ticket_order(shuffled, seed) == in_ticket_order(case_ids, seed)


@given(SOME_IDS, st.text(min_size=1, max_size=10), st.data())
def test_the_draw_of_a_part_is_the_filtered_draw_of_the_whole(case_ids, seed, data):
    part = data.draw(st.sets(st.sampled_from(case_ids)))
    assert in_ticket_order(part, seed) == tuple(case for case in in_ticket_order(case_ids, seed) if case in part)


def test_every_case_is_drawn_equally_often():
    """Chi-square over 4,000 draws of 5 of 20, whose counts are tied within a draw: (k/n)(1 - k/n) N/(N - 1) of each."""
    cases, draws, size = CASES[:20], 4000, 5
    counts = Counter(case for number in range(draws) for case in in_ticket_order(cases, f"frø {number}")[:size])
    share = size / len(cases)
    spread = draws * share * (1 - share) * len(cases) / (len(cases) - 1)
    distance = sum((counts[case] - draws * share) ** 2 for case in cases) / spread
    assert chi2.ppf(0.001, len(cases) - 1) < distance < chi2.ppf(0.999, len(cases) - 1)


def test_every_pair_is_drawn_equally_often():
    cases, draws = CASES[:6], 6000
    pairs = Counter(frozenset(in_ticket_order(cases, f"par {number}")[:2]) for number in range(draws))
    expected = draws / 15
    distance = sum((count - expected) ** 2 / expected for count in pairs.values())
    assert len(pairs) == 15
    assert distance < chi2.ppf(0.999, 14)


@pytest.mark.parametrize("seed", ["", "  ", " 4 2", "4\n2", "4\x00", "a\u030a"])
def test_a_seed_that_is_empty_or_could_be_read_in_two_ways_is_refused(seed):
    assert refusal(Seed, seed, SeedOrigin.DICE) == ("unclean_seed" if seed.strip() else "empty_seed")


def test_the_parties_seed_is_the_hash_of_their_secrets_in_any_order():
    expected = hashlib.sha256(("sagsloft-seed-1\n" + "\n".join(sorted(SECRETS))).encode()).hexdigest()
    assert combined(SECRETS) == combined(SECRETS[::-1]) == expected
    assert commitment(SECRETS[0]) == hashlib.sha256(SECRETS[0].encode()).hexdigest()


def test_a_secret_that_does_not_fit_its_commitment_is_refused_with_the_partys_name():
    with pytest.raises(UserError) as refused:
        Seed.of_commitments(PARTIES, (SECRETS[0], "en helt anden hemmelighed"))
    assert (refused.value.message_id, refused.value.values["party"]) == ("sample.secret_does_not_fit", "Task Force")


@pytest.mark.parametrize("secret", ["kort", "x" * 19, " " + "x" * 30, "x" * 30 + "\n"])
def test_a_secret_that_can_be_guessed_or_miswritten_is_refused(secret):
    assert refusal(commitment, secret) == "weak_secret"
