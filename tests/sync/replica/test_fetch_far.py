"""Tests a copy at a server that is found and brought by what the seed says: a real server, a real Litestream, and each way in which it can
fail.
"""

import asyncio
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import msgspec
import pytest

from appliance.api.restoring.fetching import COMING, COPY, TOLD, Coming, Fetched, Wanted, read_message
from appliance.restoring.found import Found, found_in
from appliance.restoring.mirror import Mirror
from sync.replica import giving_back
from sync.replica.asked_to_fetch import Places, answer
from sync.replica.command import main
from sync.replica.far import target_at
from sync.replica.marker import LATEST, CopyMarker
from sync.replica.settings import Settings
from sync.replica.where import S3, Sftp, read_where
from tests.patience import until
from tests.sync.entries import Record
from tests.sync.replica.rig import Copied, copied
from tests.sync.replica.servers import S3Server, SftpServer, s3_server, sftp_server, slow_line
from tests.sync.replica.test_fetch import dead

pytestmark = pytest.mark.slow

type Server = SftpServer | S3Server
SERVERS: dict[str, Callable[[Path], AbstractContextManager[Server]]] = {"sftp": sftp_server, "s3": s3_server}


@pytest.fixture(params=SERVERS.values(), ids=SERVERS.keys())
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """Run OpenSSH's server, or rclone's S3."""
    with request.param(tmp_path / "server") as running:
        yield running


def fetches(box: Copied, *more: str) -> int:
    return main(["fetch", "--seeded", str(box.settings.where), "--to", str(box.folder / "fetched"), *more])


def answered(box: Copied, asked: Wanted) -> Fetched:
    """Fetch as handbell-fetch-far does."""
    (fetched := box.folder / "asked").mkdir(exist_ok=True)
    (box.folder / "wanted").write_bytes(msgspec.msgpack.encode(asked))
    places = Places(box.folder / "no stick", box.settings.where)
    assert answer(box.folder / "wanted", fetched, places, Settings().program) == 0
    told = read_message(fetched / TOLD, Fetched)
    assert told is not None and told.nonce == asked.nonce
    return told


