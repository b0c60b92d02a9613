"""Tests that a package without its compression is the same package to dpkg."""

import shutil
import subprocess
from pathlib import Path

import pytest

from image_build.layers.plain_deb import plain, write_plain

pytestmark = pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg-deb is not installed")


def said(*words: str | Path) -> str:
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("compression", ["xz", "gzip", "none", "zstd"])
def test_dpkg_finds_the_same_in_it(tmp_path: Path, compression: str) -> None:
    tree = tmp_path / "tree"
    (tree / "DEBIAN").mkdir(parents=True)
    (tree / "DEBIAN/control").write_text(
        "Package: small\nVersion: 1:1.0-1\nArchitecture: all\nMaintainer: nobody\nDescription: small\n"
    )
    (tree / "usr/share/small").mkdir(parents=True)
    (tree / "usr/share/small/odd").write_bytes(b"\0" * 100_001)
    deb, out = tmp_path / "small.deb", tmp_path / "plain.deb"
    said("dpkg-deb", "--root-owner-group", f"-Z{compression}", "--build", tree, deb)
    write_plain(deb, out)
    assert said("dpkg-deb", "--contents", out) == said("dpkg-deb", "--contents", deb)
    assert said("dpkg-deb", "--field", out) == said("dpkg-deb", "--field", deb)
    if compression in {"xz", "gzip"}:
        assert out.stat().st_size > 100_000 > deb.stat().st_size


def test_what_is_no_package_is_not_taken_for_one() -> None:
    with pytest.raises(ValueError, match="not a Debian package"):
        plain(b"PK\x03\x04")
