"""Full-text search over one viewer's roadmap.

The index is made from the roadmap that the viewer sees and from nothing else, so no word, count or rank can
tell what they may not see. It lives in memory, and is made when somebody first searches.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
import weakref
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock

from ecliptic.roadmap import Roadmap, Statement, references
from ecliptic.vocabulary import KINDS, Firmness, Organisation, Record

Thing = tuple[str, str]
"""Kind and identifier."""

# What is typed beyond this is left out: identifiers are shorter, and nobody reads so long a question.
LONGEST_QUESTION = 400
MOST_WORDS = 16
# Two letters begin too many words to be of use, and may well be an abbreviation.
_SHORTEST_BEGINNING = 3

_TABLE = """
    CREATE VIRTUAL TABLE things
    USING fts5(identifier, label, texts, referred, publisher, tokenize = 'unicode61 remove_diacritics 2')
"""
_ADD = "INSERT INTO things (rowid, identifier, label, texts, referred, publisher) VALUES (?, ?, ?, ?, ?, ?)"
# How much a word counts in each column, in their order.
_RANKED = "SELECT rowid, bm25(things, 10.0, 6.0, 1.0, 0.4, 0.2) FROM things WHERE things MATCH ?"
# The plus keeps SQLite from asking the whole question again for each row.
_SNIPPETS = """
    SELECT rowid, snippet(things, 2, char(2), char(3), '…', 24), snippet(things, 3, char(2), char(3), '…', 24)
    FROM things WHERE things MATCH ? AND +rowid IN ({})
