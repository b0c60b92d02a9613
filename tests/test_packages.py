"""Tests that an installed Handbell has every folder of code. A folder that is missing in the list of packages works in a clone and nowhere
else.
"""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
TOPS = ("appliance", "hardware", "image_build", "sync", "tui")


def test_every_folder_of_code_is_in_the_list_of_packages_and_nothing_else_is() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    there = {
        str(file.parent.relative_to(ROOT)).replace("/", ".") for top in TOPS for file in (ROOT / top).rglob("*.py")
    }
    assert sorted(listed) == sorted(there)


def test_nobody_is_told_to_take_us_from_a_package_index() -> None:
    """Whoever owns our name at a package index decides what then runs at a district."""
    texts = [
        *ROOT.glob("*.md"),
        *(file for top in (*TOPS, "systemd") for file in (ROOT / top).rglob("*")),
    ]
    told = re.compile(rb"pip install[^`\n]*\bhandbell|handbell\[")
    assert [str(file.relative_to(ROOT)) for file in texts if _is_read(file) and told.search(file.read_bytes())] == []


def _is_read(file: Path) -> bool:
    return file.is_file() and file.suffix != ".pyc"


LINES_MAX = 500
"""Lines of a file of the product. Whoever reads one keeps it in mind; what is longer has more than one subject."""
FILES_MAX = 20
"""Files of a folder, without the one that only says what the folder is, where rooms are by subject. Others are lists of their kind."""
BY_SUBJECT = ("appliance/core", "appliance/api", "appliance/doors", "appliance/flows", "tui")


def test_no_file_is_too_long_to_keep_in_mind() -> None:
    lines = {file: len(file.read_text().splitlines()) for top in TOPS for file in (ROOT / top).rglob("*.py")}
    assert {str(file.relative_to(ROOT)): count for file, count in lines.items() if count > LINES_MAX} == {}


def test_no_folder_by_subject_has_too_many_files() -> None:
    folders = {file.parent for top in BY_SUBJECT for file in (ROOT / top).rglob("*.py")}
    files = {folder: sum(file.name != "__init__.py" for file in folder.glob("*.py")) for folder in folders}
    assert {str(folder.relative_to(ROOT)): count for folder, count in files.items() if count > FILES_MAX} == {}
