"""`plan-sample`, `freeze`, `draw`, `skip`, `extend` and `verify-draw`: from a frame to the cases that are read."""

from pathlib import Path

from rich.text import Text

from sagsloft.cli.options import (
    AsOf,
    EventsArgument,
    KnownAt,
    Lang,
    MappingFiles,
    OnlyRules,
    Out,
    Pseudonymise,
    Rules,
    question,
    the_day,
)
from sagsloft.cli.sampling_options import (
    Activity,
    Cases,
    CommitmentsFile,
    Count,
    DrawnCase,
    ExtendTo,
    ExtensionRule,
    Family,
    First,
    FrameArgument,
    FrameFile,
    FrameSize,
    FreezeOut,
    Goal,
    Last,
    LeaveOut,
    More,
    OnDay,
    OwnSeed,
    Reason,
    RecordArgument,
    SeedText,
    Where,
    the_day_of,
    the_goal,
    the_plan,
)
from sagsloft.cli.screen import screen
from sagsloft.core.draw_steps import Committed, Drawn, Planned
from sagsloft.core.frame import Closure
from sagsloft.core.ladder import FEWEST
from sagsloft.messages import Language, say
from sagsloft.pipeline import drawing, planning, sampling
from sagsloft.pipeline.draw_files import FRAME, RECORD, in_folder
from sagsloft.render import sample_tables

__all__ = ["draw", "extend", "freeze", "plan_sample", "skip", "verify_draw"]

LEAST_PUBLIC = 40
"""Cases in a frame, from which counts may be published as they are (method, section 9 a)."""


def plan_sample(frame: FrameSize, goal: Goal = None, out: Out = None, lang: Lang = Language.DANISH) -> None:
    plan = planning.plan_sample(frame, the_goal(goal))
    if out is not None:
        planning.write_plan(plan, out, lang)
    console = screen()
    console.print(Text(say("sample.plan_heading", lang, frame=frame), "bold"))
    console.print(sample_tables.level_table(plan, lang))
    if plan.goal is not None and plan.shows_goal is not None:
        console.print(Text(sample_tables.showing_goal(plan.goal, plan.shows_goal, lang)))
    for share, cases in plan.clean.items():
        console.print(Text(say("sample.plan_clean", lang, share=round(100 * share), cases=cases)))
    in_words = sample_tables.in_words(plan, lang)
    if in_words is None:
        console.print(Text(say("sample.plan_few_words", lang, fewest=FEWEST)))
    else:
        console.print(sample_tables.change_table(plan, lang))
        console.print(Text(in_words))
    console.print(Text(say("check.not_saved", lang) if out is None else say("sample.plan_saved", lang, folder=out)))


def freeze(
    events: EventsArgument,
    activity: Activity,
    first: First,
    last: Last,
    out: FreezeOut,
    where: Where = None,
    cases: Cases = Closure.ANY,
    leave_out: LeaveOut = None,
    family: Family = None,
    count: Count = None,
    extension_rule: ExtensionRule = None,
    extend_to: ExtendTo = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    rules: Rules = None,
    only_rules: OnlyRules = None,
    mapping: MappingFiles = None,
    pseudonymise: Pseudonymise = None,
    on: OnDay = None,
    lang: Lang = Language.DANISH,
) -> None:
    asked = sampling.Freezing(
        question=question(events, as_of, known_at, rules, only_rules, mapping=mapping, key=pseudonymise),
        activities=tuple(activity),
        where=tuple(where or ()),
        first=the_day(first, "--from"),
        last=the_day(last, "--to"),
        closure=cases,
        leave_out=tuple(in_folder(each, RECORD) for each in leave_out or ()),
        family=family,
        plan=the_plan(count, extension_rule, extend_to),
    )
    _frozen(sampling.freeze(asked, out, the_day_of(on)), out, lang)


