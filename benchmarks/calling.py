"""Calls a server from many connections at once, each asking again as soon as it has its answer.

A process of its own, so that it takes no time from the server's: it writes ready-made bytes, and reads of
answers no more than their length. The order is read as JSON from the input; the times come out as JSON.
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from statistics import median, quantiles
from typing import Any

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length: "
_IN_PIECES, _LAST_PIECE = -1, b"0\r\n\r\n"


@dataclass(frozen=True)
class Order:
    """What is asked, of which ports, from how many connections, and for how long."""

    ports: list[int]
    addresses: list[str]
    headers: dict[str, str]
    connections: int = 16
    warm_s: float = 3.0
    seconds: float = 10.0


@dataclass(frozen=True)
class Heard:
    """How the answers came."""

    answers: int
    per_second: float
    median_ms: float
    p99_ms: float
    longest_ms: float


def call(order: Order) -> Heard:
    """Carry an order out in another process."""
    done = subprocess.run(
        [sys.executable, __file__],
        input=json.dumps(asdict(order)),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stderr)
    return Heard(**json.loads(done.stdout))


class _Caller(asyncio.Protocol):
    """One connection: asks, waits for the whole answer, asks again."""

    def __init__(self, requests: list[bytes], seed: int, until: float, begin: float) -> None:
        self.requests, self.until, self.begin = requests, until, begin
        self.draw = random.Random(seed)  # noqa: S311 - for an order, not for secrets
        self.times: list[float] = []
        self.buffer, self.expected = b"", 0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        """Ask for the first time."""
        self.transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        """Take in a part of an answer."""
        self.buffer += data
        if not self.expected:
            head, found, _ = self.buffer.partition(_HEAD_END)
            if not found:
                return
            told = head.lower()
            assert b" 200 " in told.partition(b"\r\n")[0], head.decode()
            _, length, rest = told.partition(_LENGTH)
            # In pieces, as some servers answer, the end is told by a piece of no length; JSON holds no such.
            self.expected = len(head) + 4 + int(rest.partition(b"\r\n")[0]) if length else _IN_PIECES
        if len(self.buffer) < self.expected:
            return
        if self.expected == _IN_PIECES and not self.buffer.endswith(_LAST_PIECE):
            return
        now = time.perf_counter()
        if self.asked >= self.begin:
            self.times.append(now - self.asked)
        self.buffer, self.expected = b"", 0
        if now >= self.until:
            self.transport.close()
        elif self.transport.is_closing():
            self.done.set_exception(ConnectionError("the server ended the connection"))
        else:
            self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell that the connection is gone; before its time that is a fault."""
        if self.done.done():
            return
        if time.perf_counter() < self.until:
            self.done.set_exception(exc or ConnectionError("the server ended the connection"))
        else:
            self.done.set_result(None)

    def _ask(self) -> None:
        self.asked = time.perf_counter()
        self.transport.write(self.draw.choice(self.requests))


async def _carry_out(order: Order) -> Heard:
    loop, now = asyncio.get_running_loop(), time.perf_counter()
    begin = now + order.warm_s
    until = begin + order.seconds
    lines = "".join(f"{name}: {value}\r\n" for name, value in order.headers.items())
    callers = []
    for number in range(order.connections):
        port = order.ports[number % len(order.ports)]
        requests = [
            f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{lines}\r\n".encode()
            for address in order.addresses
        ]
        _, caller = await loop.create_connection(
            lambda requests=requests, number=number: _Caller(requests, number, until, begin),
            "127.0.0.1",
            port,
        )
        callers.append(caller)
    await asyncio.gather(*(caller.done for caller in callers))
    times = [1000 * took for caller in callers for took in caller.times]
    return Heard(
        len(times), len(times) / order.seconds, median(times), quantiles(times, n=100)[98], max(times)
    )


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(_carry_out(Order(**json.load(sys.stdin)))))))
