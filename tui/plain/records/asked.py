"""Puts a flow about records to a person at the plain console: its parts as questions, and what it makes of the answers."""

from collections.abc import Awaitable, Callable
from copy import replace
from typing import Any

from appliance.flows.flow import AskAgain, Dropped, Flow
from appliance.flows.parts import Given, Option, Part
from appliance.record.typed import Wrong
from tui.plain.records.form import Ask, Form, Puts
from tui.plain.records.prompt import NEEDED, Prompt, chosen_by, yes_no

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

    said: list[str] = []
    part = flow.missing(given)
    if answer and part is not None:
        value = prompt_of(part, given).reads(answer)
        if isinstance(value, Wrong):
            said = [value.says]
        else:
            given = replace(given, parts=given.parts | {part.name: value})
    if flow.missing(given) is None:
        return await answered({})
    return [*said, *puts(_form(flow, given), answered)]


def _form(flow: Flow[Any], given: Given) -> Form:
    return Form(*(_ask(part, given) for part in flow.parts if part.name not in given.parts))


def _ask(part: Part, given: Given) -> Ask:
    def ask(parts: dict[str, Any]) -> Prompt | None:
        now = replace(given, parts=given.parts | parts)
        return None if part.skipped(now) else prompt_of(part, now)

    return ask


def prompt_of(part: Part, given: Given) -> Prompt:
    """Make the question of a part. A long list is not read out, and its names may be numbers."""
    options = part.options(given) if part.options else ()
    sure = {option.value for option in options} == {True, False}
    return Prompt(
        name=part.name,
        question=part.wording(given),
        reads=yes_no if sure else _reads(part, given, options),
        choices=() if sure or part.narrows else options,
        hint=part.hint,
        hidden=part.hidden,
        needed=not part.empty,
        lacking=part.refuses(given, "") or NEEDED,
    )


def _reads(part: Part, given: Given, options: tuple[Option, ...]) -> Callable[[str], Any | Wrong]:
    def reads(text: str) -> Any | Wrong:
        if part.options is not None:
            found = chosen_by(text, options, numbered=not part.narrows)
            return found if isinstance(found, Wrong) else found.value
        why = part.refuses(given, text)
        return Wrong(why) if why else text

    return reads
