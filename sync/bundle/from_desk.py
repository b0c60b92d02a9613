"""Does a console's side of the stick: asks which sticks there are, and has one written or read. Touches no stick and reads no feed."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import msgspec

from appliance.api.framing import Framer, LineError, frame
from appliance.api.sticks import (
    FRAME_LEN_MAX,
    AskSticks,
    Carried,
    Carry,
    FromConsole,
    Sticks,
    ToConsole,
    to_console,
)

ANSWER_WAIT_S = 30.0  # the longest wait between two answers: a slow stick takes seconds for a megabyte

NO_PROCESS = (
    "Nothing at this box writes sticks: district IT starts it with systemctl enable --now handbell-bundle.socket"
)
NOT_KNOWN = "What became of it is not known. Look at the sticks again; nothing is lost by doing it once more."


async def sticks(at: Path) -> Sticks | str:
    """Give the sticks that are there, or say why they are not known."""
    async for answer in _answers(at, AskSticks()):
        if isinstance(answer, Sticks):
            return answer
        if isinstance(answer, Carried):
            return " ".join(answer.says)
    return NOT_KNOWN


async def carry(at: Path, asked: Carry) -> AsyncGenerator[ToConsole]:
    """Give how far it is, again and again, and last a `Carried`, which has a sentence in any case."""
    async for answer in _answers(at, asked):
        if isinstance(answer, Carried) and answer.says:
            yield answer
            return
        if not isinstance(answer, Carried):
            yield answer
    yield Carried(False, (NOT_KNOWN,))


async def _answers(at: Path, asked: FromConsole) -> AsyncGenerator[ToConsole]:
    try:
        reader, writer = await asyncio.open_unix_connection(str(at))
    except OSError:
        yield Carried(False, (NO_PROCESS,))
        return
    framer = Framer(FRAME_LEN_MAX)
    try:
        writer.write(frame(asked))
        while data := await asyncio.wait_for(reader.read(FRAME_LEN_MAX), ANSWER_WAIT_S):
            for each in framer.feed(data):
                yield to_console.decode(each)
    except (OSError, TimeoutError, LineError, msgspec.MsgspecError, UnicodeDecodeError):
        return
    finally:
        writer.close()
