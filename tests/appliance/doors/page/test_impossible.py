"""Tests what the process of the pages can write and no browser of ours does: names that are too long, counts and ages that cannot be, bytes
of the wrong length. A value that can be read gets a sentence; what is no message ends that line, and the door goes on.
"""

from collections.abc import AsyncIterator

import msgspec
import pytest
from msgspec.structs import replace

from appliance.api.ask import Reply
from appliance.api.framing import PREFIX_LEN, frame
from appliance.api.page.frames import ASK_LEN_MAX
from appliance.api.page.messages import (
    SEALED_LEN_MAX,
    ClosePage,
    OpenPage,
    PagePressed,
    PressPage,
    PrivateOpen,
    PrivateUp,
)
from appliance.api.page.signed import AGE_UNKNOWN, COUNTER_MAX, NAME_BYTES_MAX
from tests.appliance.doors.harness import Harness
from tests.appliance.doors.page.pages import PAGE, Browser, Building, connected, pages

LONG = "x" * (NAME_BYTES_MAX + 1)
WIDE = "ä" * NAME_BYTES_MAX  # as many letters as a name may have, and twice as many bytes


@pytest.fixture
async def building(harness: Harness) -> AsyncIterator[Building]:
    async with pages(harness) as building:
        yield building


async def goes_on(building: Building, browser: Browser) -> None:
    """See that nothing rang, and that the next press of the same browser counts."""
    assert building.harness.engine.board.incidents == {}
    assert isinstance(await browser.presses(), PagePressed)
    assert len(building.harness.engine.board.incidents) == 1


@pytest.mark.parametrize("counter", [-1, -(2**31), COUNTER_MAX + 1, 2**63, 2**64 - 1])
async def test_a_count_that_cannot_be_is_said_and_the_line_stays(building: Building, counter: int) -> None:
    browser = await building.paired()
    answer = await building.line.client.ask(replace(browser.made(), counter=counter))
    assert isinstance(answer, Reply) and answer.code == "not-taken" and f"A count of {counter}" in answer.says
    await goes_on(building, browser)


@pytest.mark.parametrize("age_ms", [-1, -(2**63), AGE_UNKNOWN])
async def test_an_age_that_cannot_be_is_said_and_the_line_stays(building: Building, age_ms: int) -> None:
    browser = await building.paired()
    answer = await building.line.client.ask(replace(browser.made(), age_ms=age_ms))
    assert isinstance(answer, Reply) and answer.code == "not-taken" and f"An age of {age_ms} ms" in answer.says
    await goes_on(building, browser)


async def test_a_name_of_as_many_letters_as_there_may_be_and_more_bytes_is_answered(building: Building) -> None:
    browser = await building.paired()
    press, signature = browser.made(), bytes(64)
    asked = [
        replace(press, page=WIDE),
        replace(press, contact=WIDE),
        OpenPage(request=0, page=WIDE, challenge=building.line.challenge, signature=signature),
        PrivateOpen(request=0, page=WIDE, ephemeral=bytes(65), challenge=building.line.challenge, signature=signature),
    ]
    for each in asked:
        answer = await building.line.client.ask(each)
        assert isinstance(answer, Reply) and not answer.ok
    assert (await building.line.client.ask(ClosePage(request=0, page=WIDE))).ok
    await goes_on(building, browser)


@pytest.mark.parametrize(
    "changed",
    [
        {"page": LONG},
        {"page": ""},
        {"contact": LONG},
        {"contact": ""},
        {"ledger": bytes(7)},
        {"ledger": bytes(9)},
        {"challenge": bytes(15)},
        {"signature": bytes(65)},
        {"counter": 1.5},
        {"counter": "1"},
        {"age_ms": 0.5},
        {"page": None},
    ],
    ids=repr,
)
async def test_what_is_no_message_ends_its_line_and_the_door_goes_on(
    building: Building, changed: dict[str, object]
) -> None:
    browser = await building.paired()
    press = msgspec.to_builtins(browser.made(), builtin_types=(bytes,))
    assert msgspec.convert(press, PressPage).page == PAGE
    async with connected(building.harness) as line:
        sent = msgspec.msgpack.encode(press | {"request": 1} | changed)
        line.client._transport.write(len(sent).to_bytes(PREFIX_LEN) + sent)
        await line.client.lost
    await goes_on(building, browser)


@pytest.mark.parametrize("length", [0, ASK_LEN_MAX + 1, 2**32 - 1])
async def test_a_frame_of_no_byte_or_of_too_many_ends_its_line_before_its_bytes_are_kept(
    building: Building, length: int
) -> None:
    browser = await building.paired()
    async with connected(building.harness) as line:
        line.client._transport.write(length.to_bytes(PREFIX_LEN) + b"x")
        await line.client.lost
    await goes_on(building, browser)


async def test_the_longest_sealed_frame_fits_and_a_longer_one_ends_its_line(building: Building) -> None:
    browser = await building.paired()
    page = "x" * NAME_BYTES_MAX
    building.line.client.carry(PrivateUp(page=page, data=bytes(SEALED_LEN_MAX)))
    assert isinstance(await browser.opens("nothing"), Reply), "the line is still there"
    async with connected(building.harness) as line:
        line.client._transport.write(frame(PrivateUp(page=page, data=bytes(SEALED_LEN_MAX + 1))))
        await line.client.lost
    await goes_on(building, browser)
