"""What happens in an invented matter, kind by kind.

The shares are those that Danish reviews of such casework have published, where there is one: nine in ten notifications
assessed within 24 hours, half of the investigations finished in four months, six in ten decisions with a conversation
with the child before it, half of the first follow-ups in time. The others are guesses. `at` is always the moment of
the event, `matters.begins` the moment at which the matter began.
"""

import polars as pl

from dice import DAY, Flags, Times, as_dates
from invented_cases import CONTENT, NOTIFIER, OUTCOME, REASON, Book, Cases, Matters, rounds

__all__ = ["write_all_matters"]

MOST_FOLLOW_UPS = 10
MOST_VISITS = 14
MOST_REHEARINGS = 5
FOLLOW_UP_EVERY = 160
VISIT_EVERY = 140
REHEARING_EVERY = 350
"""Days, give or take a month: most are in time, and some are not."""


def write_all_matters(book: Book, cases: Cases) -> None:
    """Every kind of matter, at so many a case."""
    _notifications(book, cases.matters(0.9, book, in_office=False))
    measures = cases.matters(0.2, book)
    placements = cases.matters(0.045, book)
    _measures(book, cases, measures)
    _placements(book, cases, placements)
    _investigations(book, _before(book, measures, share=0.7))
    _investigations(book, _before(book, placements, share=0.6))
    _investigations(book, cases.matters(0.15, book))
    _other_decisions(book, cases.matters(0.08, book))
    _requests_for_access(book, cases.matters(0.08, book))
    _complaints(book, cases.matters(0.05, book))


def _before(book: Book, decisions: Matters, share: float) -> Matters:
    """New matters in the same cases, begun some months before these decisions."""
    prepared = decisions.where(book.dice.happens(share, len(decisions)))
    begins = book.later(prepared, -book.dice.between(60, 250, len(prepared)))
    return book.open_matters(prepared.case, begins)


def _notifications(book: Book, matters: Matters) -> None:
    dice, count = book.dice, len(matters)
    notifier = dice.one_of({"fagperson": 0.7, "borger": 0.12, "anonym": 0.13, "barnet": 0.05}, NOTIFIER, count)
    abuse, active = dice.flags(0.06, count), dice.flags(0.3, count)
    reasons = dict.fromkeys(REASON.categories, 1 / len(REASON.categories))
    book.write(
        "underretning_modtaget", matters, matters.begins,
        underretter=notifier, anonym=notifier == "anonym", overgreb=abuse, aktiv_indsats=active,
        aarsag=dice.one_of(reasons, REASON, count),
    )  # fmt: skip
    book.write("underretning_fejlregistreret", matters, matters.begins + dice.between(0.1, 5, count), share=0.02)
    book.write("underretning_vurderet", matters, matters.begins + dice.within(1, 0.91, count), share=0.98)
    book.write("underretning_registreret", matters, matters.begins + dice.within(1, 0.8, count), share=0.6)
    outcomes = {"ingen": 0.35, "screening": 0.2, "afdaekning": 0.1, "undersoegelse": 0.25, "andet": 0.1}
    decided = book.later(matters, dice.within(14, 0.7, count))
    book.write("underretning_afgjort", matters, decided, share=0.85, udfald=dice.one_of(outcomes, OUTCOME, count))
    book.write("screening_foretaget", matters, decided, share=0.15)
    _answers_to_notifiers(book, matters, notifier)
    _further_looks(book, matters, abuse.to_numpy(), active.to_numpy())


def _answers_to_notifiers(book: Book, matters: Matters, notifier: pl.Series) -> None:
    dice = book.dice
    known = matters.where((notifier != "anonym").to_numpy())
    professional = matters.where((notifier == "fagperson").to_numpy())
    book.write("underretning_bekraeftet", known, book.later(known, dice.within(7, 0.85, len(known))), share=0.93)
    told = book.later(professional, dice.within(30, 0.8, len(professional)))
    book.write("underretter_orienteret", professional, told, share=0.8)


def _further_looks(book: Book, matters: Matters, abuse: Flags, active: Flags) -> None:
    """Where the child may have been abused, and where a measure already runs."""
    dice = book.dice
    spoken, looked = matters.where(abuse), matters.where(active)
    book.write("boernesamtale_afholdt", spoken, book.later(spoken, dice.within(7, 0.8, len(spoken))), share=0.8)
    again = book.later(looked, dice.within(21, 0.8, len(looked)))
    book.write("underretning_genvurderet", looked, again, share=0.75, uvildig=dice.flags(0.85, len(looked)))


