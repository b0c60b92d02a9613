"""Tests the partition that people see: it has exactly the given files, and the same bytes each time, at any hour."""

import shutil
import subprocess
import time
from pathlib import Path

import pytest

from image_build.card.layout import MIB
from image_build.disk.fat import make_fat
from image_build.programs import found
from image_build.recipe import SOURCE_DATE_EPOCH

pytestmark = pytest.mark.skipif(
    any(found(one) is None for one in ("mkfs.vfat", "mcopy", "mmd")), reason="mtools or dosfstools is not installed"
)


def files_in(folder: Path) -> dict[str, Path]:
    (folder / "a").mkdir(parents=True)
    (folder / "config.txt").write_text("arm_64bit=1\n")
    (folder / "a" / "deep.dtb").write_bytes(bytes(range(256)) * 20)
    return {"config.txt": folder / "config.txt", "a/deep.dtb": folder / "a" / "deep.dtb"}


def test_the_files_come_out_as_they_went_in(tmp_path: Path) -> None:
    image = tmp_path / "fat.img"
    make_fat(image, 40 * MIB, files_in(tmp_path / "in"), epoch=SOURCE_DATE_EPOCH)
    out = tmp_path / "out"
    out.mkdir()
    subprocess.run(["mcopy", "-s", "-n", "-i", str(image), "::/*", str(out)], check=True)
    assert (out / "config.txt").read_text() == "arm_64bit=1\n"
    assert (out / "a" / "deep.dtb").read_bytes() == bytes(range(256)) * 20
    assert image.stat().st_size == 40 * MIB


@pytest.mark.slow
def test_made_again_later_it_is_the_same_to_the_byte(tmp_path: Path) -> None:
    one, two = tmp_path / "one.img", tmp_path / "two.img"
    make_fat(one, 40 * MIB, files_in(tmp_path / "first"), epoch=SOURCE_DATE_EPOCH)
    time.sleep(2.1)  # FAT counts time in steps of two seconds
    make_fat(two, 40 * MIB, files_in(tmp_path / "second"), epoch=SOURCE_DATE_EPOCH)
    assert one.read_bytes() == two.read_bytes()


def test_it_is_a_fat32_with_our_name(tmp_path: Path) -> None:
    image = tmp_path / "fat.img"
    make_fat(image, 40 * MIB, {}, epoch=SOURCE_DATE_EPOCH)
    sector = image.read_bytes()[:512]
    assert sector[82:90] == b"FAT32   " and sector[71:82] == b"HANDBELL   "
    assert shutil.which("mcopy")
