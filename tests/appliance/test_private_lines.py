"""Tests over a real daemon that a browser which was paired before a restart still knows the box after it, and that it knows another box by
nothing.
"""

from pathlib import Path

import msgspec
import pytest

from appliance.api.ask import Reply
from appliance.api.desk.client import DeskClient
from appliance.api.page.client import PageClient
from appliance.api.page.desk import OpenPrivate, PrivateKeys
from appliance.api.ways.pages import OpenPairing, PairingOpened
from appliance.daemon import Daemon
from appliance.plan.document import from_document, to_document
from appliance.plan.ids import ButtonId
from appliance.private_line.agreement_key import AgreementKey
from appliance.private_line.errors import PrivateLineError
from appliance.private_line.frames import Opener, Sealer
from appliance.private_line.line_keys import About, LineKeys, keys_of_browser
from appliance.settings import Settings
from tests.appliance.doors.harness import FRONT
from tests.appliance.doors.page.pages import PagesLine
from tests.appliance.doors.page.private_lines import Phone
from tests.appliance.test_daemon import plan_document
from tests.patience import until

pytestmark = pytest.mark.slow  # whole starts of the daemon


def settings(folder: Path) -> Settings:
    (folder / "run").mkdir(exist_ok=True)
    return Settings(data=folder / "data", run=folder / "run")


def with_browser() -> bytes:
    """Make the plan of the tests of the daemon with a browser at the desk `FRONT`."""
    plan = from_document(plan_document())
    desks = tuple(msgspec.structs.replace(each, browser=each.desk == FRONT) for each in plan.desks)
    assert any(each.browser for each in desks)
    return to_document(msgspec.structs.replace(plan, desks=desks))


async def paired(at: Settings, browser: Phone) -> None:
    """Pair a browser with the front desk, by the code that a console there is shown."""
    async with PageClient.connect(at.page_socket, browser.line.tell) as browser.line.client:
        await until(lambda: bool(browser.line.told))
        async with DeskClient.connect(at.desk_socket, FRONT, "test") as desk:
            opened = await desk.ask(OpenPairing(request=0, page=ButtonId(FRONT)))
            assert isinstance(opened, PairingOpened)
            answer = await browser.pairs(opened.code)
    assert not isinstance(answer, Reply)
    browser.page, browser.box_key = ButtonId(FRONT), answer.box_key


async def opened(at: Settings, browser: Phone) -> tuple[LineKeys, LineKeys]:
    """Open a line: give the keys as the browser has them, and as the console behind its desk was given them."""
    own = AgreementKey.generate()
    browser.line = PagesLine()
    async with PageClient.connect(at.page_socket, browser.line.tell) as browser.line.client:
        await until(lambda: bool(browser.line.told))
        wish = browser.wish(own)
        async with DeskClient.connect(at.desk_socket, FRONT, "browser", shows_calls=False) as desk:
            parts = {name: getattr(wish, name) for name in ("page", "ephemeral", "challenge", "signature")}
            keys = await desk.ask(OpenPrivate(request=0, **parts))
    assert isinstance(keys, PrivateKeys), keys
    about = About(browser.line.building, FRONT, wish.challenge)
    return keys_of_browser(about, own, browser.box_key, keys.ephemeral), LineKeys(keys.down, keys.up)


async def test_a_browser_that_was_paired_before_a_restart_knows_the_box_after_it(tmp_path: Path) -> None:
    at, browser = settings(tmp_path), Phone(PagesLine())
    async with Daemon.started(at) as daemon:
        await daemon.adopt(with_browser()).kept
        await paired(at, browser)
        ours, theirs = await opened(at, browser)
        assert ours == theirs
    async with Daemon.started(at):
        again, box = await opened(at, browser)
        assert again == box != theirs


async def test_a_browser_does_not_take_a_box_with_another_key_for_its_own(tmp_path: Path) -> None:
    """The key was lost, or somebody made a box of the record without it: nothing that either end says opens at the other."""
    at, browser = settings(tmp_path), Phone(PagesLine())
    async with Daemon.started(at) as daemon:
        await daemon.adopt(with_browser()).kept
        await paired(at, browser)
    for file in (at.keys / "pages.key", at.keys / "copies" / "pages.key"):
        file.unlink()
    async with Daemon.started(at):
        ours, theirs = await opened(at, browser)
    with pytest.raises(PrivateLineError):
        Opener(ours.down).open(Sealer(theirs.down).seal(b"1"))
    with pytest.raises(PrivateLineError):
        Opener(theirs.up).open(Sealer(ours.up).seal(b"1"))
