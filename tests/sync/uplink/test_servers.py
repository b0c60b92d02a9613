"""Tests several servers of one district, tried in their order, and one uplink alone on a folder."""

import asyncio
import json
import os
import subprocess
from pathlib import Path

import pytest

from sync.transport.identity import District, Memory
from sync.uplink.lock import InUse, owned
from sync.uplink.servers import NotOneStore, Servers
from tests.patience import patient
from tests.ports import free_port
from tests.sync.small_district import TOKEN, SmallDistrict
from tests.sync.uplink.conftest import UPLINK, Way
from tests.sync.wire import tapped

ONE, OTHER = "ab" * 16, "cd" * 16


def test_servers_are_tried_in_their_order_and_the_first_again_after_the_last() -> None:
    servers, district = Servers(), District("https://a", "b", "c", ("https://b", "https://c"))
    assert servers.of(district) == "https://a" and servers.is_several
    assert [(servers.failed(), servers.of(district)) for _ in range(4)] == [
        (True, "https://b"),
        (True, "https://c"),
        (False, "https://a"),
        (True, "https://b"),
    ]
    servers.begin_again()
    assert servers.of(district) == "https://a"
    alone = District("https://a", "b", "c")
    assert servers.of(alone) == "https://a" and not servers.is_several and not servers.failed()


def test_the_first_server_says_which_store_it_is_and_the_others_have_to_keep_the_same() -> None:
    servers, memory = Servers(), Memory()
    district = District("https://a", "b", "c", ("https://b",))
    servers.of(district)
    servers.failed()
    servers.is_same_store(ONE, memory)  # the first one was never reached
    with pytest.raises(NotOneStore, match="https://b keeps another store than https://a"):
        servers.is_same_store(OTHER, memory)
    with pytest.raises(NotOneStore, match="does not say"):
        servers.is_same_store("", memory)
    servers.begin_again()
    servers.is_same_store(OTHER, memory)
    assert memory.store == OTHER, "it was moved"


def test_a_folder_is_one_uplinks_until_it_is_left(tmp_path: Path) -> None:
    folder = tmp_path / "uplink"
    with owned(folder), pytest.raises(InUse, match=f"another uplink, process {os.getpid()}"), owned(folder):
        pass
    with owned(folder):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_takes_no_lock_is_used_all_the_same(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").touch()
    with owned(tmp_path / "file" / "uplink"):
        assert "cannot be locked" in caplog.text


@pytest.mark.slow
async def test_a_second_uplink_on_the_same_folder_is_refused_and_says_who_has_it(way: Way) -> None:
    way.box.writes(1)
    await way.enrols()
    way.starts()
    await way.box.is_countersigned(1)
    assert way.process is not None
    words = [*UPLINK, "--data", str(way.data), "--run", str(way.folder)]
    second = subprocess.run(words, capture_output=True, text=True, timeout=180, check=False)
    assert (second.returncode, f"process {way.process.pid}" in second.stderr) == (1, True), second.stderr
    way.box.writes(1)
    await way.box.is_countersigned(2)


@pytest.mark.slow
async def test_an_uplink_goes_on_with_the_next_server_of_the_same_store(way: Way) -> None:
    way.box.writes(3)
    dead = f"https://localhost:{free_port()}"
    async with tapped(way.district.port) as wire:
        first = f"https://localhost:{wire.port}"
        enrolled = await way.enrols(TOKEN, "--server", dead, "--server", first)
        assert enrolled.returncode == 0, enrolled.stderr
        known = json.loads((way.data / "district.json").read_text())
        assert (known["server"], known["also"]) == (dead, [first, way.district.url])
        way.starts()
        await way.box.is_countersigned(3)
        assert wire.seen
    way.box.writes(2)
    await way.box.is_countersigned(5)


@pytest.mark.slow
async def test_nothing_is_sent_to_a_server_that_keeps_another_store(way: Way, tmp_path: Path) -> None:
    way.box.writes(3)
    (tmp_path / "other").mkdir()
    async with SmallDistrict.open(tmp_path / "other", way.district.authority) as other:
        enrolled = await way.enrols(TOKEN, "--server", way.district.url, "--server", other.url)
        assert enrolled.returncode == 0, enrolled.stderr
        way.starts()
        await way.box.is_countersigned(3)
        await way.district.stops()
        way.box.writes(1)
        async with patient():
            while "keeps another store than" not in way.journal.read_text():
                await asyncio.sleep(0.05)
        assert not other.entries and not other.order
        await way.district.starts()
        await way.box.is_countersigned(4)
