"""Tests a replica that follows the feed: it gets everything stored, a signed head with each piece, and the wraps of what is open,
unreviewed or stands.
"""

import asyncio

import pytest

from appliance.api.client_line import LineLost
from appliance.api.feed.client import FeedClient
from appliance.api.feed.copy import CopiedWrap, CopyItems
from appliance.api.feed.messages import HandIn
from appliance.core.calls.commands import StandDown
from appliance.core.ground.words import Actor, Outcome
from appliance.doors.feed.rights import FeedRights
from appliance.engine.outcome import Done
from appliance.envelope import format as layout
from appliance.envelope.open_calls import OpenCalls
from appliance.logbook import copied
from appliance.plan.ids import IncidentId
from appliance.record.decide import No
from appliance.record.events import KeysDestroyed, RecordMoved
from appliance.record.words import Author, Klass, Shown, Status
from appliance.recovery import kept_keys, wraps_kept
from appliance.vault.vault import verify
from tests.appliance.district.office import Office, Reader
from tests.appliance.doors.harness import FRONT
from tests.appliance.recovery.conftest import REPLICA, STICK, UPLINK, School
from tests.patience import patient

pytestmark = pytest.mark.slow  # these tests use real files and keys: in `make test`


SOMEBODY = Author(desk=FRONT, shown=Shown.NOT_SHOWN)


async def called(school: School, room: str) -> IncidentId:
    raised = await school.harness.press(room).kept
    return raised.events[0].incident  # type: ignore[union-attr]


async def stood_down(school: School, incident: IncidentId) -> None:
    command = StandDown(incident=incident, outcome=Outcome.ATTENDED, saw_room="Ana Ortiz")
    assert isinstance(await school.harness.engine.submit(command, Actor(FRONT)).kept, Done)


async def accounted(school: School, incident: IncidentId) -> None:
    """Let nobody owe an account of it any more."""
    moves = (Status.SUBMITTED, Status.REVIEWED)
    events = [RecordMoved(incident=incident, by=SOMEBODY, klass=Klass.OPERATIONAL, to=to) for to in moves]
    assert not isinstance(await school.harness.records.write(incident, lambda _: events), No)


async def reviewed(school: School, incident: IncidentId) -> None:
    await stood_down(school, incident)
    await accounted(school, incident)


async def destroyed(school: School, incident: IncidentId) -> None:
    """Destroy the record of an incident, as retention does some day."""
    stream = await school.harness.logbook.reader.stream_of_incident(incident)
    rows = await school.harness.logbook.reader.of_stream(stream)
    keys = sorted({(stream, layout.whole_header(entry).key_no) for _, entry in rows})
    said = KeysDestroyed(
        incident=incident, classes=(Klass.OPERATIONAL,), keys=len(keys), wraps=len(keys), rule="a test"
    )
    await school.harness.engine.destroy(said, keys)


async def everything(line: FeedClient) -> list[CopyItems]:
    """Give everything, piece by piece."""
    pieces, after = list[CopyItems](), 0
    while (piece := await line.follow_copy(after, limit=3)).entries:
        pieces.append(piece)
        after = piece.entries[-1].number
    return pieces


async def whole_set(line: FeedClient) -> tuple[int, set[CopiedWrap], set[tuple[bytes, int]]]:
    """Give version, wraps and what was destroyed."""
    page = await line.kept_wraps()
    wraps = set(page.wraps)
    while page.more:
        page = await line.kept_wraps(page.wraps[-1].place)
        assert not wraps & set(page.wraps), "no wrap comes twice"
        wraps |= set(page.wraps)
    return page.version, wraps, set(page.gone)


async def streams_in(school: School, incident: IncidentId) -> bytes:
    stream = await school.harness.logbook.reader.stream_of_incident(incident)
    assert stream is not None
    return stream


async def rotted(school: School, *numbers: int) -> None:
    """Let these entries rot: nothing of them can be read any more."""
    for number in numbers:
        sql = f"UPDATE entry SET entry = zeroblob(length(entry)) WHERE number = {number}"
        await school.harness.logbook.work(lambda db, sql=sql: db.execute(sql).rowcount)  # type: ignore[misc]