"""
_MARKED = re.compile("\x02([^\x02\x03]*)\x03")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
# Larger parts of an index are quicker made anew than put in place one by one.
_MOST_RENEWED = 0.25

# The first ending that a word has tells its other form; None for endings that only look like a plural.
_ENDINGS = (("ies", "y"), ("y", "ies"), ("ss", None), ("us", None), ("is", None), ("s", ""))

_ORDER = {kind: place for place, kind in enumerate(KINDS)}
_FIRMNESSES: tuple[Firmness | None, ...] = (*Firmness, None)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of plain text, and whether it is what was looked for."""

    text: str
    found: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found, with a stretch of its texts; empty where it has none."""

    kind: str
    id: str
    label: str
    snippet: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Facets:
    """How many things there are of each kind, publisher and firmness; None stands for no firmness given.

    Each facet counts what the filters on the other two leave, so that one can choose otherwise.
    """

    kinds: Mapping[str, int]
    publishers: Mapping[str, int]
    firmness: Mapping[Firmness | None, int]


@dataclass(frozen=True, slots=True)
class Results:
    """What was found: one page of hits, the best first, and the number of all."""

    total: int
    hits: tuple[Hit, ...]
    facets: Facets
    words: tuple[str, ...]
    """The words that were looked for; none where the question holds neither letters nor digits."""
    shortened: bool
    """Whether the question was too long, and only its beginning was looked for."""


class SearchIndex:
    """Finds the things of a roadmap by words; many threads may ask it at once."""

    def __init__(self, roadmap: Roadmap) -> None:
        """Take the roadmap; nothing is indexed before the first search."""
        self._roadmap = roadmap
        self._basis: _Table | None = None
        self._changed: frozenset[Thing] = frozenset()
        self._table: _Table | None = None
        self._making = Lock()

    def restated(self, roadmap: Roadmap, things: Iterable[Thing]) -> SearchIndex:
        """The index of the roadmap brought up to date, of which these things have been stated anew."""
        made = SearchIndex(roadmap)
        with self._making:
            if self._table is not None:
                made._basis, made._changed = self._table, frozenset(things)
            elif self._basis is not None:
                made._basis, made._changed = self._basis, self._changed.union(things)
        return made

    def search(
        self,
        words: str,
        *,
        kinds: Collection[str] = (),
        publishers: Collection[str] = (),
        firmness: Collection[Firmness | None] = (),
        limit: int = 20,
        offset: int = 0,
    ) -> Results:
        """Find the things in which all words occur, as wholes or as beginnings; any text is allowed.

        An identifier typed whole comes first, then a label typed whole, then identifiers that begin so, then
        what bm25 ranks. Filters that are empty keep everything.
        """
        question = _Question(words)
        table = self._ready()
        ranks = table.ranks(question)
        kept, facets = self._counted(ranks, kinds, publishers, firmness)
        asked = question.text.casefold()
        kept.sort(key=lambda thing: self._place(thing, ranks[thing], asked))
        page = kept[max(offset, 0) :][: max(limit, 0)]
        snippets = table.snippets(question, page)
        hits = [Hit(*thing, self._roadmap.label(*thing), snippets.get(thing, ())) for thing in page]
        return Results(len(kept), tuple(hits), facets, question.words, question.shortened)

    def _ready(self) -> _Table:
        with self._making:
            if self._table is None:
                if self._basis is None:
                    self._table = _Table.made_from(self._roadmap)
                else:
                    self._table = self._basis.renewed(self._roadmap, self._changed)
                self._basis = None
            return self._table

    def _counted(
        self,
        found: Iterable[Thing],
        kinds: Collection[str],
        publishers: Collection[str],
        firmness: Collection[Firmness | None],
    ) -> tuple[list[Thing], Facets]:
        """The things that the filters keep, and the facets."""
        kept: list[Thing] = []
        by_kind: Counter[str] = Counter()
        by_publisher: Counter[str] = Counter()
        by_firmness: Counter[Firmness | None] = Counter()
        for kind, identifier in found:
            statement = self._roadmap.taken(kind)[identifier]
            of_kind = not kinds or kind in kinds
            of_publisher = not publishers or statement.publisher in publishers
            of_firmness = not firmness or statement.firmness in firmness
            by_kind[kind] += of_publisher and of_firmness
            by_publisher[statement.publisher] += of_kind and of_firmness
            by_firmness[statement.firmness] += of_kind and of_publisher
            if of_kind and of_publisher and of_firmness:
                kept.append((kind, identifier))
        most = sorted(by_publisher.items(), key=lambda counted: (-counted[1], counted[0]))
        return kept, Facets(
            {kind: by_kind[kind] for kind in KINDS if by_kind[kind]},
            {publisher: count for publisher, count in most if count},
            {how: by_firmness[how] for how in _FIRMNESSES if by_firmness[how]},
        )

    def _place(self, thing: Thing, rank: float, asked: str) -> tuple[int, float, int, str]:
        """Sort key of what was found; what is alike keeps the order of kinds and identifiers."""
        kind, identifier = thing
        folded = identifier.casefold()
        if folded == asked:
            return 0, rank, _ORDER[kind], identifier
        if self._roadmap.label(kind, identifier).casefold() == asked:
            return 1, 0.0, _ORDER[kind], identifier
        # Letters alone may be a word; with anything else among them, it is an identifier that is typed.
        if folded.startswith(asked) and not asked.isalpha():
            return 2, 0.0, _ORDER[kind], identifier
        return 3, rank, _ORDER[kind], identifier


class _Question:
    """What somebody typed, made fit for SQLite's language of questions."""

    def __init__(self, typed: str) -> None:
        text = " ".join(_CONTROLS.sub(" ", typed[: 4 * LONGEST_QUESTION]).split())
        pieces = [piece for piece in text[:LONGEST_QUESTION].split() if _says_something(piece)]
        self.text = text[:LONGEST_QUESTION]
        self.words = tuple(pieces[:MOST_WORDS])
        self.shortened = (
            len(typed) > 4 * LONGEST_QUESTION or len(text) > LONGEST_QUESTION or len(pieces) > MOST_WORDS
        )

    @property
    def expression(self) -> str:
        """Every word quoted, so that none is taken for an operator of that language."""
        return " AND ".join(f"({' OR '.join(_forms(word))})" for word in self.words)


def _says_something(piece: str) -> bool:
    # The same classes of characters of which SQLite makes words.
    return any(unicodedata.category(sign)[0] in "LN" or unicodedata.category(sign) == "Co" for sign in piece)


def _forms(word: str) -> Iterator[str]:
    """The word as the beginning of longer ones, and so its plural or what it may be the plural of."""
    if word.isascii() and len(word) < _SHORTEST_BEGINNING:
        yield _quoted(word)
        return
    yield f"{_quoted(word)} *"
    if len(word) > _SHORTEST_BEGINNING and word.isalpha():
        for ending, other in _ENDINGS:
            if word.lower().endswith(ending):
                if other is not None:
                    yield f"{_quoted(word.lower().removesuffix(ending) + other)} *"
                return


def _quoted(word: str) -> str:
    doubled = word.replace('"', '""')
    return f'"{doubled}"'


