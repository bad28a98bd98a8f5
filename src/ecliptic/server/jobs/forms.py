"""Forms for the parameters of questions, made from the class that describes them and alone judges them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from pydantic import ValidationError

from ecliptic.assess import Parameters, Question
from ecliptic.roadmap import Roadmap
from ecliptic.server.controls import Lines, Raw
from ecliptic.vocabulary import KINDS, FieldSpec, fields_of
from ecliptic.vocabulary.messages import explain

MOST_CHOICES = 150
MOST_SUGGESTED = 1500
_LONGEST = 200


class SuggestingInput(forms.TextInput):
    """A line of text with suggestions, which browsers offer while one writes."""

    def __init__(self, suggestions: list[tuple[str, str]]) -> None:
        super().__init__()
        self._suggestions = suggestions

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The control and its list."""
        place = f"{(attrs or {}).get('id') or name}-list"
        control = super().render(
            name, value, {**(attrs or {}), "list": place, "autocomplete": "off"}, renderer
        )
        options = format_html_join("", '<option value="{}">{}</option>', self._suggestions)
        return format_html('{}<datalist id="{}">{}</datalist>', control, place, options)


class QuestionForm(forms.Form):
    """The parameters of one question, with choices from what the person sees."""

    def __init__(self, question: Question[Any], roadmap: Roadmap, data: Any = None) -> None:
        # An address that names parameters shows them in the form; nothing is judged until it is sent.
        super().__init__(data)
        self.question = question
        self.chosen: Parameters | None = None
        model: type[Parameters] = question.parameters
        for spec in fields_of(model):
            self.fields[spec.name] = _field(spec, roadmap)

    def clean(self) -> dict[str, Any]:
        """Let the class of the parameters judge; all that is wrong is told at once, each at its field."""
        sent = super().clean() or {}
        given = {name: value for name, value in sent.items() if value not in ("", None, [])}
        try:
            self.chosen = self.question.parameters.model_validate(given)
        except ValidationError as error:
            for problem in explain(error, self.question.parameters):
                value = "" if problem.value is None else f"{problem.value} "
                remedy = problem.remedy.replace("leave the cell empty if unknown", "leave it empty")
                said = f"{value}{problem.message}. {remedy}"
                self.add_error(problem.field if problem.field in self.fields else None, said)
        return sent


def _field(spec: FieldSpec, roadmap: Roadmap) -> forms.Field:
    label = spec.name.replace("_", " ").capitalize()
    if spec.unit:
        label += f" ({spec.unit})"
    # Field help is written into pages as it is.
    told: dict[str, Any] = {"label": label, "help_text": escape(spec.meaning), "required": False}
    if spec.type == "boolean":
        return forms.BooleanField(initial=bool(spec.default), **told)
    told["initial"] = spec.default
    if spec.many:
        told["help_text"] = format_html("{} One in a line.", spec.meaning)
        return Raw(widget=Lines(attrs={"rows": 2, "autocomplete": "off"}), **told)
    return forms.CharField(widget=_widget(spec, roadmap), max_length=_LONGEST, **told)


def _widget(spec: FieldSpec, roadmap: Roadmap) -> forms.Widget:
    if spec.type == "ref" and spec.target in KINDS:
        return _reference(spec.target, roadmap)
    if spec.type == "term" and spec.terms is not None:
        return forms.Select(choices=[("", "any"), *((str(term), str(term)) for term in spec.terms)])
    if spec.type == "day":
        return forms.DateInput(attrs={"type": "date", "class": "short"})
    if spec.type in ("number", "integer"):
        attributes: dict[str, Any] = {"class": "short", "step": 1 if spec.type == "integer" else "any"}
        limits = {"min": spec.least, "max": spec.largest}
        attributes |= {name: f"{limit:g}" for name, limit in limits.items() if limit is not None}
        return forms.NumberInput(attrs=attributes)
    return forms.TextInput(attrs={"autocomplete": "off"})


def _reference(kind: str, roadmap: Roadmap) -> forms.Widget:
    named = [(identifier, roadmap.label(kind, identifier)) for identifier in roadmap.taken(kind)]
    words = [(i, name if name == i else f"{_short(name)} ({i})") for i, name in named]
    if len(words) <= MOST_CHOICES:
        return forms.Select(choices=[("", "not restricted"), *sorted(words, key=lambda c: c[1].casefold())])
    return SuggestingInput(sorted(words)[:MOST_SUGGESTED])


def _short(name: str) -> str:
    return name if len(name) <= 80 else f"{name[:78].rstrip()}…"
