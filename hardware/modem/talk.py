"""Asks a modem one command after the other and waits for each answer. Knows the line only as bytes, and no text."""

import asyncio
from collections.abc import Callable
from typing import Final

from hardware.modem.commands import MODEL, checked
from hardware.modem.dialogue import GIVE_UP, SEND, Answer, Dialogue, Event, Prompt, Unasked
from hardware.modem.submit import Outgoing
from hardware.modem.times import Times

OF_STORES: Final = ("AT+CMGL", "AT+CMGD", 'AT+CPMS="')
_STALE_MAX: Final = (
    8  # late answers that may still be on their way: more than `Times.tries` commands are never left unanswered
)


class Silent(Exception):
    """The modem did not answer. `is_sent`: the text was handed over already, so nobody knows whether it goes out."""

    def __init__(self, command: str, *, is_sent: bool = False) -> None:
        super().__init__(f"no answer to {command.partition('=')[0]}")
        self.is_sent = is_sent


class Talk:
    """The talk on a line that is open. `send` takes bytes and says whether it took them; `unasked` is told what comes by itself."""

    def __init__(self, send: Callable[[bytes], bool], unasked: Callable[[Unasked], None], times: Times) -> None:
        self.silent_commands = 0
        """Commands in a row that had no answer."""
        self._send = send
        self._unasked = unasked
        self._times = times
        self._dialogue = Dialogue()
        self._turn = asyncio.Lock()
        self._awaited: asyncio.Future[Answer | Prompt] | None = None
        self._is_late = False

    def feed(self, data: bytes) -> None:
        """Take in what came from the modem."""
        for event in self._dialogue.feed(data):
            self._hear(event)

    async def ask(self, command: str, within_s: float | None = None) -> Answer:
        """Ask, and give the answer. Raises Silent."""
        if within_s is None and command.startswith(OF_STORES):
            within_s = self._times.reads_s
        async with self._turn:
            await self._catch_up()
            answer = await self._exchange(command, self._dialogue.ask(checked(command)), within_s)
            assert isinstance(answer, Answer), "a prompt comes only where a text is sent"
            return answer

    async def send_text(self, text: Outgoing) -> Answer:
        """Hand over a text, and give what the network says of it. Raises Silent."""
        command = checked(f"AT+CMGS={text.length}")
        async with self._turn:
            await self._catch_up()
            try:
                asked = await self._exchange(command, self._dialogue.ask(command), self._times.prompt_s)
            except Silent:
                self._send(GIVE_UP)
                raise
            if isinstance(asked, Answer):
                return asked
            try:
                taken = await self._exchange(command, text.pdu.encode("ascii") + SEND, self._times.sends_s)
            except Silent as silent:
                raise Silent(command, is_sent=True) from silent
            assert isinstance(taken, Answer), "a modem asks for a text once"
            return taken

    async def _exchange(self, command: str, data: bytes, within_s: float | None) -> Answer | Prompt:
        self._awaited = asyncio.get_running_loop().create_future()
        self._send(data)
        try:
            async with asyncio.timeout(self._times.answer_s if within_s is None else within_s):
                answer = await self._awaited
        except TimeoutError:
            self.silent_commands += 1
            self._is_late = True
            raise Silent(command) from None
        finally:
            self._awaited = None
        self.silent_commands = 0
        return answer

    async def _catch_up(self) -> None:
        """After a command without an answer, ask for the model until the answer has one: late answers to earlier commands have none."""
        if not self._is_late:
            return
        sent = self._dialogue.ask(MODEL)
        for _ in range(_STALE_MAX):
            answer = await self._exchange(MODEL, sent, None)
            if isinstance(answer, Answer) and answer.done and answer.lines:
                self._is_late = False
                return
            sent = b""
            self._dialogue.ask(MODEL)
        raise Silent(MODEL)

    def _hear(self, event: Event) -> None:
        if isinstance(event, Unasked):
            self._unasked(event)
        elif self._awaited is not None and not self._awaited.done():
            self._awaited.set_result(event)
