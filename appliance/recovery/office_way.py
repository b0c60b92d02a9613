"""Keeps this box's request to the safety office for what another box had: whose place it takes, since when, and the key for the sealing.

    restoring/key        seed of the key pair (X-Wing), 32 bytes; the office seals for its public half
    restoring/asked      building and former box, and since when
    restoring/offered/   what came meanwhile (`offered`)
    restoring/given-up   somebody said that nothing is to be asked for

All of it is deleted once the place is taken (`swap`). Believes nothing that came, and opens no entry.
"""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from appliance.api.discreet import Discreet
from appliance.core.ground.words import RestoredBy
from appliance.envelope.handover import code_of
from appliance.envelope.hybrid import KeyBytesError, PrivateKey
from appliance.logbook.predecessor import predecessor_in
from appliance.settings import Settings
from appliance.vault import files, folders

KEY, ASKED, OFFERED, GIVEN_UP, LOCK = "key", "asked", "offered", "given-up", "asking.lock"


class Asked(msgspec.Struct, frozen=True, array_like=True, tag="asked-1"):
    """What was asked. `box`: the box whose place it is. `since_ms`: by this box's wall clock."""

    building: bytes
    box: bytes
    since_ms: int


class Wanted(Discreet, frozen=True):
    """What is asked for, and the key pair for which it is to be sealed. Prints no key."""

    asked: Asked
    private: PrivateKey

    def __repr__(self) -> str:
        return f"Wanted({self.asked})"

    @property
    def code(self) -> str:
        """The code that people tell the safety office by telephone."""
        return code_of(self.asked.building, self.private.public.raw)


def wanted(settings: Settings) -> Wanted | None:
    """Give what this box asks for; None if it asks for nothing."""
    folder = settings.restoring
    try:
        asked = msgspec.msgpack.decode((folder / ASKED).read_bytes(), type=Asked)
        return Wanted(asked, PrivateKey.from_bytes((folder / KEY).read_bytes()))
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, KeyBytesError):
        return None


def ask(settings: Settings, building: bytes, box: bytes, now_ms: int) -> Wanted:
    """Ask for it from now on. If it is asked for already, nothing changes: the code that was told stays. Raises VaultError, OSError."""
    with _one_at_a_time(settings):
        return _ask(settings, Asked(building, box, now_ms))


def ask_by_itself(settings: Settings, now_ms: int) -> Wanted | None:
    """Ask if this box took another box's place and has nothing of its record. None if not, or if somebody said that nothing is to be
    asked for. Raises VaultError, OSError.
    """
    whose = place_taken(settings)
    if whose is None or is_given_up(settings):
        return None
    with _one_at_a_time(settings):
        return None if is_given_up(settings) else _ask(settings, Asked(*whose, now_ms))


def give_up(settings: Settings) -> None:
    """Ask no more, until somebody asks again. What was sealed for the key can never be opened again. Raises VaultError, OSError."""
    with _one_at_a_time(settings):
        files.write(settings.restoring / GIVEN_UP, b"")
        _forget(settings)


def _ask(settings: Settings, asked: Asked) -> Wanted:
    known = wanted(settings)
    if known is not None and (known.asked.building, known.asked.box) == (asked.building, asked.box):
        return known
    _forget(settings)
    files.remove(settings.restoring / GIVEN_UP)
    private = PrivateKey.generate()
    files.write(settings.restoring / KEY, private.seed)
    files.write(settings.restoring / ASKED, msgspec.msgpack.encode(asked))
    return Wanted(asked, private)


def _forget(settings: Settings) -> None:
    folder = settings.restoring
    files.remove(folder / ASKED)
    files.destroy(folder / KEY)
    shutil.rmtree(folder / OFFERED, ignore_errors=True)


@contextmanager
def _one_at_a_time(settings: Settings) -> Iterator[None]:
    """Lock, because a box and a console may ask at the same moment: both must tell the same code."""
    with (settings.data / LOCK).open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        folders.open_folder(settings.restoring)
        yield


def place_taken(settings: Settings) -> tuple[bytes, bytes] | None:
    """Give the building and box whose place this box took with nothing of its record; None if it took no place, or has the record."""
    before = predecessor_in(settings.logbook)
    if before is None or before.way is not RestoredBy.NOTHING:
        return None
    return before.building, before.box


def is_given_up(settings: Settings) -> bool:
    """Return whether somebody said that nothing is to be asked for."""
    return (settings.restoring / GIVEN_UP).exists()
