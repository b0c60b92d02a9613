"""Tests the documents: they name only what exists (paths, sections, make targets, commands, benches), a map lists every folder, and none is
too long.
"""

import re
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOPS = ("appliance", "hardware", "image_build", "sync", "systemd", "tests", "tui")
CODE = ("appliance", "hardware", "image_build", "sync", "tui")
OF_FOLDERS = tuple(
    str(path)
    for path in sorted(each.relative_to(ROOT) for top in TOPS for each in (ROOT / top).rglob("README.md"))
    if not any(part.startswith(".") for part in path.parts)
)
"""The documents that describe one folder each. Hidden folders are left out: other programs write there."""
ALL = (*sorted(path.name for path in ROOT.glob("*.md")), *OF_FOLDERS)
WITH_PATHS = tuple(each for each in ALL if each not in {"CHANGELOG.md", "INSTALL.md", "SECURITY.md"})
"""Documents whose paths are checked. The three others name files on the box, or files that existed once."""
AT_THE_ROOT = (
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "DECISIONS.md",
    "GLOSSARY.md",
    "INSTALL.md",
    "README.md",
    "SECURITY.md",
)
MAPS = ("ARCHITECTURE.md", *OF_FOLDERS)
OF_TOPS = tuple(f"{top}/README.md" for top in TOPS)
WITH_MANY_PATHS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", *OF_TOPS)

PICTURE_LEN_MAX = 20 * 1024
"""The longest that ARCHITECTURE.md may be: what one person reads in one sitting."""
FOLDER_LEN_MAX = 10 * 1024
"""The longest that a folder's document may be: half of that, since whoever changes something there reads both."""

PATH = re.compile(r"`([A-Za-z_.][\w.@-]*/[\w./@-]*|[\w.-]+\.(?:md|toml|py|service|socket|target))`")
IN_TEXT = re.compile(
    rf"`((?:{'|'.join(TOPS)}|\.ci)/[\w./@-]*|[\w./@-]+\.(?:md|toml|py|sql|h|lock|service|socket|target|path|slice|rules))`"
)
"""Names in a sentence that are taken for our files. A word with a slash may also be a file on the box, so it must begin with a folder of
ours or end as our files do.
"""
UNITS = re.compile(r".*\.(?:service|socket|target|path|slice)")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
SECTION = re.compile(r"`?([\w./]*[A-Z]+\.md)`?,\s+\"([^\"]+)\"")


def text_of(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def tables_of(document: str) -> str:
    return "\n".join(line for line in text_of(document).splitlines() if line.startswith("|"))


def places_of(named: str, document: str) -> tuple[Path, ...]:
    """Give the places where a named thing may lie: below the root, or beside the document. Units may be named without their folder, as
    systemd runs them.
    """
    if UNITS.fullmatch(named) and "/" not in named:
        return (ROOT / "systemd" / named.replace("@tty1", "@"),)
    return ROOT / named, (ROOT / document).parent / named


def missing(found: list[str], document: str) -> list[str]:
    return [named for named in found if not any(place.exists() for place in places_of(named, document))]


def sections_of(document: str) -> set[str]:
    return {line.lstrip("#").strip() for line in text_of(document).splitlines() if line.startswith("#")}


def code_and_documents() -> Iterator[Path]:
    """Give every file that may send a reader to a section."""
    yield from (ROOT / name for name in (*ALL, "pyproject.toml", "Makefile"))
    for top in TOPS:
        yield from (ROOT / top).rglob("*.py")
    yield from (path for path in (ROOT / "systemd").iterdir() if path.is_file() and path.suffix != ".md")


def test_every_document_that_must_be_there_is_looked_at() -> None:
    assert set(AT_THE_ROOT) <= set(ALL)
    assert set(OF_TOPS) <= set(OF_FOLDERS)


@pytest.mark.parametrize("document", WITH_PATHS)
def test_every_path_in_a_table_exists(document: str) -> None:
    assert missing(PATH.findall(tables_of(document)), document) == []


@pytest.mark.parametrize("document", WITH_MANY_PATHS)
def test_the_tables_that_are_to_name_paths_do(document: str) -> None:
    assert len(PATH.findall(tables_of(document))) > 5


@pytest.mark.parametrize("document", WITH_PATHS)
def test_every_path_in_a_sentence_exists(document: str) -> None:
    assert missing(IN_TEXT.findall(text_of(document)), document) == []


@pytest.mark.parametrize("document", ALL)
def test_every_link_leads_somewhere(document: str) -> None:
    assert missing(LINK.findall(text_of(document)), document) == []


def test_every_section_that_somebody_is_sent_to_exists() -> None:
    sent = [
        (path, name, " ".join(section.split()))
        for path in code_and_documents()
        for name, section in SECTION.findall(path.read_text(encoding="utf-8"))
    ]
    assert len(sent) > 5
    assert [
        f"{path.relative_to(ROOT)}: {name}, {section}"
        for path, name, section in sent
        if not (ROOT / name).exists() or section not in sections_of(name)
    ] == []


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
    assert IN_TEXT.findall("`keys/rank` is on the box, `sync/nowhere/` and `gone.py` are not.") == [
        "sync/nowhere/",
        "gone.py",
    ]
    assert LINK.findall("[a](b/c.md#d), [e](https://f)") == ["b/c.md"]


def test_every_folder_of_the_code_is_on_a_map() -> None:
    on_a_map = "".join(tables_of(document) for document in MAPS)
    folders = {file.parent.relative_to(ROOT) for top in CODE for file in (ROOT / top).rglob("*.py")}
    folders |= {file.parent.relative_to(ROOT) for file in (ROOT / "tests").glob("*/*.py")}
    assert {Path("appliance/core"), Path("sync/district/tables"), Path("tests/proof")} <= folders
    assert [str(folder) for folder in sorted(folders) if f"`{folder}/`" not in on_a_map] == []


def test_every_file_that_lies_open_in_the_appliance_is_on_the_map() -> None:
    on_the_map = tables_of("appliance/README.md")
    files = [path.name for path in (ROOT / "appliance").glob("*.py") if path.name != "__init__.py"]
    assert [name for name in files if f"`appliance/{name}`" not in on_the_map] == []


@pytest.mark.parametrize("document", OF_FOLDERS)
def test_a_reader_is_sent_to_every_document_from_a_folder_above(document: str) -> None:
    folder = Path(document).parent
    above = ("ARCHITECTURE.md", *(f"{each}/README.md" for each in folder.parents if each != Path()))
    assert any(f"`{document}`" in text_of(each) for each in above if (ROOT / each).exists())


def test_every_bench_among_the_figures_is_measured() -> None:
    named = [
        name.strip()
        for row in re.findall(r"^\| ([a-z].*?) \|", text_of("tests/bench/README.md"), re.MULTILINE)
        for name in row.split(",")
        if row != "bench"
    ]
    measured = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "bench").glob("*.py"))
    assert {"press", "burst", "boot"} <= set(named)
    assert [name for name in named if f'"{name}"' not in measured] == []


@pytest.mark.parametrize("document", ALL)
def test_every_row_of_a_table_stands_under_its_head(document: str) -> None:
    """A blank line ends a table: rows after it are shown as text with bars in it."""
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


@pytest.mark.parametrize(
    ("document", "most"), [("ARCHITECTURE.md", PICTURE_LEN_MAX), *((each, FOLDER_LEN_MAX) for each in OF_FOLDERS)]
)
def test_no_document_of_how_it_is_built_is_too_long_to_read(document: str, most: int) -> None:
    assert (ROOT / document).stat().st_size <= most
