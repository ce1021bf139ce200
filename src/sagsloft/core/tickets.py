"""In which order are the cases of a frame read, and where does the seed of that order come from? (Method, section 6.)

Consistent sampling (Rivest 2018, arXiv:1808.10016): each case has a ticket that depends on the seed and on its own id
alone, so the first 20 of 40 are the 20, and the draw of a part is the filtered draw of the whole.
"""

import hashlib
import hmac
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sagsloft.core.errors import UserError

__all__ = ["Party", "Seed", "SeedOrigin", "combined", "commitment", "in_ticket_order", "one_text", "ticket"]

SHORTEST_SECRET = 20
"""Characters. A short secret can be found from its commitment by trying them all."""
COMBINING = "sagsloft-seed-1"


class SeedOrigin(StrEnum):
    """Where a seed comes from. One that the program made shows an outsider nothing: it may have been chosen."""

    DICE = "public_dice"
    COMMITMENTS = "commitments"
    OWN = "made_by_the_program"


@dataclass(frozen=True, slots=True)
class Party:
    """One who takes part in making the seed; `commitment` binds to a secret before anyone has told theirs."""

    name: str
    commitment: str


@dataclass(frozen=True, slots=True)
class Seed:
    """The only source of chance in a draw. `secrets`: what the parties told, in their order; then `text` follows."""

    text: str
    origin: SeedOrigin
    secrets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise UserError("sample.empty_seed")
        if self.text != one_text(self.text) or not self.text.isprintable():
            raise UserError("sample.unclean_seed")

    @classmethod
    def of_commitments(cls, parties: Sequence[Party], secrets: Sequence[str]) -> "Seed":
        """Raises UserError with the name of a party whose secret is not the one that it committed itself to."""
        for party, secret in zip(parties, secrets, strict=True):
            if commitment(secret) != party.commitment:
                raise UserError("sample.secret_does_not_fit", party=party.name)
        return cls(combined(secrets), SeedOrigin.COMMITMENTS, tuple(secrets))


def one_text(text: str) -> str:
    """One way of writing a text: composed letters (NFC), and no spaces around it."""
    return unicodedata.normalize("NFC", text).strip()


def ticket(seed: str, case_id: str) -> str:
    """HMAC-SHA-256 (RFC 2104) in hexadecimal: the key is the seed, the message the case's id, both UTF-8 of NFC."""
    key, message = (unicodedata.normalize("NFC", text).encode() for text in (seed, case_id))
    return hmac.digest(key, message, hashlib.sha256).hex()


def in_ticket_order(case_ids: Iterable[str], seed: str) -> tuple[str, ...]:
    """The cases in the order in which they are read, whatever the order they came in."""
    return tuple(sorted(case_ids, key=lambda case_id: (ticket(seed, case_id), case_id)))


def commitment(secret: str) -> str:
    """SHA-256 of the secret's UTF-8 in hexadecimal, as `printf %s SECRET | sha256sum` prints it.

    Raises UserError where the secret is so short that it could be found from its commitment.
    """
    if len(secret) < SHORTEST_SECRET or secret != one_text(secret) or not secret.isprintable():
        raise UserError("sample.weak_secret", least=SHORTEST_SECRET)
    return hashlib.sha256(secret.encode()).hexdigest()


def combined(secrets: Iterable[str]) -> str:
    """The seed of several secrets, whatever their order: SHA-256, in hexadecimal, of the UTF-8 of the line
    `sagsloft-seed-1` and the secrets in the order of their code points, a line each, with `\\n` between the lines.

    As long as one party kept its secret until all had committed themselves, no party chose the seed (Blum 1983,
    "Coin flipping by telephone").
    """
    return hashlib.sha256("\n".join([COMBINING, *sorted(secrets)]).encode()).hexdigest()
