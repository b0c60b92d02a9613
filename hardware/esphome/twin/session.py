"""Holds one connection of a twin: the native API from the device's end, whoever opened the connection. Knows the device only as a
`Device`.

Everything happens inside `data_received`, without a queue or a task, so that hundreds of twins fit into one process.
"""

import asyncio
import binascii
from collections.abc import Iterable, Sequence
from typing import Protocol

from aioesphomeapi import api_pb2 as pb
from aioesphomeapi.core import MESSAGE_TYPE_TO_PROTO
from google.protobuf.message import DecodeError, Message

from hardware.errors import FrameError
from hardware.esphome.twin import identity
from hardware.esphome.twin.button import States
from hardware.esphome.twin.framing import NO_KEY, NOISE, NoiseFrames, PlainFrames
from hardware.simulated.connection import Connection

HANDSHAKE_WITHIN_S = 60  # as in ESPHome: a client that has said no hello by then is cut off
PING_AFTER_S = 60  # as in ESPHome: a silent client is asked whether it is there ...
SILENT_MAX_S = 150  # ... and is cut off if it does not answer

_NUMBERS: dict[type[Message], int] = {kind: number for number, kind in MESSAGE_TYPE_TO_PROTO.items()}


class Device(Protocol):
    """What a connection asks of its device."""

    name: str
    button: str
    firmware: identity.Firmware

    def api_key(self) -> bytes | None:
        """Return the key that this device requires; None if it has none."""

    def states_now(self) -> States:
        """Return what every entity says now."""

    def obey(self, arguments: Sequence[pb.ExecuteServiceArgument]) -> bool:
        """Do the firmware's action that the appliance calls, with all its arguments. False if it was not believed."""

    def take_key(self, key: bytes | None) -> None:
        """Take a key from a client, or remove the key."""

    def came(self, session: "Session") -> bool:
        """Note that a connection begins. False if there is no room for it."""

    def went(self, session: "Session") -> None:
        """Note that a connection is over."""


class Session(Connection):
    """One connection. `subscribed` once the client wants states; `target` once the client said that it is the one to dial."""

    def __init__(self, device: Device, *, dialled: bool = False) -> None:
        super().__init__()
        self.subscribed = self.target = self.greeted = False
        self.device = device
        self.dialled = dialled
        self._frames: PlainFrames | NoiseFrames | None = None
        self._watch: asyncio.TimerHandle | None = None
        self._heard_s = self._loop.time()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin: a client connected, or answered when it was dialled."""
        super().connection_made(transport)
        if not self.device.came(self):
            self.hang_up()
            return
        key = self.device.api_key()
        if key is not None:
            self._frames = self._noise(key)
            self._flush([])
        self._look()

    def data_received(self, data: bytes) -> None:
        """Answer every message that is complete by now, in one write."""
        self.spoken_to = True
        self._heard_s = self._loop.time()
        if self._frames is None:
            # A device without a key takes both kinds of frames, and tells them apart by the first byte.
            self._frames = self._noise(NO_KEY) if data[0] == NOISE else PlainFrames()
        answers: list[Message] = []
        try:
            for number, payload in self._frames.feed(data):
                answers += self._heard(number, payload)
            self._flush(answers)
        except (FrameError, DecodeError):
            self._flush(answers)
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that the connection is over."""
        super().connection_lost(exc)
        self.device.went(self)

    def orphaned(self) -> None:
        """Note that the device no longer uses this connection."""
        if self._watch is not None:
            self._watch.cancel()
        self.subscribed = self.target = False
        super().orphaned()

    def say(self, messages: Iterable[Message]) -> None:
        """Send these messages at once."""
        if self.greeted:
            self._flush(messages)

    def close(self) -> None:
        """Close the connection once everything written has left."""
        if self.transport is not None:
            self.transport.close()

    def _noise(self, key: bytes) -> NoiseFrames:
        name = self.device.name
        return NoiseFrames(key, name, identity.mac_of(name), hello_first=self.dialled)

    def _flush(self, messages: Iterable[Message]) -> None:
        if self.transport is None or self.transport.is_closing() or self._frames is None:
            return
        out = bytes(self._frames.reply)
        self._frames.reply.clear()
        packets = [(_NUMBERS[type(message)], message.SerializeToString()) for message in messages]
        if packets:
            out += self._frames.pack(packets)
        if out:
            self.transport.write(out)

    def _heard(self, number: int, payload: bytes) -> Iterable[Message]:
        kind = MESSAGE_TYPE_TO_PROTO.get(number)
        if kind is None:
            return ()  # as the device does: newer clients may say something that is unknown here
        message = kind.FromString(payload)
        if not self.greeted and not isinstance(message, pb.HelloRequest | pb.DisconnectRequest | pb.PingRequest):
            raise FrameError(f"{kind.__name__} before a hello")
        return self._answer(message)

    def _answer(self, message: Message) -> Iterable[Message]:
        match message:
            case pb.HelloRequest():
                self.greeted = True
                self.target = message.outgoing_connection_target and self.device.api_key() is not None
                return [identity.hello(self.device.name)]
            case pb.PingRequest():
                return [pb.PingResponse()]
            case pb.DeviceInfoRequest():
                keyless = self.device.api_key() is None
                return [
                    identity.device_info(
                        self.device.firmware, self.device.name, self.device.button, provisionable=keyless
                    )
                ]
            case pb.ListEntitiesRequest():
                return identity.entities(self.device.firmware)
            case pb.SubscribeStatesRequest():
                self.subscribed = True
                return [identity.state(*each) for each in self.device.states_now().items()]
            case pb.ExecuteServiceRequest():
                return self._execute(message)
            case pb.NoiseEncryptionSetKeyRequest():
                return [pb.NoiseEncryptionSetKeyResponse(success=self._take_key(message.key))]
            case pb.DisconnectRequest():
                self._loop.call_soon(self.close)  # after the answer
                return [pb.DisconnectResponse()]
            case _:
                return ()

    def _execute(self, request: pb.ExecuteServiceRequest) -> Iterable[Message]:
        firmware = self.device.firmware
        if request.key != identity.KEYS[firmware.action] or len(request.args) != len(firmware.arguments):
            return ()
        believed = self.device.obey(request.args)
        return [pb.ExecuteServiceResponse(call_id=request.call_id, success=believed)] if request.call_id else ()

    def _take_key(self, text: bytes) -> bool:
        """Take a key. Clients send it as base64 text; an empty text removes the key."""
        try:
            key = binascii.a2b_base64(text)
        except binascii.Error:
            return False
        if text and (len(key) != len(NO_KEY) or key == NO_KEY):
            return False
        self.device.take_key(key or None)
        return True

    def _look(self) -> None:
        """Cut off a client that says nothing, as the device does."""
        if self.transport is None:
            return
        silent_s = self._loop.time() - self._heard_s
        if silent_s >= (SILENT_MAX_S if self.greeted else HANDSHAKE_WITHIN_S):
            self.hang_up()
            return
        if silent_s >= PING_AFTER_S:
            self.say([pb.PingRequest()])
        self._watch = self._loop.call_later(PING_AFTER_S / 2, self._look)
