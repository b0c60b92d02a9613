"""Tests what the replica says of the copy: it is shown as the replica's word, cut to what this record has, and recorded where it is worth
an entry.
"""

import asyncio
import math
from typing import Any

import msgspec
import pytest

from appliance.api.client_line import LineLost
from appliance.api.feed.client import FeedClient
from appliance.api.feed.copy import CopyState, TrialTold
from appliance.core.district import copies
from appliance.core.district.copies import SILENT_MS, target_key
from appliance.core.district.events import CopyOverwritten, CopyTargetChanged
from appliance.envelope import format as layout
from appliance.recovery.copies import FACTS_MAX
from appliance.recovery.kept_keys import version_of
from tests.appliance.doors.harness import FRONT
from tests.appliance.recovery.conftest import UPLINK, School
from tests.appliance.recovery.test_copying import called, destroyed, everything, reviewed, whole_set
from tests.patience import patient

pytestmark = pytest.mark.slow  # these tests use real files and keys: in `make test`


async def tell(school: School, line: FeedClient, **changes: Any) -> str:
    """Tell that the copy on a stick is proved up to the head, with these changes."""
    told = {"kind": "stick", "where": "the USB stick", "proved": school.harness.engine.head} | changes
    heard = await line.tell_copy(CopyState(**told))
    await school.harness.engine.recorder.caught_up()
    return heard.wanted


async def test_a_desk_sees_how_far_the_copy_is_and_where(school: School) -> None:
    line = await school.line()
    await tell(school, line)
    async with school.harness.console(FRONT) as front:
        board = await front.board(lambda board: board.copy is not None and board.copy.proved > 0)
        assert board.copy is not None
        assert (board.copy.kind, board.copy.where) == ("stick", "the USB stick")
        assert board.copy.proved <= board.copy.head


async def test_a_number_beyond_the_record_is_cut(school: School) -> None:
    line = await school.line()
    await tell(school, line, proved=10**9)
    assert school.harness.engine.heard.copy.proved <= school.harness.engine.head


async def test_where_the_copy_lies_is_an_entry_once_and_anew_where_it_moves(school: School) -> None:
    line = await school.line()
    for where in ("the USB stick", "the USB stick", "the other stick", "the other stick"):
        await tell(school, line, where=where)
    told = [event for _, _, event in (await school.harness.queries.feed(0, 500))[1] if hasattr(event, "where")]
    assert [event.where for event in told] == ["the USB stick", "the other stick"]


async def test_a_replica_that_was_taken_over_fills_neither_record_nor_board(school: School) -> None:
    line, engine = await school.line(), school.harness.engine
    incident = await called(school, "201")
    await reviewed(school, incident)
    await destroyed(school, incident)
    await school.harness.recovery.keys.look()
    before = engine.head
    bad = TrialTold(ok=False, up_to=1, digest=b"x" * 32, says="", took_s=1.0)
    for number in range(120):
        drill = msgspec.structs.replace(bad, says=f"{number}")
        trouble = sorted(copies.TOLD)[number % 2]
        told = CopyState(kind="stick", where=f"{number}", drill=drill, trouble=trouble, survives=(f"{number}",))
        await line.tell_copy(msgspec.structs.replace(told, wraps_version=10**12))
    await engine.recorder.caught_up()
    assert engine.head - before <= FACTS_MAX + 20, "as many facts, and what each trouble may say before it has to hold"
    assert 1 <= len(engine.board.recovery.overwritten) <= FACTS_MAX


def test_so_many_places_stand_and_of_others_keys_may_survive() -> None:
    known = copies.Known(
        target=copies.Dated(CopyTargetChanged(kind="stick", where="new"), 0),
        overwritten={
            target_key("stick", f"{number}"): copies.Dated(
                CopyOverwritten(up_to=1, kind="stick", where=f"{number}", survives=()), 5
            )
            for number in range(copies.PLACES_MAX)
        },
    )
    assert copies.has_room_for(known, "stick", "7") and not copies.has_room_for(known, "stick", "new")
    assert copies.Fate("on new", None) in copies.fates(known, 1)


async def test_what_is_wrong_there_is_one_trouble_and_passes_with_the_next_proof(school: School) -> None:
    line = await school.line()
    await tell(school, line)
    await tell(school, line, trouble="copy-full", says="The USB stick is full.\x1b[2J", proved=0)
    await trouble(school, "copy-full")
    detail = next(
        each.detail for each in school.harness.engine.board.troubles.values() if each.cause.what == "copy-full"
    )
    assert "The USB stick is full. [2J" in detail, "nothing in it that a terminal obeys"
    await tell(school, line)
    await trouble(school, "copy-full", over=True)
    await tell(school, line, trouble="district-line")
    assert not {what for what in school.troubles() if what.startswith(("copy", "district"))}, "not the replica's to say"


async def test_a_silent_replica_is_told_and_comes_back(school: School) -> None:
    line = await school.line()
    await tell(school, line)
    school.harness.engine.heard.copy.heard_ms -= SILENT_MS
    school.harness.recovery.copies.look()
    await trouble(school, "copy-silent")
    await tell(school, line)
    await trouble(school, "copy-silent", over=True)


