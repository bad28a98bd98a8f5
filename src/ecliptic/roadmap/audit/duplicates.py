"""One thing under two identifiers: the same name, spellings of one name, or one mission told twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ecliptic.roadmap.audit.finding import Fault, Inspection, Thing, capitalised
from ecliptic.roadmap.audit.names import Words, alike, numbers_of, spelling_of, stems_of, words_of
from ecliptic.roadmap.roadmap import references
from ecliptic.vocabulary import Mission, Organisation, PlannedDate, Record

# Fields that, where both records fill them, must agree if the two are to be one thing.
CONTEXT: Mapping[str, tuple[str, ...]] = {
    "organisation": ("country_code", "ror", "wikidata"),
    "scenario": ("edition",),
    "phase": ("scenario",),
    "goal": ("edition", "parent", "organisation"),
    "objective": ("organisation",),
    "science-question": ("organisation",),
    "benefit": ("edition",),
    "taxonomy-node": ("edition", "parent", "level"),
    "location": ("body", "parent"),
    "function": ("location", "sub_architecture"),
    "element": ("lead", "location"),
    "mission": ("lead", "destination", "launch", "cospar"),
    "technology": ("lead", "environment"),
    "technology-gap": ("assessment", "organisation"),
    "data-gap": ("organisation",),
    "project": ("lead", "performer", "programme", "start", "techport"),
    "standard": ("edition", "organisation"),
    "satellite": ("constellation",),
    "contribution": ("organisation", "role", "target_kind", "target"),
    "publication": ("organisation", "published", "number", "doi"),
    "event": ("start",),
}
# Moon and Mars want the same functions in words; that does not make them one.
_BY_PHASE = frozenset(["objective", "use-case", "function", "characteristic"])

# Words that many missions share.
_COMMON = frozenset(
    [
        *("orbiter", "lander", "rover", "relay", "satellite", "probe", "station", "cargo", "crew", "crewed"),
        *("sample", "return", "demonstration", "demo", "exploration", "explorer", "space", "deep", "sun"),
        *("landing", "landings", "flight", "flyby", "test", "human", "polar", "pole", "south", "north"),
        *("lunar", "moon", "mars", "martian", "earth", "asteroid", "comet", "venus", "jupiter"),
    ]
)
_RARE = 4
# More things of one name than this are not compared each with each.
_MOST_GROUPS = 30


def same_identifiers(inspection: Inspection) -> Iterator[Fault]:
    """Identifiers of one kind that differ in case or kind of separator only."""
    for kind in inspection.roadmap.kinds:
        spelt: dict[str, list[str]] = {}
        for identifier in inspection.roadmap.taken(kind):
            spelt.setdefault(spelling_of(identifier), []).append(identifier)
        for identifiers in spelt.values():
            if len(identifiers) > 1:
                yield _twins(inspection, kind, identifiers, "have almost the same identifier", "id")


def same_names(inspection: Inspection) -> Iterator[Fault]:
    """Things of one kind that are called the same."""
    for kind in inspection.roadmap.kinds:
        for group in _groups(inspection, kind):
            if len({words for _, words in group}) == 1:
                identifiers = [record.id for record, _ in group]
                yield _twins(inspection, kind, identifiers, "are called the same", None)


def similar_names(inspection: Inspection) -> Iterator[Fault]:
    """Things of one kind whose names are spellings of one another."""
    for kind in inspection.roadmap.kinds:
        for group in _groups(inspection, kind):
            if len({words for _, words in group}) > 1:
                identifiers = [record.id for record, _ in group]
                yield _twins(inspection, kind, identifiers, "are called almost the same", None)


def mission_twins(inspection: Inspection) -> Iterator[Fault]:
    """Missions to one destination at one time whose names share what is distinctive in them."""
    missions = inspection.roadmap.records(Mission)
    telling = {
        identifier: frozenset(
            w for w in words_of(m.name) if len(w) > 1 and not w.isdigit() and w not in _COMMON
        )
        for identifier, m in missions.items()
    }
    by_word: dict[str, list[str]] = {}
    for identifier, words in telling.items():
        for word in words:
            by_word.setdefault(word, []).append(identifier)
    pairs = {
        (one, other): None
        for identifiers in by_word.values()
        if len(identifiers) <= _RARE
        for place, one in enumerate(identifiers)
        for other in identifiers[place + 1 :]
    }
    for one, other in sorted(pairs):
        shared = telling[one] & telling[other]
        mostly = 2 * len(shared) >= min(len(telling[one]), len(telling[other]))
        if mostly and _one_flight(missions[one], missions[other]):
            why = "go to one place at one time under similar names"
            yield _twins(inspection, Mission.kind, [one, other], why, None)


def _one_flight(one: Mission, other: Mission) -> bool:
    ours, theirs = words_of(one.name), words_of(other.name)
    numbers = numbers_of(ours), numbers_of(theirs)
    if (numbers[0] and numbers[1] and numbers[0] != numbers[1]) or stems_of(ours) == stems_of(theirs):
        # Equal names are another check's business.
        return False
    places = {one.destination, other.destination}
    if len(places - {None}) != 1 or _refer(one, other):
        return False
    return one.launch is not None and other.launch is not None and _overlap(one.launch, other.launch)


def _overlap(one: PlannedDate, other: PlannedDate) -> bool:
    (first, last), (begin, end) = one.sort_key, other.sort_key
    return first <= end and begin <= last


Named = tuple[Record, Words]


def _groups(inspection: Inspection, kind: str) -> Iterator[list[Named]]:
    """Groups of things that may be one, by their names; each thing is in at most one of them."""
    by_stems: dict[Words, list[Named]] = {}
    for statement in inspection.roadmap.taken(kind).values():
        for words in {words_of(name): None for name in _names(statement.record)}:
            by_stems.setdefault(stems_of(words), []).append((statement.record, words))
    grouped: set[str] = set()
    for candidates in by_stems.values():
        if len(candidates) > 1:
            for group in _split(candidates):
                fresh = [(record, words) for record, words in group if record.id not in grouped]
                if len({record.id for record, _ in fresh}) > 1:
                    grouped.update(record.id for record, _ in fresh)
                    yield fresh


def _split(candidates: Iterable[Named]) -> list[list[Named]]:
    """Part things of equal stems by what else is known of them, comparing each with the first of a group."""
    groups: list[list[Named]] = []
    for record, words in candidates:
        home = next((g for g in groups if alike(words, g[0][1]) and _may_be_one(record, g[0][0])), None)
        if home is not None:
            home.append((record, words))
        elif len(groups) < _MOST_GROUPS:
            groups.append([(record, words)])
    return groups


def _may_be_one(one: Record, other: Record) -> bool:
    if one.id == other.id or _refer(one, other):
        return False
    for field in CONTEXT.get(one.kind, ()):
        ours, theirs = getattr(one, field), getattr(other, field)
        if ours is not None and theirs is not None and not _agree(ours, theirs):
            return False
    if one.kind in _BY_PHASE:
        phases = set(getattr(one, "phases", ())), set(getattr(other, "phases", ()))
        return not (phases[0] and phases[1] and phases[0].isdisjoint(phases[1]))
    return True


def _agree(ours: object, theirs: object) -> bool:
    if isinstance(ours, PlannedDate) and isinstance(theirs, PlannedDate):
        return _overlap(ours, theirs)
    return ours == theirs


def _refer(one: Record, other: Record) -> bool:
    """Whether either record names the other: then whoever wrote it knows them for two."""
    return any(
        kind == there.kind and identifier == there.id
        for here, there in ((one, other), (other, one))
        for _, kind, identifier in references(here)
    )


def _names(record: Record) -> Iterator[str]:
    if record.label != record.id:
        yield record.label
    if isinstance(record, Organisation):
        yield from filter(None, (record.english_name, record.acronym, *record.former_names))


def _twins(inspection: Inspection, kind: str, identifiers: list[str], what: str, field: str | None) -> Fault:
    first, *rest = sorted(set(identifiers))
    names = [inspection.name(kind, identifier) for identifier in (first, *rest)]
    statement = inspection.roadmap.taken(kind)[first]
    return Fault.of(
        statement,
        f"{capitalised(', '.join(names[:-1]))} and {names[-1]} {what}.",
        field=field,
        value=first if field else statement.record.label,
        others=tuple(Thing(kind, identifier) for identifier in rest),
    )
