"""Tests that packages for the box are asked for with the real apt: what Debian did not sign is refused, and the machine's own apt is left
alone.
"""

import shutil
from pathlib import Path

import pytest

from image_build.layers.archives import Archives
from image_build.layers.debs import Archive, Deb
from image_build.layers.mirror import KEYRING, Mirror
from image_build.layers.store import Store
from image_build.programs import CannotBuild
from image_build.progress import Progress

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("apt-get") is None or not KEYRING.exists(), reason="no apt, or no keyring of Debian"
    ),
]


def unsigned(folder: Path) -> Mirror:
    """Make an archive that anybody could have made."""
    for suite in ("trixie", "trixie-updates", "trixie-security"):
        place = folder / "debian/dists" / suite
        place.mkdir(parents=True)
        (place / "Release").write_text(
            f"Suite: {suite}\nCodename: {suite}\nArchitectures: arm64\nComponents: main\nSHA256:\n"
        )
    uri = f"file:{folder / 'debian'}"
    return Mirror(uri, uri)


def test_an_archive_that_debian_did_not_sign_is_refused_and_named(tmp_path: Path) -> None:
    mirror = unsigned(tmp_path)
    archive = Archive(tmp_path / "apt", mirror, "trixie")
    with pytest.raises(CannotBuild, match=f"could not be had from {mirror.main}") as refused:
        archive.update()
    assert "not signed" in str(refused.value)
    assert not archive.was_asked


def test_an_archive_that_never_answered_stops_the_build(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nowhere = Mirror(f"file:{tmp_path}/nowhere", f"file:{tmp_path}/nowhere")
    archives = Archives(Store(tmp_path / "cache"), nowhere, Progress())
    with pytest.raises(CannotBuild, match="could not be had"), archives.open(backports=False):
        pass
    assert "asking file:" in capsys.readouterr().err


def test_a_package_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotBuild, match="no-such-package"):
        Archive(tmp_path / "apt", unsigned(tmp_path), "trixie").chosen(["no-such-package"])


def test_apt_is_given_folders_of_its_own(tmp_path: Path) -> None:
    Archive(tmp_path / "apt", unsigned(tmp_path), "trixie")
    said = (tmp_path / "apt/apt.conf").read_text()
    assert f'Dir::State::status "{tmp_path}/apt/status";' in said
    assert f'Dir::Cache "{tmp_path}/apt/cache";' in said


def test_a_pin_is_the_package_exactly() -> None:
    assert Deb("a", "1:2-3", "arm64", "0" * 64, Path("a")).pin == f"a 1:2-3 arm64 sha256:{'0' * 64}"
