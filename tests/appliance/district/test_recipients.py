"""Tests for whom the record is sealed: new entries at once, earlier ones in small pieces, and nobody who left."""

import asyncio
from copy import replace

from appliance.core.calls.commands import StandDown
from appliance.core.ground.words import Actor, Outcome
from appliance.engine.outcome import Done
from appliance.envelope.format import KEY, KeyStatement, split
from appliance.envelope.opening import OpenError, open_entry, open_key_entry
from appliance.envelope.seal import DataKey
from tests.appliance.district.conftest import School
from tests.appliance.district.office import Reader
from tests.appliance.doors.harness import FRONT
from tests.patience import patient


async def test_before_anybody_is_known_calls_work_and_are_sealed_for_the_building_alone(school: School) -> None:
    await school.harness.press("201").kept
    items = await school.line.follow(after=0)
    assert {wrap.recipient for wrap in items.wraps} <= school.harness.logbook.own_readers
    assert (await school.line.follow(after=0, outward=True)).wraps == ()


async def test_once_known_the_office_opens_what_came_before_and_what_comes_after(school: School) -> None:
    await school.harness.press("201").kept
    await school.knows_the_office()
    await school.harness.press("202").kept
    numbers = await everything_opens(school, school.reader)
    assert len(numbers) >= 4


async def test_on_low_battery_what_is_over_waits_for_its_wraps_and_what_is_open_does_not(school: School) -> None:
    engine = school.harness.engine
    raised = await school.harness.press("201").kept
    over = raised.events[0].incident  # type: ignore[union-attr]
    command = StandDown(incident=over, outcome=Outcome.NO_HELP_NEEDED, saw_room="Ana Ortiz")
    assert isinstance(await engine.submit(command, Actor(FRONT)).kept, Done)
    stream = await school.harness.logbook.reader.stream_of_incident(over)
    assert stream is not None
    await school.harness.press("202").kept
    engine.heard.spares_power = True
    await school.knows_the_office()
    await everything_opens(school, school.reader, but=stream)
    assert await opens(school, school.reader) == await opens(school, school.reader, but=stream)
    engine.heard.spares_power = False
    engine.refresh()
    await everything_opens(school, school.reader)


async def test_old_keys_never_come_under_the_buildings_newest_reading_key_again(school: School) -> None:
    await school.harness.press("201").kept
    before = await wraps_for_the_building(school)
    await school.knows_the_office()
    await everything_opens(school, school.reader)
    keys_before = {(stream, key_no) for stream, key_no, _ in before}
    again = [each for each in await wraps_for_the_building(school) if each[:2] in keys_before]
    assert sorted(again) == sorted(before)


async def test_a_reader_added_later_is_given_everything_and_nobody_twice(school: School) -> None:
    await school.harness.press("201").kept
    await school.knows_the_office()
    await everything_opens(school, school.reader)
    recovery = replace(Reader("Recovery"), name="Recovery")
    await school.says(notices=(school.office.recipients(2, school.reader, recovery),))
    await everything_opens(school, recovery)
    given = [
        (wrap.stream, wrap.key_no, wrap.recipient) for wrap in (await school.line.follow(after=0, outward=True)).wraps
    ]
    assert len(given) == len(set(given))


async def test_whoever_left_reads_nothing_new_not_even_of_an_open_call(school: School) -> None:
    await school.knows_the_office()
    await school.harness.press("201", 1).kept
    await everything_opens(school, school.reader)
    left_at = school.harness.engine.head
    successor = Reader("Office 2027")
    await school.says(notices=(school.office.recipients(2, successor),))
    await school.harness.press("201", 2).kept
    await everything_opens(school, successor)
    readable = await opens(school, school.reader)
    after_notice = {number for number in readable if number > left_at}
    facts = [number for number in after_notice if not await is_key_entry(school, number, school.reader)]
    # The notice itself is sealed under the last key that the reader who left was given.
    assert len(facts) <= 1, facts


