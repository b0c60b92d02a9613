"""Hears the pretend buttons, at the appliance's end: listens, believes only keys, hands over signals, and tells lamps. Knows no
incident.

Everything happens inside `data_received`, without a queue or a task for each button. So a press is handed over in the same turn of
the loop that read it. A button is known by its key, never by its address. A newer connection replaces an older one.
"""

import asyncio
import logging
import secrets
import socket
from collections.abc import Callable, Mapping
from itertools import batched

from hardware import signals
from hardware.errors import FrameError, HardwareError
from hardware.ports import PHASE_STALE_AFTER_S, Feedback, Fitting, KeyOf
from hardware.signals import CONTACTS_MAX, Signal
from hardware.simulated.frames import (
    FROM_BUTTON,
    LEDGER_NAME,
    NONCE_BYTES,
    Challenge,
    FrameReader,
    FromButton,
    Hello,
    Refused,
    Tell,
    encode,
    proves,
    tellable,
)
from hardware.simulated.voice import Voice

log = logging.getLogger("handbell.simulated")

HELLO_WITHIN_S = 5  # A hello is one message. A caller that needs longer is no button of ours.
STRANGERS_MAX = 128  # Connections without a hello. The oldest is dropped, so that idle ones cannot keep a button out.
# A button answers each time it is told something (every 5 s). Its wire counts as broken after the time after which its lamp is stale.
SILENT_MAX_S = PHASE_STALE_AFTER_S
UNSENT_BYTES_MAX = 8 * 1024  # Some forty refreshes, more than three minutes: long after they are of any use to a lamp.
SEND_BUFFER_BYTES = 8 * 1024  # The kernel's buffer for the same data, which would otherwise hold megabytes of old news.
# A button makes a broken connection again within 5 s. After twice that time without one, the button is lost.
LOST_AFTER_S = 10


class SimulatedSource:
    """Pretend buttons over TCP. `key_of` gives a button's key; None if the button is not known here."""

    family = "simulated"

    def __init__(self, host: str, port: int, key_of: KeyOf) -> None:
        self.listening = asyncio.Event()
        self._host = host
        self._port = port
        self._key_of = key_of
        self._feedbacks: dict[str, Feedback] = {}
        self._links: dict[str, _Link] = {}
        self._strangers: dict[_Link, None] = {}
        self._ledgers: dict[str, str] = {}
        self._refused: set[str] = set()
        self._voices: dict[str, Voice] = {}
        self._gone_s: dict[str, float] = {}
        self._lost: set[str] = set()
        self._hear: Callable[[Signal], None] = _nobody_hears

    @property
    def port(self) -> int:
        """The port on which it listens. If 0 was asked for, this is the port that the system chose, once `listening` is set."""
        return self._port

    async def run(self, hear: Callable[[Signal], None]) -> None:
        """Listen until cancelled. Raises HardwareError if it cannot listen on the address."""
        self._hear = hear
        loop = asyncio.get_running_loop()
        try:
            server = await loop.create_server(lambda: _Link(self), self._host, self._port, backlog=256)
        except OSError as error:
            raise HardwareError(
                f"pretend buttons cannot be heard on {self._host} port {self._port}: {error.strerror or error}. "
                "Is another Handbell running? Stop it, or choose another port."
            ) from error
        self._port = server.sockets[0].getsockname()[1]
        self.listening.set()
        try:
            while True:
                await asyncio.sleep(HELLO_WITHIN_S)
                self._drop_silent(loop.time())
        finally:
            self.listening.clear()
            server.close()
            for link in [*self._links.values(), *self._strangers]:
                link.abort()

    def expect(self, fittings: Mapping[str, Fitting]) -> None:
        """Do nothing: pretend buttons come by themselves, and their keys say which are planned."""

    def tell(self, button: str, feedback: Feedback) -> None:
        """Tell a button where it stands, now or when it comes back. The caller repeats it: a lamp must not stay fresh when the board
        has stopped.
        """
        self._feedbacks[button] = feedback
        if link := self._links.get(button):
            link.send(_tell(feedback))

    def _drop_silent(self, now_s: float) -> None:
        for stranger in [each for each in self._strangers if now_s - each.heard_s > HELLO_WITHIN_S]:
            stranger.abort()
        for link in list(self._links.values()):
            if now_s - link.heard_s > SILENT_MAX_S:
                link.abort()
                self._gone_s[str(link.button)] = link.heard_s
        for button in [each for each, since_s in self._gone_s.items() if now_s - since_s >= LOST_AFTER_S]:
            del self._gone_s[button]
            self._lost.add(button)
            self._hear(signals.Fault(button, "lost", f"its connection has been gone for {LOST_AFTER_S} s"))

    def _came(self, link: "_Link") -> None:
        self._strangers[link] = None
        if len(self._strangers) > STRANGERS_MAX:
            next(iter(self._strangers)).abort()

    def _went(self, link: "_Link") -> None:
        self._strangers.pop(link, None)
        if link.button is not None and self._links.get(link.button) is link:
            del self._links[link.button]
            self._gone_s[link.button] = asyncio.get_running_loop().time()

    def _greeted(self, link: "_Link", hello: Hello) -> None:
        button = hello.button
        key = self._key_of(button)
        if key is None or not proves(hello, key, link.nonce):
            self._refuse(link, button, known=key is not None)
            return
        if link.heard_s < self._voice(button).shut_until_s:
            link.abort()
            return
        self._strangers.pop(link, None)
        if older := self._links.pop(button, None):
            older.abort()
        self._links[button] = link
        link.button, link.ledger = button, hello.ledger
        self._gone_s.pop(button, None)
        if button in self._lost:
            self._lost.discard(button)
            self._hear(signals.Mended(button, "lost"))
        if button in self._refused:
            self._refused.discard(button)
            self._hear(signals.Mended(button, "refused"))
        self._compare_ledger(button, hello.ledger)
        if feedback := self._feedbacks.get(button):
            link.send(_tell(feedback))

    def _refuse(self, link: "_Link", button: str, *, known: bool) -> None:
        """Refuse a device. Only the name of a planned button makes a trouble: a stranger must not fill the board with names that it
        invents.
        """
        log.warning("a device calling itself %s was refused: %s", button, "wrong key" if known else "not known here")
        if known and button not in self._refused:
            self._refused.add(button)
            self._hear(signals.Fault(button, "refused", "a device used this button's name without its key"))
        link.send(encode(Refused("The appliance does not know this button by this key. Provision the button again.")))
        link.close()

    def _compare_ledger(self, button: str, ledger: str) -> None:
        """Compare with the last ledger. The receipts of an old ledger are forgotten: otherwise the new board would believe that its
        first presses are on disk.
        """
        before = self._ledgers.get(button, ledger)
        self._ledgers[button] = ledger
        if before == ledger:
            return
        if feedback := self._feedbacks.get(button):
            self._feedbacks[button] = Feedback(feedback.phase, feedback.epoch_rank, {}, ledger)
        self._hear(signals.Fault(button, "wiped", "its memory was erased or its board changed; its counts start again"))

    def _heard(self, link: "_Link", button: str, frame: FromButton, now_s: float) -> None:
        self._voice(button).said(frame, link.ledger, now_s)

    def _garbled(self, link: "_Link", why: FrameError, now_s: float) -> None:
        log.warning("%s was cut off: %s", link.button or "a stranger", why)
        if link.button is not None:
            self._voice(link.button).went_wrong("garbled", str(why), now_s)

    def _broke(self, link: "_Link", error: Exception, now_s: float) -> None:
        """End this connection after a fault of ours with it; the fault costs nothing more."""
        log.error("our program failed on what %s says", link.button or "a stranger", exc_info=error)
        if link.button is not None:
            self._voice(link.button).broke(error, now_s)

    def _voice(self, button: str) -> Voice:
        voice = self._voices.get(button)
        if voice is None:
            voice = self._voices[button] = Voice(button, self._hear)
        return voice


