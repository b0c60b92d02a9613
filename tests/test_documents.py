"""The documents name only what exists: paths, make targets, commands, benches, import rules."""

import re
from importlib.metadata import entry_points
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ALL = ("README.md", "INSTALL.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "GLOSSARY.md")
WITH_PATHS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md")
"""Tables of the others name files on the box."""

PATH = re.compile(r"`([A-Za-z_.][\w.@-]*/[\w./@-]*|[\w.-]+\.(?:md|toml|py|service|socket|target))`")
UNITS = re.compile(r".*\.(?:service|socket|target)")


def text_of(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def tables_of(document: str) -> str:
    return "\n".join(line for line in text_of(document).splitlines() if line.startswith("|"))


def place_of(named: str) -> Path:
    """Where a named thing lies. Units are also named as they run, with an instance and without their folder."""
    return (
        ROOT / "systemd" / named.replace("@tty1", "@") if UNITS.fullmatch(named) and "/" not in named else ROOT / named
    )


@pytest.mark.parametrize("document", WITH_PATHS)
def test_every_path_in_a_table_exists(document: str) -> None:
    named = PATH.findall(tables_of(document))
    assert len(named) > 5
    assert [path for path in named if not place_of(path).exists()] == []


@pytest.mark.parametrize("document", ALL)
def test_every_make_target_exists(document: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))
    named = re.findall(r"(?:`|^    )make ([a-z]+)", text_of(document), re.MULTILINE)
    assert [target for target in named if target not in targets] == []


@pytest.mark.parametrize("document", ALL)
def test_every_command_is_registered(document: str) -> None:
    registered = {entry.name for entry in entry_points(group="handbell.commands")}
    named = re.findall(r"(?:`|bin/)handbell ([a-z]+(?:-[a-z]+)*)", text_of(document))
    assert [command for command in named if command not in registered] == []


@pytest.mark.parametrize("document", ALL)
def test_every_linked_document_exists(document: str) -> None:
    named = re.findall(r"`([A-Z]+\.md)`", text_of(document))
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_what_the_documents_must_name_is_found_at_all() -> None:
    assert {"demo", "test"} <= set(re.findall(r"    make ([a-z]+)", text_of("README.md")))
    assert "handbell log verify" in text_of("README.md")
    assert PATH.findall("| `appliance/cli.py` | `nowhere/at_all.py` |") == ["appliance/cli.py", "nowhere/at_all.py"]


def test_every_folder_of_the_code_is_on_the_map() -> None:
    on_the_map = tables_of("ARCHITECTURE.md")
    folders = [
        path.parent.relative_to(ROOT)
        for top in ("appliance", "hardware", "tui")
        for path in (ROOT / top).glob("*/__init__.py")
    ]
    assert [
        str(folder)
        for folder in folders
        if f"`{folder}/" not in on_the_map and f"`{folder.parts[0]}/`" not in on_the_map
    ] == []


def test_every_file_that_lies_open_in_the_appliance_is_on_the_map() -> None:
    on_the_map = tables_of("ARCHITECTURE.md")
    files = [path.name for path in (ROOT / "appliance").glob("*.py") if path.name != "__init__.py"]
    assert [name for name in files if f"`appliance/{name}`" not in on_the_map] == []


@pytest.mark.parametrize("document", ALL)
def test_every_row_of_a_table_stands_under_its_head(document: str) -> None:
    """A blank line ends a table: what stands behind it is shown as text with bars in it."""
    tables = re.findall(r"(?:^\|.*\n)+", text_of(document), re.MULTILINE)
    assert [table.partition("\n")[0] for table in tables if not re.match(r".*\n\|[ :|-]+\|\n", table)] == []


def test_no_line_is_too_long_to_read() -> None:
    long = [
        f"{document}:{number}"
        for document in ALL
        for number, line in enumerate(text_of(document).splitlines(), 1)
        if len(line) > 140 and not line.startswith("|")
    ]
    assert long == []
