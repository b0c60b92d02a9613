"""Holds `handbell record`: one incident out of the box, as a report, as data, as CAP; the notice of an injury at work; a copy for a union
representative; the paper form for the day the box is down. Everything is made in this command's own process: a report that is slow or
large delays no call.
"""

import argparse
import asyncio
import getpass
import sys
import textwrap
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from appliance.api.client_line import LineLost
from appliance.api.records.copies import CopyWanted
from appliance.command_line import parser_of_steps
from appliance.exports.administering import WIDTH, administering, destroyed_lines, due_lines
from appliance.exports.asking import ANSWER_WITHIN_S, LISTED_MAX, Asking, NotGiven, Who, asking
from appliance.exports.cap import Message
from appliance.exports.data import as_bytes
from appliance.exports.ending import Misnamed, format_of
from appliance.exports.form import blank_form
from appliance.exports.formats import FORMATS, PAGES, NotMade, Wish, page_of, pdf_of
from appliance.exports.given_copy import given_copy
from appliance.exports.html import html
from appliance.exports.json_schema import schema
from appliance.exports.plain import plain
from appliance.exports.report import Printed, listed
from appliance.plan.ids import DeskId, PersonId
from appliance.record.words import ItemId
from appliance.settings import Settings

NAMED = 0o600
"""Rights of a report's file: it names people, so only its owner may read it. With the usual umask everybody could."""


class CannotWrite(Exception):
    """Nothing was written. `str()` says why, and what to do."""


def main(arguments: list[str]) -> int:
    """List, show and export the records of incidents, or print the blank paper form.

    Returns the exit code: 0 shown or written; 1 the box refused, or the file was not written; 2 the box could not be asked.
    """
    asked = _parser().parse_args(arguments)
    try:
        asyncio.run(_COMMANDS[asked.what](asked))
    except (NotGiven, CannotWrite, Misnamed, NotMade) as error:
        return _complain(str(error), 1)
    except EOFError:  # Ctrl+D where a PIN or a word was asked for
        return _complain("Nothing was typed, so nothing was done.", 1)
    except LineLost as lost:
        return _complain(str(lost), 2)
    except TimeoutError:
        return _complain(
            f"The box did not answer within {ANSWER_WITHIN_S:.0f} s. See: systemctl status handbell-alert", 2
        )
    return 0


async def _form(asked: argparse.Namespace) -> None:
    form = blank_form()
    for file, kind in ((asked.pdf, "pdf"), (asked.html, "html")):
        if file is not None:
            format_of(file, kind)
    if asked.pdf is not None:
        _write(pdf_of(form), asked.pdf, asked.force)
    if asked.html is not None:
        _write(html(form).encode(), asked.html, asked.force)
    if asked.pdf is None and asked.html is None:
        _write(plain(form).encode(), None, asked.force)


async def _schema(asked: argparse.Namespace) -> None:
    if asked.output is not None:
        format_of(asked.output, "json")
    _write(as_bytes(schema()), asked.output, asked.force)


async def _list(asked: argparse.Namespace) -> None:
    async with asking(asked.socket, _who(asked)) as line:
        records, more = await line.records(unfinished=not asked.all)
        zone = await _zone_of(asked, line)
    whose = [f"Times are those of {zone}."] if records else []
    _write("".join(f"{each}\n" for each in (*whose, *listed(records, zone))).encode(), None)
    if more:
        says = f"These are the newest {LISTED_MAX}. An older one is shown by its number: handbell record show NUMBER"
        print(says, file=sys.stderr)  # noqa: T201


async def _show(asked: argparse.Namespace) -> None:
    await _give(asked, "text")


async def _export(asked: argparse.Namespace) -> None:
    await _give(asked, _form_of(asked, "html", tuple(FORMATS)))


async def _notice(asked: argparse.Namespace) -> None:
    """Make the notice of an injury at work, ready to sign."""
    await _give(asked, _form_of(asked, "text", PAGES), notice_for=asked.person_hurt)


