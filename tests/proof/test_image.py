"""Tests an image that is really built: what is in it, that it is within its limits, that two builds are the same to the byte, and that each
lie about it is found.
"""

import shutil
from pathlib import Path

import pytest

from image_build.card.layout import DATA, FIRMWARE, MIB, ROOT_A
from image_build.disk.card import Made, parts_made
from image_build.progress import Progress
from image_build.recipe import TARGETS
from image_build.sbom.papers import papers
from image_build.verify.command import findings
from tests.proof.layers import layers_of, why_not
from tests.proof.school import Built

pytestmark = [pytest.mark.proof, pytest.mark.skipif(why_not() is not None, reason=f"no image can be made: {why_not()}")]

RAW_MIB_MAX = 700
COMPRESSED_BYTES_MAX = 195_000_000  # Litestream is 13 MB of them, what telephones say 30


@pytest.fixture(scope="session")
def image(built: Built) -> Made:
    return built.made


@pytest.fixture
def copy(image: Made, tmp_path: Path) -> Path:
    """Copy the image alone into a folder, where it can be spoiled."""
    out = tmp_path / image.image.name
    shutil.copyfile(image.image, out)
    return out


def wrong_with(image: Path, key: Path | None = None) -> list[str]:
    return [said for _, mistakes in findings(image, key) for said in mistakes]


def test_nothing_is_wrong_with_it(built: Built) -> None:
    assert wrong_with(built.made.image, built.public) == []


def test_it_keeps_to_its_limits(image: Made) -> None:
    assert image.image.stat().st_size <= RAW_MIB_MAX * MIB
    assert image.compressed.stat().st_size <= COMPRESSED_BYTES_MAX


def test_built_again_every_part_is_the_same_to_the_byte(image: Made, tmp_path: Path) -> None:
    layers, target = layers_of("virt"), TARGETS["virt"]
    parts = parts_made(target, layers, tmp_path, papers=papers(target, layers), progress=Progress())
    with image.image.open("rb") as first:
        for partition, part in parts.items():
            first.seek(partition.start)
            assert first.read(part.stat().st_size) == part.read_bytes(), partition.name
    assert set(parts) == {FIRMWARE, ROOT_A, DATA}


def test_what_goes_with_it_is_beside_it(image: Made) -> None:
    names = {path.name.removeprefix("handbell-").split("-", 1)[1] for path in image.beside}
    assert names == {
        "virt.img.bmap",
        "virt.sbom.cdx.json",
        "virt.LICENCES.txt",
        "virt.manifest.json",
        "virt.manifest.json.sig",
    }


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (0, "no image of a Handbell card"),
        (FIRMWARE.start, "mcopy ended with"),
        (ROOT_A.start + 1024, "There is no erofs"),
    ],
)
def test_a_spoiled_card_is_never_called_sound(copy: Path, place: int, said: str) -> None:
    with copy.open("r+b") as card:
        card.seek(place)
        card.write(b"\xff" * 512)
    with pytest.raises(Exception, match=said):
        wrong_with(copy)


def test_a_seed_that_was_left_on_it_is_found(copy: Path) -> None:
    from image_build.boot.card import put_in

    put_in(copy, "handbell-seed.yaml", b"seed: 1\n")
    assert wrong_with(copy) == ["handbell-seed.yaml is somebody's, and not for an image"]


def test_data_and_a_second_root_that_are_not_empty_are_found(copy: Path) -> None:
    with copy.open("r+b") as card:
        card.seek(ROOT_A.start + ROOT_A.size + 5 * MIB)
        card.write(b"something")
        card.seek(DATA.start + 1024)
        card.write(bytes(1024))
    said = wrong_with(copy)
    assert len(said) == 1 and said[0].startswith("the data partition is not sound"), said
