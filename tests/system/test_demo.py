"""`handbell demo` where there is no terminal: the scripted morning, over the wire that real buttons speak, as a process of its own."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.system.box import HANDBELL
from tui.command import COLUMNS_MIN

pytestmark = pytest.mark.slow

WITHIN_S = 120  # it takes half a minute, most of it waiting for a cut cable to be believed
IN_ORDER = (
    "12 wall buttons are switched on",
    "talks encrypted",
    "lamp says *received*",
    "lamp says *acknowledged*",
    "lamp says *on the way*",
    "the button itself says *not delivered*",
    "button-lost B206-wall",
    "the late press rings as call 2",
    "call 3 is now an emergency",
    "kill -9",
    "rings again",
    "every press was kept, shown and answered",
)


def test_the_scripted_morning_comes_about_and_leaves_nothing_behind(tmp_path: Path) -> None:
    demo = subprocess.run(
        [HANDBELL, "demo"],
        env={"PATH": "/usr/bin:/bin", "TMPDIR": str(tmp_path), "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )
    assert (demo.returncode, demo.stderr) == (0, "")
    told = " ".join(demo.stdout.split())
    places = [told.find(words) for words in IN_ORDER]
    assert -1 not in places, demo.stdout
    assert places == sorted(places), demo.stdout
    assert max(map(len, demo.stdout.splitlines())) <= COLUMNS_MIN
    assert all(re.match(r" *[0-9.]+ s  \S| {10}\S", line) for line in demo.stdout.splitlines())
    assert not list(tmp_path.iterdir())
