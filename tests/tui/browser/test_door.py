"""Tests the door of desks in browsers against a scripted daemon."""

import asyncio
from pathlib import Path

from appliance.api.desk.messages import FromDesk
from appliance.api.framing import frame
from appliance.api.page.client import PageClient
from appliance.api.page.desk import OpenPrivate, PrivateKeys, PrivateOver
from appliance.api.page.messages import PrivateClosed, PrivateOpen, PrivateOpened, ToldToPages
from appliance.tasks import Tasks
from tests.patience import until
from tests.tui.boards import FRONT
from tests.tui.stage import Stage
from tui.browser.door import SOCKET_NAME, Door, bound


class Retires(Stage):
    """A daemon at which a desk's browser is retired in the moment in which it opens its line: both are in one piece on the wire."""

    def _take(self, message: FromDesk, writer: asyncio.StreamWriter) -> None:
        if isinstance(message, OpenPrivate):
            keys = PrivateKeys(request=message.request, ephemeral=bytes(65), down=bytes(32), up=bytes(32))
            writer.write(frame(keys) + frame(PrivateOver(page=message.page, says="It is retired.")))
        else:
            super()._take(message, writer)


async def test_a_browser_that_is_retired_while_it_opens_its_line_loses_it(tmp_path: Path) -> None:
    stage, tasks, told = Retires(tmp_path / "desk.sock"), Tasks(), list[ToldToPages]()
    await stage.open()
    listening = bound(tmp_path / SOCKET_NAME)
    listening.listen()  # so that nobody comes too early
    tasks.start(Door(listening, stage.path).run(), name="desks in browsers")
    async with PageClient.connect(tmp_path / SOCKET_NAME, told.append) as pages:
        wish = PrivateOpen(request=0, page=FRONT, ephemeral=bytes(65), challenge=bytes(16), signature=bytes(64))
        assert isinstance(await pages.ask(wish), PrivateOpened)
        await until(lambda: PrivateClosed(page=FRONT, code="retired", says="It is retired.") in told)
    await tasks.stop()
    await stage.fall()
