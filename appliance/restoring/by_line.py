"""Holds `handbell restore here`: does what key R does at a console, typed on a line, even if the box already has a record of its own. It
asks the process that restores (`serving.py`), which has all that is needed; whoever may act at a desk may ask. Opens nothing, keeps no
phrase.
"""

import asyncio
import getpass
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path

from appliance.api.restoring.asking_words import asking_words
from appliance.api.restoring.client import asked
from appliance.api.restoring.laid_words import laid_words
from appliance.api.restoring.messages import (
    PHRASE_LEN_MAX,
    AskCopies,
    Asking,
    AskOffice,
    Copies,
    Copy,
    FromConsole,
    Laid,
    Looking,
    NotRestored,
    RestoreFrom,
    TakenUp,
    TakeUp,
    ToConsole,
)

WIDTH = 80
YES = "yes"
NOTHING_CHANGED = "Nothing was changed."
SET_ASIDE = "What this box recorded itself is set aside, and not deleted."


def restore_here(at: Path, *, by_office: bool = False, give_up: bool = False) -> int:
    """Restore step by step. `at`: the socket of the process that restores. `by_office`: over the district's line, by the safety office's
    act; `give_up`: stop asking for that. Give the exit code: 0 the box begins anew, 1 it does not, or not yet.
    """
    if give_up:
        return _ended(_answer(at, AskOffice(stop=True)))
    found = _answer(at, AskOffice() if by_office else AskCopies())
    if isinstance(found, Asking):
        since = _clock(found.since_ms)
        for line in asking_words(found.code, since, found.entries, found.refused, came=found.handover):
            _say(line)
        _say("Type the same again, to hear how far it is and to go on. To ask no more: handbell restore here --give-up")
        return 1
    laid: ToConsole | None = found
    if isinstance(found, Copies):
        laid = found.laid if found.laid is not None else _laid(at, found)
    if not isinstance(laid, Laid):
        return _ended(laid)
    for line in (*laid_words(laid, _clock(laid.copy_ms) if laid.copy_ms else ""), SET_ASIDE):
        _say(line)
    if _typed(f"Type {YES} to go on in place of the former box: ").casefold() != YES:
        _say("It stays laid ready: handbell restore here")
        return 1
    answer = _answer(at, TakeUp())
    if not isinstance(answer, TakenUp):
        return _ended(answer)
    _say(answer.says)
    return 0


def _laid(at: Path, found: Copies) -> ToConsole | None:
    """Restore from the copy that a person chooses; None if there is no copy, or they choose none."""
    if found.says or not found.copies:
        _say(found.says or "No copy of a box is here.")
    if not found.copies:
        return None
    for place, copy in enumerate(found.copies, start=1):
        _say(f"{place}. {_copy_words(copy)}")
    chosen = _typed("Which one? Type its number: ")
    if not chosen.isdecimal() or not 0 < int(chosen) <= len(found.copies):
        _say("That is none of these numbers.")
        return None
    phrase = _typed("The twelve words of the recovery phrase, with blanks between. Nothing is shown: ", hidden=True)
    return _answer(at, RestoreFrom(found.copies[int(chosen) - 1].name, phrase[:PHRASE_LEN_MAX]))


def _copy_words(copy: Copy) -> str:
    written = f", written at {_clock(copy.written_ms)}" if copy.written_ms else ""
    return f"{copy.where}{written}{', ANOTHER BOX BEGAN WITH IT' if copy.used else ''}"


def _answer(at: Path, question: FromConsole) -> ToConsole:
    async def last() -> ToConsole:
        told: ToConsole | None = None
        async for told in asked(at, question):
            if isinstance(told, Looking):
                _say(told.says)
        assert told is not None, "there is an answer, or that there is none"
        return told

    return asyncio.run(last())


def _ended(answer: ToConsole | None) -> int:
    if isinstance(answer, NotRestored):
        _say(answer.says)
    _say(NOTHING_CHANGED)
    return 1


def _typed(prompt: str, *, hidden: bool = False) -> str:
    """Read what a person types, or what is piped in. It is never read from the command line, which others could see."""
    if not sys.stdin.isatty():
        _say(prompt.rstrip())
        return sys.stdin.readline(PHRASE_LEN_MAX + 1).strip()
    return (getpass.getpass(prompt) if hidden else input(prompt)).strip()


def _clock(wall_ms: int) -> str:
    return datetime.fromtimestamp(wall_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")


def _say(text: str) -> None:
    print(textwrap.fill(text, WIDTH, break_on_hyphens=False), flush=True)  # noqa: T201
