"""What each agency brings: contributions by firmness, interests strictly apart, missions, capabilities."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from ecliptic.publish.palette import FIRMNESS, MARKS, block
from ecliptic.publish.report.anchors import Anchors, slug
from ecliptic.publish.report.cells import firmness, kind_name
from ecliptic.publish.svg import tag
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import (
    Capability,
    Contribution,
    Firmness,
    Mission,
    Organisation,
    OrganisationType,
    Role,
    Strength,
)

UNKNOWN = "unknown"
COMMITMENTS = (*FIRMNESS[:-1], UNKNOWN)
_BAR_WIDTH = 260.0


@dataclass(frozen=True, slots=True)
class Brought:
    """One contribution in a line."""

    title: Markup
    target: Markup
    role: str
    when: str
    with_whom: Markup | None
    dagger: Markup


@dataclass(frozen=True, slots=True)
class Step:
    """The contributions of one agency that are equally firm."""

    anchor: str
    word: str
    mark: Markup
    lines: list[Brought]


@dataclass(frozen=True, slots=True)
class AgencyView:
    """One agency's page."""

    anchor: str
    id: str
    record: Organisation
    entry: Markup
    dagger: Markup
    steps: list[Step]
    interests: Step | None
    missions: list[Markup]
    capabilities: list[tuple[str, list[Markup]]]
    bar: Markup
    total: int

    def count(self, word: str) -> int:
        """How many contributions are that firm."""
        if word == Firmness.INTEREST.value:
            return len(self.interests.lines) if self.interests else 0
        return sum(len(step.lines) for step in self.steps if step.word == word)


def agency_views(roadmap: Roadmap, anchors: Anchors) -> list[AgencyView]:
    """Every agency that is a member of a group; where there is none, every one that contributes."""
    contributions: dict[str, list[Statement]] = {}
    for statement in roadmap.taken(Contribution.kind).values():
        contributions.setdefault(_contribution(statement).organisation, []).append(statement)
    members = [o for o in roadmap.records(Organisation).values() if _is_member(o)]
    if not members:
        members = [o for o in roadmap.records(Organisation).values() if o.id in contributions]
    most = max((_firm_count(contributions.get(o.id, ())) for o in members), default=0)
    return [
        _view(roadmap, anchors, member, contributions.get(member.id, []), most)
        for member in sorted(members, key=lambda o: o.id.casefold())
    ]


def _is_member(organisation: Organisation) -> bool:
    return (
        bool(organisation.member_of)
        and organisation.type is not OrganisationType.GROUP
        and (organisation.left is None)
    )


def _contribution(statement: Statement) -> Contribution:
    record = statement.record
    if not isinstance(record, Contribution):
        message = f"a {record.kind} is no contribution"
        raise TypeError(message)
    return record


def word_of(statement: Statement) -> str:
    """How firm a contribution is; its role or its firmness alone is enough to make it an interest."""
    if _contribution(statement).role is Role.INTEREST:
        return Firmness.INTEREST.value
    return statement.firmness.value if statement.firmness else UNKNOWN


def _firm_count(statements: Iterable[Statement]) -> int:
    return sum(word_of(statement) != Firmness.INTEREST.value for statement in statements)


def _view(
    roadmap: Roadmap, anchors: Anchors, member: Organisation, statements: list[Statement], most: int
) -> AgencyView:
    anchor = f"agency.{slug(member.id)}"
    by_word: dict[str, list[Statement]] = {}
    for statement in sorted(statements, key=lambda s: (_contribution(s).title or s.id, s.id)):
        by_word.setdefault(word_of(statement), []).append(statement)
    steps = [_step(anchors, roadmap, anchor, word, by_word[word]) for word in COMMITMENTS if word in by_word]
    interest = Firmness.INTEREST.value
    interests = by_word.get(interest)
    counts = {step.word: len(step.lines) for step in steps}
    return AgencyView(
        anchor=anchor,
        id=member.id,
        record=member,
        entry=anchors.link(Organisation.kind, member.id, "Record and sources"),
        dagger=anchors.dagger(roadmap.statement(Organisation.kind, member.id)),
        steps=steps,
        interests=_step(anchors, roadmap, anchor, interest, interests) if interests else None,
        missions=_missions(roadmap, anchors, member.id),
        capabilities=_capabilities(roadmap, anchors, member.id),
        bar=_bar(counts, most),
        total=sum(counts.values()),
    )


def _step(anchors: Anchors, roadmap: Roadmap, anchor: str, word: str, statements: list[Statement]) -> Step:
    items = [_brought(anchors, roadmap, statement) for statement in statements]
    return Step(f"{anchor}.{word}", word, firmness(word), items)


def _brought(anchors: Anchors, roadmap: Roadmap, statement: Statement) -> Brought:
    record = _contribution(statement)
    target = roadmap.label(record.target_kind, record.target)
    partners = [anchors.link(Organisation.kind, partner) for partner in record.partners]
    others: list[Markup] = [tag("span", other) for other in record.other_partners]
    return Brought(
        title=tag("a", record.title or target, href=anchors.address(Contribution.kind, record.id)),
        target=tag("span", f"{kind_name(record.target_kind)} ")
        + anchors.link(record.target_kind, record.target, target),
        role=record.role.value,
        when=_when(record),
        with_whom=Markup(", ").join([*partners, *others]) if partners or others else None,
        dagger=anchors.dagger(statement),
    )


def _when(record: Contribution) -> str:
    if record.start and record.end:
        return record.start.text if record.start == record.end else f"{record.start.text} – {record.end.text}"
    if record.start:
        return f"from {record.start.text}"
    return f"until {record.end.text}" if record.end else ""


def _missions(roadmap: Roadmap, anchors: Anchors, organisation: str) -> list[Markup]:
    found = []
    for identifier, mission in roadmap.records(Mission).items():
        if mission.lead == organisation or organisation in mission.partners:
            launch = mission.launch.text if mission.launch else "no date stated"
            part = "" if mission.lead == organisation else ", partner"
            key = mission.launch.sort_key if mission.launch else None
            found.append(
                (key is None, str(key), anchors.name(Mission.kind, identifier), f" ({launch}{part})")
            )
    return [link + Markup("") + words for _, _, link, words in sorted(found, key=lambda item: item[:2])]


def _capabilities(roadmap: Roadmap, anchors: Anchors, organisation: str) -> list[tuple[str, list[Markup]]]:
    by_strength: dict[Strength, list[Markup]] = {strength: [] for strength in Strength}
    for identifier, capability in roadmap.records(Capability).items():
        if capability.organisation == organisation:
            link = anchors.link(Capability.kind, identifier, capability.statement)
            by_strength[capability.strength].append(link)
    return [(strength.value, links) for strength, links in by_strength.items() if links]


def _bar(counts: dict[str, int], most: int) -> Markup:
    """The contributions as one bar on the scale of all agencies; interests have no place in it."""
    x, shapes = 0.0, []
    for word in COMMITMENTS:
        width = _BAR_WIDTH * counts.get(word, 0) / most if most else 0.0
        if width:
            shapes.append(block(MARKS[word], x, 0, width, 12, rx=2))
            x += width
    return tag("svg", *shapes, viewBox=f"0 0 {_BAR_WIDTH:g} 12", class_="agency-bar", aria_hidden="true")
