"""Devices that do wrong on a connection: one that stalls, one that speaks rubbish, one that never stops, one not ours. For proofs."""

import asyncio
from collections.abc import Iterable

from aioesphomeapi import api_pb2 as pb
from google.protobuf.message import Message

from hardware.esphome.twin import identity
from hardware.esphome.twin.session import Device, Session

RUBBISH = bytes(range(0x02, 0x42)) * 16  # begins with no frame of either kind
FLOOD_EVERY_S = 0.001
FLOOD_MESSAGES = 100  # each time: some 100 000 a second, far more than any appliance could want


class StallingSession(Session):
    """Says who it is, where it dialled, and never a word more."""

    def data_received(self, data: bytes) -> None:
        """Hear nothing."""
        self.spoken_to = True


class RubbishSession(Session):
    """Sends bytes that mean nothing, at once (after its name, where it dialled) and in answer to everything."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin with rubbish."""
        super().connection_made(transport)
        self.data_received(b"")

    def data_received(self, data: bytes) -> None:
        """Answer with rubbish."""
        if self.transport is not None:
            self.transport.write(RUBBISH)


class ForeignSession(Session):
    """Another firmware under this name and key: it proves the key, and has nothing of what ours has."""

    def _answer(self, message: Message) -> Iterable[Message]:
        match message:
            case pb.ListEntitiesRequest():
                return [pb.ListEntitiesDoneResponse()]
            case _:
                return super()._answer(message)


class FloodingSession(Session):
    """Says its states again and again once it is asked for them, as fast as the other end reads."""

    def __init__(self, device: Device, *, dialled: bool = False) -> None:
        super().__init__(device, dialled=dialled)
        self._full = self._flooding = False

    def pause_writing(self) -> None:
        """The other end reads too slowly."""
        self._full = True

    def resume_writing(self) -> None:
        """It has caught up."""
        self._full = False

    def data_received(self, data: bytes) -> None:
        """Answer, and from the first time it is asked for states go on with them."""
        super().data_received(data)
        if not self._flooding:
            self._flood()

    def _flood(self) -> None:
        self._flooding = self.subscribed
        if not self._flooding:
            return
        if not self._full:
            states = [identity.state(*each) for each in self.device.states_now().items()]
            self.say(states * (FLOOD_MESSAGES // len(states)))
        self._loop.call_later(FLOOD_EVERY_S, self._flood)
