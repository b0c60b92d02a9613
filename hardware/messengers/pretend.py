"""Plays the people with pretend telephones, at the outer end of the line: sees what stands there, answers, loses or fails. Knows no
appliance but the path of its line.
"""

import asyncio
import contextlib
from collections.abc import Collection
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from hardware.errors import HardwareError
from hardware.messengers.pretend_line import LINE_BYTES_MAX, Answers, Does, Fails, Holds, Loses, Refused, Shown
from hardware.ports import Message, Reply
from hardware.simulated.sentences import NotUnderstood

WORDS = """With --wire phones, at the socket that `handbell alert --phones` opened (lamps: what stands on each telephone):
  going PHONE            the person at this telephone answers the newest message there: I go
  there PHONE            ... I am there
  cannot PHONE           ... I cannot come
  fails PHONE WHY        this telephone is out of reach; PHONE "all" is the whole way
  mends PHONE            it is in reach again
  loses | delivers       messages are sent and not delivered; or are delivered again
  holds | sends          messages wait; or go out again"""


class PretendPhones:
    """The telephones of a school. `shown` is what stands on them now, by id. A line that breaks is made anew."""

    def __init__(self, at: Path, phones: Collection[str] = ()) -> None:
        self.shown: dict[str, Message] = {}
        self.seen: list[Message] = []
        """Everything that ever stood there, in order, each once for each id."""
        self.refused: list[str] = []
        self._at = at
        self._phones = phones
        self._ids: set[str] = set()
        self._changed = asyncio.Event()
        self._writer: asyncio.StreamWriter | None = None
        self._group = asyncio.TaskGroup()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Begin to keep the line."""
        await self._group.__aenter__()
        self._task = self._group.create_task(self._keep(), name="pretend telephones")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the line."""
        if self._task is not None:
            self._task.cancel()
        await self._group.__aexit__(None, None, None)

    @property
    def connected(self) -> bool:
        """Whether an appliance is at the other end."""
        return self._writer is not None

    def buttons(self) -> Collection[str]:
        """Give the telephones, as `handbell pretend` asks for buttons."""
        return self._phones

    def lamp(self, button: str) -> str:
        """Give what stands on a telephone, in one line."""
        return " | ".join(self.on(button)) or "nothing"

    def on(self, phone: str) -> list[str]:
        """Give the texts on one telephone, the newest last."""
        return [each.text for each in self.shown.values() if each.to == phone]

    async def changed(self) -> None:
        """Wait until something else stands there, or something was refused."""
        self._changed.clear()
        await self._changed.wait()

    def answers(self, phone: str, reply: Reply) -> None:
        """Let the person at a telephone answer the newest message there. Raises HardwareError without a line."""
        self._says(Answers(phone, reply))

    def fails(self, why: str, phone: str = "") -> None:
        """Let one telephone be out of reach, or the whole way; with an empty `why` it is in reach again."""
        self._says(Fails(phone, why))

    def holds(self, *, held: bool) -> None:
        """Let messages wait, or go out again."""
        self._says(Holds(held))

    def loses(self, *, loses: bool) -> None:
        """Let messages be sent and never delivered, or be delivered again."""
        self._says(Loses(loses))

    def _says(self, does: Does) -> None:
        if self._writer is None:
            raise HardwareError(f"nobody is at {self._at}. Start the appliance with --phones {self._at}.")
        self._writer.write(msgspec.json.encode(does) + b"\n")

    async def _keep(self) -> None:
        while True:
            with contextlib.suppress(OSError):
                reader, self._writer = await asyncio.open_unix_connection(self._at, limit=LINE_BYTES_MAX)
                try:
                    await self._hear(reader)
                finally:
                    self._writer.close()
                    self._writer = None
            await asyncio.sleep(0.2)  # as a pretend button dials again

    async def _hear(self, reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            match msgspec.json.decode(line, type=Shown | Refused):
                case Shown(messages):
                    self.seen += [each for message, each in messages.items() if message not in self._ids]
                    self._ids |= messages.keys()
                    self.shown = messages
                case Refused(why):
                    self.refused.append(why)
            self._changed.set()


def phones_of(at: str, roster: str) -> PretendPhones:
    """Make the telephones of `roster`, addresses separated by commas, on the line at the path `at`."""
    return PretendPhones(Path(at), roster.split(","))


def obey(phones: PretendPhones, words: list[str]) -> None:
    """Do one sentence of `WORDS`. Raises NotUnderstood for any other, and while nobody is at the other end."""
    try:
        _obey(phones, words)
    except HardwareError as error:
        raise NotUnderstood(str(error)) from None


def _obey(phones: PretendPhones, words: list[str]) -> None:
    match words:
        case [("going" | "there" | "cannot") as reply, phone]:
            phones.answers(phone, Reply(reply))
        case ["fails", phone, *why] if why:
            phones.fails(" ".join(why), "" if phone == "all" else phone)
        case ["mends", phone]:
            phones.fails("", "" if phone == "all" else phone)
        case [("loses" | "delivers") as how]:
            phones.loses(loses=how == "loses")
        case [("holds" | "sends") as how]:
            phones.holds(held=how == "holds")
        case _:
            raise NotUnderstood(
                "known are going, there, cannot, fails and mends with a telephone; loses, delivers, holds, sends"
            )
