"""Holds the event streams of browsers: one for each paired thing, each with a short queue. A slow reader is cut; nobody waits for it.

Knows no daemon and no HTTP: it gives out bytes of server-sent events.
"""

import asyncio
import hmac
import secrets
from collections.abc import Callable, Mapping

import msgspec

QUEUE_MAX = 32
"""Events that wait for one browser. A beat comes every 2.5 s, so a browser that has not read for over a minute is cut; it then connects
anew and sees what holds now.
"""

WORD_LEN = 16  # bytes of chance

type Fields = Mapping[str, object]


def event(name: str, fields: Fields) -> bytes:
    """Give one server-sent event. JSON of msgspec has no line break in it."""
    return b"event: " + name.encode() + b"\ndata: " + msgspec.json.encode(fields) + b"\n\n"


def same(word: str, other: str) -> bool:
    """Compare two words, in a time that tells nothing of them."""
    return hmac.compare_digest(word.encode(), other.encode(errors="replace"))


class Stream:
    """The stream of one browser. `cut` ends its connection at once. Only who hears the stream knows its `word`: whoever asks for something
    with it has the browser's key.
    """

    def __init__(self, name: str, cut: Callable[[], None]) -> None:
        self.name = name
        self.word = secrets.token_hex(WORD_LEN)
        self._cut = cut
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._over = False

    def say(self, content: bytes) -> None:
        """Send this as soon as the browser takes it; cut a browser that does not read."""
        if self._over:
            return
        if self._queue.qsize() >= QUEUE_MAX:
            self._over = True
            self._cut()
            return
        self._queue.put_nowait(content)

    def end(self, content: bytes = b"") -> None:
        """Send this as the last."""
        if not self._over:
            self._over = True
            if content:
                self._queue.put_nowait(content)
            self._queue.put_nowait(None)

    async def next(self) -> bytes | None:
        """Wait for what is to be sent next. None: the stream is over."""
        return await self._queue.get()


class Streams:
    """All open streams, by the id of what the browser is paired as. The same browser may open a second one, as at a reload: the newest
    counts.
    """

    def __init__(self) -> None:
        self._open: dict[str, Stream] = {}

    def __len__(self) -> int:
        return len(self._open)

    def __contains__(self, name: object) -> bool:
        return name in self._open

    def hears(self, name: str, word: str) -> bool:
        """Return whether this is the word of the stream that this name has now."""
        stream = self._open.get(name)
        return stream is not None and same(stream.word, word)

    def add(self, stream: Stream) -> None:
        """Take a stream in, and end another of the same name."""
        before = self._open.pop(stream.name, None)
        self._open[stream.name] = stream
        if before is not None:
            before.end(event("elsewhere", {}))

    def drop(self, stream: Stream) -> bool:
        """Take a stream out. Return whether its name has no stream now: then nobody shows it any more."""
        if self._open.get(stream.name) is not stream:
            return False
        del self._open[stream.name]
        return True

    def say(self, name: str, content: bytes) -> None:
        """Say something to one."""
        if (stream := self._open.get(name)) is not None:
            stream.say(content)

    def end(self, name: str, content: bytes) -> None:
        """Say the last to one."""
        if (stream := self._open.get(name)) is not None:
            stream.end(content)

    def say_all(self, content: bytes) -> None:
        """Say something to all. The bytes are made once."""
        for stream in [*self._open.values()]:
            stream.say(content)

    def end_all(self, content: bytes) -> None:
        """Say the last to all."""
        for stream in [*self._open.values()]:
            stream.end(content)
