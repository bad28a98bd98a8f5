"""Tables that only grow: the database itself refuses to change or remove their rows."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

_SQLITE = """\
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} only grows: its rows are not changed or removed'); END"""
_POSTGRESQL_FUNCTION = """\
CREATE OR REPLACE FUNCTION ecliptic_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% only grows: its rows are not changed or removed', TG_TABLE_NAME; END $$"""
_POSTGRESQL_TRIGGER = """\
CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION ecliptic_only_grows()"""


class AppendOnly(Operation):
    """A step of a migration that makes a table refuse UPDATE and DELETE."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Models look the same before and after."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Create the triggers in the way of the database at hand."""
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(_POSTGRESQL_FUNCTION, params=None)
            schema_editor.execute(_POSTGRESQL_TRIGGER.format(table=self.table), params=None)
            return
        for verb in ("update", "delete"):
            schema_editor.execute(_SQLITE.format(table=self.table, verb=verb, VERB=verb.upper()), params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Drop the triggers again."""
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {self.table}_only_grows ON {self.table}")
            return
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {self.table}_no_{verb}")

    def describe(self) -> str:
        """What a listing of the migration says."""
        return f"Let the table {self.table} only grow"
