"""Tests INSTALL's way to ask for the whole fleet, as it is written there: with curl, over the socket and over TLS."""

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from sync.district.folder import DATA_DEFAULT
from tests.sync.district.serving import Server, command

INSTALL = (Path(__file__).parents[3] / "INSTALL.md").read_text(encoding="utf-8")
WRITTEN = re.findall(r"^    (?:sudo )?(curl .*/v1/fleet)$", INSTALL, re.MULTILINE)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed: sudo apt-get install curl"),
]


def test_the_fleet_is_asked_for_as_it_is_written(tmp_path: Path) -> None:
    server, out = Server(tmp_path / "district").init().start(), tmp_path / "monitoring"
    data = ("--data", str(server.data))
    try:
        assert command("enrol", "Lincoln", *data).returncode == 0
        assert command("enrol", "Monitoring", "--admin", "--out", str(out), *data).returncode == 0
        here, afar = WRITTEN
        for line, folder in ((here, tmp_path), (afar, out)):
            words = line.replace(str(DATA_DEFAULT), str(server.data)).replace(
                "https://records.example.org:8460", server.url
            )
            done = subprocess.run(shlex.split(words), cwd=folder, capture_output=True, text=True, check=False)
            assert (done.returncode, done.stderr) == (0, ""), words
            assert json.loads(done.stdout) == {"boxes": [], "waiting": ["Lincoln"]}
    finally:
        server.stop()