class _Table:
    """The words of a roadmap in a database of their own in memory."""

    def __init__(self, roadmap: Roadmap) -> None:
        # Used by one thread at a time, whichever it is.
        self._connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._lock = Lock()
        self._roadmap = roadmap
        self._things: dict[int, Thing] = {}
        self._rows: dict[Thing, int] = {}
        weakref.finalize(self, self._connection.close)

    @classmethod
    def made_from(cls, roadmap: Roadmap) -> _Table:
        """Index everything."""
        table = cls(roadmap)
        table._connection.execute(_TABLE)
        table._put([(kind, identifier) for kind in roadmap.kinds for identifier in roadmap.taken(kind)])
        return table

    def renewed(self, roadmap: Roadmap, changed: Collection[Thing]) -> _Table:
        """The table of the roadmap brought up to date; this one stays, for those who still search in it."""
        stale = _stale(self._roadmap, roadmap, changed)
        if len(stale) > _MOST_RENEWED * len(self._rows):
            return _Table.made_from(roadmap)
        table = _Table(roadmap)
        with self._lock:
            self._connection.backup(table._connection)
        table._things, table._rows = self._things.copy(), self._rows.copy()
        table._put(stale)
        return table

    def ranks(self, question: _Question) -> dict[Thing, float]:
        """The things that answer a question, each with its rank; less is better."""
        found: dict[Thing, float] = {}
        if question.words:
            with self._lock:
                rows = self._connection.execute(_RANKED, (question.expression,)).fetchall()
            found = {self._things[row]: rank for row, rank in rows}
        # An identifier may be made of signs that are no words.
        for kind in self._roadmap.kinds:
            if question.text in self._roadmap.taken(kind):
                found.setdefault((kind, question.text), 0.0)
        return found

    def snippets(self, question: _Question, things: Sequence[Thing]) -> dict[Thing, tuple[Piece, ...]]:
        """A stretch of the texts of each thing, around what was found where it was found there."""
        if not (question.words and things):
            return {}
        rows = ",".join(str(self._rows[thing]) for thing in things)
        with self._lock:
            found = self._connection.execute(_SNIPPETS.format(rows), (question.expression,)).fetchall()
        return {
            self._things[row]: tuple(
                _pieces(texts if "\x02" in texts or "\x02" not in referred else referred)
            )
            for row, texts, referred in found
        }

    def _put(self, things: Collection[Thing]) -> None:
        """Index these things anew; those that nobody states any more go."""
        known = [(row,) for thing in things if (row := self._rows.pop(thing, None)) is not None]
        execute = self._connection.execute
        execute("BEGIN")
        self._connection.executemany("DELETE FROM things WHERE rowid = ?", known)
        for (row,) in known:
            del self._things[row]
        self._connection.executemany(_ADD, self._written(things, max(self._things, default=0) + 1))
        execute("COMMIT")

    def _written(self, things: Iterable[Thing], row: int) -> Iterator[tuple[int | str, ...]]:
        for thing in things:
            statement = self._roadmap.statement(*thing)
            if statement is not None:
                self._things[row], self._rows[thing] = thing, row
                yield row, *_columns(self._roadmap, statement)
                row += 1


def _stale(old: Roadmap, new: Roadmap, changed: Iterable[Thing]) -> set[Thing]:
    """The changed things, and those whose rows hold the label of one that is called otherwise now."""
    stale = set(changed)
    for kind, identifier in changed:
        if old.label(kind, identifier) != new.label(kind, identifier):
            stale.update((referrer.kind, referrer.id) for referrer in new.referrers(kind, identifier))
            if kind == Organisation.kind:
                taken = (s for other in new.kinds for s in new.taken(other).values())
                stale.update((s.kind, s.id) for s in taken if s.publisher == identifier)
    return stale


def _columns(roadmap: Roadmap, statement: Statement) -> tuple[str, str, str, str, str]:
    """What is indexed of a thing; what other publishers call it and say of it counts as its text."""
    record, publisher = statement.record, statement.publisher
    texts = dict.fromkeys(_texts(record))
    texts.pop(record.label, None)
    for other in roadmap.others(statement.kind, statement.id):
        texts |= dict.fromkeys(_texts(other.record))
    referred = dict.fromkeys(roadmap.label(kind, identifier) for _, kind, identifier in references(record))
    name = roadmap.label(Organisation.kind, publisher)
    return (
        record.id,
        record.label,
        " · ".join(texts),
        " · ".join(referred),
        publisher if name == publisher else f"{publisher} {name}",
    )


def _texts(record: Record) -> Iterator[str]:
    values = record.__dict__
    for name in _fields_of_text(type(record)):
        value = values.get(name)
        if isinstance(value, str):
            yield value
        elif value:
            yield from value


@cache
def _fields_of_text(kind: type[Record]) -> tuple[str, ...]:
    # What these fields refer to is indexed by its name.
    others = {"id", *kind.any_refs, *kind.any_refs.values()}
    return tuple(s.name for s in kind.fields() if s.type in ("text", "identifier") and s.name not in others)


def _pieces(marked: str) -> Iterator[Piece]:
    for place, text in enumerate(_MARKED.split(marked)):
        if text:
            yield Piece(text, found=place % 2 == 1)