class _Link(asyncio.Protocol):
    """One connection. It is a stranger (`button` None) until its hello is believed."""

    def __init__(self, source: SimulatedSource) -> None:
        self.button: str | None = None
        self.ledger = ""
        self.nonce = secrets.token_bytes(NONCE_BYTES)
        self._clock = asyncio.get_running_loop().time
        self.heard_s = self._clock()
        self._source = source
        self._reader: FrameReader[FromButton] = FrameReader(FROM_BUTTON)
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        wire = transport.get_extra_info("socket")
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        # A peer that acknowledges nothing is gone, after the time for which a lamp may stay without a refresh.
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, PHASE_STALE_AFTER_S * 1000)
        self._source._came(self)
        self.send(encode(Challenge(self.nonce)))

    def data_received(self, data: bytes) -> None:
        self.heard_s = self._clock()
        try:
            for frame in self._reader.feed(data):
                if self.button is not None:
                    self._source._heard(self, self.button, frame, self.heard_s)
                elif isinstance(frame, Hello):
                    self._source._greeted(self, frame)
                else:
                    raise FrameError(f"{type(frame).__name__} before a hello")
                if self._transport is None or self._transport.is_closing():
                    return
        except FrameError as why:
            self._source._garbled(self, why, self.heard_s)
            self.abort()
        except Exception as error:  # noqa: BLE001 - one button's words must not cost the others
            self._source._broke(self, error, self.heard_s)
            self.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._source._went(self)

    def send(self, data: bytes) -> None:
        """Write without waiting. A peer that does not read is cut off instead, and told again when it comes back."""
        if self._transport is None or self._transport.is_closing():
            return
        if self._transport.get_write_buffer_size() + len(data) > UNSENT_BYTES_MAX:
            log.warning("%s reads nothing and was cut off", self.button or "a stranger")
            self.abort()
            return
        self._transport.write(data)

    def close(self) -> None:
        """Close once everything written has left."""
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Cut off at once. The source forgets this connection before the call returns."""
        self._source._went(self)
        if self._transport is not None:
            self._transport.abort()


def _tell(feedback: Feedback) -> bytes:
    """Write as many frames as the receipts need: a frame holds no more contacts than a board has."""
    ledger = feedback.ledger if feedback.ledger is not None and LEDGER_NAME.match(feedback.ledger) else None
    receipts = [each for each in feedback.receipts.items() if tellable(*each, feedback.ledger)]
    batches = [dict(batch) for batch in batched(receipts, CONTACTS_MAX, strict=False)] or [{}]
    return b"".join(encode(Tell(feedback.phase, feedback.epoch_rank, each, ledger)) for each in batches)


def _nobody_hears(signal: Signal) -> None:
    raise AssertionError(f"{signal} was heard before run() was called")