async def test_entries_whose_header_rotted_are_left_out_and_hold_up_no_other(school: School) -> None:
    for room in ("201", "202", "203"):
        await called(school, room)
    line, head = await school.line(), school.harness.engine.head
    await rotted(school, 3, 4, 5, 6)
    pieces = await everything(line)
    numbers = [each.number for piece in pieces for each in piece.entries]
    assert numbers == [each for each in range(1, head + 1) if each not in {3, 4, 5, 6}]
    for piece in pieces:
        said = layout.read_head_statement(piece.statement)
        assert (said[3], said[4]) == (piece.entries[-1].number, layout.entry_digest(piece.entries[-1].entry))
    assert "sealed-feed-misused" not in school.troubles()


async def test_where_the_newest_rotted_the_copy_ends_at_the_one_before(school: School) -> None:
    await called(school, "201")
    line, head = await school.line(), school.harness.engine.head
    await rotted(school, head)
    items = await line.follow_copy(head - 1)
    assert (items.entries, items.head, layout.read_head_statement(items.statement)[3]) == ((), head - 1, head - 1)


async def test_each_piece_ends_at_a_head_that_the_device_signed(school: School) -> None:
    for room in ("201", "202", "203"):
        await called(school, room)
    line = await school.line()
    pieces = await everything(line)
    entries = [each for piece in pieces for each in piece.entries]
    assert [each.number for each in entries] == list(range(1, school.harness.engine.head + 1))
    for piece in pieces:
        last = piece.entries[-1]
        assert verify(piece.device_key, piece.statement, piece.signature)
        building, box, epoch, number, digest = layout.read_head_statement(piece.statement)
        header = layout.whole_header(last.entry)
        assert (building, box, epoch) == (header.building, header.box, header.epoch)
        assert (number, digest) == (last.number, layout.entry_digest(last.entry))


async def test_without_news_the_head_says_which_entry_is_the_newest(school: School) -> None:
    await called(school, "201")
    line = await school.line()
    last = (await everything(line))[-1].entries[-1]
    for after in (last.number, last.number + 10):
        piece = await line.follow_copy(after)
        assert piece.entries == ()
        assert verify(piece.device_key, piece.statement, piece.signature)
        assert layout.read_head_statement(piece.statement)[3:] == (last.number, layout.entry_digest(last.entry))


async def test_the_newest_entry_comes_with_a_signature_of_what_is_open_then(school: School) -> None:
    over, still = await called(school, "201"), await called(school, "202")
    await stood_down(school, over)
    pieces = await everything(line := await school.line())
    assert not any(piece.is_open or piece.is_open_signature for piece in pieces[:-1]), "the record goes on there"
    for piece in (pieces[-1], await line.follow_copy(pieces[-1].entries[-1].number)):
        assert verify(piece.device_key, piece.is_open, piece.is_open_signature)
        said, last = OpenCalls.unpack(piece.is_open), pieces[-1].entries[-1]
        assert (said.number, said.digest) == (last.number, layout.entry_digest(last.entry))
        assert said.streams == (await streams_in(school, still),)


async def test_an_open_call_comes_with_the_wraps_that_open_it(school: School) -> None:
    incident = await called(school, "201")
    pieces = await everything(await school.line())
    stream = await streams_in(school, incident)
    own = school.harness.logbook.own_readers
    assert [wrap for piece in pieces for wrap in piece.wraps if wrap.stream == stream and wrap.recipient in own]


async def test_what_is_reviewed_comes_without_the_buildings_own_keys(school: School) -> None:
    incident = await called(school, "201")
    await stood_down(school, incident)
    stream = await streams_in(school, incident)
    line = await school.line()
    assert [wrap for piece in await everything(line) for wrap in piece.wraps if wrap.stream == stream], "it is owed"
    await accounted(school, incident)
    assert not [wrap for piece in await everything(line) for wrap in piece.wraps if wrap.stream == stream]
    assert not [wrap for wrap in (await whole_set(line))[1] if wrap.stream == stream]


async def test_whoever_followed_ends_with_the_same_set_as_whoever_asks_for_all_of_it(school: School) -> None:
    line = await school.line()
    await school.harness.recovery.keys.look()
    version, kept, _ = await whole_set(line)
    after = school.harness.engine.head
    for room in ("201", "202", "203", "204"):
        await called(school, room)
    while (piece := await line.follow_copy(after, limit=3, version=version)).entries:
        kept |= set(piece.wraps)
        after = piece.entries[-1].number
    await school.harness.recovery.keys.look()
    assert (await line.follow_copy(after, version=version)).version == version, "nothing came by another way"
    assert (await whole_set(line))[1] == kept


