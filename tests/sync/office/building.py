"""Makes a building with a true record, and what a district would give an office of it, including what no honest district would."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.envelope.deposit import Collected, Signed, StoredEntry, Wrap
from appliance.envelope.format import entry_digest
from appliance.envelope.hybrid import PublicKey
from sync.office import believing, incidents, taking
from sync.office.exposing import doubts
from sync.office.keyring import Keyring, OfficeKey, new_key
from sync.office.opening import Opener
from sync.office.pages import take_page
from sync.office.store import Store
from sync.protocol import BoxListed, BuildingListed, Buildings
from tests.appliance.district.office import Office as Signer
from tests.appliance.logbook.box import WALL_MS, Box

NOW_MS = WALL_MS + 3_600_000
NAME = "Cedar Creek"


def public_of(key: OfficeKey) -> PublicKey:
    return key.opening.public


def ring(folder: Path, *keys: OfficeKey) -> Keyring:
    """Make a keyring that is on no disk, so that no test waits for its passphrase."""
    return Keyring(folder / "office.keys", "", b"s" * 32, b"t" * 32, keys or (new_key("Safety office", NOW_MS),))


@dataclass
class Given:
    """What the district gives of a box, in the order it came. Tests change it before the office takes it."""

    building: bytes
    entries: list[StoredEntry] = field(default_factory=list)
    wraps: list[tuple[bytes, Wrap]] = field(default_factory=list)
    receipts: list[Signed] = field(default_factory=list)

    def change(self, number: int, change: Callable[[bytes], bytes]) -> None:
        """Put another entry in the place of this one."""
        at = next(at for at, each in enumerate(self.entries) if each.number == number)
        old = self.entries[at]
        self.entries[at] = StoredEntry(old.building, old.number, change(old.entry), old.received_ms, old.countersigned)

    def page(self) -> Collected:
        return Collected(tuple(self.entries), tuple(self.wraps), tuple(self.receipts), len(self.entries), more=False)


async def given(box: Box, signer: Signer, after: int = 0) -> Given:
    """Give everything honest of a box, with a receipt that covers it."""
    building = box.vault.building
    rows = await box.logbook.reader.after(after, 10_000)
    found = Given(building)
    for number, entry in rows:
        found.entries.append(StoredEntry(building, number, entry, box.wall_ms, countersigned=True))
    for number, recipient, stream, key_no, wrap in await box.logbook.reader.wraps_between(after + 1, rows[-1][0]):
        if recipient not in box.logbook.own_readers:
            found.wraps.append((building, Wrap(number, stream, key_no, recipient, wrap)))
    found.receipts.append(signer.receipt(rows[-1][1], first=after + 1))
    return found


@dataclass
class Desk:
    """An office's store, which takes whatever a test gives it."""

    store: Store
    keyring: Keyring
    signer: Signer
    box: Box

    @property
    def opener(self) -> Opener:
        return Opener(self.store, self.keyring)

    def believes_receipts(self) -> None:
        signed = self.signer.receipt_keys()
        root = self.signer.fingerprint
        with self.store.writing():
            believing.keep(self.store, signed, believing.checked(signed, root))

    def hears(self, signed: Signed) -> None:
        with self.store.writing():
            believing.keep(self.store, signed, believing.checked(signed, self.signer.fingerprint))

    def takes(self, what: Given, *, listed: int | None = None, state: str = "ok", seen_ms: int = NOW_MS) -> None:
        """Take this. `listed` is the head that the district claims; it is the true one unless given."""
        newest = max(what.entries, key=lambda each: each.number, default=None)
        number = newest.number if newest is not None else 0
        digest = entry_digest(newest.entry) if newest is not None and listed in {None, number} else bytes(32)
        vault = self.box.vault
        box = BoxListed(vault.box, vault.device_public, state, number if listed is None else listed, digest, seen_ms)
        with self.store.writing():
            taking.take_listing(self.store, Buildings((BuildingListed(vault.building, NAME, 1, (box,)),)))
            take_page(self.store, self.opener, vault.building, what.page(), NOW_MS)

    def doubts(self, now_ms: int = NOW_MS) -> list[str]:
        return [str(each) for each in doubts(self.store, now_ms)]

    def numbers(self, *, only_open: bool = False) -> list[int]:
        return sorted(each.incident.number for each in incidents.listed(self.store, only_open=only_open))


def says(found: Iterable[str], *words: str) -> bool:
    """Whether one of these sentences has all the words."""
    return any(all(word in each for word in words) for each in found)


def unrelated_signer(box: Box) -> Signer:
    return Signer(box.vault.building, box.vault.box, server=Ed25519PrivateKey.generate())