def draw(
    record: RecordArgument,
    seed: SeedText = None,
    commitments: CommitmentsFile = None,
    own_seed: OwnSeed = False,
    count: Count = None,
    extension_rule: ExtensionRule = None,
    extend_to: ExtendTo = None,
    frame: FrameFile = None,
    on: OnDay = None,
    lang: Lang = Language.DANISH,
) -> None:
    source = drawing.SeedSource(seed, commitments, own_seed)
    plan = the_plan(count, extension_rule, extend_to)
    found = drawing.draw(record, source, the_day_of(on), plan=plan, frame_file=frame)
    committed = found.record.first(Committed)
    if found.record.first(Drawn) is None and committed is not None:
        screen().print(Text(say("sample.committed", lang, count=len(committed.parties))))
        _hash(found, lang)
    else:
        _drawn(found, lang)


def skip(
    record: RecordArgument,
    case: DrawnCase,
    reason: Reason,
    frame: FrameFile = None,
    on: OnDay = None,
    lang: Lang = Language.DANISH,
) -> None:
    _drawn(drawing.skip(record, case, reason, the_day_of(on), frame_file=frame), lang)


def extend(
    record: RecordArgument, count: More, frame: FrameFile = None, on: OnDay = None, lang: Lang = Language.DANISH
) -> None:
    _drawn(drawing.extend(record, count, the_day_of(on), frame_file=frame), lang)


def verify_draw(record: RecordArgument, frame: FrameArgument, lang: Lang = Language.DANISH) -> None:
    found = drawing.verify(record, frame)
    frozen = found.record.frozen
    console = screen()
    console.print(Text(say("sample.verified", lang, steps=len(found.record.links), cases=frozen.cases), "bold"))
    console.print(sample_tables.steps(found.record, lang))
    console.print(sample_tables.asked_for(found.record, lang))
    console.print(
        Text(say("sample.compare", lang, frame_sha256=frozen.frame_sha256, record_sha256=found.committed_hash)),
        soft_wrap=True,
    )
    if found.record.first(Drawn) is not None:
        _drawn(found, lang)
        console.print(Text(say("sample.compare_last", lang)))


def _frozen(frozen: sampling.Frozen, out: Path, language: Language) -> None:
    console, step = screen(), frozen.record.frozen
    files = {"frame": out / FRAME, "record": out / RECORD}
    console.print(Text(say("sample.frozen", language, cases=step.cases, **files), "bold"), soft_wrap=True)
    if step.excluded:
        console.print(sample_tables.excluded(frozen.record, language))
    else:
        console.print(Text(say("sample.none_excluded", language)))
    hashes = {"frame_sha256": step.frame_sha256, "record_sha256": frozen.record.hash}
    told = "sample.deposit" if step.cases < LEAST_PUBLIC else "sample.publish"
    console.print(Text(say(told, language, least=LEAST_PUBLIC, **hashes)), soft_wrap=True)
    if frozen.record.first(Planned) is None:
        console.print(Text(say("sample.no_plan_yet", language)))
    for note in frozen.notes:
        console.print(Text(say(note.message_id, language, **note.values)))
    console.print(Text(say("sample.next_draw", language, record=out / RECORD)), soft_wrap=True)
    console.print(Text(say("sample.rejected", language, count=frozen.rejected_rows)))


def _drawn(found: drawing.Sample, language: Language) -> None:
    """The cases to read, where the seed came from, how many were skipped for which reason, and the record's hash."""
    console = screen()
    total = len(found.frame.case_ids)
    console.print(Text(say("sample.sample", language, count=len(found.cases), cases=total), "bold"))
    console.print(sample_tables.to_read(found.numbers, found.frame, language))
    if len(found.cases) == total:
        console.print(Text(say("sample.census", language)))
    drawn = found.record.all(Drawn)[0]
    console.print(Text(say(f"sample.origin_{drawn.origin}", language)))
    for exchange in found.exchanges:
        console.print(Text(sample_tables.exchanged(exchange, language)))
    _hash(found, language)


def _hash(found: drawing.Sample, language: Language) -> None:
    screen().print(Text(say("sample.record_now", language, sha256=found.record.hash)), soft_wrap=True)
