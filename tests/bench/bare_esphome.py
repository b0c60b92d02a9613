"""The bare ESPHome shell: it uses the same client library and twins, and writes the same bytes to disk as our presses do, and does nothing
else.

It runs as a process of its own: `bare_esphome.py FOLDER FIRST AGAIN NAMES` connects to every button that the file NAMES lists, one a line:
`name host port`. FIRST lists the sizes of the rows that a button's first press writes, and AGAIN the sizes that any later press writes.
"""

import asyncio
import base64
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from aioesphomeapi import APIClient
from aioesphomeapi.model import EntityState, TextSensorState, UserService
from bare import Shell, text_of_sizes
from buttons import CONTACT, key_of

from hardware.esphome.wire import COUNTS, TELL, parse_counts, receipts_told


class Button:
    """One button's connection."""

    def __init__(self, shell: Shell, name: str, host: str, port: int) -> None:
        self._shell = shell
        self._client = APIClient(host, port, noise_psk=base64.b64encode(key_of(name)).decode())
        self._tell: UserService | None = None
        self._counts = -1
        self._count = 0
        self._ledger = ""

    async def connect(self) -> None:
        await self._client.connect(login=False)
        _, entities, actions = await self._client.device_info_and_list_entities()
        self._counts = next(each.key for each in entities if each.object_id == COUNTS)
        self._tell = next(each for each in actions if each.name == TELL)
        self._client.subscribe_states(self._state)
        while not self._ledger:
            await asyncio.sleep(0.01)
        await self.receipt(0)

    async def receipt(self, count: int) -> None:
        assert self._tell is not None
        receipts = receipts_told({CONTACT: count})
        told = {
            "epoch": 1,
            "phase": "sending",
            "ledger": self._ledger,
            "receipts": receipts,
            "quiet": False,
            "dark": False,
        }
        await self._client.execute_service(self._tell, told)

    def _state(self, state: EntityState) -> None:
        if state.key == self._counts and isinstance(state, TextSensorState):
            counts = parse_counts(state.state)
            count, self._ledger = counts.contacts[CONTACT].count, counts.ledger
            if count > self._count:
                self._count = count
                self._shell.pressed(self, count)


@asynccontextmanager
async def bare(sizes: tuple[Sequence[int], Sequence[int]], where: Mapping[str, tuple[str, int]]) -> AsyncIterator[None]:
    """Run the shell, connected to these buttons."""
    import harness

    async with harness.folder() as folder:
        names = folder / "names"
        names.write_text("".join(f"{name} {host} {port}\n" for name, (host, port) in where.items()))
        process = await harness.script("bare_esphome.py", str(folder), *map(text_of_sizes, sizes), str(names))
        try:
            yield
        finally:
            await harness.stop(process)


async def serve(folder: Path, names: Path, sizes: tuple[Sequence[int], Sequence[int]]) -> None:
    shell = Shell(folder, sizes)
    for line in names.read_text().splitlines():
        name, host, port = line.split()
        await Button(shell, name, host, int(port)).connect()
    print("ready", flush=True)
    await shell.run()


if __name__ == "__main__":
    first, again = ([int(size) for size in text.split(",")] for text in sys.argv[2:4])
    asyncio.run(serve(Path(sys.argv[1]), Path(sys.argv[4]), (first, again)))
