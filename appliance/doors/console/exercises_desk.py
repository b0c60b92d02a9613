"""Has sets of exercises assigned and scenarios adopted, as an administrator asks. The line checks who may ask; this decides nothing."""

import asyncio
from typing import assert_never

from appliance.api.ask import Reply
from appliance.api.desk.exercises import (
    AdoptScenarioFile,
    AssignSet,
    DropOwnScenario,
    FromDeskOfExercises,
    WithdrawSet,
)
from appliance.core.exercise_sets.commands import (
    AdoptScenario,
    AnyExerciseSetCommand,
    AssignExerciseSet,
    DropScenario,
    WithdrawExerciseSet,
)
from appliance.core.exercise_sets.known import why_not_set
from appliance.doors.console.replies import reply_to
from appliance.engine.engine import Engine
from appliance.plan.document import digest


async def answer(engine: Engine, message: FromDeskOfExercises) -> Reply:
    """Do what is asked; a refusal is a sentence in the answer."""
    match message:
        case AssignSet():
            return await _assign(engine, message)
        case WithdrawSet():
            return await _withdraw(engine, message)
        case AdoptScenarioFile():
            return await _adopt(engine, message)
        case DropOwnScenario():
            return await _drop(engine, message)
        case _:
            assert_never(message)


async def _assign(engine: Engine, message: AssignSet) -> Reply:
    command = AssignExerciseSet(
        name=message.name,
        title=message.title,
        first=message.first,
        last=message.last,
        asked=message.asked,
        by=message.by,
    )
    if why_not := why_not_set(command):
        return Reply(request=message.request, ok=False, code="not-sound", says=why_not)
    return await _done(engine, message.request, command)


async def _withdraw(engine: Engine, message: WithdrawSet) -> Reply:
    return await _done(engine, message.request, WithdrawExerciseSet(name=message.name, by=message.by))


async def _drop(engine: Engine, message: DropOwnScenario) -> Reply:
    return await _done(engine, message.request, DropScenario(scenario=message.scenario, by=message.by))


async def _adopt(engine: Engine, message: AdoptScenarioFile) -> Reply:
    """Read the scenario in a thread, since a long one takes some tenths of a second on a Pi. Refuse it whole where anything is wrong."""
    found = await asyncio.to_thread(_scenario_in, message.document)
    if not found[0]:
        return Reply(request=message.request, ok=False, code="not-sound", says=found[1])
    command = AdoptScenario(
        scenario=found[0], by=message.by, digest=digest(message.document), document=message.document
    )
    return await _done(engine, message.request, command)


async def _done(engine: Engine, request: int, command: AnyExerciseSetCommand) -> Reply:
    return reply_to(request, await engine.submit(command).spoken)


def _scenario_in(document: bytes) -> tuple[str, str]:
    """Give the id of the scenario in a document; or no id, and why it is refused."""
    # imported here, in a thread: no start waits until this is loaded
    from appliance.exercises.parse import parse  # noqa: PLC0415

    try:
        text = document.decode("utf-8")
    except UnicodeDecodeError:
        return "", "The scenario is no text in UTF-8. Save its file as UTF-8."
    parsed = parse(text)
    if parsed.scenario is not None:
        return parsed.scenario.scenario, ""
    first = parsed.mistakes[0]
    return "", f"{first.told('the scenario')} Look for others: handbell exercises check FILE"