async def test_a_drill_counts_where_its_last_entry_is_ours(school: School) -> None:
    line = await school.line()
    (last,) = (await everything(line))[-1].entries[-1:]
    good = TrialTold(ok=True, up_to=last.number, digest=layout.entry_digest(last.entry), says="", took_s=1.5)
    assert await tell(school, line, drill=good) == ""
    known = school.harness.engine.board.recovery.trial
    assert known is not None
    assert (known.event.ok, known.event.up_to, known.event.took_ms) == (True, last.number, 1500)
    await tell(school, line, drill=good)
    assert school.harness.engine.board.recovery.trial == known, "told again it is no other"


@pytest.mark.parametrize("up_to", [1, 0, -5, 10**6])
async def test_a_drill_of_another_record_is_trouble_and_the_copy_begins_anew(school: School, up_to: int) -> None:
    line = await school.line()
    another = TrialTold(ok=True, up_to=up_to, digest=b"x" * 32, says="", took_s=1.0)
    assert await tell(school, line, drill=another) == "again"
    assert await tell(school, line) == ""
    await trouble(school, "copy-drill-failed")


async def test_a_drill_is_wanted_in_the_quiet_hour_and_never_with_a_call_open(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    minute = school.harness.engine.clock.now().week_minute
    assert minute is not None
    monkeypatch.setattr(copies, "QUIET_FROM_MIN", minute % 1440 - 1)
    monkeypatch.setattr(copies, "QUIET_MINUTES", 60)
    school.harness.recovery.copies._spread_min = 0
    line = await school.line()
    await tell(school, line)
    assert await tell(school, line) == "drill"
    await called(school, "201")
    assert await tell(school, line) == ""


async def test_a_copy_that_forgot_what_was_destroyed_is_an_entry(school: School) -> None:
    line = await school.line()
    incident = await called(school, "201")
    await reviewed(school, incident)
    before, _, _ = await whole_set(line)
    await destroyed(school, incident)
    await school.harness.recovery.keys.look()
    certificate = school.harness.engine.head
    await tell(school, line, wraps_version=before)
    assert not school.harness.engine.board.recovery.overwritten, "what is proved there is older than the certificate"
    after, _, _ = await whole_set(line)
    assert after >= version_of(certificate) > before
    await tell(school, line, wraps_version=after, survives=("an older stick",))
    (known,) = school.harness.engine.board.recovery.overwritten.values()
    assert (known.event.up_to, known.event.survives) == (certificate, ("an older stick",))
    head = school.harness.engine.head
    await tell(school, line, wraps_version=after, survives=("an older stick",))
    assert school.harness.engine.head == head, "told again it is no entry"
    await tell(school, line, wraps_version=after)
    (known,) = school.harness.engine.board.recovery.overwritten.values()
    assert known.event.survives == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "tape", "where": "a vault"},
        {"kind": "stick", "where": "x" * 10_000, "says": "\x00" * 10_000, "survives": ("y" * 10_000,) * 50},
        {"proved": -1, "proved_ago_ms": -1, "wraps_version": -1, "bundle_serial": -1, "free_mib": -1},
        {"proved": 2**63 - 1, "proved_ago_ms": 2**63 - 1, "wraps_version": 2**63 - 1, "trouble": "box-superseded"},
        {"drill": TrialTold(ok=True, up_to=2**63 - 1, digest=b"z" * 10_000, says="z" * 10_000, took_s=math.nan)},
        {"drill": TrialTold(ok=False, up_to=-(2**63), digest=b"", says="\u202e", took_s=math.inf)},
    ],
)
async def test_whatever_it_tells_the_line_stays_and_calls_go_on(school: School, changes: dict[str, Any]) -> None:
    line = await school.line()
    incident = await called(school, "201")
    await reviewed(school, incident)
    await destroyed(school, incident)
    await school.harness.recovery.keys.look()
    await tell(school, line, **changes)
    await tell(school, line)
    await called(school, "202")
    for _, _, event in (await school.harness.queries.feed(0, 500))[1]:
        assert len(repr(event)) < 20_000


async def test_a_follower_and_what_it_tells_add_no_entry_to_a_press(school: School) -> None:
    async def entries_of_a_press() -> int:
        head = school.harness.engine.head
        await school.harness.press("203").kept
        await school.harness.engine.recorder.caught_up()
        return school.harness.engine.head - head

    await entries_of_a_press()
    alone = await entries_of_a_press()
    line = await school.line()
    await tell(school, line)
    following = asyncio.ensure_future(line.follow_copy(school.harness.engine.head, wait_s=30))  # noqa: TID251
    await asyncio.sleep(0.05)
    assert await entries_of_a_press() == alone
    assert (await following).entries
    await tell(school, line)
    assert await entries_of_a_press() == alone


async def test_nobody_but_the_replica_tells_of_the_copy(school: School) -> None:
    line = await school.line(UPLINK)
    with pytest.raises(LineLost, match="the copy of the record"):
        await tell(school, line)
    assert not school.harness.engine.board.recovery.is_set_up


async def trouble(school: School, what: str, *, over: bool = False) -> None:
    async with patient():
        while (what in school.troubles()) is over:
            await asyncio.sleep(0.01)
