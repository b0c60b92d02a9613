"""The commands of `handbell district` about who belongs to it: tokens, certificates for people, buildings. Ask the running server."""

import argparse
import shlex
from collections.abc import Collection
from pathlib import Path

from appliance.command_line import json_lines
from appliance.envelope.building_name import differ, same_building
from appliance.envelope.deposit import Refused
from sync import administration, protocol
from sync.district import for_programs
from sync.district.asking import ask
from sync.district.authority import make_request
from sync.district.folder import Folder, make_folder, replace, write_new
from sync.district.listed import ListUnreadable, names_in
from sync.district.printed import CannotDo, answered, local_time, of_data, say
from sync.district.tables.tokens import TOKEN_VALID_S_MAX

DAY_S = 24 * 3600


def enrol(asked: argparse.Namespace, folder: Folder) -> None:
    """Make a token for a box or for each building of a list, or a certificate for a person."""
    if bool(asked.name) == bool(asked.list):
        raise CannotDo("name one building, office or administrator; or give a list of buildings with --from.")
    if asked.list:
        _enrol_all(asked, folder)
    elif asked.office or asked.admin:
        _certify(asked, folder, protocol.Role.OFFICE if asked.office else protocol.Role.ADMIN)
    else:
        _enrol_one(asked, folder)


def buildings(asked: argparse.Namespace, folder: Folder) -> None:
    """List every building and box."""
    fleet = _fleet(folder)
    if asked.json:
        say(*json_lines(for_programs.buildings(fleet)))
        return
    for box in fleet.boxes:
        seen = f"last seen {local_time(box.last_seen_ms)}" if box.last_seen_ms else "never seen"
        closed = f", closed since {local_time(box.building_closed_ms)}" if box.building_closed_ms else ""
        say(
            f"{box.name}{closed}: {_STATES.get(box.state, box.state)}, {seen}, {box.number} entries here, {_word_of(box)}"
        )
        serial = f", serial {box.certificate_serial}" if box.certificate_serial else ""
        say(
            f"    building {box.building}  box {box.box}  certificate until {local_time(box.certificate_until_ms)}{serial}"
        )
        if (other := _other_name(box, of_data(asked))) is not None:
            say(f"    {other}")
    for name in fleet.waiting:
        say(f"{name}: a token waits for its box")
    if not fleet.boxes and not fleet.waiting:
        say("No building is enrolled yet: handbell district enrol NAME")


def token(asked: argparse.Namespace, folder: Folder) -> None:
    """Withdraw a token, or all that wait for a building."""
    body = administration.WithdrawalAsked(asked.token)
    done = answered(ask(folder.socket, "POST", protocol.TOKENS_WITHDRAWN, administration.TokensWithdrawn, body))
    say("Withdrawn: 1 token." if done.count == 1 else f"Withdrawn: {done.count} tokens.")


def building(asked: argparse.Namespace, folder: Folder) -> None:
    """Rename a building, close it or open it again."""
    body = administration.BuildingAsked(asked.name, asked.do, getattr(asked, "new_name", ""))
    answered(ask(folder.socket, "POST", protocol.BUILDINGS, protocol.Kept, body))
    match asked.do:
        case "rename":
            say(f"{asked.name} is {asked.new_name} from now on. Tokens that waited for its box serve no more.")
        case "close":
            say(f"{asked.name} is closed: no box is enrolled there. What its box has on its way is kept as ever.")
        case _:
            say(f"{asked.name} is open again.")


