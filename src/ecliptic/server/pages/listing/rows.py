"""Things of a list as rows: for readers, for programs, and for spreadsheets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from markupsafe import Markup, escape

from ecliptic.assess import Column, Table
from ecliptic.assess.assessment import Cell, LazyRows, Row
from ecliptic.roadmap import Statement
from ecliptic.roadmap.statement import canonical_bytes
from ecliptic.server.pages.listing.columns import Shown
from ecliptic.server.pages.listing.facets import title_of
from ecliptic.server.pages.templatetags.layout import visibility_mark
from ecliptic.server.pages.values import Writer
from ecliptic.vocabulary import KINDS, FieldSpec, Visibility

_LONGEST_WORDS = 150
_TYPES: dict[str, Any] = {"integer": "integer", "number": "number", "boolean": "boolean"}
_ENVELOPE = (
    Column("publisher", "Organisation that states it", kind="organisation"),
    Column("version", "Number of the statement among the publisher's about this thing", "integer"),
    Column("stated_at", "When it was stated"),
    Column("holds_on", "Date for which it holds, where that differs from when it was stated"),
    Column("firmness", "How firm it is"),
    Column("visibility", "Who may see it"),
    Column("unverified", "Whether it was not found in a document", "boolean"),
    Column("sources", "Documents that it rests on"),
)


CLASSES = {"integer": "n", "number": "n", "date": "nowrap", "day": "nowrap"}
"""The class of a column by the type of its field."""


def lines(statements: Iterable[Statement], shown: Shown, writer: Writer) -> Markup:
    """The things as rows of a table: name, firmness, the kind's own columns, publisher, age.

    Written at once rather than by a template, since lists are long and often asked for.
    """
    cells = [_cell(title_of(spec), spec.unit, CLASSES.get(spec.type)) for spec in shown.columns]
    written = "".join([_line(statement, shown, cells, writer) for statement in statements])
    return Markup(written)  # noqa: S704 - every part is markup or escaped  # nosec B704


def things_json(
    kind: str, statements: Iterable[Statement], writer: Writer, *, total: int, following: str | None
) -> bytes:
    """A page of things as programs read them; each as in files of statements, with its address."""
    head = {"kind": kind, "total": total, "next": following}
    things = b",\n".join(_with_address(statement, writer) for statement in statements)
    return json.dumps(head, ensure_ascii=False).encode()[:-1] + b', "things": [\n' + things + b"\n]}\n"


def things_table(kind: str, statements: Iterable[Statement]) -> Table:
    """Things as a table with all of their fields."""
    fields = KINDS[kind].fields()
    names = [_free(spec.name) for spec in fields]
    columns = tuple(
        Column(
            name,
            spec.meaning,
            _TYPES.get(spec.type, "text") if not spec.many else "text",
            spec.unit,
            spec.target,
        )
        for name, spec in zip(names, fields, strict=True)
    )
    record = KINDS[kind]
    rows = LazyRows(lambda: _rows(fields, statements))
    return Table(record.plural, record.plural.replace("-", " "), (*columns, *_ENVELOPE), rows)


def cell_of(value: Any) -> Cell:
    """A value of a field as a cell; several are joined by '; '."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, tuple):
        return "; ".join(str(item) for item in value) or None
    return str(value)


def _cell(label: str, unit: str | None = None, class_: str | None = None) -> str:
    """The beginning of a cell; it tells its label where a phone shows rows as cards."""
    named = escape(f"{label.capitalize()}, {unit}" if unit else label.capitalize())
    return f'<td role="cell" data-label="{named}"' + (f' class="{class_}">' if class_ else ">")


_FIRMNESS, _STATED_BY, _AS_OF = _cell("firmness"), _cell("stated by"), _cell("as of")


def _line(statement: Statement, shown: Shown, cells: Sequence[str], writer: Writer) -> str:
    record, envelope = statement.record, statement.envelope
    parts = ['<tr role="row"><th scope="row" role="rowheader">', writer.link(statement)]
    if record.id != record.label:
        parts.append(f' <span class="note">{escape(record.id)}</span>')
    if envelope.visibility is not Visibility.PUBLIC:
        parts += [" ", visibility_mark(envelope.visibility)]
    if shown.words and (words := _shortened(getattr(record, shown.words.name))):
        parts.append(f'<br><span class="note">{escape(words)}</span>')
    parts += ["</th>", _FIRMNESS, writer.firmness(statement), "</td>"]
    for cell, spec in zip(cells, shown.columns, strict=True):
        parts += [cell, writer.field(record, spec, short=True), "</td>"]
    parts += [
        _STATED_BY,
        escape(envelope.publisher),
        "</td>",
        _AS_OF,
        writer.known(statement, short=True),
        "</td></tr>\n",
    ]
    return "".join(parts)


def _shortened(words: str | None) -> str | None:
    if words is None or len(words) <= _LONGEST_WORDS:
        return words
    return words[:_LONGEST_WORDS].rsplit(" ", 1)[0].rstrip(" ,;:.") + " …"


def _with_address(statement: Statement, writer: Writer) -> bytes:
    address = json.dumps(writer.address(statement.kind, statement.id)).encode()
    return canonical_bytes(statement)[:-1] + b',"page":' + address + b"}"


def _rows(fields: Sequence[FieldSpec], statements: Iterable[Statement]) -> Iterator[Row]:
    for statement in statements:
        record, envelope = statement.record, statement.envelope
        said = [cell_of(getattr(record, spec.name)) for spec in fields]
        yield (
            *said,
            envelope.publisher,
            envelope.version,
            envelope.stated_at.isoformat(),
            cell_of(envelope.as_of),
            cell_of(envelope.firmness),
            envelope.visibility.value,
            envelope.unverified,
            cell_of(envelope.sources),
        )


def _free(name: str) -> str:
    taken = {column.name for column in _ENVELOPE}
    return f"its_{name}" if name in taken else name
