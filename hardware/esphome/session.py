"""Holds one connection on which a device has proved its key: what it says by name, and what it is told. Knows nothing of buttons.

The client library does Noise and messages. Everything here happens in its callbacks, in the same turn of the loop that read the
message.
"""

import asyncio
import base64
import logging
import math
from collections.abc import Callable, Mapping

from aioesphomeapi.client import APIClient
from aioesphomeapi.core import (
    APIConnectionError,
    BadNameAPIError,
    EncryptionPlaintextAPIError,
    HandshakeAPIError,
    InvalidEncryptionKeyAPIError,
    ProtocolAPIError,
)
from aioesphomeapi.model import (
    ConnectionClosedEvent,
    EntityState,
    SensorState,
    TextSensorState,
    UserService,
    UserServiceArg,
    UserServiceArgType,
)

from hardware.bounds import SAID_CHARS_MAX, printable
from hardware.esphome.bounded_socket import BoundedSocket, Flooded
from hardware.esphome.peer import Failed, Kind, Peer, Value, Wants
from hardware.signals import UNFORESEEN

# An ESP32 needs a tenth of a second for Noise and as much for its list. The rest is for bad radio.
PROVE_WITHIN_S = 5.0
# The library asks a silent peer after two of these and gives up 4.5 later. That is 13 s; we promise 15.
KEEPALIVE_S = 2.0
CLIENT = "handbell"
CLOSED = "it closed the connection"

KINDS: Mapping[Kind, UserServiceArgType] = {
    "bool": UserServiceArgType.BOOL,
    "int": UserServiceArgType.INT,
    "text": UserServiceArgType.STRING,
    "ints": UserServiceArgType.INT_ARRAY,
}

type Arguments = dict[str, bool | int | float | str | list[bool] | list[int] | list[float] | list[str]]

log = logging.getLogger("handbell.esphome")


class Session:
    """A device that has proved its key. `said` is called with an entity's name and value, which is None if the device does not know it."""

    def __init__(self, client: APIClient, wire: BoundedSocket, peer: Peer) -> None:
        self.peer = peer
        self.mac = ""
        self.firmware = ""
        self.version = ""
        self._client = client
        self._wire = wire
        self._names: dict[int, str] = {}
        self._actions: dict[str, UserService] = {}
        self._said: Callable[[str, Value], None] = _nobody_listens
        self._broke: Failed | None = None

    @classmethod
    async def prove(cls, wire: BoundedSocket, key: bytes, device: str, peer: Peer, wants: Wants) -> "Session":
        """Prove the key, and return the session. Owns the wire from here on. Raises Failed after PROVE_WITHIN_S at the latest."""
        client = _client(key, device, peer)
        session = cls(client, wire, peer)
        try:
            async with asyncio.timeout(PROVE_WITHIN_S):
                client.start_connection_from_socket(wire, log_errors=False)
                await client.finish_connection()
                await session._look(wants)
        except (APIConnectionError, TimeoutError, OSError) as error:
            session.close()
            raise _failed(error, wire, device) from error
        except Exception as error:
            log.exception("our program failed on what %s said", peer)
            session.close()
            raise unforeseen(error) from error
        except BaseException:
            session.close()
            raise
        return session

    @property
    def heard_s(self) -> float:
        """When anything last came from the device (monotonic clock)."""
        return self._wire.heard_s

    def listen(self, said: Callable[[str, Value], None], ended: Callable[[Failed], None]) -> None:
        """Hear everything that the device says from now on, beginning with all that it knows. `ended` is called with the reason, at once
        if the session is over already.
        """
        self._said = said
        self._client.add_connection_closed_callback(lambda event: ended(self._reason(event)))
        try:
            self._client.subscribe_states(self._state)
        except APIConnectionError as error:  # it broke when it was told something for the first time
            ended(_failed(error, self._wire, ""))

    def call(self, action: str, arguments: Arguments) -> None:
        """Tell the device now or never: nothing is queued, and a device that reads nothing is cut off."""
        if self._broke is not None or self._wire.broken or not self._client.is_connected:
            return
        calling = self._client.execute_service(self._actions[action], arguments)
        # There is no response to wait for, so the call ends in its first step. In a task of its own it would be sent later, and out of
        # order.
        try:
            calling.send(None)
            raise AssertionError("telling a device waits for something")
        except StopIteration:
            pass
        except APIConnectionError as error:
            log.debug("%s was not told: %s", self.peer, error)
        except Exception as error:  # noqa: BLE001 - whoever tells it goes on to tell others
            self._break(error)
        finally:
            calling.close()

    async def answers(self, within_s: float) -> bool:
        """Return whether the device is really there. A device that loses power says no goodbye, and its connection stays open for a
        while.
        """
        try:
            async with asyncio.timeout(within_s):
                await self._client.device_info()
        except (APIConnectionError, TimeoutError):
            return False
        return True

    def close(self) -> None:
        """Cut the device off. A broken wire ends by itself; one more write to it would leave the loop watching a closed file."""
        if not self._wire.broken:
            self._client.force_disconnect()
            self._wire.close()

    async def _look(self, wants: Wants) -> None:
        try:
            info, entities, services = await self._client.device_info_and_list_entities()
        # an error of the library itself: it asks the connection for its version, and the connection is already gone
        except TypeError:
            if self._client.is_connected:
                raise
        if not self._client.is_connected:  # the goodbye came in the same bite as the end of the list
            raise APIConnectionError(CLOSED)
        self.mac = printable(info.mac_address.replace(":", "").lower())
        self.firmware = printable(f"{info.project_name} {info.project_version} (ESPHome {info.esphome_version})")
        self.version = info.project_version
        self._names = {
            each.key: each.object_id for each in entities if each.object_id in wants.entities | wants.optional
        }
        self._actions = {each.name: each for each in services if each.name in wants.actions}
        missing = wants.entities - set(self._names.values()) | wants.actions.keys() - self._actions.keys()
        strange = [
            f"{name}: {argument.name}"
            for name, each in self._actions.items()
            for argument in each.args
            if not _can_be_given(argument, wants.actions[name])
        ]
        if missing:
            raise _NotOurs(f"its firmware ({self.firmware}) lacks {', '.join(sorted(missing))}")
        if strange:
            says = ", ".join(map(printable, strange))[:SAID_CHARS_MAX]
            raise _NotOurs(f"its firmware ({self.firmware}) wants what we do not say ({says})")

    def _state(self, state: EntityState) -> None:
        name = self._names.get(state.key)
        if name is None or not isinstance(state, TextSensorState | SensorState):
            return
        if self._broke is not None:
            return
        unknown = state.missing_state or (isinstance(state, SensorState) and math.isnan(state.state))
        try:
            self._said(name, None if unknown else state.state)
        except Exception as error:  # noqa: BLE001 - a fault of ours ends this connection at most, and is named
            self._break(error)

    def _break(self, error: Exception) -> None:
        """Cut the device off after a fault of ours with it, but not while the library is still at work."""
        log.error("our program failed on what %s says or is told", self.peer, exc_info=error)
        self._broke = unforeseen(error)
        asyncio.get_running_loop().call_soon(self.close)

    def _reason(self, event: ConnectionClosedEvent) -> Failed:
        if self._broke is not None:
            return self._broke
        if event.error is None:
            return Failed("", CLOSED)
        return _failed(event.error, self._wire, "")


