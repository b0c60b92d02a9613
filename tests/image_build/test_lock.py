"""Tests the lock of wheels: it is read as it is written, it is current, and it has only what runs on the box."""

from pathlib import Path
from typing import Any

import pytest

from image_build.lock import Lock, Wheel, current, digest_of, read
from image_build.lock_command import changes, chosen, wrong_there
from image_build.programs import CannotBuild
from image_build.project import project
from image_build.wheel_tags import BOX, platforms

SMALL = Lock(digest_of(["a>=1"]), (Wheel("a", "1.0", "0" * 64, "a-1.0-py3-none-any.whl"),))


def found(name: str, version: str, *needs: str) -> dict[str, Any]:
    """Give one package as pip's report has it."""
    return {
        "metadata": {"name": name, "version": version, "requires_dist": list(needs)},
        "download_info": {
            "url": f"https://host/{name}-{version}-py3-none-any.whl",
            "archive_info": {"hashes": {"sha256": "0" * 64}},
        },
    }


def test_it_is_read_as_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "wheels.lock").write_text(SMALL.text())
    assert read(tmp_path / "wheels.lock") == SMALL


def test_every_line_that_is_not_understood_is_named(tmp_path: Path) -> None:
    (tmp_path / "wheels.lock").write_text(SMALL.text() + "b==2\nc @ https://elsewhere/c.whl\n")
    with pytest.raises(CannotBuild, match=r"line 5: b==2\nline 6: c @ https"):
        read(tmp_path / "wheels.lock")


def test_one_made_for_other_requirements_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "wheels.lock").write_text(SMALL.text())
    assert current(["a>=1"], tmp_path / "wheels.lock") == SMALL
    with pytest.raises(CannotBuild, match="handbell image lock"):
        current(["a>=2"], tmp_path / "wheels.lock")


def test_the_committed_lock_is_for_what_the_program_asks_for_now() -> None:
    assert len(current(project().requirements).wheels) > len(project().requirements)


def test_every_wheel_runs_on_the_box() -> None:
    for wheel in read().wheels:
        tags = wheel.file.removesuffix(".whl").split("-")
        python, made_for = tags[-3], tags[-1].split(".")
        assert {"any", *platforms(BOX)} & set(made_for), wheel.file
        assert "cp313" in python or "abi3" in tags[-2] or "py3" in python, wheel.file


def test_nothing_of_the_workbench_is_in_it() -> None:
    assert not {"pytest", "mypy", "ruff", "hypothesis", "psycopg", "pip", "setuptools"} & {
        wheel.name for wheel in read().wheels
    }


def test_names_are_written_as_pip_compares_them() -> None:
    assert [wheel.name for wheel in chosen({"install": [found("Ruamel.YAML", "0.19"), found("a_b", "1")]})] == [
        "a-b",
        "ruamel-yaml",
    ]


def test_a_choice_made_for_this_machine_instead_of_the_box_is_noticed() -> None:
    here = found(
        "a",
        "1",
        'x86-only; platform_machine == "x86_64"',
        'arm-only; platform_machine == "aarch64"',
        'old; python_version < "3.0"',
    )
    wrong = wrong_there({"install": [here, found("x86-only", "1")]}, ["a"])
    assert wrong == [
        "arm-only is needed there and was not chosen",
        "x86-only was chosen and is not needed there",
    ]


def test_extras_are_followed() -> None:
    asked = {"install": [found("a", "1", 'b; extra == "more"'), found("b", "1")]}
    assert wrong_there(asked, ["a[more]"]) == []
    assert wrong_there(asked, ["a"]) == ["b was chosen and is not needed there"]


def test_a_person_is_told_what_changed() -> None:
    before = [Wheel("a", "1", "", ""), Wheel("b", "1", "", "")]
    after = [Wheel("a", "2", "", ""), Wheel("c", "1", "", "")]
    assert changes(before, after) == ["  new      c 1", "  gone     b 1", "  changed  a 1 -> 2"]
