"""Holds the texts that have to go out: which goes next, how far each came, and what became of it. Knows no line, no call and no person."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Mapping
from typing import Final, assert_never

import msgspec

from hardware.messengers.states import FORGOTTEN_AFTER, States
from hardware.modem.commands import reference_in
from hardware.modem.deliver import Outcome, StatusReport
from hardware.modem.dialogue import Answer
from hardware.modem.refusals import refusal_in
from hardware.modem.sent import Sent
from hardware.modem.submit import Outgoing, outgoing
from hardware.modem.times import SENDS_MAX, Times
from hardware.ports import Message, MessageState, Said

log = logging.getLogger("handbell.modem")

STALL_S: Final = 0.25  # As for a press: a disk that does not answer for longer holds up no text.
_OVER: Final = frozenset({MessageState.DELIVERED, MessageState.FAILED})

NOT_KNOWN: Final = "The box or the modem stopped while this text went out, so nobody knows whether it did."
NO_NUMBER: Final = "This is no telephone number. Write + and 8 to 15 digits in the plan."
NOT_ARRIVED: Final = (
    "The network could not deliver the text: the phone may be off, out of reach, or not take texts. Try another way."
)
PARTLY: Final = "Only a part of this text went out. "
WAITED: Final = "The modem could not send it for {waited:.0f} s."


class Going(msgspec.Struct):
    """A message on its way out: its parts, and how many times the next of them was tried."""

    message: str
    to: str
    parts: tuple[Outgoing, ...]
    done: int = 0
    tries: int = 0
    not_before_s: float = 0.0
    in_flight: bool = False
    """A part was handed to the modem, and its answer is awaited."""


class TextsOut:
    """The texts of one box. `say` tells how far each came; `number` is told whether a number takes texts."""

    def __init__(self, sent: Sent, times: Times) -> None:
        self.wanted: dict[str, Message] = {}
        self.numbers: dict[str, str | None] = {}
        """Number → why no text reaches it; None: one did, or one came from there. A number of which nothing is known is not here."""
        self._refused_s: dict[str, float] = {}
        """Number → when the network refused it."""
        self._sent = sent
        self._times = times
        self._states = States()
        self._since_s: dict[str, float] = {}
        self._going: Going | None = None
        self._reference = secrets.randbelow(0x100)
        """Of the newest long text: a phone must not join its parts to an old one's."""
        self._stuck_since_s: float | None = None
        """Since when nothing can be sent."""
        self._early: list[StatusReport] = []
        """Reports that came while a part was in flight: one of them may be on that part, whose reference nobody knows yet."""
        self._news: list[Said] = []
        self.changed: Callable[[], None] = lambda: None

    def say(self, messages: Mapping[str, Message]) -> None:
        """Set everything that has to be said now."""
        self.wanted = dict(messages)
        self._states.forget_all_but(self.wanted)
        self._since_s = {each: since_s for each, since_s in self._since_s.items() if each in self.wanted}

    def look(self, now_s: float, why_not: str | None) -> list[Said]:
        """Take in new messages, let those fail that waited too long, and give what is to be told. `why_not`: why none goes now."""
        for message in self.wanted:
            if message not in self._states:
                self._note(message, MessageState.QUEUED)
                self._since_s[message] = now_s
                self._remembered(message)
            elif self._states[message] is MessageState.QUEUED and message not in self._since_s:
                self._since_s[message] = now_s  # it was taken back, and is wanted again
        self._stuck_since_s = None if why_not is None else self._stuck_since_s or now_s
        if why_not is not None:
            self._let_lapse(now_s, why_not)
        for number in [each for each, at_s in self._refused_s.items() if now_s >= at_s + self._times.refused_s]:
            del self._refused_s[number]
            self.numbers.pop(number, None)
        news, self._news = self._news, []
        return news

    def lapses_s(self) -> float | None:
        """Say when the next message has waited too long, or a number that was refused may be tried again; None if there is neither."""
        again_s = min((at_s + self._times.refused_s for at_s in self._refused_s.values()), default=None)
        if self._stuck_since_s is None:
            return again_s
        going = self._going
        waiting = [*self._queued(), *([] if going is None or going.in_flight else [going.message])]
        due = [*([] if again_s is None else [again_s]), *(self._waits_until_s(each) for each in waiting)]
        return min(due, default=None)

    def heard_from(self, number: str) -> None:
        """Take in that a text came from this number: whoever sends one can be sent one."""
        if self.numbers.get(number) is not None:
            self.numbers[number] = None

    # ---- what a modem asks (`hardware.modem.modem.Sender`)

    def next(self, now_s: float) -> Outgoing | None:
        """Give the part that goes next."""
        going = self._going
        if going is not None and going.done == 0 and going.message not in self.wanted:
            self._going = going = None  # taken back before any of it went
        if going is None:
            going = self._going = self._begin()
        if going is None or now_s < going.not_before_s:
            return None
        return going.parts[going.done]

    def next_s(self) -> float | None:
        """Say when the part that waits may be tried again."""
        return self._going.not_before_s if self._going is not None else None

    async def goes(self) -> None:
        """Write down that the message begins to go."""
        going = self._going
        assert going is not None, "something was given to send"
        going.in_flight = True
        if going.done == 0:
            self._sent.begins(going.message, len(going.parts))
            await self._write()

    async def went(self, answer: Answer | None, now_s: float) -> None:
        """Take in what the network said of the part."""
        going = self._going
        assert going is not None, "something was given to send"
        going.in_flight = False
        if answer is None:
            self.broke()
        elif answer.done:
            self._sent.took(going.message, reference_in(answer))
            going.done, going.tries = going.done + 1, 0
            if going.done == len(going.parts):
                self._going = None
                self.numbers[going.to] = None
                self._refused_s.pop(going.to, None)
                self._note(going.message, MessageState.SENT)
            self._take_early()
            await self._write()
        else:
            await self._refused(going, answer, now_s)
        self._take_early()
        self.changed()

    def broke(self) -> None:
        """Take in that nobody knows whether the part went out. What is on disk says the same after a restart."""
        if self._going is not None:
            self._fail(self._going.message, NOT_KNOWN)
            self._going = None
        self._take_early()
        self.changed()

    def reported(self, report: StatusReport) -> None:
        """Take in what the network says of a part that it took."""
        if self._going is not None and self._going.in_flight and len(self._early) < FORGOTTEN_AFTER:
            self._early.append(report)
            return
        match report.outcome:
            case Outcome.ARRIVED:
                message = self._sent.arrived(report.reference)
                if message is not None and self._sent.is_delivered(message):
                    self._later(message, MessageState.DELIVERED, "")
            case Outcome.FAILED:
                message = self._sent.has(report.reference)
                if message is not None:
                    self._later(message, MessageState.FAILED, f"{NOT_ARRIVED} (status {report.status})")
            case Outcome.TRYING:
                return
            case _:
                assert_never(report.outcome)
        self.changed()

    # ---- inside

    def _take_early(self) -> None:
        early, self._early = self._early, []
        for report in early:
            self.reported(report)

    def _let_lapse(self, now_s: float, why_not: str) -> None:
        """Let fail what waited too long. Of a text of which a part went, the rest does not come an hour later."""
        going = self._going
        if going is not None and not going.in_flight and now_s >= self._waits_until_s(going.message):
            self._going = None
            self._fail(going.message, f"{PARTLY if going.done else ''}{why_not.rstrip('.')}. {self._waited()}")
        for message in [each for each in self._queued() if now_s >= self._waits_until_s(each)]:
            self._fail(message, f"{why_not.rstrip('.')}. {self._waited()}")

    def _waits_until_s(self, message: str) -> float:
        """Say until when a message waits: it counts from when nothing could be sent any more, and it was wanted."""
        return max(self._since_s.get(message, 0.0), self._stuck_since_s or 0.0) + self._times.waits_s

    def _waited(self) -> str:
        return WAITED.format(waited=self._times.waits_s)

    def _queued(self) -> list[str]:
        going = self._going.message if self._going is not None and (self._going.done or self._going.in_flight) else ""
        return [each for each in self.wanted if self._states.get(each) is MessageState.QUEUED and each != going]

    def _begin(self) -> Going | None:
        for message in self._queued():
            said = self.wanted[message]
            self._reference = (self._reference + 1) % 0x100
            try:
                return Going(message, said.to, outgoing(said.to, said.text, self._reference))
            except ValueError:
                self.numbers[said.to] = NO_NUMBER
                self._fail(message, NO_NUMBER)
                self.changed()
        return None

    async def _refused(self, going: Going, answer: Answer, now_s: float) -> None:
        refusal = refusal_in(answer)
        going.tries += 1
        if refusal.passes and going.tries < SENDS_MAX:
            going.not_before_s = now_s + self._times.again_s
            return
        if refusal.of_number:
            self.numbers[going.to] = refusal.why
            self._refused_s[going.to] = now_s
        self._going = None
        self._fail(going.message, refusal.why)
        await self._write()

    def _remembered(self, message: str) -> None:
        """Take in what an earlier run of the box did with this message."""
        went = self._sent.of(message)
        if went is None:
            return
        if not went.whole:
            self._fail(message, NOT_KNOWN)
            return
        self._note(message, MessageState.SENT)
        if self._sent.is_delivered(message):
            self._note(message, MessageState.DELIVERED)

    def _later(self, message: str, state: MessageState, why: str) -> None:
        """Note what a report says. Nothing is told of what is over, or was taken back."""
        if self._states.get(message) is MessageState.SENT:
            self._states[message] = state
            if message in self.wanted:
                self._news.append(Said(message, state, why))

    def _fail(self, message: str, why: str) -> None:
        self._since_s.pop(message, None)
        self._note(message, MessageState.FAILED, why)

    def _note(self, message: str, state: MessageState, why: str = "") -> None:
        self._states[message] = state
        if message in self.wanted:
            self._news.append(Said(message, state, why))

    async def _write(self) -> None:
        """Write down what went. A disk that fails or stalls holds up no text: what is lost then is that a killed box would know it."""
        try:
            async with asyncio.timeout(STALL_S):
                await asyncio.to_thread(self._sent.write, self._sent.text())
        except TimeoutError:
            log.warning("the disk has not taken for %s s which texts went out; they go on", STALL_S)
        except OSError as error:
            log.warning("which texts went out is not on disk: %s", error.strerror)
