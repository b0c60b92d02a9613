"""Makes a full disk, as far as one process can have one: none of its files grows."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

FULL_BYTES = 1024  # no file may grow beyond this: that is what a full disk does to a write


@contextmanager
def no_file_grows() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (FULL_BYTES, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
