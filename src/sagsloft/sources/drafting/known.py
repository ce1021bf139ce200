"""Which activity or attribute of the rulebook does a name come nearest to?"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sagsloft.sources.drafting.lexicon import Lexicon, Words

__all__ = ["SURE", "Match", "Names", "Vocabulary", "best", "mentioned"]

SURE = 0.8
"""Likeness from which a name is taken for another."""
NEAR = 0.4
"""Likeness from which it is worth mentioning."""
MARGIN = 0.1
"""How much nearer the nearest must be than the next."""
MENTIONED = 3


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the rules speak of. `activities`: code → labels; `attributes`: code → the attributes of such events."""

    activities: Mapping[str, tuple[str, ...]]
    attributes: Mapping[str, tuple[str, ...]]
    asked: frozenset[str] = frozenset()
    """Attributes that some rule asks for, among them `flags` (yes or no), `dates`, and those with known `values`."""
    flags: frozenset[str] = frozenset()
    dates: frozenset[str] = frozenset()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """A code, and how like it a name is, from 0 to 1."""

    code: str
    score: float


@dataclass(frozen=True, slots=True)
class Names:
    """What each code, attribute and value is called: by the vocabulary, and usually."""

    lexicon: Lexicon
    vocabulary: Vocabulary
    of_codes: tuple[tuple[str, Words], ...]
    of_attributes: Mapping[str, list[Words]]
    of_values: Mapping[str, Mapping[str, list[Words]]]
    """Attribute → value → names."""
    in_lists: Mapping[str, Mapping[str, list[Words]]]
    """Subject of a list → code → what its column is called there."""

    @classmethod
    def of(cls, vocabulary: Vocabulary, lexicon: Lexicon) -> "Names":
        """The labels, with and without what stands in brackets, the code itself, and the usual names."""
        usual, attributes = lexicon.names("activities"), lexicon.names("attributes")
        pairs = [
            (code, words)
            for code, labels in vocabulary.activities.items()
            for words in [*(lexicon.words(name) for name in _labels(code, labels)), *usual.get(code, [])]
        ]
        named = sorted({name for names in vocabulary.attributes.values() for name in names} | vocabulary.asked)
        return cls(
            lexicon=lexicon,
            vocabulary=vocabulary,
            of_codes=tuple(dict.fromkeys(pairs)),
            of_attributes={name: [lexicon.words(name), *attributes.get(name, [])] for name in named},
            of_values={name: _value_names(lexicon, name, vocabulary.values.get(name, ())) for name in named},
            in_lists={subject: lexicon.names("in_lists", subject) for subject in lexicon.listed("subjects")},
        )

    def matches(self, words: Words, subjects: Iterable[str] = ()) -> list[Match]:
        """Codes that the words are near to, the nearest first; also as the words of a list about these subjects."""
        tried = [words, *(words | {subject} for subject in subjects)]
        return _ranked((code, max(self.lexicon.score(each, name) for each in tried)) for code, name in self.of_codes)

    def usual_in(self, subject: str, words: Words) -> list[str]:
        """The codes for which a list about the subject usually has a column of this name."""
        asked = {words, words - {subject} or words}
        listed = self.in_lists.get(subject, {})
        return [code for code, names in listed.items() if code in self.vocabulary.activities and asked & {*names}]

    def value(self, attribute: str, words: Words) -> str | None:
        """The known value that these words mean."""
        named = self.of_values.get(attribute, {})
        return best(
            _ranked((value, self.lexicon.score(words, name)) for value, names in named.items() for name in names)
        )

    def knows_values(self, attribute: str) -> bool:
        """Are there known values, of which a column of the attribute should hold some?"""
        return bool(self.of_values.get(attribute))


def _value_names(lexicon: Lexicon, attribute: str, known: tuple[str, ...]) -> dict[str, list[Words]]:
    usual = lexicon.names("values", attribute)
    return {value: [lexicon.words(value), *usual.get(value, [])] for value in dict.fromkeys((*known, *usual))}


def _ranked(scores: Iterable[tuple[str, float]]) -> list[Match]:
    highest: dict[str, float] = {}
    for code, score in scores:
        if score >= NEAR:
            highest[code] = max(score, highest.get(code, 0.0))
    return [Match(code, score) for code, score in sorted(highest.items(), key=lambda item: (-item[1], item[0]))]


def best(matches: list[Match]) -> str | None:
    """The code of the first match, if it is near enough and much nearer than the second."""
    first, second, *_ = [*matches, Match("", 0.0), Match("", 0.0)]
    is_sure = first.score >= SURE and (first.score - second.score >= MARGIN)
    return first.code if is_sure else None


def mentioned(matches: Collection[Match]) -> str:
    """The nearest ones, for a person to choose from."""
    return ", ".join(match.code for match in list(matches)[:MENTIONED])


def _labels(code: str, labels: tuple[str, ...]) -> Iterator[str]:
    yield code.replace("_", " ")
    for label in labels:
        before, _, bracket = label.partition("(")
        yield before
        if bracket:
            yield bracket.rstrip(")")
