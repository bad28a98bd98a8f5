"""What the preview of an upload shows: counts, filters, and one page of rows in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict

from ecliptic.errors import Problem
from ecliptic.roadmap import Roadmap
from ecliptic.server.sharing.models import Upload
from ecliptic.server.sharing.planning import plan_of_upload
from ecliptic.server.sharing.preview import SORTS, Entry, Plan, Wishes
from ecliptic.server.sharing.words import differences_in_words, kind_title, statement_in_words
from ecliptic.vocabulary import Visibility

PAGE = 50
_WORDS = {
    "new": ("new", "not stated by you so far"),
    "changed": ("changed", "something else than you state now"),
    "confirmed": ("still true", "the same words, said again"),
    "withdrawn": ("withdrawn", "no longer stated"),
    "unchanged": ("unchanged", "stated already, and not again"),
    "problems": ("problems", "errors cost the row, warnings do not"),
    "wider": ("seen by more", "more people could see something than before"),
    "narrower": ("seen by fewer", "fewer people could see something than before"),
}


def preview_context(
    upload: Upload, wishes: Wishes, sent: QueryDict, roadmap: Roadmap, *, at: datetime
) -> dict[str, Any]:
    """All that the page of an upload shows; `sent` are the filters of its address."""
    plan, seen = plan_of_upload(upload, wishes, at=at)
    parts = _parts(plan)
    show = sent.get("show", "")
    if show not in parts:
        show = next((name for name in ("problems", *SORTS) if parts[name]), "new")
    found = _filtered(parts[show], sent)
    page = Paginator(found, PAGE).get_page(sent.get("page"))
    rows: list[Any] = list(page.object_list)
    return {
        "upload": upload,
        "files": list(upload.files.defer("content")),
        "plan": plan,
        "seen": seen,
        "wishes": wishes,
        "tabs": [
            {
                "name": name,
                "title": title,
                "meaning": meaning,
                "count": len(parts[name]),
                "current": name == show,
            }
            for name, (title, meaning) in _WORDS.items()
            if parts[name] or name in ("new", "changed", "unchanged")
        ],
        "show": show,
        "meaning": _WORDS[show][1],
        "page": page,
        "problems": rows if show == "problems" else (),
        "rows": [] if show == "problems" else [_row(entry, roadmap) for entry in rows],
        "kinds": _kinds(parts[show]),
        "kind": sent.get("kind", ""),
        "q": sent.get("q", "").strip(),
        "reach": _reach(plan),
        "published": [_row(entry, roadmap) for entry in plan.wider[:5]],
    }


def _parts(plan: Plan) -> dict[str, Sequence[Entry | Problem]]:
    return {
        **{str(sort): entries for sort, entries in plan.by_sort.items()},
        "problems": plan.problems,
        "wider": plan.wider,
        "narrower": plan.narrower,
    }


def _filtered(found: Sequence[Entry | Problem], sent: QueryDict) -> list[Entry | Problem]:
    kind, wanted = sent.get("kind", ""), sent.get("q", "").strip().casefold()
    kept: Iterable[Entry | Problem] = found
    if kind:
        kept = [item for item in kept if not isinstance(item, Entry) or item.statement.kind == kind]
    if wanted:
        kept = [item for item in kept if wanted in _searched(item)]
    return list(kept)


def _searched(item: Entry | Problem) -> str:
    if isinstance(item, Problem):
        return str(item).casefold()
    return f"{item.statement.id} {item.statement.record.label}".casefold()


def _kinds(found: Iterable[Entry | Problem]) -> list[tuple[str, str]]:
    kinds = dict.fromkeys(item.statement.kind for item in found if isinstance(item, Entry))
    return [(kind, kind_title(kind, plural=True)) for kind in kinds]


def _reach(plan: Plan) -> list[tuple[Visibility, int]]:
    """How many of the new statements each audience would see."""
    marks = [entry.statement.envelope.visibility for entry in plan.new]
    return [(mark, marks.count(mark)) for mark in reversed(Visibility) if mark in marks]


def _row(entry: Entry, roadmap: Roadmap) -> dict[str, Any]:
    statement, record = entry.statement, entry.statement.record
    words = list(statement_in_words(statement, roadmap)) if entry.before is None else []
    return {
        "sort": entry.sort,
        "kind": statement.kind,
        "kind_title": kind_title(statement.kind),
        "id": statement.id,
        "label": record.label,
        "place": ", ".join(
            part
            for part in (entry.place.sheet and f"sheet {entry.place.sheet}", entry.place.row_name or None)
            if part
        ),
        "envelope": statement.envelope,
        "before": entry.before,
        "differences": list(differences_in_words(entry, roadmap)),
        "words": words,
        "wider": entry.wider,
        "narrower": entry.narrower,
    }