def unforeseen(error: Exception) -> Failed:
    """Make the failure for a fault of ours that was met with one device."""
    return Failed(
        UNFORESEEN, f"our program failed on what it says or is told ({type(error).__name__}), and it was cut off"
    )


class _NotOurs(APIConnectionError):
    """The key is right, but the firmware is not ours."""


def _can_be_given(argument: UserServiceArg, known: Mapping[str, Kind]) -> bool:
    kind = known.get(argument.name)
    return kind is not None and argument.type == KINDS[kind]


def _client(key: bytes, device: str, peer: Peer) -> APIClient:
    return APIClient(
        peer.address.host,
        peer.address.port,
        client_info=CLIENT,
        keepalive=KEEPALIVE_S,
        noise_psk=base64.b64encode(key).decode(),
        expected_name=device,
        provide_time=False,
        outgoing_connection_target=True,  # otherwise a device that may dial goes on dialling while it is connected
    )


def _failed(error: Exception, wire: BoundedSocket, device: str) -> Failed:
    """Say what was seen, as a failure. Only what a device can do to us is a fault with a word; anything else is just why it is away."""
    if isinstance(wire.broken, Flooded):
        return Failed("flooding", f"it sent {wire.broken}, which no device of ours has to say, and was cut off")
    if wire.broken is not None:
        return Failed("", "it takes nothing of what it is told, and was cut off")
    match error:
        case _NotOurs():
            return Failed("not-ours", str(error))
        case BadNameAPIError():
            says = f"the device there calls itself {error.received_name!r}, not {device!r}"
            return Failed("other-device", says, name=error.received_name)
        case EncryptionPlaintextAPIError():
            return Failed("refused", "the device speaks without encryption: it has no key")
        case InvalidEncryptionKeyAPIError():
            return Failed("refused", "a device used this name without its key")
    if not wire.spoke and not isinstance(error, TimeoutError):
        says = "it takes connections and drops them before a word: all its connections are in use"
        return Failed("slots-taken", says, times=3)
    if isinstance(error, TimeoutError):
        return Failed("garbled", f"it began and did not finish within {PROVE_WITHIN_S:g} s", times=2)
    if isinstance(error, HandshakeAPIError | ProtocolAPIError):
        return Failed("garbled", f"what it says cannot be understood ({str(error)[:120]})")
    return Failed("", str(error)[:120] or type(error).__name__)


def _nobody_listens(name: str, value: Value) -> None:
    raise AssertionError(f"{name} was said before anybody listened")
