"""Forms of the secretariat: opening a call, and giving more time."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import slugify

from ecliptic.server.members.models import MemberOrganisation, Standing
from ecliptic.server.sharing.calls.opening import Wanted
from ecliptic.server.sharing.words import kind_title
from ecliptic.vocabulary import KINDS

_USUAL_WEEKS = 6


class DeadlineForm(forms.Form):
    """A day until whose end answers are in time."""

    deadline = forms.DateField(
        label="Deadline",
        help_text="Answers are in time until the end of this day, UTC.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def clean_deadline(self) -> datetime:
        """The end of the day."""
        instant = datetime.combine(self.cleaned_data["deadline"], time(23, 59, 59), tzinfo=UTC)
        if instant <= timezone.now():
            message = "This day is past. Give a day to come."
            raise forms.ValidationError(message)
        return instant


class CallForm(DeadlineForm):
    """What a call asks, and whom."""

    title = forms.CharField(label="Title", max_length=120, help_text="Such as: Annual call 2027.")
    words = forms.CharField(
        label="Words to the organisations",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What it is for, and whom to ask. Everybody can read it.",
    )
    kinds = forms.MultipleChoiceField(
        label="Kinds of thing",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None means all.",
    )
    organisations = forms.ModelMultipleChoiceField(
        label="Organisations",
        queryset=MemberOrganisation.objects.filter(active=True),
        widget=forms.CheckboxSelectMultiple,
        to_field_name="identifier",
    )
    field_order = ("title", "words", "deadline", "kinds", "organisations")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = self.fields["kinds"]
        assert isinstance(kinds, forms.MultipleChoiceField)  # noqa: S101 - tells the type checker  # nosec B101
        kinds.choices = [(name, kind_title(name, plural=True)) for name in KINDS]
        members = MemberOrganisation.objects.filter(active=True, standing=Standing.MEMBER)
        self.fields["organisations"].initial = [organisation.identifier for organisation in members]
        self.fields["deadline"].initial = timezone.now().date() + timedelta(weeks=_USUAL_WEEKS)

    def clean_title(self) -> str:
        """A title from which an address can be made."""
        title: str = self.cleaned_data["title"]
        if not slugify(title):
            message = "Use some letters or digits, from which the address of the call is made."
            raise forms.ValidationError(message)
        return title

    @property
    def wanted(self) -> Wanted:
        """The same for opening the call."""
        said = self.cleaned_data
        return Wanted(
            slug=slugify(said["title"])[:60],
            title=said["title"],
            words=said["words"],
            deadline=said["deadline"],
            kinds=said["kinds"],
            organisations=[organisation.identifier for organisation in said["organisations"]],
        )
