"""Reads and writes the committed lists of wheels, for box and servers, each wheel with its SHA-256; and checks that a list is for what
we still ask for.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from image_build.programs import CannotBuild

PLACE: Final = Path(__file__).parent / "wheels.lock"


def of_server(machine: str) -> Path:
    """Return the list for a district's server of that kind."""
    return Path(__file__).parent / "district" / f"wheels-{machine}.lock"


_LINE = re.compile(
    r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+) --hash=sha256:(?P<sha256>[0-9a-f]{64})  # (?P<file>\S+\.whl)$"
)
_ASKED = "# asked for: sha256:"
_HEAD = """\
# Wheels by name, version and hash: made by `handbell image lock`, read by `handbell image build`, `handbell image district` and by pip.
# Only these files are ever put into an image, or into the archive of a district's server.
"""


@dataclass(frozen=True, slots=True, order=True)
class Wheel:
    """One exact wheel."""

    name: str
    version: str
    sha256: str
    file: str


@dataclass(frozen=True, slots=True)
class Lock:
    """All wheels, and the digest of the requirements for which they were chosen."""

    asked: str
    wheels: tuple[Wheel, ...]

    def text(self) -> str:
        """Write the file. pip reads it as requirements."""
        lines = (
            f"{wheel.name}=={wheel.version} --hash=sha256:{wheel.sha256}  # {wheel.file}\n" for wheel in self.wheels
        )
        return f"{_HEAD}{_ASKED}{self.asked}\n" + "".join(lines)


def digest_of(requirements: Iterable[str]) -> str:
    """Return the digest of the requirements that the lock keeps, so that a lock for other requirements is noticed."""
    return hashlib.sha256("\n".join(sorted(requirements)).encode()).hexdigest()


def read(place: Path = PLACE) -> Lock:
    """Read the lock. Raises CannotBuild, which names every line that is not understood."""
    asked, wheels, wrong = "", [], []
    for number, line in enumerate(place.read_text().splitlines(), start=1):
        if line.startswith(_ASKED):
            asked = line.removeprefix(_ASKED)
        elif line and not line.startswith("#"):
            found = _LINE.match(line)
            wheels.append(Wheel(**found.groupdict())) if found else wrong.append(f"line {number}: {line[:80]}")
    if wrong:
        raise CannotBuild(f"{place} is not as `handbell image lock` writes it:\n" + "\n".join(wrong))
    return Lock(asked, tuple(sorted(wheels)))


def current(requirements: Iterable[str], place: Path = PLACE) -> Lock:
    """Return the lock if it was made for these requirements. Raises CannotBuild if not."""
    lock = read(place)
    if lock.asked != digest_of(requirements):
        raise CannotBuild(
            f"{place} was made for other requirements than pyproject.toml has now. Run: handbell image lock"
        )
    return lock
