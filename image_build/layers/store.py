"""Keeps finished layers: a folder of folders, each named by the SHA-256 of what went into it. It knows no layer.

A layer is made in another folder and gets its name by one rename, so a half-made one can never be taken for a finished one.
"""

import fcntl
import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from image_build.progress import Progress

# What a layer is made from: JSON values, so that they can be read again beside the layer.
type Inputs = Mapping[str, object]

_UNFINISHED: Final = ".unfinished-"
# How many hex digits a folder's name has: 128 bits, so that two inputs never get the same name.
_KEY_LENGTH: Final = 32
_KEPT: Final = 3  # how many of each layer stay: both kernels, and the one before
_IN_USE_S: Final = 3600.0  # it takes no image longer to be put together


def key_of(inputs: Inputs) -> str:
    """Return the SHA-256, in hex, of the inputs in one canonical form. Everything that may change a byte of the layer belongs in them."""
    return hashlib.sha256(_canonical(inputs)).hexdigest()


@dataclass(frozen=True, slots=True)
class Store:
    """The cache at `folder`, which is made when it is first needed. Two builds at once are safe: the second waits for the first."""

    folder: Path

    def layer(self, name: str, inputs: Inputs, make: Callable[[Path], None], progress: Progress) -> Path:
        """Return the folder of that layer. If it is not there yet, `make(folder)` fills it. If `make` raises, nothing is left behind."""
        place = self.folder / f"{name}-{key_of(inputs)[:_KEY_LENGTH]}"
        with self.alone(name):
            if (place / "inputs.json").exists():
                progress.say(f"{name}: taken from {place}")
            else:
                with progress.step(name):
                    self._made(place, inputs, make)
            place.touch()  # notes when it was last used
            self._forget_old(name)
        return place

    def shared(self, name: str) -> Path:
        """Return a folder for files that several layers fetch and check by their hash, such as packages."""
        place = self.folder / name
        place.mkdir(parents=True, exist_ok=True)
        return place

    def _made(self, place: Path, inputs: Inputs, make: Callable[[Path], None]) -> None:
        self._forget_unfinished(place.name)
        work = Path(tempfile.mkdtemp(prefix=f"{_UNFINISHED}{place.name}-", dir=self.folder))
        try:
            work.chmod(0o755)  # mmdebstrap without root reads it as another user
            make(work)
            (work / "inputs.json").write_bytes(_canonical(inputs) + b"\n")
            work.rename(place)
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            raise

    def _forget_old(self, name: str) -> None:
        """Remove old layers: a layer has a few hundred megabytes, and each change of a line makes a new one. A layer that may be in use
        now stays.
        """
        layers = [(place.stat().st_mtime, place) for place in self.folder.glob(f"{name}-{'[0-9a-f]' * _KEY_LENGTH}")]
        for used, place in sorted(layers, reverse=True)[_KEPT:]:
            if used < time.time() - _IN_USE_S:
                shutil.rmtree(place, ignore_errors=True)

    def _forget_unfinished(self, name: str) -> None:
        # left by a build that was killed, since we hold the lock
        for left in self.folder.glob(f"{_UNFINISHED}{name}-*"):
            shutil.rmtree(left, ignore_errors=True)

    @contextmanager
    def alone(self, name: str) -> Iterator[None]:
        """Keep everybody else who builds in this cache out of `name` meanwhile."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / f".{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _canonical(inputs: Inputs) -> bytes:
    return json.dumps(inputs, sort_keys=True, indent=1, ensure_ascii=False).encode()
