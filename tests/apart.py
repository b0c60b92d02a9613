"""Makes the words that run a program apart from this machine: with mounts that nobody else sees, or with a network of its own.

Each way is tried once: a container lacks the right to mount, and in a changed root `/` is no mount point. Where no way works, the test is
skipped and the reason is named. Knows nothing of the program that is run.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

MOUNTS = 'mount -t tmpfs tmpfs "$1" && touch "$1/inside"'


def apart(*spaces: str) -> list[str]:
    """Give the words to put before a program's own words: `apart("--mount", "--net")`. Skips where this machine does not allow it."""
    if (why := why_not(*spaces)) is not None:
        pytest.skip(why)
    return list(_tried(spaces)[0])


def why_not(*spaces: str) -> str | None:
    """Say why nothing can be run apart on this machine, or give None."""
    words, said = _tried(spaces)
    return None if words else f"nothing can be run with `unshare {' '.join(spaces)}` here: {said}"


@cache
def _tried(spaces: tuple[str, ...]) -> tuple[list[str], str]:
    """Give the first words that work, or none, and what the first way said."""
    said = [_said(words, mounts="--mount" in spaces) for words in _ways(spaces)]
    return next((words for words, why in zip(_ways(spaces), said, strict=True) if not why), []), said[0]


def _ways(spaces: tuple[str, ...]) -> Iterator[list[str]]:
    """Give the ways to try. A user who is root only inside can have a network, but has no rights to the files of this machine."""
    yield ["unshare", *spaces]
    if "--mount" in spaces:
        yield [
            "unshare",
            "--propagation",
            "unchanged",
            *spaces,
        ]  # for a changed root: there, the propagation of `/` cannot be changed, since `/` is no mount point
    else:
        yield ["unshare", "--user", "--map-root-user", *spaces]


def _said(words: list[str], *, mounts: bool) -> str:
    """Say what is wrong with this way; empty where it works."""
    if os.geteuid() != 0 and mounts:
        return "only root may mount"
    with tempfile.TemporaryDirectory() as folder:
        program = ["sh", "-c", MOUNTS, "-", folder] if mounts else ["true"]
        try:
            done = subprocess.run([*words, *program], capture_output=True, text=True, check=False)
        except FileNotFoundError:
            return "unshare is not installed"
        if not Path(folder, "inside").exists():
            return done.stderr.strip() if done.returncode else ""
        subprocess.run(["umount", folder], check=True)
        return "what is mounted there is seen here too"