async def _copy(asked: argparse.Namespace) -> None:
    """Make a copy for a union representative, once the box wrote down that it is given."""
    format_ = _form_of(asked, "text", PAGES)
    who = _who(asked)
    basis = "details-removed" if asked.details_removed else "consent"
    async with asking(asked.socket, who) as line:
        await _has_power(format_, line)
        copy = await line.copy(asked.number, CopyWanted(to=asked.to, basis=basis, consent_of=asked.consent_of))
        reader, zone = await _reader(line, who), await _zone_of(asked, line)
    item = copy.given.item
    print(f"The record says now that this copy was given: {item} of record {asked.number}.", file=sys.stderr)  # noqa: T201
    printed = Printed(at_ms=time.time_ns() // 1_000_000, zone=zone, reader=reader)
    try:
        _write(page_of(given_copy(copy, printed), format_), asked.output, asked.force)
    except CannotWrite as error:
        raise CannotWrite(f"{error} Write into {item} that the copy was not given, and try again.") from error


def _form_of(asked: argparse.Namespace, otherwise: str, known: tuple[str, ...]) -> str:
    """Give the format that is wanted, before the box writes down that somebody read. Raises Misnamed, CannotWrite."""
    if asked.output is None:
        form: str = asked.format or otherwise
        if form == "pdf" and sys.stdout.isatty():
            raise CannotWrite("A PDF is nothing for a terminal. Name a file for it: -o FILE")
        return form
    form = format_of(asked.output, asked.format, known)
    _free(asked.output, asked.force)
    return form


async def _destroy(asked: argparse.Namespace) -> None:
    """List what is due. Unless only the list is wanted, ask once more and have it destroyed."""
    async with administering(asked.socket) as line:
        due = await line.due()
        print("\n".join(due_lines(due)))  # noqa: T201
        if not due.due or asked.dry_run:
            return
        if due.why_not:
            raise CannotWrite(due.why_not)
        if not (asked.yes or _sure(len(due.due))):
            raise CannotWrite("Nothing was destroyed.")
        print("\n".join(destroyed_lines(await line.destroy())))  # noqa: T201


async def _forgetting(asked: argparse.Namespace) -> None:
    async with asking(asked.socket, _who(asked)) as line:
        said = await line.forgetting(asked.number)
    wrapped = [part for each in said for part in textwrap.wrap(each, WIDTH)]
    _write("".join(f"{part}\n" for part in wrapped).encode(), None)


def _sure(records: int) -> bool:
    """Ask for a word, not a key: nobody can bring back what is destroyed."""
    if not sys.stdin.isatty():
        raise CannotWrite("Nothing was destroyed: nobody is at the terminal to say so. Add --yes where that is meant.")
    asks = f"Destroy what is due of {records} record{'' if records == 1 else 's'} for ever? Type destroy: "
    return input(asks).strip() == "destroy"


async def _give(asked: argparse.Namespace, format_: str, notice_for: ItemId | None = None) -> None:
    who = _who(asked)
    async with asking(asked.socket, who) as line:
        await _has_power(format_, line)
        shown = await line.record(asked.number, asked.reason)
        reader = await _reader(line, who)
        zone = await _zone_of(asked, line)
    printed = Printed(at_ms=time.time_ns() // 1_000_000, zone=zone, reader=reader)
    message = Message(asked.message.capitalize()) if format_ == "cap" else Message.ALERT
    _write(FORMATS[format_].make(shown, Wish(printed, message, notice_for)), asked.output, asked.force)


async def _has_power(format_: str, line: Asking) -> None:
    """Check, before the box writes down that somebody read, that there is power for this format. Raises CannotWrite."""
    if FORMATS[format_].costs_power and await line.spares_power():
        raise CannotWrite("No PDF now: on low battery. Export it as html or text, or when power is back.")


async def _reader(line: Asking, who: Who) -> str:
    if who.person is None:
        return "somebody who did not sign in"
    return await line.name_of(who.person)


async def _zone_of(asked: argparse.Namespace, line: Asking) -> tzinfo:
    """Give the timezone asked for; otherwise the building's, whatever this system's own is."""
    chosen: ZoneInfo | None = asked.timezone
    return chosen if chosen is not None else await line.zone(_system_zone())


def _who(asked: argparse.Namespace) -> Who:
    """Read who asks. A person types the PIN without echo, or a program sends one line. It is never an argument, which every process on
    the box could read.
    """
    if asked.person is None:
        return Who(asked.desk)
    return Who(asked.desk, asked.person, _typed(asked.person))


def _typed(person: PersonId) -> str:
    if sys.stdin.isatty():
        return getpass.getpass(f"PIN or passphrase of {person}: ")
    return sys.stdin.readline().rstrip("\n")


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        says = f"there is no timezone {name!r}; they are called like America/Denver"
        raise argparse.ArgumentTypeError(says) from error


def _system_zone() -> ZoneInfo:
    """Give this system's timezone with its summer times, so that a record of June has June's offset even in December."""
    try:
        with Path("/etc/localtime").open("rb") as file:
            return ZoneInfo.from_file(file, key="this machine")
    except OSError:
        return ZoneInfo("UTC")


def _free(path: Path, force: bool) -> None:
    """Check that the path is free. Raises CannotWrite if something is there already and may not be replaced; a folder never may."""
    if path.is_dir():
        raise CannotWrite(f"{path} is a folder. Name a file in it.")
    if not path.parent.is_dir():
        raise CannotWrite(f"There is no folder {path.parent}. Make it first, or name another.")
    if path.exists() and not force:
        raise CannotWrite(f"{path} is there already and was left as it is. Name another file, or add --force.")


def _write(made: bytes, path: Path | None, force: bool = False) -> None:
    """Write into this file, new and for its owner only; to the terminal if it is None."""
    if path is None:
        sys.stdout.buffer.write(made)
        sys.stdout.flush()
        return
    _free(path, force)
    new = path.with_name(f"{path.name}.new")
    try:
        new.unlink(missing_ok=True)
        new.touch(NAMED, exist_ok=False)
        new.write_bytes(made)
        new.replace(path)  # whole or not at all
    except OSError as error:
        with suppress(OSError):  # half a report names the same people as a whole one, and takes room on a full disk
            new.unlink(missing_ok=True)
        raise CannotWrite(f"{path} could not be written ({error.strerror}).") from error
    print(f"Written: {path}", file=sys.stderr)  # noqa: T201


def _parser() -> argparse.ArgumentParser:
    parser = parser_of_steps(prog="handbell record", description=main.__doc__)
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    writes = argparse.ArgumentParser(add_help=False)
    writes.add_argument("--force", action="store_true", help="replace a file that is there already")
    output = argparse.ArgumentParser(add_help=False)
    output.add_argument("-o", "--output", type=Path, metavar="FILE", help="write to this file (default: the terminal)")
    box = _asking_parser()
    numbered = argparse.ArgumentParser(add_help=False)
    numbered.add_argument("number", type=int, metavar="NUMBER", help="the record, by the number people say")
    one = argparse.ArgumentParser(add_help=False, parents=[numbered])
    one.add_argument(
        "--reason", default="", help="read what your roles do not: for this reason, of which the administrator is told"
    )
    form = what.add_parser("form", parents=[writes], help="the blank paper form; needs no box")
    form.add_argument("--pdf", type=Path, metavar="FILE", help="as PDF, to print")
    form.add_argument("--html", type=Path, metavar="FILE", help="as HTML")
    what.add_parser("schema", parents=[writes, output], help="the JSON Schema of exported data; needs no box")
    listing = what.add_parser("list", parents=[box], help="records that are not finished, those of open calls first")
    listing.add_argument("--all", action="store_true", help="the finished ones, too")
    show = what.add_parser("show", parents=[box, one], help="one record, in this terminal")
    show.set_defaults(output=None, force=False)
    forgetting = what.add_parser(
        "forgetting", parents=[box], help="what this building will forget, as the office has it"
    )
    forgetting.add_argument("number", type=int, nargs="?", metavar="NUMBER", help="what keeps this record here")
    export = what.add_parser("export", parents=[box, one, writes, output], help="one record, as a file")
    export.add_argument("--format", choices=FORMATS, help="default: what FILE ends in; html in the terminal")
    export.add_argument(
        "--message",
        type=str.lower,
        choices=[each.lower() for each in Message],
        default=Message.ALERT.lower(),
        help="for cap: alert, the call as it came (default); update; cancel, it is over",
    )
    _notice_parser(what, [box, one, writes, output])
    _copy_parser(what, [box, numbered, writes, output])
    _destroying_parser(what)
    return parser


def _notice_parser(
    what: "argparse._SubParsersAction[argparse.ArgumentParser]", parents: list[argparse.ArgumentParser]
) -> None:
    notice = what.add_parser("notice", parents=parents, help="the notice of an injury at work, ready to sign")
    notice.add_argument("--format", choices=PAGES, help="default: what FILE ends in; text in the terminal")
    notice.add_argument(
        "--for",
        dest="person_hurt",
        type=ItemId,
        default=ItemId(""),
        metavar="PERSON",
        help="who was hurt, such as person-2; wanted where several of the staff were",
    )


def _copy_parser(
    what: "argparse._SubParsersAction[argparse.ArgumentParser]", parents: list[argparse.ArgumentParser]
) -> None:
    copy = what.add_parser(
        "copy",
        parents=parents,
        help="make a copy for a union representative, once the box has written down to whom it is given and why",
        description="Make a copy for a union representative, once the box has written down to whom it is given and why.",
    )
    copy.add_argument("--to", required=True, metavar="NAME", help="the union representative who gets it")
    basis = copy.add_mutually_exclusive_group(required=True)
    basis.add_argument(
        "--details-removed",
        action="store_true",
        help="without everything about students, and without all that was typed",
    )
    basis.add_argument(
        "--consent-of",
        default="",
        metavar="NAMES",
        help="with all that you may read: a parent of each student in it, or the student, consented in writing",
    )
    copy.add_argument("--format", choices=PAGES, help="default: what FILE ends in; text in the terminal")


def _destroying_parser(what: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    destroy = what.add_parser("destroy", help="destroy what is due by the district's schedule; for administrators")
    destroy.add_argument(
        "--due", action="store_true", required=True, help="what the schedule in the plan says, and no more"
    )
    destroy.add_argument("--dry-run", action="store_true", help="only list it, and why")
    destroy.add_argument("--yes", action="store_true", help="do not ask once more")
    destroy.add_argument(
        "--socket", type=Path, default=Settings().desk_socket, help="the desk line of the box (default: %(default)s)"
    )


def _asking_parser() -> argparse.ArgumentParser:
    box = argparse.ArgumentParser(add_help=False)
    socket = Settings().desk_socket
    box.add_argument("--socket", type=Path, default=socket, help="the desk line of the box (default: %(default)s)")
    box.add_argument("--desk", type=DeskId, required=True, help="the desk of the plan you are at")
    box.add_argument(
        "--as", dest="person", type=PersonId, metavar="PERSON", help="read as this person; their PIN is asked"
    )
    box.add_argument("--timezone", type=_zone, help="of the times (default: the building's)")
    return box


def _complain(why: str, code: int) -> int:
    print(f"handbell record: {why}", file=sys.stderr)  # noqa: T201
    return code


_COMMANDS: dict[str, Callable[[argparse.Namespace], Coroutine[None, None, None]]] = {
    "form": _form,
    "schema": _schema,
    "list": _list,
    "show": _show,
    "export": _export,
    "notice": _notice,
    "copy": _copy,
    "destroy": _destroy,
    "forgetting": _forgetting,
}
