"""Tests that what a server says to a building is handed in at once, and that only the next question waits."""

import asyncio
import logging
from pathlib import Path

import pytest

from appliance.api.feed.client import FeedClient
from appliance.envelope.deposit import Notices, Signed
from sync import protocol
from sync.uplink.backoff import Allowance
from sync.uplink.handing_in import HandingIn
from sync.uplink.notices import follow_notices
from sync.uplink.remembering import Remembering
from tests.appliance.district.office import Office
from tests.patience import patient
from tests.sync.box_feed import BoxFeed
from tests.sync.entries import Record
from tests.sync.transport.test_answers import answered

HOUR_S = 3600.0


async def test_a_notice_is_handed_in_although_no_more_answers_are_allowed_now(tmp_path: Path) -> None:
    """The notice may name the keys of the receipts that come beside it."""
    notice = Signed(b"a notice", bytes(32), bytes(64))
    allowed = Allowance(0, HOUR_S, asyncio.get_running_loop().time())
    async with (
        BoxFeed.open(Record(), tmp_path) as box,
        answered(tmp_path, protocol.encode(Notices((notice,), (), 1))) as line,
        FeedClient.connect(box.socket) as feed,
        asyncio.TaskGroup() as group,
    ):
        following = group.create_task(follow_notices(line, HandingIn(feed), Remembering(), allowed))
        async with patient():
            while not box.notices:
                await asyncio.sleep(0.01)
        following.cancel()
    assert box.notices == [notice]


async def test_before_the_first_notices_nothing_is_called_not_believed_and_under_another_key_later_it_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "handbell.uplink")
    record = Record()
    record.writes(2)
    signer = Office(record.building, record.box)
    receipt = signer.receipt(record.between(0, 9)[0][-1].entry)
    async with BoxFeed.open(record, tmp_path) as box, FeedClient.connect(box.socket) as feed:
        handing = HandingIn(feed)
        for _ in range(2):
            await handing.give(receipts=(receipt,))
        assert "did not believe" not in caplog.text
        assert caplog.text.count("kept until it can be judged") == 1
        box.receipt_keys.add(bytes(32))
        await handing.give(receipts=(receipt,))
        assert "did not believe" in caplog.text
