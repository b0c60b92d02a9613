"""Makes a small card as an image's build makes a large one: a real table, a real FAT32 with files on it, and noise in the other parts."""

import random
import subprocess
from pathlib import Path

from image_build.card.layout import DISK_ID, FAT_LABEL
from image_build.programs import found
from image_build.seed.readme import README_NAME, readme

FAT_AT_MIB = 1
FAT_MIB = 34  # with fewer clusters mkfs.vfat complains about FAT32
REST_MIB = 2
MIB = 1024 * 1024

SEED = "handbell-seed.yaml"


def ran(*words: str, given: str = "") -> bytes:
    """Run a program and give what it wrote. If it fails, the test fails."""
    path = found(words[0])
    assert path is not None, f"{words[0]} is not installed"
    return subprocess.run([path, *words[1:]], input=given.encode(), capture_output=True, check=True).stdout


def make_card(
    image: Path,
    *,
    at_mib: int = FAT_AT_MIB,
    disk_id: int = DISK_ID,
    label: str = FAT_LABEL,
    told: bytes | None = readme("0.1.0"),
    full: bool = False,
) -> Path:
    """Make an image with a first partition like ours and a second one of noise."""
    noise = random.Random(7)
    image.write_bytes(b"")
    with image.open("r+b") as file:
        file.truncate((at_mib + FAT_MIB + REST_MIB) * MIB)
        file.seek((at_mib + FAT_MIB) * MIB)
        file.write(noise.randbytes(REST_MIB * MIB))
    table = (
        f"label: dos\nlabel-id: {disk_id:#x}\n{at_mib}MiB {FAT_MIB}MiB c *\n{at_mib + FAT_MIB}MiB {REST_MIB}MiB 83\n"
    )
    ran("sfdisk", "-q", "--no-reread", "--no-tell-kernel", str(image), given=table)
    fat = image.with_suffix(".fat")
    with fat.open("wb") as file:
        file.truncate(FAT_MIB * MIB)
    ran("mkfs.vfat", "-F", "32", "-s", "1", "-n", label, str(fat))
    kernel = image.with_suffix(".kernel")
    kernel.write_bytes(noise.randbytes(5 * MIB))
    ran("mcopy", "-i", str(fat), str(kernel), "::/vmlinuz")
    if told is not None:
        kernel.write_bytes(told)
        ran("mcopy", "-i", str(fat), str(kernel), f"::/{README_NAME}")
    if full:
        room = fat.with_suffix(".room")
        for size in (4 * MIB, MIB, 64 * 1024, 4096, 512):
            room.write_bytes(noise.randbytes(size))
            for number in range(64):
                done = subprocess.run(
                    [found("mcopy") or "mcopy", "-i", str(fat), str(room), f"::/f{size}-{number}"],
                    capture_output=True,
                    check=False,
                )
                if done.returncode:
                    break
        room.unlink()
    with image.open("r+b") as file:
        file.seek(at_mib * MIB)
        file.write(fat.read_bytes())
    fat.unlink()
    kernel.unlink()
    return image


def file_on(image: Path, name: str, *, at_mib: int = FAT_AT_MIB) -> bytes:
    """Give a file of the card's first partition, read by a program that is not ours."""
    return ran("mtype", "-i", f"{image}@@{at_mib}M", f"::/{name}")


def checked(image: Path, *, at_mib: int = FAT_AT_MIB) -> str:
    """Give what fsck.vfat says of the first partition."""
    part = image.with_suffix(".part")
    with image.open("rb") as file:
        file.seek(at_mib * MIB)
        part.write_bytes(file.read(FAT_MIB * MIB))
    done = subprocess.run(
        [found("fsck.vfat") or "fsck.vfat", "-n", str(part)], capture_output=True, text=True, check=False
    )
    part.unlink()
    return done.stdout + done.stderr if done.returncode else ""
