"""`provision`: measures a process for each card of a list of forty buildings, as IT runs it, and how the copies of an image go at once.

The card is a file of the size and layout of a real one, and each school has sixty rooms.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

from figures import Figure

from image_build.card.layout import DISK_ID, FAT_LABEL, FIRMWARE, IMAGE_MIB, MIB
from image_build.seed.readme import README_NAME, readme

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.image_build.cards import ran
from tests.image_build.provision.district import District
from tests.image_build.seeds import PLAN

SCHOOLS = 40
ROOMS = 60  # as a usual school has
CARDS = 12  # enough for a median; each card is a process
SECONDS_MAX = 2.0
KERNEL_MIB = 60  # what the first partition holds already


async def measure() -> AsyncIterator[Figure]:
    """Measure from the command's start to its end; imports and the check of all forty rows are part of it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        card = _card(folder / "card.img")
        (folder / "district").mkdir()
        district = District(folder / "district", SCHOOLS, _plan())
        given = ["--buildings", str(district.list), "--tokens", str(district.tokens)]
        taken = [await _one(str(card), *given, "--only", f"school-{number:02}") for number in range(1, CARDS + 1)]
        says = f"median of {CARDS} cards, worst {max(taken):.2f} s; {SCHOOLS} rows, {ROOMS} rooms each"
        yield Figure("provision", statistics.median(taken), "s", value_max=SECONDS_MAX, says=says)
        seeds = await _one(*given, "--seeds-only", f"{folder}/seeds", "--labels", f"{folder}/labels.pdf")
        yield Figure("provision-seeds", seeds, "s", says=f"{SCHOOLS} seeds and their sheet of labels at once")
        copies = await _one(str(card), *given, "--out", f"{folder}/cards")
        says = f"{SCHOOLS} copies of an image with {KERNEL_MIB} MiB in it, for each of them"
        yield Figure("provision-copy", copies / SCHOOLS, "s", value_max=SECONDS_MAX, says=says)


async def _one(*words: str) -> float:
    begun = time.monotonic()
    code = "import sys; from image_build.command import main; sys.exit(main(sys.argv[1:]))"
    made = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, "provision", *words, stdout=asyncio.subprocess.DEVNULL
    )
    if await made.wait() != 0:
        raise RuntimeError("a card was not provisioned")
    return time.monotonic() - begun


def _plan() -> str:
    rooms = "".join(
        f"  - {{id: C{n}, name: Room {n}, floor: 2, zone: west, phone_name: Rm C{n}}}\n" for n in range(100, 98 + ROOMS)
    )
    buttons = "".join(
        f"  - {{id: C{n}-wall, room: C{n}, family: esphome, key: C{n}-wall, contacts: {{help: assist, hold: emergency}}}}\n"
        for n in range(100, 98 + ROOMS)
    )
    return PLAN.replace("buttons:\n", f"{rooms}buttons:\n{buttons}")


def _card(image: Path) -> Path:
    fat, file = image.with_suffix(".fat"), image.with_suffix(".file")
    with fat.open("wb") as opened:
        opened.truncate(FIRMWARE.size)
    ran("mkfs.vfat", "-F", "32", "-n", FAT_LABEL, str(fat))
    file.write_bytes(b"kernel" * (KERNEL_MIB * MIB // 6))
    ran("mcopy", "-i", str(fat), str(file), "::/vmlinuz")
    file.write_bytes(readme("0.1.0"))
    ran("mcopy", "-i", str(fat), str(file), f"::/{README_NAME}")
    with image.open("wb") as opened:
        opened.truncate(IMAGE_MIB * MIB)
        opened.seek(FIRMWARE.start)
        opened.write(fat.read_bytes())
    fat.unlink()
    file.unlink()
    start, size = FIRMWARE.start // 512, FIRMWARE.size // 512
    ran("sfdisk", "-q", str(image), given=f"label: dos\nlabel-id: {DISK_ID:#x}\n{start} {size} c *\n")
    return image