def add_words(what: "argparse._SubParsersAction[argparse.ArgumentParser]", data: argparse.ArgumentParser) -> None:
    """Add the parsers of these commands."""
    _add_enrol(what.add_parser("enrol", parents=[data], help="a token for a box, or a certificate for an office"))
    listing = what.add_parser("buildings", parents=[data], help="every building and box: state, last seen, backlog")
    listing.add_argument("--json", action="store_true", help="for programs: one array of objects")
    tokens = what.add_parser("token", help="take a token back that was not used").add_subparsers(
        dest="do", required=True, metavar="WHAT"
    )
    withdraw = tokens.add_parser("withdraw", parents=[data], help="it serves no more")
    withdraw.add_argument(
        "token", metavar="TOKEN", help="the token; or a building's name, for all that wait for its box"
    )
    changes = what.add_parser("building", help="rename a building, close it, or open it again").add_subparsers(
        dest="do", required=True, metavar="WHAT"
    )
    for do, says in (
        ("rename", "give it another name"),
        ("close", "no box is enrolled there any more"),
        ("reopen", "boxes are enrolled there again"),
    ):
        change = changes.add_parser(do, parents=[data], help=says)
        change.add_argument("name", metavar="NAME", help="as `handbell district buildings` shows it")
        if do == "rename":
            change.add_argument("new_name", metavar="NEW", help="its name from now on")


def _word_of(box: administration.BoxSeen) -> str:
    """Say what waits at the box and which version it runs; only the box knows that."""
    if not box.backlog_said_ms:
        return "it has not said yet what waits there and what version it runs"
    said = f"{box.backlog} more wait there, as it said at {local_time(box.backlog_said_ms)}"
    return f"{said}, version {box.version}" if box.version else said


def _enrol_one(asked: argparse.Namespace, folder: Folder) -> None:
    given = answered(_token_for(asked, folder, asked.name))
    say(
        f"Token for one box of {asked.name}, good until {local_time(given.until_ms)}, shown only now:\n\n  {given.token}\n\n"
        f"The box also needs the district's certificate: {folder.keys / 'authority.pem'}"
    )
    fleet = _fleet(folder)
    for other in sorted({box.name for box in fleet.boxes} | set(fleet.waiting)):
        if other != asked.name and same_building(other, asked.name):
            say(
                f"There is a building {other!r}, too. If it is the same, take this token back (handbell district token withdraw) and use"
                " that name."
            )
    for box in fleet.boxes if asked.replace else ():
        if box.box == asked.replace.lower():
            say(
                f"It takes the place of the box {box.box}. Where there is no copy of that one's record, its seed needs these lines:\n\n"
                f"  replaces:\n    building: {box.building}\n    box: {box.box}"
            )


def _enrol_all(asked: argparse.Namespace, folder: Folder) -> None:
    """Make a token for each building of a list. A building that has a box or a token already keeps it, so that the same list can be given
    again when it has grown.
    """
    if asked.office or asked.admin or asked.building or asked.replace:
        raise CannotDo("a list is of boxes for new buildings: leave --office, --admin, --building and --replace out.")
    try:
        names = names_in(asked.list)
    except ListUnreadable as wrong:
        raise CannotDo(str(wrong)) from wrong
    if not asked.out:
        raise CannotDo("name the new file for the tokens: --out tokens.txt")
    fleet = _fleet(folder)
    there = [box.name for box in fleet.boxes]
    lines, refused = list[str](), list[str]()
    write_new(asked.out, b"")  # written before any token is made: if it cannot be written, no token is made
    for name in names:
        if (
            why := _left_out(name, there, "has a box") or _left_out(name, fleet.waiting, "a token waits for its box")
        ) is not None:
            say(why)
            continue
        given = _token_for(asked, folder, name)
        if isinstance(given, Refused):
            refused.append(f"{name}: {given.says}")
            continue
        lines.append(f"{name} {given.token}\n")
        replace(asked.out, "".join(lines).encode())  # written after each token, because a token is shown only once
    wrote = "1 token" if len(lines) == 1 else f"{len(lines)} tokens"
    say(
        f"Wrote {wrote} into {asked.out}. The boxes also need the district's certificate: {folder.keys / 'authority.pem'}"
    )
    if refused:
        raise CannotDo("no token for " + "; ".join(refused))


