"""Work in the background.

A part of the server enters its work in a module named `tasks`, which is read when the server starts:

    @job("federation.harvest", title="Harvest of published plans", time_limit_s=600)
    def harvest(task: Task) -> None: ...

    every(3600, "federation.harvest")

and puts it in the queue by `ecliptic.server.jobs.queue.enqueue`. Work may be done twice, when a worker was
killed in the midst of it, so it must be safe to repeat.
"""

from ecliptic.server.jobs.register import Outcome, Task, every, job

__all__ = ["Outcome", "Task", "every", "job"]
