"""A list with dates in several columns: which event does each of them tell of?"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sagsloft.sources.drafting.attributes import Attributes, attributes_of
from sagsloft.sources.drafting.kinds import Kinds, kinds_of
from sagsloft.sources.drafting.known import Match, Names, best
from sagsloft.sources.drafting.profiles import Column
from sagsloft.sources.drafting.roles import Roles

__all__ = ["Block", "Unclear", "WideList", "wide_list"]


@dataclass(frozen=True, slots=True)
class Block:
    """One kind of event: the column of its date, its attributes, and when a row tells of it."""

    activity: str
    date: Column
    attributes: Attributes = field(default_factory=Attributes)
    kind: Column | None = None
    values: tuple[str, ...] = ()
    """Of `kind`, one of which the row must have."""
    number: Column | None = None
    """Of the matter, where it is not that of the whole row."""
    recorded: Column | None = None


@dataclass(frozen=True, slots=True)
class Unclear:
    """A column of dates of which a person must say what it tells. `planned`: it seems to be no event at all."""

    date: Column
    nearest: tuple[Match, ...] = ()
    planned: bool = False


@dataclass(frozen=True, slots=True)
class WideList:
    """The events of a wide list, the columns that are unclear, and kinds of rows that nothing is known of."""

    blocks: tuple[Block, ...] = ()
    unclear: tuple[Unclear, ...] = ()
    kinds: tuple[Kinds, ...] = ()


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A column of dates and the codes that it may tell of. `sure`: the first of them, where no column says which."""

    date: Column
    codes: tuple[str, ...]
    score: float
    nearest: tuple[Match, ...]
    sure: bool = True


def wide_list(columns: Sequence[Column], roles: Roles, subjects: Sequence[str], names: Names) -> WideList:
    """What a list about these subjects tells of."""
    dates = _dates(columns, roles)
    candidates = [_candidate(column, subjects, names) for column in dates]
    likely = _each_once([each for each in candidates if each.codes])
    others = [column for column in columns if column.name not in roles.taken]
    kinds = kinds_of(others, names)
    blocks, used = [], []
    for each in likely:
        for block in _blocks(each, kinds):
            if block.kind is not None:
                used += [kind for kind in kinds if kind.column is block.kind and kind not in used]
            blocks.append(_complete(block, others, roles, subjects, names))
    taken = {block.date.name for block in blocks} | _of_attributes(blocks)
    return WideList(
        blocks=tuple(_with_recorded(blocks, roles, subjects)),
        unclear=tuple(_unclear(each, names) for each in candidates if _is_open(each, taken, roles)),
        kinds=tuple(used),
    )


def _dates(columns: Sequence[Column], roles: Roles) -> list[Column]:
    birth = roles["birth_month"]
    free = [column for column in columns if column.may_be_date and column.name not in roles.taken]
    return [column for column in free if birth is None or column is not birth.column]


def _candidate(column: Column, subjects: Sequence[str], names: Names) -> _Candidate:
    """The usual name in such a list first; then the nearest of all names."""
    matches = tuple(names.matches(column.words, subjects))
    if _is_planned(column, names) and not (matches and matches[0].score == 1.0):
        return _Candidate(column, (), 0.0, ())
    alone = names.matches(column.words)
    for subject in subjects:
        if usual := names.usual_in(subject, column.words):
            return _in_list(column, subject, usual, names)
    code = best(alone) or best(list(matches))
    score = max((match.score for match in (*alone, *matches) if match.code == code), default=0.0)
    if code is None or (column.filled == 0 and score < 1.0):
        return _Candidate(column, (), 0.0, matches)
    return _Candidate(column, (code,), score, matches)


def _in_list(column: Column, subject: str, codes: Sequence[str], names: Names) -> _Candidate:
    """The usual codes of such a column in a list about the subject; the subject's own first, which are sure."""
    told = names.lexicon.content["kinds"].get(subject, ())
    own = [code for code in codes if code.startswith(f"{subject}_") or code in told]
    ordered = tuple(dict.fromkeys((*own, *codes)))
    return _Candidate(
        column, ordered, 1.0, tuple(Match(code, 1.0) for code in ordered), sure=bool(own) or len(codes) == 1
    )


def _is_planned(column: Column, names: Names) -> bool:
    return not column.words.isdisjoint(names.lexicon.listed("not_events"))


def _each_once(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """A code from the likeliest column alone; from several only where they differ by a number (Opfølgning 2)."""
    kept: list[_Candidate] = []
    for each in sorted(candidates, key=lambda candidate: (-candidate.score, candidate.date.filled == 0)):
        rivals = [other for other in kept if {*other.codes} & {*each.codes}]
        if all(other.date.words == each.date.words for other in rivals):
            kept.append(each)
        elif free := tuple(code for code in each.codes if not any(code in other.codes for other in rivals)):
            kept.append(replace(each, codes=free))
    order = [candidate.date.name for candidate in candidates]
    return sorted(kept, key=lambda candidate: order.index(candidate.date.name))


def _blocks(candidate: _Candidate, kinds: Sequence[Kinds]) -> list[Block]:
    """One block for each code that the kinds of the rows tell apart; otherwise one for the first, if it is sure."""
    codes = candidate.codes
    telling = next((each for each in kinds if each.parts(codes)), None) if len(codes) > 1 else None
    if telling is None:
        return [Block(codes[0], candidate.date)] if candidate.sure else []
    found = [(code, values) for code in codes if (values := telling.telling(code))]
    return [
        Block(code, candidate.date)
        if len(values) == len(telling.column.values)
        else Block(code, candidate.date, kind=telling.column, values=values)
        for code, values in found
    ]


def _complete(block: Block, columns: Sequence[Column], roles: Roles, subjects: Sequence[str], names: Names) -> Block:
    own = [column for column in columns if column is not block.date]
    matter = roles["matter_id"]
    number = next(
        (column for subject, column in roles.numbers.items() if block.activity.startswith(f"{subject}_")), None
    )
    if matter is not None and number is matter.column:
        number = None
    return replace(block, attributes=attributes_of(block.activity, own, names, subjects), number=number)


def _with_recorded(blocks: Sequence[Block], roles: Roles, subjects: Sequence[str]) -> list[Block]:
    """When a row was written down says when the first thing that the list is about was."""
    recorded = roles["recorded_at"]
    first = next((block for block in blocks if subjects and block.activity.startswith(f"{subjects[0]}_")), None)
    if recorded is None or first is None or first.date is recorded.column:
        return list(blocks)
    return [replace(block, recorded=recorded.column) if block is first else block for block in blocks]


def _of_attributes(blocks: Sequence[Block]) -> set[str]:
    return {column.name for block in blocks for column in block.attributes.columns.values()}


def _is_open(candidate: _Candidate, taken: set[str], roles: Roles) -> bool:
    recorded = roles["recorded_at"]
    is_recorded = recorded is not None and recorded.column is candidate.date
    return candidate.date.content.is_date and candidate.date.name not in taken and not is_recorded


def _unclear(candidate: _Candidate, names: Names) -> Unclear:
    return Unclear(candidate.date, candidate.nearest, planned=_is_planned(candidate.date, names))
