"""`boot`: measures the time from power on to armed under emulation. Each start has a new card, and takes turns with a start of the same
card without our units.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from figures import Figure, of_rounds

from image_build.boot.card import fresh_card
from image_build.boot.machine import Machine, Setup
from image_build.disk.card import made
from image_build.layers import built
from image_build.progress import Progress
from image_build.project import CLONE
from image_build.recipe import TARGETS
from image_build.sbom.papers import papers

ROUNDS = 3
RATIO_MAX = 1.5  # against Debian alone: what we add may cost half as much again
WITHIN_S = 900.0
CACHE = CLONE / "var/image/cache"
ARMED, DEBIAN = "handbell-alert.service", "multi-user.target"


async def measure() -> AsyncIterator[Figure]:
    """Measure by the kernel's own clock, which starts when the machine does."""
    with tempfile.TemporaryDirectory(prefix="handbell-bench-") as name:
        folder = Path(name)
        image = await asyncio.to_thread(_image, folder / "out")
        ours, theirs = list[float](), list[float]()
        for number in range(ROUNDS):
            ours.append(await asyncio.to_thread(_started, image, folder / f"ours-{number}", ARMED, ()))
            theirs.append(
                await asyncio.to_thread(_started, image, folder / f"theirs-{number}", DEBIAN, _nothing_of_ours())
            )
        value, baseline, ratio = of_rounds(ours, theirs)
        says = f"median of {ROUNDS} first starts; Debian alone in turn: {_listed(theirs)} s, ours: {_listed(ours)} s"
        yield Figure("boot", value, "s", baseline, ratio, ratio_max=RATIO_MAX, says=says)


def _image(out: Path) -> Path:
    target = TARGETS["virt"]
    layers = built(target, CACHE)
    return made(target, layers, out, sign_with=None, papers=papers(target, layers), progress=Progress()).image


def _nothing_of_ours() -> Sequence[str]:
    """Give the words for the kernel by which systemd starts none of our units."""
    units = [
        path.name
        for path in (CLONE / "systemd").iterdir()
        if path.suffix in {".service", ".socket", ".path", ".target"}
    ]
    consoles = ["handbell-console@tty1.service", "serial-getty@ttyAMA0.service", "handbell-grow.service"]
    return [f"systemd.mask={unit}" for unit in (*units, *consoles)]


def _started(image: Path, folder: Path, unit: str, words: Sequence[str]) -> float:
    """Start the machine; give the seconds from power on until that unit was active."""
    folder.mkdir()
    card = fresh_card(image, folder / "card.img")
    with Machine(card, folder / "machine", Setup(words=words)) as machine:
        machine.start()
        # Ask from inside, and only once in three seconds: each question takes time from what is measured.
        machine.shell.run(f"until systemctl -q is-active {unit}; do sleep 3; done", WITHIN_S)
        said = machine.shell.run(f"systemctl show --value -p ActiveEnterTimestampMonotonic {unit}", WITHIN_S)
    card.unlink()
    return int(said.text) / 1e6


def _listed(seconds: Sequence[float]) -> str:
    return " ".join(f"{each:.1f}" for each in seconds)
