"""Tests that whoever reads the wire, is inside the district's TLS or takes its database away finds nothing of a call in clear."""

import asyncio
import os
import subprocess
from pathlib import Path

import pytest

from appliance.core.calls.commands import AddNote
from appliance.envelope.format import MAGIC
from tests.sync.district.serving import Server, command
from tests.sync.uplink.conftest import UPLINK
from tests.sync.wire import contexts, tapped
from tests.system.box import Box
from tests.system.school import SECRET_WORDS

pytestmark = pytest.mark.slow

NOTE = "Pomegranate syrup on the stairs, nobody hurt"
WORDS = (*SECRET_WORDS, "B204", "front", "Pomegranate", "nobody hurt")
WITHIN_S = 90.0


def told(data: bytes) -> list[str]:
    """Give the words of the call that can be found in these bytes: as they are, in UTF-16 or in hex."""
    return [
        word
        for word in WORDS
        if any(form in data for form in (word.encode(), word.encode("utf-16-le"), word.encode().hex().encode()))
    ]


def uplink_words(box: Box, folder: Path, *more: str) -> list[str]:
    return [*UPLINK, *more, "--data", str(folder / "uplink"), "--run", str(box.run)]


async def everything_arrived(box: Box, server: Server) -> None:
    """Wait until the district has as many entries as the box."""
    feed = await box.feed()
    async with asyncio.timeout(WITHIN_S):
        while True:
            head = (await feed.follow(0, limit=1)).head
            listed = await asyncio.to_thread(command, "buildings", "--data", str(server.data))
            if f"{head} entries here" in listed.stdout:
                return
            await asyncio.sleep(0.1)


async def test_nothing_of_a_call_is_in_clear_on_the_wire_inside_tls_or_in_the_districts_database(
    tmp_path: Path,
) -> None:
    server = Server(tmp_path / "district").init().start()
    surroundings = {**os.environ, "NO_PROXY": "", "HTTPS_PROXY": ""}
    async with Box(tmp_path) as box, tapped(server.port) as wire:
        await box.starts()
        where = ("--server", f"https://localhost:{wire.port}", "--token", server.token("Lincoln"))
        authority = ("--ca-file", str(server.folder.keys / "authority.pem"))
        enrol = [*uplink_words(box, tmp_path, "enrol"), *where, *authority]
        done = await asyncio.to_thread(subprocess.run, enrol, capture_output=True, text=True, env=surroundings)
        assert done.returncode == 0, done.stderr
        as_server, towards = contexts(server.folder.keys, tmp_path / "uplink" / "identity.pem")
        async with tapped(server.port, as_server=as_server, towards=towards) as inside:
            wire.onward = inside.port
            building, desk = await box.building("B204"), await box.desk("front")
            uplink = subprocess.Popen(uplink_words(box, tmp_path), stderr=subprocess.DEVNULL, env=surroundings)
            try:
                await building.press("B204-wall")
                call = await desk.sees("B204")
                await desk.does(AddNote(incident=call.incident, text=NOTE))
                await everything_arrived(box, server)
            finally:
                uplink.kill()
                uplink.wait()
    server.kill()
    database = b"".join(path.read_bytes() for path in server.data.glob("district.db*"))
    assert MAGIC in inside.seen and MAGIC in database, "the entries themselves did pass, and are there"
    assert len(wire.seen) > len(inside.seen) and MAGIC not in wire.seen
    school = ["Juniper"]  # the plan's name for the building: the box says it, so that the server can compare
    assert [told(bytes(each)) for each in (wire.seen, inside.seen, database)] == [[], school, school]
    assert told(NOTE.encode()) == ["Pomegranate", "nobody hurt"], "the search would find it"
