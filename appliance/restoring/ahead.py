"""Has the copy of the box that the seed names fetched before anybody asks: then a person is asked only for the phrase. Opens nothing."""

import asyncio
import logging
from pathlib import Path

from appliance.api.restoring.fetching import KeptCopy
from appliance.restoring.expected import replaced
from appliance.restoring.fetching import Fetching
from appliance.restoring.own import is_restored, own_box, own_building
from appliance.settings import Settings
from appliance.swap import READY

AGAIN_AFTER_S = (
    15.0,
    30.0,
    60.0,
    120.0,
    300.0,
)  # a line may be up a minute after the box, and somebody may have to fetch the stick
LOOK_EVERY_S = 2.0
TRIES_MAX = 300  # tries for a day; then a person looks at the screen, or the next start tries again

log = logging.getLogger("handbell.restore")


class Ahead:
    """Fetches ahead; one for the process. `known` are all copies that were seen, `found` the wanted one; `brought` says that it came."""

    def __init__(self, settings: Settings, fetching: Fetching, replaces: Path) -> None:
        self._settings = settings
        self._fetching = fetching
        self._replaces = replaces
        self._running: asyncio.Task[None] | None = None
        self._still = asyncio.Event()
        self._still.set()
        self.known: tuple[KeptCopy, ...] = ()
        self.found: KeptCopy | None = None
        self.brought = False

    @property
    def named(self) -> tuple[bytes, bytes] | None:
        """Building and box of the copy that is wanted. Raises OSError."""
        return replaced(self._replaces)

    @property
    def is_coming(self) -> bool:
        """Whether the copy was seen, and is being brought now."""
        return not self._still.is_set()

    def begin(self) -> None:
        """Begin, unless it is at work or has nothing to do: the seed may have come just now. Raises OSError."""
        owed = self.named is not None and not is_restored(self._settings)
        if (self._running is None or self._running.done()) and not self.brought and owed:
            self._running = asyncio.get_running_loop().create_task(self._run())

    async def done(self, where: tuple[bytes, bytes, str]) -> None:
        """Stop looking: a person is here, and wants the copy at this place. If that copy is coming already, wait for it."""
        if self.found is not None and where == (self.found.building, self.found.box, self.found.where):
            await self._still.wait()
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait([self._running])

    def _has_its_place(self) -> bool:
        """Return whether this box goes on for that box already (`appliance.replacing`). Until then its id may change, and the id is noted
        beside the copy.
        """
        named, waits = self.named, (self._settings.restored / READY).exists()
        return named is not None and not waits and own_building(self._settings) == named[0]

    async def _run(self) -> None:
        told = ""
        for tried in range(TRIES_MAX):
            try:
                while not self._has_its_place():  # noqa: ASYNC110 - another process sees to it, in files
                    await asyncio.sleep(LOOK_EVERY_S)
                says = "" if is_restored(self._settings) else await self._brings()
            except OSError as error:
                says = str(error)
            if self.brought or not says:
                return
            if says != told:
                log.warning("the copy that the seed names was not fetched yet: %s", says)
                told = says
            await asyncio.sleep(AGAIN_AFTER_S[min(tried, len(AGAIN_AFTER_S) - 1)])

    async def _brings(self) -> str:
        """Have the copy brought once. Say why not, or what is wrong with it; it is tried again. Raises OSError."""
        own, named = own_box(self._settings), self.named
        looked = await self._fetching.look(own)
        if looked is None or named is None:
            return "nothing looked for it"
        self.known = looked.copies
        self.found = next((each for each in self.known if (each.building, each.box) == named), None)
        if self.found is None:
            return looked.says or "it lies nowhere that can be reached"
        self._still.clear()
        try:
            fetched = await self._fetching.bring(*named, self.found.where, own)
            self.brought = fetched is not None and fetched.brought
        finally:
            self._still.set()
        if self.brought:
            log.warning("the copy that the seed names was fetched from %s", self.found.where)
        return fetched.says if fetched is not None else "it was not answered"
