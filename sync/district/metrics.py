"""Counts what the server does, for Prometheus. It is written by hand: thirty lines instead of a library. No figure is about a building, a
box or what entries hold.

Text format 0.0.4; names and units as Prometheus asks for: seconds and bytes, counters ending in `_total`.
"""

import math
from collections import Counter, defaultdict
from itertools import accumulate

BUCKETS_S = (
    0.002,
    0.005,
    0.01,
    0.025,
    0.05,
    0.1,
    0.25,
    0.5,
    1.0,
    2.5,
    10.0,
)  # bounds around the 100 ms that a deposit may take

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """Counts since the process started. Everything runs in the loop's thread."""

    def __init__(self) -> None:
        self._answers: Counter[tuple[str, str, int]] = Counter()
        self._times: dict[str, list[int]] = {}
        self._time_sums: Counter[str] = Counter()
        self._counts: defaultdict[str, float] = defaultdict(int)
        self._gauges: dict[str, float] = {}

    def answered(self, method: str, path: str, status: int, took_s: float) -> None:
        """Count the answer to a request on a known path."""
        self._answers[method, path, status] += 1
        times = self._times.setdefault(path, [0] * (len(BUCKETS_S) + 1))
        times[next((at for at, upper in enumerate(BUCKETS_S) if took_s <= upper), len(BUCKETS_S))] += 1
        self._time_sums[path] += took_s  # type: ignore[assignment]  # a Counter adds up floats as well

    def count(self, name: str, amount: float = 1) -> None:
        """Add to a counter; `name` without prefix and suffix, such as `entries`."""
        self._counts[name] += amount

    def set(self, name: str, value: float) -> None:
        """Set a gauge; `name` without prefix."""
        self._gauges[name] = value

    def text(self) -> str:
        """Give everything, as Prometheus reads it."""
        lines = _head("requests_total", "counter")
        for (method, path, status), amount in sorted(self._answers.items()):
            labels = f'method="{method}",path="{path}",status="{status}"'
            lines.append(f"handbell_district_requests_total{{{labels}}} {amount}")
        lines += _head("request_seconds", "histogram")
        for path in sorted(self._times):
            lines += self._histogram(path)
        for name, sum_ in sorted(self._counts.items()):
            lines += [*_head(f"{name}_total", "counter"), f"handbell_district_{name}_total {sum_}"]
        for name, value in sorted(self._gauges.items()):
            lines += [*_head(name, "gauge"), f"handbell_district_{name} {_written(value)}"]
        return "\n".join(lines) + "\n"

    def _histogram(self, path: str) -> list[str]:
        name = "handbell_district_request_seconds"
        sums = list(accumulate(self._times[path]))
        uppers = [*(f"{upper:g}" for upper in BUCKETS_S), "+Inf"]
        lines = [
            f'{name}_bucket{{path="{path}",le="{upper}"}} {sum_}' for upper, sum_ in zip(uppers, sums, strict=True)
        ]
        total = f'{name}_sum{{path="{path}"}} {self._time_sums[path]:.6f}'
        return [*lines, total, f'{name}_count{{path="{path}"}} {sums[-1]}']


def _head(name: str, kind: str) -> list[str]:
    says = _SAYS.get(name) or name.removesuffix("_total").replace("_", " ").capitalize()
    return [f"# HELP handbell_district_{name} {says}.", f"# TYPE handbell_district_{name} {kind}"]


def _written(value: float) -> str:
    return "NaN" if math.isnan(value) else f"{value:.15g}"  # a time in seconds has thirteen digits


GAUGES = {
    "connections": "Open connections of boxes, offices and administrators",
    "open_forks": "Places where two histories of a box part, and the safety office has not decided",
    "damaged_stretches": "Stretches of entries that rotted here and are to come again",
    "copy_up_to_timestamp_seconds": "Up to when the second copy of the store is proved whole",
    "copy_trouble": "1 while something is wrong with the second copy of the store",
}
_SAYS = {
    "requests_total": "Requests that were answered",
    "request_seconds": "How long their answers took",
    "entries_total": "Entries that were deposited",
    "kept_bytes_total": "Bytes that were deposited",
    "urgent_entries_total": "Entries that came by the urgent lane",
    "over_quota_total": "Requests of who had brought or asked for its share of the day",
    "rested_seconds_total": "Time that others waited for, since they took more than their share",
    **GAUGES,
}
