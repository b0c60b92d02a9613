"""Tests a trial of restoring, with real Litestream: what it finds right, each thing it finds wrong, and that the replica tells it."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import msgspec
import pytest

from appliance.api.feed.client import FeedClient
from appliance.api.feed.copy import CopiedWrap, TrialTold
from appliance.api.records.recovery import WantOfCopy
from appliance.envelope.format import entry_digest
from sync.replica.folder import open_folder
from sync.replica.trial import Moved, Trial
from sync.replica.where import Folder
from tests.sync.replica.rig import Copied, copied

pytestmark = pytest.mark.slow


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[Copied]:
    """Make a box whose copy is proved, with a bundle; the replica goes on."""
    async with copied(tmp_path) as made:
        made.feed.copy.bundle = (3, b"a sealed bundle")
        made.feed.writes(120)
        await made.feed.hears_of_copy(lambda state: state.proved == 121 and state.bundle_serial == 3)
        yield made


async def tried(box: Copied, proved: int = 0) -> TrialTold:
    target = open_folder(Folder(str(box.target)), box.record.building, box.record.box)
    async with FeedClient.connect(box.settings.feed_socket) as feed:
        scratch = box.folder / "trial"
        told = await Trial(target, feed, box.settings.mirror, scratch, box.settings.program, proved).run()
        assert not scratch.exists(), "nothing of it stays"
        return told


async def test_a_copy_that_gives_back_the_record(box: Copied) -> None:
    told = await tried(box, proved=121)
    assert told.ok, told.says
    assert (told.up_to, told.digest, told.says) == (121, entry_digest(box.record.entries[-1]), "")


def changes_an_entry(box: Copied) -> None:
    """Put the record back, and let it go on otherwise."""
    box.record.put_back_to(100)
    box.record.writes(30)


def lacks_the_bundle(box: Copied) -> None:
    (box.box / "bundle-00000003").unlink()


def has_another_bundle(box: Copied) -> None:
    (box.box / "bundle-00000003").write_bytes(b"a sealed bundlf")


def has_no_bundle(box: Copied) -> None:
    box.feed.copy.bundle = (0, b"")


def has_a_bundle_of_before(box: Copied) -> None:
    """Put an older bundle there, as if the daemon could not make one for the new phrase."""
    box.feed.copy.bundle_says = "The recovery bundle could not be made."


def lacks_a_wrap(box: Copied) -> None:
    wraps = box.feed.copy.wraps
    more = CopiedWrap(number=100, stream=bytes(16), key_no=1, recipient=bytes(32), wrap=b"needed")
    box.feed.copy.wraps = lambda: sorted([*wraps(), more], key=lambda each: each.place)  # type: ignore[method-assign]


def lacks_the_entries(box: Copied) -> None:
    [generation] = box.box.glob("mirror-*")
    shutil.rmtree(generation)


def has_no_marker(box: Copied) -> None:
    (box.box / "latest").write_bytes(b"nothing")


def is_signed_by_another(box: Copied) -> None:
    of_another = type(box.record)().device
    items = box.feed.copy.items
    public = of_another.public_key().public_bytes_raw()
    box.feed.copy.items = lambda asked: msgspec.structs.replace(items(asked), device_key=public)  # type: ignore[method-assign]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (changes_an_entry, "is not the one in this box's record"),
        (lacks_the_bundle, "The recovery bundle beside the copy is not the newest"),
        (has_another_bundle, "The recovery bundle beside the copy is not the newest"),
        (has_no_bundle, "nothing opens them"),
        (has_a_bundle_of_before, "is an old one. The recovery bundle could not be made."),
        (lacks_a_wrap, "The copy lacks 1 of the keys"),
        (lacks_the_entries, ""),
        (has_no_marker, "says which copy counts"),
        (is_signed_by_another, "is not signed by this box"),
    ],
)
async def test_what_would_not_do_is_named(box: Copied, spoil: Callable[[Copied], None], says: str) -> None:
    await box.stops()
    spoil(box)
    told = await tried(box)
    assert not told.ok
    assert says in told.says and told.says


async def test_keys_that_changed_while_they_were_compared_are_no_failure(box: Copied) -> None:
    await box.stops()
    lacks_a_wrap(box)
    box.feed.copy.version += 1
    with pytest.raises(Moved, match="another moment"):
        await tried(box)


async def test_less_than_was_told_as_proved(box: Copied) -> None:
    told = await tried(box, proved=122)
    assert not told.ok and "told as proved up to 122" in told.says


async def test_the_replica_is_asked_for_one_and_tells_it_once(box: Copied) -> None:
    box.feed.copy.wants = "drill"
    told = await box.feed.hears_of_copy(lambda state: state.drill is not None)
    assert told.drill is not None and told.drill.ok, told.drill
    assert told.drill.up_to == 121
    await box.feed.hears_of_copy(lambda state: state.drill is None)
    before = len(box.feed.copy.told)
    while len(box.feed.copy.told) < before + 3:
        await asyncio.sleep(0.05)
    assert all(state.drill is None for state in box.feed.copy.told[before:])


async def test_a_person_need_not_wait_until_another_one_is_due(box: Copied) -> None:
    for wants in ("drill", WantOfCopy.TRIAL, WantOfCopy.TRIAL):
        box.feed.copy.wants = wants
        told = await box.feed.hears_of_copy(lambda state: state.drill is not None)
        assert told.drill is not None and told.drill.ok
        await box.feed.hears_of_copy(lambda state: state.drill is None)
