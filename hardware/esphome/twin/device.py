"""Puts a twin on its wire: it listens, dials, or both, tells everybody who subscribed, and takes a key. Knows no frames and no firmware."""

import asyncio
import random
from abc import abstractmethod
from collections.abc import Sequence
from typing import Protocol

from aioesphomeapi import api_pb2 as pb

from hardware.esphome import wire
from hardware.esphome.twin import identity
from hardware.esphome.twin.button import States
from hardware.esphome.twin.session import Session
from hardware.simulated.board import Flash
from hardware.simulated.connection import Connection
from hardware.simulated.line import Line, Lit, Shows

SLOTS = 4  # `max_connections` of our firmware
NEW_KEY_AFTER_S = 0.1  # As in ESPHome: the answer leaves first, then every connection under the old key ends.


class Says(Shows, Protocol):
    """A running firmware: what it says, and when."""

    def take(self, now_ms: int) -> States:
        """Return what to say now to everybody who listens."""
        ...

    def states(self, now_ms: int) -> States:
        """Return what every entity says now."""
        ...


class TwinDevice[B: Says](Line[B]):
    """One device. `session_kind` is how it behaves on connections that begin from now on; `strangers` is how many of its slots strangers
    take.
    """

    firmware: identity.Firmware

    def __init__(self, button: str, key: bytes | None, flash: Flash, dice: random.Random, lit: Lit) -> None:
        self.name = wire.device_name(button)
        self.session_kind: type[Session] = Session
        self.strangers = 0
        self.address: tuple[str, int] | None = None
        self.listening = asyncio.Event()
        self._server: asyncio.Server | None = None
        super().__init__(button, key, flash, dice, lit)

    async def listen(self, host: str, port: int) -> None:
        """Let clients connect here whenever there is power and a cable, until cancelled. Raises OSError if it cannot listen."""
        while True:
            await self.live.wait()
            self._server = await self._loop.create_server(lambda: self.session_kind(self), host, port)
            host, port = self.address = self._server.sockets[0].getsockname()[:2]
            try:
                if self.live.is_set():
                    self.listening.set()
                    await self.dead.wait()
            finally:
                self._stop_listening()

    def api_key(self) -> bytes | None:
        """Return the key that it was given, or else the one with which it was made."""
        return self.flash.key or self.key

    def states_now(self) -> States:
        """Return what every entity says now. Raises RuntimeError without power, when nobody can ask."""
        return self.board.states(self.now_ms())

    def obey(self, arguments: Sequence[pb.ExecuteServiceArgument]) -> bool:
        """Do the action of its firmware that the appliance calls, if the call gets through. False if it was not believed."""
        self._welcome = True
        if self._board is None or self.weather.loses():
            return False
        believed = self._obey(self._board, arguments)
        self.pump()
        return believed

    def take_key(self, key: bytes | None) -> None:
        """Take a key from a client, keep it in flash and require it soon after; or remove the key."""
        self._loop.call_later(NEW_KEY_AFTER_S, self._change_key, key)

    def came(self, session: Session) -> bool:
        """Give a slot to a connection. False if none is free."""
        others = [each for each in self.connections if each is not session and each.transport is not None]
        if len(others) + self.strangers >= SLOTS:
            return False
        if session not in self.connections:
            self.connections.append(session)
        return True

    def went(self, session: Session) -> None:
        """Free the slot of a connection."""
        if not session.dialled and session in self.connections:
            self.connections.remove(session)

    def sessions(self) -> list[Session]:
        """Return every connection that stands."""
        return [each for each in self.connections if isinstance(each, Session) and each.transport is not None]

    @abstractmethod
    def _obey(self, board: B, arguments: Sequence[pb.ExecuteServiceArgument]) -> bool:
        """Let the running firmware do what it is told. False if it does not believe it."""

    def _dialled(self) -> Connection:
        return self.session_kind(self, dialled=True)

    def _unlinked(self) -> None:
        """Do nothing: others may still be connected, and are told what is due."""

    def _send_due(self, now_ms: int) -> None:
        states = self.board.take(now_ms)
        if not states or self.weather.loses():
            return
        messages = [identity.state(*each) for each in states.items()]
        if self.weather.repeats():
            messages *= 2
        for session in self.sessions():
            if session.subscribed:
                session.say(messages)

    async def _connect(self, host: str, port: int) -> None:
        """Dial as the device does: only under a key, with a free slot, and while no client is connected that asked to be dialled."""
        for session in self.sessions():
            if session.target:
                await session.over
        if self.api_key() is not None and len(self.sessions()) + self.strangers < SLOTS:
            await super()._connect(host, port)

    def _die(self) -> None:
        self._stop_listening()
        super()._die()

    def _stop_listening(self) -> None:
        self.listening.clear()
        if self._server is not None:
            self._server.close()
            self._server = None

    def _change_key(self, key: bytes | None) -> None:
        self.flash.key = key
        for session in self.sessions():
            session.say([pb.DisconnectRequest()])
            session.close()
