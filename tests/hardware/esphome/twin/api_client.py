"""A real client of ESPHome's native API for the tests: connected, subscribed, and remembering all it heard."""

import asyncio
import base64
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from aioesphomeapi import APIClient, SensorState, TextSensorState, UserService
from aioesphomeapi.model import DeviceInfo, EntityState

from hardware.esphome import wire
from tests.hardware.running import until


class Client:
    """A connected client. `heard` is every state in order as (entity, value); `says` is the last value of each entity,
    from the first on.
    """

    def __init__(self, api: APIClient) -> None:
        self.api = api
        self.heard: list[tuple[str, str | float]] = []
        self.says: dict[str, str | float] = {}
        self.names: dict[int, str] = {}
        self.unmeasured: set[str] = set()
        self.actions: dict[str, UserService] = {}
        self.closed = asyncio.Event()

    async def subscribe(self) -> None:
        """Subscribe; returns when each entity has said something. On a device that booted a moment ago they speak one after the other."""
        entities, services = await self.api.list_entities_services()
        self.names = {each.key: each.name for each in entities}
        self.actions = {each.name: each for each in services}
        self.api.subscribe_states(self._state)
        await until(lambda: self.says.keys() | self.unmeasured == set(self.names.values()))

    async def info(self) -> DeviceInfo:
        return await self.api.device_info()

    @property
    def counts(self) -> wire.Counts:
        return wire.parse_counts(str(self.says[wire.COUNTS]))

    def count(self, contact: str = "help") -> wire.Count:
        return self.counts.contacts[contact]

    async def tell(
        self,
        phase: str,
        receipts: Mapping[str, int] | None = None,
        *,
        epoch: int = 1,
        ledger: str | None = None,
        quiet: bool = False,
        dark: bool = False,
    ) -> None:
        """Tell a button its phase, with receipts. They are for the ledger that the device last said, unless another is given."""
        told = {"epoch": epoch, "phase": phase, "ledger": ledger or self.counts.ledger, "quiet": quiet, "dark": dark}
        await self.api.execute_service(
            self.actions[wire.TELL], {**told, "receipts": wire.receipts_told(dict(receipts or {}))}
        )

    async def sound(self, pattern: str, *, epoch: int = 1, dark: bool = False) -> None:
        """Tell a sounder what to play."""
        await self.api.execute_service(self.actions[wire.SOUND], {"epoch": epoch, "pattern": pattern, "dark": dark})

    async def until_sounding(self, what: str, within_s: float = 1.0) -> None:
        await until(lambda: self.says[wire.SOUNDING] == what, within_s)

    async def until_lamp(self, lamp: str, within_s: float = 1.0) -> None:
        await until(lambda: self.says[wire.LAMP] == lamp, within_s)

    def _state(self, state: EntityState) -> None:
        assert isinstance(state, TextSensorState | SensorState)
        name = self.names[state.key]
        if not state.missing_state:
            self.heard.append((name, state.state))
            self.says[name] = state.state
        # a number that stays away: the board cannot measure its supply. A missing text only comes later.
        elif isinstance(state, SensorState):
            self.unmeasured.add(name)


@asynccontextmanager
async def connected(
    address: tuple[str, int] | socket.socket, key: bytes | None, *, target: bool = False
) -> AsyncIterator[Client]:
    """Connect a client to this address, or take this connection that the device opened."""
    psk = base64.b64encode(key).decode() if key is not None else None
    if isinstance(address, socket.socket):
        client = Client(APIClient("127.0.0.1", 1, None, noise_psk=psk, outgoing_connection_target=target))
        client.api.start_connection_from_socket(address, on_stop=lambda _: _set(client.closed))
        await client.api.finish_connection(login=True)
    else:
        client = Client(APIClient(*address, None, noise_psk=psk, outgoing_connection_target=target))
        await client.api.connect(on_stop=lambda _: _set(client.closed), login=True)
    try:
        await client.subscribe()
        yield client
    finally:
        await client.api.disconnect(force=True)


async def _set(event: asyncio.Event) -> None:
    event.set()
