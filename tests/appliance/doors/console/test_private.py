"""Tests how the console behind a desk in a browser is given the keys of its browser's line: over a real desk line, with a browser at the
door of the pages.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from msgspec.structs import replace

from appliance.api.ask import Reply
from appliance.api.desk.client import DeskClient
from appliance.api.desk.plan import AskPlan
from appliance.api.page.desk import OpenPrivate, PrivateKeys, PrivateOver
from appliance.api.page.messages import PrivateOpen
from appliance.api.ways.pages import OpenPairing, PairingOpened
from appliance.core.ground.commands import Look
from appliance.core.pages.commands import RetirePage
from appliance.plan.document import to_document
from appliance.plan.ids import ButtonId, DeskId
from appliance.plan.pairable import PairedAs
from appliance.private_line.agreement_key import AgreementKey
from appliance.private_line.frames import Opener, Sealer
from appliance.private_line.line_keys import About, keys_of_browser
from tests.appliance.doors.harness import FRONT, NURSE, Harness
from tests.appliance.doors.page.pages import BY, PAGE, Building, pages
from tests.appliance.doors.page.private_lines import PHONE, Phone, with_phones
from tests.patience import until


@dataclass
class Behind:
    """A console behind a desk in a browser, and what it was told of lines that must end."""

    line: DeskClient
    over: list[PrivateOver] = field(default_factory=list)

    async def asks(self, wish: PrivateOpen) -> PrivateKeys | Reply:
        """Hand the browser's opening to the box."""
        parts = {name: getattr(wish, name) for name in ("page", "ephemeral", "challenge", "signature")}
        return await self.line.ask(OpenPrivate(request=0, **parts))


@pytest.fixture
async def building(harness: Harness) -> AsyncIterator[Building]:
    async with pages(harness, plan=with_phones()) as building:
        yield building


@pytest.fixture
async def browser(building: Building) -> Phone:
    return await Phone(building.line).is_paired(building, ButtonId(FRONT))


def behind(harness: Harness, desk: DeskId | None = FRONT):
    """Attach as a desk, and show no calls: nobody looks at this console before a browser has a line to it."""
    return DeskClient.connect(harness.socket, desk, "browser", shows_calls=False)


async def test_the_console_at_that_very_desk_is_given_keys_that_fit_its_browser(
    building: Building, browser: Phone
) -> None:
    own = AgreementKey.generate()
    wish = browser.wish(own)
    async with behind(building.harness) as line:
        keys = await Behind(line).asks(wish)
    assert isinstance(keys, PrivateKeys)
    about = About(building.line.building, FRONT, wish.challenge)
    ours = keys_of_browser(about, own, browser.box_key, keys.ephemeral)
    assert Opener(ours.down).open(Sealer(keys.down).seal(b'{"scene":1}')) == b'{"scene":1}'
    assert Opener(keys.up).open(Sealer(ours.up).seal(b'{"key":"a"}')) == b'{"key":"a"}'
    assert keys.down.hex() not in repr(keys) and repr(keys.down) not in repr(keys)


async def test_to_be_given_keys_makes_no_desk_connected_or_attended(building: Building, browser: Phone) -> None:
    async with behind(building.harness) as line:
        assert isinstance(await Behind(line).asks(browser.wish(AgreementKey.generate())), PrivateKeys)
        heard = building.harness.engine.heard
        assert not heard.desks.get(FRONT) or not heard.desks[FRONT].connected


@pytest.mark.parametrize(("desk", "code"), [(NURSE, "not-open"), (None, "watching")])
async def test_no_other_console_is_given_keys(
    building: Building, browser: Phone, desk: DeskId | None, code: str
) -> None:
    async with behind(building.harness, desk) as line:
        answer = await Behind(line).asks(browser.wish(AgreementKey.generate()))
    assert isinstance(answer, Reply) and answer.code == code


