"""Tests our reader of erofs against mkfs.erofs: every path, owner, mode and link, also in a folder of a thousand names."""

import io
import subprocess
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from image_build.card.layout import MIB
from image_build.disk.erofs import make_erofs
from image_build.programs import CannotBuild, found
from image_build.recipe import SOURCE_DATE_EPOCH
from image_build.verify.erofs import Erofs, ErofsError, Node

pytestmark = pytest.mark.skipif(found("mkfs.erofs") is None, reason="erofs-utils is not installed")


def tar_in(folder: Path) -> Path:
    out = folder / "root.tar"
    with tarfile.open(out, "w", format=tarfile.GNU_FORMAT) as tar:
        for name, kind, mode, owner, content in (
            ("./", tarfile.DIRTYPE, 0o755, 0, b""),
            ("./etc", tarfile.DIRTYPE, 0o755, 0, b""),
            ("./etc/shadow", tarfile.REGTYPE, 0o640, 42, b"root:!*:\n"),
            ("./etc/mtab", tarfile.SYMTYPE, 0o777, 0, b"../proc/self/mounts"),
            ("./home", tarfile.DIRTYPE, 0o700, 70000, b""),
            ("./large", tarfile.REGTYPE, 0o644, 0, bytes(range(256)) * 4000),
            ("./many", tarfile.DIRTYPE, 0o755, 0, b""),
            *((f"./many/{number:04d}-ä", tarfile.REGTYPE, 0o644, 0, b"x" * number) for number in range(1000)),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.mode, info.uid, info.gid, info.mtime = kind, mode, owner, owner, number_of(name)
            if kind == tarfile.SYMTYPE:
                info.linkname = content.decode()
            info.size = len(content) if kind == tarfile.REGTYPE else 0
            tar.addfile(info, io.BytesIO(content))
    return out


def nodes_of(image: Path) -> list[Node]:
    with closing(Erofs(image)) as inside:
        return list(inside.nodes())


def number_of(name: str) -> int:
    """Give some files a time of their own, so that both forms of an inode are there."""
    return SOURCE_DATE_EPOCH - len(name) % 3


def test_every_path_comes_out_as_it_went_in(tmp_path: Path) -> None:
    make_erofs(tar_in(tmp_path), tmp_path / "root.erofs", 8 * MIB, epoch=SOURCE_DATE_EPOCH)
    image = Erofs(tmp_path / "root.erofs")
    seen = {node.path: node for node in image.nodes()}
    image.close()
    assert image.label == "handbell-root"
    assert len(seen) == 1007
    shadow = seen["/etc/shadow"]
    assert (shadow.uid, shadow.gid, shadow.permissions, shadow.size) == (42, 42, 0o640, 9)
    assert seen["/etc/mtab"].link == "../proc/self/mounts"
    assert (seen["/home"].uid, seen["/home"].permissions) == (70000, 0o700)
    assert seen["/many/0999-ä"].size == 999 and seen["/large"].size == 1024000


def test_it_is_found_in_the_middle_of_an_image(tmp_path: Path) -> None:
    make_erofs(tar_in(tmp_path), tmp_path / "root.erofs", 8 * MIB, epoch=SOURCE_DATE_EPOCH)
    image = tmp_path / "card.img"
    image.write_bytes(bytes(5 * MIB) + (tmp_path / "root.erofs").read_bytes())
    with closing(Erofs(image, 5 * MIB)) as inside:
        assert len(list(inside.nodes())) == 1007


@pytest.mark.slow
def test_made_twice_it_is_the_same_to_the_byte(tmp_path: Path) -> None:
    tar = tar_in(tmp_path)
    for name in ("one", "two"):
        make_erofs(tar, tmp_path / name, 8 * MIB, epoch=SOURCE_DATE_EPOCH)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_cut_image_and_no_image_are_told_apart_from_a_sound_one(tmp_path: Path) -> None:
    make_erofs(tar_in(tmp_path), tmp_path / "root.erofs", 8 * MIB, epoch=SOURCE_DATE_EPOCH)
    whole = (tmp_path / "root.erofs").read_bytes()
    (tmp_path / "cut").write_bytes(whole[:8192])
    with pytest.raises(ErofsError, match="ends too early"):
        nodes_of(tmp_path / "cut")
    (tmp_path / "none").write_bytes(bytes(8192))
    with pytest.raises(ErofsError, match="There is no erofs"):
        nodes_of(tmp_path / "none")


def test_a_root_too_large_for_its_partition_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(CannotBuild, match="the partition cannot grow"):
        make_erofs(tar_in(tmp_path), tmp_path / "root.erofs", 1000, epoch=SOURCE_DATE_EPOCH)


def test_the_programs_own_checker_agrees(tmp_path: Path) -> None:
    make_erofs(tar_in(tmp_path), tmp_path / "root.erofs", 8 * MIB, epoch=SOURCE_DATE_EPOCH)
    subprocess.run([found("fsck.erofs") or "fsck.erofs", str(tmp_path / "root.erofs")], check=True, capture_output=True)
