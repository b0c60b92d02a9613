"""Decides whether a PIN may be tried, and remembers on disk that it was: a SIM card locks itself after three wrong ones. Knows no wire.

What is kept is a salted hash: enough to know the same PIN again. It hides nothing from somebody who has the box, who has the PIN's own file
too.
"""

import hashlib
import secrets
from pathlib import Path
from typing import Final

import msgspec

from hardware.modem.commands import PIN
from hardware.modem.kept import keep

NAME: Final = "texts-pin.json"
TRIES_OF_A_CARD: Final = 3  # TS 31.101, 9.5.1
_BYTES_MAX: Final = 1024
_ROUNDS: Final = 200_000  # a quarter of a second on a Pi, once at a start

NONE_GIVEN: Final = "The SIM card wants a PIN, and the box has none"
NO_PIN: Final = "The SIM card wants a PIN, and what the box was given is none: a PIN has 4 to 8 digits"
WAS_WRONG: Final = "The SIM card wants a PIN, and the one of the box was wrong. It is not tried again"
NOT_KNOWN: Final = (
    "The SIM card wants a PIN. The one of the box may have been tried already, and nobody knows what came of it. "
    "It is not tried again"
)
LAST_TRY: Final = "The SIM card wants a PIN, and allows one try more. The box leaves that to a person"
NOT_KEPT: Final = "The SIM card wants a PIN. The box cannot write down that it tries it, so it does not"


class Tried(msgspec.Struct, frozen=True):
    """The PIN that was tried last, for which card (its number, "" where the modem does not say it), and what came of it."""

    salt: str
    digest: str
    card: str
    was_wrong: bool = False


class Pins:
    """The PIN of one box. `file` holds it; `folder` keeps what was tried. Both may be None: then there is no PIN, or no memory of it."""

    def __init__(self, file: Path | None, folder: Path | None) -> None:
        self._file = file
        self._path = None if folder is None else folder / NAME
        self._is_damaged = False
        """What was tried cannot be read, so any PIN may have been."""
        self._tried = self._read()

    def given(self) -> str | None:
        """Read the PIN; None if there is no file or nothing in it."""
        if self._file is None:
            return None
        try:
            with self._file.open("rb") as file:
                return file.read(_BYTES_MAX).decode("ascii", "replace").strip() or None
        except OSError:
            return None

    def why_not(self, card: str, tries_left: int | None) -> str:
        """Say why the PIN must not be tried now; "" if it may be. `tries_left` is what the card allows, None if it does not say it."""
        pin = self.given()
        if pin is None:
            return NONE_GIVEN
        if PIN.fullmatch(pin) is None:
            return NO_PIN
        if self._is_tried(pin, card):
            assert self._tried is not None
            if self._tried.was_wrong:
                return WAS_WRONG
            # the power failed while it was tried: a card that allows all its tries did not find it wrong
            return "" if tries_left == TRIES_OF_A_CARD else NOT_KNOWN
        if self._is_damaged and tries_left != TRIES_OF_A_CARD:
            return NOT_KNOWN
        return LAST_TRY if tries_left is not None and tries_left < 2 else ""

    def begins(self, pin: str, card: str) -> str:
        """Write down that this PIN is tried now, before it is. Returns why it must not be tried after all, "" if it may be."""
        salt = secrets.token_hex(16)
        try:
            self._keep(Tried(salt, _digest(pin, salt), card))
        except OSError:
            return NOT_KEPT
        return ""

    def ended(self, *, right: bool) -> None:
        """Write down what came of it. If that cannot be written, the PIN counts as tried."""
        if self._tried is None:
            return
        try:
            self._keep(None if right else msgspec.structs.replace(self._tried, was_wrong=True))
        except OSError:
            return

    def opened(self) -> None:
        """Take in that the card is open: a PIN of which nobody saw what came of it was right, and the card allows all its tries again."""
        if self._tried is not None and not self._tried.was_wrong:
            self.ended(right=True)

    def _is_tried(self, pin: str, card: str) -> bool:
        tried = self._tried
        return tried is not None and tried.card == card and _digest(pin, tried.salt) == tried.digest

    def _keep(self, tried: Tried | None) -> None:
        if self._path is not None:
            if tried is None:
                self._path.unlink(missing_ok=True)
            else:
                keep(self._path, msgspec.json.encode(tried))
        self._tried, self._is_damaged = tried, False

    def _read(self) -> Tried | None:
        if self._path is None:
            return None
        try:
            with self._path.open("rb") as file:
                return msgspec.json.decode(file.read(_BYTES_MAX), type=Tried)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.MsgspecError):
            self._is_damaged = True
            return None


def _digest(pin: str, salt: str) -> str:
    return hashlib.pbkdf2_hmac("sha256", pin.encode(), salt.encode(), _ROUNDS).hex()
