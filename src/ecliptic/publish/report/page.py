"""Puts a report together: sections from templates, then the records that they lead to, then the page."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ecliptic.assess import Assessment, Basis
from ecliptic.errors import UsageError
from ecliptic.publish.missions import mission_table, mission_timeline
from ecliptic.publish.palette import FONT, defs, styles, symbols, variables
from ecliptic.publish.report.agencies import COMMITMENTS, agency_views
from ecliptic.publish.report.anchors import Anchors
from ecliptic.publish.report.cells import figure, firmness, kind_name, mark, share
from ecliptic.publish.report.findings import SIGNS
from ecliptic.publish.report.pictures import picture
from ecliptic.publish.report.records import record_entries, usual_hand
from ecliptic.publish.report.sections import Section, section_of
from ecliptic.publish.report.summary import summary_of
from ecliptic.publish.report.tables import table_view
from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import Firmness, Mission

_SERIF = (
    '"Source Serif 4","Source Serif Pro","Iowan Old Style","Palatino Linotype",Palatino,P052,Charter,'
    'Georgia,"Noto Serif","Liberation Serif","DejaVu Serif",serif'
)
# Signs that turn the direction of what follows could make a text say what it does not.
_DIRECTION_SIGNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\ufffd")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Content:
    """A line of the table of contents."""

    anchor: str
    title: str
    note: str = ""


@dataclass(slots=True)
class Page:
    """What the outermost template needs."""

    title: str
    roadmap: Roadmap
    basis: Basis
    style: Markup
    script: Markup
    lede: str
    contents: list[Content] = field(default_factory=list)
    body: Markup = field(default_factory=Markup)

    @property
    def style_hash(self) -> str:
        """Hash by which the content security policy allows the one style sheet."""
        return _hash(self.style)

    @property
    def script_hash(self) -> str:
        """Hash by which the content security policy allows the one script."""
        return _hash(self.script)

    @property
    def version(self) -> str:
        """Version of the program."""
        return version("ecliptic")

    @property
    def digest(self) -> str:
        """Digest of the roadmap."""
        return self.roadmap.digest

    @property
    def things(self) -> int:
        """How many things the roadmap states."""
        return self.basis.statements

    @property
    def unverified(self) -> int:
        """How many of them rest on an unverified statement."""
        return self.basis.unverified

    @property
    def unverified_share(self) -> str:
        """Their share in per cent."""
        return share(self.basis.unverified, self.basis.statements)

    @property
    def publishers(self) -> int:
        """How many organisations state something."""
        return len({statement.publisher for statement in self.roadmap.statements})

    @property
    def as_of(self) -> str | None:
        """Instant that the roadmap shows, where one was asked for."""
        return None if self.roadmap.as_of is None else self.roadmap.as_of.date().isoformat()

    @property
    def state_of(self) -> str:
        """Day of the newest statement: reports know no clock, and the same roadmap gives the same one."""
        newest = max((statement.stated_at for statement in self.roadmap.statements), default=None)
        return "no statement" if newest is None else newest.date().isoformat()

    @property
    def viewer(self) -> str:
        """Who sees the roadmap, in words."""
        name = str(self.roadmap.viewer)
        known = {"holder": "holder of the files", "public": "the public", "members": "member agencies"}
        return known.get(name, name)

    @property
    def defs(self) -> Markup:
        """Patterns and marks that all drawings use."""
        return defs() + symbols()

    @property
    def stars(self) -> list[tuple[int, int, float]]:
        """Places of stars in the masthead: scattered, and the same in every report."""
        places = [(n * 7919 % 1400, n * n * 104_729 % 360, (n % 4) * 0.3 + 0.5) for n in range(1, 90)]
        return [(x, y, round(r, 1)) for x, y, r in places]


def report(
    roadmap: Roadmap, assessments: Sequence[Assessment], *, title: str = "The state of the roadmap"
) -> str:
    """A report on a roadmap and the answers to questions put to it, as one self-contained HTML page.

    The assessments must have been made from this very roadmap; otherwise UsageError.
    """
    for assessment in assessments:
        if assessment.provenance.roadmap_digest != roadmap.digest:
            message = (
                f"The assessment {assessment.question} was made from another roadmap than the report. "
                "Put the question to this roadmap."
            )
            raise UsageError(message)
    anchors = Anchors(roadmap)
    sections = _sections(assessments, anchors)
    page = Page(
        title=title,
        roadmap=roadmap,
        basis=Basis.of(s for kind in roadmap.kinds for s in roadmap.taken(kind).values()),
        style=_style(),
        script=Markup(_packaged("report.js")),  # noqa: S704 - our own file  # nosec B704
        lede=_lede(assessments),
    )
    page.body = _body(page, sections, anchors)
    whole = _environment().get_template("report.html").render(page=page)
    return _ILLEGAL.sub("\ufffd", whole.translate(_DIRECTION_SIGNS))


def _sections(assessments: Sequence[Assessment], anchors: Anchors) -> list[Section]:
    used: dict[str, int] = {}
    made = []
    for assessment in assessments:
        name = assessment.question
        used[name] = used.get(name, 0) + 1
        anchor = f"q.{name}" if used[name] == 1 else f"q.{name}.{used[name]}"
        made.append(section_of(assessment, anchor, anchors))
    return made


def _body(page: Page, sections: list[Section], anchors: Anchors) -> Markup:
    """Everything between head and foot. The records come last, since only then is known which are needed."""
    roadmap = page.roadmap
    summary = summary_of(sections)
    page.contents.append(Content("summary", "At a glance"))
    parts = [_render("summary.html", summary=summary, severities=SIGNS.items(), grammar=list(Firmness))]
    for section in sections:
        count = len(section.assessment.findings)
        page.contents.append(Content(section.anchor, section.assessment.title, f"{figure(count)} findings"))
        parts.append(_render("assessment.html", section=section))
    if roadmap.taken(Mission.kind):
        page.contents.append(Content("missions", "Missions"))
        drawn = picture(mission_timeline(roadmap), "fig.missions", anchors, data=False)
        table = table_view(mission_table(roadmap), "missions.t", anchors)
        parts.append(_render("missions.html", picture=drawn, table=table))
    agencies = agency_views(roadmap, anchors)
    if agencies:
        page.contents.append(Content("agencies", "Agencies", str(len(agencies))))
        parts.append(_render("agencies.html", agencies=agencies, commitments=COMMITMENTS))
    unverified = _unverified(anchors)
    page.contents += [
        Content("method", "Method and assumptions"),
        Content("unverified", "Unverified statements", page.unverified_share),
        Content("provenance", "Provenance"),
        Content("records", "Records and sources", figure(len(anchors.wanted))),
    ]
    parts.append(_render("method.html", page=page, sections=sections, unverified=unverified))
    kinds = record_entries(roadmap, anchors)
    parts.append(_render("records.html", kinds=kinds, usual_hand=usual_hand(kinds)))
    return Markup("\n").join(parts)


def _unverified(anchors: Anchors) -> list[tuple[str, list[Markup]]]:
    marked = [statement for statement in anchors.wanted if statement.unverified]
    return [
        (kind_name(kind, plural=True), [anchors.known(kind, statement.id) for statement in statements])
        for kind, statements in groupby(marked, key=lambda s: s.kind)
    ]


def _lede(assessments: Sequence[Assessment]) -> str:
    asked = [assessment.asks for assessment in assessments]
    if not asked:
        return "What the agencies plan, as they state it."
    return "What the common plan has, who brings it, how firmly, and what is missing."


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("ecliptic.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(figure=figure, firmness=firmness, mark=mark, share=share)
    return environment


def _render(template: str, **context: Any) -> Markup:
    # Autoescaping has made it safe: what is no markup by itself has been escaped.
    return Markup(_environment().get_template(template).render(**context))  # noqa: S704 - see above  # nosec B704


@lru_cache(maxsize=1)
def _style() -> Markup:
    sans = f":root{{--sans:{FONT};--serif:{_SERIF};{variables('light')}color-scheme:light dark}}"
    dark = f"@media screen and (prefers-color-scheme:dark){{:root{{{variables('dark')}}}}}"
    shades = "".join(f".h{step}{{background:var(--shade-{step})}}" for step in range(7))
    sheet = sans + dark + styles(lambda name: f"var(--{name})") + shades + _packaged("report.css")
    return Markup(sheet)  # noqa: S704 - our own rules only  # nosec B704


def _packaged(name: str) -> str:
    return (files("ecliptic.publish") / "templates" / name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