def _investigations(book: Book, matters: Matters) -> None:
    dice, count = book.dice, len(matters)
    is_known = dice.flags(0.5, count)
    known = as_dates(matters.begins - dice.within(14, 0.6, count))
    known = known.zip_with(is_known, known.clear(count))
    book.write("undersoegelse_paabegyndt", matters, matters.begins, behov_kendt=known)
    stopped = dice.happens(0.06, count)
    dropped, finished = matters.where(stopped), matters.where(~stopped)
    book.write("undersoegelse_indstillet", dropped, book.later(dropped, dice.between(10, 100, len(dropped))))
    ends = book.later(finished, dice.within(122, 0.5, len(finished), spread=0.5))
    book.write("undersoegelse_afsluttet", finished, ends, share=0.93)
    book.write("boernesamtale_afholdt", finished, dice.in_office(ends - dice.between(2, 90, len(finished))), share=0.9)
    assessed = book.later(finished, dice.within(122, 0.8, len(finished)))
    book.write("foreloebig_vurdering", finished, assessed, share=0.2)


def _measures(book: Book, cases: Cases, matters: Matters) -> None:
    dice, count = book.dice, len(matters)
    in_favour, content = dice.happens(0.7, count), _same("indsats", count)
    book.write("afgoerelse_truffet", matters, matters.begins, indhold=content, medhold=pl.Series(in_favour))
    _conversation_before(book, matters)
    _hearing_and_guidance(book, matters.where(~in_favour))
    _plans(book, matters)
    starts, ends = _start_and_end(book, cases, matters, usual_days=300)
    book.write("indsats_ivaerksat", matters, starts)
    _follow_ups(book, matters, starts, ends)
    book.write("indsats_afsluttet", matters, ends)


def _placements(book: Book, cases: Cases, matters: Matters) -> None:
    dice = book.dice
    forced = dice.happens(0.15, len(matters))
    _forced_decisions(book, matters.where(forced))
    agreed = matters.where(~forced)
    in_favour, content = dice.happens(0.6, len(agreed)), _same("anbringelse", len(agreed))
    book.write("afgoerelse_truffet", agreed, agreed.begins, indhold=content, medhold=pl.Series(in_favour))
    _hearing_and_guidance(book, agreed.where(~in_favour))
    _conversation_before(book, matters)
    _plans(book, matters)
    starts, ends = _start_and_end(book, cases, matters, usual_days=800)
    book.write("anbringelse_ivaerksat", matters, starts)
    _follow_ups(book, matters, starts, ends)
    _visits(book, matters, starts, ends)
    book.write("anbringelse_ophoert", matters, ends)


def _forced_decisions(book: Book, matters: Matters) -> None:
    """Without consent; for one in three the chair decides first. They are heard again every year."""
    dice = book.dice
    decisions = matters.begins
    urgent = dice.happens(0.33, len(matters))
    at_once = matters.where(urgent)
    acted = at_once.begins - dice.within(31, 0.9, len(at_once), spread=0.3)
    book.write("formandsafgoerelse_ivaerksat", at_once, acted)
    book.write("formandsafgoerelse_meddelt", at_once, acted + dice.within(1, 0.95, len(at_once)), share=0.98)
    book.write("formandsafgoerelse_godkendt", at_once, acted + dice.within(6, 0.95, len(at_once)), share=0.97)
    limit = as_dates(decisions + 365 * DAY)
    book.write("tvangsanbringelse_afgjort", matters, decisions, genbehandlingsfrist=limit)
    heard, guided = decisions - dice.between(2, 40, len(matters)), decisions + dice.between(0, 0.05, len(matters))
    book.write("partshoering_foretaget", matters, dice.in_office(heard), share=0.9)
    book.write("klagevejledning_givet", matters, guided, share=0.95)
    ends = decisions + dice.between(300, 1500, len(matters))
    for still, at in rounds(matters, decisions, ends, every=REHEARING_EVERY, most=MOST_REHEARINGS):
        next_limit = as_dates(at + 365 * DAY)
        book.write("genbehandling_afgjort", still, dice.in_office(at), share=0.95, genbehandlingsfrist=next_limit)


