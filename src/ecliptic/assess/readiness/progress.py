"""The tables of readiness about technologies and the projects that raise their readiness."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from statistics import median

from ecliptic.assess.assessment import Column, LazyRows, Row, Table
from ecliptic.assess.cells import joined
from ecliptic.assess.involvement import Involvement
from ecliptic.assess.readiness.picture import View
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import Contribution, Project, Technology

LEVELS = range(1, 10)
UNRATED = "unrated"
NO_TOPIC = "no topic stated"

_UNVERIFIED = Column("unverified", "Whether any statement behind the row is unverified", "boolean")

# --- technologies ---------------------------------------------------------------------------------

_TECHNOLOGY_COLUMNS = (
    Column("technology", "Technology", kind="technology"),
    Column("name", "What it is called"),
    Column("rating", "Whether it is unrated, below its target, or at it"),
    Column("trl_now", "Technology readiness level now; empty where it is unrated", "integer", "TRL"),
    Column("trl_target", "Readiness level wanted; empty where nobody states it", "integer", "TRL"),
    Column("levels_missing", "Levels between the two; empty where either is unknown", "integer", "TRL"),
    Column("environment", "Environment for which the level holds"),
    Column("assessed", "When the level was assessed"),
    Column("need_by", "When the technology is needed, as stated"),
    Column("gaps", "Gaps that it would close", kind="technology-gap"),
    Column("contributors", "Organisations that contribute to it", kind="organisation"),
    Column("interested", "Organisations that are interested in it and no more", kind="organisation"),
    Column("state_of_the_art", "What is possible today"),
    _UNVERIFIED,
)


def technology_table(view: View) -> Table:
    """Technologies with their readiness; to contribute to one is not to work on each gap it would close."""

    def rows() -> Iterator[Row]:
        involved = _involved(view.picture.roadmap)
        for identifier, gaps in view.technologies.items():
            record = view.picture.technologies.get(identifier)
            statement = view.picture.roadmap.statement(Technology.kind, identifier)
            yield _technology_row(identifier, record, statement, gaps, involved.get(identifier, []))

    return Table("technologies", "Technologies and their readiness", _TECHNOLOGY_COLUMNS, LazyRows(rows))


def rating(technology: Technology) -> str:
    """How a technology stands against its target, in words."""
    missing = levels_missing(technology)
    if technology.trl_now is None:
        return UNRATED
    if missing is None:
        return "target not stated"
    return "below target" if missing > 0 else "at target"


def levels_missing(technology: Technology) -> int | None:
    """Levels from now to the target, never below 0; None where either is unknown."""
    if technology.trl_now is None or technology.trl_target is None:
        return None
    return max(0, technology.trl_target - technology.trl_now)


def _technology_row(
    identifier: str,
    record: Technology | None,
    statement: Statement | None,
    gaps: Iterable[str],
    involved: list[Involvement],
) -> Row:
    helping = {i.organisation for i in involved if not i.is_interest}
    interested = {i.organisation for i in involved} - helping
    people = joined(sorted(helping)), joined(sorted(interested))
    if record is None or statement is None:
        return (identifier, None, "nobody states it", *(None,) * 6, joined(gaps), *people, None, False)
    return (
        identifier,
        record.name,
        rating(record),
        record.trl_now,
        record.trl_target,
        levels_missing(record),
        record.environment,
        None if record.assessed is None else record.assessed.text,
        None if record.need_by is None else record.need_by.text,
        joined(gaps),
        *people,
        record.state_of_the_art,
        statement.envelope.unverified or any(i.unverified for i in involved),
    )


def _involved(roadmap: Roadmap) -> Mapping[str, list[Involvement]]:
    found: dict[str, list[Involvement]] = {}
    for statement in roadmap.taken(Contribution.kind).values():
        involvement = Involvement.of(statement)
        if involvement.through.kind == Technology.kind:
            found.setdefault(involvement.through.id, []).append(involvement)
    return found


# --- projects -------------------------------------------------------------------------------------

_PROJECT_COLUMNS = (
    Column("project", "Project", kind="project"),
    Column("title", "What it is called"),
    Column("lead", "Organisation responsible for it", kind="organisation"),
    Column("performer", "Centre, company or institute that does the work"),
    Column("status", "Where it stands"),
    Column("topics", "Topics that it belongs to", kind="taxonomy-node"),
    Column("trl_begin", "Readiness level at its start", "integer", "TRL"),
    Column("trl_now", "Readiness level now; empty where it is unrated", "integer", "TRL"),
    Column("trl_target", "Readiness level planned for its end", "integer", "TRL"),
    Column("works_on", "Gaps that a source says it works on", kind="technology-gap"),
    Column(
        "same_topic", "Gaps whose topic it shares; this says nothing of work on them", kind="technology-gap"
    ),
    _UNVERIFIED,
)


def project_table(view: View) -> Table:
    """Projects, and how they bear on gaps."""

    def rows() -> Iterator[Row]:
        taken = view.picture.roadmap.taken(Project.kind)
        for identifier, (direct, shared) in view.projects.items():
            record = view.picture.projects[identifier]
            yield (
                identifier,
                record.title,
                record.lead,
                record.performer,
                None if record.status is None else record.status.value,
                joined(record.taxonomy),
                record.trl_begin,
                record.trl_now,
                record.trl_target,
                joined(direct),
                joined(shared),
                taken[identifier].envelope.unverified,
            )

    return Table("projects", "Projects and their readiness", _PROJECT_COLUMNS, LazyRows(rows))


_TOPIC_COLUMNS = (
    Column("topic", "Broadest topic of the projects; empty where they name none", kind="taxonomy-node"),
    Column("name", "Code and title of the topic"),
    Column("projects", "Projects; one with several topics counts in each", "integer", "projects"),
    Column("begin", "Median readiness level at the start, of projects that state it", "number", "TRL"),
    Column("now", "Median readiness level now, of projects that state it", "number", "TRL"),
    Column("target", "Median readiness level planned, of projects that state it", "number", "TRL"),
    Column(
        "reached", "Projects whose level is known to be at or above the planned one", "integer", "projects"
    ),
    Column("short", "Projects whose level is known to be below the planned one", "integer", "projects"),
    *(Column(f"trl_{n}", f"Projects at level {n} now", "integer", "projects") for n in LEVELS),
    Column("unrated", "Projects whose level now is not stated", "integer", "projects"),
)


def topic_table(view: View) -> Table:
    """How far the projects of each broad topic are."""

    def rows() -> Iterator[Row]:
        for topic, projects in by_topic(view).items():
            name = NO_TOPIC if topic is None else view.picture.topics.label(topic)
            yield topic, name, len(projects), *_levels(projects), *distribution(projects)

    return Table("topics", "Readiness of projects by topic", _TOPIC_COLUMNS, LazyRows(rows))


def by_topic(view: View) -> dict[str | None, list[Project]]:
    """Shown projects by the broadest topics that they belong to; those without one come last."""
    found: dict[str | None, list[Project]] = {}
    for identifier in view.projects:
        record = view.picture.projects[identifier]
        tops: set[str | None] = {view.picture.topics.top(node) for node in record.taxonomy}
        for top in tops or {None}:
            found.setdefault(top, []).append(record)
    return {top: found[top] for top in sorted(found, key=lambda top: (top is None, top or ""))}


def distribution(projects: Iterable[Project]) -> tuple[int, ...]:
    """Projects at each level now, and those that are unrated."""
    levels = [project.trl_now for project in projects]
    return (*(levels.count(level) for level in LEVELS), levels.count(None))


def _levels(projects: list[Project]) -> Row:
    both = [(p.trl_now, p.trl_target) for p in projects if p.trl_now is not None and p.trl_target is not None]
    reached = sum(now >= target for now, target in both)
    return (
        _median(project.trl_begin for project in projects),
        _median(project.trl_now for project in projects),
        _median(project.trl_target for project in projects),
        reached,
        len(both) - reached,
    )


def _median(levels: Iterable[int | None]) -> float | None:
    known = [level for level in levels if level is not None]
    return float(median(known)) if known else None
