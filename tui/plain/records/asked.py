"""Puts a flow about records to a person at the plain console: its parts as questions, and what it makes of the answers."""

from collections.abc import Awaitable, Callable
from copy import replace
from typing import Any

from appliance.flows.flow import AskAgain, Dropped, Flow
from appliance.flows.parts import Given, Part
from appliance.record.typed import Wrong
from tui.plain.asking.form import Ask, Form, Puts, only, put
from tui.plain.asking.prompt import Prompt
from tui.plain.records.prompt import of_part

type Does[Wanted] = Callable[[Wanted], Awaitable[list[str]]]
"""Asks the box for what a flow wants, and says what became of it."""


async def asked[Wanted](
    puts: Puts, flow: Flow[Wanted], given: Given, does: Does[Wanted], answer: str = ""
) -> list[str]:
    """Ask for every part that is missing, then do the act. `answer` was typed after the command, and may say the first part."""

    async def answered(parts: dict[str, Any]) -> list[str]:
        left_out = {part.name: "" for part in flow.parts}
        whole = replace(given, parts=left_out | given.parts | parts)
        match wanted := flow.make(whole):
            case AskAgain(why=why, parts=again):
                return [why, *await asked(puts, flow, whole.without(set(again)), does)]
            case Dropped(says=says) | str(says):
                return [says]
            case _:
                return await does(wanted)

    asks = (_ask(part, given) for part in flow.parts if part.name not in given.parts)
    return await put(puts, Form(*asks, ahead=answer), answered)


def _ask(part: Part, given: Given) -> Ask:
    def ask(parts: dict[str, Any]) -> Prompt | None:
        now = replace(given, parts=given.parts | parts)
        return None if part.skipped(now) else of_part(part, now)

    return ask


SKIP = "skip"


def not_saved(
    puts: Puts, why: str, again: Callable[[], Awaitable[list[str]]], skipped: Callable[[], list[str]]
) -> list[str]:
    """Nothing is lost: what was answered is tried again by an empty line, or left out by a word."""

    async def decided(given: dict[str, Any]) -> list[str]:
        return skipped() if SKIP in given else await again()

    return [f"Not saved. {why}", *puts(Form(only(_TRY_AGAIN)), decided)]


def _skips(text: str) -> Any | Wrong:
    return True if text.casefold() == SKIP else Wrong("Your answer is kept here meanwhile.")


_TRY_AGAIN = Prompt(
    name=SKIP, question=f"Press Enter alone to try again, or type {SKIP} to leave it out.", reads=_skips
)
