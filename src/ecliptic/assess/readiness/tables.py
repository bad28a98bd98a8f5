"""The tables of readiness about gaps: summary, gaps, who works on them, what waits for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ecliptic.assess.assessment import Column, LazyRows, Row, Table
from ecliptic.assess.cells import joined, word
from ecliptic.assess.readiness.needs import day
from ecliptic.assess.readiness.picture import GapState, View
from ecliptic.assess.readiness.progress import project_table, technology_table, topic_table
from ecliptic.assess.readiness.workers import Address, Standing, Worker

_GAP = Column("gap", "Technology gap", kind="technology-gap")
_RANK = Column("rank", "Place in the source's order of priority; 1 is most urgent", "integer")
_UNVERIFIED = Column("unverified", "Whether any statement behind the row is unverified", "boolean")


def tables(view: View) -> tuple[Table, ...]:
    """All tables; the first is the summary."""
    return (
        _summary(view),
        _gaps(view),
        _workers(view),
        _waiting(view),
        technology_table(view),
        project_table(view),
        topic_table(view),
        _data_gaps(view),
    )


# --- summary --------------------------------------------------------------------------------------


def _of(*standings: Standing) -> Callable[[GapState], bool]:
    return lambda gap: gap.workers.standing in standings


def _with(address: Address) -> Callable[[GapState], bool]:
    return lambda gap: gap.workers.address is address


_COUNTS: tuple[tuple[str, str, Callable[[GapState], bool]], ...] = (
    ("gaps", "Technology gaps", lambda gap: True),
    ("ranked", "Gaps to which the source gives a rank", lambda gap: gap.record.rank is not None),
    ("firm", "Gaps of which the firmest work is a fact or approved", _of(Standing.FIRM)),
    ("planned", "Gaps of which the firmest work is planned", _of(Standing.PLANNED)),
    ("on_paper", "Gaps of which the firmest work is considered or a concept", _of(Standing.ON_PAPER)),
    ("firmness_unknown", "Gaps that are worked on, nobody says how firmly", _of(Standing.UNKNOWN)),
    ("interest_only", "Gaps in which somebody is interested and no more", _of(Standing.INTEREST)),
    ("nobody", "Gaps that nobody is stated to work on or be interested in", _of(Standing.NOBODY)),
    ("one_organisation", "Gaps that exactly one organisation works on", _with(Address.ONE)),
    ("several_organisations", "Gaps that several organisations work on", _with(Address.SEVERAL)),
    ("moon_and_mars", "Gaps that phases at the Moon and at Mars need closed", lambda g: g.moon_and_mars),
    (
        "moon_and_mars_addressed",
        "Of these, gaps that somebody works on",
        lambda gap: gap.moon_and_mars and bool(gap.workers.working),
    ),
    ("need_unknown", "Gaps of which no need date is known", lambda gap: gap.need.when is None),
    ("untraced", "Gaps of which no function or use case is stated to wait", lambda gap: not gap.traced),
    ("unverified", "Gaps that rest on an unverified statement", lambda gap: gap.unverified),
)
_SUMMARY_COLUMNS = (
    Column("assessment", "Assessment that found the gaps; 'all' in the first row"),
    Column("publisher", "Organisation whose statements they are", kind="organisation"),
    *(Column(name, meaning, "integer", "gaps") for name, meaning, _ in _COUNTS),
)


def _summary(view: View) -> Table:
    families: dict[tuple[str, str], list[GapState]] = {}
    for gap in view.gaps:
        families.setdefault(gap.family, []).append(gap)
    rows: list[Row] = [("all", None, *_counted(view.gaps))]
    for (assessment, publisher), gaps in sorted(families.items()):
        rows.append((assessment or "not stated", publisher, *_counted(gaps)))
    return Table("summary", "Technology gaps by assessment", _SUMMARY_COLUMNS, tuple(rows))


def _counted(gaps: Iterable[GapState]) -> Row:
    known = list(gaps)
    return tuple(sum(takes(gap) for gap in known) for _, _, takes in _COUNTS)


# --- gaps -----------------------------------------------------------------------------------------

_GAP_COLUMNS = (
    _RANK,
    _GAP,
    Column("title", "The gap in a few words"),
    Column("priority_bin", "Group of priority that the source puts it in", "integer"),
    Column("address", "How many organisations work on it: nobody, interest only, one or several"),
    Column("standing", "How firmly, by the firmest of them"),
    Column("organisations", "Organisations that work on it", kind="organisation"),
    Column("interested", "Organisations of which nothing more than interest is known", kind="organisation"),
    Column("phases", "Phases that need it closed", kind="phase"),
    Column("first_phase", "Phase that needs it first; empty where that is unknown", kind="phase"),
    Column("need_date", "When it must be closed, as stated; empty where it is unknown"),
    Column("need_day", "First day of that date", "date"),
    Column("need_basis", "What that date rests on"),
    Column("need_note", "When it must be closed, in the source's words"),
    Column("indication", "First use or launch planned in the phase that needs it first; no need date"),
    Column("indication_from", "Kind and identifier of the thing that the indication is taken from"),
    Column("functions", "Functions that wait for it", "integer", "functions"),
    Column(
        "functions_without_element", "Of these, functions that no element provides", "integer", "functions"
    ),
    Column("use_cases_named", "Use cases that the gap itself names", "integer", "use cases"),
    Column("use_cases", "Use cases that wait for it, also through its functions", "integer", "use cases"),
    Column("objectives", "Objectives that wait for it through use cases", "integer", "objectives"),
    Column("moon_and_mars", "Whether phases at the Moon and at Mars need it closed", "boolean"),
    Column("sub_architectures", "Sub-architectures that it concerns", kind="taxonomy-node"),
    Column("technologies", "Technologies that would close it", kind="technology"),
    Column("state_of_the_art", "What is possible today"),
    Column("target", "Performance wanted"),
    Column("unit", "Unit of state of the art and target, where they are numbers"),
    Column("assessment", "Assessment that found it"),
    Column("publisher", "Organisation whose statement it is", kind="organisation"),
    _UNVERIFIED,
)


def _gaps(view: View) -> Table:
    title = "Technology gaps in order of rank"
    return Table("gaps", title, _GAP_COLUMNS, LazyRows(lambda: [_gap_row(view, gap) for gap in view.gaps]))


def _gap_row(view: View, gap: GapState) -> Row:
    record = gap.record
    return (
        record.rank,
        gap.id,
        record.title,
        record.priority_bin,
        gap.workers.address.value,
        gap.workers.standing.value,
        joined(gap.workers.organisations),
        joined(sorted({w.organisation for w in gap.workers.interested if w.organisation is not None})),
        joined(view.picture.phases.in_order(record.phases)),
        *_need_cells(gap),
        *_waiting_cells(gap),
        gap.moon_and_mars if record.phases else None,
        joined(record.sub_architectures),
        joined(record.technologies),
        record.state_of_the_art,
        record.target,
        record.unit,
        record.assessment,
        gap.statement.publisher,
        gap.unverified,
    )


def _need_cells(gap: GapState) -> Row:
    need = gap.need
    first = day(need.when)
    hint = need.indication
    return (
        need.phase,
        None if need.when is None else need.when.text,
        None if first is None else first.isoformat(),
        need.basis,
        gap.record.need_note,
        None if hint is None else hint.when.text,
        None if hint is None else f"{hint.thing.kind} {hint.thing.id}",
    )


def _waiting_cells(gap: GapState) -> Row:
    """Counts of what waits; empty where the source does not say what does."""
    if not gap.traced:
        return (None, None, None, None, None)
    waiting = gap.waiting
    known = len(waiting.functions) > len(waiting.unknown_provision)
    return (
        len(waiting.functions),
        len(waiting.without_element) if known or not waiting.functions else None,
        len(set(gap.record.use_cases)),
        len(waiting.use_cases),
        len(waiting.objectives),
    )


# --- workers --------------------------------------------------------------------------------------

_WORKER_COLUMNS = (
    _RANK,
    _GAP,
    Column(
        "organisation",
        "Who works on it or is interested; empty where a project names no lead",
        kind="organisation",
    ),
    Column("involvement", "Whether it works on the gap or is interested only"),
    Column("how", "Whether a contribution, a project or the gap itself says so"),
    Column("role", "What it does; empty where nobody says"),
    Column("firmness", "How firmly; empty where it is unknown"),
    Column("through_kind", "Kind of the thing through which it works on the gap"),
    Column("through", "That thing"),
    Column("through_name", "What that thing is called"),
    Column(
        "partners",
        "Organisations that it is shared with; their part in the gap is not stated",
        kind="organisation",
    ),
    Column("statement_kind", "Kind of the statement that says so"),
    Column("statement", "The record whose statement says so"),
    Column("publisher", "Organisation whose statement it is", kind="organisation"),
    _UNVERIFIED,
)


def _workers(view: View) -> Table:
    def rows() -> Iterator[Row]:
        for gap in view.gaps:
            for worker in gap.workers.all:
                yield gap.record.rank, gap.id, *_worker_cells(view, worker)

    return Table("workers", "Who works on each gap or is interested in it", _WORKER_COLUMNS, LazyRows(rows))


def _worker_cells(view: View, worker: Worker) -> Row:
    return (
        worker.organisation,
        "interest only" if worker.is_interest else "works on it",
        worker.how,
        None if worker.role is None else worker.role.value,
        word(worker.firmness),
        worker.through.kind,
        worker.through.id,
        view.picture.label(worker.through.kind, worker.through.id),
        joined(worker.partners),
        worker.statement.kind,
        worker.statement.id,
        worker.statement.publisher,
        worker.statement.envelope.unverified,
    )


# --- waiting --------------------------------------------------------------------------------------

_WAITING_COLUMNS = (
    _RANK,
    _GAP,
    Column("function", "Function that waits for it", kind="function"),
    Column("use_case", "Use case that waits for it", kind="use-case"),
    Column("how", "How the gap leads there"),
    Column("without_element_in", "Phases in which no element provides the function", kind="phase"),
    Column("provision", "Whether elements provide the function, where somebody states it"),
    Column("objectives", "Objectives that the use case serves", kind="objective"),
)


def _waiting(view: View) -> Table:
    def rows() -> Iterator[Row]:
        for gap in view.gaps:
            for path in gap.waiting.paths:
                phases, provision = _provision(view, gap, path.function)
                objectives = joined(path.objectives)
                yield (
                    gap.record.rank,
                    gap.id,
                    path.function,
                    path.use_case,
                    path.how,
                    phases,
                    provision,
                    objectives,
                )

    return Table("waiting", "What waits for each gap", _WAITING_COLUMNS, LazyRows(rows))


def _provision(view: View, gap: GapState, function: str | None) -> tuple[str | None, str | None]:
    if function is None:
        return None, None
    missing = view.picture.demand.provision.missing_in(function, gap.record.phases)
    if missing is None:
        return None, "not stated"
    return joined(missing), "no element" if missing else "provided"


# --- data gaps ------------------------------------------------------------------------------------

_DATA_GAP_COLUMNS = (
    Column("data_gap", "Data gap", kind="data-gap"),
    Column("title", "The gap in a few words"),
    Column("need_driver", "Area where the gap matters most"),
    Column("data_type", "Sort of data"),
    Column("phases", "Phases in which the data are needed, not when they are gathered", kind="phase"),
    Column("objectives", "Objectives that need the data", kind="objective"),
    Column("state_of_the_art", "Data that exist today"),
    Column("target", "Measurements that would fill it"),
    Column("publisher", "Organisation whose statement it is", kind="organisation"),
    _UNVERIFIED,
)


def _data_gaps(view: View) -> Table:
    def rows() -> Iterator[Row]:
        taken = view.picture.roadmap.taken("data-gap")
        for identifier, gap in sorted(view.data_gaps.items()):
            statement = taken[identifier]
            yield (
                identifier,
                gap.title,
                gap.need_driver,
                gap.data_type,
                joined(view.picture.phases.in_order(gap.phases)),
                joined(gap.objectives),
                gap.state_of_the_art,
                gap.target,
                statement.publisher,
                statement.envelope.unverified,
            )

    return Table("data_gaps", "Data gaps", _DATA_GAP_COLUMNS, LazyRows(rows))
