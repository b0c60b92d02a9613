"""Commands one baresip and hears its events (its module ctrl_tcp: netstrings of JSON). Knows no call and no PBX.

A command has `command`, `params` and `token`; its answer has the same `token`. An event has `type`, `id` (of the call) and `param`.
"""

import asyncio
import itertools
import json
from collections.abc import Callable
from typing import Any

import msgspec

ANSWER_WAIT_S = 5.0
"""baresip answers in milliseconds. One that takes seconds hangs, and is killed: a caller would hear nothing for as long."""
LENGTH_DIGITS_MAX = 6
NETSTRING_LEN_MAX = (
    128 * 1024
)  # an event repeats a display name of the caller's, which may fill a message of 64 KiB, escaped

type Answered = Callable[[bool, str], None]


class Event(msgspec.Struct, frozen=True):
    """What baresip told. `call` is SIP's id of the call; empty where it is about none."""

    kind: str
    call: str
    param: str


class NotUnderstood(ValueError):
    """What came is no netstring, or no JSON."""


class Netstrings:
    """Cuts bytes into netstrings: `12:{"event":…},`."""

    def __init__(self) -> None:
        self._held = b""

    def feed(self, data: bytes) -> list[bytes]:
        """Take what was read, give what is whole. Raises NotUnderstood."""
        self._held += data
        whole: list[bytes] = []
        while b":" in self._held[: LENGTH_DIGITS_MAX + 1]:
            digits, rest = self._held.split(b":", 1)
            if not digits.isdigit() or int(digits) > NETSTRING_LEN_MAX:
                raise NotUnderstood(f"no length of a netstring: {digits!r}")
            size = int(digits)
            if len(rest) <= size:
                return whole
            if rest[size : size + 1] != b",":
                raise NotUnderstood("a netstring does not end with a comma")
            whole.append(rest[:size])
            self._held = rest[size + 1 :]
        if len(self._held) > LENGTH_DIGITS_MAX:
            raise NotUnderstood("no netstring")
        return whole


def netstring(command: str, params: str, token: str) -> bytes:
    """Write a command as it travels."""
    text = json.dumps({"command": command, **({"params": params} if params else {}), "token": token}).encode()
    return b"%d:%s," % (len(text), text)


class Control(asyncio.Protocol):
    """The line to one baresip. `event` is called with each event, `lost` once when the line is over, with why."""

    def __init__(self, event: Callable[[Event], None], lost: Callable[[str], None]) -> None:
        self._event, self._lost = event, lost
        self._netstrings = Netstrings()
        self._waiting: dict[str, tuple[Answered, asyncio.TimerHandle]] = {}
        self._tokens = itertools.count(1)
        self._transport: asyncio.Transport | None = None
        self._over = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        try:
            for text in self._netstrings.feed(data):
                self._take(_object(text))
        except NotUnderstood as error:
            self.close(f"it sent what is not understood ({error})")

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self.close("its control line ended")

    def say(self, command: str, params: str = "", then: Answered | None = None) -> None:
        """Run a command. `then` is called with whether it worked, and what was said."""
        if self._over or self._transport is None:
            return
        token = str(next(self._tokens))
        timer = asyncio.get_running_loop().call_later(ANSWER_WAIT_S, self.close, f"it did not answer {command}")
        self._waiting[token] = (then or _nothing, timer)
        self._transport.write(netstring(command, params, token))

    def close(self, why: str) -> None:
        """End the line."""
        if self._over:
            return
        self._over = True
        for _, timer in self._waiting.values():
            timer.cancel()
        self._waiting.clear()
        if self._transport is not None:
            self._transport.abort()
        self._lost(why)

    def _take(self, message: dict[str, Any]) -> None:
        if self._over:
            return
        if message.get("response"):
            waiting = self._waiting.pop(str(message.get("token", "")), None)
            if waiting is not None:
                waiting[1].cancel()
                waiting[0](message.get("ok") is True, str(message.get("data", "")))
        elif message.get("event"):
            self._event(Event(*(str(message.get(name, "")) for name in ("type", "id", "param"))))


def _nothing(worked: bool, said: str) -> None:
    del worked, said


def _object(text: bytes) -> dict[str, Any]:
    """Read an object. A display name may hold any bytes, and baresip passes them on as they came."""
    try:
        value = json.loads(text.decode("utf-8", "replace"), strict=False)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood(f"no JSON: {error}") from None
    if not isinstance(value, dict):
        raise NotUnderstood("no JSON object")
    return value
