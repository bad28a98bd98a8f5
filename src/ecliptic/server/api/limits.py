"""How many requests one caller may make: a bucket for each, that fills again with time.

The buckets lie in the memory of each process, so with several workers a caller may have as many times the
limit. They protect the machine from programs that run wild; they are no accounting.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

_MOST_CALLERS = 20_000
_WINDOW_S = 60


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a caller has left after a request."""

    limit: int
    left: int
    full_after_s: int
    wait_s: int
    """Seconds until the request would be allowed; 0 where it is."""

    def headers(self) -> dict[str, str]:
        """The same for the caller to read."""
        told = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.left),
            "RateLimit-Reset": str(self.full_after_s),
        }
        return {**told, "Retry-After": str(self.wait_s)} if self.wait_s else told


class Limiter:
    """Counts requests by caller."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, caller: str, per_minute: int, cost: int = 1) -> Allowance:
        """Take from a caller's bucket, which holds the requests of one minute; an empty one gives nothing."""
        now = self._clock()
        with self._lock:
            bucket = self._buckets.get(caller)
            if bucket is None:
                bucket = self._buckets[caller] = _Bucket(per_minute, now)
                while len(self._buckets) > _MOST_CALLERS:
                    self._buckets.popitem(last=False)
            self._buckets.move_to_end(caller)
            rate = per_minute / _WINDOW_S
            bucket.left = min(per_minute, bucket.left + max(0.0, now - bucket.at) * rate)
            bucket.at = now
            # A costly request is always allowed to whoever has asked for nothing yet.
            cost = min(cost, per_minute)
            wait = max(1, math.ceil((cost - bucket.left) / rate)) if bucket.left < cost else 0
            if not wait:
                bucket.left -= cost
            return Allowance(per_minute, int(bucket.left), math.ceil((per_minute - bucket.left) / rate), wait)

    def clear(self) -> None:
        """Forget all callers."""
        with self._lock:
            self._buckets.clear()


LIMITER = Limiter()
