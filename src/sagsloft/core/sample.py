"""Which cases do we read? The draw, its skips and its extension, step by step, and the proof that each step follows.

In this order (method, section 6): the frame is frozen, the number and the rule of extension are fixed, the seed comes
from outside, the cases are drawn. Nothing is drawn again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from sagsloft.core.draw_record import Record
from sagsloft.core.draw_steps import (
    Committed,
    Drawn,
    Extended,
    Extension,
    Frozen,
    Planned,
    Skipped,
    SkipReason,
    Step,
    name_of,
)
from sagsloft.core.errors import MessageId, UserError
from sagsloft.core.frame import Frame, Framing
from sagsloft.core.tickets import Party, Seed, SeedOrigin, in_ticket_order, one_text

__all__ = [
    "Exchange",
    "commit",
    "draw",
    "ensure_frozen",
    "exchanges",
    "extend",
    "freeze",
    "numbers",
    "plan",
    "sample",
    "skip",
    "used",
    "verify",
]

HEXADECIMAL = frozenset("0123456789abcdef")
SHA256_LENGTH = 64
FEWEST_PARTIES = 2


@dataclass(frozen=True, slots=True)
class Exchange:
    """A skip: the case that is not read, and the one taken instead (None: none was left), each with its number."""

    skipped: tuple[int, str]
    taken: tuple[int, str] | None
    reason: SkipReason


def freeze(framing: Framing, on: date, criteria: Mapping[str, object], source: Mapping[str, object]) -> Record:
    """The record begins. `criteria`: what was asked for; `source`: from which files; both as JSON can hold them."""
    frame = framing.frame
    step = Frozen(
        on=on,
        cases=len(frame.case_ids),
        frame_sha256=frame.hash,
        families=frame.families is not None,
        criteria=criteria,
        excluded=framing.excluded,
        source=source,
    )
    return Record.begin(step)


def plan(record: Record, count: int, extension: Extension | None, on: date) -> Record:
    """Fix how many cases there will be, and by which rule there may be more. Planning the same again changes nothing.

    Raises UserError where the frame has not so many, the rule cannot be used, or another plan was fixed before.
    """
    earlier = record.first(Planned)
    if earlier is not None and (earlier.count, earlier.extension) == (count, extension):
        return record
    if earlier is not None:
        raise UserError("sample.planned_otherwise", planned=earlier.count, day=earlier.on)
    _ensure_not_drawn(record)
    _ensure_room(record, count)
    if extension is not None:
        if not extension.when.strip() or not extension.when.isprintable() or extension.up_to <= count:
            raise UserError("sample.extension_rule_unusable", count=count)
        _ensure_room(record, extension.up_to)
    return record.then(Planned(on=on, count=count, extension=extension))


def commit(record: Record, parties: Sequence[Party], on: date) -> Record:
    """The parties are bound to their secrets.

    Raises UserError where fewer than two are, two are to the same, or no plan is fixed that they bind themselves for.
    """
    _ensure_not_drawn(record)
    if record.first(Planned) is None:
        raise UserError("sample.not_planned")
    if record.first(Committed) is not None:
        raise UserError("sample.committed_already")
    if any(len(each.commitment) != SHA256_LENGTH or not HEXADECIMAL.issuperset(each.commitment) for each in parties):
        raise UserError("sample.not_a_commitment")
    different = len({each.commitment for each in parties}) == len({each.name for each in parties}) == len(parties)
    if len(parties) < FEWEST_PARTIES or not different:
        raise UserError("sample.too_few_parties")
    return record.then(Committed(on=on, parties=tuple(parties)))


def draw(record: Record, frame: Frame, seed: Seed, on: date) -> Record:
    """The first cases in ticket order, as many as were planned.

    Raises UserError where the frame is not the frozen one, there is no plan, a draw was made before, or the seed is not
    of the kind that the record waits for.
    """
    ensure_frozen(record, frame)
    _ensure_not_drawn(record)
    planned, committed = record.first(Planned), record.first(Committed)
    if planned is None:
        raise UserError("sample.not_planned")
    if (committed is not None) is not (seed.origin is SeedOrigin.COMMITMENTS):
        raise UserError("sample.not_committed" if committed is None else "sample.committed_to_secrets")
    if committed is not None and (
        len(seed.secrets) != len(committed.parties) or Seed.of_commitments(committed.parties, seed.secrets) != seed
    ):
        raise UserError("sample.secrets_missing")
    cases = in_ticket_order(frame.case_ids, seed.text)[: planned.count]
    return record.then(
        Drawn(
            on=on,
            origin=seed.origin,
            seed=seed.text,
            secrets=seed.secrets,
            cases=cases,
            siblings=frame.siblings(cases),
        )
    )


def skip(record: Record, frame: Frame, case_id: str, reason: SkipReason, on: date) -> Record:
    """Leave a drawn case out, and take the one with the next ticket, as long as the frame has one.

    Raises UserError where the case was not drawn, or was left out before.
    """
    case, tickets = one_text(case_id), _tickets(record, frame)
    read, left = sample(record), tickets[len(used(record)) :]
    if case not in read:
        raise UserError("sample.skipped_already" if case in used(record) else "sample.not_drawn")
    taken = left[0] if left else None
    now = [each for each in (*read, taken) if each not in (case, None)]
    siblings = frame.siblings([each for each in now if each is not None])
    return record.then(Skipped(on=on, case=case, reason=reason, taken=taken, siblings=siblings))


def extend(record: Record, frame: Frame, count: int, on: date) -> Record:
    """As many more cases, by the rule that was fixed before the draw.

    Raises UserError where there was no rule, or neither the rule nor the frame allows so many.
    """
    tickets, planned = _tickets(record, frame), record.first(Planned)
    if planned is None or planned.extension is None:
        raise UserError("sample.no_extension_rule")
    if count < 1:
        raise UserError("sample.no_count")
    total, read = len(sample(record)) + count, used(record)
    if total > planned.extension.up_to:
        raise UserError("sample.beyond_extension_rule", up_to=planned.extension.up_to, total=total)
    if len(read) + count > len(tickets):
        raise UserError("sample.frame_used_up", left=len(tickets) - len(read))
    cases = tickets[len(read) : len(read) + count]
    return record.then(Extended(on=on, cases=cases, siblings=frame.siblings((*sample(record), *cases))))


def used(record: Record) -> tuple[str, ...]:
    """All cases whose ticket was taken, in ticket order, whether or not they are read."""
    cases: list[str] = []
    for link in record.links:
        match link.step:
            case Drawn(cases=taken) | Extended(cases=taken):
                cases.extend(taken)
            case Skipped(taken=str(one)):
                cases.append(one)
    return tuple(cases)


def sample(record: Record) -> tuple[str, ...]:
    """The cases to read, in ticket order; none before the draw."""
    skipped = {step.case for step in record.all(Skipped)}
    return tuple(case for case in used(record) if case not in skipped)


def numbers(record: Record) -> dict[str, int]:
    """The number of each case in ticket order, from 1; one that was skipped keeps its own."""
    return {case: number for number, case in enumerate(used(record), 1)}


def exchanges(record: Record) -> tuple[Exchange, ...]:
    """The skips in their order."""
    number = numbers(record)
    return tuple(
        Exchange(
            skipped=(number[step.case], step.case),
            taken=None if step.taken is None else (number[step.taken], step.taken),
            reason=step.reason,
        )
        for step in record.all(Skipped)
    )


def verify(record: Record, frame: Frame) -> None:
    """Take every step again, from the frame and what the record says was told from outside.

    Raises UserError with the number of the first step that does not follow, and the field in which it differs.
    """
    ensure_frozen(record, frame)
    again = Record(record.links[:1])
    for number, link in enumerate(record.links[1:], 2):
        step = MessageId(f"sample.step_{name_of(link.step)}")
        try:
            again = _taken_again(again, frame, link.step)
        except UserError as refusal:
            reason = MessageId(refusal.message_id) if not refusal.values else MessageId("sample.not_allowed")
            raise UserError("sample.step_not_allowed", number=number, step=step, reason=reason) from refusal
        if len(again.links) < number:
            raise UserError("sample.step_repeated", number=number, step=step)
        for field in fields(link.step):
            if getattr(again.links[-1].step, field.name) != getattr(link.step, field.name):
                raise UserError("sample.does_not_follow", number=number, step=step, field=field.name)


def ensure_frozen(record: Record, frame: Frame) -> None:
    """Raises UserError where this is not the frame that was frozen, and says how that was seen."""
    frozen = record.frozen
    if len(frame.case_ids) != frozen.cases:
        raise UserError("sample.other_number", found=len(frame.case_ids), frozen=frozen.cases)
    if (frame.families is not None) is not frozen.families:
        raise UserError("sample.other_families")
    if frame.hash != frozen.frame_sha256:
        raise UserError("sample.other_frame", found=frame.hash, frozen=frozen.frame_sha256)


def _taken_again(record: Record, frame: Frame, step: Step) -> Record:
    match step:
        case Planned():
            return plan(record, step.count, step.extension, step.on)
        case Committed():
            return commit(record, step.parties, step.on)
        case Drawn():
            return draw(record, frame, Seed(step.seed, step.origin, step.secrets), step.on)
        case Skipped():
            return skip(record, frame, step.case, step.reason, step.on)
        case Extended():
            return extend(record, frame, len(step.cases), step.on)
    return record


def _tickets(record: Record, frame: Frame) -> tuple[str, ...]:
    """The frame in the order of the draw. Raises UserError where it is another frame, or nothing was drawn yet."""
    ensure_frozen(record, frame)
    drawn = record.first(Drawn)
    if drawn is None:
        raise UserError("sample.not_yet_drawn")
    return in_ticket_order(frame.case_ids, drawn.seed)


def _ensure_not_drawn(record: Record) -> None:
    drawn = record.first(Drawn)
    if drawn is not None:
        raise UserError("sample.drawn_already", day=drawn.on, count=len(drawn.cases))


def _ensure_room(record: Record, count: int) -> None:
    if count < 1:
        raise UserError("sample.no_count")
    if count > record.frozen.cases:
        raise UserError("sample.more_than_frame", count=count, cases=record.frozen.cases)
