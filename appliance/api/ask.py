"""What both unix sockets have in common: questions, answers and refusals. Pure values; msgpack inside length-prefixed frames."""

import msgspec


class Reply(msgspec.Struct, frozen=True, kw_only=True, tag="reply"):
    """The answer to one request. `recorded` False: done from memory while the disk is away (promise 2)."""

    request: int
    ok: bool
    code: str = ""
    says: str = ""
    recorded: bool = True


class Refusal(msgspec.Struct, frozen=True, kw_only=True, tag="refusal"):
    """The frame could not be accepted, and why; the line is closed after it."""

    says: str
