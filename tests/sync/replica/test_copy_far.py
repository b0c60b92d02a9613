"""The copy on another machine, over SFTP: the same promises, and what can go wrong on the way."""

from pathlib import Path

import pytest

from tests.sync.replica.rig import Copied, copied
from tests.sync.replica.servers import SftpServer, sftp_server

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
            assert (state.proved, state.trouble) == (21, "")  # trouble after five minutes
            server.starts()
            await box.feed.is_copied(41)
            assert box.generations() == before
            assert box.gives_back().entries == box.record.entries


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


def _served_by(box: Copied, server: SftpServer) -> None:
    box.target = server.root
