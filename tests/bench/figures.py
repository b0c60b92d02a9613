"""A figure and its line in the report. Knows what was measured and what the target was, not how it was measured."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report. `ratio` is against a baseline of the same run. Either target may be None: then the figure is
    only reported.
    """

    name: str
    value: float
    unit: str
    baseline: float | None = None
    ratio: float | None = None
    value_max: float | None = None
    ratio_max: float | None = None
    says: str = ""

    @property
    def short(self) -> bool:
        """Whether a target is missed."""
        over_value = self.value_max is not None and self.value > self.value_max
        return over_value or (self.ratio_max is not None and self.ratio is not None and self.ratio > self.ratio_max)

    def line(self) -> str:
        """`bench NAME value=… unit=… baseline=… ratio=… target=… ok|SHORT`, and a remark."""
        named = (("value", self.value_max), ("ratio", self.ratio_max))
        limits = [f"{name}<={limit:g}" for name, limit in named if limit is not None]
        parts = [
            f"bench {self.name} value={_short(self.value)} unit={self.unit}",
            f"baseline={_short(self.baseline)} ratio={_short(self.ratio)} target={','.join(limits) or '-'}",
            "SHORT" if self.short else "ok",
        ]
        return " ".join(parts) + (f"  # {self.says}" if self.says else "")


def p(samples: Sequence[float], percent: float) -> float:
    """Give a percentile by the nearest rank."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def of_rounds(ours: Sequence[float], theirs: Sequence[float]) -> tuple[float, float, float]:
    """Take one figure of each round for each side, measured in turn. Give our median, the baseline's median, and the median of the rounds'
    ratios.

    The machine drifts by a factor of five between minutes, so only figures that were measured side by side are divided.
    """
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    return statistics.median(ours), statistics.median(theirs), statistics.median(ratios)


def _short(number: float | None) -> str:
    return "-" if number is None else f"{number:.4g}"
