"""Tests a copy through the years: what is reviewed leaves it, what is kept is wrapped anew in it, and nothing destroyed is
anywhere in it.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest

from appliance.core.ground.words import Outcome
from appliance.logbook.copied import BEGINNING, Row, Wrap
from appliance.plan.model import Retention
from appliance.record.words import Klass
from appliance.recovery.bundling import Given
from appliance.recovery.recovery import Recovery
from appliance.settings import Settings
from tests.appliance.engine.years import Years, years_at

pytestmark = pytest.mark.slow

BEGAN, SOON, OVER = date(2026, 9, 1), date(2026, 10, 6), date(2033, 9, 6)


def recovery_of(box: Years) -> Recovery:
    given = Given(box.folder / "keys", box.folder / "devices.json", lambda: (), lambda: b"")
    return Recovery(box.engine, box.logbook, box.queries, box.vault, given, Settings(data=box.folder))


@dataclass
class Replica:
    """Follows as the real replica does: it takes wraps with their entries, and takes all wraps anew when the version changes."""

    head: int = 0
    version: int = 0
    wraps: dict[Row, Wrap] = field(default_factory=dict)
    asked_for_all: int = 0

    async def follow(self, recovery: Recovery) -> None:
        while True:
            piece = await recovery.after(self.head, 7, 1 << 20)
            if recovery.keys.version != self.version:
                await self._all(recovery)
            else:
                self.wraps |= {(wrap[0], wrap[1]): wrap for wrap in piece.wraps}
            if not piece.entries:
                return
            self.head = piece.entries[-1][0]

    async def _all(self, recovery: Recovery) -> None:
        self.asked_for_all += 1
        self.wraps, place, more = {}, BEGINNING, True
        while more:
            page = await recovery.wraps(place)
            self.wraps |= {(wrap[0], wrap[1]): wrap for wrap in page.wraps}
            more, self.version = page.more, page.version
            if page.wraps:
                number, recipient, stream, key_no, _ = page.wraps[-1]
                place = stream, key_no, recipient, number

    def streams(self) -> set[bytes]:
        return {wrap[2] for wrap in self.wraps.values()}


async def caught_up(replica: Replica, recovery: Recovery) -> None:
    """Check that its set is what a replica that asks for everything gets, and that a look finds nothing more to tell."""
    await replica.follow(recovery)
    await recovery.keys.look()
    await replica.follow(recovery)
    version = recovery.keys.version
    await recovery.keys.look()
    assert recovery.keys.version == version, "nothing is left to tell"
    whole = Replica()
    await whole.follow(recovery)
    assert replica.wraps == whole.wraps


async def test_what_is_reviewed_leaves_the_copy_and_what_is_not_is_wrapped_anew_in_it(tmp_path: Path) -> None:
    replica = Replica()
    async with years_at(tmp_path, BEGAN) as box:
        recovery = recovery_of(box)
        done, owed = await box.record(), await box.record(reviewed=False)
        ringing = await box.press()
        await caught_up(replica, recovery)
        streams = {each: await box.logbook.reader.stream_of_incident(each) for each in (done, owed, ringing)}
        assert streams[done] not in replica.streams()
        assert {streams[owed], streams[ringing]} <= replica.streams()
        await box.answer(ringing, Outcome.ATTENDED)
        await box.turn_to(OVER)
        certificates = await box.retention.destroy_due()
        assert done in {each.incident for each in certificates}
        assert "2026-W36" not in box.vault.reading_keys.weeks(), "its key went, and what is kept is under another"
        await caught_up(replica, recovery)
        assert streams[done] not in replica.streams()
        assert streams[owed] in replica.streams()
        own = box.vault.reading_keys.fingerprints()
        assert {wrap[1] for wrap in replica.wraps.values()} <= own, "no wrap is under a key that was destroyed"
        opens = {(wrap[2], wrap[3]) for wrap in replica.wraps.values()}
        kept = await box.wraps(owed)
        assert {(each.stream, each.key_no) for each in kept} <= opens
        assert await box.classes_read(owed) >= {Klass.OPERATIONAL}
    async with years_at(tmp_path, OVER) as box:
        await caught_up(replica, recovery_of(box))
        assert streams[owed] in replica.streams()


async def test_what_the_building_forgot_on_opened_is_in_no_copy_and_no_later_copy_gets_it(tmp_path: Path) -> None:
    replica = Replica()
    wanted = Retention(approved="the board", forget_opened=True)
    async with years_at(tmp_path, BEGAN, wanted) as box:
        recovery = recovery_of(box)
        done, owed = await box.record(), await box.record(reviewed=False)
        await caught_up(replica, recovery)
        streams = {each: await box.logbook.reader.stream_of_incident(each) for each in (done, owed)}
        await box.opened(done)
        for passed in range(15):
            await box.turn_to(BEGAN + timedelta(days=passed))
            await box.forgetting.daily_round()
        assert [each.incident for each in await box.certificates()] == [done]
        await caught_up(replica, recovery)
        assert streams[done] not in replica.streams()
        assert streams[owed] in replica.streams()
        own = box.vault.reading_keys.fingerprints()
        assert {wrap[1] for wrap in replica.wraps.values()} <= own, "no wrap is under a key that was destroyed"


async def test_whoever_only_follows_is_asked_for_the_whole_set_as_seldom_as_can_be(tmp_path: Path) -> None:
    replica = Replica()
    async with years_at(tmp_path, BEGAN) as box:
        recovery = recovery_of(box)
        await caught_up(replica, recovery)
        before = replica.asked_for_all
        for _ in range(5):
            await box.call()
            await replica.follow(recovery)
            await recovery.keys.look()
        await caught_up(replica, recovery)
        assert replica.asked_for_all == before, "calls come with their own wraps"
        await box.turn_to(SOON)
        await caught_up(replica, recovery)
        assert replica.asked_for_all <= before + 1, "and so do keys wrapped for a new week"
