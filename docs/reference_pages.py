"""Writes the reference pages that follow from the program: kinds, terms, questions, commands and so on.

Each is made from the one definition in the code, so a page cannot say anything else than the program does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from inspect import cleandoc
from itertools import groupby
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel

from ecliptic.assess.registry import Question, questions
from ecliptic.cli import app as program
from ecliptic.roadmap import Envelope
from ecliptic.roadmap.audit import CHECKS, Check
from ecliptic.server.environment import PREFIX, Environment
from ecliptic.vocabulary import KINDS, FieldSpec, Record, Term, fields_of
from ecliptic.vocabulary.dates import FORMS
from ecliptic.vocabulary.schema import schema

# Types whose name says too little.
TYPES = {"instant": "day or instant", "marks": "names of fields, each with who may see it"}
SCHEMA = "vocabulary.schema.json"


def write_reference(folder: Path) -> None:
    """Write all pages into a folder of their own; pages of things that are gone go too."""
    pages = {
        **pages_of_the_vocabulary(),
        "audit.md": "\n".join(audit_page()),
        "questions.md": "\n".join(questions_page()),
        "commands.md": "\n".join(commands_page()),
        "settings.md": "\n".join(settings_page()),
    }
    for stale in set(folder.rglob("*.md")) - {folder / name for name in pages}:
        stale.unlink()
    for name, text in pages.items():
        write(folder / name, text)


def pages_of_the_vocabulary() -> dict[str, str]:
    """Every page that follows from the definitions of records, statements and terms, by its path."""
    return {
        "terms.md": "\n".join(terms_page()),
        "dates.md": dates_page(),
        "statement.md": "\n".join(statement_page()),
        **{f"kinds/{kind}.md": "\n".join(kind_page(model)) for kind, model in KINDS.items()},
        "kinds/index.md": "\n".join(kinds_index()),
        f"kinds/{SCHEMA}": json.dumps(schema(), indent=1, ensure_ascii=False),
    }


def write(page: Path, text: str) -> None:
    """Write a page unless it is there: an untouched one keeps its date, and Sphinx need not read it again."""
    page.parent.mkdir(parents=True, exist_ok=True)
    if not page.exists() or page.read_text(encoding="utf-8") != text + "\n":
        page.write_text(text + "\n", encoding="utf-8")


# --- record kinds ---------------------------------------------------------------------------------


def kinds_index() -> Iterator[str]:
    """All kinds by family."""
    yield "# Record kinds\n"
    yield "Everything that can be said is a record of one of these kinds, in an [envelope](../statement.md)"
    yield "that tells who says it, when and how firmly. The same as JSON Schema, draft 2020-12:"
    yield f"[{SCHEMA}]({SCHEMA}).\n"
    for family, models in groupby(KINDS.values(), key=lambda model: model.family):
        yield f"## {family.capitalize()}\n"
        yield from table(
            ("Kind", "What it is"),
            ((f"[{model.kind}]({model.kind}.md)", first_sentence(model.__doc__)) for model in models),
        )
    yield "```{toctree}\n:hidden:\n"
    yield from KINDS
    yield "```"


def kind_page(model: type[Record]) -> Iterator[str]:
    """One kind: what it is, where it stands in files, and every field."""
    yield f"# {model.kind.replace('-', ' ').capitalize()}\n"
    yield cleandoc(model.__doc__ or "") + "\n"
    yield f"Kind `{model.kind}`, of the family {model.family}. In a package it is the file"
    yield f"`{model.plural}.csv`, in a workbook the sheet `{model.plural}`.\n"
    if model.lead_field is not None:
        yield f"Where publishers differ, the statement of the organisation in `{model.lead_field}` wins.\n"
    yield from table(("Field", "Holds", "Meaning"), fields(fields_of(model), ""))
    yield from about_fields(model)
    users = [other for other in KINDS.values() if any(f.target == model.kind for f in fields_of(other))]
    if users:
        yield "Referred to by: " + ", ".join(f"[{user.kind}]({user.kind}.md)" for user in users) + "."


def about_fields(model: type[Record]) -> Iterator[str]:
    """What a table of fields cannot show: fields that belong together, and those of a complete record."""
    for identifier, kind in model.any_refs.items():
        yield f"`{kind}` and `{identifier}` together refer to a thing of any kind.\n"
    if model.expected:
        groups = [" or ".join(f"`{name}`" for name in group) for group in model.expected]
        yield f"A complete record has also: {', '.join(groups)}. Completeness is measured by these.\n"


def statement_page() -> Iterator[str]:
    """The envelope that every record travels in."""
    yield "# Statement\n"
    yield "A statement is a record in its envelope. The record says something about one thing; the envelope"
    yield "says who states it, which version it is, when, from which source and how firmly.\n"
    yield from table(("Field", "Holds", "Meaning"), fields(fields_of(Envelope), "kinds/"))


def fields(specs: Iterable[FieldSpec], kinds: str) -> Iterator[tuple[str, ...]]:
    """A row for each field; `kinds` is the way from the page to the pages of kinds."""
    for spec in specs:
        yield f"`{spec.name}`", holds(spec, kinds), spec.meaning


def holds(spec: FieldSpec, kinds: str) -> str:
    """What may stand in a field, in words."""
    if spec.type == "ref" and spec.target is not None:
        what = f"identifier of [{spec.target}]({kinds}{spec.target}.md)"
    elif spec.type == "term" and spec.terms is not None:
        back = "" if kinds else "../"
        what = f"[{words_of(spec.terms)}]({back}terms.md#{slug_of(spec.terms)})"
    elif spec.type == "date":
        back = "" if kinds else "../"
        what = f"[vague date]({back}dates.md)"
    else:
        what = TYPES.get(spec.type, spec.type)
    unit = f", {spec.unit}" if spec.unit else ""
    if spec.least is not None and spec.largest is not None:
        unit += f", {spec.least:g} to {spec.largest:g}"
    return what + unit + ("; several" if spec.many else "") + ("; required" if spec.required else "")


# --- terms and dates ------------------------------------------------------------------------------


def terms_page() -> Iterator[str]:
    """Every controlled list with the meaning of each term."""
    yield "# Controlled terms\n"
    yield "Where a field takes a term, it takes one of these words and no other.\n"
    for terms in sorted(Term.__subclasses__(), key=lambda terms: terms.__name__):
        yield f"({slug_of(terms)})="
        yield f"## {words_of(terms).capitalize()}\n"
        yield cleandoc(terms.__doc__ or "") + "\n"
        yield from table(("Term", "Meaning"), ((f"`{term.value}`", term.meaning) for term in terms))


def dates_page() -> str:
    """The forms of a vague date."""
    forms = "\n".join(f"- {form}" for form in FORMS.split(", "))
    return (
        "# Vague dates\n\n"
        "Plans are vague about time, and a date field keeps the words that the plan used. The first and the\n"
        "last day that the words allow are computed from them. These forms are understood:\n\n" + forms
    )


# --- audit ----------------------------------------------------------------------------------------


def audit_page() -> Iterator[str]:
    """Everything that an audit looks for."""
    yield "# Audit\n"
    yield "`ecliptic.roadmap.audit` looks for what is doubtful in a roadmap; `health` rests on it."
    yield "The checks that need a day to measure from are left out, and named, where none is given.\n"
    rows = ((f"`{check.name}`", check.severity, meaning(check)) for check in CHECKS)
    yield from table(("Check", "Severity", "What it finds"), rows)


def meaning(check: Check) -> str:
    """What a check finds, and whether it needs a day."""
    return check.meaning + (" Needs a day." if check.needs_today else "")


# --- questions ------------------------------------------------------------------------------------


def questions_page() -> Iterator[str]:
    """Every question that can be put to a roadmap, with its parameters."""
    yield "# Questions\n"
    for question in questions().values():
        yield from question_section(question)


def question_section(question: Question[Any]) -> Iterator[str]:
    """One question: what it asks and what it takes."""
    yield f"## {question.name}\n"
    yield f"{question.asks}\n"
    parameters: type[BaseModel] = question.parameters
    specs = fields_of(parameters)
    if specs:
        rows = fields(specs, "kinds/")
        yield from table(("Parameter", "Holds", "Meaning"), rows)


# --- commands -------------------------------------------------------------------------------------


def commands_page() -> Iterator[str]:
    """Every command with the help that the program itself gives."""
    yield "# Commands\n"
    yield "Exit codes: 0 fine, 1 problems found in the data, 2 wrong use.\n"
    yield from command_sections(program, click.Context(program, info_name="ecliptic"))


def command_sections(command: click.Command, context: click.Context) -> Iterator[str]:
    """The section of a command, then those of the commands in it."""
    yield f"## {context.command_path}\n"
    yield f"```text\n{command.get_help(context).rstrip()}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None and not inner.hidden:
                yield from command_sections(inner, click.Context(inner, info_name=name, parent=context))


# --- settings -------------------------------------------------------------------------------------


def settings_page() -> Iterator[str]:
    """Every environment variable that the server reads."""
    yield "# Settings of the platform\n"
    yield "Environment variables; a command of the server that starts tells all that is wrong with them.\n"
    rows = []
    for name, field in Environment.model_fields.items():
        default = "in the home folder" if field.default_factory else field.default
        told = str(default).lower() if isinstance(default, bool) else default
        shown = "" if default in (None, ()) else f"`{told}`"
        rows.append((f"`{PREFIX}{name.upper()}`", shown, " ".join((field.description or "").split())))
    yield from table(("Variable", "Unless told", "Meaning"), rows)


# --- words and tables -----------------------------------------------------------------------------


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """A Markdown table."""
    for row in (head, ("---",) * len(head), *rows):
        yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |"
    yield ""


def first_sentence(docstring: str | None) -> str:
    """The line that says what a thing is."""
    return cleandoc(docstring or "").partition("\n\n")[0].replace("\n", " ")


def words_of(terms: type[Term]) -> str:
    """`OrganisationType` as people say it: organisation type."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in terms.__name__).strip()


def slug_of(terms: type[Term]) -> str:
    """`OrganisationType` as an address: organisation-type."""
    return words_of(terms).replace(" ", "-")
