"""Holds `handbell people`: PINs of the plan's people. Asks the running box; reads and writes no file, and keeps no PIN."""

import argparse
import asyncio
import getpass
import sys
import textwrap
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from appliance.api.ask import Ask, Reply
from appliance.api.client_line import LineLost
from appliance.api.desk.client import DeskClient
from appliance.api.desk.people import AskPeople, PinLine, SetPin, TakePin
from appliance.api.desk.plan import AskPlan, PlanFacts
from appliance.command_line import parser_of_steps
from appliance.plan.mistakes import did_you_mean, listed, quoted
from appliance.plan.timezone import timezone_named
from appliance.settings import Settings

ANSWER_WITHIN_S = 10.0  # hashing takes a tenth of a second; the entry may have to wait for a slow card
TRIES_MAX = 3  # of typing a new PIN: whoever has not managed by then should read the rules first
WIDTH = 80
_COLUMNS = (("NAME", 24), ("ID", 14), ("PIN SINCE", 12))


class NotDone(Exception):
    """It was not done; `str()` says why and what to do."""


def main(arguments: list[str]) -> int:
    """List, set and take away the PINs with which people read names and notes. No act of a call needs one.

    Returns the exit code: 0 done; 1 refused; 2 the box could not be asked, or the words not understood.
    """
    asked = _parser().parse_args(arguments)
    does: Callable[[argparse.Namespace], None] = asked.does
    try:
        does(asked)
    except NotDone as refused:
        return _complain(asked.what, str(refused), 1)
    except (KeyboardInterrupt, EOFError):
        return _complain(asked.what, "Ended by you. What stands now: handbell people list", 1)
    except LineLost as lost:
        return _complain(asked.what, str(lost), 2)
    except TimeoutError:
        says = f"The box did not answer within {ANSWER_WITHIN_S:.0f} s. See: systemctl status handbell-alert"
        return _complain(asked.what, says, 2)
    return 0


# ---- what it does


def _list(asked: argparse.Namespace) -> None:
    people = _known(asked.socket)
    _say("\n".join(table(people, asyncio.run(_zone(asked.socket)))))


def _set_pin(asked: argparse.Namespace) -> None:
    person = named(asked.person, _known(asked.socket))  # checked before anybody types a PIN in vain
    if not sys.stdin.isatty():
        given = SetPin(request=0, person=person.person, secret=sys.stdin.readline().rstrip("\n"))
        reply = asyncio.run(_asked(asked.socket, given))
    else:
        reply = _typed(asked.socket, person)
    if not reply.ok:
        raise NotDone(reply.says)
    _say(f"Set. {person.name} now signs in with it at any desk, and can change it there.")
    _warn_if_not_recorded(reply)


def _typed(socket: Path, person: PinLine) -> Reply:
    """Have a person type the PIN twice, and again if it will not do. Raises NotDone, LineLost, TimeoutError."""
    _say("At least 6 digits, or a passphrase of at least 8 characters. Nothing is shown while you type.")
    for _ in range(TRIES_MAX):
        secret = getpass.getpass(f"New PIN or passphrase of {person.name}: ")
        if getpass.getpass("Once more: ") != secret:
            _say("The two were not the same. Type it again.")
            continue
        reply = asyncio.run(_asked(socket, SetPin(request=0, person=person.person, secret=secret)))
        if reply.code != "pin-not-set":
            return reply
        _say(reply.says)
    raise NotDone(f"Not set after {TRIES_MAX} tries. {_stands(person)}")


def _remove(asked: argparse.Namespace) -> None:
    people = _known(asked.socket)
    person = named(asked.person, people)
    if person.since_wall_ms is None:
        raise NotDone(f"{person.name} has no PIN. Nothing was changed.")
    if not asked.yes:
        _confirm(person, last=sum(each.since_wall_ms is not None for each in people) == 1)
    reply = asyncio.run(_asked(asked.socket, TakePin(request=0, person=person.person)))
    if not reply.ok:
        raise NotDone(reply.says)
    _say(f"Taken away. {person.name} stays in the plan and has no PIN.")
    _say(f"A new one: handbell people set-pin {person.person}")
    _warn_if_not_recorded(reply)


def _confirm(person: PinLine, *, last: bool) -> None:
    """Say what follows, and have a person agree to it. Raises NotDone."""
    for line in _what_follows(person, last=last):
        _say(textwrap.fill(line, WIDTH))
    if not sys.stdin.isatty():
        raise NotDone("Nobody is here to confirm that. Nothing was changed. Add --yes to do it all the same.")
    if input(f"Take the PIN of {person.name} away? Type yes: ").strip().casefold() != "yes":
        raise NotDone("Not confirmed. Nothing was changed.")


def _what_follows(person: PinLine, *, last: bool) -> Iterator[str]:
    yield f"{person.name} will read no names and no notes at any desk, from this moment, until they get a new PIN."
    yield "Calls are answered without one, by them too. The record keeps that it was taken away."
    if last:
        yield "Nobody else has one: drills and buttons out of service will then ask nobody for a PIN."