def another_box_copies(of: Copied, **changed: object) -> CopyMarker:
    """Put the marker of another box there, and nothing else."""
    where = read_where(of.settings.where)
    assert isinstance(where, Sftp | S3)
    marker = CopyMarker(of.record.building, of.record.box, bytes(8), bytes(8), bytes(8), 0, time.time_ns() // 10**6)
    marker = msgspec.structs.replace(marker, **changed)
    (secrets := of.folder / "secrets").mkdir(exist_ok=True)
    target = target_at(where, marker, secrets)
    if isinstance(where, Sftp):
        target.begin()  # type: ignore[attr-defined]  # makes its folders
    target.write(LATEST, marker.pack())
    return marker


async def test_the_one_copy_there_is_found_by_the_seed_alone(
    tmp_path: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    async with copied(tmp_path, where=server.where()) as box:
        await dead(box)
        assert await asyncio.to_thread(fetches, box) == 0, capsys.readouterr().err
        assert f"Fetched from 127.0.0.1:{server.port}, written 20" in capsys.readouterr().out
        found = found_in(tmp_path / "fetched")
        assert isinstance(found, Found) and found.bundles == ((3, b"a sealed bundle"),) and not found.used_by
        mirror = Mirror.open(tmp_path / "fetched")
        assert [entry for _, entry in mirror.upwards(31)] == box.record.entries
        assert {number for number, *_ in mirror.wraps()[0]} == box.record.wraps.keys()
        mirror.close()
        assert {path.name for path in (tmp_path / "fetched").iterdir()} == {
            "mirror.db",
            "wraps.db",
            "bundle-00000003",
            "latest",
        }


async def test_of_several_each_is_told_with_its_age_and_none_is_guessed(
    tmp_path: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    async with copied(tmp_path, where=server.where()) as box:
        await dead(box)
        later = another_box_copies(box, box=b"n" * 16, written_ms=time.time_ns() // 10**6 + 60_000)
        another_box_copies(box, building=b"c" * 16, box=b"o" * 16, written_ms=1_600_000_000_000)
        assert await asyncio.to_thread(fetches, box) == 1
        said = capsys.readouterr().err.splitlines()
        assert said[0].endswith("Copies of several boxes lie there. Say which:")
        assert [line.split("--box ")[1][:32] for line in said[1:]] == [
            later.box.hex(),
            box.record.box.hex(),
            b"o".hex() * 16,
        ]
        assert said[3].endswith("written 2020-09-13 12:26:40 UTC")
        assert await asyncio.to_thread(fetches, box, "--box", box.record.box.hex()) == 0
        all_there = await asyncio.to_thread(answered, box, Wanted(b"1"))
        assert [each.box for each in all_there.copies] == [later.box, box.record.box, b"o" * 16]
        assert all(each.far and each.where == f"127.0.0.1:{server.port}" for each in all_there.copies)
        ours = await asyncio.to_thread(answered, box, Wanted(b"2", own=later.box))
        assert [(each.box, each.used, each.own) for each in ours.copies] == [
            (box.record.box, False, False),
            (b"o" * 16, False, False),
            (later.box, False, True),
        ]
        asked = Wanted(b"3", box.record.building, box.record.box, f"127.0.0.1:{server.port}", later.box)
        assert (await asyncio.to_thread(answered, box, asked)).brought
        found = found_in(box.folder / "asked" / COPY)
        assert isinstance(found, Found) and found.used_by == ("00" * 16,), "by hand, and not by the box that asks"


async def test_what_is_wrong_is_said_in_words_a_person_can_act_on(tmp_path: Path, server: Server) -> None:
    async with copied(tmp_path, where=server.where()) as box:
        await dead(box)
        at, asked = f"127.0.0.1:{server.port}", Wanted(b"1", box.record.building, box.record.box)

        async def says(question: Wanted | None = None, **wrong: str) -> str:
            box.goes_to(**server.where(**wrong))
            question = msgspec.structs.replace(question or Wanted(b""), nonce=os.urandom(4))
            told = await asyncio.to_thread(answered, box, question)
            assert not told.copies and not told.brought
            return told.says

        if isinstance(server, SftpServer):
            assert "shows another host key" in await says(host_key=server.another_host_key)
            assert "does not take the key" in await says(key=server.another_key)
            assert f"No copy of a box lies on {at}." in await says(path=str(server.root / "elsewhere"))
        else:
            assert "shows a certificate" in await says(ca=server.another_authority)
            assert "does not take the key" in await says(secret="another-secret")
            assert "does not know the key" in await says(key_id="another-key-id")
            assert "has no such bucket" in await says(bucket="nowhere")
            assert f"No copy of a box lies on {at}." in await says(path="elsewhere")
        assert "not there any more" in await says(asked, path="/elsewhere" if isinstance(server, SftpServer) else "no")
        server.stops()
        for question in (None, asked):
            assert "cannot be reached" in await says(question)


async def test_a_clock_that_is_wrong_is_named_where_s3_minds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with s3_server(tmp_path / "server") as server:
        async with copied(tmp_path, where=server.where()) as box:
            await dead(box)
            hours_ago = time.time_ns() - 5 * 3_600_000_000_000
            monkeypatch.setattr(time, "time_ns", lambda: hours_ago)
            told = await asyncio.to_thread(answered, box, Wanted(b"0"))
            assert "its clock is wrong" in told.says


async def test_a_slow_line_tells_how_far_it_is_and_one_that_hangs_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = Record()
    record.writes(5000)
    monkeypatch.setattr(giving_back, "LOOK_EVERY_S", 0.1)
    with sftp_server(tmp_path / "server") as server:
        async with copied(tmp_path, record=record, where=server.where()) as box:
            await box.feed.is_copied(5000)
            await box.stops()
            asked = Wanted(b"1", record.building, record.box)
            async with slow_line(server.port, 1e9, down_bytes_s=1_500_000) as port:
                box.goes_to(**server.where(host=f"127.0.0.1:{port}"))
                assert (await asyncio.to_thread(answered, box, asked)).brought
            coming = read_message(box.folder / "asked" / COMING, Coming)
            assert coming is not None and coming.nonce == b"1" and coming.mib >= 1
            monkeypatch.setattr(giving_back, "STILL_S", 1.0)
            async with slow_line(server.port, 1e9, down_bytes_s=1_500_000, ends_at=1_000_000) as port:
                box.goes_to(**server.where(host=f"127.0.0.1:{port}"))
                told = await asyncio.to_thread(answered, box, msgspec.structs.replace(asked, nonce=b"2"))
            assert not told.brought and "nothing more came" in told.says
            mirror = Mirror.open(box.folder / "asked" / COPY)
            assert mirror.last == 5000, "what was brought before is left as it is"
            mirror.close()


async def test_what_lies_there_as_it_lay_is_not_brought_again(tmp_path: Path, server: Server) -> None:
    async with copied(tmp_path, where=server.where()) as box:
        await dead(box)

        async def brings() -> int:
            asked = Wanted(os.urandom(4), box.record.building, box.record.box, own=b"n" * 16)
            assert (await asyncio.to_thread(answered, box, asked)).brought
            return (box.folder / "asked" / COPY).stat().st_ino

        first = await brings()
        assert await brings() == first
        await box.starts()
        box.feed.writes(1)
        await box.feed.is_copied(32)
        await box.stops()
        assert await brings() != first
        mirror = Mirror.open(box.folder / "asked" / COPY)
        assert mirror.last == 32
        mirror.close()


async def test_what_nobody_waits_for_any_more_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = Record()
    record.writes(3000)
    monkeypatch.setattr(giving_back, "LOOK_EVERY_S", 0.05)
    with sftp_server(tmp_path / "server") as server:
        async with copied(tmp_path, record=record, where=server.where()) as box:
            await box.feed.is_copied(3000)
            await box.stops()
            async with slow_line(server.port, 1e9, down_bytes_s=100_000) as port:
                box.goes_to(**server.where(host=f"127.0.0.1:{port}"))
                asked = Wanted(b"1", record.building, record.box)
                waiting = asyncio.get_running_loop().run_in_executor(None, answered, box, asked)
                await until(lambda: bool([*(box.folder / "asked").glob("copy.fetching/mirror.db*")]))
                (box.folder / "wanted").unlink()
                told = await waiting
            assert not told.brought and "something else" in told.says
            assert not [*(box.folder / "asked").glob("copy*")]


def test_settings_that_cannot_be_read_are_said(tmp_path: Path) -> None:
    (tmp_path / "copy.json").write_text(json.dumps({"to": "moon"}))
    assert "does not say where" in Places(None, tmp_path / "copy.json").far(tmp_path)[1]
