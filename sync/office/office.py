"""Opens an office: folder, keys, store and line together, as every online command needs them. Prints nothing."""

import ssl
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from appliance.clock import SystemClock
from appliance.command_line import reason
from sync.office import incidents, mending
from sync.office.choosing import chosen
from sync.office.collecting import Collector
from sync.office.folder import Folder, NotSetUp
from sync.office.incidents import Found
from sync.office.keyring import Keyring
from sync.office.line import OfficeLine
from sync.office.mending import Mended
from sync.office.opening import Opener
from sync.office.readers import roles
from sync.office.readers.log import Log, What
from sync.office.readers.user import ONE_PASSPHRASE
from sync.office.store import Store
from sync.protocol import COLLECT_PLACES_MAX
from sync.transport.proxy import proxy_for
from sync.transport.reckoning import Reckoning
from sync.transport.trust import client_context


class NoSuch(Exception):
    """There is no such building or incident here. `str()` says what there is."""


@dataclass(frozen=True, slots=True)
class Office:
    """An opened office, which all commands work on."""

    folder: Folder
    keyring: Keyring
    store: Store
    mended: Mended | None = None

    @property
    def opener(self) -> Opener:
        """An opener with the keys that there are now."""
        return Opener(self.store, self.keyring)

    @property
    def log(self) -> Log:
        """The log of who read what here."""
        return Log(self.folder.readings, self.keyring.readings)

    @property
    def shows_content(self) -> bool:
        """Whether the person who opened this office may see what a record says."""
        return roles.shows_content(self.keyring.role)

    def check(self, *command: str) -> None:
        """Check that the person who opened this office may run this command and, where it has one, its step. Raises NotYours."""
        if self.keyring.opened_by:
            roles.check(self.keyring.opened_by, self.keyring.role, *command)

    def reads(self, *whats: What) -> None:
        """Note a reading. Call this before anything is shown: when it returns, the note is on the disk. Raises NotNoted."""
        if whats:
            self.log.add(self.keyring.opened_by or ONE_PASSPHRASE, whats, now_ms())

    @asynccontextmanager
    async def line(self) -> AsyncGenerator[OfficeLine]:
        """Open a line to the district. Raises NotSetUp where the access cannot be read."""
        server = self.folder.settings.server
        try:
            context = client_context(self.folder.authority, self.folder.identity, Reckoning(SystemClock()).between_ms)
        except (OSError, ssl.SSLError) as wrong:
            raise NotSetUp(
                f"The access to the district in {self.folder.identity.parent} cannot be read ({reason(wrong)})."
            ) from wrong
        async with OfficeLine.open(server, context, proxy_for(server)) as line:
            yield line

    def collector(self, line: OfficeLine, places: int = COLLECT_PLACES_MAX) -> Collector:
        """Make a collector over this line, with so many places in each answer."""
        return Collector(line, self.store, self.keyring, places)

    def building(self, text: str) -> bytes:
        """Find a building by its name, the beginning of it, or its id. Raises NoSuch."""
        found = chosen(text, incidents.buildings(self.store), lambda: incidents.plan_names(self.store, self.opener))
        if isinstance(found, str):
            raise NoSuch(found)
        return found

    def incident(self, building: bytes, number: int) -> Found:
        """Find an incident by its number. Raises NoSuch."""
        found = incidents.by_number(self.store, building, number)
        if found is None:
            name = incidents.name_of(self.store, building)
            raise NoSuch(
                f"No record {number} of {name} was opened here. Those there are: handbell office list --building '{name}'"
            )
        return found


@contextmanager
def opened(data: Path, passphrase: str, user: str = "", *, mends: bool = False) -> Generator[Office]:
    """Open an office with a user's passphrase, or with the office's own where it has no users. With `mends`, a damaged store is mended
    first. Raises NotSetUp, SecretError, StoreError, OSError.
    """
    folder = Folder(data)
    root = bytes.fromhex(
        folder.settings.root
    )  # read first: an office that is not set up is told so before a passphrase is asked for
    keyring = Keyring.open(data, passphrase, user)
    damaged = mends and mending.is_damaged(folder.database, keyring, root)
    mended = mending.mend(folder.database, keyring, root) if damaged else None
    with Store.open(folder.database, keyring) as store:
        yield Office(folder, keyring, store, mended)


def now_ms() -> int:
    """Give milliseconds since the Unix epoch."""
    return time.time_ns() // 1_000_000
