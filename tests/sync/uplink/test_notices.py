"""What a server says to a building is handed in at once; only the next question waits."""

import asyncio
from pathlib import Path

from appliance.api.client import FeedClient
from appliance.envelope.deposit import Notices, Signed
from sync import protocol
from sync.uplink.backoff import Allowance
from sync.uplink.handing_in import HandingIn
from sync.uplink.notices import follow_notices
from sync.uplink.remembering import Remembering
from tests.patience import patient
from tests.sync.box_feed import BoxFeed
from tests.sync.entries import Record
from tests.sync.transport.test_answers import answered

HOUR_S = 3600.0


async def test_a_notice_is_handed_in_although_no_more_answers_are_allowed_now(tmp_path: Path) -> None:
    """It may name the keys of the receipts that come beside it."""
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
