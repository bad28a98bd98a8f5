"""Made-up histories of announcements, some of which came about, for what is learned from history."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np

from ecliptic.assess.schedule.uncertainty.leads import USUAL, Shape
from ecliptic.roadmap import Envelope, Roadmap, Statement
from ecliptic.vocabulary import Firmness, Mission, PlannedDate

TODAY = date(2026, 1, 1)
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def mission(
    identifier: str, launch: str, firmness: Firmness | None, as_of: str, *, version: int = 1, **said: str
) -> Statement:
    """A statement about the launch of a mission; its publisher is NASA unless said otherwise."""
    publisher = said.pop("publisher", "NASA")
    record = Mission(
        id=identifier,
        name=identifier,
        lead=publisher,
        launch=PlannedDate.parse(launch),
        status=said.get("status"),
    )
    envelope = Envelope(
        publisher=publisher,
        version=version,
        stated_at=NOW,
        as_of=PlannedDate.parse(as_of),
        firmness=firmness,
    )
    return Statement(record, envelope)


def history(
    seed: int,
    slips: dict[str, tuple[float, float]],
    missions: int,
    *,
    announcements: int = 1,
    shape: Shape = USUAL,
) -> Roadmap:
    """A roadmap in which each publisher's missions slip by a mean and spread of the logarithm.

    Announcements name a day; what would fly after today is stated once more as still planned.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    statements = []
    for publisher, (mu, sigma) in slips.items():
        for number in range(missions):
            identifier = f"{publisher}-{number}"
            launch = date(2004, 1, 1) + timedelta(days=float(rng.uniform(0, 365 * 24)))
            for version in range(1, announcements + 1):
                actual = float(rng.uniform(300, 2500))
                held = launch - timedelta(days=round(actual))
                factor = shape.least + np.exp(mu + sigma * rng.standard_normal())
                stated = (actual + shape.allowance_d) / factor - shape.allowance_d
                said = held + timedelta(days=max(round(stated), 1))
                if held < TODAY:
                    made = mission(identifier, said.isoformat(), Firmness.APPROVED, held.isoformat(),
                                   version=version, publisher=publisher)  # fmt: skip
                    statements.append(made)
            flown = launch < TODAY
            firmness = Firmness.FACT if flown else Firmness.PLANNED
            last = mission(identifier, launch.isoformat(), firmness, TODAY.isoformat(),
                           version=announcements + 1, publisher=publisher)  # fmt: skip
            statements.append(last)
    return Roadmap.build(statements)
