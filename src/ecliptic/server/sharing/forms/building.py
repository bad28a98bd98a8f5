"""The form of a kind: a control for each field of its records and of the envelope, judged by its class."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.html import format_html

from ecliptic.errors import Problem
from ecliptic.roadmap import Roadmap, Statement, references
from ecliptic.server.controls import Lines, Raw
from ecliptic.server.sharing.forms.controls import Repeated, Suggestions, suggested
from ecliptic.server.sharing.forms.values import ENVELOPE, NARROW, statement_of
from ecliptic.server.sharing.words import kind_title, meaning_of, title_of
from ecliptic.share.cells import NO, YES
from ecliptic.vocabulary import KINDS, FieldSpec, PlannedDate, Record, Visibility, fields_of

# Fields that hold a word or a line; other texts get a box.
_SHORT = frozenset(
    (
        *(
            "name",
            "title",
            "acronym",
            "english_name",
            "country",
            "country_code",
            "city",
            "region",
            "operator",
        ),
        *("type", "category", "field", "theme", "status", "phase", "edition", "number", "code", "dataset"),
        *("doi", "url", "ror", "wikidata", "cospar", "ger_id", "unit", "currency", "budget_currency"),
        *("parameter", "metric", "statistic", "sample_size", "from_trl", "to_trl", "frame", "epoch"),
        *("constellation", "operator", "supply_class", "performer", "programme", "stated_by"),
    )
)
_DATES = (
    "As exactly as you know it: 2028, 2028-Q3, late 2028, 2028-07, 2028-07-04, NET 2031-12 (not earlier), "
    "NLT 2030 (not later), 2030/2032, 2030s, about 2030, FY2032 JP."
)
_WHOLE = ("", "as the statement")


class StatementForm(forms.Form):
    """A form for what an organisation states about one thing."""

    # The server tells all that is missing at once; a browser would stop at the first.
    use_required_attribute = False

    def __init__(
        self, kind: type[Record], roadmap: Roadmap, *args: Any, fixed: str | None = None, **kwargs: Any
    ) -> None:
        """Make the fields; `fixed` is the identifier where the thing is there already."""
        super().__init__(*args, **kwargs)
        self.kind, self.roadmap, self.fixed = kind, roadmap, fixed
        self.statement: Statement | None = None
        self.doubts: dict[str, str] = {}
        """What must be said to be meant before it is stated, by the name of the tick that says so."""
        self.suggestions: dict[str, Suggestions] = {}
        for spec in fields_of(kind):
            self.fields[spec.name] = self._field(spec)
        for spec in ENVELOPE:
            self.fields[spec.name] = self._field(spec)
        for spec in fields_of(kind):
            # Also of the identifier, which hides the whole: a mark that is there must not get lost.
            self.fields[NARROW + spec.name] = _narrowing(spec)
        self.fields["remark"] = Raw(
            required=False,
            label="Remark for the record",
            help_text="Why this is stated now, for those who read the history later.",
            widget=forms.TextInput(attrs={"maxlength": 400}),
        )
        self.fields["base_version"] = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
        for tick, label in _TICKS.items():
            self.fields[tick] = forms.BooleanField(required=False, label=label)

    def judge(self, envelope: Mapping[str, Any]) -> Statement | None:
        """Make the statement in this envelope; where it cannot be made, every problem stands at its field."""
        if not self.is_valid():
            return None
        values = dict(self.cleaned_data)
        if self.fixed is not None:
            values["id"] = self.fixed
        statement, problems = statement_of(self.kind, values, envelope)
        for problem in problems:
            self.add_error(problem.column if problem.column in self.fields else None, said(problem))
        self.statement = statement if not problems else None
        return self.statement

    def doubt(self, tick: str, words: str) -> None:
        """Ask whether something is meant, unless that has been ticked."""
        if not self.cleaned_data.get(tick):
            self.doubts[tick] = words
            self.add_error(tick, words)

    def doubt_references(self) -> None:
        """Ask about references to things of which nobody says anything that this person sees."""
        if self.statement is None:
            return
        lost = [
            (field, kind, identifier)
            for field, kind, identifier in references(self.statement.record)
            if self.roadmap.statement(kind, identifier) is None
        ]
        if lost:
            self.doubt("meant_unknown", " ".join(self._lost(*reference) for reference in lost))

    def section(self, name: str) -> list[BoundField]:
        """The fields of a part of the form, in order."""
        parts = {
            "record": [spec.name for spec in fields_of(self.kind)],
            "envelope": [spec.name for spec in ENVELOPE],
            "narrowing": [name for name in self.fields if name.startswith(NARROW)],
            "ticks": list(self.doubts),
        }
        return [self[field] for field in parts[name] if not (field == "id" and self.fixed is not None)]

    @property
    def has_narrowing(self) -> bool:
        """Whether some field is marked for fewer people, so that these marks are shown at once."""
        return any(field.value() for field in self.section("narrowing"))

    def _field(self, spec: FieldSpec) -> forms.Field:
        return Raw(
            required=spec.required,
            label=title_of(spec),
            help_text=self._help(spec),
            widget=self._widget(spec),
        )

    def _widget(self, spec: FieldSpec) -> forms.Widget:
        if spec.terms is not None:
            unsaid = [] if spec.name == "visibility" else [("", "not stated")]
            # What is confidential is never public, so that is not offered.
            refused = Visibility.PUBLIC if self.kind.confidential else None
            offered = [term for term in spec.terms if term is not refused]
            terms = [(term.value, f"{term.value}: {term.meaning}") for term in offered]
            return forms.Select(choices=[*unsaid, *terms])
        if spec.name in self.kind.any_refs.values():
            return forms.Select(choices=[("", "choose"), *((kind, kind_title(kind)) for kind in KINDS)])
        if spec.name == "unverified":
            return forms.CheckboxInput()
        if spec.type == "boolean":
            return forms.Select(choices=[("", "not stated"), (YES, "yes"), (NO, "no")])
        if spec.type == "ref":
            return self._reference(spec)
        if spec.many:
            return Repeated(title_of(spec), boxes=True) if spec.type == "text" else Lines(attrs={"rows": 3})
        if spec.type in ("number", "integer"):
            return forms.TextInput(attrs={"inputmode": "decimal", "class": "short", "autocomplete": "off"})
        if spec.type == "text" and spec.name not in _SHORT:
            return forms.Textarea(attrs={"rows": 3})
        value = self.initial.get(spec.name) or self.data.get(spec.name, "")
        if spec.type == "text" and isinstance(value, str) and "\n" in value:
            return forms.Textarea(attrs={"rows": 3})
        return forms.TextInput(attrs={"autocomplete": "off"})

    def _reference(self, spec: FieldSpec) -> forms.Widget:
        target = str(spec.target)
        if target not in self.suggestions:
            known = self.roadmap.taken(target)
            self.suggestions[target] = suggested(target, [(key, s.record.label) for key, s in known.items()])
        offered = self.suggestions[target]
        if not offered.options:
            return Lines(attrs={"rows": 3}) if spec.many else forms.TextInput(attrs={"autocomplete": "off"})
        if spec.many:
            return Repeated(title_of(spec), boxes=False, suggestions=offered)
        return forms.TextInput(attrs={"list": offered.name, "autocomplete": "off"})

    def _help(self, spec: FieldSpec) -> str:
        words = [spec.meaning]
        if spec.type == "date":
            words.append(_DATES)
        if spec.type in ("number", "integer"):
            words.append(_number_words(spec))
        if spec.type == "ref":
            offered = "choose from the list, or write the identifier"
            words.append(f"Identifier of {_article(kind_title(str(spec.target)))}: {offered}.")
        if spec.many:
            words.append("One to a line." if spec.type != "text" else "One to a box.")
        text = format_html("{}", " ".join(word for word in words if word))
        meaning = self._meaning(spec)
        return format_html("{} <b>{}</b>", text, meaning) if meaning else text

    def _meaning(self, spec: FieldSpec) -> str:
        """What the date that stands in a field means."""
        if spec.type != "date":
            return ""
        value = self.data.get(spec.name) if self.is_bound else self.initial.get(spec.name)
        try:
            return f"“{value}” means {meaning_of(PlannedDate.parse(str(value)))}." if value else ""
        except ValueError:
            return ""

    def _lost(self, field: str, kind: str, identifier: str) -> str:
        known = self.roadmap.taken(kind)
        by_name = {statement.record.label: key for key, statement in known.items()}
        close = get_close_matches(identifier, [*known, *by_name], n=1)
        meant = f" Did you mean {by_name.get(close[0], close[0])}?" if close else ""
        return f"{field.replace('_', ' ')}: nobody states a {kind_title(kind)} {identifier}.{meant}"


_TICKS = {
    "meant_unknown": "Refer to it all the same: it will be stated later",
    "meant_wider": "Yes, more people may see it from now on",
}


def said(problem: Problem) -> str:
    """A problem of a field in one or two sentences."""
    value = f"“{problem.value}” " if problem.value else "This "
    return f"{value}{problem.message}. {problem.remedy}".replace("leave the cell empty", "leave it empty")


def _narrowing(spec: FieldSpec) -> forms.ChoiceField:
    narrower = (Visibility.MEMBERS, Visibility.PRIVATE)
    marks = [(mark.value, f"{mark.value}: {mark.meaning}") for mark in narrower]
    return forms.ChoiceField(choices=[_WHOLE, *marks], required=False, label=title_of(spec))


def _number_words(spec: FieldSpec) -> str:
    sort = "A whole number" if spec.type == "integer" else "A number"
    unit = f" in {spec.unit}" if spec.unit and spec.unit != "TRL" else ""
    if spec.least is not None and spec.largest is not None:
        return f"{sort}{unit} from {spec.least:g} to {spec.largest:g}; empty if unknown, which is not zero."
    least = f" of at least {spec.least:g}" if spec.least is not None else ""
    return f"{sort}{unit}{least}; empty if unknown, which is not zero."


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
