"""A building with two pages, a browser that signs as a real one does, and the words in which the door's tests are told."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from msgspec.structs import replace

from appliance.api.ask import Reply
from appliance.api.page.client import PageClient
from appliance.api.page.messages import (
    BrowserPaired,
    ClosePage,
    OpenPage,
    PageGreeting,
    PageOpened,
    PagePressed,
    PageState,
    PageStates,
    PairBrowser,
    PressPage,
    PrivateClosed,
    PrivateDown,
    ToldToPages,
)
from appliance.api.page.signed import code_key, open_bytes, pairing_proof, press_bytes
from appliance.core.ground.words import Actor
from appliance.doors.listening import bind_unix
from appliance.doors.page.door import SOCKET_MODE, PageDoor, PageRights
from appliance.doors.page.pairing import open_window
from appliance.doors.page.private import Taker
from appliance.intake import Intake
from appliance.plan.document import to_document
from appliance.plan.ids import ButtonId, RoomId
from appliance.plan.model import Kind, Page, Plan
from tests.appliance.doors.harness import FRONT, Harness, school
from tests.patience import until

PAGE, OTHER = ButtonId("P201"), ButtonId("P202")
BY = Actor(FRONT)


@dataclass
class Browser:
    """A browser with a key of its own. It counts its presses, and signs with the newest challenge that it was told."""

    line: "PagesLine"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    ledger: bytes = field(default_factory=lambda: os.urandom(8))
    counter: int = 0

    @property
    def public(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def signs(self, message: bytes) -> bytes:
        """Give r and s, 32 bytes each, as WebCrypto does."""
        r, s = decode_dss_signature(self.key.sign(message, ec.ECDSA(SHA256())))
        return r.to_bytes(32) + s.to_bytes(32)

    async def pairs(self, code: str) -> BrowserPaired | Reply:
        proof = pairing_proof(code_key(self.line.building, code), self.line.building, self.public)
        return await self.line.client.ask(PairBrowser(request=0, public_key=self.public, proof=proof))

    async def opens(self, page: str = PAGE) -> PageOpened | Reply:
        challenge = self.line.challenge
        signature = self.signs(open_bytes(self.line.building, page, challenge))
        return await self.line.client.ask(OpenPage(request=0, page=page, challenge=challenge, signature=signature))

    async def closes(self, page: str = PAGE) -> Reply:
        return await self.line.client.ask(ClosePage(request=0, page=page))

    def made(self, contact: str = "assist", page: str = PAGE, age_ms: int | None = 0) -> PressPage:
        """Make the next press, signed."""
        self.counter += 1
        parts = page, contact, self.counter, age_ms, self.ledger, self.line.challenge
        signature = self.signs(press_bytes(self.line.building, *parts))
        names = ("page", "contact", "counter", "age_ms", "ledger", "challenge")
        return PressPage(request=0, **dict(zip(names, parts, strict=True)), signature=signature)

    async def presses(self, contact: str = "assist", age_ms: int | None = 0) -> PagePressed | Reply:
        return await self.line.client.ask(self.made(contact, age_ms=age_ms))


class PagesLine:
    """A line of the pages' process, and everything that it was told. `carried` holds what came for private lines."""

    def __init__(self) -> None:
        self.building = self.challenge = b""
        self.told: list[PageGreeting | PageStates] = []
        self.carried: list[PrivateDown | PrivateClosed] = []
        self.client: PageClient

    def tell(self, message: ToldToPages) -> None:
        if isinstance(message, PrivateDown | PrivateClosed):
            self.carried.append(message)
            return
        self.told.append(message)
        self.challenge = message.challenge
        if isinstance(message, PageGreeting):
            self.building = message.building

    def states(self, page: str = PAGE) -> list[PageState]:
        return [
            state for each in self.told if isinstance(each, PageStates) for state in each.states if state.page == page
        ]

    async def shows(self, phase: str, page: str = PAGE) -> PageState:
        """Wait until the page was told this phase."""
        await until(lambda: any(state.phase == phase for state in self.states(page)))
        return next(state for state in reversed(self.states(page)) if state.phase == phase)


@dataclass
class Building:
    """The door over a running box, and one line of the pages' process."""

    harness: Harness
    line: PagesLine
    door: PageDoor

    async def paired(self, page: ButtonId = PAGE) -> Browser:
        """Make a browser that is paired with a page."""
        browser = Browser(self.line)
        code = await open_window(self.harness.engine, self.door.openings.building, page, BY)
        assert isinstance(await browser.pairs(code), BrowserPaired)
        return browser


@asynccontextmanager
async def connected(harness: Harness) -> AsyncIterator[PagesLine]:
    """Give one more line to the door."""
    line = PagesLine()
    async with PageClient.connect(harness.folder / "page.sock", line.tell) as client:
        line.client = client
        await until(lambda: bool(line.told))
        yield line


@asynccontextmanager
async def pages(
    harness: Harness,
    rights: PageRights | None = None,
    *,
    greeted: bool = True,
    phones: Taker | None = None,
    plan: Plan | None = None,
) -> AsyncIterator[Building]:
    """Open the door of the pages over a box that has two of them. `greeted`: give it a line too. `plan`: another school than the usual."""
    kinds = (Kind.TAP_OUT, Kind.ASSIST, Kind.EMERGENCY)
    planned = tuple(Page(page, RoomId(room), kinds) for page, room in ((PAGE, "201"), (OTHER, "202")))
    await harness.adopt(to_document(replace(plan or school(), pages=planned))).kept
    door = PageDoor(
        harness.engine,
        Intake(harness.engine).page_press,
        harness.openings,
        bind_unix(harness.folder / "page.sock", SOCKET_MODE),
        rights or PageRights(os.geteuid(), None),
        phones,
    )
    harness.tasks.start(door.run(), name="pages")
    if greeted:
        async with connected(harness) as line:
            yield Building(harness, line, door)
    else:
        yield Building(harness, PagesLine(), door)
    await harness.tasks.stop("pages")