async def test_what_the_office_has_opened_already_is_not_wrapped_anew(school: School) -> None:
    await school.knows_the_office()
    raised = await school.harness.press("201").kept
    incident = raised.events[0].incident  # type: ignore[union-attr]
    command = StandDown(incident=incident, outcome=Outcome.NO_HELP_NEEDED, saw_room="Ana Ortiz")
    assert isinstance(await school.harness.engine.submit(command, Actor(FRONT)).kept, Done)
    await everything_opens(school, school.reader)
    stream = await school.harness.logbook.reader.stream_of_incident(incident)
    assert stream is not None
    number, entry = (await school.harness.logbook.reader.of_stream(stream))[-1]
    await school.says(opened=(school.office.opened(school.reader, entry),))
    successor = Reader("Office 2027")
    await school.says(notices=(school.office.recipients(2, school.reader, successor),))
    await everything_opens(school, successor, but=stream)
    assert (await school.harness.logbook.reader.of_stream(stream))[-1][0] == number


async def test_a_search_cut_short_by_a_restart_finds_only_what_is_missing(school: School) -> None:
    for room in ("201", "202", "203", "204"):
        await school.harness.press(room).kept
    await school.knows_the_office()
    await asyncio.sleep(0.08)  # by then one or two keys are done; either way the end is the same
    await school.harness.tasks.stop("wraps for the safety office")
    keeper = school.harness.keeper
    keeper.recipients.seal_for(())
    keeper.recipients.seal_for(keeper.trust.recipients)
    school.harness.tasks.start(keeper.recipients.run(), name="wraps once more")
    await everything_opens(school, school.reader)


# ---- as the office does it, with what left the building


async def opens(school: School, reader: Reader, but: bytes = b"") -> dict[int, bytes]:
    """Give number and plaintext of every entry that this reader can open, with only the outward feed and their own key."""
    items = await school.line.follow(after=0, outward=True)
    entries = {each.number: each.entry for each in items.entries}
    keys: dict[tuple[bytes, int], DataKey] = {}
    for wrap in items.wraps:
        if wrap.recipient == reader.opening.public.fingerprint:
            keys[wrap.stream, wrap.key_no] = open_key_entry(entries[wrap.number], wrap.wrap, reader.opening)
    opened = {}
    for number, entry in entries.items():
        header = split(entry).header
        key = keys.get((header.stream, header.key_no))
        if key is not None and header.stream != but:
            opened[number] = open_entry(entry, key)
    return opened


async def everything_opens(school: School, reader: Reader, but: bytes = b"") -> dict[int, bytes]:
    async with patient():
        while True:
            items = await school.line.follow(after=0)
            wanted = {each.number for each in items.entries if split(each.entry).header.stream != but}
            found = await opens(school, reader, but)
            if wanted == set(found):
                return found
            await asyncio.sleep(0.02)


async def is_key_entry(school: School, number: int, reader: Reader) -> bool:
    return (await opens(school, reader))[number][:1] == KEY


async def wraps_for_the_building(school: School) -> list[tuple[bytes, int, bytes]]:
    own = school.harness.logbook.own_readers
    items = await school.line.follow(after=0)
    return [(wrap.stream, wrap.key_no, wrap.wrap) for wrap in items.wraps if wrap.recipient in own]


async def test_a_key_entry_says_exactly_whom_it_is_wrapped_for(school: School) -> None:
    await school.knows_the_office()
    await school.harness.press("201").kept
    opened = await everything_opens(school, school.reader)
    named = {reader for text in opened.values() if text[:1] == KEY for reader, _ in KeyStatement.decode(text).wraps}
    assert named <= school.harness.logbook.own_readers | {school.reader.opening.public.fingerprint}
    try:
        stranger = Reader("stranger").opening
        items = await school.line.follow(after=0, outward=True)
        entries = {each.number: each.entry for each in items.entries}
        open_key_entry(entries[items.wraps[0].number], items.wraps[0].wrap, stranger)
    except OpenError:
        return
    raise AssertionError("a stranger opened a wrap")
