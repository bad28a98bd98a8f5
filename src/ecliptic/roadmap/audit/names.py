"""When two names mean one thing: names without what writers vary, and how alike the rest is."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache

ARTICLES = frozenset(
    ["the", "a", "an", "le", "la", "les", "l", "un", "une", "der", "die", "das", "el", "los", "las", "il"]
)
# Words that one source adds to a name and another leaves out.
FILLERS = frozenset(["mission", "missions", "programme", "program", "project", "spacecraft"])
_ROMAN = {
    numeral: str(number)
    for number, numeral in enumerate(
        [
            *("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"),
            *("xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx"),
        ],
        start=1,
    )
}
_STEM = 5
_ALIKE = 0.8

Words = tuple[str, ...]


@lru_cache(maxsize=50_000)
def words_of(name: str) -> Words:
    """A name as words, without case, accents, punctuation, articles, fillers and its own acronym.

    Numbers stay, and Roman ones become Arabic: they are what tells one mission of a series from the next.
    """
    plain = unicodedata.normalize("NFKD", _without_acronym(name)).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    # An apostrophe or a dot within a word parts nothing: Chang'e, U.S.
    plain = re.sub(r"(?<=\w)['’\u02bc`](?=\w)|(?<=[a-z])\.(?=[a-z])", "", plain)
    found = re.findall(r"[^\W_]+", plain)
    words = [_ROMAN.get(word, word) if place else word for place, word in enumerate(found)]
    kept = [word for place, word in enumerate(words) if not _is_article(word, place, len(words))]
    telling = [word for word in kept if word not in FILLERS]
    return tuple(telling or kept or words)


def stems_of(words: Words) -> Words:
    """The beginnings of the words: the same for names that differ in endings and spelling only."""
    return tuple(word[:_STEM] if word.isalpha() else word for word in words)


def alike(one: Words, other: Words) -> bool:
    """Whether names of equal stems are spellings of one another, word for word."""
    return len(one) == len(other) and all(
        a == b or SequenceMatcher(None, a, b, autojunk=False).ratio() >= _ALIKE
        for a, b in zip(one, other, strict=True)
    )


def numbers_of(words: Words) -> frozenset[str]:
    """The numbers in a name."""
    return frozenset(word for word in words if word.isdigit())


# Hyphens and dashes of every length, the underscore, and spaces that break or do not.
_SEPARATORS = str.maketrans(dict.fromkeys("_ \u00a0\u2010\u2011\u2012\u2013\u2014\u2212", "-"))


def spelling_of(identifier: str) -> str:
    """An identifier without case and kind of separator."""
    return identifier.casefold().translate(_SEPARATORS)


def _is_article(word: str, place: int, count: int) -> bool:
    # A single letter, or a word at the end, is more likely a designation: Block A, Mission LA.
    return word in ARTICLES and place < count - 1 and (place == 0 or len(word) > 1)


def _without_acronym(name: str) -> str:
    """Take (LTV) away from "Lunar Terrain Vehicle (LTV)", and nothing else."""
    match = re.search(r"\s*\(([^()\s]{2,8})\)", name)
    if match is None:
        return name
    rest = name[: match.start()] + name[match.end() :]
    initials = iter(word[0].casefold() for word in re.findall(r"\w+", rest))
    return rest if all(letter in initials for letter in match[1].casefold()) else name