async def test_what_no_browser_of_the_desk_signed_gives_no_keys(building: Building, browser: Phone) -> None:
    phone = await Phone(building.line).is_paired(building)
    right = browser.wish(AgreementKey.generate())
    stranger = Phone(building.line)
    stranger.page = ButtonId(FRONT)
    async with behind(building.harness) as line:
        for wish in (
            stranger.wish(AgreementKey.generate()),
            replace(phone.wish(AgreementKey.generate()), page=FRONT),
            replace(right, ephemeral=AgreementKey.generate().public),
            replace(right, challenge=bytes(16)),
            replace(right, page=PHONE),
        ):
            assert isinstance(await Behind(line).asks(wish), Reply)
        building.door.challenges._given.clear()
        answer = await Behind(line).asks(right)
        assert isinstance(answer, Reply) and "Sign again" in answer.says


async def test_a_browser_that_is_retired_or_paired_anew_ends_the_line_at_once(
    building: Building, browser: Phone
) -> None:
    async with behind(building.harness) as line:
        console = Behind(line)
        line.private_over = console.over.append
        await console.asks(browser.wish(AgreementKey.generate()))
        await building.harness.engine.submit(RetirePage(page=ButtonId(FRONT)), BY).kept
        await until(lambda: [each.page for each in console.over] == [FRONT])
        assert isinstance(await console.asks(browser.wish(AgreementKey.generate())), Reply)
        await browser.is_paired(building, ButtonId(FRONT))
        await console.asks(browser.wish(AgreementKey.generate()))
        await Phone(building.line).is_paired(building, ButtonId(FRONT))
        await until(lambda: len(console.over) == 2)


async def test_a_plan_that_takes_the_browser_from_the_desk_ends_the_line(building: Building, browser: Phone) -> None:
    async with behind(building.harness) as line:
        console = Behind(line)
        line.private_over = console.over.append
        await console.asks(browser.wish(AgreementKey.generate()))
        plan = building.harness.engine.board.index.plan
        front, *desks = plan.desks
        await building.harness.adopt(to_document(replace(plan, desks=(replace(front, browser=False), *desks)))).kept
        await until(lambda: len(console.over) == 1)
    assert building.harness.engine.board.pages == {}


async def test_what_becomes_of_other_pages_ends_no_line(building: Building, browser: Phone) -> None:
    async with behind(building.harness) as line:
        console = Behind(line)
        line.private_over = console.over.append
        await console.asks(browser.wish(AgreementKey.generate()))
        await building.paired(PAGE)
        await building.harness.engine.submit(RetirePage(page=PAGE), BY).kept
        await building.harness.engine.submit(Look()).kept
        await line.ask(AskPlan(request=0))  # it is answered after everything that was said before
        assert console.over == []


async def test_a_desk_is_shown_everything_that_can_be_paired_and_who_only_watches_no_phone(building: Building) -> None:
    await Phone(building.line).is_paired(building)
    async with behind(building.harness) as desk, behind(building.harness, None) as watcher:
        shown = (await desk.known(AskPlan(request=0))).pages
        seen = (await watcher.known(AskPlan(request=0))).pages
    assert [(each.kind, each.where, each.paired) for each in shown if each.page not in ("P201", "P202")] == [
        (PairedAs.PHONE, "Ana Ortiz", True),
        (PairedAs.PHONE, "Ben Ruiz", False),
        (PairedAs.WALL, "Staff room", False),
        (PairedAs.DESK, "Front office", False),
    ]
    assert {each.kind for each in seen} == {PairedAs.ROOM, PairedAs.WALL, PairedAs.DESK}


async def test_a_desk_opens_the_window_for_a_phone_and_retires_it(building: Building) -> None:
    async with behind(building.harness) as line:
        opened = await line.ask(OpenPairing(request=0, page=PHONE))
        assert isinstance(opened, PairingOpened)
        phone = Phone(building.line)
        assert not isinstance(await phone.pairs(opened.code), Reply)
        assert (await line.act(RetirePage(page=PHONE))).ok
    assert building.harness.engine.board.pages == {}
