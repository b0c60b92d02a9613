"""Tests the archive of the district's server: the same bytes each time, nothing of a wheel that is not in its lock, and a program that
runs.
"""

import hashlib
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

from image_build import lock
from image_build.district.archive import LEFT_OUT, RUN, SYSTEMD, Made, beside, made, packed
from image_build.district.command import CACHE
from image_build.layers import ours, site
from image_build.project import CLONE, project
from image_build.wheel_tags import SERVERS, platforms
from tests.apart import apart
from tests.image_build.layers.test_ours import imported, modules

DEBIANS_PYTHON = Path("/usr/bin/python3")


@pytest.mark.parametrize("machine", SERVERS)
def test_the_committed_lock_is_for_what_a_server_asks_for_now_and_has_the_versions_of_the_box(machine: str) -> None:
    server = lock.current(project().of_server, lock.of_server(machine)).wheels
    versions = {wheel.name: wheel.version for wheel in server}
    assert {wheel.name: wheel.version for wheel in lock.read().wheels}.items() <= versions.items()
    assert {"psycopg", "psycopg-binary"} <= versions.keys()
    assert not {"pytest", "pip", "setuptools", "handbell"} & versions.keys()
    for wheel in server:
        assert {"any", *platforms(machine)} & set(wheel.file.removesuffix(".whl").split("-")[-1].split(".")), wheel.file


@pytest.mark.slow
def test_nothing_on_a_server_imports_what_is_not_on_it() -> None:
    there = ours.files(project(), CLONE, ours.SERVER)
    lacking = {
        f"{name} imports {module}"
        for name, source in there.items()
        if name.endswith(".py")
        for module in imported(source) - modules(there)
    }
    assert not lacking
    assert {"district", "office", "receipt", "log"} <= ours.commands(project(), ours.SERVER).keys()
    assert not {"image", "demo", "pretend", "first-boot"} & ours.commands(project(), ours.SERVER).keys()


def small_site(folder: Path) -> Path:
    """Make a site of one module."""
    folder.mkdir()
    wheel = folder / "small-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("small/__init__.py", "")
    site.make(folder, [wheel], {"appliance/__init__.py": b""})
    return folder / site.TAR


@pytest.mark.slow
def test_what_is_packed_lies_below_its_own_folder_and_is_the_same_each_time(tmp_path: Path) -> None:
    more = {"set-up": b"#!/bin/sh\n", "district/a.service": b"[Unit]\n", "doc/INSTALL.md": b"# how\n"}
    for name in ("one", "two"):
        packed(small_site(tmp_path / name), more, tmp_path / f"{name}.tar.gz")
    assert (tmp_path / "one.tar.gz").read_bytes() == (tmp_path / "two.tar.gz").read_bytes()
    with tarfile.open(tmp_path / "one.tar.gz") as archive:
        there = {member.name: member for member in archive}
    assert {name.partition("/")[0] for name in there} == {"handbell"}
    assert {(member.uid, member.gid, member.uname) for member in there.values()} == {(0, 0, "")}
    runs = {name for name, member in there.items() if member.isreg() and member.mode & 0o111}
    assert runs == {"handbell/set-up", "handbell/bin/handbell"}
    assert all(member.mode & 0o022 == 0 for member in there.values())
    assert [name for name in there if f"{name.rpartition('/')[0]}" not in {"", *there}] == []


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Make the archive for this processor, as `make district` does."""
    machine = subprocess.run(["uname", "-m"], capture_output=True, text=True, check=True).stdout.strip()
    if machine not in SERVERS:
        pytest.skip(f"no archive is made for {machine}")
    return made(machine, tmp_path_factory.mktemp("dist"), CACHE)


def test_what_takes_the_archive_itself_is_not_in_it_and_all_else_of_its_folder_is() -> None:
    there = {file.name for file in (CLONE / SYSTEMD).iterdir() if not file.name.startswith(".")}
    assert set(LEFT_OUT) | set(RUN) < there
    packed_there = {name.removeprefix("district/") for name, _ in beside(CLONE) if not name.startswith("doc/")}
    assert packed_there == there - set(LEFT_OUT)


@pytest.mark.proof
def test_it_is_the_same_when_made_again_and_as_the_file_beside_it_says(whole: Made, tmp_path: Path) -> None:
    machine = whole.archive.name.removesuffix(".tar.gz").rpartition("-")[2]
    again = made(machine, tmp_path, CACHE)
    assert again.sha256 == whole.sha256 == hashlib.sha256(whole.archive.read_bytes()).hexdigest()
    done = subprocess.run(["sha256sum", "-c", whole.beside.name], cwd=whole.beside.parent, check=False)
    assert done.returncode == 0


@pytest.mark.proof
@pytest.mark.skipif(not DEBIANS_PYTHON.exists(), reason="needs Debian's python3")
def test_it_runs_with_debians_python_where_it_is_unpacked(whole: Made, tmp_path: Path) -> None:
    """It runs in a place of its own for /opt, so that this machine's /opt stays as it is."""
    says = """
    set -e
    mount -t tmpfs tmpfs /opt
    tar -xzf "$1" -C /opt
    handbell=/opt/handbell/bin/handbell
    $handbell district init --data "$2" --host records.example.org
    $handbell office --help >/dev/null && $handbell receipt --help >/dev/null && $handbell log --help >/dev/null
    HANDBELL_DISTRICT_STORE=postgresql://nobody@127.0.0.1:9/none $handbell district serve --data "$2" || test $? = 1
    /opt/handbell/bin/litestream version
    """
    words = [*apart("--mount"), "sh", "-c", says, "-", str(whole.archive), str(tmp_path / "data")]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the database cannot be used" in done.stderr, "psycopg was not found"
    shutil.rmtree(tmp_path / "data")
