"""Asks the running box for something, for a command that adopts documents, and says in one sentence what came of it or why not. Knows no
document.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from appliance.command_line import said
from appliance.core.listed.known import BY_CHARACTERS_MAX

if TYPE_CHECKING:
    from appliance.api.ask import Ask, Reply

ANSWER_WITHIN_S = 15
"""Reading a document takes a tenth of a second on a Pi, and a stalled disk may hold up the entry; then a person wants to hear something."""
ADMINISTRATOR = "administrator"
"""Who signs where nobody is named: whoever may use the command at all."""


class NotDoneError(Exception):
    """It was not done. `code` is the exit code; the message says why and what to do."""

    def __init__(self, says: str, code: int = 1) -> None:
        super().__init__(says)
        self.code = code


def signer(by: str) -> str:
    """Give the name of whoever signs, as it was typed after --by. Raises NotDoneError where it is no name."""
    name = " ".join(by.split())
    if not 0 < len(name) <= BY_CHARACTERS_MAX or not name.isprintable():
        raise NotDoneError(f"--by: give first and last name, in at most {BY_CHARACTERS_MAX} characters.", 2)
    return name


def do(socket: Path, message: "Ask[Reply]", done: str, look: str) -> None:
    """Ask the box for something, and say that it is `done`. `look` is the command that tells what counts now. Raises NotDoneError where it
    is not done.
    """
    reply = ask(socket, message, look)
    if not reply.ok:
        raise NotDoneError(f"Not done. {reply.says or 'The box gave no reason.'}")
    if not reply.recorded:
        done += " NOT YET RECORDED: the disk is not writing. Do not switch the box off before it does."
    sys.stdout.write(f"{done}\n")


def ask[A](socket: Path, message: "Ask[A]", look: str) -> "A | Reply":
    """Ask the box. `look` as in `do`. Raises NotDoneError where it does not answer."""
    # imported here: checking files loads neither asyncio nor the desk line
    import asyncio  # noqa: PLC0415

    from appliance.api.client_line import LineLost  # noqa: PLC0415
    from appliance.api.desk.client import DeskClient  # noqa: PLC0415

    async def asked() -> "A | Reply":
        async with asyncio.timeout(ANSWER_WITHIN_S), DeskClient.connect(socket, desk=None, client="adopting") as line:
            return await line.ask(message)

    try:
        return asyncio.run(asked())
    except (LineLost, OSError) as lost:
        if not isinstance(lost, TimeoutError):
            raise NotDoneError(said(lost), 2) from lost
        says = f"The box did not answer within {ANSWER_WITHIN_S} s. What counts now: {look}"
        raise NotDoneError(says, 2) from lost
    except KeyboardInterrupt as ended:
        raise NotDoneError(f"Ended by you. What counts now: {look}") from ended


def when_and_by(at_ms: int, by: str = "") -> str:
    """Write when something was adopted, and by whom where that may be known: "2026-08-13 07:40 UTC by R. Ortiz"."""
    return f"{datetime.fromtimestamp(at_ms / 1000, UTC):%Y-%m-%d %H:%M} UTC{f' by {by}' if by else ''}"
