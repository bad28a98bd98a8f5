"""Organisations that take part, the people who act for them, and what each may do."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Account:
        """Make an account; without a password nobody can sign in with one."""
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> Account:
        """Find an account by its address, however it is capitalised."""
        return self.get(email__iexact=username or "")


class Account(AbstractBaseUser):
    """A person who can sign in."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    is_administrator = models.BooleanField(default=False)
    is_secretariat = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = AccountManager()

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="one_account_per_address"),)

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """What the person is called."""
        return self.name

    @property
    def is_staff(self) -> bool:
        """Whether libraries that ask for staff should take the person for it."""
        return self.is_administrator


class Standing(models.TextChoices):
    """How an organisation takes part."""

    MEMBER = "member", "Member agency"
    OBSERVER = "observer", "Observer"


class MemberOrganisation(models.Model):
    """An organisation whose people may sign in; named by the identifier of its record."""

    identifier = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=200)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.MEMBER)
    planners_may_state = models.BooleanField(
        default=False, help_text="Planners may state in the organisation's name, not only delegates."
    )
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("identifier",)

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a person may do for an organisation, the least first."""

    READER = "reader", "Reader: sees what the organisation may see"
    PLANNER = "planner", "Planner: prepares statements"
    DELEGATE = "delegate", "Delegate: states in the organisation's name and manages its people"


class Membership(models.Model):
    """A person's role in an organisation."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(MemberOrganisation, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.READER)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account", "organisation"], name="one_role_per_person"),
        )

    def __str__(self) -> str:
        return f"{self.account}: {self.role} of {self.organisation_id}"


class Seat(models.TextChoices):
    """What a person is in a working group."""

    MEMBER = "member", "Member"
    SECRETARY = "secretary", "Secretary"
    CHAIR = "chair", "Chair"


class GroupSeat(models.Model):
    """A person's seat in a working group; the group is named by the identifier of its record."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="seats")
    group = models.CharField(max_length=120)
    seat = models.CharField(max_length=10, choices=Seat.choices, default=Seat.MEMBER)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account", "group"], name="one_seat_per_group"),)

    def __str__(self) -> str:
        return f"{self.account}: {self.seat} of {self.group}"


class Invitation(models.Model):
    """A letter that lets one address join one organisation until it expires."""

    email = models.EmailField()
    organisation = models.ForeignKey(MemberOrganisation, models.CASCADE, null=True, blank=True)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.READER)
    administrator = models.BooleanField(default=False)
    secretariat = models.BooleanField(default=False)
    secret_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.email} to {self.organisation_id}"


class Scope(models.TextChoices):
    """What a token lets a program do, in the name of a person and an organisation."""

    READ = "read", "Read what the person may see"
    STATE = "state", "Read, and state as the person may"


class ApiToken(models.Model):
    """A secret by which a program acts for a person; only its digest is kept."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="tokens")
    organisation = models.ForeignKey(MemberOrganisation, models.CASCADE, null=True, blank=True)
    name = models.CharField(max_length=80)
    scope = models.CharField(max_length=10, choices=Scope.choices, default=Scope.READ)
    secret_digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=16)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"


class SignOn(models.Model):
    """The OpenID Connect provider of an organisation, and whom it may let in."""

    organisation = models.OneToOneField(MemberOrganisation, models.CASCADE, related_name="sign_on")
    name = models.CharField(max_length=80)
    issuer = models.URLField(help_text="Address that OpenID Connect calls the issuer.")
    client_id = models.CharField(max_length=200)
    client_secret = models.TextField(help_text="Kept sealed, see `ecliptic.server.members.secrets`.")
    email_domains = models.CharField(max_length=400, help_text="Domains of addresses that it may vouch for.")
    admits_readers = models.BooleanField(
        default=False, help_text="Whoever it vouches for becomes a reader, also without invitation."
    )
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.name} of {self.organisation_id}"


class ShortMemory(models.Model):
    """What all processes must know for some minutes: attempts to sign in, codes that have been used.

    The table is that of Django's cache in the database; only its columns are fixed here, so that it comes
    with the migrations.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "members_shortmemory"

    def __str__(self) -> str:
        return self.cache_key
