"""Runs the tests of the pages' modules in Node: the files `.mjs` beside this file."""

import json
import os
import shutil
import subprocess
from importlib import resources
from pathlib import Path

import pytest

VECTORS = Path(__file__).parents[2] / "vectors" / "page_press_v1.json"


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no program node")
@pytest.mark.parametrize("tests", ["modules.mjs", "desk.mjs", "kept_pages.mjs", "sealed_line.mjs", "wall.mjs"])
def test_the_modules_of_the_pages_hold_in_node(tests: str, tmp_path: Path) -> None:
    with resources.as_file(resources.files("appliance.page").joinpath("site")) as site:
        shutil.copytree(site, tmp_path / "site")
    (tmp_path / "site" / "package.json").write_text(json.dumps({"type": "module"}))
    test = shutil.copy(Path(__file__).with_name(tests), tmp_path)
    done = subprocess.run(
        ["node", "--test", test],
        env={**os.environ, "SITE": str(tmp_path / "site"), "VECTORS": str(VECTORS)},
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "# fail 0" in done.stdout and "# tests 0" not in done.stdout
