"""Putting questions to what somebody sees, and who may look at the answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from ecliptic.assess import Assessment, Question, questions
from ecliptic.errors import UsageError
from ecliptic.roadmap import Viewer
from ecliptic.server.jobs.models import OPEN, Eyes, Run, State, eyes_of
from ecliptic.server.jobs.queue import identity_of, put
from ecliptic.server.jobs.register import Outcome, Task
from ecliptic.server.members.models import Account
from ecliptic.server.statements.models import Edition, Ledger
from ecliptic.server.statements.picture import View, view_for

KIND = "assessment"


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: an account, or somebody of whom we know a keyed digest of their address."""

    account: Account | None = None
    mark: str = ""

    def asked(self, run: Run) -> bool:
        """Whether they asked for a run themselves."""
        if self.account is not None:
            return run.account_id == self.account.pk
        return bool(self.mark) and run.account_id is None and run.asked_from == self.mark


def ask(
    view: View, question: Question[Any], parameters: Mapping[str, Any], asker: Asker, *, again: bool = False
) -> Run:
    """Put a question in the queue, or give the run that has answered or will answer just this.

    Parameters must have been read by the question. `again` asks anew although there is an answer.
    """
    run = _asked(view, question, parameters, asker)
    return (None if again else _known(run)) or put(run)


def known_answer(
    view: View, question: Question[Any], parameters: Mapping[str, Any], asker: Asker
) -> Run | None:
    """The run that has answered or will answer just this, without putting anything in the queue."""
    run = _asked(view, question, parameters, asker)
    return _known(run) or Run.objects.filter(identity=run.identity, state__in=OPEN).first()


def _known(run: Run) -> Run | None:
    answered = Run.objects.filter(identity=run.identity, state=State.DONE, revision__gte=narrowed_at())
    return answered.order_by("-id").first()


def _asked(view: View, question: Question[Any], parameters: Mapping[str, Any], asker: Asker) -> Run:
    chosen = question.parameters.model_validate(dict(parameters)).model_dump(mode="json")
    return Run(
        kind=KIND,
        question=question.name,
        parameters=chosen,
        usual=chosen == question.parameters().model_dump(mode="json"),
        account=asker.account,
        asked_by=str(asker.account or "")[:200],
        asked_from=asker.mark,
        as_of=view.as_of,
        edition=view.edition.slug if view.edition else "",
        **eyes_of(view.viewer),
        **_resting_on(view, question.name, chosen),
    )


def _resting_on(view: View, question: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that tell on what a result rests, and the mark of all that decides it."""
    as_of = view.as_of.isoformat() if view.as_of else None
    edition = view.edition.slug if view.edition else None
    eyes = eyes_of(view.viewer)
    program, digest = version("ecliptic"), view.roadmap.digest
    identity = identity_of(
        KIND,
        question,
        dict(parameters),
        str(eyes["eyes"]),
        eyes["organisation"],
        as_of,
        edition,
        digest,
        program,
    )
    return {"revision": view.revision, "digest": digest, "version": program, "identity": identity}


def view_of(run: Run) -> View:
    """What the viewer of a run sees now, at the date or of the edition that they asked for."""
    edition = Edition.objects.filter(slug=run.edition).first() if run.edition else None
    if run.edition and edition is None:
        message = f"The edition {run.edition} is no longer there. Ask of another, or of what is stated now."
        raise UsageError(message)
    return view_for(run.viewer, as_of=run.as_of, edition=edition)


def read_ahead(uuid: UUID) -> None:
    """Bring what the viewer sees into memory."""
    view_of(Run.objects.get(uuid=uuid))


def answer(task: Task) -> Outcome:
    """Answer a question; the store may have moved on since it was put, and the run then says so."""
    run = Run.objects.get(uuid=task.run)
    task.progress(0.05, "reading the roadmap")
    view = view_of(run)
    task.progress(0.25, "working out the answer")
    assessment = questions()[run.question](view.roadmap, **run.parameters)
    task.progress(0.7, "writing tables and figures")
    content = assessment.to_json()
    return Outcome(content, _summary(assessment), _resting_on(view, run.question, run.parameters))


def _summary(assessment: Assessment) -> dict[str, Any]:
    return {
        "findings": dict(Counter(finding.severity for finding in assessment.findings)),
        "statements": assessment.basis.statements,
        "unverified": assessment.basis.unverified,
        "figures": len(assessment.figures),
        "tables": len(assessment.answer.tables),
    }


# --- who may look ---------------------------------------------------------------------------------


def seen_by(viewer: Viewer) -> QuerySet[Run]:
    """The assessments that a viewer may look at: their own, and those made with the eyes of the public."""
    own = Q(**eyes_of(viewer))
    return Run.objects.filter(Q(kind=KIND) & (own | Q(eyes=Eyes.PUBLIC)))


def narrowed_at() -> int:
    """Newest revision by which fewer may see something; results that are older are not shown."""
    return Ledger.objects.values_list("narrowed_at", flat=True).first() or 0
