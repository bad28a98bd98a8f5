"""Controls of forms whose values the vocabulary's own classes judge."""

from __future__ import annotations

from typing import Any

from django import forms


class Lines(forms.Textarea):
    """One value per line, for what cannot hold line ends itself."""

    def format_value(self, value: Any) -> str:
        """The values under one another."""
        return value if isinstance(value, str) else "\n".join(map(str, value or ()))

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """The lines that hold something."""
        return [line.strip() for line in str(data.get(name) or "").splitlines() if line.strip()]


class Raw(forms.Field):
    """A field whose value is judged by the class that describes it, not here."""

    def to_python(self, value: Any) -> Any:
        """The value as it was sent."""
        return value

    def validate(self, value: Any) -> None:
        """Leave it to that class, which tells all problems at once and in its own words."""
