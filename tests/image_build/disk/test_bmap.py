"""Tests the block map: bmaptool accepts it, and writes the zeros that belong to the image as well as everything else."""

import subprocess
from pathlib import Path

import pytest

from image_build.disk.bmap import BLOCK, block_map
from image_build.programs import found

SIZE = 40 * BLOCK
USED = [(0, 512), (8 * BLOCK, 3 * BLOCK + 1), (30 * BLOCK, 10 * BLOCK)]


def image_in(folder: Path) -> Path:
    image = folder / "image"
    content = bytearray(SIZE)
    content[0:512] = b"T" * 512
    content[8 * BLOCK : 10 * BLOCK] = b"a" * (2 * BLOCK)  # zeros that belong to the image follow
    content[35 * BLOCK : 36 * BLOCK] = b"b" * BLOCK
    image.write_bytes(bytes(content))
    return image


def test_ranges_are_whole_blocks_in_order(tmp_path: Path) -> None:
    said = block_map(image_in(tmp_path), USED)
    assert [said.count(f"> {one} <") for one in ("0-0", "8-11", "30-39")] == [1, 1, 1]
    assert "<MappedBlocksCount> 15 <" in said and "<BlocksCount> 40 <" in said


@pytest.mark.slow
@pytest.mark.skipif(found("bmaptool") is None, reason="bmaptool is not installed")
def test_bmaptool_believes_it_and_writes_all_that_is_used(tmp_path: Path) -> None:
    image = image_in(tmp_path)
    map_file, card = tmp_path / "image.bmap", tmp_path / "card"
    map_file.write_text(block_map(image, USED))
    done = subprocess.run(
        [found("bmaptool") or "bmaptool", "copy", "--bmap", str(map_file), str(image), str(card)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    got, wanted = card.read_bytes(), image.read_bytes()
    for start, length in USED:
        assert got[start : start + length] == wanted[start : start + length]


@pytest.mark.slow
@pytest.mark.skipif(found("bmaptool") is None, reason="bmaptool is not installed")
def test_an_image_that_was_changed_is_refused(tmp_path: Path) -> None:
    image = image_in(tmp_path)
    map_file = tmp_path / "image.bmap"
    map_file.write_text(block_map(image, USED))
    with image.open("r+b") as changed:
        changed.seek(9 * BLOCK)
        changed.write(b"X")
    words = [found("bmaptool") or "bmaptool", "copy", "--bmap", str(map_file), str(image), str(tmp_path / "card")]
    assert subprocess.run(words, capture_output=True, check=False).returncode != 0
