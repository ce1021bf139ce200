"""A source that lacks a thing never looks like a municipality that did not do it, nor the other way round."""

from datetime import date, timedelta

import pytest

HEADER = "case_id,activity,occurred_at,recorded_at,attr.aktiv_indsats,attr.uvildig,attr.anonym\n"
NOTIFIED = "a,underretning_modtaget,2024-03-01 10:00,,,,\n"
ASSESSED = "a,underretning_vurderet,2024-03-01 11:00,,,,\n"
AS_OF = date(2024, 4, 1)


def missing(found, rule):
    """What is missing of each version of the rule that cannot be measured, newest first."""
    return {
        str(each.version.in_force): (each.missing.triggers, each.missing.fulfilments, each.missing.attributes)
        for each in found.unmeasurable
        if each.rule.id == rule
    }


def figures(found, rule):
    return found.indicators.filter(rule_id=rule).row(0, named=True)


def test_a_rule_whose_step_the_source_never_shows_is_not_counted_and_not_listed_as_overdue(checked):
    found = checked(HEADER + NOTIFIED + "a,notat,2024-03-02,,,,\n", as_of=AS_OF)
    assert missing(found, "underretning-24-timer") == {"2024-01-01": ((), ("underretning_vurderet",), ())}
    row = figures(found, "underretning-24-timer")
    assert row["missing"] == "underretning_vurderet"
    assert (row["judged"], row["overdue"], row["in_time_share"], row["not_measurable"]) == (0, 0, None, 1)
    assert found.overdue.is_empty()


def test_its_obligations_keep_their_status_and_are_marked(checked):
    found = checked(HEADER + NOTIFIED, as_of=AS_OF)
    ours = found.trace.filter(rule_id="underretning-24-timer")
    assert ours.select("status", "measurable").rows() == [("overdue", False)]


def test_one_such_step_anywhere_in_the_source_is_enough(checked):
    found = checked(HEADER + NOTIFIED + ASSESSED.replace("a,", "en-anden,"), as_of=AS_OF)
    assert missing(found, "underretning-24-timer") == {}
    assert found.overdue["case_id"].to_list() == ["a"]


def test_a_rule_that_the_source_never_gives_a_reason_for_is_told_with_all_that_could_have_been_one(checked):
    found = checked(HEADER + ASSESSED, as_of=AS_OF)
    assert missing(found, "underretning-24-timer") == {"2024-01-01": (("underretning_modtaget",), (), ())}
    decided = ("afgoerelse_truffet", "tvangsanbringelse_afgjort")
    assert missing(found, "partshoering-foer-afgoerelse")["1987-01-01"] == (decided, ("partshoering_foretaget",), ())
    assert figures(found, "partshoering-foer-afgoerelse")["judged"] is None


REASSESSED = "a,underretning_genvurderet,2024-03-02,,,{uvildig},\n"


@pytest.mark.parametrize(
    ("aktiv", "uvildig", "lacking"),
    [
        ("ja", "ja", ()),
        ("nej", "nej", ()),
        ("", "ja", ("aktiv_indsats",)),
        ("ja", "  ", ("uvildig",)),
        ("[]", "{}", ("aktiv_indsats", "uvildig")),
    ],
)
def test_an_attribute_that_a_condition_needs_must_be_given_somewhere(checked, aktiv, uvildig, lacking):
    rows = NOTIFIED.replace(",,,,", f",,{aktiv},,") + REASSESSED.format(uvildig=uvildig)
    found = checked(HEADER + rows, as_of=AS_OF)
    expected = {"2024-01-01": ((), (), lacking)} if lacking else {}
    assert missing(found, "underretning-genvurdering") == expected


def test_an_attribute_of_another_activity_does_not_count(checked):
    rows = NOTIFIED + REASSESSED.format(uvildig="ja") + "a,notat,2024-03-02,,ja,,\n"
    assert missing(checked(HEADER + rows, as_of=AS_OF), "underretning-genvurdering") == {
        "2024-01-01": ((), (), ("aktiv_indsats",))
    }


def test_a_condition_that_something_is_not_so_needs_no_attribute(checked):
    found = checked(HEADER + NOTIFIED + "b,underretning_bekraeftet,2024-03-02,,,,\n", as_of=AS_OF)
    assert missing(found, "underretning-bekraeftelse") == {}
    assert figures(found, "underretning-bekraeftelse")["overdue"] == 1


