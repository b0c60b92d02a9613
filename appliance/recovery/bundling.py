"""Makes the recovery bundle, and makes it anew whenever its content changes. Keeps it in memory only; the keys that open it are not on
this box. It is made in a thread, and if it can wait, while no call is open. Knows no socket.
"""

import asyncio
import logging
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.core.district.commands import NoteRecovery
from appliance.core.district.copies import DAY_MIN
from appliance.core.district.events import RecoveryKeySet, SuccessionKeyNamed
from appliance.engine.engine import Engine
from appliance.engine.old_weeks import Calm
from appliance.envelope import vouching
from appliance.envelope.bundle import About, BundleError, Contents, Sealed, seal
from appliance.envelope.hybrid import KeyBytesError, PublicKey
from appliance.logbook.errors import NotKept
from appliance.logbook.store import Logbook
from appliance.plan.document import to_document
from appliance.recovery.kept_keys import KeptKeys
from appliance.vault.errors import VaultError
from appliance.vault.gathering import Stamp, gathered, stamps
from appliance.vault.kinds import KEY_LEN, OWN, rank_in
from appliance.vault.pairs import Pairs
from appliance.vault.vault import Vault
from appliance.words.troubles import BUNDLE_FAILED

LOOK_EVERY_S = 60.0  # two changes within a minute make one bundle: a plan and its buttons' keys come together
WAIT_FOR_CALM_S = 3600.0  # a call may stay open for long; even so, what a new box needs must not be older than an hour
WAIT_WHEN_LACKING_S = 30.0
"""The wait if there is no bundle, or it lacks a reading key that exists. Until there is a new bundle, nobody could open what is copied,
and calls may stay open for long.
"""
BREATH_S = 0.05  # as long as for other work that can wait
DAILY_MIN = 180  # 03:00: counts and addresses are never older than a day
# a thousand devices take 120 KB; without it a new box finds the devices again by itself
ADDRESS_BOOK_LEN_MAX = 256 * 1024

SUCCESSION_NAME, SERIAL_NAME, PHRASE_NAME = "succession.key", "bundle.serial", "recovery.public"

NOBODY = "Nobody could open it: there is no recovery phrase, and the safety office named no recovery recipient."
NOT_YET = "It is being made."
AS_BEFORE = "as this box did before its record was lost"

log = logging.getLogger("handbell.recovery")


class Given(msgspec.Struct, frozen=True):
    """What comes from elsewhere: the folder of keys, the file that says where devices were met, and what the safety office said."""

    keys: Path
    address_book: Path
    office: Callable[[], Sequence[PublicKey]]
    """The office's offline recovery recipients."""
    root: Callable[[], bytes]
    """The fingerprint of the office that is believed, empty if none is."""


class _Inputs(msgspec.Struct, frozen=True):
    """Everything that, when it changes, asks for a new bundle."""

    recipients: tuple[bytes, ...]
    plan_digest: str
    root: bytes
    weeks: frozenset[str]
    """The weeks that have a reading key."""
    needed: frozenset[str]
    countings: frozenset[tuple[str, str, str]]
    stamps: tuple[Stamp, ...]