async def test_the_version_rises_once_a_wrap_must_go_and_a_held_answer_ends_with_it(school: School) -> None:
    incident = await called(school, "201")
    line = await school.line()
    await school.harness.recovery.keys.look()
    version, before, _ = await whole_set(line)
    await reviewed(school, incident)
    await everything(line)
    held = asyncio.ensure_future(line.follow_copy(school.harness.engine.head, wait_s=60, version=version))  # noqa: TID251
    await asyncio.sleep(0.05)
    assert not held.done()
    await school.harness.recovery.keys.look()
    async with patient():
        assert (await held).version > version
    newer, after, _ = await whole_set(line)
    assert newer > version
    assert {wrap.stream for wrap in before - after} == {await streams_in(school, incident)}


async def test_a_destroyed_key_is_named_and_its_wraps_are_gone(school: School) -> None:
    incident = await called(school, "201")
    await stood_down(school, incident)
    stream = await streams_in(school, incident)
    line = await school.line()
    version, before, gone = await whole_set(line)
    assert stream in {wrap.stream for wrap in before}, "its account is owed"
    assert not gone
    await destroyed(school, incident)
    await school.harness.recovery.keys.look()
    newer, after, gone = await whole_set(line)
    assert newer > version
    assert stream not in {wrap.stream for wrap in after}
    assert {each for each, _ in gone} == {stream}


async def test_before_wraps_leave_the_set_the_bundle_is_made(school: School) -> None:
    incident = await called(school, "201")
    keys, versions = school.harness.recovery.keys, list[int]()
    await keys.look()
    await everything(await school.line())
    await keys.look()

    async def bundle() -> None:
        versions.append(keys.version)

    keys.before_drop = bundle
    before = keys.version
    await called(school, "202")
    await keys.look()
    assert versions == [], "nothing leaves"
    await reviewed(school, incident)
    await keys.look()
    assert versions == [before], "made while the version is still the old one"


async def test_whatever_stands_can_be_opened_with_the_set(school: School) -> None:
    """A new box begins with the plan, the troubles and who sits where."""
    own = school.harness.logbook.own_readers
    _, wraps, _ = await whole_set(await school.line())
    opens = {(wrap.stream, wrap.key_no) for wrap in wraps if wrap.recipient in own}
    standing = await school.harness.logbook.work(lambda db: copied.standing_after(db, b""))
    keys = await school.harness.logbook.work(lambda db: copied.keys_of(db, [number for _, number in standing]))
    assert keys
    assert set(keys.values()) <= opens


async def test_the_offices_wraps_come_until_the_district_has_their_entries(school: School) -> None:
    trust = school.harness.keeper.trust
    office, reader = Office(trust.building, trust.box), Reader("Office 2026")
    assert await school.harness.keeper.believe(office.fingerprint.hex(), "", "a test") == ""
    said = HandIn(request=0, notices=(office.receipt_keys(), office.recipients(1, reader)))
    assert (await school.harness.keeper.hand_in(said)).refused == ()
    incident = await called(school, "201")
    await reviewed(school, incident)
    stream, line = await streams_in(school, incident), await school.line()
    theirs = {(stream, reader.opening.public.fingerprint)}
    assert {(wrap.stream, wrap.recipient) for wrap in (await whole_set(line))[1] if wrap.stream == stream} == theirs
    pieces = await everything(line)
    assert {(wrap.stream, wrap.recipient) for each in pieces for wrap in each.wraps if wrap.stream == stream} == theirs
    receipt = office.receipt(pieces[-1].entries[-1].entry)
    assert (await school.harness.keeper.hand_in(HandIn(request=0, receipts=(receipt,)))).refused == ()
    assert stream not in {wrap.stream for wrap in (await whole_set(line))[1]}
    assert (await line.follow_copy(school.harness.engine.head)).countersigned == pieces[-1].entries[-1].number


