"""What is installed is what is here: a folder of code that is missing in the list of packages works in a clone and nowhere else."""

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
