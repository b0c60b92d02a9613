"""Makes devices that do wrong on a connection, for proofs: one stalls, one speaks rubbish, one never stops, and one is not ours."""

import asyncio
from collections.abc import Iterable

from aioesphomeapi import api_pb2 as pb
from google.protobuf.message import Message

from hardware.esphome.twin import identity
from hardware.esphome.twin.session import Device, Session

RUBBISH = bytes(range(0x02, 0x42)) * 16  # it does not begin like a frame of either kind
FLOOD_EVERY_S = 0.001
FLOOD_MESSAGES = 100  # this many each time, so some 100 000 a second, far more than any appliance needs


class StallingSession(Session):
    """Says who it is if it dialled, and then never a word more."""

    def data_received(self, data: bytes) -> None:
        """Ignore what came."""
        self.spoken_to = True


class RubbishSession(Session):
    """Sends bytes that mean nothing: at once (after its name, if it dialled), and as the answer to everything."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin with rubbish."""
        super().connection_made(transport)
        self.data_received(b"")

    def data_received(self, data: bytes) -> None:
        """Answer with rubbish."""
        if self.transport is not None:
            self.transport.write(RUBBISH)


class ForeignSession(Session):
    """Another firmware under this name and key: it proves the key, but has none of our entities."""

    def _answer(self, message: Message) -> Iterable[Message]:
        match message:
            case pb.ListEntitiesRequest():
                return [pb.ListEntitiesDoneResponse()]
            case _:
                return super()._answer(message)


class FloodingSession(Session):
    """Repeats its states once it is asked for them, as fast as the other end reads."""

    def __init__(self, device: Device, *, dialled: bool = False) -> None:
        super().__init__(device, dialled=dialled)
        self._full = self._flooding = False

    def pause_writing(self) -> None:
        """Note that the other end reads too slowly."""
        self._full = True

    def resume_writing(self) -> None:
        """Note that the other end has caught up."""
        self._full = False

    def data_received(self, data: bytes) -> None:
        """Answer. After the first time that states are asked for, go on sending them."""
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
