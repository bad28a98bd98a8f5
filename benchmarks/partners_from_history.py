"""How well `matching` recovers the partners of cooperation that began since 2022 in the reference roadmap.

All that tells of such cooperation is hidden; then for each hidden cooperation and each organisation that
leads it, all others are ranked by their match with what the cooperation takes, and compared with three simple
guesses.
Told are how often a true partner is among the first five, the mean of one divided by the place of the first
true partner, and the part of the partners among the first five, with 95 % intervals (bootstrap over
cooperations). With --later, everything that was stated of later times is left out too, also what concerns one
organisation only.

    python benchmarks/partners_from_history.py [--since 2022] [--later] [--seed 0] [--each]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

import ecliptic as ec
from ecliptic.assess.partnership.matching.history import hide
from ecliptic.assess.partnership.matching.trial import Figure, Method, Outcome, Score, answers, scores


def main() -> None:
    """Hide, ask and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--since", type=int, default=2022)
    parser.add_argument("--later", action="store_true", help="leave out everything of later times")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--each", action="store_true", help="print each question")
    chosen = parser.parse_args()
    roadmap = ec.reference()
    began = time.process_time()
    hidden = hide(roadmap, chosen.since, later=chosen.later)
    outcomes = answers(hidden)
    took = time.process_time() - began
    things = {question.thing for question in hidden.questions}
    print(
        f"{len(hidden.questions)} questions about {len(things)} cooperations; {len(hidden.statements)} "
        f"statements hidden, {hidden.undated} undated cooperations hidden and not asked; "
        f"{took:.1f} s of the processor"
    )
    show("all", scores(outcomes, chosen.seed))
    for title, lot in parts(outcomes):
        show(f"{title}: {len(lot)} questions", scores(lot, chosen.seed))
    others = answers(hidden, leaving_out=("NASA", "ESA"))
    show(f"NASA and ESA neither asked for nor guessed: {len(others)} questions", scores(others, chosen.seed))
    if chosen.each:
        for outcome in outcomes:
            tell(outcome)


def parts(outcomes: Sequence[Outcome]) -> list[tuple[str, list[Outcome]]]:
    """The questions by what makes them easy or hard."""
    return [
        ("leader and a partner have worked together before", [o for o in outcomes if o.known_before]),
        ("leader and partners are new to one another", [o for o in outcomes if not o.known_before]),
        ("led by NASA or ESA", [o for o in outcomes if o.question.leader in ("NASA", "ESA")]),
        ("led by others", [o for o in outcomes if o.question.leader not in ("NASA", "ESA")]),
        ("nothing says what it takes", [o for o in outcomes if not o.question.need.topics]),
    ]


def show(title: str, found: Sequence[Score]) -> None:
    """A table of the methods."""
    print(f"\n{title}\n{'':20} {'hit rate at 5':>22} {'mean reciprocal rank':>22} {'recall at 5':>22}")
    for score in found:
        print(f"{score.method:20} " + " ".join(f"{told(figure):>22}" for figure in score.figures.values()))
    for score in found:
        if score.method is not Method.MATCHES:
            print(
                f"  ahead of {score.method:20} "
                + ", ".join(f"{n} {told(f)}" for n, f in score.behind.items())
            )


def told(figure: Figure) -> str:
    """A mean with its interval."""
    return f"{figure.mean:.2f} [{figure.low:.2f}, {figure.high:.2f}]"


def tell(outcome: Outcome) -> None:
    """One question with the places of the partners by each method."""
    question = outcome.question
    places = "; ".join(f"{method} {','.join(map(str, outcome.ranks[method]))}" for method in Method)
    known = "" if outcome.known_before else " (new to one another)"
    print(f"{question.thing.id} {question.leader} with {', '.join(question.partners)}{known}: {places}")


if __name__ == "__main__":
    main()
