"""Remembers which texts went out, on disk before each goes: so that a killed box says none twice. Knows ids of messages, and no number.

A text of which only the beginning is known may have gone out or not. It is *failed*, and says so: whoever knows the call then says it anew
under another id, or to the next person. So nothing is said twice under one id, and nothing is left unsaid in silence.
"""

from pathlib import Path
from typing import Final

import msgspec

from hardware.modem.kept import keep

NAME: Final = "texts-sent.json"
KEPT_MAX: Final = (
    256  # as many as any way remembers (`hardware.messengers.page`): a busy school day has a few dozen calls
)
_BYTES_MAX: Final = 100_000  # 256 of some 100 bytes


class Went(msgspec.Struct):
    """How far one text went: how many parts it has, and the references of those that the network took."""

    of: int
    references: list[int] = msgspec.field(default_factory=list)
    arrived: list[int] = msgspec.field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether the network took all parts."""
        return len(self.references) >= self.of


class Sent:
    """The texts that went out, the newest last. `folder` None keeps them in memory only."""

    def __init__(self, folder: Path | None) -> None:
        self._path = None if folder is None else folder / NAME
        self._went = self._read()

    def of(self, message: str) -> Went | None:
        """Give how far the message of this id went; None if it never began."""
        return self._went.get(message)

    def begins(self, message: str, of: int) -> None:
        """Note that its first part goes out now. Call `write` before it does."""
        self._went.pop(message, None)
        self._went[message] = Went(of)
        while len(self._went) > KEPT_MAX:
            del self._went[next(iter(self._went))]

    def took(self, message: str, reference: int | None) -> None:
        """Note that the network took a part. A modem that does not say its reference cannot say either that it arrived."""
        went = self._went.get(message)
        if went is not None:
            went.references.append(-1 if reference is None else reference)

    def arrived(self, reference: int) -> str | None:
        """Note that the part of this reference arrived, and give its message, the newest that has it; None if there is none."""
        message = self.has(reference)
        if message is not None:
            self._went[message].arrived.append(reference)
        return message

    def has(self, reference: int) -> str | None:
        """Give the newest message with a part of this reference that has not arrived."""
        return next(
            (
                message
                for message, went in reversed(self._went.items())
                if reference in went.references and reference not in went.arrived
            ),
            None,
        )

    def is_delivered(self, message: str) -> bool:
        """Whether all parts arrived."""
        went = self._went.get(message)
        return went is not None and went.whole and len(went.arrived) >= went.of

    def text(self) -> bytes:
        """Give what `write` writes."""
        return msgspec.json.encode(self._went)

    def write(self, text: bytes) -> None:
        """Put it on the disk. Runs in any thread. Raises OSError."""
        if self._path is not None:
            keep(self._path, text)

    def _read(self) -> dict[str, Went]:
        if self._path is None:
            return {}
        try:
            with self._path.open("rb") as file:
                return msgspec.json.decode(file.read(_BYTES_MAX), type=dict[str, Went])
        except (OSError, msgspec.MsgspecError):
            return {}