class Bundling:
    """Makes the bundle. `run` is its one task; `make` makes a bundle now."""

    def __init__(self, engine: Engine, logbook: Logbook, vault: Vault, keys: KeptKeys, given: Given) -> None:
        self._engine = engine
        self._logbook = logbook
        self._vault = vault
        self._keys = keys
        self._given = given
        self._calm = Calm(engine, BREATH_S)
        self._pairs = Pairs(given.keys, "", OWN.__getitem__)
        self._made_of: _Inputs | None = None
        self._made_ms = 0
        self._needed: frozenset[str] = frozenset()
        """Weeks that went into bundles since the last daily one: what was needed a moment ago may still lie in the copy."""
        self._sealed: Sealed | None = None
        self._since = (b"", 0)
        """The phrase that the newest bundle is for, and the serial of the first one that is."""
        self._making = asyncio.Lock()

    @property
    def serial(self) -> int:
        """The serial of the newest bundle; 0 while there is none."""
        return self._sealed.about.serial if self._sealed is not None else 0

    def take_up(self) -> None:
        """Use again the phrase for which this box seals, if the record lost it: the seed that had it may be destroyed by now. Raises
        nothing.
        """
        if self._phrase():
            return
        try:
            public = self._pairs.verdict(PHRASE_NAME).content
        except (VaultError, OSError) as error:
            log.error("which recovery phrase this box sealed for cannot be read: %s", error)
            return
        if public is not None:
            self._engine.submit(NoteRecovery(fact=RecoveryKeySet(by=AS_BEFORE, public=public)))

    @property
    def to_vouch(self) -> bytes:
        """The statement about this box that whoever has the phrase signs."""
        return vouching.statement(self._vault.building, self._vault.box, self._vault.device_public)

    @property
    def vouched(self) -> bool:
        """Whether somebody has signed it. Raises nothing."""
        try:
            return vouching.holds(self._pairs.verdict(vouching.NAME).content or b"", self.to_vouch)
        except (VaultError, OSError):
            return False

    async def vouch(self, vouched: bytes) -> bool:
        """Keep the signature, so that each bundle brings it along. Return whether it is about this box and was not kept before. Raises
        nothing.
        """
        if not vouching.holds(vouched, self.to_vouch):
            return False
        try:
            if self._pairs.verdict(vouching.NAME).content == vouched:
                return False
            await asyncio.to_thread(self._pairs.write, vouching.NAME, vouched)
        except (VaultError, OSError) as error:
            log.error("that the phrase was typed here cannot be kept: %s", error)
            return False
        return True

    def for_phrase(self, public: bytes) -> int:
        """Give the serial from which on every bundle of this run is for the phrase with this public half; 0 if not even the newest is."""
        return self._since[1] if public and self._since[0] == public else 0

    def given(self, *, outward: bool) -> tuple[bytes, str]:
        """Give the newest bundle, and why there is none or no newer one. `outward`: without the wrap for the phrase, which stays with the
        copy.
        """
        if self._sealed is None:
            heard = self._engine.heard.copy
            return b"", heard.bundle_failed or (NOBODY if heard.nobody else NOT_YET)
        if not outward:
            return self._sealed.pack(), self._engine.heard.copy.bundle_failed or ""
        outside = self._sealed.for_only(each.fingerprint for each in self._given.office())
        return (outside.pack() if outside.wraps else b""), ""  # without a wrap, nobody outside could open it

    async def run(self) -> None:
        """Check again and again whether a bundle is due, until the task is cancelled."""
        while True:
            with suppress(NotKept):  # the disk is away: then nothing is copied either
                if await self._is_due():
                    await self._wait_for_calm()
                    await self.make()
            await asyncio.sleep(LOOK_EVERY_S)

    async def make(self) -> None:
        """Make a bundle of everything as it is now. Raises nothing: a failure is reported as a trouble, and the earlier bundle stays."""
        async with self._making:
            heard = self._engine.heard.copy
            try:
                inputs, recipients, phrase = await self._inputs(), self._recipients(), self._phrase()
                heard.nobody, heard.bundle_failed = not recipients, ""
                if phrase:
                    await asyncio.to_thread(self._pairs.write_again, PHRASE_NAME, phrase)
                if recipients:
                    self._sealed = await self._made(inputs, recipients)
                else:
                    self._sealed = None
                heard.bundle_made = self.serial
                self._note_phrase(phrase)
                self._made_of, self._made_ms = inputs, self._engine.clock.now().wall_ms
            except (BundleError, KeyBytesError, VaultError, OSError) as error:
                heard.bundle_failed = f"The recovery bundle could not be made: {error} {BUNDLE_FAILED.do}"
                log.error("the recovery bundle could not be made: %s", error)

    # ---- when

    async def _wait_for_calm(self) -> None:
        """Wait until nobody calls, or until the bundle must not get any older."""
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        while loop.time() - began_s < (WAIT_WHEN_LACKING_S if self._lacks_keys() else WAIT_FOR_CALM_S):
            with suppress(TimeoutError):
                async with asyncio.timeout(max(LOOK_EVERY_S, 2 * BREATH_S)):
                    await self._calm.wait()
                    return

    def _lacks_keys(self) -> bool:
        """Return whether something that is copied now would open with no key in the newest bundle."""
        return self._made_of is None or not frozenset(self._vault.reading_keys.weeks()) <= self._made_of.weeks

    async def _is_due(self) -> bool:
        now = self._engine.clock.now()
        since_min = None if now.week_minute is None else now.week_minute % DAY_MIN - DAILY_MIN
        # The time is known to the minute: a bundle made in the minute of 03:00, or in the minute before, is the day's bundle.
        daily = since_min is not None and since_min >= 0 and now.wall_ms - self._made_ms > (since_min + 1) * 60_000
        if daily:
            self._needed = frozenset()
        try:
            return daily or await self._inputs() != self._made_of
        except (VaultError, KeyBytesError):
            return True  # `make` then reports the error

    async def _inputs(self) -> _Inputs:
        reading, board = self._vault.reading_keys, self._engine.board
        needed = {week for each in self._keys.recipients if (week := reading.week_for(each)) is not None}
        self._needed = frozenset(reading.weeks()) & (self._needed | needed)
        return _Inputs(
            recipients=tuple(each.fingerprint for each in self._recipients()),
            plan_digest=board.plan_digest,
            root=self._given.root(),
            weeks=frozenset(reading.weeks()),
            needed=self._needed,
            countings=frozenset(board.counters),
            stamps=await asyncio.to_thread(stamps, self._given.keys),
        )

    def _phrase(self) -> bytes:
        key = self._engine.board.recovery.key
        return key.event.public if key is not None else b""

    def _note_phrase(self, public: bytes) -> None:
        """Note that the bundle just made is for this phrase."""
        if self._sealed is None or public != self._since[0]:
            self._since = (public, self.serial) if self._sealed is not None else (b"", 0)

    def _recipients(self) -> list[PublicKey]:
        """Give the recipients, the phrase first. Raises KeyBytesError."""
        public = self._phrase()
        phrase = [PublicKey.from_bytes(public)] if public else []
        return [*{each.fingerprint: each for each in (*phrase, *self._given.office())}.values()]

    # ---- what

    async def _made(self, inputs: _Inputs, recipients: list[PublicKey]) -> Sealed:
        succession = await asyncio.to_thread(self._succession)
        public = succession.public_key().public_bytes_raw()
        self._engine.submit(NoteRecovery(fact=SuccessionKeyNamed(public=public)))
        board, now, (head, digest) = self._engine.board, self._engine.clock.now(), self._logbook.kept
        reading = self._vault.reading_keys
        weeks = {reading.week_for(reading.current(now.wall_ms).public.fingerprint), *inputs.needed} - {None}
        contents = Contents(
            building=self._vault.building,
            box=self._vault.box,
            device_key=self._vault.device_public,
            rank=max(self._vault.rank, board.epoch_rank),
            calls_so_far=board.calls,
            plan=b"",
            root=inputs.root.hex(),
            files=(),
            reading=tuple(
                (week, reading.reading_key(week).seed) for week in sorted(each for each in weeks if each is not None)
            ),
            counts=tuple((*counting, count) for counting, count in sorted(board.counters.items())),
            address_book=b"",
            succession=succession.private_bytes_raw(),
            parents=self._vault.parents,
            recovery=self._phrase(),
        )
        plan = board.index.plan if board.plan_digest else None

        def sealed() -> Sealed:
            whole = msgspec.structs.replace(
                contents,
                plan=to_document(plan) if plan is not None else b"",
                files=gathered(self._given.keys),
                address_book=_small(self._given.address_book),
            )
            about = About(
                self._vault.building,
                self._vault.box,
                self._next_serial(),
                now.wall_ms,
                head,
                digest,
                contents.device_key,
            )
            return seal(whole, about, recipients, self._vault.sign)

        return await asyncio.to_thread(sealed)

    def _succession(self) -> Ed25519PrivateKey:
        """Give the succession key. It is made when first needed, and anew if it is lost: then the earlier key can name nobody any more.
        Raises VaultError.
        """
        verdict = self._pairs.verdict(SUCCESSION_NAME)
        seed = verdict.content
        if seed is None:
            seed = os.urandom(KEY_LEN)
            self._pairs.make_anew(SUCCESSION_NAME, seed)
        return Ed25519PrivateKey.from_private_bytes(seed)

    def _next_serial(self) -> int:
        """Give the next serial. It is kept before it is used: two bundles never have the same. Raises VaultError."""
        serial = max(rank_in(self._pairs.verdict(SERIAL_NAME).content or b""), self.serial) + 1
        self._pairs.write(SERIAL_NAME, b"%d\n" % serial)
        return serial


def _small(path: Path) -> bytes:
    """Read a file; empty if it is missing or too long."""
    with suppress(OSError), path.open("rb") as file:
        content = file.read(ADDRESS_BOOK_LEN_MAX + 1)
        return content if len(content) <= ADDRESS_BOOK_LEN_MAX else b""
    return b""
