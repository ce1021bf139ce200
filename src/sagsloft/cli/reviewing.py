"""`review-forms`, `follow-draw`, `read-reviews`, `adjudicate`, `agree`, `conclude`: from the draw to what it shows."""

from collections.abc import Iterable

from rich.console import Console, RenderableType
from rich.text import Text

from sagsloft.cli import review_pages
from sagsloft.cli.following_options import At, RoundArgument, the_time_of
from sagsloft.cli.options import EventsArgument, Lang, MappingFiles, Out, Pseudonymise, question
from sagsloft.cli.reviewing_options import (
    Calibration,
    Director,
    Draft,
    Filled,
    Goals,
    KnownAs,
    Leader,
    OrganisationProtocol,
    Previous,
    Primary,
    ProtocolName,
    Reviewers,
    RoundOut,
    SeedNumber,
    Third,
    Twice,
    the_goals,
    the_name,
    the_names,
    the_share,
)
from sagsloft.cli.sampling_options import OnDay, RecordArgument, the_day_of
from sagsloft.cli.screen import screen
from sagsloft.core.errors import UserError
from sagsloft.core.review_round import Reviewer
from sagsloft.messages import Language, say
from sagsloft.pipeline import agreeing, concluding, draw_following, review_reading
from sagsloft.pipeline import review_forms as forms
from sagsloft.pipeline.review_state import load_state
from sagsloft.render import agreement, findings
from sagsloft.sources.reviewers import read_reviewers

__all__ = ["adjudicate", "agree", "conclude", "follow_draw", "read_reviews", "review_forms"]

SEED = 2024
"""Of the intervals of agreement: any will do, as long as it is the same."""


def review_forms(
    record: RecordArgument,
    events: EventsArgument,
    reviewers: Reviewers,
    leader: Leader,
    director: Director,
    out: RoundOut,
    protocol: ProtocolName = "sagsmaaling",
    organisation: OrganisationProtocol = None,
    primary: Primary = None,
    goal: Goals = None,
    twice: Twice = "100",
    calibration: Calibration = None,
    mapping: MappingFiles = None,
    pseudonymise: Pseudonymise = None,
    on: OnDay = None,
    lang: Lang = Language.DANISH,
) -> None:
    asked = forms.Reviewing(
        record=record,
        question=question(events, None, None, None, None, mapping=mapping, key=pseudonymise),
        reviewers=read_reviewers(reviewers),
        leader=the_name(leader, "--leader"),
        director=the_name(director, "--director"),
        protocol=protocol,
        organisation=organisation,
        primary=the_names(primary),
        goals=the_goals(goal),
        twice=the_share(twice, "--twice"),
        calibration=calibration,
        language=lang,
    )
    made = forms.make_forms(asked, out, the_day_of(on))
    _print(review_pages.made(made.plan, made.files, out, lang))


def follow_draw(
    round_folder: RoundArgument,
    record: RecordArgument,
    events: EventsArgument,
    mapping: MappingFiles = None,
    pseudonymise: Pseudonymise = None,
    lang: Lang = Language.DANISH,
) -> None:
    asked = question(events, None, None, None, None, mapping=mapping, key=pseudonymise)
    followed = draw_following.follow_draw(round_folder, record, asked)
    _print(review_pages.followed(followed, lang))
    _print(review_pages.standing(load_state(round_folder), round_folder, lang))


def read_reviews(round_folder: RoundArgument, workbooks: Filled, at: At = None, lang: Lang = Language.DANISH) -> None:
    console, refused = screen(), list[UserError]()
    for read in review_reading.each_form(round_folder, workbooks, the_time_of(at)):
        for part in review_pages.read(read, lang):
            console.print(part, soft_wrap=True)
        refused += [] if read.refused is None else [read.refused]
    if len(refused) < len(workbooks):
        _print(review_pages.standing(load_state(round_folder), round_folder, lang))
    if refused:
        *others, last = refused
        for error in others:
            Console(stderr=True, soft_wrap=True).print(Text(say(error.message_id, lang, **error.values), "red"))
        raise last


def adjudicate(round_folder: RoundArgument, by: Third, known_as: KnownAs = None, lang: Lang = Language.DANISH) -> None:
    third = Reviewer(the_name(by, "--by"), the_names(known_as))
    file, count = review_reading.adjudicate(round_folder, third)
    values = {"count": count, "file": file, "name": third.name, "folder": round_folder}
    screen().print(Text(say("review.adjudication", lang, **values)), soft_wrap=True)


def agree(round_folder: RoundArgument, seed: SeedNumber = SEED, out: Out = None, lang: Lang = Language.DANISH) -> None:
    state, found = agreeing.agree(round_folder, seed)
    if out is not None:
        agreeing.write_agreement(found, state, seed, out)
    console = screen()
    for part in agreement.page(found, state.plan.protocol, lang):
        console.print(part)
    console.print(Text(say("check.not_saved", lang) if out is None else say("agree.saved", lang, folder=out)))


def conclude(
    round_folder: RoundArgument,
    previous: Previous = None,
    draft: Draft = False,
    at: At = None,
    lang: Lang = Language.DANISH,
) -> None:
    found = concluding.conclude(round_folder, the_time_of(at), previous=previous, draft=draft)
    console, plan = screen(), found.state.plan
    for part in findings.page(found.findings, plan.protocol, plan.organisation, lang):
        console.print(part)
    for line in review_pages.skipped(plan.skipped.values(), lang):
        console.print(line)
    told = {"opened": len(found.repairs), "carried": len(found.carried), "folder": round_folder}
    console.print(Text(say("review.draft_saved" if found.findings.is_draft else "review.concluded", lang, **told)))


def _print(parts: Iterable[RenderableType]) -> None:
    """Text is not broken into lines: whoever copies a path or a command gets it whole."""
    console = screen()
    for part in parts:
        console.print(part, soft_wrap=isinstance(part, Text))
