"""Tests which proofs one worker takes together: all that share the image, and no others."""

import re
from pathlib import Path

from tests.conftest import ONE_IMAGE

PROOFS = Path(__file__).parent / "proof"
SOAK = re.compile(r"^pytestmark = (\[[^\]]*)?pytest\.mark\.soak\b", re.MULTILINE)  # a soak has one worker
TAKES = re.compile(
    r"^from tests\.proof\.(layers import .*\blayers_of|school import .*\b(School|Built|built))\b", re.MULTILINE
)


def test_the_proofs_that_take_the_image_are_those_of_one_worker() -> None:
    texts = {path.name: path.read_text() for path in PROOFS.glob("test_*.py")}
    proofs = {name: text for name, text in texts.items() if not SOAK.search(text)}
    take = {name for name, text in proofs.items() if TAKES.search(text)}
    assert take
    assert take == {name for name in proofs if ONE_IMAGE.match(f"tests/proof/{name}::test_anything")}
