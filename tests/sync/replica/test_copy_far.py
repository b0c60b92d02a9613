"""Tests the copy on another machine, over SFTP or to S3: the same promises, and what can go wrong on the way."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from sync.replica.s3 import open_s3
from sync.replica.target import marker_at
from sync.replica.where import S3, read_where
from tests.sync.entries import Record
from tests.sync.replica.restored import Restored, database_from, read
from tests.sync.replica.rig import QUICK, Copied, copied, holding
from tests.sync.replica.servers import S3Server, SftpServer, s3_server, sftp_server, slow_line
from tests.wiped import wipe

SFTP_SERVER = "/usr/lib/openssh/sftp-server"  # as Debian has it
SLOW_BYTES_S = (
    300_000.0  # 5,000 entries are about 5 MB and take seventeen seconds, of which the last seven are under way
)

pytestmark = pytest.mark.slow


async def test_the_copy_is_made_and_forgotten_and_cleaned_up_over_sftp(tmp_path: Path) -> None:
    with sftp_server(tmp_path / "server") as server:
        async with copied(tmp_path, where=server.where()) as box:
            _served_by(box, server)
            box.feed.writes(130)
            state = await box.feed.is_copied(131)
            assert (state.kind, state.where) == ("sftp", f"127.0.0.1:{server.port}")
            assert box.gives_back().entries == box.record.entries
            box.feed.copy.bundle = (1, b"sealed")
            box.feed.copy.drops(13)
            await box.feed.hears_of_copy(lambda told: told.wraps_version == 2 and told.bundle_serial == 1)
            there = box.gives_back()
            assert 13 not in there.wraps and there.entries == box.record.entries
            assert len(box.generations()) == 2
            assert (box.box / "bundle-00000001").read_bytes() == b"sealed"


async def test_a_server_that_is_away_is_waited_for_and_gone_on_with(tmp_path: Path) -> None:
    with sftp_server(tmp_path / "server") as server:
        async with copied(tmp_path, where=server.where()) as box:
            _served_by(box, server)
            box.feed.writes(20)
            await box.feed.is_copied(21)
            before = box.generations()
            server.stops()
            box.feed.writes(20)
            state = await box.feed.hears_of_copy(lambda told: bool(told.says))
            assert (state.proved, state.trouble) == (
                21,
                "",
            )  # a server that is away becomes a trouble only after five minutes
            server.starts()
            await box.feed.is_copied(41)
            assert box.generations() == before
            assert box.gives_back().entries == box.record.entries


async def test_a_line_that_needs_longer_than_anyone_waits_is_waited_for_while_something_moves(tmp_path: Path) -> None:
    record = Record()
    record.writes(5000)
    pace = msgspec.structs.replace(QUICK, still_s=10.0)
    with sftp_server(tmp_path / "server") as server:
        async with (
            slow_line(server.port, SLOW_BYTES_S) as port,
            copied(tmp_path, record=record, where=server.where(host=f"127.0.0.1:{port}"), pace=pace) as box,
        ):
            _served_by(box, server)
            await box.feed.is_copied(5000)
            assert [state.says for state in box.feed.copy.told] == [""] * len(box.feed.copy.told)
            assert box.gives_back().entries == record.entries


async def test_of_a_servers_folder_that_was_wiped_nothing_more_is_claimed(tmp_path: Path) -> None:
    pace = msgspec.structs.replace(QUICK, far_look_s=60.0, far_news_s=5.0)
    with sftp_server(tmp_path / "server") as server:
        async with copied(tmp_path, where=server.where(), pace=pace) as box:
            _served_by(box, server)
            box.feed.writes(20)
            await box.feed.is_copied(21)
            wipe(box.box, tmp_path / "wiped")
            at = len(box.feed.copy.told)
            box.feed.writes(5)
            await box.feed.copy_is_in_trouble("copy-wiped")
            told = [state.proved for state in box.feed.copy.told[at:] if not state.trouble]
            assert max(told, default=0) <= 21
            await box.feed.is_copied(26)
            assert box.gives_back().entries == box.record.entries


async def test_where_nothing_may_be_removed_the_copy_goes_on_and_what_survives_is_named(tmp_path: Path) -> None:
    with sftp_server(tmp_path / "server") as server:
        server.stops()
        server.may_remove = False
        server.starts()
        async with copied(tmp_path, where=server.where()) as box:
            _served_by(box, server)
            box.feed.writes(30)
            before = await box.feed.is_copied(31)
            box.feed.copy.drops(13)
            state = await box.feed.hears_of_copy(lambda told: bool(told.survives))
            box.feed.writes(1)
            state = await box.feed.is_copied(32)
            assert state.wraps_version == before.wraps_version == 1  # nothing is forgotten at that server
            assert len(state.survives) == 1
            assert 13 not in box.gives_back().wraps


async def test_a_target_that_lets_nothing_be_removed_is_asked_seldom_and_wears_out_no_card(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pace = msgspec.structs.replace(QUICK, refused_s=3600.0)
    with sftp_server(tmp_path / "server") as server:
        server.stops()
        server.may_remove = False
        server.starts()
        async with copied(tmp_path, where=server.where(), pace=pace) as box:
            _served_by(box, server)
            box.feed.writes(30)
            await box.feed.is_copied(31)
            box.feed.copy.drops(13)
            await box.feed.hears_of_copy(lambda told: bool(told.survives))
            box.feed.writes(1)
            await box.feed.is_copied(32)
            asked, kept = caplog.text.count("cannot be removed"), box.settings.state.stat()
            for _ in range(4):
                box.feed.writes(1)
                await box.feed.is_copied(box.record.head)
            assert caplog.text.count("cannot be removed") == asked > 0
            assert box.settings.state.stat().st_ino == kept.st_ino, "nothing was written"


async def test_a_server_that_is_slow_to_let_anybody_in_gets_its_copy(tmp_path: Path) -> None:
    """A look takes some sessions, and each begins slowly where the server first asks for names."""
    slow = tmp_path / "slow"
    slow.write_text(f"#!/bin/sh\nsleep 0.7\nexec {SFTP_SERVER}\n")
    slow.chmod(0o755)
    pace = msgspec.structs.replace(QUICK, answer_s=2.0, tell_s=0.3)
    with sftp_server(tmp_path / "server") as server:
        server.stops()
        server.subsystem = str(slow)
        server.starts()
        async with copied(tmp_path, where=server.where(), pace=pace) as box:
            _served_by(box, server)
            box.feed.writes(20)
            await box.feed.is_copied(21)
            assert [state.says for state in box.feed.copy.told] == [""] * len(box.feed.copy.told)


async def test_another_host_key_is_refused_and_nothing_is_sent(tmp_path: Path) -> None:
    with sftp_server(tmp_path / "server") as server:
        async with copied(tmp_path, where=server.where(host_key=server.another_host_key)) as box:
            state = await box.feed.copy_is_in_trouble("copy-refused")
            assert "host key" in state.says
            assert not [*server.root.iterdir()]


async def test_a_key_that_the_server_does_not_take_is_named(tmp_path: Path) -> None:
    with sftp_server(tmp_path / "server") as server:
        async with copied(tmp_path, where=server.where(key=server.another_key)) as box:
            state = await box.feed.copy_is_in_trouble("copy-refused")
            assert "does not take the key" in state.says


async def test_the_copy_is_made_and_forgotten_and_cleaned_up_on_s3(tmp_path: Path) -> None:
    with s3_server(tmp_path / "server") as server:
        async with copied(tmp_path, where=server.where()) as box:
            box.feed.writes(130)
            state = await box.feed.is_copied(131)
            assert (state.kind, state.where) == ("s3", f"127.0.0.1:{server.port}")
            box.feed.copy.bundle = (1, b"sealed")
            box.feed.copy.drops(13)
            await box.feed.hears_of_copy(lambda told: told.wraps_version == 2 and told.bundle_serial == 1)
            at = server.root / "district/1/handbell-copy" / box.record.building.hex() / box.record.box.hex()
            assert (at / "bundle-00000001").read_bytes() == b"sealed"
            wrap = box.record.wraps[13].wrap
            assert holding(wrap, at) == []
            there = await asyncio.to_thread(_restored_from_s3, box, server)
            assert there.entries == box.record.entries and 13 not in there.wraps


async def test_another_authority_than_the_pinned_one_is_refused(tmp_path: Path) -> None:
    with s3_server(tmp_path / "server") as server:
        async with copied(tmp_path, where=server.where(ca=server.another_authority)) as box:
            state = await box.feed.copy_is_in_trouble("copy-refused")
            assert "certificate" in state.says
            assert not [*server.root.iterdir()]


@pytest.mark.parametrize(("wrong", "says"), [({"secret": "another-secret"}, "key"), ({"bucket": "nowhere"}, "bucket")])
async def test_what_the_bucket_does_not_take_is_named(tmp_path: Path, wrong: dict[str, str], says: str) -> None:
    with s3_server(tmp_path / "server") as server:
        async with copied(tmp_path, where=server.where(**wrong)) as box:
            state = await box.feed.copy_is_in_trouble("copy-refused")
            assert says in state.says


def _restored_from_s3(box: Copied, server: S3Server) -> Restored:
    """Restore by what the marker names, with the authority pinned."""
    file = box.folder / "copy.json"
    where = read_where(file)
    assert isinstance(where, S3)
    target = open_s3(where, box.record.building, box.record.box, box.scratch)
    marker = marker_at(target)
    assert marker is not None
    databases = [
        database_from(target.litestream(f"{what}-{generation.hex()}"), box.scratch / f"{what}.db", target.environment())
        for what, generation in (("mirror", marker.mirror), ("wraps", marker.wraps))
    ]
    return read(*databases)


def _served_by(box: Copied, server: SftpServer) -> None:
    box.target = server.root
