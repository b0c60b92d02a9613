"""Tests the recovery bundle beside a copy: it stays while there is no newer one, and a bundle that was deleted or spoilt comes again."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sync.replica.rig import Copied, copied

pytestmark = pytest.mark.slow

SEALED = b"sealed" * 100


async def test_the_only_bundle_outlives_a_new_copy_while_the_daemon_has_made_none(tmp_path: Path) -> None:
    async with copied(tmp_path) as box:
        bundle = await _with_a_bundle(box)
        await box.stops()
        box.feed.copy.bundle = (0, b"")  # as if the daemon started anew, and waits for a calm moment
        last = sorted(box.box.glob("mirror-*/ltx/*/*.ltx"))[-1]
        last.unlink()  # as if a power cut took it
        before = box.generations()
        await box.starts()
        box.feed.writes(3)
        state = await box.feed.hears_of_copy(lambda state: state.proved == 7 and not before & box.generations())
        assert bundle.read_bytes() == SEALED
        assert state.bundle_serial == 7
        box.feed.copy.bundle = (8, SEALED + b"8")
        box.feed.writes(1)
        await box.feed.hears_of_copy(lambda state: state.bundle_serial == 8 and not bundle.exists())


def deleted(bundle: Path) -> None:
    bundle.unlink()


def cut(bundle: Path) -> None:
    bundle.write_bytes(b"")


def rotten(bundle: Path) -> None:
    bundle.write_bytes(SEALED[:-1] + b"D")


@pytest.mark.parametrize("spoil", [deleted, cut, rotten])
async def test_a_bundle_that_lies_there_no_more_is_named_and_written_again(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    async with copied(tmp_path) as box:
        bundle = await _with_a_bundle(box)
        spoil(bundle)
        state = await box.feed.copy_is_in_trouble("copy-wiped")
        assert "recovery bundle" in state.says
        await box.feed.hears_of_copy(lambda state: state.bundle_serial == 7 and not state.trouble)
        assert bundle.read_bytes() == SEALED


async def test_of_a_lost_bundle_nothing_is_told_until_there_is_another(tmp_path: Path) -> None:
    async with copied(tmp_path) as box:
        bundle = await _with_a_bundle(box)
        await box.stops()
        box.feed.copy.bundle = (0, b"")
        bundle.unlink()
        await box.starts()
        await box.feed.copy_is_in_trouble("copy-wiped")
        box.feed.writes(1)
        state = await box.feed.is_copied(5)
        assert state.bundle_serial == 0


async def _with_a_bundle(box: Copied) -> Path:
    box.feed.copy.bundle = (7, SEALED)
    box.feed.writes(3)
    await box.feed.hears_of_copy(lambda state: (state.proved, state.bundle_serial) == (4, 7))
    return box.box / "bundle-00000007"
