"""Presses buttons, and remembers outside the box what was promised: walls and pendants keep every receipt they got."""

import asyncio
import json
import random
import ssl
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from appliance.api.board.calls import CallCard
from appliance.core.calls.commands import AddNote
from appliance.doors.webhook.signed_press import SIGNATURE_HEADER, sign
from hardware.simulated.building import PretendBuilding
from tests.system.desk import Desk
from tests.system.record import Record
from tests.system.school import key_of

UNANSWERED_MAX = 5  # for one button at a time: firmware remembers eight presses one by one, and here none may be merged
TRY_AGAIN_S = 0.2
NOTES_MAX = 4000


@dataclass
class Pendant:
    """A device that speaks HTTPS. It presses with a rising count, tries each press until it has a receipt, and keeps the count that has
    one.
    """

    name: str
    port: int
    counter: int = 0
    receipted: int = 0

    async def press(self) -> None:
        """Press once, and try until there is a receipt."""
        self.counter += 1
        while self.receipted < self.counter:
            with suppress(OSError, TimeoutError, EOFError, ssl.SSLError):
                async with asyncio.timeout(8):
                    if await self._post() == 200:
                        self.receipted = self.counter
                        return
            await asyncio.sleep(TRY_AGAIN_S)

    async def _post(self) -> int:
        body = json.dumps({"contact": "help", "counter": self.counter}).encode()
        head = (
            f"POST /press/{self.name} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            f"{SIGNATURE_HEADER}: {sign(key_of(self.name), body)}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, ssl=_trusting())
        try:
            writer.write(head.encode() + body)
            status = (await reader.readline()).split()
            answer = await reader.read()
            return int(status[1]) if len(status) > 1 and b"receipt" in answer else 0
        finally:
            writer.transport.abort()


@dataclass
class Pressing:
    """Hands that press without end, until told to stop. `promises` is what the record must hold whatever happened."""

    building: PretendBuilding
    pendants: list[Pendant] = field(default_factory=list)
    dice: random.Random = field(default_factory=random.Random)
    pause_s: float = 0.3
    _stopping: bool = False
    _hands: list[asyncio.Task[None]] = field(default_factory=list)

    def start(self) -> None:
        """Start one hand for each button and pendant."""
        loop = asyncio.get_running_loop()
        self._hands = [loop.create_task(self._press_wall(button)) for button in self.building.buttons()]
        self._hands += [loop.create_task(self._press_pendant(pendant)) for pendant in self.pendants]

    async def stop(self, within_s: float = 120) -> None:
        """Stop pressing, and wait until every press has its receipt."""
        self._stopping = True
        async with asyncio.timeout(within_s):
            await asyncio.gather(*self._hands)
            while any(self.unanswered(button) for button in self.building.buttons()):
                await asyncio.sleep(0.05)

    async def abandon(self) -> None:
        """Stop at once."""
        for hand in self._hands:
            hand.cancel()
        await asyncio.gather(*self._hands, return_exceptions=True)

    def unanswered(self, button: str) -> int:
        """Give how many presses of the help contact have no receipt."""
        flash = self.building.firmware(button).flash
        return flash.counters["help"] - flash.receipted.get("help", 0)

    def promises(self) -> dict[str, int]:
        """Give for each button or pendant the highest count for which it now has a receipt."""
        walls = {
            button: self.building.firmware(button).flash.receipted.get("help", 0) for button in self.building.buttons()
        }
        return walls | {pendant.name: pendant.receipted for pendant in self.pendants}

    def pressed(self, room: str) -> dict[str, int]:
        """Give for each device of a room the count of its newest press, answered or not."""
        walls = {button: self.building.counters(button)["help"] for button in self.building.buttons()}
        made = walls | {pendant.name: pendant.counter for pendant in self.pendants}
        return {device: count for device, count in made.items() if room_of(device) == room}

    async def _press_wall(self, button: str) -> None:
        while not self._stopping:
            if self.unanswered(button) < UNANSWERED_MAX:
                await self.building.press(button)
            await asyncio.sleep(self.dice.uniform(0, 2 * self.pause_s))

    async def _press_pendant(self, pendant: Pendant) -> None:
        while not self._stopping:
            await pendant.press()
            await asyncio.sleep(self.dice.uniform(0, 2 * self.pause_s))


def broken_promises(record: Record, promises: dict[str, int]) -> list[str]:
    """Give every press with a receipt that the record lacks, and every press that it has twice. Empty, if all is well."""
    recorded: Counter[tuple[str, int]] = Counter()
    for (button, contact_and_count, _), times in record.presses().items():
        recorded[button, int(contact_and_count.rpartition(" ")[2])] += times
    lost = [
        f"{device} has a receipt for press {count}, and the record has not"
        for device, receipted in promises.items()
        for count in range(1, receipted + 1)
        if (device, count) not in recorded
    ]
    doubled = [
        f"press {count} of {device} is recorded {times} times"
        for (device, count), times in recorded.items()
        if times > 1
    ]
    return lost + doubled


def room_of(device: str) -> str:
    """Give the room to which a button or pendant belongs."""
    return device.partition("-")[0]


async def use_up_the_room(desk: Desk, call: CallCard) -> int:
    """On a full disk, write notes until the space that was reserved ahead is used up too; returns how many were still kept."""
    for kept in range(NOTES_MAX):
        if not (await desk.does(AddNote(incident=call.incident, text="x" * 1000))).recorded:
            await asyncio.sleep(1)  # right after a start entries may still be on their way, or the disk was only slow
            said = [each.detail for each in (await desk.board()).troubles if each.what == "logbook-not-recording"]
            if any("full" in detail for detail in said):
                return kept
    raise AssertionError(f"{NOTES_MAX} notes of 1,000 characters were kept on a full disk")


def _trusting() -> ssl.SSLContext:
    """Make TLS settings as a device without a pin has them: these proofs are about receipts, not certificates. It knows no authority:
    reading those of this machine would take longer than the press.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def wal_of(data: Path) -> Path:
    """Give the write-ahead log of a box."""
    return data / "logbook" / "logbook.db-wal"
