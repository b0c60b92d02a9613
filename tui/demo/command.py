"""`handbell demo`: in a terminal the console with a pretend school to press in; without one, a scripted morning."""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Coroutine

from appliance.words.roles import ROLES
from tui.command import COLUMNS_MIN, LINES_MIN
from tui.demo.before import DOORS
from tui.demo.console import PRESSES, DemoConsole
from tui.demo.morning import NotSeen, morning
from tui.demo.school import PIN, PROGRAM, WITH_PIN, School

STANDARD_STREAMS = (0, 1, 2)  # by number: while the console runs, the names in `sys` are its own


def main(arguments: list[str]) -> int:
    """Show Handbell at work: a pretend school, its alert daemon and the office console."""
    parser = argparse.ArgumentParser(prog="handbell demo", description=main.__doc__)
    parser.add_argument("--script", action="store_true", help="the scripted morning, also in a terminal")
    asked = parser.parse_args(arguments)
    alone = asked.script or not (sys.stdin.isatty() and sys.stdout.isatty())
    try:
        asyncio.run(_until_told_to_stop(_scripted() if alone else _console()))
    except (NotSeen, RuntimeError, TimeoutError) as error:
        print(f"handbell demo: {error or 'a step took too long'}", file=sys.stderr)  # noqa: T201
        return 1
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 130
    return 0


async def _until_told_to_stop(demo: Coroutine[None, None, None]) -> None:
    """A closed terminal or SIGTERM ends the demo like a person would: processes stopped, folder removed."""
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, _leave_the_terminal, task)
    await demo


def _leave_the_terminal(task: asyncio.Task[None]) -> None:
    """The window was closed. Whatever is still drawn goes nowhere: writing to a terminal that is gone would hold the console up."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in STANDARD_STREAMS:
        os.dup2(nowhere, standard)
    task.cancel()


async def _scripted() -> None:
    async with School.opened() as school:
        await morning(school)


async def _console() -> None:
    print("Starting a pretend school. Half a minute may pass before it runs.", flush=True)  # noqa: T201
    async with School.opened() as school:
        await school.serve_pages()
        await school.prepare_afterwards()
        await school.prepare_before()
        pipe = school.folder / "press"
        print(await _how_to_press(school, str(pipe)))  # noqa: T201
        print("Press Enter to open the office console (Ctrl+Q ends it, once no call is open). ", end="", flush=True)  # noqa: T201
        if await _enter():
            await DemoConsole(school, pipe).run_async()


async def _enter() -> bool:
    """Wait for a line; False when the input ends instead. In the loop and not in a thread, which Ctrl+C would wait for."""
    loop, typed = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(sys.stdin.fileno(), typed.set)
    try:
        await typed.wait()
    finally:
        loop.remove_reader(sys.stdin.fileno())
    return bool(sys.stdin.readline())


async def _how_to_press(school: School, pipe: str) -> str:
    people = "\n".join(f"    {each}, {_roles(school, each)}" for each in WITH_PIN)
    keys = "\n".join(f"    {key.upper():<4} {label}" for key, (_, label) in PRESSES.items())
    return f"""
{school.plan.building} is running in {school.folder}.
Its {len(school.wall_buttons())} wall buttons are pretend, their wire is not: each calls the box over the
network, proves its own key and talks encrypted, as real ones do (ESPHome's
protocol). The office console needs a window of {COLUMNS_MIN} columns by {LINES_MIN} lines.

To press a button, in the console:
{keys}
or in a second terminal:
    echo press B202-wall help > {pipe}
    echo unplug B206-wall > {pipe}
or, for the one-way pendant in the gym, which is a real HTTPS device:
    {await _curl(school)}

Afterwards E opens the record of the call. To read names, and what is owed (8):
O and a name, then O again, READ NAMES AND NOTES, and the PIN {PIN}.
It is the PIN of
{people}

Before a call: 6 shows the gaps of the coming week, and ? every key. The codes
of the cards that hang at the doors (2, then D) are in the file
    {school.folder / DOORS}

A computer in Room 204 can call too, in a browser, and the desk in the hall can be
one. At the console, 2 and then P gives a code for either; for a second one give the
browser another folder. Start it so, since it must know the name of the box:
    {school.pages.browser_line}

A second desk, line by line, in a second terminal:
    handbell console --plain --desk hall --socket {school.desk_socket}
"""


def _roles(school: School, name: str) -> str:
    return ", ".join(
        ROLES[role].title.lower() for each in school.plan.people if each.name == name for role in each.roles
    )


async def _curl(school: School) -> str:
    """The signed curl line, made by the appliance's own command so that it is the one IT would use."""
    arguments = ("webhook", "curl", "C120-pendant", "help", "1", "--url", f"https://{school.webhook}")
    where = ("--data", str(school.folder / "data"), "--key", "C120-pendant")
    process = await asyncio.create_subprocess_exec(*PROGRAM, *arguments, *where, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    return out.decode().strip()
