"""What the tests of the worker play through: run as `scenarios.py NAME` on a database of its own.

Workers are processes that share a real database, so this cannot happen within the transaction of a test.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import django

WORKER = Path(__file__).with_name("worker_for_tests.py")
PATIENCE_S = 60.0


@contextmanager
def worker(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker at work."""
    process = subprocess.Popen([sys.executable, str(WORKER), *arguments])
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def until(said: Callable[[], bool], what: str) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + PATIENCE_S
    while not said():
        assert time.monotonic() < deadline, f"still not so after {PATIENCE_S} s: {what}"
        time.sleep(0.05)


def put(kind: str, **parameters: object) -> object:
    """Put work for tests in the queue."""
    import worker_for_tests  # noqa: F401 - enters the work that only tests have

    from ecliptic.server.jobs.queue import enqueue

    return enqueue(kind, parameters)


def state(run: object) -> str:
    """How a run stands now."""
    run.refresh_from_db()
    return run.state


def notes() -> Path:
    """A file in which work writes down that it is being done."""
    return Path(tempfile.mkdtemp(prefix="ecliptic-notes-")) / "notes"


def alive(pid: int) -> bool:
    """Whether a process still runs; one that nobody has waited for yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def does_its_work() -> None:
    """A run goes from waiting to done, with its result and what it rests on."""
    written = notes()
    run = put("tests.slow", tenths=3, notes=str(written))
    assert put("tests.slow", tenths=3, notes=str(written)).pk == run.pk, "equal work is put once"
    with worker("--once") as process:
        assert process.wait(PATIENCE_S) == 0
    assert state(run) == "done"
    assert run.result.content == b'{"slow": true}'
    assert (run.progress, run.message, run.attempts) == (1.0, "done", 1)
    assert [line.split()[0] for line in written.read_text().splitlines()] == ["begin", "end"]


def cancelled_at_work() -> None:
    """Work that is being done ends within moments of being cancelled, and its process with it."""
    written = notes()
    run = put("tests.slow", tenths=3000, notes=str(written))
    waiting = put("tests.slow", tenths=1, notes=str(notes()))
    from ecliptic.server.jobs.queue import cancel

    with worker() as process:
        until(written.exists, "it has begun")
        cancel(waiting)
        assert state(waiting) == "cancelled", "what waits is cancelled at once"
        cancel(run)
        until(lambda: state(run) == "cancelled", "it is cancelled")
        pid = int(written.read_text().split()[-1])
        until(lambda: not alive(pid), "its process has ended")
        assert process.poll() is None, "the worker goes on"
    assert "end" not in written.read_text()
    assert not hasattr(run, "result")


def worker_killed() -> None:
    """What a killed worker was doing is done by another, once, and its process ends with it."""
    written = notes()
    run = put("tests.slow", tenths=40, notes=str(written))
    with worker() as first:
        until(written.exists, "it has begun")
        pid = int(written.read_text().split()[-1])
        until(lambda: state(run) == "running" and run.progress > 0, "progress is told")
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    until(lambda: not alive(pid), "the process of a killed worker ends too")
    assert state(run) == "running", "nobody has noticed yet"
    _let_the_lease_run_out(run)
    with worker() as second:
        until(lambda: state(run) == "done", "another worker has done it")
        assert second.poll() is None
    assert run.attempts == 2
    assert [line.split()[0] for line in written.read_text().splitlines()] == ["begin", "begin", "end"]


def _let_the_lease_run_out(run: object) -> None:
    """Spare the test half a minute."""
    from django.utils import timezone

    type(run).objects.filter(pk=run.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def killed_for_ever() -> None:
    """Work whose workers die each time is given up after a few attempts, with the reason."""
    from ecliptic.server.jobs.models import Run
    from ecliptic.server.jobs.queue import claim, take_from_the_dead

    run = put("tests.slow", tenths=1, notes=str(notes()))
    for attempt in (1, 2, 3):
        claimed = claim(f"doomed-{attempt}")
        assert (claimed.pk, claimed.attempts) == (run.pk, attempt)
        take_from_the_dead(Run.objects.get(pk=run.pk))
    assert state(run) == "failed"
    assert "3 times" in run.error
    assert claim("another") is None


def many_workers() -> None:
    """Several workers never do one run twice, and leave none."""
    written = notes()
    runs = [put("tests.slow", tenths=1, notes=str(written), number=number) for number in range(9)]
    with worker("--once") as a, worker("--once") as b, worker("--once") as c:
        for process in (a, b, c):
            assert process.wait(2 * PATIENCE_S) == 0
    assert {state(run) for run in runs} == {"done"}
    begun = [line.split()[1] for line in written.read_text().splitlines() if line.startswith("begin")]
    assert sorted(begun) == sorted(str(run.uuid) for run in runs)
    assert len({run.worker for run in runs}) > 1, "they shared the work"


def faults_stay_apart() -> None:
    """Crashes, faults, greed and endlessness end the run and are told in words; the worker goes on."""
    kinds = ["crash", "fault", "greedy", "refuse", "endless"]
    runs = {kind: put(f"tests.{kind}") for kind in kinds}
    last = put("tests.slow", tenths=1, notes=str(notes()))
    with worker("--once") as process:
        assert process.wait(2 * PATIENCE_S) == 0
    assert {kind: state(run) for kind, run in runs.items()} == dict.fromkeys(kinds, "failed")
    assert "fault of its own" in runs["crash"].error
    assert "fault of its own" in runs["fault"].error
    assert "more than the 4096 MiB of memory" in runs["greedy"].error
    assert runs["refuse"].error == "There is no phase 'X'. Choose one of: HLR."
    assert runs["endless"].error.startswith("It took longer than 1 s")
    assert not any("Traceback" in run.error for run in runs.values())
    assert state(last) == "done"


def asked_to_stop() -> None:
    """A worker that is asked to stop gives back what it was doing, and that counts as no attempt."""
    written = notes()
    run = put("tests.slow", tenths=3000, notes=str(written))
    with worker() as process:
        until(written.exists, "it has begun")
        process.terminate()
        assert process.wait(PATIENCE_S) == 0
    assert (state(run), run.attempts, run.worker) == ("waiting", 0, "")
    assert "end" not in written.read_text()


def late_result() -> None:
    """A worker that lost its run while it worked cannot store a result over that of another."""
    from ecliptic.server.jobs.models import Run
    from ecliptic.server.jobs.queue import beat, claim, finish, take_from_the_dead
    from ecliptic.server.jobs.register import Outcome

    run = put("tests.slow", tenths=1, notes=str(notes()))
    first = claim("sleepy")
    take_from_the_dead(Run.objects.get(pk=run.pk))
    second = claim("awake")
    assert beat(first, 0.5, "still here") is None
    assert not finish(first, Outcome(b"wrong"))
    assert beat(second, 0.5, "half") is False
    assert finish(second, Outcome(b"right"))
    assert not finish(second, Outcome(b"twice"))
    run.refresh_from_db()
    assert run.result.content == b"right"


def again_and_again() -> None:
    """Work that is due is put once, also by two workers, and also when the clock was set back."""
    from django.utils import timezone

    from ecliptic.server.jobs.models import Period, Run, State
    from ecliptic.server.jobs.queue import put_what_is_due
    from ecliptic.server.jobs.register import periods

    def due_at(moment: object) -> list[str]:
        put = [run.kind for run in put_what_is_due(moment)]
        Run.objects.filter(state=State.WAITING).update(state=State.DONE)
        return put

    now = timezone.now()
    Period.objects.all().delete()
    names = sorted(periods())
    assert "jobs.tidy" in names
    assert sorted(due_at(now)) == names, "at first all is due"
    assert due_at(now) == []
    assert "jobs.tidy" in due_at(now + timedelta(days=1, seconds=1))
    assert due_at(now - timedelta(days=300)) == [], "a clock set back starts nothing"
    later = now - timedelta(days=300) + timedelta(days=1, seconds=1)
    assert "jobs.tidy" in due_at(later), "and stops nothing for longer than one period"
    assert due_at(later) == []
    assert due_at(now + timedelta(days=3000)).count("jobs.tidy") == 1, "missed times are not made up for"


def equal_questions() -> None:
    """Equal questions share one result; asked again they give the same bytes; others do not share."""
    from ecliptic.assess import questions
    from ecliptic.roadmap import Viewer
    from ecliptic.server.jobs.asking import Asker, ask, seen_by
    from ecliptic.server.statements.picture import view_for

    coverage = questions()["coverage"]
    esa, public = view_for(Viewer.of("ESA")), view_for(Viewer.public())
    first = ask(esa, coverage, {}, Asker(mark="a"))
    assert ask(esa, coverage, {"phase": None}, Asker(mark="b")).pk == first.pk
    other = ask(public, coverage, {}, Asker(mark="a"))
    assert other.pk != first.pk
    with worker("--once") as process:
        assert process.wait(PATIENCE_S) == 0
    assert (state(first), state(other)) == ("done", "done")
    assert ask(esa, coverage, {}, Asker()).pk == first.pk, "what is answered is not asked again"
    again = ask(esa, coverage, {}, Asker(), again=True)
    assert again.pk != first.pk
    with worker("--once") as process:
        assert process.wait(PATIENCE_S) == 0
    assert state(again) == "done"
    assert again.result.content == first.result.content
    assert (again.result_digest, again.identity) == (first.result_digest, first.identity)
    assert first.digest == esa.roadmap.digest
    assert {run.pk for run in seen_by(Viewer.public())} == {other.pk}
    assert {run.pk for run in seen_by(Viewer.of("JAXA"))} == {other.pk}
    assert {run.pk for run in seen_by(Viewer.of("ESA"))} == {first.pk, again.pk, other.pk}
    assert {run.pk for run in seen_by(Viewer(organisation="ESA", member=False))} == {other.pk}


if __name__ == "__main__":
    django.setup()
    globals()[sys.argv[1]]()
    print("as it should be")
