"""Who is involved in a thing, as what and how firmly; an interest stays apart from everything firmer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ecliptic.assess.assessment import Subject
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import Contribution, Firmness, Organisation, Role

NOT_STATED = "not stated"
"""Name of an unknown firmness in legends and sentences."""

FIRMNESSES: tuple[Firmness, ...] = tuple(f for f in Firmness if f is not Firmness.INTEREST)
"""The firmnesses that a provider can have, firmest first."""

_UNKNOWN_RANK = len(Firmness)
_MOST_NAMED = 6
_MOST_PUBLISHERS = 4


@dataclass(frozen=True, slots=True)
class Involvement:
    """An organisation's part in something, and the statement that says so."""

    organisation: str
    role: Role
    firmness: Firmness | None
    through: Subject
    """The thing that the organisation contributes to."""
    statement: Statement

    @classmethod
    def of(cls, statement: Statement) -> Involvement:
        """Read a contribution; its role or its firmness alone is enough to make it an interest."""
        record = statement.record
        if not isinstance(record, Contribution):
            message = f"a {record.kind} is no contribution"
            raise TypeError(message)
        interest = record.role is Role.INTEREST
        return cls(
            organisation=record.organisation,
            role=record.role,
            firmness=Firmness.INTEREST if interest else statement.envelope.firmness,
            through=Subject(record.target_kind, record.target),
            statement=statement,
        )

    @property
    def is_interest(self) -> bool:
        """Whether nothing more than interest has been expressed."""
        return self.firmness is Firmness.INTEREST

    @property
    def unverified(self) -> bool:
        """Whether the statement was not found in a document."""
        return self.statement.envelope.unverified

    @property
    def rank(self) -> int:
        """0 for the firmest; an unknown firmness comes last."""
        return _UNKNOWN_RANK if self.firmness is None else self.firmness.rank


def firmest(involvements: Iterable[Involvement]) -> Firmness | None:
    """The firmest that is known among them; interests do not count."""
    ranks = [i.firmness.rank for i in involvements if i.firmness is not None and not i.is_interest]
    return FIRMNESSES[min(ranks)] if ranks else None


def committed(involvements: Iterable[Involvement]) -> list[Involvement]:
    """Those that are more than an interest; how firm they are may be unknown."""
    return [involvement for involvement in involvements if not involvement.is_interest]


def interests(involvements: Iterable[Involvement]) -> list[Involvement]:
    """Those that are an interest and nothing more."""
    return [involvement for involvement in involvements if involvement.is_interest]


def organisations_in(involvements: Iterable[Involvement]) -> list[str]:
    """Identifiers of the organisations, each once, in order."""
    return sorted({involvement.organisation for involvement in involvements})


class Names:
    """What to call organisations in a sentence."""

    def __init__(self, roadmap: Roadmap) -> None:
        self._organisations = roadmap.records(Organisation)

    def short(self, organisation: str) -> str:
        """The organisation's acronym; its identifier where it has none or nobody states it."""
        record = self._organisations.get(organisation)
        return organisation if record is None else record.acronym or organisation

    def listed(self, organisations: Iterable[str]) -> str:
        """Several organisations as words."""
        return in_a_row([self.short(organisation) for organisation in organisations])

    def publishers(self, publishers: Iterable[str]) -> str:
        """Those who state something, for the source of a figure: by name, or counted where they are many."""
        distinct = sorted(set(publishers))
        if len(distinct) > _MOST_PUBLISHERS:
            return counted(len(distinct), "organisation")
        return self.listed(distinct) or "nobody"

    def who(self, involvements: Iterable[Involvement]) -> str:
        """Organisations with role and firmness, firmest first, each with its firmest part."""
        best: dict[str, Involvement] = {}
        for involvement in sorted(involvements, key=lambda i: (i.rank, i.organisation, i.statement.key)):
            best.setdefault(involvement.organisation, involvement)
        words = [f"{self.short(i.organisation)} ({_part(i)})" for i in best.values()]
        if len(words) > _MOST_NAMED + 1:
            words = [*words[:_MOST_NAMED], f"{len(words) - _MOST_NAMED} more organisations"]
        return in_a_row(words)


def _part(involvement: Involvement) -> str:
    mark = ", unverified" if involvement.unverified else ""
    if involvement.is_interest:
        return f"interest only{mark}"
    firmness = f"firmness {NOT_STATED}" if involvement.firmness is None else involvement.firmness.value
    return f"{involvement.role}, {firmness}{mark}"


def in_a_row(words: Sequence[str]) -> str:
    """Words with commas and a final "and"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def counted(number: int, one: str, several: str | None = None) -> str:
    """A number with its noun, such as "1 function" or "3 functions"."""
    return f"{number} {one if number == 1 else several or one + 's'}"


def titled(identifier: str, label: str, limit: int = 90) -> str:
    """A thing by identifier and name, the name cut where it is longer than a sentence can bear."""
    flat = " ".join(label.split())
    if flat == identifier:
        return identifier
    return f"{identifier} ({flat if len(flat) <= limit else flat[: limit - 1].rstrip() + '…'})"
