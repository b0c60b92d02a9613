"""Makes one rig for each way of messages: its port, and what a test can do at the other end.

For a new way, add a class here that offers what `MessengerRig` names, and put it into `RIGS`.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol, Self

from hardware.messengers.simulated import SimulatedMessenger
from hardware.ports import Messenger, Reply


class MessengerRig(Protocol):
    """A way that is not running yet, and two addresses at its other end."""

    family: str
    messenger: Messenger
    first: str
    second: str
    delivers: bool
    """Whether this way can know that a message was delivered."""

    def heard(self, to: str) -> list[str]:
        """Give every text that was said to this address, in order."""

    def stands(self, to: str) -> list[str]:
        """Give the texts to which somebody at this address can still answer, the newest last."""

    def answer(self, to: str, reply: Reply) -> None: ...
    async def break_it(self, to: str = "") -> None: ...
    async def mend_it(self, to: str = "") -> None: ...
    async def hold(self) -> None:
        """Let messages wait in the queue."""

    async def let_go(self) -> None: ...


class SimulatedRig:
    family = "simulated"
    first, second = "ana", "ben"
    delivers = True

    def __init__(self) -> None:
        self.simulated = SimulatedMessenger()
        self.messenger: Messenger = self.simulated

    @classmethod
    @asynccontextmanager
    async def open(cls, _: Path) -> AsyncIterator[Self]:
        yield cls()

    def heard(self, to: str) -> list[str]:
        return [each.said.text for each in self.simulated.spoken if each.said.to == to]

    def stands(self, to: str) -> list[str]:
        return [said.text for said in self.simulated.shown.values() if said.to == to]

    def answer(self, to: str, reply: Reply) -> None:
        self.simulated.reply(to, reply)

    async def break_it(self, to: str = "") -> None:
        self.simulated.fail("The pretend telephone is switched off. Switch it on.", to)

    async def mend_it(self, to: str = "") -> None:
        self.simulated.mend(to)

    async def hold(self) -> None:
        self.simulated.hold(held=True)

    async def let_go(self) -> None:
        self.simulated.hold(held=False)


RIGS = [SimulatedRig]
