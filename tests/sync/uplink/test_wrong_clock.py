"""Tests a box whose clock is in the past: it cannot see that its certificate has ended, and the district tells it."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from sync import protocol
from sync.transport.identity import load
from sync.uplink.line_coming_back import LineComingBack
from sync.uplink.settings import Settings
from sync.uplink.uplink import Uplink
from tests.sync.standing_clock import StandingClock
from tests.sync.uplink.conftest import Way

pytestmark = pytest.mark.slow  # the test enrols in a process of its own


async def test_a_certificate_that_ended_while_the_clock_stands_in_2020_is_renewed_once_the_district_refuses_it(
    way: Way,
) -> None:
    way.box.writes(3)
    way.district.certificate_ends = datetime.now(UTC) - timedelta(minutes=1)
    await way.enrols()
    way.district.certificate_ends = None
    ended_ms = load(way.data).until_ms
    clock = StandingClock(datetime(2020, 1, 1, tzinfo=UTC))
    async with asyncio.TaskGroup() as group:
        running = group.create_task(Uplink(Settings(data=way.data, run=way.folder), LineComingBack(), clock).run())
        await way.box.sees("may not take the certificate it was shown")
        assert protocol.HEAD not in way.district.requests
        await way.box.is_countersigned(3)
        running.cancel()
    assert load(way.data).until_ms > ended_ms
