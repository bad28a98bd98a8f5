"""Forms for sources and keys."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms

from ecliptic.errors import DataProblemsError
from ecliptic.server.environment import environment
from ecliptic.server.federation.fetching import checked_address
from ecliptic.server.federation.models import Interval, Source, SourceKey
from ecliptic.server.federation.registering import Standing
from ecliptic.server.members.models import MemberOrganisation
from ecliptic.share.keys import public_key

_DAY = timedelta(days=1)


class SourceForm(forms.Form):
    """Where an organisation publishes, and how often that is harvested."""

    address = forms.CharField(
        label="Address of the signed package",
        max_length=500,
        help_text="The file that <code>ecliptic share sign</code> wrote, such as "
        "<code>https://plans.example.org/plan.zip</code>.",
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    interval_hours = forms.TypedChoiceField(
        label="Harvested", choices=Interval.choices, coerce=int, initial=Interval.DAILY
    )
    active = forms.BooleanField(
        label="Harvest it",
        required=False,
        initial=True,
        help_text="While this is off nothing is fetched; what was harvested before stays.",
    )

    def clean_address(self) -> str:
        """Refuse what the harvester would refuse."""
        address: str = self.cleaned_data["address"]
        try:
            checked_address(address, allow_http=environment().federation_allow_http)
        except DataProblemsError as error:
            raise forms.ValidationError(_words(error)) from error
        return address

    @property
    def standing(self) -> Standing:
        """What was chosen."""
        chosen = self.cleaned_data
        return Standing(chosen["address"], chosen["interval_hours"], chosen["active"])

    @classmethod
    def of(cls, source: Source, data: Any = None) -> SourceForm:
        """The form filled with what is registered."""
        initial = {
            "address": source.address,
            "interval_hours": source.interval_hours,
            "active": source.active,
        }
        return cls(data, initial=initial)


class NewSourceForm(SourceForm):
    """The same for an organisation that has none yet."""

    organisation = forms.ChoiceField(label="Organisation")
    field_order = ("organisation", "address", "interval_hours", "active")

    def __init__(self, data: Any, organisations: list[MemberOrganisation]) -> None:
        super().__init__(data)
        self._organisations = {each.identifier: each for each in organisations}
        choices = [(each.identifier, each.name) for each in organisations]
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined] # of this very class

    @property
    def organisation_chosen(self) -> MemberOrganisation:
        """The organisation that was chosen."""
        return self._organisations[self.cleaned_data["organisation"]]


class KeyForm(forms.Form):
    """A public key and the days on which it counts."""

    text = forms.CharField(
        label="Public key",
        max_length=2000,
        help_text="What <code>ecliptic share new-key</code> printed, beginning with <code>ed25519:</code>. "
        "Never the private key.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    first_day = forms.DateField(
        label="Counts from",
        required=False,
        help_text="First day; today where empty.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    last_day = forms.DateField(
        label="Counts until",
        required=False,
        help_text="Last day; without end where empty.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def clean_text(self) -> str:
        """Refuse what is no key, and keys that anybody has registered before."""
        try:
            text = public_key(self.cleaned_data["text"])
        except DataProblemsError as error:
            raise forms.ValidationError(_words(error)) from error
        if SourceKey.objects.filter(text=text).exists():
            message = (
                "This key is registered already, or was once. Make a new one with ecliptic share new-key."
            )
            raise forms.ValidationError(message)
        return text

    def clean(self) -> dict[str, Any]:
        """Refuse days that end before they begin."""
        chosen = super().clean() or self.cleaned_data
        first, last = chosen.get("first_day") or datetime.now(UTC).date(), chosen.get("last_day")
        if last is not None and last < first:
            self.add_error("last_day", "The key would end before it counts. Give a later day.")
        return chosen

    def span(self, at: datetime) -> tuple[datetime, datetime | None]:
        """The instants between which the key counts."""
        first, last = self.cleaned_data["first_day"], self.cleaned_data["last_day"]
        begin = at if first is None or first == at.date() else _midnight(first)
        return begin, _midnight(last + _DAY) if last else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)


def _words(error: DataProblemsError) -> str:
    """A problem as it reads below its field."""
    first = error.problems[0]
    return f"This {first.message}. {first.remedy}"
