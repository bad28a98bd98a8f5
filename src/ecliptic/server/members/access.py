"""Who is acting, for whom, and what they may do: the one place where that is decided."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from ecliptic.roadmap import Viewer
from ecliptic.server.audit.log import Doer
from ecliptic.server.members import second_factor
from ecliptic.server.members.models import (
    Account,
    ApiToken,
    MemberOrganisation,
    Membership,
    Role,
    Scope,
    Standing,
)

ACTING_FOR = "acting-for"
"""Key of the session that names the organisation for which a person of several acts."""
AS_SECRETARIAT = ""
"""The choice of somebody of the secretariat to act for no organisation."""

_RANK = {role: rank for rank, role in enumerate((Role.READER, Role.PLANNER, Role.DELEGATE))}


@dataclass(frozen=True)
class Actor:
    """Somebody who asks for a page or calls the interface, with the organisation that they act for."""

    account: Account | None = None
    membership: Membership | None = None
    token: ApiToken | None = None
    memberships: tuple[Membership, ...] = ()
    """All roles that the person has, the one in use among them."""
    owes_second_factor: bool = False
    """Whether a second factor must be set up before the person may do what their roles allow."""

    @property
    def signed_in(self) -> bool:
        """Whether we know who it is."""
        return self.account is not None

    @property
    def name(self) -> str:
        """What the person is called."""
        return str(self.account) if self.account else "anonymous"

    @property
    def organisation(self) -> MemberOrganisation | None:
        """The organisation that the person acts for."""
        return self.membership.organisation if self.membership else None

    @property
    def organisations(self) -> list[MemberOrganisation]:
        """The organisations that the person may act for."""
        return [membership.organisation for membership in self.memberships]

    @property
    def role(self) -> Role | None:
        """The person's role there, as far as they may use it now.

        Without the second factor that a role asks for, it is that of a reader.
        """
        if self.membership is None:
            return None
        return Role.READER if self.owes_second_factor else Role(self.membership.role)

    @cached_property
    def viewer(self) -> Viewer:
        """As whom they look at roadmaps."""
        if self.organisation is not None:
            member = self.organisation.standing == Standing.MEMBER
            return Viewer(organisation=self.organisation.identifier, member=member)
        # The secretariat serves all members and sees what they share, but nobody's private statements.
        return Viewer.members() if self._has_office("is_secretariat") else Viewer.public()

    @property
    def doer(self) -> Doer:
        """The same for the log."""
        organisation = self.organisation.identifier if self.organisation else ""
        return self.doer_for(organisation)

    def doer_for(self, organisation: str) -> Doer:
        """The same for the log, for an act on an organisation: its delegates see the entry."""
        return Doer(self.account.pk if self.account else None, self.name, organisation)

    @property
    def is_administrator(self) -> bool:
        """Whether they run the installation; tokens never do."""
        return self.token is None and self._has_office("is_administrator")

    @property
    def is_secretariat(self) -> bool:
        """Whether they serve all organisations: calls, editions, members; tokens never do."""
        return self.token is None and self._has_office("is_secretariat")

    def may_prepare(self, organisation: str) -> bool:
        """Whether they may draft statements for an organisation."""
        return self._acts_as(Role.PLANNER, organisation)

    def may_state(self, organisation: str) -> bool:
        """Whether they may state in an organisation's name."""
        least = Role.DELEGATE
        if self.organisation is not None and self.organisation.planners_may_state:
            least = Role.PLANNER
        return self._acts_as(least, organisation)

    def may_manage(self, organisation: str) -> bool:
        """Whether they may manage an organisation's people, keys and settings."""
        return self.is_administrator or (self.token is None and self._acts_as(Role.DELEGATE, organisation))

    def may_invite(self, organisation: str) -> bool:
        """Whether they may invite people to act for it; the secretariat finds the first delegates."""
        return self.may_manage(organisation) or self.is_secretariat

    def _has_office(self, name: str) -> bool:
        return self.account is not None and not self.owes_second_factor and bool(getattr(self.account, name))

    def _acts_as(self, least: Role, organisation: str) -> bool:
        if self.organisation is None or self.organisation.identifier != organisation or self.role is None:
            return False
        if not self.organisation.active or self.account is None or not self.account.is_active:
            return False
        if self.token is not None and self.token.scope != Scope.STATE:
            return False
        return _RANK[self.role] >= _RANK[least]


ANONYMOUS = Actor()


def rank_of(role: Role) -> int:
    """How much a role allows, compared with others."""
    return _RANK[role]


def memberships_of(account: Account) -> list[Membership]:
    """The roles of a person in active organisations, in order of the organisations."""
    found = account.memberships.select_related("organisation").filter(organisation__active=True)
    return list(found.order_by("organisation__identifier"))


def actor_of(request: HttpRequest) -> Actor:
    """Who asks by browser; without a choice a person acts for the first of their organisations."""
    account = request.user
    if not isinstance(account, Account) or not account.is_active:
        return ANONYMOUS
    roles = memberships_of(account)
    owes = second_factor.is_owed(account, roles)
    return Actor(account, _chosen(account, roles, request), memberships=tuple(roles), owes_second_factor=owes)


def _chosen(account: Account, roles: list[Membership], request: HttpRequest) -> Membership | None:
    chosen = request.session.get(ACTING_FOR)
    if chosen == AS_SECRETARIAT and account.is_secretariat:
        return None
    found = next((role for role in roles if role.organisation.identifier == chosen), None)
    return found or (roles[0] if roles else None)


def require(allowed: bool, why: str) -> None:
    """Refuse what is not allowed; `why` is shown to the person and says who could do it."""
    if not allowed:
        raise PermissionDenied(why)
