"""Tests that what is on disk is read back by room and by incident."""

from pathlib import Path

from tests.appliance.logbook.box import box_at, call, stand_down


async def test_a_rooms_history_and_one_incident_are_read_back_after_they_ended(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        for number, room in enumerate(["B204", "B206", "B204"], start=1):
            await box.keep(call(number, room), stand_down(number))
        streams = await box.logbook.reader.streams_of("room:B204", 10)
        assert [await box.logbook.reader.stream_of_incident(f"i-{number}") for number in (3, 1)] == streams
        assert await box.logbook.reader.stream_of_incident("i-9") is None
