"""Draw, skip, extend and verify: each reads the record, adds a step to it, or says why it cannot."""

import secrets
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from pathlib import Path

from sagsloft.core import sample
from sagsloft.core.draw_record import Record
from sagsloft.core.draw_steps import Committed, Drawn, SkipReason
from sagsloft.core.errors import UserError
from sagsloft.core.frame import Frame
from sagsloft.core.sample import Exchange
from sagsloft.core.tickets import Party, Seed, SeedOrigin, one_text
from sagsloft.pipeline.draw_files import frame_beside, read_frame, read_record, write_record
from sagsloft.pipeline.sampling import Plan

__all__ = ["Sample", "SeedSource", "draw", "extend", "skip", "verify"]

SEED_BYTES = 32


@dataclass(frozen=True, slots=True)
class SeedSource:
    """Where the seed comes from: exactly one of the three."""

    text: str | None = None
    commitments: Path | None = None
    own: bool = False

    def __post_init__(self) -> None:
        if (self.text is not None) + (self.commitments is not None) + self.own != 1:
            raise UserError("sample.one_seed")


@dataclass(frozen=True, slots=True)
class Sample:
    """A record with its frame, as it is now."""

    record: Record
    frame: Frame

    @property
    def cases(self) -> tuple[str, ...]:
        """To read, in ticket order."""
        return sample.sample(self.record)

    @property
    def numbers(self) -> dict[str, int]:
        """The cases to read with the number of each in the draw."""
        numbers = sample.numbers(self.record)
        return {case: numbers[case] for case in self.cases}

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        return sample.exchanges(self.record)

    @property
    def committed_hash(self) -> str:
        """Of the last step before the cases were drawn: what an outsider must have known by then."""
        before = [link.sha256 for link in takewhile(lambda link: not isinstance(link.step, Drawn), self.record.links)]
        return before[-1]


def draw(file: Path, seed: SeedSource, on: date, *, plan: Plan | None = None, frame_file: Path | None = None) -> Sample:
    """Draw the cases, or, with commitments whose secrets are not told yet, only bind the parties to them.

    The plan is that of the record; where it has none, this one is fixed first. Raises UserError where there is none,
    the record or the frame was edited, a draw was made before, or the seed cannot be used; nothing is written then.
    """
    record, frame = read_record(file), frame_beside(file, frame_file)
    sample.ensure_frozen(record, frame)
    if plan is not None:
        record = sample.plan(record, plan.count, plan.extension, on)
    if seed.commitments is None:
        record = sample.draw(record, frame, _seed(seed), on)
    else:
        parties, told = _parties(seed.commitments)
        if not told:
            record = sample.commit(record, parties, on)
        else:
            record = sample.draw(record, frame, _combined(record, parties, told), on)
    write_record(record, file)
    return Sample(record, frame)


def skip(file: Path, case_id: str, reason: str, on: date, *, frame_file: Path | None = None) -> Sample:
    """Leave a drawn case out, and take the next."""
    if reason not in set(SkipReason):
        raise UserError("sample.unknown_reason", known=", ".join(SkipReason))
    record, frame = read_record(file), frame_beside(file, frame_file)
    record = sample.skip(record, frame, case_id, SkipReason(reason), on)
    write_record(record, file)
    return Sample(record, frame)


def extend(file: Path, count: int, on: date, *, frame_file: Path | None = None) -> Sample:
    """Draw more cases, by the rule that was fixed beforehand."""
    record, frame = read_record(file), frame_beside(file, frame_file)
    record = sample.extend(record, frame, count, on)
    write_record(record, file)
    return Sample(record, frame)


def verify(record_file: Path, frame_file: Path) -> Sample:
    """Take every step again from the two files alone. Raises UserError where one does not follow."""
    record, frame = read_record(record_file), read_frame(frame_file)
    sample.verify(record, frame)
    return Sample(record, frame)


def _seed(source: SeedSource) -> Seed:
    if source.own:
        return Seed(secrets.token_hex(SEED_BYTES), SeedOrigin.OWN)
    return Seed(one_text(source.text or ""), SeedOrigin.DICE)


def _combined(record: Record, parties: Sequence[Party], told: Sequence[str]) -> Seed:
    """Of the secrets of all parties that the record knows, in its order."""
    committed = record.first(Committed)
    if committed is None:
        raise UserError("sample.not_committed")
    if set(committed.parties) != set(parties):
        raise UserError("sample.other_commitments")
    by_party = dict(zip(parties, told, strict=True))
    return Seed.of_commitments(committed.parties, [by_party[party] for party in committed.parties])


def _parties(file: Path) -> tuple[list[Party], list[str]]:
    """The parties of `[[party]] name, commitment, secret`, and their secrets: of all of them, or of none."""
    try:
        entries = tomllib.loads(file.read_text("utf-8-sig"))["party"]
        parties = [Party(each["name"].strip(), each["commitment"].strip().lower()) for each in entries]
        told = [each["secret"] for each in entries if "secret" in each]
    except OSError:
        raise UserError("sample.cannot_read", file=file) from None
    except (ValueError, LookupError, TypeError, AttributeError):
        raise UserError("sample.not_commitments", file=file) from None
    if len(told) not in {0, len(parties)} or not all(isinstance(each, str) for each in told):
        raise UserError("sample.secrets_missing")
    return parties, told