@pytest.mark.parametrize("question", [{"as_of": date(2024, 3, 1)}, {"as_of": AS_OF, "known_at": date(2024, 3, 10)}])
def test_an_event_that_does_not_exist_yet_or_is_not_known_yet_shows_nothing(checked, question):
    later = "b,underretning_vurderet,2024-03-02 10:00,2024-03-20,,,\n"
    assert missing(checked(HEADER + NOTIFIED + later, **question), "underretning-24-timer")
    assert not missing(checked(HEADER + NOTIFIED + later, as_of=AS_OF), "underretning-24-timer")


def test_what_the_mapping_says_would_be_shown_counts_as_shown(checked, file):
    covers = '[source]\ncovers = ["underretning_vurderet", "underretning_genvurderet", "uvildig", "aktiv_indsats"]\n'
    found = checked(HEADER + NOTIFIED, as_of=AS_OF, mappings=(file(covers, "mapping.toml"),))
    assert missing(found, "underretning-24-timer") == missing(found, "underretning-genvurdering") == {}
    assert found.overdue["rule_id"].to_list() == ["underretning-24-timer"]


@pytest.mark.parametrize(
    ("first", "versions"),
    [("2024-01-01", ["2024-01-01"]), ("2023-12-31", ["2024-01-01", "2013-10-01"])],
)
def test_only_versions_that_were_in_force_in_the_period_are_told(checked, first, versions):
    found = checked(HEADER + f"a,notat,{first},,,,\n", as_of=AS_OF)
    assert list(missing(found, "underretning-24-timer")) == versions


def test_before_a_version_was_in_force_it_is_not_told(checked):
    found = checked(HEADER + "a,notat,2011-01-01,,,,\n", as_of=date(2013, 9, 30))
    assert missing(found, "underretning-24-timer") == {}
    assert "ungeplan-ved-16" not in {each.rule.id for each in found.unmeasurable}


def test_a_repealed_version_asks_for_nothing(checked, file):
    overlay = file(
        'title = { da = "Ophævet", en = "Repealed" }\nkind = "standard"\ntheme = "sag"\nscope = "case"\n'
        'trigger = [{ activity = "klage_modtaget" }]\nfulfilled_by = [{ activity = "klage_genvurderet" }]\n'
        "[[versions]]\nin_force = 2000-01-01\ndeadline = { none = true }\n"
        'citation = { act = "Byrådet", section = "1", url = "" }\n',
        "rules/deadlines/ophaevet.toml",
    )
    found = checked(HEADER + NOTIFIED, as_of=AS_OF, rules=(overlay.parents[1],), standards=True)
    assert "ophaevet" in {rule.id for rule in found.rules}
    assert missing(found, "ophaevet") == {}


@pytest.mark.parametrize(("begins", "measurable"), [("2023-09-04", True), ("2023-09-05", False)])
def test_a_look_back_beyond_the_sources_beginning_shows_nothing_unless_something_is_found(checked, begins, measurable):
    decisions = "".join(f"{case},afgoerelse_truffet,2024-03-04 10:00,,,,\n" for case in "ab")
    rows = f"x,notat,{begins},,,,\n{decisions}b,partshoering_foretaget,2024-03-01,,,,\n"
    found = checked(HEADER + rows, as_of=AS_OF)
    ours = found.trace.filter(rule_id="partshoering-foer-afgoerelse").sort("case_id")
    assert ours.select("case_id", "status", "measurable").rows() == [("a", "overdue", measurable), ("b", "met", True)]
    row = figures(found, "partshoering-foer-afgoerelse")
    assert (row["judged"], row["not_measurable"]) == ((2, 0) if measurable else (1, 1))


def test_standards_are_told_only_where_they_are_asked_for(checked):
    standards = {"underretning-registrering", "overlevering"}
    for asked in (False, True):
        found = checked(HEADER + NOTIFIED, as_of=AS_OF + timedelta(days=1), standards=asked)
        assert standards & {each.rule.id for each in found.unmeasurable} == (standards if asked else set())


def test_nothing_is_told_twice(checked):
    found = checked(HEADER + NOTIFIED, as_of=AS_OF)
    for each in found.unmeasurable:
        assert len(set(each.missing.names)) == len(each.missing.names), each.rule.id
