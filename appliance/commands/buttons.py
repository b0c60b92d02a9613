"""Holds `handbell buttons`: list, adopt, test, retire, take over buttons. Talks to the running daemon and changes nothing itself.
`handbell buttons provision` is separate: it makes files, and needs no daemon.
"""

import argparse
import asyncio
import re
import sys
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from appliance.api.ask import Reply
from appliance.api.client_line import LineLost
from appliance.api.desk.buttons import AdoptButton, AskButtons, TakeOver
from appliance.api.desk.client import DeskClient
from appliance.buttons.adopting import KeyFileError, adopt, read_key
from appliance.buttons.table import span, table
from appliance.buttons.walk_test import NotArmed, walk_test
from appliance.command_line import parser_of_steps, said
from appliance.core.devices.commands import PutBackInService, TakeOutOfService
from appliance.core.ground.rejections import Rejection
from appliance.plan.devices import NAME_PREFIX, SAFE
from appliance.plan.ids import AreaName, ButtonId, RoomId
from appliance.plan.model import Contact, Kind, Wire
from appliance.settings import Settings

ANSWER_WITHIN_S = 30.0  # the box takes up to 20 s to give a device its key; everything else it answers in milliseconds

_DURATION = re.compile(r"(?:(?P<hours>\d{1,3})h)?(?:(?P<minutes>\d{1,4})(?:m|min))?", re.ASCII)


class NotDone(Exception):
    """The box refused; `str()` says why and what to do."""


def main(arguments: list[str]) -> int:
    """List, adopt, test, retire and take over buttons; make the files of new ones.

    Returns the exit code: 0 done or passed; 1 refused or not passed; 2 the box could not be asked, or the words not understood.
    """
    if arguments[:1] == ["provision"]:
        from appliance.buttons.provision import provision  # noqa: PLC0415 (listing buttons must not pay for it)

        return provision(arguments[1:])
    asked = _parser().parse_args(arguments)
    try:
        return asyncio.run(_COMMANDS[asked.what](asked))
    except (NotDone, NotArmed) as refused:
        return _complain(asked.what, str(refused), 1)
    except TimeoutError:
        says = f"The box did not answer within {ANSWER_WITHIN_S:.0f} s. See: systemctl status handbell-alert"
        return _complain(asked.what, says, 2)
    except BrokenPipeError:  # nobody reads what is printed
        raise
    except (LineLost, KeyFileError, OSError) as error:
        return _complain(asked.what, said(error), 2)
    except KeyboardInterrupt:
        return _complain(asked.what, "Ended by you.", 1)


async def _list(asked: argparse.Namespace) -> int:
    async with _line(asked.socket) as line, asyncio.timeout(ANSWER_WITHIN_S):
        known = await line.known(AskButtons(request=0))
    if asked.json:
        _say(msgspec.json.format(msgspec.json.encode(known)).decode())
    else:
        _say("\n".join(table(known)))
    return 0


async def _adopt(asked: argparse.Namespace) -> int:
    key = None if asked.key_file is None else read_key(asked.key_file)
    wish = AdoptButton(
        request=0,
        device=asked.device,
        room=RoomId(asked.room),
        button=ButtonId(asked.button or asked.device.removeprefix(NAME_PREFIX)),
        contacts=asked.contacts,
        key=key,
        address=asked.address,
        safe=asked.safe,
        family=asked.family,
        part=asked.part,
        wires=tuple(asked.wires),
        duty=asked.duty,
        area=AreaName(asked.area),
        near=RoomId(asked.near),
    )
    async with _line(asked.socket) as line:
        return 0 if await adopt(line, wish, _say) else 1


async def _test(asked: argparse.Namespace) -> int:
    async with _line(asked.socket) as line:
        passed = await walk_test(line, ButtonId(asked.button), _say)
    if passed:
        _say(f"PASSED: {asked.button} was pressed and heard.")
        return 0
    _say(f"FAILED: {asked.button} was not tested. See: handbell buttons list")
    return 1


async def _retire(asked: argparse.Namespace) -> int:
    button = ButtonId(asked.button)
    if asked.back:
        await _does(asked.socket, PutBackInService(button=button))
        _say(f"{button} is back in service. To prove it: handbell buttons test {button}")
        return 0
    if not asked.by or not asked.second:
        raise NotDone(f"{Rejection.TWO_PEOPLE_NEEDED.says} Write: --by PERSON --and PERSON")
    if not asked.reason.strip():
        raise NotDone("Say why it goes out of service, for the record. Write: --reason WORDS")
    people = (asked.by, asked.second)
    out = TakeOutOfService(button=button, people=people, ends_after_s=asked.ends_after_s, reason=asked.reason)
    await _does(asked.socket, out)
    _say(
        f"{button} is out of service for {span(asked.ends_after_s * 1000)}, then comes back by itself; its lamp says so.\n"
        "It rings all the same when it is pressed. Tell the people in its room to use the phone meanwhile.\n"
        f"Back sooner: handbell buttons retire {button} --back"
    )
    return 0


async def _take_over(asked: argparse.Namespace) -> int:
    async with _line(asked.socket) as line, asyncio.timeout(ANSWER_WITHIN_S):
        reply = await line.ask(TakeOver(request=0))
    _was_done(reply)
    _say(reply.says)
    return 0


async def _does(socket: Path, command: TakeOutOfService | PutBackInService) -> None:
    """Have the box do it. Raises NotDone, LineLost, TimeoutError."""
    async with _line(socket) as line, asyncio.timeout(ANSWER_WITHIN_S):
        _was_done(await line.act(command))


