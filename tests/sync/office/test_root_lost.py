"""Tests a district whose root key was lost and which begins again with another one, step by step as the documents say."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.district.serving import Server, command
from tests.sync.office.machines import Machines, running

pytestmark = pytest.mark.proof  # these tests are long, and start real processes


CUT = """
import os, sys
from sync.office import believing, command
believing.forget_others = lambda *_: os.kill(os.getpid(), 9)  # the power goes while the notices of before are forgotten
command.main(sys.argv[1:])
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path / "district").init().start()
    try:
        yield made
    finally:
        made.stop()


async def test_another_root_key_takes_the_place_of_a_lost_one_at_server_and_office(
    server: Server, tmp_path: Path
) -> None:
    machines = Machines(tmp_path)
    old = await machines.sets_up(server.url, server.office(tmp_path / "access"))
    offline = ("--folder", tmp_path / "again", "--passphrase-file", machines.words)
    await running("root", "init", *offline)
    new = fingerprint(await running("root", "show", *offline))
    named = tmp_path / "again.notice"
    await running("root", "notice", "recipients", machines.of("office"), "--out", named, *offline)
    await running("notices", "send", named, *machines.online, code=2)  # the office itself still has another root key
    await running("trust", new, "--instead-of", "00" * 32, *machines.online, code=2)
    trusting = [str(word) for word in ("trust", new, "--instead-of", old, *machines.online)]
    assert (
        subprocess.run([sys.executable, "-c", CUT, *trusting], timeout=180, check=False).returncode == -signal.SIGKILL
    )
    assert "nothing the one before it said" in await running("trust", new, "--instead-of", old, *machines.online)
    await running("notices", "send", named, *machines.online, code=2)  # the server has another root key, too
    data = ("--data", str(server.data))
    assert command("root", new, "--instead-of", old, *data).returncode == 1, "it is running"
    server.stop()
    assert fingerprint(old) in command("root", *data).stdout
    wrong = command("root", new, "--instead-of", new, *data)
    assert (wrong.returncode, fingerprint(old) in wrong.stderr) == (1, True), wrong.stderr
    done = command("root", new, "--instead-of", old, *data)
    assert "handbell trust NEW --instead-of OLD" in done.stdout, done.stderr
    server.start()
    assert "root key replaced" in command("audit", *data).stdout
    assert "the district has it" in await running("notices", "send", named, *machines.online)
    before = tmp_path / "old.notice"
    await running("root", "notice", "recipients", machines.of("office"), "--out", before, *machines.offline)
    await running("notices", "send", before, *machines.online, code=2)


def fingerprint(text: str) -> str:
    """Give the 64 digits of a fingerprint as one word, from what was printed with or without blanks."""
    found = re.search("[0-9a-f]{64}", re.sub(r"\s", "", text))
    assert found, text
    return found[0]
