"""What the office's commands refuse before anything is made or signed. Real processes."""

import subprocess
from pathlib import Path

import pytest

from tests.sync.district.serving import Server
from tests.sync.office.machines import COMMAND, Machines, office_says

pytestmark = pytest.mark.slow


def refused(*words: object) -> str:
    """What a command that could not be done said."""
    done = subprocess.run([*COMMAND, *map(str, words)], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stdout + done.stderr
    return done.stderr


def test_no_key_is_made_whose_public_part_could_not_be_written(tmp_path: Path) -> None:
    machines = Machines(tmp_path)
    server = Server(tmp_path / "district").init().start()
    access = server.office(tmp_path / "access")
    assert server.stop() == 0
    enrol = ("enrol", *machines.online, "--server", server.url, "--access", access, "--root", "ab" * 32, "--out")
    recovery = ("recovery", "init", *machines.offline, "--out")
    nowhere = tmp_path / "none" / "a.recipient"
    for words, key in ((enrol, machines.data / "office.keys"), (recovery, tmp_path / "root" / "recovery.key")):
        assert f"{nowhere} cannot be written" in refused(*words, nowhere)
        assert not key.exists()
        office_says(*words, tmp_path / f"{key.name}.recipient")
        assert key.exists()
        refused(*words, tmp_path / "second.recipient")
        assert not (tmp_path / "second.recipient").exists(), "there is no second key"
