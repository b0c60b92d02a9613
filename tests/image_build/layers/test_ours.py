"""Tests which of our own files a box has: all that its commands need, and nothing of the district's server, the office or the workbench."""

import ast
from pathlib import Path

import pytest

from image_build.layers.ours import SERVER, commands, files, packages
from image_build.project import CLONE, project

OURS = ("appliance", "hardware", "tui", "sync", "image_build")


@pytest.fixture(scope="module")
def on_box() -> dict[str, bytes]:
    return files(project(), CLONE)


def modules(names: dict[str, bytes]) -> set[str]:
    plain = {name.removesuffix(".py").replace("/", ".") for name in names if name.endswith(".py")}
    return plain | {name.removesuffix(".__init__") for name in plain}


def imported(source: bytes) -> set[str]:
    """Give the modules of ours that a source imports, at any place in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return {name for name in found if name.split(".")[0] in OURS}


@pytest.mark.slow
def test_nothing_on_a_box_imports_what_is_not_on_it(on_box: dict[str, bytes]) -> None:
    there = modules(on_box)
    lacking = {
        f"{name} imports {module}"
        for name, source in on_box.items()
        if name.endswith(".py")
        for module in imported(source) - there
    }
    assert not lacking


def test_a_box_has_the_commands_of_a_box_and_no_others() -> None:
    there = commands(project())
    assert {"alert", "console", "uplink", "bundle", "plan", "log", "record", "trust", "buttons"} <= there.keys()
    assert not {"district", "office", "demo", "pretend", "image"} & there.keys()


def test_every_command_is_on_the_box(on_box: dict[str, bytes]) -> None:
    there = modules(on_box)
    assert {where.split(":")[0] for where in commands(project()).values()} <= there


def test_what_opens_records_and_what_makes_images_is_not_there(on_box: dict[str, bytes]) -> None:
    assert not [
        name
        for name in on_box
        if name.startswith(("sync/office/", "sync/district/", "tui/demo/", "image_build/layers/"))
    ]


def test_files_that_are_not_code_are_there_too(on_box: dict[str, bytes]) -> None:
    assert "appliance/plan/example.yaml" in on_box
    assert any(name.startswith("appliance/exports/fonts/") for name in on_box)
    assert any(name.startswith("tui/") and name.endswith((".tcss", ".css")) for name in on_box)


def test_the_pages_themselves_are_on_the_box(on_box: dict[str, bytes]) -> None:
    site = CLONE / "appliance" / "page" / "site"
    wanted = {f"appliance/page/site/{each.name}" for each in site.iterdir()}
    assert {name for name in on_box if "/page/site/" in f"/{name}"} >= wanted and len(wanted) > 10


def test_rules_drafts_and_scenarios_are_on_the_box_and_on_the_server(on_box: dict[str, bytes]) -> None:
    kept = {str(file.relative_to(CLONE)): file.read_bytes() for file in CLONE.glob("appliance/**/*.toml")}
    shipped = {
        "appliance/duties/rules/neutral.toml",
        "appliance/communications/drafts/neutral.toml",
        "appliance/exercises/scenarios/two-at-once.toml",
        "appliance/readiness/trainings/trainings.toml",
    }
    assert shipped <= set(kept)
    for there in (on_box, files(project(), CLONE, SERVER)):
        assert {name: content for name, content in there.items() if name.endswith(".toml")} == kept


def test_python_is_told_our_name_and_commands(on_box: dict[str, bytes]) -> None:
    ours = project()
    place = f"handbell-{ours.version}.dist-info"
    assert f"Name: handbell\nVersion: {ours.version}\n" in on_box[f"{place}/METADATA"].decode()
    assert "alert = appliance.daemon:main\n" in on_box[f"{place}/entry_points.txt"].decode()


def test_every_package_named_is_a_folder_of_ours() -> None:
    assert all((CLONE / Path(*name.split("."))).is_dir() for name in packages(project()))
