"""Tests that an uplink which lives two seconds at a time on a slow line gets to the end all the same, and that a call waits for no backlog
there.
"""

import asyncio

import pytest

from sync.transport import identity
from tests.patience import patient
from tests.sync.uplink.conftest import Way
from tests.sync.uplink.slow_line import slow_line

pytestmark = pytest.mark.slow  # these tests start real processes

BYTES_PER_S = 16 * 1024  # 128 kbit/s: beside three TLS handshakes there is room for about one small deposit
LIVES_S = 2.0  # of the line's time from its first connection on, so that a slow machine shortens no life
LIVES_MAX = 40
ENTRIES = 120  # about 100 KB, which take six seconds on such a line


@pytest.mark.proof
async def test_a_box_whose_uplink_is_killed_every_other_second_brings_all_of_it_over_a_slow_line(way: Way) -> None:
    way.box.writes(ENTRIES)
    await way.enrols()
    reached = [0]
    async with slow_line(way.district.port, BYTES_PER_S) as line:
        settings = way.data / identity.DISTRICT
        settings.write_text(settings.read_text().replace(f":{way.district.port}", f":{line.port}"))
        for _ in range(LIVES_MAX):
            line.used.clear()
            way.starts()
            async with patient():
                await line.used.wait()
                begun_len = line.carried_len
                while line.carried_len - begun_len < LIVES_S * BYTES_PER_S and way.district.number < ENTRIES:
                    await asyncio.sleep(0.02)
            way.kill()
            reached.append(way.district.number)
            if way.district.number == ENTRIES:
                break
    print(f"after each life: {reached}")
    assert way.district.entries == dict(enumerate(way.box.record.entries, 1))


async def test_a_call_goes_ahead_of_the_newest_of_a_backlog_too(way: Way) -> None:
    way.box.writes(3_000)
    await way.enrols()
    async with slow_line(way.district.port, 64 * 1024) as line:
        settings = way.data / identity.DISTRICT
        settings.write_text(settings.read_text().replace(f":{way.district.port}", f":{line.port}"))
        way.starts()
        async with patient(30):
            while not way.district.held:
                await asyncio.sleep(0.01)
            way.box.writes(1)
            while 3_001 not in way.district.held:
                await asyncio.sleep(0.01)
        assert 3_000 - 256 + 1 not in way.district.held, "the last of the newest were sent before what was just written"
        way.kill()
