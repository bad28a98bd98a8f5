"""What people fill in about accounts, organisations and tokens."""

from __future__ import annotations

import ipaddress
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from ecliptic.server.members.access import Actor
from ecliptic.server.members.models import Account, MemberOrganisation, Role, Scope, Seat, SignOn, Standing
from ecliptic.server.members.tokens import LONGEST_LIFE

_ROLES = [(role.value, role.label) for role in Role]
_FIRST_LIFE = timedelta(days=90)


class NameForm(forms.ModelForm[Account]):
    """What a person is called."""

    class Meta:
        model = Account
        fields = ("name",)
        help_texts = {"name": "Shown to others of your organisation and beside what you state."}  # noqa: RUF012


class EntryForm(forms.Form):
    """The account of somebody who was invited."""

    name = forms.CharField(
        max_length=120,
        label="Your name",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text="Shown to others of your organisation and beside what you state.",
    )
    password = forms.CharField(
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html(),
    )
    again = forms.CharField(
        strip=False,
        max_length=200,
        label="Password again",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, email: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        """Both passwords agree, and the password is not too simple for this person."""
        said = super().clean() or {}
        password = said.get("password")
        if password and said.get("again") and password != said["again"]:
            self.add_error("again", "The two passwords differ. Type the same one twice.")
        elif password:
            try:
                validate_password(password, Account(email=self.email, name=said.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return said


class InviteForm(forms.Form):
    """Whom to invite to an organisation."""

    email = forms.EmailField(label="E-mail address", max_length=254)
    role = forms.ChoiceField(choices=_ROLES, initial=Role.READER, widget=forms.RadioSelect)


class OfficeForm(forms.Form):
    """Whom to invite to an office of the site."""

    email = forms.EmailField(label="E-mail address", max_length=254)
    office = forms.ChoiceField(
        choices=[
            ("secretariat", "Secretariat: calls, editions, member organisations"),
            ("administrator", "Administrator: accounts and the site itself"),
        ],
        initial="secretariat",
        widget=forms.RadioSelect,
    )


class RoleForm(forms.Form):
    """A person's role in an organisation."""

    role = forms.ChoiceField(choices=_ROLES)


class SettingsForm(forms.Form):
    """What an organisation's delegates decide."""

    planners_may_state = forms.BooleanField(
        required=False, label="Planners may state in the organisation's name, not only delegates"
    )


class AdmitForm(forms.Form):
    """An organisation of the roadmap that is to take part."""

    organisation = forms.ChoiceField(help_text="Organisations of the roadmap that do not take part yet.")
    standing = forms.ChoiceField(choices=Standing.choices, initial=Standing.MEMBER, widget=forms.RadioSelect)

    def __init__(self, choices: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [("", "Choose one"), *choices]  # type: ignore[attr-defined] # a choice


class StandingForm(forms.ModelForm[MemberOrganisation]):
    """How an organisation takes part."""

    class Meta:
        model = MemberOrganisation
        fields = ("standing", "active")
        labels = {"active": "Takes part"}  # noqa: RUF012
        help_texts = {  # noqa: RUF012
            "active": "Without this nobody acts for the organisation; what it has stated stays."
        }


class SeatForm(forms.Form):
    """Somebody's seat in a working group."""

    email = forms.EmailField(label="E-mail address of the account", max_length=254)
    group = forms.ChoiceField(label="Group")
    seat = forms.ChoiceField(choices=[*Seat.choices, ("", "No seat any more")], required=False)

    def __init__(self, groups: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = groups  # type: ignore[attr-defined] # a choice


class TokenForm(forms.Form):
    """A token that is to be made."""

    name = forms.CharField(max_length=80, help_text="What it is for, such as: nightly import.")
    organisation = forms.ChoiceField(
        required=False, help_text="The organisation that a program with this token acts for."
    )
    scope = forms.ChoiceField(choices=Scope.choices, initial=Scope.READ, widget=forms.RadioSelect)
    expires = forms.DateField(
        label="Good until",
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
        help_text="The last day, at most a year from now.",
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.identifier, one.name) for one in actor.organisations]
        self.fields["organisation"].choices = [*choices, ("", "None")]  # type: ignore[attr-defined] # a choice
        self.fields["expires"].initial = (timezone.now() + _FIRST_LIFE).date()

    def clean_expires(self) -> datetime:
        """The end of the last day."""
        day: date = self.cleaned_data["expires"]
        today = timezone.now().date()
        if not today <= day < today + LONGEST_LIFE:
            last = today + LONGEST_LIFE - timedelta(days=1)
            message = f"Choose a day from {today.isoformat()} to {last.isoformat()}."
            raise ValidationError(message)
        return datetime.combine(day, time(23, 59, 59), tzinfo=UTC)


class SignOnForm(forms.ModelForm[SignOn]):
    """An organisation's OpenID Connect provider."""

    issuer = forms.URLField(
        assume_scheme="https", max_length=200, help_text="Address that OpenID Connect calls the issuer."
    )
    client_secret = forms.CharField(
        required=False,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="Kept sealed and never shown again; leave empty to keep the one that is there.",
    )

    class Meta:
        model = SignOn
        fields = (
            "name",
            "issuer",
            "client_id",
            "client_secret",
            "email_domains",
            "admits_readers",
            "active",
        )
        labels = {"client_id": "Client identifier", "active": "In use"}  # noqa: RUF012

    def clean_issuer(self) -> str:
        """An address that can be trusted on the way: https, but on this very machine in development."""
        issuer = str(self.cleaned_data["issuer"]).rstrip("/")
        parts = urlsplit(issuer)
        if parts.scheme == "https" or (not settings.SECURE_SSL_REDIRECT and _is_local(parts.hostname)):
            return issuer
        message = "Give the https address of the provider; anything else could be altered on the way."
        raise ValidationError(message)

    def clean_email_domains(self) -> str:
        """Whole domains, such as esa.int."""
        domains = str(self.cleaned_data["email_domains"]).lower().replace(",", " ").split()
        wrong = [
            domain for domain in domains if "@" in domain or "." not in domain.strip(".") or "*" in domain
        ]
        if wrong or not domains:
            message = f"Write whole domains with spaces between them, such as esa.int: {', '.join(wrong)}"
            raise ValidationError(message.removesuffix(": "))
        return " ".join(dict.fromkeys(domains))


class LogForm(forms.Form):
    """Which entries of the log to show."""

    words = forms.CharField(required=False, max_length=100, label="Person or subject")
    action = forms.CharField(required=False, max_length=60)
    organisation = forms.CharField(required=False, max_length=120)
    since = forms.DateField(required=False, label="From", widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(required=False, label="To", widget=forms.DateInput(attrs={"type": "date"}))


def _is_local(host: str | None) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
