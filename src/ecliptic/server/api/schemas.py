"""What answers look like, for the description of the interface; answers themselves are written elsewhere."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import WithJsonSchema

REFERENCE = "x-described-as"
"""Stands for a reference to a component until the whole description is put together."""

StatementOut = Annotated[dict[str, Any], WithJsonSchema({REFERENCE: "Statement"})]
StatementPart = Annotated[dict[str, Any], WithJsonSchema({REFERENCE: "StatementPart"})]
Anything = Annotated[Any, WithJsonSchema({})]
Identifier = Annotated[str, Field(description="Unique within its kind, and stable for ever.")]
Kind = Annotated[str, Field(description="Slug of a kind of record.")]


class FieldsDiffer(Schema):
    """A field of which two statements hold different values."""

    field: str
    taken: Anything
    other: Anything


class DisagreementOut(Schema):
    """What another publisher says differently."""

    publisher: str
    differences: list[FieldsDiffer]


class ThingOut(Schema):
    """A thing: what is said about it, and by whom."""

    kind: Kind
    id: Identifier
    label: str = Field(description="What people call it.")
    url: str = Field(description="Its page.")
    statement: StatementOut = Field(description="The statement that was taken, by the rule of resolution.")
    others: list[StatementOut] = Field(description="Current statements of other publishers.")
    disagreements: list[DisagreementOut] = Field(description="What they say differently.")


class ThingsOut(Schema):
    """Part of a list of things."""

    kind: Kind
    total: int = Field(description="How many things there are in all parts together.")
    next: str | None = Field(description="What to send as `after` for the next part; null in the last one.")
    statements: list[StatementPart]


class KindOut(Schema):
    """A kind of thing."""

    kind: Kind
    plural: str = Field(description="Name of its list in addresses.")
    family: str
    description: str
    count: int = Field(description="How many things of this kind you may see.")


class KindsOut(Schema):
    """The kinds of things."""

    kinds: list[KindOut]
    total: int


class HistoryOut(Schema):
    """All that was ever stated about a thing."""

    kind: Kind
    id: Identifier
    statements: list[StatementOut] = Field(description="Withdrawn ones too, oldest first.")


class ReferrerOut(Schema):
    """A record that refers to a thing."""

    kind: Kind
    id: Identifier
    label: str
    field: str = Field(description="The field that refers to it.")


class ReferrersOut(Schema):
    """The records that refer to a thing."""

    kind: Kind
    id: Identifier
    referrers: list[ReferrerOut]


class StatementsOut(Schema):
    """Part of all statements."""

    total: int = Field(description="How many statements there are in all parts together.")
    next: str | None = Field(description="What to send as `after` for the next part; null in the last one.")
    statements: list[StatementOut]


class LineOut(Schema):
    """A statement that was made, or would be."""

    kind: Kind
    id: Identifier
    version: int


class ProblemOut(Schema):
    """Something that is wrong, where it is, and what would be right."""

    message: str
    remedy: str
    severity: Literal["error", "warning"]
    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    field: str | None = None
    value: str | None = None


class ProblemDocument(Schema):
    """What went wrong with a request (RFC 9457)."""

    type: str = Field(description="Where this kind of problem is explained.")
    title: str
    status: int
    detail: str
    problems: list[ProblemOut]
    current: StatementOut | None = Field(None, description="What your organisation states now.")
    conflicts: list[dict[str, Any]] | None = Field(None, description="What has been overtaken, and by what.")


class CountsOut(Schema):
    """How many statements there are of each sort."""

    new: int
    changed: int
    confirmed: int
    withdrawn: int
    unchanged: int
    problems: int


class BulkOut(Schema):
    """What came of several statements, or what would come of them."""

    dry_run: bool
    counts: CountsOut
    new: list[LineOut]
    changed: list[LineOut]
    confirmed: list[LineOut] = Field(description="Said again, as still true.")
    withdrawn: list[LineOut]
    unchanged: list[LineOut]
    problems: list[ProblemOut]
    submission: str | None = Field(description="Name of what was done; null where nothing was.")


class EditionOut(Schema):
    """A named set of statements that stays as it is."""

    slug: str
    title: str
    note: str
    as_of: datetime
    publishers: list[str] = Field(description="Whose statements it holds; empty for everybody's.")
    made_at: datetime


class EditionsOut(Schema):
    """The editions."""

    editions: list[EditionOut]


class EditionSeenOut(EditionOut):
    """An edition, with what you may see of it."""

    count: int = Field(description="How many of its statements you may see.")
    digest: str = Field(description="SHA-256 of these statements.")


class FieldChangeOut(Schema):
    """A field before and after."""

    field: str
    before: Anything
    after: Anything


class ChangeOut(Schema):
    """What became of a thing."""

    what: Literal["added", "withdrawn", "changed", "restated"]
    kind: Kind
    id: Identifier
    label: str
    fields: list[FieldChangeOut] = Field(description="Fields of the record, and `firmness`, that differ.")
    circumstances: list[FieldChangeOut] = Field(description="Who said it, when and from which source.")


class KindCountsOut(Schema):
    """How much changed among the things of a kind."""

    kind: Kind
    before: int
    after: int
    added: int
    withdrawn: int
    changed: int
    restated: int


class ChangesOut(Schema):
    """What changed between two pictures."""

    kinds: list[KindCountsOut]
    total: int
    next: int | None = Field(description="What to send as `after` for the next part; null in the last one.")
    changes: list[ChangeOut]


class HitOut(Schema):
    """Something that was found."""

    kind: Kind
    id: Identifier
    label: str
    snippet: str = Field(description="A stretch of its texts; empty where it has none.")
    url: str = Field(description="Its page.")


class SearchOut(Schema):
    """What was found, the best first."""

    total: int
    hits: list[HitOut]


class ViewerOut(Schema):
    """As whom somebody sees things."""

    organisation: str | None
    member: bool


class MeOut(Schema):
    """Who is asking, and what they may do."""

    signed_in: bool
    name: str
    organisation: str | None
    role: str | None
    viewer: ViewerOut
    may_prepare: bool
    may_state: bool
    token: str | None = Field(description="What the token allows: read or state; null without one.")


class RootOut(Schema):
    """What this is."""

    ecliptic: str = Field(description="Version of the program.")
    api: int = Field(description="Version of this interface.")
    digest: str = Field(description="SHA-256 of all statements that you may see.")
    viewer: ViewerOut
    openapi: str = Field(description="Where the interface is described.")


class OpenSchema(Schema):
    """A JSON Schema."""


class QuestionOut(Schema):
    """A question that can be put to the roadmap."""

    name: str
    title: str
    asks: str
    parameters: dict[str, Any] = Field(description="JSON Schema of its parameters.")


class QuestionsOut(Schema):
    """The questions that can be put to the roadmap."""

    questions: list[QuestionOut]


class RunOut(Schema):
    """A question that was put, and how far its answer is."""

    uuid: str
    question: str
    parameters: dict[str, Any]
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    progress: float = Field(description="From 0 to 1.")
    message: str
    error: str
    asked_by: str
    as_of: datetime | None
    edition: str | None
    digest: str | None = Field(description="SHA-256 of the statements on which the answer rests.")
    version: str
    created_at: datetime
    finished_at: datetime | None
    result: str | None = Field(description="Where the answer is; null while there is none to be seen.")
    url: str = Field(description="Its page.")


class RunsOut(Schema):
    """Runs, the newest first."""

    runs: list[RunOut]


class AssessmentOut(Schema):
    """An answer: findings, tables, figures and provenance."""
