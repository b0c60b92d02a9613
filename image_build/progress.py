"""Shows a person how a long build goes on: one line a step, with its time. It decides nothing."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO


@dataclass(frozen=True, slots=True)
class Progress:
    """Writes lines to `out`, each with the minutes and seconds since the start, so that a log shows what took long."""

    out: TextIO = field(default_factory=lambda: sys.stderr)
    started: float = field(default_factory=time.monotonic)

    def say(self, sentence: str) -> None:
        """Write one line now."""
        passed = int(time.monotonic() - self.started)
        print(f"{passed // 60:3d}:{passed % 60:02d}  {sentence}", file=self.out, flush=True)

    @contextmanager
    def step(self, name: str, about: str = "") -> Iterator[None]:
        """Say when a step begins and how long it took. A step that fails says nothing at its end; the error does."""
        begun = time.monotonic()
        self.say(f"{name}: being made{f' ({about})' if about else ''}")
        yield
        self.say(f"{name}: made in {time.monotonic() - begun:.0f} s")
