"""Makes one rig for each way of messages: its port, and what a test can do at the other end.

For a new way, add a class here that offers what `MessengerRig` names, and put it into `RIGS`.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol, Self

from hardware.messengers.page import GONE_S, PageLink, PageMessenger
from hardware.messengers.phone import UNREACHED_S, PhoneMessenger
from hardware.messengers.simulated import SimulatedMessenger
from hardware.messengers.text import TextMessenger
from hardware.modem.settings import Taken, TextHeard, TextSettings
from hardware.modem.times import Times
from hardware.modem.twin.school import PretendModem
from hardware.ports import Messenger, Reply
from hardware.serial.lines import Lines
from tests.hardware.running import until

QUICK = Times(answer_s=5.0, settles_s=0.2, waits_s=300.0, look_s=0.5, poll_s=0.5)
"""A modem that is looked after often, and for which a message waits as long as a test does."""


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


class Phone:
    """A phone whose page is in front: it draws what stands on it, says so, and keeps everything that it ever drew."""

    def __init__(self, way: PageMessenger, to: str) -> None:
        self._way = way
        self._to = to
        self.drawn: dict[str, str] = {}
        self.link: PageLink | None = None

    def open(self) -> None:
        self.link = self._way.open(self._to, self._draw)
        self.link.alive()
        self._draw()

    def close(self) -> None:
        if self.link is not None:
            self.link.close()
        self.link = None

    def _draw(self) -> None:
        if self.link is not None:
            self.drawn |= {each: said.text for each, said in self.link.stands.items()}
            self.link.drew(self.link.stands)


class PageRig:
    family = "page"
    first, second = "ana-phone", "ben-phone"
    delivers = True

    def __init__(self) -> None:
        self._now_s = 0.0
        self.page = PageMessenger(lambda: self._now_s)
        self.messenger: Messenger = self.page
        self.phones = {to: Phone(self.page, to) for to in (self.first, self.second)}

    @classmethod
    @asynccontextmanager
    async def open(cls, _: Path) -> AsyncIterator[Self]:
        rig = cls()
        rig.page.expect(frozenset(rig.phones))
        rig.page.carry(True)
        for phone in rig.phones.values():
            phone.open()
        yield rig

    def heard(self, to: str) -> list[str]:
        return list(self.phones[to].drawn.values())

    def stands(self, to: str) -> list[str]:
        link = self.phones[to].link
        return [] if link is None else [said.text for said in link.stands.values()]

    def answer(self, to: str, reply: Reply) -> None:
        link = self.phones[to].link
        assert link is not None
        link.answer(list(link.stands)[-1], reply.value)

    async def break_it(self, to: str = "") -> None:
        """Put one phone away for too long, or end the process that serves pages."""
        self._now_s += GONE_S
        if not to:
            self.page.carry(False)
            self._now_s += GONE_S
        for each, phone in self.phones.items():
            if each != to and phone.link is not None:
                phone.link.alive()
        self.phones[to or self.first].close()

    async def mend_it(self, to: str = "") -> None:
        self.page.carry(True)
        self.phones[to or self.first].open()

    async def hold(self) -> None:
        for phone in self.phones.values():
            phone.close()

    async def let_go(self) -> None:
        for phone in self.phones.values():
            phone.open()


class TextRig:
    """Texts through the driver of a modem, over a line to a pretend one. An answer is a text like any other, so it answers no message
    here; and a text that went cannot be taken back.
    """

    family = "text"
    first, second = "+17205550111", "+17205550122"
    delivers = True

    def __init__(self, folder: Path, stick: PretendModem) -> None:
        self.stick = stick
        self.heard_texts: list[TextHeard] = []
        settings = TextSettings(str(folder / "modem"), folder)
        self.text = TextMessenger(settings, Lines(), self._hear, QUICK)
        self.messenger: Messenger = self.text

    @classmethod
    @asynccontextmanager
    async def open(cls, folder: Path) -> AsyncIterator[Self]:
        async with PretendModem([folder / "modem"]) as stick:
            yield cls(folder, stick)

    def heard(self, to: str) -> list[str]:
        return self.stick.texts_to(to)

    def stands(self, to: str) -> list[str]:
        return self.heard(to)

    def answer(self, to: str, reply: Reply) -> None:
        raise AssertionError("an answer by text is heard as a text")

    async def break_it(self, to: str = "") -> None:
        """Let the network not know one number, or leave the cell."""
        if to:
            self.stick.modem.refuses[to] = 1
        else:
            self.stick.modem.cell(registered=False)

    async def mend_it(self, to: str = "") -> None:
        """Let the person text us, which shows that the number is one; or come back into the cell."""
        if to:
            del self.stick.modem.refuses[to]
            self.stick.modem.text(to, "I have a new phone")
        else:
            self.stick.modem.cell(registered=True)

    async def hold(self) -> None:
        await until(lambda: "AT+CEREG=1" in self.stick.modem.heard)
        self.stick.modem.cell(registered=False)
        await until(lambda: self.text.waits)

    async def let_go(self) -> None:
        self.stick.modem.cell(registered=True)

    def _hear(self, text: TextHeard, taken: Taken) -> None:
        self.heard_texts.append(text)
        taken()


class DeskPhoneRig:
    """Two desk phones whose telephone system rings whatever shall ring, on as many lines as it has."""

    family = "phone"
    first, second = "2210", "+17205550111"
    delivers = False

    def __init__(self) -> None:
        self._now_s = 0.0
        self.way = PhoneMessenger(lambda: self._now_s)
        self.messenger: Messenger = self.way
        self._said: dict[str, tuple[str, str]] = {}
        self._unplugged: set[str] = set()
        self._held = False
        self.way.listen(self._ring)
        self.way.serve(True)

    @classmethod
    @asynccontextmanager
    async def open(cls, _: Path) -> AsyncIterator[Self]:
        yield cls()

    def heard(self, to: str) -> list[str]:
        return [text for each, text in self._said.values() if each == to]

    def stands(self, to: str) -> list[str]:
        rung = (said for each, said in self.way.shall_ring.items() if each in self._said)
        return [said.text for said in rung if said.to == to]

    def answer(self, to: str, reply: Reply) -> None:
        self.way.answers([each for each, said in self.way.shall_ring.items() if said.to == to][-1], reply.value)

    async def break_it(self, to: str = "") -> None:
        """Unplug one phone, or let the telephone system throw our account out."""
        if to:
            self._unplugged.add(to)
        else:
            self.way.serve(True, "The telephone system refuses the account of Handbell. Look at its password.")

    async def mend_it(self, to: str = "") -> None:
        self._unplugged.discard(to)
        self._now_s += UNREACHED_S
        self.way.serve(True, "The telephone system is away for a moment. Wait.")
        self.way.serve(True)

    async def hold(self) -> None:
        self._held = True

    async def let_go(self) -> None:
        self._held = False
        self._ring()

    def _ring(self) -> None:
        for each, said in [] if self._held else [*self.way.shall_ring.items()]:
            if said.to in self._unplugged:
                self.way.fails(
                    each, "The telephone system says that this phone is not there. Plug it in.", unreached=True
                )
            elif each not in self._said:
                self._said[each] = said.to, said.text
                self.way.rings(each)


RIGS = [SimulatedRig, PageRig, TextRig, DeskPhoneRig]
HEARS_ANSWERS_AS_TEXTS = {TextRig}
"""Ways that do not know which message an answer answers."""
TAKES_NOTHING_BACK = {TextRig}
ANSWERING_RIGS = [each for each in RIGS if each not in HEARS_ANSWERS_AS_TEXTS]
RIGS_THAT_TAKE_BACK = [each for each in RIGS if each not in TAKES_NOTHING_BACK]
