"""Tests the heads of an office's log of readings, in the audit log of every kind of store."""

from sync.district.tables import audit, readings
from sync.protocol import ReadingsHead
from tests.sync.district.tables import Tables

HOUR_MS = 3_600_000
ONE, TWO = ReadingsHead(1, b"1" * 32), ReadingsHead(2, b"2" * 32)


async def test_each_new_head_is_a_line_and_at_most_one_an_hour_of_each_office(tables: Tables) -> None:
    async def gives(head: ReadingsHead, who: str, after_ms: int) -> int:
        return (await tables.do(lambda sql: readings.note(sql, head, who, tables.now_ms + after_ms))).version

    told = [
        await gives(ONE, "office A", 0),
        await gives(ONE, "office A", 2 * HOUR_MS),
        await gives(TWO, "office A", HOUR_MS - 1),
        await gives(TWO, "office B", HOUR_MS - 1),
        await gives(TWO, "office A", HOUR_MS),
        await gives(ONE, "office A", -HOUR_MS),
    ]
    assert told == [1, 0, 0, 1, 1, 1]
    lines = (await tables.do(lambda sql: audit.lines(sql, 0, 100))).lines
    assert [(each.who, each.about) for each in lines if each.what == "readings"] == [
        ("office A", f"1:{ONE.digest.hex()}"),
        ("office B", f"2:{TWO.digest.hex()}"),
        ("office A", f"2:{TWO.digest.hex()}"),
        ("office A", f"1:{ONE.digest.hex()}"),
    ]
