"""A desk in a browser over real processes, without a browser: `handbell browser-desk` as a process of its own, and a page that signs, seals
and draws as the real one does. The test carries the frames, as the process of the pages would.

    async with BrowserDesk(box) as process:
        page = await Paired.with_desk(box, "library")
        await page.opens()
        await page.is_here()
        await page.shows(lambda scene: scene["calls"])
"""

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from appliance.api.ask import Reply
from appliance.api.client_line import LineLost
from appliance.api.page.client import PageClient
from appliance.api.page.messages import (
    BrowserPaired,
    PrivateClosed,
    PrivateDown,
    PrivateOpen,
    PrivateOpened,
    PrivateUp,
    ToldToPages,
)
from appliance.api.page.signed import private_open_bytes
from appliance.api.ways.pages import OpenPairing, PairingOpened
from appliance.plan.ids import ButtonId
from appliance.private_line.agreement_key import AgreementKey
from appliance.private_line.frames import Opener, Sealer
from appliance.private_line.line_keys import About, keys_of_browser
from tests.appliance.doors.page.pages import Browser, PagesLine
from tests.patience import patient, until
from tests.system.box import Box
from tests.system.desk import Desk
from tui.board.aim import LOOKED_AT_MS
from tui.browser.presence import ONE_TOUCH_MS

ROOT = Path(__file__).parents[2]


