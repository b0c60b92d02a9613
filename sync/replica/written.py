"""Counts how many bytes this process and its child had written to disks in the last hour, as the kernel counts them."""

from collections import deque
from pathlib import Path

HOUR_S = 3600.0
EVERY_S = 60.0  # one sample a minute makes 60


class Written:
    """Counts written bytes. It is given the ids of the processes that live now; each new child begins at 0 again."""

    def __init__(self) -> None:
        self._last: dict[int, int] = {}
        self._total = 0
        self._samples = deque[tuple[float, int]]()

    def look(self, pids: list[int], now_s: float) -> None:
        """Count what was written since the last look."""
        counted = {pid: written for pid in pids if (written := _of(pid)) is not None}
        self._total += sum(written - self._last.get(pid, 0) for pid, written in counted.items())
        self._last = counted
        if not self._samples or now_s - self._samples[-1][0] >= EVERY_S:
            self._samples.append((now_s, self._total))
        while now_s - self._samples[0][0] > HOUR_S:
            self._samples.popleft()

    @property
    def in_the_hour(self) -> int:
        """Bytes in the last hour, or since the start."""
        return self._total - self._samples[0][1] if self._samples else 0


def _of(pid: int) -> int | None:
    """Give `write_bytes` of proc_pid_io(5); None where the process is gone or the kernel counts nothing."""
    try:
        lines = Path(f"/proc/{pid}/io").read_text("ascii").splitlines()
    except OSError:
        return None
    return next((int(line.split(":")[1]) for line in lines if line.startswith("write_bytes")), None)