def _other_decisions(book: Book, matters: Matters) -> None:
    dice, count = book.dice, len(matters)
    content = dice.one_of({"afslag": 0.5, "andet": 0.5}, CONTENT, count)
    in_favour = (content == "andet").to_numpy() & dice.happens(0.6, count)
    book.write("afgoerelse_truffet", matters, matters.begins, indhold=content, medhold=pl.Series(in_favour))
    _conversation_before(book, matters)
    _hearing_and_guidance(book, matters.where(~in_favour))


def _conversation_before(book: Book, matters: Matters) -> None:
    dice, count = book.dice, len(matters)
    spoken = dice.happens(0.62, count)
    at = dice.in_office(matters.begins - 2 * DAY - dice.within(182, 0.95, count))
    held, left_out = matters.where(spoken), matters.where(~spoken)
    book.write("boernesamtale_afholdt", held, at[spoken])
    book.write("boernesamtale_undladt", left_out, at[~spoken], share=0.4, anden_kilde=dice.flags(0.5, len(left_out)))


def _hearing_and_guidance(book: Book, matters: Matters) -> None:
    dice, count = book.dice, len(matters)
    heard = dice.happens(0.75, count)
    at = dice.in_office(matters.begins - 2 * DAY - dice.between(2, 60, count))
    book.write("partshoering_foretaget", matters.where(heard), at[heard])
    book.write("partshoering_undladt", matters.where(~heard), at[~heard], share=0.3)
    book.write("klagevejledning_givet", matters, matters.begins + dice.between(0, 0.03, count), share=0.88)


def _plans(book: Book, matters: Matters) -> None:
    """Some before the decision, most in the months after it."""
    dice, count = book.dice, len(matters)
    made = dice.happens(0.8, count)
    at = dice.in_office(matters.begins + dice.within(150, 0.85, count) - 40 * DAY)
    book.write("barnets_plan_udarbejdet", matters.where(made), at[made])
    book.write("barnets_plan_fravalgt", matters.where(~made), at[~made], share=0.3)


def _start_and_end(book: Book, cases: Cases, matters: Matters, usual_days: int) -> tuple[Times, Times]:
    dice, count = book.dice, len(matters)
    starts = book.later(matters, dice.within(30, 0.85, count))
    ends = dice.in_office(starts + dice.within(usual_days, 0.5, count))
    cases.stay_open_until(matters, ends)
    return starts, ends


def _follow_ups(book: Book, matters: Matters, starts: Times, ends: Times) -> None:
    """The first within three months in six of ten, then about twice a year; half of them name the next date."""
    dice = book.dice
    first = dice.in_office(starts + dice.within(92, 0.6, len(matters)))
    running = first < ends
    later = rounds(matters, first, ends, every=FOLLOW_UP_EVERY, most=MOST_FOLLOW_UPS)
    for still, at in [(matters.where(running), first[running]), *later]:
        following = as_dates(at + dice.between(90, 240, len(still)))
        named = following.zip_with(dice.flags(0.5, len(still)), following.clear(len(still)))
        book.write("opfoelgning_afholdt", still, dice.in_office(at), share=0.9, naeste_opfoelgning=named)


def _visits(book: Book, matters: Matters, starts: Times, ends: Times) -> None:
    dice = book.dice
    for still, at in rounds(matters, starts, ends, every=VISIT_EVERY, most=MOST_VISITS):
        spoken = dice.flags(0.85, len(still))
        book.write("tilsynsbesoeg_afholdt", still, dice.in_office(at), share=0.93, samtale=spoken)


def _requests_for_access(book: Book, matters: Matters) -> None:
    answered = book.later(matters, book.dice.within(9, 0.75, len(matters)))
    book.write("aktindsigt_anmodet", matters, matters.begins)
    book.write("aktindsigt_besvaret", matters, answered, share=0.95)


def _complaints(book: Book, matters: Matters) -> None:
    looked_at = book.later(matters, book.dice.within(28, 0.8, len(matters)))
    book.write("klage_modtaget", matters, matters.begins)
    book.write("klage_genvurderet", matters, looked_at, share=0.93)


def _same(content: str, count: int) -> pl.Series:
    return pl.Series([content], dtype=CONTENT).new_from_index(0, count)
