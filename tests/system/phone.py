"""A responder's phone that speaks to a box as its browser does: it is paired, opens its private line, and seals all that it says. The
process of the pages, which only carries, is left out here.

phone = Phone("vasquez-phone")
async with phone.connected(box) as phone: ...
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from appliance.api.page.client import PageClient
from appliance.api.page.messages import (
    BrowserPaired,
    ClosePage,
    PageGreeting,
    PairBrowser,
    PrivateClosed,
    PrivateDown,
    PrivateOpen,
    PrivateOpened,
    PrivateUp,
    ToldToPages,
)
from appliance.api.page.phone import HEARTBEAT_S
from appliance.api.page.signed import box_proof, code_key, pairing_proof, private_open_bytes
from appliance.api.ways.pages import OpenPairing, PairingOpened
from appliance.plan.ids import ButtonId
from appliance.private_line.agreement_key import AgreementKey
from appliance.private_line.frames import Opener, Sealer
from appliance.private_line.line_keys import About, keys_of_browser
from tests.patience import until
from tests.system.desk import Desk


class Phone:
    """A phone of the plan. While it is `awake` its page is in front: it says so, and draws what it is sent."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.awake = True
        self.screens: list[dict[str, Any]] = []
        self.ended: list[PrivateClosed] = []
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._public = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self._box_key = b""
        self._building = self._challenge = b""
        self._client: PageClient
        self._seal: Sealer | None = None
        self._open: Opener | None = None

    @property
    def cards(self) -> list[dict[str, Any]]:
        return self.screens[-1]["cards"] if self.screens else []

    async def sees(self, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait for a card of which this is true."""
        await until(lambda: any(map(holds, self.cards)))
        return next(card for card in self.cards if holds(card))

    async def is_paired(self, desk: Desk, socket: Path) -> None:
        """Take the code from a desk, and learn the box's key; believe it by its proof alone."""
        opened = await desk.line.ask(OpenPairing(request=0, page=ButtonId(self.name)))
        assert isinstance(opened, PairingOpened), opened
        async with PageClient.connect(socket, self._take) as client:
            await until(lambda: bool(self._building))
            key = await asyncio.to_thread(code_key, self._building, opened.code)
            proof = pairing_proof(key, self._building, self._public)
            paired = await client.ask(PairBrowser(request=0, public_key=self._public, proof=proof))
            assert isinstance(paired, BrowserPaired), paired
            assert (paired.page, paired.kind) == (self.name, "phone")
            assert paired.box_proof == box_proof(key, self._building, paired.box_key, self._public)
            self._box_key = paired.box_key

    @asynccontextmanager
    async def connected(self, socket: Path) -> AsyncIterator["Phone"]:
        """Open the private line, and keep the page in front until this is left."""
        self._challenge, self._seal, self._open = b"", None, None
        async with PageClient.connect(socket, self._take) as self._client:
            await until(lambda: bool(self._challenge))
            await self._opens()
            async with asyncio.TaskGroup() as group:
                beating = group.create_task(self._beats())
                yield self
                beating.cancel()

    def answers(self, card: dict[str, Any], reply: str) -> None:
        self._says(t="answer", message=card["message"], reply=reply)

    async def is_heard(self) -> None:
        """Wait until the box has taken all that was said before."""
        await self._client.ask(ClosePage(request=0, page=self.name))

    async def _opens(self) -> None:
        own, challenge = AgreementKey.generate(), self._challenge
        message = private_open_bytes(self._building, self.name, own.public, challenge)
        r, s = decode_dss_signature(self._key.sign(message, ec.ECDSA(SHA256())))
        signature = r.to_bytes(32) + s.to_bytes(32)
        wish = PrivateOpen(request=0, page=self.name, ephemeral=own.public, challenge=challenge, signature=signature)
        opened = await self._client.ask(wish)
        assert isinstance(opened, PrivateOpened), opened
        keys = keys_of_browser(About(self._building, self.name, challenge), own, self._box_key, opened.ephemeral)
        self._open, self._seal = Opener(keys.down), Sealer(keys.up)

    async def _beats(self) -> None:
        while True:
            if self.awake:
                self._says(t="beat")
            await asyncio.sleep(HEARTBEAT_S)

    def _says(self, **said: object) -> None:
        assert self._seal is not None
        self._client.carry(PrivateUp(page=self.name, data=self._seal.seal(json.dumps(said).encode())))

    def _take(self, message: ToldToPages) -> None:
        match message:
            case PageGreeting(building=building, challenge=challenge):
                self._building, self._challenge = building, challenge
            case PrivateDown(data=data) if self._open is not None:
                screen = json.loads(self._open.open(data))
                known = {card["message"] for card in self.cards}
                self.screens.append(screen)
                new = [each["message"] for each in screen["cards"] if each["asks"] and each["message"] not in known]
                if self.awake and new:
                    self._says(t="drew", messages=new)
            case PrivateClosed():
                self.ended.append(message)
