"""Holds a console's side of a restore: it asks which copies there are, has one restored, and has it taken up. Opens nothing and keeps no
phrase.
"""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import msgspec

from appliance.api.framing import Framer, LineError, frame
from appliance.api.restoring.messages import (
    FRAME_LEN_MAX,
    FromConsole,
    Looking,
    NotRestored,
    ToConsole,
    to_console,
)

ANSWER_WAIT_S = 120.0  # between two answers: a copy far away of 200 MB takes a minute, and its progress is told

NO_PROCESS = NotRestored(
    "no-process",
    "Nothing at this box restores now. Switch the box off and on where no call is open; district IT looks at systemctl status"
    " handbell-restore.socket",
)
NOT_KNOWN = NotRestored(
    "not-known", "What became of it is not known. Look again; nothing is lost by doing it once more."
)


async def asked(at: Path, question: FromConsole) -> AsyncGenerator[ToConsole]:
    """Give what is being done, again and again, and the answer last. If no answer comes, the last one is NotRestored."""
    try:
        reader, writer = await asyncio.open_unix_connection(str(at))
    except OSError:
        yield NO_PROCESS
        return
    framer = Framer(FRAME_LEN_MAX)
    try:
        writer.write(frame(question))
        while data := await asyncio.wait_for(reader.read(FRAME_LEN_MAX), ANSWER_WAIT_S):
            for each in framer.feed(data):
                told: ToConsole = to_console.decode(each)
                yield told
                if not isinstance(told, Looking):
                    return
    except (OSError, TimeoutError, LineError, msgspec.MsgspecError, UnicodeDecodeError):
        pass  # the last line below says that nothing more is known
    finally:
        writer.close()
    yield NOT_KNOWN
