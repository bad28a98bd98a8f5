"""When phases need their functions: as asked, as stated, or by the first thing planned for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ecliptic.assess.phases import Phases
from ecliptic.assess.readiness.needs import Needs
from ecliptic.errors import UsageError
from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import PlannedDate, TechnologyGap

ASKED, STATED, INDICATED, UNKNOWN = "as asked", "as stated", "indicated", "unknown"


@dataclass(frozen=True, slots=True)
class Needed:
    """When a phase needs its functions."""

    phase: str
    when: PlannedDate | None
    day: date | None
    """Last day that the words allow, or the first where they leave that open; None where it is unknown."""
    how: str
    basis: str

    @property
    def is_indication(self) -> bool:
        """Whether no source says when the phase begins, and something planned for it stands in."""
        return self.how == INDICATED


def needed(
    roadmap: Roadmap, phases: Iterable[str], asked: Iterable[str] = (), *, day: date
) -> Mapping[str, Needed]:
    """When each phase needs its functions, seen from a day; `asked` are texts such as "HLR=2028-12".

    Raises UsageError with everything that is wrong with the texts.
    """
    order = Phases(roadmap)
    listed = order.in_order(phases)
    wanted = _asked(order, listed, asked)
    needs = Needs(roadmap, order)
    return {phase: wanted.get(phase) or _found(roadmap, needs, phase, day) for phase in listed}


def _asked(order: Phases, listed: tuple[str, ...], texts: Iterable[str]) -> dict[str, Needed]:
    found: dict[str, Needed] = {}
    faults = []
    for text in texts:
        name, separator, words = (part.strip() for part in text.partition("="))
        if not (name and separator and words):
            faults.append(f'needed "{text}": write a phase, "=" and a date, such as HLR=2028-12.')
            continue
        try:
            phase = order.resolve(name, listed, "function")
            when = PlannedDate.parse(words)
        except (UsageError, ValueError) as error:
            faults.append(f'needed "{text}": {error}')
            continue
        if phase in found:
            faults.append(f'needed "{text}": {phase} is given twice. Give one date for it.')
            continue
        found[phase] = Needed(phase, when, _day(when), ASKED, f"Needed by {when}, as asked.")
    if faults:
        raise UsageError("\n".join(faults))
    return found


def _found(roadmap: Roadmap, needs: Needs, phase: str, day: date) -> Needed:
    # What a gap of the phase alone would be needed for is what the phase is needed for.
    need = needs.of(TechnologyGap(id="phase", title="phase", phases=(phase,)))
    if need.when is not None:
        return Needed(phase, need.when, _day(need.when), STATED, f"Begins {need.when}, as stated.")
    hints = needs.indications(phase)
    # What has happened already does not tell when the functions are needed that are not there yet.
    hint = next((hint for hint in hints if (_day(hint.when) or day) > day), None)
    if hint is None:
        why = "all that is planned for it with a date is past" if hints else "nothing dated points to it"
        return Needed(phase, None, None, UNKNOWN, f"Nobody states when it begins, and {why}.")
    label = roadmap.label(*hint.thing)
    basis = (
        f"Nobody states when it begins. The next thing planned for it is {label} "
        f"({hint.thing.kind} {hint.thing.id}), {hint.when}; this is an indication and no need date."
    )
    return Needed(phase, hint.when, _day(hint.when), INDICATED, basis)


def _day(when: PlannedDate) -> date | None:
    return when.latest or when.earliest
