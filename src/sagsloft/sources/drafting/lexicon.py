"""Which words mean the same? Headings, names and values as sets of words, whatever their inflection and order."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["Lexicon", "Words", "likeness", "shipped"]

Words = frozenset[str]
"""Stems, and concepts of the lexicon where they have one."""

LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ß": "ss", "§": " paragraf "})
CAMEL = re.compile(r"(?<=[a-zæøå])(?=[A-ZÆØÅ])")
ENDINGS = ("ernes", "erne", "ens", "ets", "ers", "en", "et", "er", "es", "e", "s")
SHORTEST_STEM = 3
SHORTEST_PART = 2
SAME = 0.7
"""Share of trigrams from which two words are taken for one word and a slip of the pen."""
LONG_ENOUGH = 6
"""Letters that a word has to have before a slip in it can be told from another word."""
TURNED = 0.5


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The usual names, as they stand in the file, and what is looked up in them."""

    content: Mapping[str, Any]
    concepts: Mapping[str, str] = field(default_factory=dict)
    """Phrase of stems → concept."""
    pattern: re.Pattern[str] = field(default_factory=lambda: re.compile("$^"))
    fillers: Words = frozenset()
    parts: Words = frozenset()

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> "Lexicon":
        """A lexicon of what the file of usual names says."""
        phrases = [(concept, name) for concept, names in content["words"].items() for name in (concept, *names)]
        single = {stems[0] for _, name in phrases if len(stems := _stems(name)) == 1}
        fillers = frozenset(_stems(" ".join(content["listing"]["fillers"])))
        named = (
            name
            for table in ("activities", "attributes", "roles")
            for names in content[table].values()
            for name in names
        )
        spoken = {stem for name in named for stem in _stems(name) if len(stem) >= LONG_ENOUGH}
        plain = frozenset(single | {each for each in fillers if len(each) >= SHORTEST_STEM})
        parts = plain | {stem for stem in spoken if not _split(stem, plain)}
        concepts = {" ".join(_split_all(_tokens(name), parts)): concept for concept, name in phrases}
        longest_first = sorted(concepts, key=lambda phrase: (-len(phrase), phrase))
        pattern = re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, longest_first))})(?!\S)")
        return cls(content, concepts, pattern, fillers, parts)

    def words(self, text: str) -> Words:
        """The words of a text, without those that say nothing unless there are no others."""
        stems = " ".join(_split_all(_tokens(text), self.parts))
        found = self.pattern.sub(lambda phrase: self.concepts[phrase[0]], stems).split()
        telling = [word for word in found if word not in self.fillers and not _is_ordinal(word)]
        return frozenset(telling or found)

    def knows(self, words: Words) -> bool:
        """Is every word one of the lexicon's own, and so no one's name?"""
        return words <= self.fillers | frozenset(self.concepts.values())

    def names(self, *path: str) -> dict[str, list[Words]]:
        """The words of the names in a part of the file, by what they are names of."""
        part: Mapping[str, Any] = self.content
        for key in path:
            part = part.get(key, {})
        return {of: [self.words(name) for name in names] for of, names in part.items()}

    def listed(self, name: str) -> tuple[str, ...]:
        """One of the plain lists of the file."""
        return tuple(self.content["listing"][name])

    def score(self, one: Words, other: Words) -> float:
        """How alike two names are, from 0 to 1; half of that where a word turns the meaning of only one of them."""
        turning = self.listed("turning")
        turned = one.intersection(turning) != other.intersection(turning)
        return likeness(one, other) * (TURNED if turned else 1)


@cache
def shipped() -> Lexicon:
    """The lexicon of the file beside this one."""
    return Lexicon.of(tomllib.loads(files(__package__).joinpath("usual_names.toml").read_text("utf-8")))


def likeness(one: Words, other: Words) -> float:
    """Dice's coefficient of the two sets, 2·|A ∩ B| / (|A| + |B|); words that are nearly the same count in part."""
    if not one or not other:
        return 0.0
    shared = one & other
    near = sum(max((_near(word, each) for each in other - shared), default=0.0) for word in one - shared)
    return 2 * (len(shared) + near) / (len(one) + len(other))


@cache
def _near(one: str, other: str) -> float:
    if min(len(one), len(other)) < LONG_ENOUGH:
        return 0.0
    first, second = _trigrams(one), _trigrams(other)
    alike = 2 * len(first & second) / (len(first) + len(second))
    return alike if alike >= SAME else 0.0


def _trigrams(word: str) -> set[str]:
    padded = f" {word} "
    return {padded[place : place + 3] for place in range(len(padded) - 2)}


def _tokens(text: str) -> list[str]:
    """In small letters from a to z and digits, without signs."""
    apart = CAMEL.sub(" ", text).casefold().translate(LETTERS)
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", apart).translate(LETTERS))
    return re.findall(r"[a-z]+|\d+", "".join(each for each in plain if not unicodedata.combining(each)))


def _stems(text: str) -> list[str]:
    return [_stem(token) for token in _tokens(text)]


def _stem(token: str) -> str:
    for ending in ENDINGS:
        if token.endswith(ending) and len(token) - len(ending) >= SHORTEST_STEM:
            return token.removesuffix(ending)
    return token


def _split_all(tokens: Iterable[str], parts: Words) -> list[str]:
    return [stem for token in tokens for stem in (_split(token, parts) or [_stem(token)])]


def _split(token: str, parts: Words) -> list[str]:
    """The stems of a compound of known words, or nothing where it is none."""
    if _stem(token) in parts:
        return [_stem(token)]
    for place in range(len(token) - SHORTEST_PART, SHORTEST_STEM - 1, -1):
        last = _stem(token[place:])
        if last in parts and (first := _split(token[:place], parts)):
            return [*first, last]
    return []


def _is_ordinal(word: str) -> bool:
    """The 2 in Opfølgning 2 tells which one it is, not what."""
    return len(word) == 1 and word.isdigit()