class BrowserDesk:
    """The process. `kill` is SIGKILL."""

    def __init__(self, box: Box) -> None:
        self.socket = box.run / "browser-desk.sock"
        self._desk_socket = box.socket_path
        self._journal = box.folder / "browser-desk-journal"
        self.process: subprocess.Popen[bytes] | None = None

    async def __aenter__(self) -> Self:
        await self.starts()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        if error is not None:
            print(f"---- journal of desks in browsers\n{self._journal.read_text()[-3000:]}")

    async def starts(self) -> None:
        """Start it, and wait until it listens."""
        words = ["import sys; from tui.browser.command import main; sys.exit(main(sys.argv[1:]))"]
        words += ["--socket", str(self._desk_socket), "--listen", str(self.socket)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with self._journal.open("ab") as journal:
            self.process = subprocess.Popen(
                [sys.executable, "-c", *words], env=environment, stdout=journal, stderr=journal
            )
        async with patient(30):
            while True:
                with contextlib.suppress(OSError):
                    _, writer = await asyncio.open_unix_connection(self.socket)
                    writer.close()
                    return
                assert self.process.poll() is None, self._journal.read_text()[-3000:]
                await asyncio.sleep(0.05)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


class Paired:
    """A browser that is paired with a desk. `scene` is what stands on its page now, `closed` why its line is over."""

    def __init__(self, name: str, browser: Browser, box_key: bytes, at: Path) -> None:
        self.name, self.browser, self._box_key, self._at = name, browser, box_key, at
        self.scene: dict[str, Any] = {}
        self.scenes: list[dict[str, Any]] = []
        self.closed: PrivateClosed | None = None
        self._sealer: Sealer | None = None
        self._opener: Opener | None = None
        self._early: list[bytes] = []
        self._client: PageClient
        self._painted = -1

    @classmethod
    @asynccontextmanager
    async def with_desk(cls, box: Box, desk: Desk, name: str) -> AsyncIterator["Paired"]:
        """Pair one, by a code that another desk is shown, and give it a line to the process of desks."""
        line = PagesLine()
        async with PageClient.connect(box.run / "page.sock", line.tell) as line.client:
            await until(lambda: bool(line.told))
            opened = await desk.line.ask(OpenPairing(request=0, page=ButtonId(name)))
            assert isinstance(opened, PairingOpened), opened
            browser = Browser(line)
            paired = await browser.pairs(opened.code)
            assert isinstance(paired, BrowserPaired) and paired.kind == "desk", paired
            yield cls(name, browser, paired.box_key, box.run / "browser-desk.sock")

    @asynccontextmanager
    async def carried(self) -> AsyncIterator[Self]:
        """Be the process of the pages that carries this browser's frames."""
        async with PageClient.connect(self._at, self._told) as self._client:
            yield self

    def wish(self) -> tuple[PrivateOpen, AgreementKey, About]:
        """Sign to open a line."""
        own, line = AgreementKey.generate(), self.browser.line
        signature = self.browser.signs(private_open_bytes(line.building, self.name, own.public, line.challenge))
        asked = PrivateOpen(
            request=0, page=self.name, ephemeral=own.public, challenge=line.challenge, signature=signature
        )
        return asked, own, About(line.building, self.name, line.challenge)

    async def opens(self) -> Reply | None:
        """Open the private line; gives why not."""
        asked, own, about = self.wish()
        self._sealer = self._opener = None
        self._early, self.closed, self._painted = [], None, -1
        answer = await self._client.ask(asked)
        if isinstance(answer, Reply):
            return answer
        assert isinstance(answer, PrivateOpened)
        keys = keys_of_browser(about, own, self._box_key, answer.ephemeral)
        self._sealer, self._opener = Sealer(keys.up), Opener(keys.down)
        early, self._early = self._early, []
        for frame in early:
            self._draws(frame)
        return None

    def say(self, what: str, **fields: object) -> None:
        """Say something on the line."""
        assert self._sealer is not None, "the line is open"
        self.carry(self._sealer.seal(msgspec.json.encode({"say": what, **fields})))

    def carry(self, frame: bytes) -> None:
        self._client.carry(PrivateUp(page=self.name, data=frame))

    def goes(self) -> None:
        """The browser is closed."""
        self._client.carry(PrivateClosed(page=self.name))

    def is_here(self, *, seen: bool = True, touched: bool = True) -> None:
        self.say("here", seen=seen, touched=touched)

    async def is_open(self) -> None:
        """Touch the desk until it is open, and a moment longer: a touch that opens it is no act."""
        await self.shows(lambda scene: bool(scene.get("building")))
        self.is_here()
        await self.shows(lambda scene: not scene.get("locked"))
        await asyncio.sleep(1.5 * ONE_TOUCH_MS / 1000)

    async def shows(self, what: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        """Wait until the page shows something. It paints each scene, and can be heard."""
        try:
            async with patient(10):
                while not (self.scene and what(self.scene)):
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"it did not come; the page shows: {self.scene}") from None
        return self.scene

    async def presses(self, key: str) -> None:
        """Press a key once what it acts on has stood there for long enough."""
        await asyncio.sleep(1.2 * LOOKED_AT_MS / 1000)
        self.say("stroke", key=key)

    async def chooses(self, words: str, text: str = "") -> None:
        """Touch the line with these words."""

        def at(scene: dict[str, Any]) -> int | None:
            rows = scene.get("asked", {}).get("rows", [])
            return next((place for place, row in enumerate(rows) if words in row["words"]), None)

        scene = await self.shows(lambda scene: at(scene) is not None)
        self.say("choose", list=scene["asked"]["list"], at=at(scene), text=text)

    # ---- carried

    def _told(self, message: ToldToPages) -> None:
        match message:
            case PrivateDown(data=data) if self._opener is None:
                self._early.append(data)
            case PrivateDown(data=data):
                self._draws(data)
            case PrivateClosed():
                self.closed = message
                self._sealer = None

    def _draws(self, frame: bytes) -> None:
        assert self._opener is not None
        self.scene = msgspec.json.decode(self._opener.open(frame))
        self.scenes.append(self.scene)
        seen = [call["ref"] for call in self.scene.get("calls", ())] + [
            each[0] for each in self.scene.get("tap_outs", ())
        ]
        with contextlib.suppress(LineLost):
            self.say("painted", scene=self.scene["scene"], seen=seen, sounds=True)
