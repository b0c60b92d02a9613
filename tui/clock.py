"""The one clock a console counts on: local, monotonic, in milliseconds."""

import time


def monotonic_ms() -> int:
    """A reading of the local clock ages are counted on with."""
    return time.monotonic_ns() // 1_000_000