def _was_done(reply: Reply) -> None:
    if not reply.ok:
        raise NotDone(reply.says)
    if not reply.recorded:
        _say("NOT YET RECORDED: the disk is not writing. Do not switch the box off before it does.")


@asynccontextmanager
async def _line(socket: Path) -> AsyncGenerator[DeskClient]:
    """Open a line at no desk: it acts in the administrator's name, and makes no desk attended."""
    async with DeskClient.connect(socket, desk=None, client="buttons") as line:
        yield line


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


def _complain(what: str, says: str, code: int) -> int:
    print(f"handbell buttons {what}: {says}", file=sys.stderr)  # noqa: T201
    return code


def _parser() -> argparse.ArgumentParser:
    parser = parser_of_steps(prog="handbell buttons", description="Buttons: which there are, and their care.")
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    box = argparse.ArgumentParser(add_help=False)
    default = Settings().desk_socket
    box.add_argument("--socket", type=Path, default=default, help="the desk line of the box (default: %(default)s)")
    listing = what.add_parser("list", parents=[box], help="every button, strangers, and places without a button")
    listing.add_argument("--json", action="store_true", help="for programs")
    _add_adopt(what.add_parser("adopt", parents=[box], help="take a device into service and prove it by a press"))
    test = what.add_parser("test", parents=[box], help="wait two minutes for one press that is a test")
    test.add_argument("button", metavar="BUTTON", help="its id in the plan")
    _add_retire(what.add_parser("retire", parents=[box], help="take a button out of service for a while, or back"))
    what.add_parser(
        "take-over",
        parents=[box],
        help="make buttons obey this box that refuse it: they obeyed another box, or a wrong clock",
    )
    what.add_parser("provision", add_help=False, help="make firmware files, keys, plan entries and labels from a list")
    return parser


def _add_adopt(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("device", metavar="DEVICE", help="the name it goes by, as in `handbell buttons list`")
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--room", default="", help="the room's id in the plan")
    place.add_argument("--duty", default="", metavar="WORDS", help="the duty a pendant goes with, in place of a room")
    near = parser.add_mutually_exclusive_group()
    near.add_argument("--area", default="", metavar="NAME", help="the area of that duty, as the plan names it")
    near.add_argument("--near", default="", metavar="ROOM", help="a room near which that duty is")
    parser.add_argument(
        "--button", metavar="ID", help="its id in the plan (default: the device's name without handbell-)"
    )
    parser.add_argument(
        "--contacts",
        type=_contacts,
        default=(),
        metavar="help=assist,...",
        help="what each contact asks for (default: help=assist, and hold=emergency where holding can be told)",
    )
    parser.add_argument(
        "--safe",
        action="store_true",
        help="it has a contact *safe* too, which answers a room check-in and calls nobody",
    )
    parser.add_argument(
        "--part",
        default="",
        help="the name printed on a radio transmitter, such as EN1223S; without it, the one it says it is, which never ends in -60",
    )
    parser.add_argument("--family", default="", help="of a device on a wire that was not heard yet")
    parser.add_argument(
        "--wire",
        dest="wires",
        type=_wire,
        action="append",
        default=[],
        metavar="help=PLACE",
        help="where a contact is, if it was not heard there, such as help=west-io/1/2 (may be written again)",
    )
    parser.add_argument("--key-file", type=Path, metavar="FILE", help="the key the device has already")
    parser.add_argument(
        "--address", default="", metavar="HOST[:PORT]", help="where it is, if it is not found by itself"
    )


def _add_retire(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("button", metavar="BUTTON", help="its id in the plan")
    parser.add_argument("--back", action="store_true", help="put it back in service")
    parser.add_argument("--by", default="", metavar="PERSON", help="one person of the plan, by id or name")
    parser.add_argument("--and", dest="second", default="", metavar="PERSON", help="another person of the plan")
    parser.add_argument("--for", dest="ends_after_s", type=_seconds, default=0, metavar="2h", help="at most 4h")
    parser.add_argument("--reason", default="", help="why, for the record")


def _contacts(text: str) -> tuple[Contact, ...]:
    contacts: list[Contact] = []
    for each in text.split(","):
        name, _, kind = each.strip().partition("=")
        if name == SAFE:
            raise argparse.ArgumentTypeError(f"{SAFE!r} calls nobody and is no contact of a call; write --safe instead")
        if not name or kind not in {known.value for known in Kind}:
            kinds = ", ".join(Kind)
            raise argparse.ArgumentTypeError(f"{each!r} is not CONTACT=KIND, such as help=assist; kinds are {kinds}")
        contacts.append(Contact(name, Kind(kind)))
    return tuple(contacts)


def _wire(text: str) -> Wire:
    contact, _, at = text.partition("=")
    if not contact or not at:
        raise argparse.ArgumentTypeError(f"{text!r} is not CONTACT=PLACE, such as help=west-io/1/2")
    return Wire(contact, at)


def _seconds(text: str) -> int:
    found = _DURATION.fullmatch(text)
    if not text or found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no length of time; write it like 2h, 45m or 1h30m")
    return int(found["hours"] or 0) * 3600 + int(found["minutes"] or 0) * 60


_COMMANDS: dict[str, Callable[[argparse.Namespace], Coroutine[None, None, int]]] = {
    "list": _list,
    "adopt": _adopt,
    "test": _test,
    "retire": _retire,
    "take-over": _take_over,
}