def _other_name(box: administration.BoxSeen, ending: str) -> str | None:
    """Say what its plan calls the building, if that is another name and the box stands there."""
    if box.state not in {"ok", "fork"} or not differ(box.plan_name, box.name):
        return None
    rename = shlex.join(("handbell", "district", "building", "rename", box.name, box.plan_name))
    return (
        f"ITS PLAN CALLS IT {box.plan_name!r}: help may be sent to another school. Its token may have stood on the wrong line of a list."
        f" Call the schools (INSTALL.md, section 8, names of schools). If its plan is right: {rename}{ending}"
    )


def _left_out(name: str, there: Collection[str], why: str) -> str | None:
    """Say that a building of the list is among these, even in another spelling; it may have been renamed since. None where it is not."""
    if name in there:
        return f"{name}: {why}; left out."
    so = next((each for each in there if same_building(each, name)), None)
    return None if so is None else f"{name}: {why}, as {so!r}; left out."


def _token_for(asked: argparse.Namespace, folder: Folder, name: str) -> administration.TokenGiven | Refused:
    body = administration.TokenAsked(name, asked.building, asked.days * DAY_S, asked.replace)
    return ask(folder.socket, "POST", protocol.TOKENS, administration.TokenGiven, body)


def entries_here(folder: Folder, box: str) -> int:
    """Give how many entries of this box the server has."""
    return next((each.number for each in _fleet(folder).boxes if each.box == box), 0)


def _fleet(folder: Folder) -> administration.Fleet:
    return answered(ask(folder.socket, "GET", protocol.FLEET, administration.Fleet))


def _certify(asked: argparse.Namespace, folder: Folder, role: protocol.Role) -> None:
    """Write key, certificate and the district's own certificate into a folder, to be carried to the person they are for."""
    out = asked.out or Path("district-access")
    make_folder(out)
    if any(out.iterdir()):
        raise CannotDo(f"{out} is not empty. Name a new folder with --out: a certificate goes with its own key.")
    key, csr = make_request()
    body = administration.CertificateAsked(role.value, asked.name, csr)
    given = answered(ask(folder.socket, "POST", protocol.CERTIFICATES, protocol.CertificateGiven, body))
    write_new(out / f"{role.value}.key", key)
    write_new(out / f"{role.value}.pem", given.certificate.encode())
    write_new(out / "district.pem", given.chain.encode())
    write_new(out / "receipt_keys", "".join(f"{key}\n" for key in given.receipt_keys).encode())
    say(
        f"Made {role.value}.key, {role.value}.pem, district.pem and receipt_keys in {out}. Carry them to {asked.name}.\n"
        f"Then delete {out / f'{role.value}.key'} here, and the one on what carried it: with it anybody asks this server as {asked.name}."
    )


def _add_enrol(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "name", nargs="?", default="", metavar="NAME", help="the building's name; or the office's or administrator's"
    )
    parser.add_argument(
        "--building",
        default="",
        metavar="HEX",
        help="only if it is this building: for another box of one that is known",
    )
    parser.add_argument(
        "--replace",
        default="",
        metavar="BOX",
        help="the id of the box that gives way, in hex: without it none is enrolled where another stands",
    )
    parser.add_argument(
        "--from",
        dest="list",
        type=Path,
        metavar="FILE",
        help="a list of buildings, as image provision takes it: a token for each that has neither box nor token yet",
    )
    parser.add_argument(
        "--days",
        type=_days,
        default=protocol.TOKEN_VALID_S // DAY_S,
        metavar=f"1..{TOKEN_VALID_S_MAX // DAY_S}",
        help="how long the token is good (default: %(default)s)",
    )
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--office", action="store_true", help="a certificate for a safety office instead of a token")
    kind.add_argument(
        "--admin", action="store_true", help="a certificate for an administrator elsewhere instead of a token"
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="PATH",
        help="the folder where the certificate goes (default: district-access), or the new file for the tokens of a list",
    )


def _days(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= TOKEN_VALID_S_MAX // DAY_S:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of days from 1 to {TOKEN_VALID_S_MAX // DAY_S}")
    return int(text)


_STATES = {
    "ok": "in order",
    "fork": "TWO HISTORIES: the safety office has to decide",
    "superseded": "another box has taken its place",
    "revoked": "revoked",
}
