"""Running the server: web processes by gunicorn, and the worker for what takes longer beside them."""

from __future__ import annotations

import signal
import subprocess  # nosec B404: our own and PostgreSQL programs
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gunicorn.app.base
from django.db import connections
from prometheus_client import multiprocess

from ecliptic.roadmap import Viewer
from ecliptic.server.environment import environment
from ecliptic.server.statements.picture import view_for

_PATIENCE_S = 30


@dataclass(frozen=True, slots=True)
class Plan:
    """How many processes answer, and where."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    threads: int = 4

    @property
    def bind(self) -> str:
        """The address to listen at."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class Server(gunicorn.app.base.BaseApplication):  # type: ignore[misc] # the library has no types
    """Our application under gunicorn; the processes share one roadmap until it changes."""

    def __init__(self, plan: Plan, when_ready: Callable[[], None]) -> None:
        self.plan, self.when_ready = plan, when_ready
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn how to run."""
        settings: dict[str, Any] = {
            "bind": self.plan.bind,
            "workers": self.plan.workers,
            "threads": self.plan.threads,
            "worker_class": "gthread",
            "preload_app": True,
            # A slow answer is no dead process: threads go on meanwhile, and long work is done elsewhere.
            "timeout": 120,
            "graceful_timeout": _PATIENCE_S,
            "keepalive": 5,
            "max_requests": 50_000,
            "max_requests_jitter": 5_000,
            "limit_request_line": 8190,
            "loglevel": "warning",
            "control_socket_disable": True,
            "when_ready": lambda _server: self.when_ready(),
            "child_exit": _forget_counts,
        }
        for name, value in settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """The application, with the public's roadmap made before the processes part."""
        from ecliptic.server.wsgi import application  # noqa: PLC0415 - starts Django

        view_for(Viewer.public())
        # A connection must not be shared between processes.
        connections.close_all()
        return application


def _forget_counts(_server: Any, worker: Any) -> None:
    forget: Any = multiprocess.mark_process_dead
    forget(worker.pid)


def run(plan: Plan, when_ready: Callable[[], None], *, with_worker: bool) -> None:
    """Answer requests until told to end, with a worker beside if it is wanted."""
    worker = _started_worker() if with_worker else None
    try:
        Server(plan, when_ready).run()
    finally:
        if worker is not None:
            _ended(worker)


def _started_worker() -> subprocess.Popen[bytes]:
    """The worker in a process of its own, which ends with us also when we are killed."""
    command = [sys.executable, "-m", "ecliptic.server.operations.companion"]
    return subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603 - our own program  # nosec B603


def _ended(worker: subprocess.Popen[bytes]) -> None:
    worker.send_signal(signal.SIGTERM)
    try:
        worker.wait(_PATIENCE_S)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()


def production_faults() -> list[str]:
    """What stands against running for the public with this environment."""
    settings = environment()
    faults = []
    if not settings.secure:
        faults.append("ECLIPTIC_PUBLIC_URL must be an https address, such as https://roadmap.example.org.")
    if settings.secret_key is None or len(settings.secret_key.get_secret_value()) < 50:
        faults.append("ECLIPTIC_SECRET_KEY must be set to at least 50 random characters.")
    if settings.proxy_count == 0:
        faults.append(
            "ECLIPTIC_PROXY_COUNT must be at least 1: this server speaks plain http and needs "
            "a reverse proxy before it that speaks https."
        )
    if settings.debug:
        faults.append("ECLIPTIC_DEBUG must not be set.")
    if settings.email_url == "console:":
        faults.append("ECLIPTIC_EMAIL_URL must say where mail goes, such as smtps://user:password@host.")
    return faults
