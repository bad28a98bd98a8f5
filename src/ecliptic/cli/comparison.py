"""A difference between two roadmaps as tables and as JSON."""

from __future__ import annotations

from typing import Any

from ecliptic.assess.assessment import Cell, Column, Table
from ecliptic.roadmap import Statement
from ecliptic.roadmap.difference import Change, Difference, Providers


def difference_tables(found: Difference) -> tuple[Table, ...]:
    """Counts by kind, every change field by field, and the functions that are allocated otherwise."""
    return _counts(found), _changes(found), _reallocations(found)


def difference_json(found: Difference) -> dict[str, Any]:
    """Everything that changed, as plain values."""
    return {
        "kinds": [dict(zip(_COUNT_NAMES, row, strict=True)) for row in _counts(found).rows],
        "changes": [dict(zip(_CHANGE_NAMES, row, strict=True)) for row in _changes(found).rows],
        "reallocated": [
            {
                "function": r.function,
                "phase": r.phase,
                "presence": r.presence,
                "before": {"elements": r.before.elements, "unallocated": r.before.unallocated},
                "after": {"elements": r.after.elements, "unallocated": r.after.unallocated},
            }
            for r in found.reallocated
        ],
        "dropped_kinds": [kind.kind for kind in found.dropped_kinds],
        "introduced_kinds": [kind.kind for kind in found.introduced_kinds],
    }


_COUNT_NAMES = ("kind", "before", "after", "added", "withdrawn", "reworded", "changed", "layer")
_CHANGE_NAMES = ("change", "kind", "id", "field", "before", "after")


def _counts(found: Difference) -> Table:
    columns = (
        Column("kind", "Kind of record"),
        Column("before", "Things in the old roadmap", "integer"),
        Column("after", "Things in the new roadmap", "integer"),
        Column("added", "Things that only the new one has", "integer"),
        Column("withdrawn", "Things that only the old one has", "integer"),
        Column("reworded", "Things that are called something else", "integer"),
        Column("changed", "Things of which any field differs, the reworded among them", "integer"),
        Column("layer", "Whether the whole kind was dropped or introduced"),
    )
    rows: list[tuple[Cell, ...]] = []
    for kind in found.kinds.values():
        layer = "dropped" if kind.dropped else "introduced" if kind.introduced else None
        reworded = sum(change.reworded for change in kind.changed)
        rows.append(
            (
                kind.kind,
                kind.before,
                kind.after,
                len(kind.added),
                len(kind.withdrawn),
                reworded,
                len(kind.changed),
                layer,
            )
        )
    return Table("kinds", "What changed, by kind", columns, tuple(rows))


def _changes(found: Difference) -> Table:
    columns = (
        Column("change", "added, withdrawn, reworded or changed"),
        Column("kind", "Kind of record"),
        Column("id", "Identifier"),
        Column("field", "Field that differs"),
        Column("before", "What it was"),
        Column("after", "What it is"),
    )
    rows: list[tuple[Cell, ...]] = []
    for kind in found.kinds.values():
        rows += [_whole("added", statement) for statement in kind.added]
        rows += [_whole("withdrawn", statement) for statement in kind.withdrawn]
        for change in kind.changed:
            rows += _fields(change)
    return Table("changes", "Every change", columns, tuple(rows))


def _whole(word: str, statement: Statement) -> tuple[Cell, ...]:
    label = statement.record.label
    before, after = (label, None) if word == "withdrawn" else (None, label)
    return word, statement.kind, statement.id, None, before, after


def _fields(change: Change) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for field in change.fields:
        word = "reworded" if change.reworded and field.before == change.before.record.label else "changed"
        # Of a long list only what went and what came is worth reading.
        several = isinstance(field.before, tuple) and isinstance(field.after, tuple)
        before, after = (field.gone, field.new) if several else (field.before, field.after)
        rows.append((word, change.kind, change.id, field.field, _words(before), _words(after)))
    return rows


def _reallocations(found: Difference) -> Table:
    columns = (
        Column("function", "Function whose providers differ", kind="function"),
        Column("phase", "Phase in which they do", kind="phase"),
        Column("function_is", "Whether both roadmaps have the function"),
        Column("before", "Elements that provided it"),
        Column("after", "Elements that provide it"),
    )
    rows = tuple(
        (r.function, r.phase, r.presence, _providers(r.before), _providers(r.after))
        for r in found.reallocated
    )
    return Table("reallocated", "Functions allocated otherwise", columns, rows)


def _providers(providers: Providers) -> str:
    words = [*providers.elements, *(["marked unallocated"] if providers.unallocated else [])]
    return "; ".join(words) or "none stated"


def _words(value: Any) -> str | None:
    if value is None or value == ():
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(str(one) for one in value) if isinstance(value, tuple) else str(value)
