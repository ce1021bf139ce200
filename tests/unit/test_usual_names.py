"""The usual names: which words mean the same, and which do not."""

import pytest

from sagsloft import rulebook
from sagsloft.sources.drafting.known import SURE
from sagsloft.sources.drafting.lexicon import shipped


def test_the_usual_names_are_names_of_what_the_rulebook_has():
    book, names = rulebook.load(), shipped().content
    told = {code for codes in names["kinds"].values() for code in codes}
    listed = {code for codes in names["in_lists"].values() for code in codes}
    attributes = {name for each in book.activities.values() for name in each.attributes}
    assert names["activities"].keys() | listed | told <= book.activities.keys()
    assert names["attributes"].keys() | names["values"].keys() <= attributes
    assert {*names["listing"]["subjects"], *names["listing"]["turning"]} <= names["words"].keys()


def test_no_word_means_two_things():
    words = [name for names in shipped().content["words"].values() for name in names]
    assert sorted(words) == sorted(set(words))
    assert all(
        shipped().words(name) == {concept} for concept, names in shipped().content["words"].items() for name in names
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Underretningsdato", "dato for underretninger"),
        ("24-timers vurdering", "24 t. vurdering"),
        ("BFU færdig", "Undersøgelsen afsluttet"),
        ("SagsID", "Sagsnr."),
        ("UNDERSØGELSE_PÅBEGYNDT", "§ 50-undersøgelse, startdato"),
        ("boernesamtale", "Børnesamtaler"),
    ],
)
def test_inflection_compounds_order_and_signs_make_no_difference(one, other):
    assert shipped().words(one) == shipped().words(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Børnesamtale afholdt", "Børnesamtale undladt"),
        ("Undersøgelse påbegyndt", "Undersøgelse afsluttet"),
        ("Opfølgning", "Næste opfølgning"),
        ("Anbringelse", "Anbringelse uden samtykke"),
        ("Underretning modtaget", "Klage modtaget"),
    ],
)
def test_what_means_something_else_is_not_taken_for_the_same(one, other):
    lexicon = shipped()
    assert lexicon.score(lexicon.words(one), lexicon.words(other)) < SURE
