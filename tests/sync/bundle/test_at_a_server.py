"""A stick at a real district's server: from an administrator's desk over TLS, on the server's machine, and what is said to the lost."""

import asyncio
import subprocess
from pathlib import Path

import pytest

from tests.sync.box_feed import BoxFeed
from tests.sync.bundle.test_bundle import BUNDLE
from tests.sync.district.serving import Server, command
from tests.sync.entries import Record

pytestmark = pytest.mark.slow  # real processes


async def bundle(*words: object, code: int = 0) -> str:
    """`handbell bundle …`, run to its end; what it said."""
    made = [*BUNDLE, *map(str, words)]
    done = await asyncio.to_thread(subprocess.run, made, capture_output=True, text=True, timeout=60)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr if code else done.stdout


async def test_an_administrator_elsewhere_takes_a_box_in_and_its_record_from_a_stick(tmp_path: Path) -> None:
    server, stick, access = Server(tmp_path / "district").init().start(), tmp_path / "stick", tmp_path / "ann"
    stick.mkdir()
    try:
        async with BoxFeed.open(Record(), tmp_path) as feed:
            feed.writes(300)
            token = server.token("Lincoln")
            assert "300 are on the stick" in await bundle("export", stick, "--run", tmp_path, "--token", token)
            assert "No receipt of the district" in await bundle("import", stick, "--run", tmp_path)
        made = command("enrol", "Ann", "--admin", "--out", str(access), "--data", str(server.data))
        assert made.returncode == 0, made.stderr
        there = ("import", stick, "--server", server.url)
        assert "300 entries taken, up to 300" in await bundle(*there, "--access", access)
        assert "nothing new" in await bundle("import", stick, "--local", server.folder.socket)
        office = ("enrol", "Safety", "--office", "--out", str(tmp_path / "safety"), "--data", str(server.data))
        assert command(*office).returncode == 0
        for words, says in (
            (there, "handbell district enrol NAME --admin"),
            ((*there, "--access", tmp_path / "safety"), "not what the district's server made for an administrator"),
            ((*there, "--access", tmp_path / "nowhere"), "not what the district's server made for an administrator"),
            (("import", stick, "--local", tmp_path / "nowhere"), "admin.sock"),
            (("import", stick, "--run", tmp_path / "nowhere"), "say where its server is"),
        ):
            assert says in await bundle(*words, code=1)
    finally:
        server.stop()
