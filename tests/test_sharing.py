"""Tests `sharing.py`: each file that it names is there, and whatever starts a box is one worker's."""

import re
from pathlib import Path

from tests.sharing import BOX, LONGEST, ONE_BOX

ROOT = Path(__file__).parents[1]
SOAK = re.compile(r"^pytestmark = (\[[^\]]*)?pytest\.mark\.soak\b", re.MULTILINE)  # a soak has one worker
TAKES = re.compile(
    r"^from (tests\.proof\.(layers import .*\blayers_of|school import .*\bSchool)|image_build\.boot\.machine import .*\bMachine)\b",
    re.MULTILINE,
)


def test_every_file_that_starts_first_is_there_and_has_a_scope_of_its_own() -> None:
    files = [name for name in LONGEST if name != BOX]
    assert len(set(files)) == len(files) == len(LONGEST) - 1
    for name in files:
        assert (ROOT / name).is_file(), (
            f"{name} is not there: name the file as it is called now in LONGEST of tests/sharing.py"
        )
        assert not ONE_BOX.match(f"{name}::test_anything")


def test_the_proofs_that_take_the_layers_or_start_a_box_are_those_of_one_worker() -> None:
    proofs = {path.name: path.read_text() for path in (ROOT / "tests/proof").glob("test_*.py")}
    take = {name for name, text in proofs.items() if TAKES.search(text) and not SOAK.search(text)}
    assert take == {name for name in proofs if ONE_BOX.match(f"tests/proof/{name}::test_anything")}
