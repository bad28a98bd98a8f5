"""For whom an answer is made, and so what it may rest on.

An answer that one organisation may see rests on nothing that another keeps to itself: it can neither be
read from it nor worked out from two answers, since what is not used cannot show. Only a mediated answer,
asked for on purpose by whoever holds everybody's statements, uses what is private; it is for the mediator.
"""

from __future__ import annotations

from dataclasses import dataclass

from ecliptic.errors import UsageError
from ecliptic.roadmap import Roadmap, Viewer
from ecliptic.vocabulary import Visibility


@dataclass(frozen=True, slots=True)
class Audience:
    """Who may be shown an answer, in words, and the roadmap that it may rest on."""

    roadmap: Roadmap
    words: str
    mediated: bool = False


def audience_of(roadmap: Roadmap, organisation: str | None, *, mediated: bool = False) -> Audience:
    """The audience of an answer about a roadmap; `organisation` is the one that the answer is made for.

    Whoever sees only part of the statements stays with that part. To mediate without holding all statements
    raises UsageError.
    """
    holder = roadmap.viewer.holds_files
    if mediated:
        if not holder:
            message = (
                "mediated: only whoever holds everybody's statements can mediate; this roadmap is the view "
                f"of {roadmap.viewer}. Leave it out."
            )
            raise UsageError(message)
        return Audience(
            roadmap, "the mediator alone: it rests on what organisations keep private", mediated=True
        )
    if not holder:
        return Audience(roadmap, _WORDS.get(str(roadmap.viewer), f"{roadmap.viewer} alone"))
    viewer = Viewer.members() if organisation is None else Viewer.of(organisation)
    words = _WORDS["members"] if organisation is None else f"{organisation} alone"
    return Audience(_seen_by(roadmap, viewer), words)


_WORDS = {"public": "everybody", "members": "all member agencies"}


def _seen_by(roadmap: Roadmap, viewer: Viewer) -> Roadmap:
    statements = list(roadmap.statements)
    if all(s.envelope.visibility is Visibility.PUBLIC and not s.envelope.narrowed for s in statements):
        return roadmap
    return Roadmap(statements, as_of=roadmap.as_of, viewer=viewer)