async def test_a_look_by_itself_notices_what_was_reviewed(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_keys, "LOOK_EVERY_S", 0.01)
    school.harness.tasks.start(school.harness.recovery.keys.run(), name="what a copy has")
    incident = await called(school, "201")
    line = await school.line()
    await everything(line)
    version = school.harness.recovery.keys.version
    await reviewed(school, incident)
    async with patient():
        while school.harness.recovery.keys.version == version:
            await asyncio.sleep(0.01)


async def test_a_version_is_never_given_twice_over_a_restart(school: School) -> None:
    keys = school.harness.recovery.keys
    for _ in range(3):
        await keys.look()
        incident = await called(school, "201")
        await everything(await school.line())
        await keys.look()
        await reviewed(school, incident)
        await keys.look()
    again = kept_keys.KeptKeys(school.harness.engine, school.harness.logbook)
    await called(school, "202")
    await again.look()
    assert again.version > keys.version


async def test_the_set_comes_in_pages(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    for room in ("201", "202", "203", "204"):
        await called(school, room)
    line = await school.line()
    whole = await whole_set(line)
    monkeypatch.setattr(wraps_kept, "PAGE_WRAPS", 2)
    monkeypatch.setattr(copied, "WRAPS_AT_ONCE", 3)
    assert await whole_set(line) == whole


@pytest.mark.parametrize("rights", [UPLINK, STICK])
async def test_nobody_but_the_replica_may_have_a_copy(school: School, rights: FeedRights) -> None:
    line = await school.line(rights)
    with pytest.raises(LineLost, match="the copy of the record"):
        await line.follow_copy(0)
    line = await school.line(rights)
    with pytest.raises(LineLost, match="the copy of the record"):
        await line.kept_wraps()
    async with patient():
        while "sealed-feed-misused" not in school.troubles():
            await asyncio.sleep(0.01)


async def test_whoever_asks_for_a_certificate_and_may_not_is_told_who_may(school: School) -> None:
    line = await school.line(STICK)
    with pytest.raises(LineLost, match="sudo -u handbell-uplink handbell bundle export FOLDER --token TOKEN"):
        await line.signed_enrolment("token", "csr")


@pytest.mark.parametrize("rights", [UPLINK, STICK])
async def test_an_uplink_that_asks_for_the_buildings_own_keys_is_refused_and_named(
    school: School, rights: FeedRights
) -> None:
    await called(school, "201")
    line = await school.line(rights)
    items = await line.follow(0, outward=True)
    assert items.entries
    assert not [wrap for wrap in items.wraps if wrap.recipient in school.harness.logbook.own_readers]
    with pytest.raises(LineLost, match="own keys"):
        await line.follow(0)
    async with patient():
        while "sealed-feed-misused" not in school.troubles():
            await asyncio.sleep(0.01)


async def test_the_replica_asks_nothing_of_the_uplinks(school: School) -> None:
    line = await school.line(REPLICA)
    with pytest.raises(LineLost, match="the line to the district"):
        await line.signed_enrolment("token", "request")
    line = await school.line(REPLICA)
    with pytest.raises(LineLost, match="the line to the district"):
        await line.bring_back(())


async def test_a_place_that_is_none_is_refused(school: School) -> None:
    line = await school.line()
    with pytest.raises(LineLost, match="no place"):
        await line.kept_wraps(b"somewhere")


async def test_the_whole_set_has_the_key_of_a_call_that_was_raised_since_the_last_look(school: School) -> None:
    """A replica that asks for the set now has the call's entries already, and asks again only at the next change."""
    line = await school.line()
    await everything(line)
    await school.harness.recovery.keys.look()
    since = await called(school, "201")
    _, wraps, _ = await whole_set(line)
    assert await streams_in(school, since) in {each.stream for each in wraps}


async def test_what_was_given_before_anybody_looked_goes_once_it_is_not_needed(school: School) -> None:
    line = await school.line()
    await school.harness.recovery.keys.look()
    since = await called(school, "201")
    version, wraps, _ = await whole_set(line)
    stream = await streams_in(school, since)
    assert stream in {each.stream for each in wraps}
    await everything(line)
    await reviewed(school, since)
    await everything(line)
    await school.harness.recovery.keys.look()
    newer, wraps, _ = await whole_set(line)
    assert newer > version
    assert stream not in {each.stream for each in wraps}