# ---- what it prints, and whom it means


def table(people: tuple[PinLine, ...], zone: tzinfo | None) -> list[str]:
    """List who may sign in with a PIN, since which day, and in which roles; people without a PIN come last. Fits 80 columns."""
    if not people:
        return ["The plan has no people."]
    having = [each for each in people if each.since_wall_ms is not None]
    lines = ["  " + " ".join(f"{name:<{width}}" for name, width in _COLUMNS) + " ROLES"]
    for each in (*having, *(each for each in people if each.since_wall_ms is None)):
        lines += _row(each, zone)
    lines += ["", f"{len(having)} of {len(people)} have a PIN or passphrase. To set one: handbell people set-pin ID"]
    return lines


def named(typed: str, people: tuple[PinLine, ...]) -> PinLine:
    """Find the person by id or name in the plan. Raises NotDone."""
    asked = typed.strip().casefold()
    found = [each for each in people if asked in {each.person.casefold(), each.name.casefold()}]
    if len(found) == 1:
        return found[0]
    if found:
        ids = listed([each.person for each in found])
        raise NotDone(f"Several people of the plan are called {quoted(typed)}: {ids}. Write the id.")
    do = (
        did_you_mean(typed, [name for each in people for name in (each.person, each.name)])
        or "See who there is: handbell people list"
    )
    raise NotDone(f"Nobody in the plan is called {quoted(typed)}, by name or id. {do}")


def _row(person: PinLine, zone: tzinfo | None) -> list[str]:
    """Make a person's row. A mark and a word tell who has no PIN, never a colour."""
    mark = "-" if person.since_wall_ms is None else "="
    cells = zip((person.name, person.person, _since(person, zone)), _COLUMNS, strict=True)
    start = f"{mark} " + " ".join(f"{_clipped(text, width):<{width}}" for text, (_, width) in cells) + " "
    roles = ", ".join(person.roles) or "none"
    return textwrap.wrap(roles, WIDTH, initial_indent=start, subsequent_indent=" " * len(start), break_on_hyphens=False)


def _since(person: PinLine, zone: tzinfo | None) -> str:
    """Give the day: whoever looks for an old PIN needs no more."""
    if person.since_wall_ms is None:
        return "none"
    return datetime.fromtimestamp(person.since_wall_ms / 1000, UTC).astimezone(zone).strftime("%Y-%m-%d")


def _stands(person: PinLine) -> str:
    return "The PIN before it stays." if person.since_wall_ms is not None else f"{person.name} has none."


def _clipped(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


# ---- the box


def _known(socket: Path) -> tuple[PinLine, ...]:
    """Give everybody of the plan. Raises NotDone, LineLost, TimeoutError."""
    answer = asyncio.run(_asked(socket, AskPeople(request=0)))
    if isinstance(answer, Reply):
        raise NotDone(answer.says)
    return answer.people


async def _zone(socket: Path) -> tzinfo | None:
    """Give the building's timezone; None if the plan names none that is known here. Raises LineLost, TimeoutError."""
    async with asyncio.timeout(ANSWER_WITHIN_S), DeskClient.connect(socket, desk=None, client="people") as line:
        facts = await line.ask(AskPlan(request=0))
    return timezone_named(facts.timezone) if isinstance(facts, PlanFacts) else None


async def _asked[A](socket: Path, message: Ask[A]) -> A | Reply:
    """Open a line for one question only: a person may take long to type what the next question needs."""
    async with asyncio.timeout(ANSWER_WITHIN_S), DeskClient.connect(socket, desk=None, client="people") as line:
        return await line.ask(message)


def _parser() -> argparse.ArgumentParser:
    parser = parser_of_steps(prog="handbell people", description=main.__doc__)
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    box = argparse.ArgumentParser(add_help=False)
    default = Settings().desk_socket
    box.add_argument("--socket", type=Path, default=default, help="the desk line of the box (default: %(default)s)")
    listing = what.add_parser("list", parents=[box], help="who of the plan has a PIN, and since when")
    listing.set_defaults(does=_list)
    setting = what.add_parser(
        "set-pin", parents=[box], help="give a person of the plan a PIN (6 digits or more) or a passphrase"
    )
    # The PIN is typed, or comes as one line from a program. It is never an argument, which every process on the box could read.
    setting.add_argument("person", metavar="PERSON", help="by id or name, as the plan has them")
    setting.set_defaults(does=_set_pin)
    removing = what.add_parser("remove", parents=[box], help="take a person's PIN away; the person stays in the plan")
    removing.add_argument("person", metavar="PERSON", help="by id or name, as the plan has them")
    removing.add_argument("--yes", action="store_true", help="do not ask whether this is meant")
    removing.set_defaults(does=_remove)
    return parser


def _warn_if_not_recorded(reply: Reply) -> None:
    if not reply.recorded:
        _say("NOT YET RECORDED: the disk is not writing. Do not switch the box off before it does.")


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


def _complain(what: str, why: str, code: int) -> int:
    print(f"handbell people {what}: {why}", file=sys.stderr)  # noqa: T201
    return code
