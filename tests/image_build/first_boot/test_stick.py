"""Tests a stick: it is mounted where nobody else sees it, one file is taken off, and it is let go. On real file systems, where this kernel
has them.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from image_build.card.layout import DISK_ID
from image_build.first_boot.places import Places
from image_build.first_boot.stick import KINDS
from tests.apart import apart
from tests.image_build.cards import ran
from tests.image_build.first_boot.written import written
from tests.image_build.loop_device import loop_device

pytestmark = pytest.mark.slow

STEP = """
import sys
from pathlib import Path
from image_build.first_boot.places import Places
from image_build.first_boot.stick import take_off
device, at, run, kind = sys.argv[1:]
print(take_off(Path(device), Path(at), Places(run=Path(run)), (kind,)))
"""


@contextmanager
def stick(folder: Path, *, seed: str | None, name: str = "handbell-seed.yaml") -> Iterator[Path]:
    """Make a stick with a file system that every kernel has; gives its device."""
    content = folder / "content"
    content.mkdir()
    if seed is not None:
        (content / name).parent.mkdir(exist_ok=True)
        (content / name).write_text(seed)
    image = folder / "stick.img"
    ran("mkfs.ext4", "-q", "-d", str(content), str(image), "4M")
    with loop_device(image) as device:
        yield device


def takes_off(folder: Path, device: Path, kind: str) -> str:
    """Take the seed off as handbell-stick@.service does, in a view of its own."""
    (folder / "at").mkdir(exist_ok=True)
    (folder / "run").mkdir(exist_ok=True)
    words = [sys.executable, "-c", STEP, str(device), str(folder / "at"), str(folder / "run"), kind]
    done = subprocess.run(
        [*apart("--mount"), *words],
        capture_output=True,
        text=True,
        check=True,
        timeout=180,
        cwd=Path(__file__).parents[3],
    )
    return done.stdout


def test_the_seed_is_taken_off_and_the_stick_let_go(tmp_path: Path) -> None:
    with stick(tmp_path, seed=written()) as device:
        assert "was taken off" in takes_off(tmp_path, device, "ext4")
        assert Places(run=tmp_path / "run").stick_seed.read_text() == written()
        assert str(tmp_path / "at") not in Path("/proc/mounts").read_text()


def test_windows_may_have_hidden_the_end_of_its_name(tmp_path: Path) -> None:
    with stick(tmp_path, seed=written(), name="handbell-seed.yaml.txt") as device:
        assert "was taken off" in takes_off(tmp_path, device, "ext4")
        assert Places(run=tmp_path / "run").stick_seed.read_text() == written()


def test_a_stick_without_a_seed_leaves_nothing(tmp_path: Path) -> None:
    with stick(tmp_path, seed=None) as device:
        assert "there is no handbell-seed.yaml" in takes_off(tmp_path, device, "ext4")
        assert not Places(run=tmp_path / "run").stick_seed.exists()


def test_a_seed_that_cannot_be_read_is_left_to_be_told(tmp_path: Path) -> None:
    inside = "handbell-seed.yaml/inside"  # a file inside a folder that has the name of the seed
    with stick(tmp_path, seed=written(), name=inside) as device:
        says = takes_off(tmp_path, device, "ext4")
        assert "cannot be read" in says
        assert Places(run=tmp_path / "run").stick_unread.read_text() in says


def test_what_cannot_be_mounted_is_said(tmp_path: Path) -> None:
    assert "cannot be read" in takes_off(tmp_path, Path("/dev/null"), "ext4")


def test_only_what_sticks_are_sold_with_is_mounted() -> None:
    rules = (Path(__file__).parents[3] / "systemd" / "90-handbell-stick.rules").read_text()
    assert f'ENV{{ID_FS_TYPE}}=="{"|".join(KINDS)}"' in rules
    assert f'ENV{{ID_FS_TYPE}}!="{"|".join(KINDS)}"' in rules, "and of the others it is said"
    assert f'ENV{{ID_PART_TABLE_UUID}}!="{DISK_ID:x}"' in rules, (
        "but not of a card of ours, which has other partitions too"
    )
